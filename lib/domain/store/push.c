/*
 * The single stores of webhooks, in pipelines of many: a worker's connection
 * has no staging tables for the sync's merge, and on a replica could not make
 * any.
 */
#include <string.h>

#include "base/clock.h"

#include "domain/entity/array.h"
#include "domain/store/customer_store.h"
#include "domain/store/order_many.h"
#include "domain/store/product_store.h"

#include "domain/store/push.h"

#define RECORDS_A_TRIP 100

/* The shop is locked meanwhile, and somebody waits. */
#define PATIENCE_US (6 * CLOCK_SECOND_US)

struct pushing {
	struct db *db;
	struct arena *arena;
	struct push *push;
	struct writer writer;
	const char *currency;		/* the shop's */
	int64_t deadline;
	struct push_count *count;
};

static int trip(struct pushing *p, struct xn_error *err)
{
	if (clock_mono_us() > p->deadline)
		return xn_fail(err, XN_UNAVAILABLE,
			       "It took too long: send fewer records");
	return db_flush(p->db, err);
}

/* How many of those that are left go in the next. */
static size_t in_trip(size_t left)
{
	return left < RECORDS_A_TRIP ? left : RECORDS_A_TRIP;
}

static int trip_after(struct pushing *p, size_t done, struct xn_error *err)
{
	return done % RECORDS_A_TRIP ? 0 : trip(p, err);
}

/* It is not ours to say where Shopify has said it. */
DB_QUERY(push_settle_shop, 4,
	"WITH settled AS ("
	"	UPDATE shop SET currency = $3, timezone = $4"
	"	 WHERE tenant_id = $1 AND shop_id = $2"
	"	   AND verified_at IS NULL AND (currency, timezone) <> ($3, $4)"
	"	   AND NOT " WRITER_HAS_DAYS
	"	   AND EXISTS (SELECT FROM pg_timezone_names WHERE name = $4)"
	"	RETURNING tenant_id, shop_id)"
	"UPDATE shop_state st SET timezone = $4 FROM settled"
	" WHERE st.tenant_id = $1 AND st.shop_id = $2");

DB_QUERY(push_find_shop, 2,
	"SELECT currency, s.timezone, st.timezone AS zone,"
	"       verified_at IS NOT NULL AS verified,"
	"       " WRITER_HAS_DAYS " AS used"
	"  FROM shop s JOIN shop_state st USING (tenant_id, shop_id)"
	" WHERE tenant_id = $1 AND shop_id = $2");

/* Of a shop that is not connected: who works for all tenants is to find it. */
DB_QUERY(push_note_shop, 1, "SELECT directory_note_pushed($1)");

static int check_shop(const struct push_shop *wanted,
		      const struct db_rows *shop, struct xn_error *err)
{
	const char *currency = db_text(shop, 0, "currency");
	const char *timezone = db_text(shop, 0, "timezone");

	if (!wanted || (!strcmp(wanted->currency, currency) &&
			!strcmp(wanted->timezone, timezone)))
		return 0;
	if (db_bool(shop, 0, "verified") || db_bool(shop, 0, "used"))
		return xn_fail_field(err, XN_REFUSED, "shop",
				     "shop: it is in %s and %s", currency,
				     timezone);
	return xn_fail_field(err, XN_BAD_INPUT, "shop.timezone",
			     "shop.timezone: not a time zone's name");
}

static int open_shop(struct pushing *p, int64_t tenant_id,
		     struct xn_error *err)
{
	const struct push_shop *wanted = p->push->shop;
	struct writer *w = &p->writer;
	struct db_rows *lock, *shop;

	db_begin(p->db, tenant_id);
	writer_lock_own(w, p->db, p->arena, tenant_id, p->push->shop_id,
			&lock);
	if (wanted)
		db_queue(p->db, p->arena, &push_settle_shop,
			 DB_ARGS(w->tenant_id, w->shop_id, wanted->currency,
				 wanted->timezone), NULL);
	db_queue(p->db, p->arena, &push_find_shop,
		 DB_ARGS(w->tenant_id, w->shop_id), &shop);
	if (trip(p, err))
		return -1;
	if (db_count(shop) == 0)
		return xn_fail_field(err, XN_NOT_FOUND, "shopId",
				     "no such shop");
	if (db_count(lock) == 0)
		return xn_fail_field(err, XN_REFUSED, "shopId",
				     "shopId: this shop is disconnected");
	if (writer_locked(w, lock, err) || check_shop(wanted, shop, err))
		return -1;
	if (!db_bool(shop, 0, "verified"))
		db_queue(p->db, p->arena, &push_note_shop,
			 DB_ARGS(w->shop_id), NULL);
	w->timezone = db_text(shop, 0, "zone");
	p->currency = db_text(shop, 0, "currency");
	return 0;
}

/* Of those with an id ($3) and a time of change ($4), what they come to. */
#define COUNT_KNOWN(table, key, kind)					\
	"SELECT count(*) FILTER (WHERE t.buried"			\
	"	 OR r.updated_at > p.at) AS ignored,"			\
	"       count(*) FILTER (WHERE t.buried IS NULL"		\
	"	AND r.updated_at <= p.at) AS updated"			\
	"  FROM unnest($3::bigint[], $4::timestamptz[]) AS p (id, at)"	\
	"  LEFT JOIN LATERAL (SELECT updated_at FROM " table		\
	"	WHERE tenant_id = $1 AND shop_id = $2"			\
	"	  AND " key " = p.id OFFSET 0) AS r ON true"		\
	"  LEFT JOIN LATERAL (SELECT true AS buried FROM tombstone"	\
	"	WHERE tenant_id = $1 AND shop_id = $2"			\
	"	  AND kind = '" kind "' AND entity_id = p.id OFFSET 0) AS t" \
	"    ON true"

DB_QUERY(push_count_customers, 4,
	COUNT_KNOWN("customer", "customer_id", "customer"));
DB_QUERY(push_count_products, 4,
	COUNT_KNOWN("product", "product_id", "product"));

static void count_known(struct pushing *p, const struct db_query *query,
			struct buf *ids, struct buf *times,
			struct db_rows **known)
{
	db_queue(p->db, p->arena, query,
		 DB_ARGS(p->writer.tenant_id, p->writer.shop_id,
			 array_end(ids), array_end(times)), known);
}

static void add_count(struct push_count *count, size_t n,
		      const struct db_rows *known)
{
	int64_t ignored = db_int64(known, 0, "ignored");
	int64_t updated = db_int64(known, 0, "updated");

	count->ignored += ignored;
	count->updated += updated;
	count->inserted += (int64_t)n - ignored - updated;
}

static int store_customers(struct pushing *p, struct xn_error *err)
{
	const struct customer *list = p->push->customers;
	struct buf ids = array_start(p->arena), times = array_start(p->arena);
	size_t n = p->push->ncustomers;
	struct db_rows *known;

	for (size_t i = 0; i < n; i++) {
		array_int64(&ids, list[i].id);
		array_time(&times, list[i].updated_at);
	}
	count_known(p, &push_count_customers, &ids, &times, &known);
	for (size_t i = 0; i < n; i += RECORDS_A_TRIP) {
		customer_store(&p->writer, &list[i], in_trip(n - i));
		if (trip(p, err))
			return -1;
	}
	add_count(p->count, n, known);
	return 0;
}

static int store_products(struct pushing *p, struct xn_error *err)
{
	const struct product *list = p->push->products;
	struct buf ids = array_start(p->arena), times = array_start(p->arena);
	size_t n = p->push->nproducts;
	struct db_rows *known;

	for (size_t i = 0; i < n; i++) {
		array_int64(&ids, list[i].id);
		array_time(&times, list[i].updated_at);
	}
	count_known(p, &push_count_products, &ids, &times, &known);
	for (size_t i = 0; i < n; i++) {
		product_store(&p->writer, &list[i]);
		if (trip_after(p, i + 1, err))
			return -1;
	}
	if (trip(p, err))
		return -1;
	add_count(p->count, n, known);
	return 0;
}

/* All are in the shop's currency. */
static int check_currency(struct pushing *p, size_t i, struct xn_error *err)
{
	struct order *o = &p->push->orders[i].order;

	if (!o->currency)
		o->currency = p->currency;
	if (!strcmp(o->currency, p->currency))
		return 0;
	return xn_fail_field(err, XN_BAD_INPUT,
		arena_printf(p->arena, "records[%zu].currency", i),
		"records[%zu].currency: not the shop's, %s", i, p->currency);
}

static void count_effect(struct push_count *count, enum order_effect effect)
{
	count->inserted += effect == ORDER_INSERTED;
	count->updated += effect == ORDER_UPDATED;
	count->ignored += effect == ORDER_IGNORED;
}

/* The orders from record `from` on. */
static int write_slice(struct pushing *p, const struct db_rows *found,
		       size_t from, struct order *const orders[], size_t n,
		       struct xn_error *err)
{
	enum order_effect effect[RECORDS_A_TRIP];
	struct xn_error why = { 0 };
	size_t failed;

	if (order_many_store(&p->writer, found, orders, n, effect, &failed,
			     &why)) {
		if (failed == n) {
			*err = why;
			return -1;
		}
		return xn_fail_field(err, XN_BAD_INPUT,
			arena_printf(p->arena, "records[%zu]", from + failed),
			"records[%zu]: %s", from + failed, why.text);
	}
	for (size_t i = 0; i < n; i++)
		count_effect(p->count, effect[i]);
	return trip(p, err);
}

static int store_slice(struct pushing *p, size_t from, size_t n,
		       struct xn_error *err)
{
	struct buf ids = array_start(p->arena);
	struct order *orders[RECORDS_A_TRIP];
	struct db_rows *found;

	for (size_t i = 0; i < n; i++) {
		orders[i] = &p->push->orders[from + i].order;
		array_int64(&ids, orders[i]->id);
		if (check_currency(p, from + i, err))
			return -1;
	}
	order_many_find(&p->writer, array_end(&ids), &found);
	if (trip(p, err))
		return -1;
	return write_slice(p, found, from, orders, n, err);
}

static int store_orders(struct pushing *p, struct xn_error *err)
{
	size_t n = p->push->norders;

	for (size_t i = 0; i < n; i += RECORDS_A_TRIP)
		if (store_slice(p, i, in_trip(n - i), err))
			return -1;
	return 0;
}

int push_store(struct db *db, struct arena *a, int64_t tenant_id,
	       struct push *push, struct push_count *count,
	       struct xn_error *err)
{
	struct pushing p = {
		.db = db,
		.arena = a,
		.push = push,
		.deadline = clock_mono_us() + PATIENCE_US,
		.count = count,
	};

	*count = (struct push_count){ 0 };
	if (open_shop(&p, tenant_id, err) == 0 &&
	    (!push->ncustomers || store_customers(&p, err) == 0) &&
	    (!push->nproducts || store_products(&p, err) == 0) &&
	    store_orders(&p, err) == 0 && db_commit(db, err) == 0)
		return 0;
	db_rollback(db);
	return -1;
}
