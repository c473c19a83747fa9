#include <stddef.h>

#include "domain/account/saved_view.h"

#include "params.h"
#include "reply.h"
#include "routes.h"

static void put_view(struct jsonout *w, const struct saved_view *v)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", v->id);
	jsonout_put_text(w, "name", v->name);
	jsonout_put_text(w, "path", v->path);
	jsonout_put_text(w, "query", v->query);
	jsonout_put_bool(w, "shared", v->shared);
	jsonout_put_bool(w, "own", v->own);
	reply_put_time(w, "createdAt", v->created_at);
	jsonout_object_end(w);
}

/* GET /api/views: 200, one's own and the shared ones, by name. */
int api_views_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct saved_view *views;
	size_t count;

	if (saved_view_list(req->db, req->arena, &req->who, &views, &count,
			    err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_view(w, &views[i]);
	jsonout_array_end(w);
	return reply(req, 200, w);
}

struct view_body {
	struct saved_view_wanted wanted;
	bool shared;
	bool not_private;	/* two slots tell "false" from "not there" */
};

#define FIELDS(is_required)						\
	{ JSON_STRICT("name", struct view_body, wanted.name,		\
		      SAVED_VIEW_NAME_MAX), .required = is_required },	\
	{ JSON_STRICT("path", struct view_body, wanted.path,		\
		      SAVED_VIEW_PATH_MAX), .required = is_required },	\
	{ JSON_STRICT("query", struct view_body, wanted.query,		\
		      SAVED_VIEW_QUERY_MAX) },				\
	{ JSON_FIELD("shared", BOOL, struct view_body, shared) },	\
	{ JSON_FIELD("shared", BOOL, struct view_body, not_private) },	\
	{ 0 }

static const struct json_field create_fields[] = { FIELDS(true) };
static const struct json_field update_fields[] = { FIELDS(false) };

static int bind(const struct request *req, const struct json_field *fields,
		struct saved_view_wanted *out, struct xn_error *err)
{
	struct view_body body = { .not_private = true };

	if (body_bind(req, fields, &body, err))
		return -1;
	body.wanted.shared = body.shared == body.not_private ? body.shared
							      : -1;
	*out = body.wanted;
	return 0;
}

/*
 * POST /api/views {name, path, query?, shared?}: 201; 400; 403 to share takes
 * an analyst; 409 the name is taken; 422 too many.
 */
int api_views_create(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct saved_view_wanted wanted;
	struct saved_view view;

	if (bind(req, create_fields, &wanted, err) ||
	    saved_view_create(req->db, req->arena, &req->who, &wanted, &view,
			      err))
		return -1;
	put_view(w, &view);
	return reply(req, 201, w);
}

/*
 * PATCH /api/views/:id {name?, path?, query?, shared?}: 200; 400; 403 as
 * above, or another's by no admin; 404; 409.
 */
int api_views_update(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct saved_view_wanted wanted;
	struct saved_view view;
	int64_t id;

	if (param_id(req, 0, &id, err) ||
	    bind(req, update_fields, &wanted, err) ||
	    saved_view_update(req->db, req->arena, &req->who, id, &wanted,
			      &view, err))
		return -1;
	put_view(w, &view);
	return reply(req, 200, w);
}

/* DELETE /api/views/:id: 204; 403 another's, by no admin; 404. */
int api_views_delete(struct request *req, struct xn_error *err)
{
	int64_t id;

	if (param_id(req, 0, &id, err) ||
	    saved_view_delete(req->db, req->arena, &req->who, id, err))
		return -1;
	return reply_empty(req, 204);
}
