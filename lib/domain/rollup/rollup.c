#include "domain/rollup/customer_cell.h"
#include "domain/rollup/customer_month.h"
#include "domain/rollup/dirty.h"
#include "domain/rollup/reversal_cell.h"

/*
 * The orders of an array ($4), each looked up by its key: LATERAL with OFFSET
 * 0, whatever the planner thinks of a shop that it has no statistics of.  Any
 * other condition stands outside, for within it another index would seem as
 * good.
 */
#define EACH(columns, table)						\
	"unnest($4::bigint[]) AS k (order_id), LATERAL"			\
	" (SELECT " columns " FROM " table				\
	"   WHERE tenant_id = $1 AND shop_id = $2"			\
	"     AND order_id = k.order_id OFFSET 0) AS t"

/*
 * $3 generation, $4 the orders, $5 is -1 to take off, 1 to add; $6 those that
 * were there before, or NULL: all.  An order itself counts on its own day, as a
 * row that sells nothing, and its sales on theirs.
 */
#define OF_DAYS								\
	"SELECT k.order_id, local_day,"					\
	"       k.order_id <> ALL ($6::bigint[]) AS is_new"
DB_QUERY(rollup_day_change, 6,
	"WITH part AS ("
	"SELECT local_day, 0 AS orders, " ROLLUP_DAY_SUMS
	"  FROM " EACH("local_day, " ROLLUP_SALE, "sale_event")
	" GROUP BY local_day"
	" UNION ALL"
	" SELECT local_day, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
	"  FROM " EACH("local_day, counted", "orders")
	" WHERE counted"
	" GROUP BY local_day), "
	ROLLUP_DIRTY_BY("("
		OF_DAYS "  FROM " EACH("local_day", "sale_event")
		" UNION "
		OF_DAYS "  FROM " EACH("local_day, counted", "orders")
		" WHERE counted) AS touched")
	ROLLUP_DAY_CHANGE("$3", "$5::int"));

/* $6 is how far customers are built. */
#define OF_CUSTOMERS							\
	EACH("customer_id, spent, local_day, counted", "orders")	\
	" WHERE counted AND customer_id <= $6"

DB_QUERY(rollup_customer_change, 6,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int, customer_id,"
	"       $5::int * count(*), $5::int * bigint_sum(spent)"
	"  FROM " OF_CUSTOMERS
	" GROUP BY customer_id"
	ROLLUP_STAT_ADD);

DB_QUERY(rollup_month_change, 6,
	CUSTOMER_MONTH_CHANGE(
	"SELECT " ROLLUP_MONTH_OF("local_day") " AS month, customer_id,"
	"       $5::int * count(*) AS orders,"
	"       $5::int * bigint_sum(spent) AS spent"
	"  FROM " OF_CUSTOMERS
	" GROUP BY month, customer_id"));

void rollup_change_customers(const struct writer *w, const char *ids,
			     const char *sign)
{
	struct db_args args = DB_ARGS(w->tenant_id, w->shop_id, w->generation,
				      ids, sign, w->customers_built_to);

	db_queue(w->db, w->arena, &rollup_customer_change, args, NULL);
	db_queue(w->db, w->arena, &rollup_month_change, args, NULL);
	customer_cell_change(w, ids, sign);
}

static void change(const struct writer *w, const char *ids, const char *sign,
		   const char *known)
{
	db_queue(w->db, w->arena, &rollup_day_change,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, ids, sign,
			 known), NULL);
	reversal_cell_change(w, ids, sign);
	rollup_change_customers(w, ids, sign);
}

void rollup_retract(const struct writer *w, const char *ids)
{
	change(w, ids, "-1", NULL);
}

void rollup_apply(const struct writer *w, const char *ids, const char *known)
{
	change(w, ids, "1", known);
}
