#ifndef DOMAIN_ACCOUNT_SESSION_H
#define DOMAIN_ACCOUNT_SESSION_H

#include "domain/account/role.h"
#include "domain/account/secret.h"
#include "wrap/db.h"

/*
 * Where a user is signed in.  A session begins with a password or an
 * invitation; its cookie is good for an access token, and is another after
 * each use.  Ended, its access tokens are refused at once.
 */
struct session {
	int64_t id;
	int64_t created_at;
	int64_t used_at;	/* the last refresh */
	int64_t expires_at;
	const char *agent;	/* as the program calls itself, or NULL */
};

/* Kept between the two calls that begin a session. */
struct session_start {
	struct secret cookie;
	struct db_rows *row;
};

/*
 * Collect within the caller's transaction: a session of the user, who must
 * have this password_hash and not be disabled by then; and what is over of
 * his others goes.  session_started() gives its id and the cookie's text.
 * -1: XN_UNAUTHENTICATED, the user is not as he was a moment ago.
 */
void session_queue_start(struct db *db, struct arena *a, int64_t tenant_id,
			 int64_t user_id, const char *password_hash,
			 const char *agent, int ttl_s,
			 struct session_start *start);
int session_started(struct session_start *start, struct arena *a, int64_t *id,
		    const char **cookie, struct xn_error *err);

struct session_owner {
	int64_t user_id;
	const char *email;
	enum role role;
};

/*
 * Use the cookie: begins a transaction of its tenant, in which the next
 * cookie's change is collected, and leaves it open; *next is that cookie.
 * The one before is good for 10 s more, for another tab and for an answer
 * that never arrived; an older one ends the session.
 * -1: XN_UNAUTHENTICATED, and the transaction is over.
 */
int session_use(struct db *db, struct arena *a, const struct secret *cookie,
		int ttl_s, struct session_owner *owner, struct secret *next,
		struct xn_error *err);

/*
 * The actor's session must go on, and his role be what it was: in the next
 * transaction of `db` (db_guard()), or at once.
 */
void session_guard(struct db *db, struct arena *a, const struct actor *who);
int session_check(struct db *db, struct arena *a, const struct actor *who,
		  struct xn_error *err);

/* The user's, the last used first. */
int session_list(struct db *db, struct arena *a, const struct actor *who,
		 struct session **out, size_t *count, struct xn_error *err);

/* One of the actor's own.  -1: XN_NOT_FOUND. */
int session_end(struct db *db, struct arena *a, const struct actor *who,
		int64_t session_id, struct xn_error *err);

/* All of the actor's own but the one that he asks from. */
int session_end_others(struct db *db, struct arena *a,
		       const struct actor *who, struct xn_error *err);

/* Collect: every session of a user ends. */
void session_queue_end_all(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t user_id);

#endif
