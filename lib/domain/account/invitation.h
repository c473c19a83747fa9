#ifndef DOMAIN_ACCOUNT_INVITATION_H
#define DOMAIN_ACCOUNT_INVITATION_H

#include <stddef.h>

#include "domain/account/auth.h"

/*
 * A link by which somebody becomes a member: whoever has it chooses the
 * password.  It is good once, for seven days; a newer one for the same
 * address takes its place.
 */
struct invitation {
	int64_t id;
	const char *email;
	enum role role;
	const char *invited_by;
	int64_t created_at;
	int64_t expires_at;
};

/*
 * *text is the link's secret.  -1: XN_BAD_INPUT (email), XN_FORBIDDEN (an
 * owner, by an admin), XN_CONFLICT (a member already).
 */
int invitation_create(struct db *db, struct arena *a, const struct actor *who,
		      const char *email, enum role role,
		      struct invitation *out, const char **text,
		      struct xn_error *err);

/* Those that are still good, oldest first. */
int invitation_list(struct db *db, struct arena *a, int64_t tenant_id,
		    struct invitation **out, size_t *count,
		    struct xn_error *err);

/* -1: XN_NOT_FOUND. */
int invitation_delete(struct db *db, struct arena *a, const struct actor *who,
		      int64_t invitation_id, struct xn_error *err);

/* What a link is about.  -1: XN_NOT_FOUND, it is not good (any more). */
int invitation_find(struct db *db, struct arena *a, const char *text,
		    struct invitation *out, struct xn_error *err);

/*
 * Become a member, signed in.  -1: XN_NOT_FOUND as above, XN_REFUSED (weak
 * password), XN_CONFLICT ("User already exists").
 */
int invitation_accept(struct db *db, struct arena *a, const char *text,
		      const char *password, const struct auth_client *client,
		      struct auth_session *out, struct xn_error *err);

#endif
