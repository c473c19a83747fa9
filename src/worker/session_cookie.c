#include <string.h>

#include "base/text.h"

#include "cookie.h"
#include "session_cookie.h"

/* public_url without a path; "" if it is not set. */
static const char *public_origin(const struct request *req)
{
	const char *url = req->worker->conf.public_url, *host;

	if (!url)
		return "";
	host = strstr(url, "://") + 3;
	return arena_strndup(req->arena, url,
			     (size_t)(host - url) + strcspn(host, "/"));
}

/* As the request was sent; "" if it does not say. */
static const char *host_origin(const struct request *req)
{
	if (!*req->scheme || !req->header.host)
		return "";
	return arena_printf(req->arena, "%s://%s", req->scheme,
			    req->header.host);
}

const char *session_cookie_origin(const struct request *req)
{
	const char *public = public_origin(req), *host = host_origin(req);

	if (req->header.origin && !strcmp(req->header.origin, host))
		return host;
	return *public ? public : host;
}

bool session_cookie_is_ours(const struct request *req)
{
	return req->header.origin &&
	       !strcmp(req->header.origin, session_cookie_origin(req));
}

static bool is_secure(const char *origin)
{
	return text_starts(origin, "https://");
}

/* The digits behind the last colon, unless that is the scheme's. */
static const char *port_of(const char *origin)
{
	const char *colon = strrchr(origin, ':');

	return colon && colon[1] && !colon[1 + strspn(colon + 1, "0123456789")]
		       ? colon + 1 : "";
}

static const char *name_of(const struct request *req)
{
	const char *origin = session_cookie_origin(req);
	const char *port = port_of(origin);

	return arena_printf(req->arena, "%sxeno_session%s%s",
			    is_secure(origin) ? "__Secure-" : "",
			    *port ? "_" : "", port);
}

const char *session_cookie_find(const struct request *req)
{
	return cookie_find(req, name_of(req));
}

static void set(struct request *req, const char *value, int age_s)
{
	bool secure = is_secure(session_cookie_origin(req));

	if (req->header.origin && !session_cookie_is_ours(req))
		return;
	req->answer.set_cookie = arena_printf(req->arena,
		"%s=%s; Path=/api/auth; Max-Age=%d; HttpOnly; "
		"SameSite=Strict%s", name_of(req), value, age_s,
		secure ? "; Secure" : "");
}

void session_cookie_set(struct request *req, const char *value)
{
	set(req, value, req->worker->conf.session_ttl_s);
}

void session_cookie_clear(struct request *req)
{
	set(req, "", 0);
}
