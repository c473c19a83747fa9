#include <stddef.h>

#include "domain/account/password_reset.h"

#include "params.h"
#include "reply.h"
#include "routes.h"
#include "session_print.h"

struct reset_body {
	const char *email, *token, *password;
};


static const struct json_field forgot_fields[] = {
	{ JSON_STRICT("email", struct reset_body, email, 1024),
	  .required = true },
	{ 0 }
};

/*
 * POST /api/auth/forgot {email}: 202, whether there is such an account or
 * not; 400; 422 the service sends no mail; 429.
 */
int api_auth_forgot(struct request *req, struct xn_error *err)
{
	struct reset_body body = { 0 };
	struct jsonout *w = reply_json(req);

	if (body_bind(req, forgot_fields, &body, err))
		return -1;
	if (!req->worker->postbox.mailer)
		return xn_fail(err, XN_REFUSED, "This service sends no mail:"
			       " ask whoever runs it");
	if (password_reset_want(req->db, req->arena, body.email,
				session_client(req).address,
				&req->answer.retry_after_s, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", "If that address has an account, a"
			 " link is on its way to it");
	jsonout_object_end(w);
	return reply(req, 202, w);
}

static const struct json_field reset_fields[] = {
	{ JSON_STRICT("token", struct reset_body, token, 1024),
	  .required = true },
	{ JSON_STRICT("password", struct reset_body, password, 1024),
	  .required = true },
	{ 0 }
};

/*
 * POST /api/auth/reset {token, password}: 200, signed in, and every session
 * before is over; 400; 404 the link is not good any more; 422 a weak password.
 */
int api_auth_reset(struct request *req, struct xn_error *err)
{
	struct auth_client client = session_client(req);
	struct reset_body body = { 0 };
	struct auth_session session;

	if (body_bind(req, reset_fields, &body, err) ||
	    password_reset_use(req->db, req->arena, body.token, body.password,
			       &client, &session, err))
		return -1;
	return session_reply(req, 200, "Password changed", &session, err);
}
