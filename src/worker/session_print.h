#ifndef WORKER_SESSION_PRINT_H
#define WORKER_SESSION_PRINT_H

#include "base/jsonout.h"
#include "domain/account/auth.h"

#include "request.h"

/* Who is at the other end, as the domain wants to know it. */
struct auth_client session_client(const struct request *req);

/* The members "user" and "shop", the latter null where there is none. */
void session_put(struct jsonout *w, const struct auth_session *s);

void session_put_shop(struct jsonout *w, const struct shop *shop);

/*
 * The end of a handler that signed somebody in: {message, token, user, shop}
 * and the cookie.  -1: as token_issue().
 */
int session_reply(struct request *req, int status, const char *message,
		  const struct auth_session *s, struct xn_error *err);

#endif
