#include <stddef.h>

#include "domain/account/session.h"

#include "params.h"
#include "reply.h"
#include "routes.h"
#include "session_cookie.h"
#include "session_print.h"

/*
 * POST /api/auth/refresh: 200, another access token and another cookie; 401
 * there is no cookie, or the session is over, and the cookie goes; 403 a page
 * of another origin; 415.
 */
int api_auth_refresh(struct request *req, struct xn_error *err)
{
	struct auth_client client = session_client(req);
	struct auth_session session;

	if (auth_refresh(req->db, req->arena, req->session_cookie, &client,
			 &session, err)) {
		if (err->code == XN_UNAUTHENTICATED)
			session_cookie_clear(req);
		return -1;
	}
	return session_reply(req, 200, "Session refreshed", &session, err);
}

/*
 * POST /api/auth/logout, with the cookie or a token: 200, the session is
 * over; 401, and the cookie goes; 403 a page of another origin; 415.
 */
int api_auth_logout(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	int rc = req->session_cookie
		? auth_logout(req->db, req->arena, req->session_cookie, err)
		: session_end(req->db, req->arena, &req->who,
			      req->who.session_id, err);

	/* Of two at once, the second finds done what it asks for. */
	if (rc && err->code != XN_NOT_FOUND) {
		if (req->session_cookie && err->code == XN_UNAUTHENTICATED)
			session_cookie_clear(req);
		return -1;
	}
	session_cookie_clear(req);
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", "Logged out");
	jsonout_object_end(w);
	return reply(req, 200, w);
}

struct password_body {
	const char *current;
	const char *wanted;
};

static const struct json_field password_fields[] = {
	{ JSON_STRICT("currentPassword", struct password_body, current, 1024),
	  .required = true },
	{ JSON_STRICT("newPassword", struct password_body, wanted, 1024),
	  .required = true },
	{ 0 }
};

/*
 * PUT /api/auth/password: 200, every session is over and this is a new one;
 * 400; 401; 422 the current password is another, or the new one is weak; 429.
 */
int api_auth_password(struct request *req, struct xn_error *err)
{
	struct auth_client client = session_client(req);
	struct password_body body = { 0 };
	struct auth_session session;

	if (body_bind(req, password_fields, &body, err) ||
	    auth_change_password(req->db, req->arena, &req->who, body.current,
				 body.wanted, &client, &session,
				 &req->answer.retry_after_s, err))
		return -1;
	return session_reply(req, 200, "Password changed", &session, err);
}

static void put_session(struct jsonout *w, const struct session *s,
			int64_t current)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", s->id);
	jsonout_put_bool(w, "current", s->id == current);
	jsonout_put_text(w, "userAgent", s->agent);
	reply_put_time(w, "createdAt", s->created_at);
	reply_put_time(w, "lastUsedAt", s->used_at);
	reply_put_time(w, "expiresAt", s->expires_at);
	jsonout_object_end(w);
}

/* GET /api/auth/sessions: 200, the user's own, the last used first. */
int api_sessions_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct session *sessions;
	size_t count;

	if (session_list(req->db, req->arena, &req->who, &sessions, &count,
			 err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_session(w, &sessions[i], req->who.session_id);
	jsonout_array_end(w);
	return reply(req, 200, w);
}

/* DELETE /api/auth/sessions/:id: 204; 404, also another user's. */
int api_sessions_end(struct request *req, struct xn_error *err)
{
	int64_t session_id;

	if (param_id(req, 0, &session_id, err) ||
	    session_end(req->db, req->arena, &req->who, session_id, err))
		return -1;
	return reply_empty(req, 204);
}

/* DELETE /api/auth/sessions: 204, all but this one are over. */
int api_sessions_end_others(struct request *req, struct xn_error *err)
{
	if (session_end_others(req->db, req->arena, &req->who, err))
		return -1;
	return reply_empty(req, 204);
}
