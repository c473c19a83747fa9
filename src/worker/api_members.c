#include <stddef.h>

#include "domain/account/member.h"

#include "params.h"
#include "reply.h"
#include "routes.h"

static void put_member(struct jsonout *w, const struct member *m)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", m->user_id);
	jsonout_put_text(w, "email", m->email);
	jsonout_put_text(w, "role", role_name(m->role));
	jsonout_put_bool(w, "disabled", m->is_disabled);
	reply_put_time(w, "createdAt", m->created_at);
	reply_put_time(w, "lastSeenAt", m->seen_at);
	jsonout_object_end(w);
}

/* GET /api/members: 200, in the order in which they came. */
int api_members_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct member *members;
	size_t count;

	if (member_list(req->db, req->arena, req->tenant_id, &members, &count,
			err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_member(w, &members[i]);
	jsonout_array_end(w);
	return reply(req, 200, w);
}

struct member_body {
	const char *role;
	bool disabled;
	bool not_enabled;	/* two slots tell "false" from "not there" */
};


static const struct json_field member_fields[] = {
	{ JSON_FIELD("role", TEXT, struct member_body, role), .strict = true },
	{ JSON_FIELD("disabled", BOOL, struct member_body, disabled) },
	{ JSON_FIELD("disabled", BOOL, struct member_body, not_enabled) },
	{ 0 }
};

/*
 * PATCH /api/members/:id {role?, disabled?}: 204, and he has to sign in
 * again; 400; 403 an owner, by an admin; 404; 422 oneself, the last owner.
 */
int api_members_update(struct request *req, struct xn_error *err)
{
	struct member_body body = { .not_enabled = true };
	enum role role = ROLE_NONE;
	int64_t user_id;

	if (param_id(req, 0, &user_id, err) ||
	    body_bind(req, member_fields, &body, err))
		return -1;
	if (body.role && role_parse(body.role, &role))
		return xn_fail_field(err, XN_BAD_INPUT, "role",
				     "role: no such role");
	if (member_update(req->db, req->arena, &req->who, user_id, role,
			  body.disabled == body.not_enabled ? body.disabled
							    : -1, err))
		return -1;
	return reply_empty(req, 204);
}

/* DELETE /api/members/:id: 204; 403, 404 and 422 as above. */
int api_members_delete(struct request *req, struct xn_error *err)
{
	int64_t user_id;

	if (param_id(req, 0, &user_id, err) ||
	    member_delete(req->db, req->arena, &req->who, user_id, err))
		return -1;
	return reply_empty(req, 204);
}
