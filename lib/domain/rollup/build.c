#include <string.h>

#include "domain/rollup/build.h"
#include "domain/rollup/customer_cell.h"
#include "domain/rollup/customer_month.h"

/* Orders whose customers are built under one lock. */
#define SLICE_ORDERS "20000"

/* The stale rows are of orders that are deleted: nothing but zeroes. */
DB_QUERY(build_stat_clear, 2,
	"DELETE FROM customer_stat WHERE tenant_id = $1 AND shop_id = $2"
	"   AND points = 0"
	"   AND NOT EXISTS (SELECT FROM orders"
	"                    WHERE tenant_id = $1 AND shop_id = $2)");
DB_QUERY(build_month_clear, 2,
	"DELETE FROM customer_month WHERE tenant_id = $1 AND shop_id = $2"
	"   AND NOT EXISTS (SELECT FROM orders"
	"                    WHERE tenant_id = $1 AND shop_id = $2)");
DB_QUERY(build_span_clear, 2,
	"DELETE FROM customer_span WHERE tenant_id = $1 AND shop_id = $2"
	"   AND NOT EXISTS (SELECT FROM orders"
	"                    WHERE tenant_id = $1 AND shop_id = $2)");
DB_QUERY(build_later, 2,
	"UPDATE shop_state SET customers_built_to = 0"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND NOT EXISTS (SELECT FROM orders"
	"                    WHERE tenant_id = $1 AND shop_id = $2)");

int rollup_build_later(struct db *db, struct arena *a, int64_t tenant_id,
		       int64_t shop_id, struct xn_error *err)
{
	struct db_rows *lock;
	struct writer w;
	struct db_args key;

	db_begin(db, tenant_id);
	writer_lock_own(&w, db, a, tenant_id, shop_id, &lock);
	key = DB_ARGS(w.tenant_id, w.shop_id);
	db_queue(db, a, &build_stat_clear, key, NULL);
	db_queue(db, a, &build_month_clear, key, NULL);
	db_queue(db, a, &build_span_clear, key, NULL);
	customer_cell_clear(&w);
	db_queue(db, a, &build_later, key, NULL);
	return db_commit(db, err) || writer_locked(&w, lock, err) ? -1 : 0;
}

/* $3 is how far they are; the end of the next slice, or of them all. */
DB_QUERY(build_find_end, 3,
	"SELECT coalesce((SELECT customer_id FROM orders"
	"                  WHERE tenant_id = $1 AND shop_id = $2"
	"                    AND customer_id > $3"
	"                    AND " ROLLUP_COUNTED
	"                  ORDER BY customer_id"
	"                 OFFSET " SLICE_ORDERS " LIMIT 1),"
	"                " ROLLUP_ALL_CUSTOMERS ") AS last");

/*
 * $3 generation; customers from $4 (without it) to $5.  Rows of theirs that
 * are there hold no more than the points of their events.
 */
DB_QUERY(build_stat, 5,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int, customer_id, count(*),"
	"       bigint_sum(spent)"
	"  FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND " ROLLUP_COUNTED
	"   AND customer_id > $4 AND customer_id <= $5"
	" GROUP BY customer_id ORDER BY customer_id"
	ROLLUP_STAT_ADD);
DB_QUERY(build_month, 5,
	CUSTOMER_MONTH_BUILD(
	"SELECT " ROLLUP_MONTH_OF("local_day") " AS month, customer_id,"
	"       count(*) AS orders, bigint_sum(spent) AS spent"
	"  FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND " ROLLUP_COUNTED
	"   AND customer_id > $4 AND customer_id <= $5"
	" GROUP BY month, customer_id"));
DB_QUERY(build_reached, 3,
	"UPDATE shop_state SET customers_built_to = $3"
	" WHERE tenant_id = $1 AND shop_id = $2");

static void queue_slice(const struct writer *w, const char *last)
{
	struct db_args slice = DB_ARGS(w->tenant_id, w->shop_id,
				       w->generation, w->customers_built_to,
				       last);

	db_queue(w->db, w->arena, &build_stat, slice, NULL);
	db_queue(w->db, w->arena, &build_month, slice, NULL);
	customer_cell_build(w, last);
	db_queue(w->db, w->arena, &build_reached,
		 DB_ARGS(w->tenant_id, w->shop_id, last), NULL);
}

DB_QUERY(build_is_done, 2,
	"SELECT customers_built_to = " ROLLUP_ALL_CUSTOMERS " AS done"
	"  FROM shop_state WHERE tenant_id = $1 AND shop_id = $2");

/* Most often there is nothing to build, and that takes no lock. */
static int find_done(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, bool *done, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &build_is_done,
				       DB_ARGS(db_arg_int64(a, tenant_id),
					       db_arg_int64(a, shop_id)),
				       err);

	if (!rows)
		return -1;
	*done = db_count(rows) && db_bool(rows, 0, "done");
	return 0;
}

int rollup_build_next(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, bool *done, struct xn_error *err)
{
	struct db_rows *lock, *end;
	struct writer w;

	if (find_done(db, a, tenant_id, shop_id, done, err))
		return -1;
	if (*done)
		return 0;
	db_begin(db, tenant_id);
	writer_lock_own(&w, db, a, tenant_id, shop_id, &lock);
	if (db_flush(db, err) || writer_locked(&w, lock, err))
		return -1;
	*done = !strcmp(w.customers_built_to, ROLLUP_ALL_CUSTOMERS);
	if (*done) {
		db_rollback(db);
		return 0;
	}
	db_queue(db, a, &build_find_end,
		 DB_ARGS(w.tenant_id, w.shop_id, w.customers_built_to), &end);
	if (db_flush(db, err))
		return -1;
	queue_slice(&w, db_text(end, 0, "last"));
	return db_commit(db, err);
}
