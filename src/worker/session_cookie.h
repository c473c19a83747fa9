#ifndef WORKER_SESSION_COOKIE_H
#define WORKER_SESSION_COOKIE_H

#include "request.h"

/*
 * The cookie that renews a session: HttpOnly, SameSite=Strict, sent to
 * /api/auth alone.  Over https it is Secure and its name says so.  A browser
 * sends one host's cookies to all its ports, so the name has the port.
 *
 * Our own origin is public_url; or scheme and Host of the request, if a page
 * from there asks or public_url is not set.
 */

/* Scheme, host and port; "" if nobody says. */
const char *session_cookie_origin(const struct request *req);

/* Whether a page of our own asks: a browser says so of every POST. */
bool session_cookie_is_ours(const struct request *req);

/* What the client has; NULL: none. */
const char *session_cookie_find(const struct request *req);

/*
 * Give it to the client, or take it away.  A page of another origin gets
 * none; a program that is no browser may keep it.
 */
void session_cookie_set(struct request *req, const char *value);
void session_cookie_clear(struct request *req);

#endif
