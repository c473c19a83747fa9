#include <stddef.h>

#include "domain/privacy/tenant_erase.h"

#include "params.h"
#include "reply.h"
#include "routes.h"
#include "session_cookie.h"
#include "session_print.h"

static const struct json_field erase_fields[] = {
	{ JSON_STRICT("email", struct tenant_erase_wish, email, 254),
	  .required = true },
	{ JSON_STRICT("currentPassword", struct tenant_erase_wish, password,
		      1024), .required = true },
	{ 0 }
};

/*
 * POST /api/auth/erase {email, currentPassword}: 202, nobody of the tenant is
 * signed in any more, and everything of it is being erased; 400; 401; 403;
 * 422 the address or the password is another; 429.
 */
int api_auth_erase(struct request *req, struct xn_error *err)
{
	struct auth_client client = session_client(req);
	struct tenant_erase_wish wish = { 0 };
	struct jsonout *w = reply_json(req);

	if (body_bind(req, erase_fields, &wish, err) ||
	    tenant_erase_begin(req->db, req->arena, &req->worker->connector,
			       &req->who, &wish, &client,
			       &req->answer.retry_after_s, err))
		return -1;
	session_cookie_clear(req);
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", "You are signed out; everything of the"
			 " account is being deleted");
	jsonout_object_end(w);
	return reply(req, 202, w);
}
