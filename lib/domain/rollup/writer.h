#ifndef DOMAIN_ROLLUP_WRITER_H
#define DOMAIN_ROLLUP_WRITER_H

#include "wrap/db.h"

/*
 * A version behind this one, and behind all that ever were, even if the
 * database is one that was restored: it counts every change, by the clock where
 * that is ahead.  So no two states of the data have the same (an ETag's).
 */
#define WRITER_NEXT(version)						\
	"greatest(" version " + 1,"					\
	" (1000000 * extract(epoch FROM now()))::bigint)"

/*
 * SQL, of tenant $1 and shop $2: there are orders, or days of what visitors
 * did.  What amounts are in and where days begin cannot just change then; for
 * days there is upkeep/rezone.h.
 */
#define WRITER_HAS_DAYS							\
	"(EXISTS (SELECT FROM orders"					\
	"	WHERE tenant_id = $1 AND shop_id = $2)"			\
	" OR EXISTS (SELECT FROM rollup_event"				\
	"	WHERE tenant_id = $1 AND shop_id = $2))"

/*
 * One writer a shop: whoever changes a shop's data first locks its
 * shop_state row, in the same transaction, and counts data_version up.
 * Under the lock the stored values are exact, so rollups can change by the
 * difference; different shops never wait for each other.  Before the row's lock
 * stands an advisory one of the shop's id, which is of nothing else.
 *
 * The functions that store (store/order_store.h, store/customer_store.h, ...)
 * take a writer and only collect statements (db_queue); the owner of the
 * transaction sends them.
 */
struct writer {
	struct db *db;
	struct arena *arena;
	const char *tenant_id;		/* digits, as arguments are */
	const char *shop_id;
	const char *generation;		/* of the rollups */
	const char *customers_built_to;	/* customers beyond are in no rollup */
	const char *timezone;		/* IANA, that days are in */
};

/* Its keys alone, for who has not locked the shop, or does so otherwise. */
struct writer writer_of(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id);

/*
 * Collect the lock.  The next db_flush() waits for it, no longer than for any
 * answer (timeout_ms of db_options): then it fails, XN_UNAVAILABLE.  After it
 * call writer_locked() with the rows: 0 and the rest of *w is filled; -1:
 * XN_NOT_FOUND, no such connected shop.  `is_webhook`: this is a delivery,
 * and shop_state.last_webhook_at, which the API and `xeno-sync status` show,
 * is now.
 */
void writer_lock(struct writer *w, struct db *db, struct arena *a,
		 int64_t tenant_id, int64_t shop_id, bool is_webhook,
		 struct db_rows **rows);

/* The same for one that is connected or never was: its tenant's own data. */
void writer_lock_own(struct writer *w, struct db *db, struct arena *a,
		     int64_t tenant_id, int64_t shop_id,
		     struct db_rows **rows);

/* The same for a shop that may have been disconnected: privacy law goes on. */
void writer_lock_former(struct writer *w, struct db *db, struct arena *a,
			int64_t tenant_id, int64_t shop_id,
			struct db_rows **rows);
int writer_locked(struct writer *w, const struct db_rows *rows,
		  struct xn_error *err);

/* Arguments in w->arena; 0 and NULL-like values become SQL NULL. */
const char *writer_id(const struct writer *w, int64_t id);
const char *writer_time(const struct writer *w, int64_t us);
const char *writer_money(const struct writer *w, int64_t e4);

#endif
