#ifndef DOMAIN_ACCOUNT_SAVED_VIEW_H
#define DOMAIN_ACCOUNT_SAVED_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/account/role.h"
#include "wrap/db.h"

/*
 * A page of the dashboard with what it shows, under a name: of one member, or
 * shared with all of the tenant.  It goes with the member.
 */
#define SAVED_VIEW_NAME_MAX 100
#define SAVED_VIEW_PATH_MAX 200
#define SAVED_VIEW_QUERY_MAX 2000
#define SAVED_VIEWS_MAX 100		/* of a member */

struct saved_view {
	int64_t id;
	const char *name;
	const char *path;		/* begins with a slash */
	const char *query;		/* without the question mark */
	bool shared;
	bool own;			/* the actor's */
	int64_t created_at;
};

/* What is wanted of one; NULL, or shared < 0: as it is (or nothing). */
struct saved_view_wanted {
	const char *name, *path, *query;
	int shared;
};

/* The actor's own and the shared ones, by name. */
int saved_view_list(struct db *db, struct arena *a, const struct actor *who,
		    struct saved_view **out, size_t *count,
		    struct xn_error *err);

/*
 * -1: XN_BAD_INPUT, XN_FORBIDDEN (to share takes an analyst), XN_CONFLICT
 * (one's own other view has the name), XN_REFUSED (there are enough).
 */
int saved_view_create(struct db *db, struct arena *a, const struct actor *who,
		      const struct saved_view_wanted *wanted,
		      struct saved_view *out, struct xn_error *err);

/*
 * One's own, or for an admin a shared one.  -1: as above, XN_FORBIDDEN
 * (shared, but another's), XN_NOT_FOUND.
 */
int saved_view_update(struct db *db, struct arena *a, const struct actor *who,
		      int64_t view_id, const struct saved_view_wanted *wanted,
		      struct saved_view *out, struct xn_error *err);
int saved_view_delete(struct db *db, struct arena *a, const struct actor *who,
		      int64_t view_id, struct xn_error *err);

#endif
