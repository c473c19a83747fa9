#ifndef DOMAIN_ACCOUNT_AUDIT_LOG_H
#define DOMAIN_ACCOUNT_AUDIT_LOG_H

#include <stddef.h>

#include "domain/account/role.h"
#include "wrap/db.h"

/*
 * Who did what.  `action` is one of ours, such as "member.invited"; `subject`
 * is to whom or what, `detail` how; both may be NULL.
 */
struct audit_event {
	int64_t id;
	int64_t at;			/* microseconds since 1970 */
	const char *actor;
	const char *action;
	const char *subject;
	const char *detail;
};

/* Collect within the caller's transaction, so that both happen or neither. */
void audit_queue(struct db *db, struct arena *a, const struct actor *who,
		 const char *action, const char *subject, const char *detail);

/* In a transaction of its own, after the fact.  -1: XN_UNAVAILABLE. */
int audit_note(struct db *db, struct arena *a, const struct actor *who,
	       const char *action, const char *subject, const char *detail,
	       struct xn_error *err);

/* Newest first, those before `cursor` (0: from the newest). */
int audit_list(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t cursor, int limit, struct audit_event **out,
	       size_t *count, struct xn_error *err);

#endif
