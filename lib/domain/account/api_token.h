#ifndef DOMAIN_ACCOUNT_API_TOKEN_H
#define DOMAIN_ACCOUNT_API_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/account/role.h"
#include "domain/account/scope.h"
#include "wrap/db.h"

/*
 * Tokens for scripts and BI tools: xeno_ and a secret (secret.h), with
 * scopes.  A token acts for the user who made it, ends with him, and is shown
 * once.
 */
#define API_TOKEN_PREFIX "xeno_"

struct api_token {
	int64_t id;
	const char *name;
	const char *email;	/* the user's */
	const char *scopes;	/* a JSON array */
	int64_t created_at;
	int64_t used_at;	/* to the minute; 0: never */
	int64_t expires_at;	/* 0: never */
};

struct api_token_wanted {
	const char *name;
	const char **scopes;
	size_t nscopes;
	int64_t expires_at;	/* 0: never */
};

/*
 * *text is the token itself, which nobody can read again.  -1: XN_BAD_INPUT,
 * no such scope, or it would be over already.
 */
int api_token_create(struct db *db, struct arena *a, const struct actor *who,
		     const struct api_token_wanted *wanted,
		     struct api_token *out, const char **text,
		     struct xn_error *err);

/* The actor's own; for an admin, all of the tenant's.  Oldest first. */
int api_token_list(struct db *db, struct arena *a, const struct actor *who,
		   struct api_token **out, size_t *count,
		   struct xn_error *err);

/* One of those.  -1: XN_NOT_FOUND. */
int api_token_delete(struct db *db, struct arena *a, const struct actor *who,
		     int64_t token_id, struct xn_error *err);

/* Who comes with this token, in one trip.  -1: XN_UNAUTHENTICATED. */
int api_token_use(struct db *db, struct arena *a, const char *text,
		  struct actor *who, struct xn_error *err);

#endif
