#include "base/clock.h"
#include "base/count.h"
#include "domain/entity/array.h"
#include "domain/privacy/erase.h"
#include "domain/shop/shop.h"

/*
 * Every table that holds rows of a shop, with what follows (tenant_id,
 * shop_id) in its primary key.  Those that have a foreign key to shop
 * (ingest_run, sync_watermark, sync_lease) go with its row.
 */
#define SHOP_TABLES(X)							\
	X(sale_event, order_id)						\
	X(order_line, order_id)						\
	X(refund_line, order_id)					\
	X(refund, order_id)						\
	X(orders, order_id)						\
	X(order_reread, order_id)					\
	X(customer, customer_id)					\
	X(product, product_id)						\
	X(tombstone, kind)						\
	X(storefront_event, event_key)					\
	X(rollup_day, generation)					\
	X(rollup_event, generation)					\
	X(rollup_part, generation)					\
	X(rollup_dirty, day)						\
	X(customer_stat, generation)					\
	X(customer_month, generation)					\
	X(customer_span, generation)					\
	X(told_insight, user_id)					\
	X(customer_cell, generation)					\
	X(reversal_cell, generation)					\
	X(customer_rfm, customer_id)					\
	X(rfm_run, tenant_id)						\
	X(shopify_day, day)						\
	X(delivery, webhook_id)						\
	X(delivery_count, topic)					\
	X(dead_letter, dead_letter_id)

/*
 * A few thousand rows at a time: no long transaction, no long wait.  In the
 * order of the key, because an index scan steps over rows that are gone,
 * while a scan of the table would look at each of them again every time.
 */
#define DELETE_SOME(table, key)						\
	DB_QUERY(erase_##table, 2,					\
		"DELETE FROM " #table " WHERE ctid = ANY (ARRAY("	\
		"	SELECT ctid FROM " #table			\
		"	 WHERE tenant_id = $1 AND shop_id = $2"		\
		"	 ORDER BY " #key " LIMIT 10000))");
SHOP_TABLES(DELETE_SOME)

#define ADDRESS(table, key) &erase_##table,
static const struct db_query *const deletions[] = { SHOP_TABLES(ADDRESS) };

DB_QUERY(erase_release, 1,
	"SELECT directory_release_shop(shop)"
	"  FROM unnest($1::bigint[]) AS shop");

/*
 * The domain is given up too, so that the shop can be added anew.  Without
 * its shop_state nobody can write to the shop, and nobody sees it any more.
 */
DB_QUERY(erase_disconnect, 2,
	"UPDATE shop SET is_active = false, verified_at = NULL,"
	"       access_token = NULL, refresh_token = NULL, api_secret = NULL,"
	"       name = 'erased',"
	"       shop_domain = 'erased-' || shop_id || '.myshopify.com'"
	" WHERE tenant_id = $1 AND shop_id = ANY ($2::bigint[])");

DB_QUERY(erase_hide, 2,
	"DELETE FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = ANY ($2::bigint[])");

DB_QUERY(erase_stop_runs, 2,
	"UPDATE ingest_run SET status = 'failed', finished_at = now(),"
	"       error = 'The shop was deleted'"
	" WHERE tenant_id = $1 AND shop_id = ANY ($2::bigint[])"
	"   AND type <> 'erase' AND status IN ('pending', 'running')");

DB_QUERY(erase_want, 2,
	"WITH wanted AS ("
	"	INSERT INTO ingest_run (tenant_id, shop_id, type, requested_by)"
	"	SELECT tenant_id, shop_id, 'erase', 'user' FROM shop"
	"	 WHERE tenant_id = $1 AND shop_id = ANY ($2::bigint[])"
	"	ON CONFLICT (tenant_id, shop_id)"
	"		WHERE status IN ('pending', 'running') DO NOTHING"
	"	RETURNING run_id)"
	"SELECT directory_want_run(run_id) FROM wanted");

void erase_queue_begin(struct db *db, struct arena *a, int64_t tenant_id,
		       const char *shops)
{
	const char *tenant = db_arg_int64(a, tenant_id);

	db_queue(db, a, &erase_release, DB_ARGS(shops), NULL);
	db_queue(db, a, &erase_disconnect, DB_ARGS(tenant, shops), NULL);
	db_queue(db, a, &erase_hide, DB_ARGS(tenant, shops), NULL);
	db_queue(db, a, &erase_stop_runs, DB_ARGS(tenant, shops), NULL);
	db_queue(db, a, &erase_want, DB_ARGS(tenant, shops), NULL);
}

DB_QUERY(erase_find_run, 2,
	"SELECT run_id FROM ingest_run"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND status IN ('pending', 'running')");

static void queue_one(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id)
{
	struct buf shops = array_start(a);

	array_int64(&shops, shop_id);
	erase_queue_begin(db, a, tenant_id, array_end(&shops));
}

int erase_begin(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, int64_t *run_id, struct xn_error *err)
{
	struct db_rows *found;

	db_begin(db, tenant_id);
	queue_one(db, a, tenant_id, shop_id);
	db_queue(db, a, &erase_find_run,
		 DB_ARGS(db_arg_int64(a, tenant_id),
			 db_arg_int64(a, shop_id)), &found);
	if (db_commit(db, err))
		return -1;
	if (db_count(found) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*run_id = db_int64(found, 0, "run_id");
	return 0;
}

int erase_begin_if(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, const struct db_query *still,
		   struct db_args args, struct xn_error *err)
{
	struct db_rows *found;

	db_begin(db, tenant_id);
	/* As whoever connects it does. */
	shop_queue_wait(db, a, db_arg_int64(a, tenant_id),
			db_arg_int64(a, shop_id));
	db_queue(db, a, still, args, &found);
	if (db_flush(db, err))
		return -1;
	if (db_count(found) == 0) {
		db_rollback(db);
		return xn_fail(err, XN_REFUSED,
			       "it is not as it was when that was decided");
	}
	queue_one(db, a, tenant_id, shop_id);
	return db_commit(db, err);
}

DB_QUERY(erase_find_disconnected, 3,
	"SELECT shop_id"
	"  FROM directory_list_disconnected($3::integer * interval '1 day')"
	" WHERE tenant_id = $1 AND shop_id = $2");

int erase_begin_disconnected(struct db *db, struct arena *a,
			     int64_t tenant_id, int64_t shop_id, int days,
			     struct xn_error *err)
{
	return erase_begin_if(db, a, tenant_id, shop_id,
			      &erase_find_disconnected,
			      DB_ARGS(db_arg_int64(a, tenant_id),
				      db_arg_int64(a, shop_id),
				      db_arg_int64(a, days)), err);
}

/* One statement in a transaction of its own. */
static int delete_some(struct db *db, struct arena *a, int64_t tenant_id,
		       const struct db_query *query, const char *shop,
		       int64_t *deleted, struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, query, DB_ARGS(db_arg_int64(a, tenant_id), shop),
		 &rows);
	if (db_commit(db, err))
		return -1;
	*deleted = db_affected(rows);
	return 0;
}

DB_QUERY(erase_forget_runs, 2,
	"SELECT directory_take_run(run_id) FROM ingest_run"
	" WHERE tenant_id = $1 AND shop_id = $2");

DB_QUERY(erase_forget_shop, 1, "SELECT directory_forget_shop($1)");

/* What was asked for stays as evidence; whom it was about does not. */
DB_QUERY(erase_requests, 2,
	"UPDATE privacy_request SET customer_id = NULL, email = NULL,"
	"       phone = NULL, order_ids = '{}',"
	"       done_at = coalesce(done_at, now()),"
	"       outcome = coalesce(outcome, 'erased with the shop')"
	" WHERE tenant_id = $1 AND shop_id = $2");

DB_QUERY(erase_shop, 2,
	"DELETE FROM shop WHERE tenant_id = $1 AND shop_id = $2");

static int delete_shop(struct db *db, struct arena *a, int64_t tenant_id,
		       const char *shop, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);

	db_begin(db, tenant_id);
	db_queue(db, a, &erase_forget_runs, DB_ARGS(tenant, shop), NULL);
	db_queue(db, a, &erase_forget_shop, DB_ARGS(shop), NULL);
	db_queue(db, a, &erase_requests, DB_ARGS(tenant, shop), NULL);
	db_queue(db, a, &erase_shop, DB_ARGS(tenant, shop), NULL);
	return db_commit(db, err);
}

int erase_continue(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, int budget_ms, bool *done,
		   struct xn_error *err)
{
	int64_t end = clock_mono_us() + (int64_t)budget_ms * 1000;
	size_t n = COUNT_OF(deletions);
	const char *shop = db_arg_int64(a, shop_id);
	int64_t deleted;

	*done = false;
	for (size_t i = 0; i < n; i += deleted == 0) {
		if (delete_some(db, a, tenant_id, deletions[i], shop,
				&deleted, err))
			return -1;
		if (clock_mono_us() > end)
			return 0;
	}
	if (delete_shop(db, a, tenant_id, shop, err))
		return -1;
	*done = true;
	return 0;
}
