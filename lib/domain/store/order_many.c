#include "domain/entity/array.h"
#include "domain/rollup/rollup.h"
#include "domain/rollup/rollup_order.h"
#include "domain/store/order_rows.h"

#include "domain/store/order_many.h"

/*
 * LATERAL with OFFSET 0: one look-up by key for each order, whatever the
 * planner thinks of a shop that it has no statistics of.  Any other condition
 * stands outside, for within it another index would seem as good.
 */
#define EACH(columns, table, key)					\
	"unnest(" key "::bigint[]) AS k (order_id), LATERAL"		\
	" (SELECT " columns " FROM " table				\
	"   WHERE tenant_id = $1 AND shop_id = $2"			\
	"     AND order_id = k.order_id OFFSET 0) AS t"

#define AMONG								\
	" WHERE tenant_id = $1 AND shop_id = $2"

DB_QUERY(order_many_look_up, 3,
	"SELECT t.buried IS NOT NULL AS buried,"
	"       r.refunded IS NOT NULL AS refunded,"
	"       o.updated_us IS NOT NULL AS found, o.updated_us"
	"  FROM unnest($3::bigint[]) WITH ORDINALITY AS k (order_id, place)"
	"  LEFT JOIN LATERAL (SELECT true AS buried FROM tombstone" AMONG
	"	  AND kind = 'order' AND entity_id = k.order_id OFFSET 0) AS t"
	"    ON true"
	"  LEFT JOIN LATERAL (SELECT true AS refunded FROM refund" AMONG
	"	  AND order_id = k.order_id LIMIT 1) AS r ON true"
	"  LEFT JOIN LATERAL (SELECT (date_part('epoch', updated_at)"
	"	* 1000000)::bigint AS updated_us FROM orders" AMONG
	"	  AND order_id = k.order_id OFFSET 0) AS o ON true"
	" ORDER BY place");

void order_many_find(const struct writer *w, const char *ids,
		     struct db_rows **found)
{
	db_queue(w->db, w->arena, &order_many_look_up,
		 DB_ARGS(w->tenant_id, w->shop_id, ids), found);
}

#define CLEAR(table)							\
	"DELETE FROM " table " WHERE ctid = ANY (ARRAY(SELECT t.row"	\
	" FROM " EACH("ctid AS row", table, "$3") "))"

DB_QUERY(order_many_delete_sales, 3, CLEAR("sale_event"));
DB_QUERY(order_many_delete_refund_lines, 3, CLEAR("refund_line"));
DB_QUERY(order_many_delete_refunds, 3, CLEAR("refund"));
DB_QUERY(order_many_delete_lines, 3, CLEAR("order_line"));

void order_many_clear_sales(const struct writer *w, const char *ids)
{
	db_queue(w->db, w->arena, &order_many_delete_sales,
		 DB_ARGS(w->tenant_id, w->shop_id, ids), NULL);
}

void order_many_clear_rows(const struct writer *w, const char *ids)
{
	struct db_args key = DB_ARGS(w->tenant_id, w->shop_id, ids);

	db_queue(w->db, w->arena, &order_many_delete_refund_lines, key, NULL);
	db_queue(w->db, w->arena, &order_many_delete_refunds, key, NULL);
	db_queue(w->db, w->arena, &order_many_delete_lines, key, NULL);
}

/* Of an order: what was read of the state that is stored. */
struct stored {
	struct db_rows *refunds;	/* NULL: there are none */
	struct db_rows *was;		/* NULL: it is not stored */
	bool is_same;			/* for all that a rollup goes by */
};

/* True: something of it is to be read. */
static bool find_stored(const struct writer *w, const struct db_rows *found,
			int row, const struct order *order,
			enum order_effect effect, struct stored *s)
{
	bool asked = order_store_find_refunds(w, found, row, order,
					      &s->refunds);

	if (effect != ORDER_UPDATED)
		return asked;
	rollup_order_find(w, order, &s->was);
	return true;
}

/* The orders in the lists that statements take. */
struct lists {
	struct order **live, **changed;
	size_t nlive, nchanged;
	struct buf known;		/* something is stored below them */
	struct buf retract, apply;	/* of the rollups */
	size_t nknown, nretract;
};

static struct lists lists_init(struct arena *a, size_t count)
{
	return (struct lists){
		.live = arena_alloc(a, count * sizeof(struct order *) + 1),
		.changed = arena_alloc(a, count * sizeof(struct order *) + 1),
		.known = array_start(a),
		.retract = array_start(a),
		.apply = array_start(a),
	};
}

static void list(struct lists *l, struct order *order, const struct stored *s)
{
	l->live[l->nlive++] = order;
	if (s->was || s->refunds) {
		array_int64(&l->known, order->id);
		l->nknown++;
	}
	if (s->is_same)
		return;
	l->changed[l->nchanged++] = order;
	array_int64(&l->apply, order->id);
	if (s->was) {
		array_int64(&l->retract, order->id);
		l->nretract++;
	}
}

static void write_lists(const struct writer *w, struct lists *l)
{
	const char *retract = array_end(&l->retract);

	if (l->nretract) {
		rollup_retract(w, retract);
		order_many_clear_sales(w, retract);
	}
	if (l->nknown)
		order_many_clear_rows(w, array_end(&l->known));
	if (l->nlive)
		order_store_rows(w, l->live, l->nlive);
	if (!l->nchanged)
		return;
	order_rows_sales(w, l->changed, l->nchanged, false);
	rollup_apply(w, array_end(&l->apply), retract);
}

int order_many_store(const struct writer *w, const struct db_rows *found,
		     struct order *const orders[], size_t count,
		     enum order_effect effect[], size_t *failed,
		     struct xn_error *err)
{
	struct lists lists = lists_init(w->arena, count);
	struct stored *stored;
	bool asked = false;

	*failed = count;
	stored = arena_alloc(w->arena, count * sizeof(*stored) + 1);
	for (size_t i = 0; i < count; i++) {
		effect[i] = ORDER_IGNORED;
		if (!orders[i])
			continue;
		effect[i] = order_store_effect(found, (int)i, orders[i]);
		asked |= find_stored(w, found, (int)i, orders[i], effect[i],
				     &stored[i]);
	}
	if (asked && db_flush(w->db, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct stored *s = &stored[i];

		if (!orders[i])
			continue;
		if (order_store_derive(w, s->refunds, s->was, orders[i],
				       err)) {
			*failed = i;
			return -1;
		}
		s->is_same = s->was && rollup_order_is_same(s->was, orders[i]);
		if (effect[i] != ORDER_IGNORED)
			list(&lists, orders[i], s);
	}
	write_lists(w, &lists);
	return 0;
}
