#include <stddef.h>
#include <string.h>

#include "domain/account/api_token.h"

#include "params.h"
#include "reply.h"
#include "routes.h"

static void put_token(struct jsonout *w, const struct api_token *t,
		      const char *text)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", t->id);
	jsonout_put_text(w, "name", t->name);
	jsonout_put_text(w, "email", t->email);
	jsonout_key(w, "scopes");
	jsonout_raw(w, t->scopes, strlen(t->scopes));
	reply_put_time(w, "createdAt", t->created_at);
	reply_put_time(w, "lastUsedAt", t->used_at);
	reply_put_time(w, "expiresAt", t->expires_at);
	if (text)
		jsonout_put_text(w, "token", text);
	jsonout_object_end(w);
}

/* GET /api/tokens: 200, one's own; for an admin, everybody's. */
int api_tokens_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct api_token *tokens;
	size_t count;

	if (api_token_list(req->db, req->arena, &req->who, &tokens, &count,
			   err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_token(w, &tokens[i], NULL);
	jsonout_array_end(w);
	return reply(req, 200, w);
}

static const struct json_field token_fields[] = {
	{ JSON_STRICT("name", struct api_token_wanted, name, 100),
	  .required = true },
	{ JSON_FIELD("scopes", TEXTS, struct api_token_wanted, scopes),
	  .count_offset = offsetof(struct api_token_wanted, nscopes),
	  .required = true, .max = 20 },
	{ JSON_FIELD("expiresAt", TIME, struct api_token_wanted, expires_at) },
	{ 0 }
};

/*
 * POST /api/tokens {name, scopes, expiresAt?}: 201, with the token, which is
 * shown this once; 400.
 */
int api_tokens_create(struct request *req, struct xn_error *err)
{
	struct api_token_wanted wanted = { 0 };
	struct jsonout *w = reply_json(req);
	struct api_token token;
	const char *text;

	if (body_bind(req, token_fields, &wanted, err))
		return -1;
	if (!*wanted.name)
		return xn_fail_field(err, XN_BAD_INPUT, "name",
				     "name: must not be empty");
	if (api_token_create(req->db, req->arena, &req->who, &wanted, &token,
			     &text, err))
		return -1;
	put_token(w, &token, text);
	return reply(req, 201, w);
}

/* DELETE /api/tokens/:id: 204, refused from now on; 404. */
int api_tokens_delete(struct request *req, struct xn_error *err)
{
	int64_t id;

	if (param_id(req, 0, &id, err) ||
	    api_token_delete(req->db, req->arena, &req->who, id, err))
		return -1;
	return reply_empty(req, 204);
}
