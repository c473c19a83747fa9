#ifndef DOMAIN_WEBHOOK_DEAD_LETTER_H
#define DOMAIN_WEBHOOK_DEAD_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/rollup/writer.h"
#include "domain/webhook/webhook.h"

/*
 * Deliveries that could not be applied, kept whole (webhook.h), and objects
 * that a sync could not store, of topic "sync", whose body is their id.  They
 * wait to be replayed: after a new version, or when what was in the way is
 * gone; or to be put aside.  Times are microseconds since 1970, 0 where absent.
 */
struct dead_letter {
	int64_t id;
	const char *webhook_id;
	const char *event_id;		/* or NULL */
	const char *topic;
	const char *reason;
	int64_t bytes;			/* of the body */
	int64_t triggered_at;		/* of an object: its last change */
	int64_t received_at;
	int64_t replayed_at;		/* or put aside; 0: it waits */
};

/*
 * Collect within the caller's transaction, which has the shop's lock: keep
 * this delivery.  `triggered_at` is as the database takes it, or NULL.
 */
void dead_letter_keep(const struct writer *w, const struct delivery *delivery,
		      const char *triggered_at, const char *reason);

/*
 * Keep objects that a sync could not store, in a transaction: `gids`, `reasons`
 * and `changes`, when each was changed last (or NULL), are arrays as of
 * entity/array.h, as long.  One that waits already is not kept again, but is of
 * the later of the two changes.
 */
int dead_letter_keep_objects(struct db *db, struct arena *a, int64_t tenant_id,
			     int64_t shop_id, const char *gids,
			     const char *reasons, const char *changes,
			     struct xn_error *err);

/* Which ones; zeroes and NULL: any. */
struct dead_letter_filter {
	int64_t id;
	const char *topic;
	int64_t from_us, to_us;		/* received, both inclusive */
	bool replayed;			/* also those that wait no more */
};

/*
 * The first `limit` after `after`, oldest first.  *out belongs to `a`; a shop
 * that is not there has none.
 */
int dead_letter_list(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, const struct dead_letter_filter *filter,
		     int64_t after, int limit, struct dead_letter **out,
		     size_t *count, struct xn_error *err);

/*
 * Apply one again, in one transaction; once more changes nothing.  On 0,
 * *replayed tells whether it took effect (now or before); if not, *why is the
 * reason, which is also stored.  `patient`: it may take longer than a request.
 * Of an object, an order is marked to be read again (store/order_reread.h); a
 * customer or product has to be stored by now, as new as the letter or as what
 * it is of, or to be gone.
 * -1: XN_NOT_FOUND (no such letter), XN_REFUSED (the shop is not connected,
 * and it is not of a topic of privacy law), XN_UNAVAILABLE.
 */
int dead_letter_replay(struct db *db, struct arena *a, int64_t tenant_id,
		       int64_t shop_id, int64_t letter_id, bool patient,
		       bool *replayed, struct xn_error *why,
		       struct xn_error *err);

/*
 * Put one aside: it waits no more, its reason begins with "put aside: ", and
 * what it has was never applied.  *dropped is false if it did not wait.
 * -1: XN_NOT_FOUND, no such shop; or the database failed.
 */
int dead_letter_drop(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, int64_t letter_id, bool *dropped,
		     struct xn_error *err);

#endif
