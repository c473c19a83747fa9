#ifndef DOMAIN_ACCOUNT_DIGEST_WISH_H
#define DOMAIN_ACCOUNT_DIGEST_WISH_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/account/role.h"
#include "wrap/db.h"

/*
 * What mail a member wants: a digest each day or week, and alerts of days
 * that stand out (metrics/insight.h).  Nobody gets any unasked.
 */
enum digest_frequency { DIGEST_OFF, DIGEST_DAILY, DIGEST_WEEKLY,
			DIGEST_NKINDS };

/* "off", "daily", "weekly" */
extern const char *const digest_frequency_names[DIGEST_NKINDS];

struct digest_wish {
	enum digest_frequency frequency;
	int hour;			/* 0 to 23, in the first shop's zone */
	int weekday;			/* 1 (Monday) to 7, of a weekly one */
	bool all_shops;			/* those that come later, too */
	int64_t *shop_ids;		/* if not */
	size_t nshops;
	bool alerts;
};

/* What the actor wants: nothing, if that was never said. */
int digest_wish_get(struct db *db, struct arena *a, const struct actor *who,
		    struct digest_wish *out, struct xn_error *err);

/* -1: XN_NOT_FOUND, one of the shops is not the tenant's. */
int digest_wish_put(struct db *db, struct arena *a, const struct actor *who,
		    const struct digest_wish *wish, struct xn_error *err);

/*
 * Who follows the link of a mail (user_mail.h) gets no more of its kind:
 * *kind is "digest" or "alert".  Again does no harm.  -1: XN_NOT_FOUND, no
 * such link, or a very old one.
 */
int digest_wish_end(struct db *db, struct arena *a, const char *secret,
		    const char **kind, struct xn_error *err);

#endif
