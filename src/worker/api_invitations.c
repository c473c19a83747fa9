#include <stddef.h>

#include "domain/account/invitation_mail.h"

#include "params.h"
#include "reply.h"
#include "routes.h"
#include "session_cookie.h"
#include "session_print.h"

static void put_invitation(struct jsonout *w, const struct invitation *i)
{
	jsonout_put_id(w, "id", i->id);
	jsonout_put_text(w, "email", i->email);
	jsonout_put_text(w, "role", role_name(i->role));
	jsonout_put_text(w, "invitedBy", i->invited_by);
	reply_put_time(w, "createdAt", i->created_at);
	reply_put_time(w, "expiresAt", i->expires_at);
}

/* GET /api/invitations: 200, those that are still good. */
int api_invitations_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct invitation *invitations;
	size_t count;

	if (invitation_list(req->db, req->arena, req->tenant_id, &invitations,
			    &count, err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++) {
		jsonout_object_begin(w);
		put_invitation(w, &invitations[i]);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	return reply(req, 200, w);
}

struct invitation_body {
	const char *email, *role, *token, *password;
};


static const struct json_field create_fields[] = {
	{ JSON_STRICT("email", struct invitation_body, email, 1024),
	  .required = true },
	{ JSON_STRICT("role", struct invitation_body, role, 1024),
	  .required = true },
	{ 0 }
};

/*
 * POST /api/invitations {email, role}: 201, with the link, which is shown
 * this once (what is behind its # reaches no server's log), and whether it
 * was mailed; 400; 403 an owner, by an admin; 409 a member already.
 */
int api_invitations_create(struct request *req, struct xn_error *err)
{
	struct invitation_body body = { 0 };
	struct jsonout *w = reply_json(req);
	struct invitation invitation;
	enum role role;
	const char *token;
	bool sent;

	if (body_bind(req, create_fields, &body, err))
		return -1;
	if (role_parse(body.role, &role))
		return xn_fail_field(err, XN_BAD_INPUT, "role",
				     "role: no such role");
	if (invitation_create(req->db, req->arena, &req->who, body.email, role,
			      &invitation, &token, err) ||
	    invitation_mail(req->db, req->arena, &req->worker->postbox,
			    req->tenant_id, &invitation, token, &sent, err))
		return -1;
	jsonout_object_begin(w);
	put_invitation(w, &invitation);
	jsonout_put_text(w, "link", arena_printf(req->arena, "%s/join#%s",
		session_cookie_origin(req), token));
	jsonout_put_bool(w, "mailed", sent);
	jsonout_object_end(w);
	return reply(req, 201, w);
}

/* DELETE /api/invitations/:id: 204; 404. */
int api_invitations_delete(struct request *req, struct xn_error *err)
{
	int64_t id;

	if (param_id(req, 0, &id, err) ||
	    invitation_delete(req->db, req->arena, &req->who, id, err))
		return -1;
	return reply_empty(req, 204);
}

static const struct json_field look_fields[] = {
	{ JSON_STRICT("token", struct invitation_body, token, 1024),
	  .required = true },
	{ 0 }
};

/* POST /api/auth/invitation {token}: 200, what it is about; 400; 404. */
int api_auth_invitation(struct request *req, struct xn_error *err)
{
	struct invitation_body body = { 0 };
	struct jsonout *w = reply_json(req);
	struct invitation invitation;

	if (body_bind(req, look_fields, &body, err) ||
	    invitation_find(req->db, req->arena, body.token, &invitation,
			    err))
		return -1;
	jsonout_object_begin(w);
	put_invitation(w, &invitation);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

static const struct json_field join_fields[] = {
	{ JSON_STRICT("token", struct invitation_body, token, 1024),
	  .required = true },
	{ JSON_STRICT("password", struct invitation_body, password, 1024),
	  .required = true },
	{ 0 }
};

/*
 * POST /api/auth/join {token, password}: 201, a member and signed in; 400;
 * 404 the invitation is not good any more; 409 the address has an account;
 * 422 a weak password.
 */
int api_auth_join(struct request *req, struct xn_error *err)
{
	struct auth_client client = session_client(req);
	struct invitation_body body = { 0 };
	struct auth_session session;

	if (body_bind(req, join_fields, &body, err) ||
	    invitation_accept(req->db, req->arena, body.token, body.password,
			      &client, &session, err))
		return -1;
	return session_reply(req, 201, "Joined", &session, err);
}
