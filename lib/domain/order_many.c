#include "domain/order_many.h"
#include "domain/rollup.h"

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

DB_QUERY(order_many_clear_sales, 3, CLEAR("sale_event"));
DB_QUERY(order_many_clear_refund_lines, 3, CLEAR("refund_line"));
DB_QUERY(order_many_clear_refunds, 3, CLEAR("refund"));
DB_QUERY(order_many_clear_lines, 3, CLEAR("order_line"));

/* As rollup.c: $3 generation, $4 the orders, $5 is -1 or 1. */
DB_QUERY(order_many_change_day, 5,
	"INSERT INTO rollup_day AS r (tenant_id, shop_id, generation, day,"
	" orders, " ROLLUP_DAY_NAMES ")"
	"SELECT $1::bigint, $2::bigint, $3::int, local_day,"
	"       $5::int * sum(orders), $5::int * sum(units_ordered),"
	"       $5::int * sum(units_net), $5::int * sum(gross_sales),"
	"       $5::int * sum(discounts), $5::int * sum(sales_reversals),"
	"       $5::int * sum(shipping), $5::int * sum(taxes),"
	"       $5::int * sum(duties), $5::int * sum(fees),"
	"       $5::int * sum(tips), $5::int * sum(gift_card_sales),"
	"       $5::int * sum(initial_sales), $5::int * sum(derived)"
	"  FROM (SELECT local_day, 0 AS orders, " ROLLUP_DAY_SUMS
	"          FROM " EACH("*", "sale_event", "$4")
	"         GROUP BY local_day"
	"         UNION ALL"
	"        SELECT local_day, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
	"               0, 0"
	"          FROM " EACH("local_day, counted", "orders", "$4")
	"         WHERE counted"
	"         GROUP BY local_day) AS part"
	" GROUP BY local_day"
	ROLLUP_DAY_ADD);

/* $6 is how far customers are built. */
#define OF_CUSTOMERS							\
	EACH("customer_id, spent, local_day, counted", "orders", "$4")	\
	" WHERE counted AND customer_id <= $6"

DB_QUERY(order_many_change_customer, 6,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int, customer_id,"
	"       $5::int * count(*), $5::int * sum(spent)"
	"  FROM " OF_CUSTOMERS
	" GROUP BY customer_id"
	ROLLUP_STAT_ADD);

DB_QUERY(order_many_change_month, 6,
	"INSERT INTO customer_month AS r (tenant_id, shop_id, generation,"
	" month, customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int,"
	"       date_trunc('month', local_day::timestamp)::date AS month,"
	"       customer_id, $5::int * count(*), $5::int * sum(spent)"
	"  FROM " OF_CUSTOMERS
	" GROUP BY month, customer_id"
	ROLLUP_MONTH_ADD);

static void change(const struct writer *w, const char *ids, const char *sign)
{
	struct db_args of_customers = DB_ARGS(w->tenant_id, w->shop_id,
					      w->generation, ids, sign,
					      w->customers_built_to);

	db_queue(w->db, w->arena, &order_many_change_day,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, ids, sign),
		 NULL);
	db_queue(w->db, w->arena, &order_many_change_customer, of_customers,
		 NULL);
	db_queue(w->db, w->arena, &order_many_change_month, of_customers,
		 NULL);
}

void order_many_clear(const struct writer *w, const char *ids)
{
	struct db_args key = DB_ARGS(w->tenant_id, w->shop_id, ids);

	change(w, ids, "-1");
	db_queue(w->db, w->arena, &order_many_clear_sales, key, NULL);
	db_queue(w->db, w->arena, &order_many_clear_refund_lines, key, NULL);
	db_queue(w->db, w->arena, &order_many_clear_refunds, key, NULL);
	db_queue(w->db, w->arena, &order_many_clear_lines, key, NULL);
}

void order_many_apply(const struct writer *w, const char *ids)
{
	change(w, ids, "1");
}
