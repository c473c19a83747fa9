#include <string.h>

#include "domain/entity/ledger.h"
#include "domain/rollup/rollup.h"
#include "domain/rollup/rollup_order.h"
#include "domain/store/customer_store.h"
#include "domain/store/order_many.h"
#include "domain/store/order_rows.h"
#include "domain/store/order_store.h"

/* One row, whatever is stored. */
DB_QUERY(order_find, 3,
	"SELECT EXISTS (SELECT FROM tombstone"
	"                WHERE tenant_id = $1 AND shop_id = $2"
	"                  AND kind = 'order' AND entity_id = $3) AS buried,"
	"       EXISTS (SELECT FROM refund"
	"                WHERE tenant_id = $1 AND shop_id = $2"
	"                  AND order_id = $3) AS refunded,"
	"       o.order_id IS NOT NULL AS found,"
	"       (date_part('epoch', o.updated_at) * 1000000)::bigint"
	"         AS updated_us,"
	"       coalesce((date_part('epoch', o.cancelled_at) * 1000000)"
	"         ::bigint, 0) AS cancelled_us,"
	"       o.headers_only, o.test, o.taxes_included, o.currency"
	"  FROM (VALUES (1)) AS one LEFT JOIN orders AS o"
	"    ON o.tenant_id = $1 AND o.shop_id = $2 AND o.order_id = $3");

/*
 * A merged customer's orders are the kept one's, and nobody's address is
 * stored of a person that was redacted.
 */
#define ORDER_CUSTOMER							\
	" coalesce((SELECT merged_into FROM tombstone"			\
	"	WHERE tenant_id = $1::bigint AND shop_id = $2::bigint"	\
	"	  AND kind = 'customer' AND entity_id = $4::bigint), $4),"
#define ORDER_EMAIL							\
	" CASE WHEN EXISTS (SELECT FROM tombstone"			\
	"	WHERE tenant_id = $1::bigint AND shop_id = $2::bigint"	\
	"	  AND kind = 'customer' AND entity_id = $4::bigint"	\
	"	  AND redacted)"					\
	" OR EXISTS (SELECT FROM tombstone"				\
	"	WHERE tenant_id = $1::bigint AND shop_id = $2::bigint"	\
	"	  AND kind = 'buyer' AND entity_id = $3::bigint)"	\
	" THEN NULL ELSE $6::text END,"

/*
 * An order whose ledger was read is to be read soon when it changes, and one
 * that is to be read soon stays so: edits show in no other way.
 */
DB_QUERY(order_upsert, 27,
	"INSERT INTO orders (tenant_id, shop_id, order_id, customer_id, name,"
	" email, created_at, processed_at, updated_at, cancelled_at,"
	" closed_at, cancel_reason, test, taxes_included, currency,"
	" presentment_currency, total_price, presentment_total, source_name,"
	" country, financial_status, fulfillment_status, discount_codes,"
	" headers_only, counted, spent, agreements_due, local_day)"
	"VALUES ($1, $2, $3," ORDER_CUSTOMER " $5," ORDER_EMAIL
	" $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,"
	" $21, $22, $23, false, $24, $25, $26,"
	" ($8::timestamptz AT TIME ZONE $27)::date)"
	" ON CONFLICT (tenant_id, shop_id, order_id) DO UPDATE"
	" SET customer_id = excluded.customer_id, name = excluded.name,"
	" email = excluded.email, created_at = excluded.created_at,"
	" processed_at = excluded.processed_at,"
	" updated_at = excluded.updated_at,"
	" cancelled_at = excluded.cancelled_at,"
	" closed_at = excluded.closed_at,"
	" cancel_reason = excluded.cancel_reason, test = excluded.test,"
	" taxes_included = excluded.taxes_included,"
	" currency = excluded.currency,"
	" presentment_currency = excluded.presentment_currency,"
	" total_price = excluded.total_price,"
	" presentment_total = excluded.presentment_total,"
	" source_name = excluded.source_name, country = excluded.country,"
	" financial_status = excluded.financial_status,"
	" fulfillment_status = excluded.fulfillment_status,"
	" discount_codes = excluded.discount_codes,"
	" headers_only = excluded.headers_only, counted = excluded.counted,"
	" spent = excluded.spent, local_day = excluded.local_day,"
	" agreements_due = CASE WHEN excluded.agreements_due = 0 THEN 0"
	"	WHEN orders.agreements_due = 1 THEN excluded.agreements_due"
	"	ELSE 2 END");

/* `side` stands outside, for within sale_event_reversals would seem as good. */
DB_QUERY(sale_event_delete_reversals, 3,
	"DELETE FROM sale_event WHERE ctid = ANY (ARRAY(SELECT e.row"
	"  FROM (SELECT ctid AS row, side FROM sale_event"
	"         WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $3"
	"        OFFSET 0) AS e"
	" WHERE side = 'reversal'))");
DB_QUERY(order_delete, 3,
	"DELETE FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $3");
DB_QUERY(order_tombstone, 3,
	"INSERT INTO tombstone (tenant_id, shop_id, kind, entity_id)"
	" VALUES ($1, $2, 'order', $3) ON CONFLICT DO NOTHING");
DB_QUERY(order_set_spent, 4,
	"UPDATE orders SET spent = $4, agreements_due = 2"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $3");

#define KEY(w, order_id) DB_ARGS((w)->tenant_id, (w)->shop_id, order_id)

static void run(const struct writer *w, const struct db_query *query,
		const char *order_id)
{
	db_queue(w->db, w->arena, query, KEY(w, order_id), NULL);
}

/* One order as the array that those take who change many. */
static const char *alone(const struct writer *w, const char *order_id)
{
	return arena_printf(w->arena, "{%s}", order_id);
}

void order_store_find(const struct writer *w, int64_t order_id,
		      struct db_rows **found)
{
	const char *id = db_arg_int64(w->arena, order_id);

	db_queue(w->db, w->arena, &order_find, KEY(w, id), found);
}

static void upsert(const struct writer *w, const char *id,
		   const struct order *o)
{
	db_queue(w->db, w->arena, &order_upsert,
		 DB_ARGS(w->tenant_id, w->shop_id, id,
			 writer_id(w, order_customer_id(o)),
			 o->name, o->email, writer_time(w, o->created_at),
			 writer_time(w, order_time(o)),
			 writer_time(w, o->updated_at),
			 writer_time(w, o->cancelled_at),
			 writer_time(w, o->closed_at), o->cancel_reason,
			 writer_bool(o->test), writer_bool(o->taxes_included),
			 o->currency ? o->currency : "XXX",
			 o->presentment_currency,
			 writer_money(w, o->total_price),
			 writer_money(w, o->presentment_total),
			 o->source_name, o->country, o->financial_status,
			 o->fulfillment_status, order_codes(w->arena, o),
			 writer_bool(ledger_counts(o)),
			 db_arg_int64(w->arena, ledger_spent(o)),
			 db_arg_int64(w->arena, order_agreements_due(o)),
			 w->timezone),
		 NULL);
}

void order_store_customer(const struct writer *w, const struct order *order)
{
	struct customer customer;

	if (!order->customer)
		return;
	customer = *order->customer;
	if (!customer.updated_at && !customer.created_at)
		customer.updated_at = order->created_at;
	customer_store(w, &customer);
}

static bool has_refund(const struct order *order, int64_t id)
{
	for (size_t i = 0; i < order->nrefunds; i++)
		if (order->refunds[i].id == id)
			return true;
	return false;
}

/*
 * Add the stored refunds that this state of the order does not show.  They
 * came after it: a body holds every refund up to its time, and none is ever
 * taken back.
 */
static void keep_later_refunds(const struct writer *w,
			       const struct db_rows *rows,
			       struct order *order)
{
	struct refund *stored, *all;
	size_t n;

	order_rows_get_refunds(w, rows, &stored, &n);
	all = arena_alloc(w->arena, (order->nrefunds + n) * sizeof(*all) + 1);
	if (order->nrefunds)
		memcpy(all, order->refunds, order->nrefunds * sizeof(*all));
	order->refunds = all;
	for (size_t i = 0; i < n; i++)
		if (!has_refund(order, stored[i].id))
			all[order->nrefunds++] = stored[i];
}

enum order_effect order_store_effect(const struct db_rows *found, int row,
				     const struct order *order)
{
	if (db_bool(found, row, "buried"))
		return ORDER_IGNORED;
	if (!db_bool(found, row, "found"))
		return ORDER_INSERTED;
	return db_int64(found, row, "updated_us") > order->updated_at
		       ? ORDER_IGNORED : ORDER_UPDATED;
}

bool order_store_find_refunds(const struct writer *w,
			      const struct db_rows *found, int row,
			      const struct order *order,
			      struct db_rows **refunds)
{
	*refunds = NULL;
	if (!db_bool(found, row, "refunded") ||
	    order_store_effect(found, row, order) == ORDER_IGNORED)
		return false;
	order_rows_find_refunds(w, db_arg_int64(w->arena, order->id),
				refunds);
	return true;
}

int order_store_derive(const struct writer *w, const struct db_rows *refunds,
		       const struct db_rows *was, struct order *order,
		       struct xn_error *err)
{
	if (was)
		rollup_order_keep(w, was, order);
	if (refunds)
		keep_later_refunds(w, refunds, order);
	return ledger_derive(w->arena, order, err);
}

void order_store_rows(const struct writer *w, struct order *const orders[],
		      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct order *order = orders[i];
		const char *id = db_arg_int64(w->arena, order->id);

		upsert(w, id, order);
		for (size_t j = 0; j < order->nrefunds; j++)
			order_rows_refund(w, id, &order->refunds[j]);
	}
	order_rows_lines(w, orders, n);
}

int order_store(const struct writer *w, const struct db_rows *found,
		const struct db_rows *place, struct order *order,
		struct xn_error *err)
{
	const char *id = db_arg_int64(w->arena, order->id);
	bool stored = db_bool(found, 0, "found");
	struct db_rows *refunds, *was = NULL;
	bool refunded, is_same;

	order_store_customer(w, order);
	if (order_store_effect(found, 0, order) == ORDER_IGNORED)
		return 0;
	refunded = order_store_find_refunds(w, found, 0, order, &refunds);
	if (stored)
		rollup_order_find(w, order, &was);
	if (((refunded || stored) && db_flush(w->db, err)) ||
	    order_store_derive(w, refunds, was, order, err))
		return -1;
	is_same = stored && rollup_order_is_same(was, order);
	if (stored && !is_same) {
		if (rollup_order_retract(w, id, was, err))
			return -1;
		order_many_clear_sales(w, alone(w, id));
	}
	if (refunded || stored)
		order_many_clear_rows(w, alone(w, id));
	order_store_rows(w, &order, 1);
	if (is_same)
		return 0;
	order_rows_sales(w, &order, 1, false);
	return rollup_order_apply(w, place, order, !stored, err);
}

void order_bury(const struct writer *w, int64_t order_id)
{
	const char *id = db_arg_int64(w->arena, order_id);

	rollup_retract(w, alone(w, id));
	order_many_clear_sales(w, alone(w, id));
	order_many_clear_rows(w, alone(w, id));
	run(w, &order_delete, id);
	run(w, &order_tombstone, id);
}

static int rederive(const struct writer *w, const char *id,
		    const struct db_rows *found, struct order *order,
		    struct xn_error *err)
{
	order->test = db_bool(found, 0, "test");
	order->taxes_included = db_bool(found, 0, "taxes_included");
	order->currency = db_text(found, 0, "currency");
	order->cancelled_at = db_int64(found, 0, "cancelled_us");
	if (order->test)
		return 0;
	if (ledger_derive_reversals(w->arena, order, err))
		return -1;
	rollup_retract(w, alone(w, id));
	run(w, &sale_event_delete_reversals, id);
	order_rows_sales(w, &order, 1, true);
	db_queue(w->db, w->arena, &order_set_spent,
		 DB_ARGS(w->tenant_id, w->shop_id, id,
			 db_arg_int64(w->arena, ledger_spent(order))), NULL);
	rollup_apply(w, alone(w, id), NULL);
	return 0;
}

int order_store_refund(const struct writer *w, const struct db_rows *found,
		       int64_t order_id, const struct refund *refund,
		       struct xn_error *err)
{
	const char *id = db_arg_int64(w->arena, order_id);
	struct db_rows *refunds, *sold;
	struct order order = { .id = order_id };
	size_t n;

	if (db_bool(found, 0, "buried"))
		return 0;
	order_rows_find_refunds(w, id, &refunds);
	order_rows_find_sales(w, id, &sold);
	if (db_flush(w->db, err))
		return -1;
	order_rows_get_refunds(w, refunds, &order.refunds, &n);
	order.nrefunds = n;
	if (has_refund(&order, refund->id))
		return 0;
	order_rows_refund(w, id, refund);
	if (!db_bool(found, 0, "found") || db_bool(found, 0, "headers_only"))
		return 0;
	order.refunds[order.nrefunds++] = *refund;
	order_rows_get_sales(w, sold, &order);
	return rederive(w, id, found, &order, err);
}
