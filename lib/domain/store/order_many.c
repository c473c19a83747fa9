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

/* Nothing is read where there are none: see CLEAR in copy_merge.c. */
#define CLEAR(table)							\
	"DELETE FROM " table " WHERE ctid = ANY (ARRAY(SELECT t.row"	\
	" FROM " EACH("ctid AS row", table, "$3") "))"			\
	" AND cardinality($3::bigint[]) > 0"

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
