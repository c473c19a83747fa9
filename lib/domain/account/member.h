#ifndef DOMAIN_ACCOUNT_MEMBER_H
#define DOMAIN_ACCOUNT_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/account/role.h"
#include "wrap/db.h"

/*
 * The users of a tenant.  Only an owner has a say in owners, nobody in
 * himself, and one owner stays.  Whoever is changed has to sign in again.
 */
struct member {
	int64_t user_id;
	const char *email;
	enum role role;
	bool is_disabled;
	int64_t created_at;
	int64_t seen_at;	/* the last use of a session; 0: none now */
};

/* In the order in which they came. */
int member_list(struct db *db, struct arena *a, int64_t tenant_id,
		struct member **out, size_t *count, struct xn_error *err);

/*
 * ROLE_NONE leaves the role as it is, a negative `disabled` that.
 * -1: XN_NOT_FOUND, XN_FORBIDDEN (about an owner), XN_REFUSED (oneself, or
 * the last owner), XN_UNAUTHENTICATED (the actor is not who he was).
 */
int member_update(struct db *db, struct arena *a, const struct actor *who,
		  int64_t user_id, enum role role, int disabled,
		  struct xn_error *err);

/* His sessions and tokens go too, and his address is free.  Errors as above. */
int member_delete(struct db *db, struct arena *a, const struct actor *who,
		  int64_t user_id, struct xn_error *err);

#endif
