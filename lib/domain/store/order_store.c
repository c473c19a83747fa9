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

/* As its body shows the customer, no older than the order. */
static bool customer_of(const struct order *order, struct customer *out)
{
	if (!order->customer)
		return false;
	*out = *order->customer;
	if (!out->updated_at && !out->created_at)
		out->updated_at = order->created_at;
	return true;
}

void order_store_customers(const struct writer *w, struct order *const orders[],
			   size_t n)
{
	struct customer *list = arena_alloc(w->arena, n * sizeof(*list) + 1);
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += customer_of(orders[i], &list[found]);
	customer_store(w, list, found);
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
	order_rows_orders(w, orders, n);
	for (size_t i = 0; i < n; i++) {
		const struct order *order = orders[i];
		const char *id = db_arg_int64(w->arena, order->id);

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

	order_store_customers(w, &order, 1);
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
