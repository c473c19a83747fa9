#include "domain/rollup.h"

/*
 * $5 is -1 to take off, 1 to add.  The order itself counts on its own day,
 * as a row that sells nothing, and its sales on theirs.
 */
DB_QUERY(rollup_day_change, 5,
	"INSERT INTO rollup_day AS r (tenant_id, shop_id, generation, day,"
	" orders, " ROLLUP_DAY_NAMES ")"
	"SELECT $1::bigint, $2::bigint, $3::int, local_day,"
	"       $5::int * orders, $5::int * units_ordered,"
	"       $5::int * units_net, $5::int * gross_sales,"
	"       $5::int * discounts, $5::int * sales_reversals,"
	"       $5::int * shipping, $5::int * taxes, $5::int * duties,"
	"       $5::int * fees, $5::int * tips, $5::int * gift_card_sales,"
	"       $5::int * initial_sales, $5::int * derived"
	"  FROM (SELECT local_day, sum(orders) AS orders, " ROLLUP_DAY_SUMS
	"          FROM (SELECT local_day, 0 AS orders, side, line_type,"
	"                       initial, quantity, total, tax, disc, source"
	"                  FROM sale_event"
	"                 WHERE tenant_id = $1 AND shop_id = $2"
	"                   AND order_id = $4"
	"                 UNION ALL"
	"                SELECT local_day, 1, NULL, NULL, false, 0, 0, 0, 0,"
	"                       NULL"
	"                  FROM orders"
	"                 WHERE tenant_id = $1 AND shop_id = $2"
	"                   AND order_id = $4 AND counted) AS part"
	"         GROUP BY local_day) AS day"
	ROLLUP_DAY_ADD);

/* $6 is how far customers are built. */
DB_QUERY(rollup_customer_change, 6,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int, customer_id,"
	"       $5::int, $5::int * spent"
	"  FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $4"
	"   AND counted AND customer_id <= $6"
	ROLLUP_STAT_ADD);

DB_QUERY(rollup_customer_month_change, 6,
	"INSERT INTO customer_month AS r (tenant_id, shop_id, generation,"
	" month, customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int,"
	"       date_trunc('month', local_day::timestamp)::date, customer_id,"
	"       $5::int, $5::int * spent"
	"  FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id = $4"
	"   AND counted AND customer_id <= $6"
	ROLLUP_MONTH_ADD);

static void change(const struct writer *w, const char *order_id,
		   const char *sign)
{
	db_queue(w->db, w->arena, &rollup_day_change,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, order_id,
			 sign), NULL);
	db_queue(w->db, w->arena, &rollup_customer_change,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, order_id,
			 sign, w->customers_built_to), NULL);
	db_queue(w->db, w->arena, &rollup_customer_month_change,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, order_id,
			 sign, w->customers_built_to), NULL);
}

void rollup_retract(const struct writer *w, const char *order_id)
{
	change(w, order_id, "-1");
}

void rollup_apply(const struct writer *w, const char *order_id)
{
	change(w, order_id, "1");
}
