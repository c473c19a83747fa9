#include "base/count.h"
#include "domain/rollup/customer_cell.h"
#include "domain/rollup/customer_month.h"
#include "domain/rollup/dirty.h"
#include "domain/rollup/reversal_cell.h"
#include "domain/rollup/writer.h"
#include "domain/store/event.h"
#include "domain/upkeep/verify.h"
#include "domain/upkeep/verify_ask.h"
#include "domain/upkeep/verify_part.h"
#include "domain/upkeep/verify_sql.h"

#define BUILT_TO "(SELECT customers_built_to FROM " VERIFY_STATE " AS s)"

/* What each rollup should hold, straight from the rows. */
#define DAYS_WANTED VERIFY_DAYS_OF("tenant_id = $1 AND shop_id = $2")

#define CUSTOMERS_WANTED						\
	"SELECT customer_id, count(*) AS orders,"			\
	"       bigint_sum(spent) AS spent"				\
	"  FROM orders"							\
	" WHERE tenant_id = $1 AND shop_id = $2 AND counted"		\
	"   AND customer_id <= " BUILT_TO				\
	" GROUP BY customer_id"

#define MONTHS_WANTED							\
	"SELECT date_trunc('month', local_day::timestamp)::date"	\
	"         AS month, customer_id, count(*) AS orders,"		\
	"         bigint_sum(spent) AS spent"				\
	"  FROM orders"							\
	" WHERE tenant_id = $1 AND shop_id = $2 AND counted"		\
	"   AND customer_id <= " BUILT_TO				\
	" GROUP BY month, customer_id"

#define SPENT_WANTED							\
	"SELECT o.order_id, o.spent, CASE WHEN o.counted"		\
	"       THEN greatest(10000 * coalesce(sum(e.total), 0), 0)"	\
	"       ELSE 0 END AS wanted"					\
	"  FROM orders o LEFT JOIN sale_event e"			\
	"    ON e.tenant_id = $1 AND e.shop_id = $2"			\
	"   AND e.order_id = o.order_id"				\
	"   AND e.line_type NOT IN ('tip', 'gift_card', 'unknown')"	\
	" WHERE o.tenant_id = $1 AND o.shop_id = $2"			\
	" GROUP BY o.order_id, o.spent, o.counted"

#define EVENTS_WANTED							\
	"SELECT local_day AS day, type, count(*) AS events"		\
	"  FROM storefront_event"					\
	" WHERE tenant_id = $1 AND shop_id = $2 AND counted"		\
	" GROUP BY local_day, type"

#define POINTS_WANTED							\
	"SELECT customer_id, sum(" EVENT_POINTS ") AS points"		\
	"  FROM storefront_event"					\
	" WHERE tenant_id = $1 AND shop_id = $2 AND counted"		\
	"   AND customer_id IS NOT NULL GROUP BY customer_id"

/* The statement begins with CELLS_FROM. */
#define CELLS_FROM							\
	CELL_PLACES("SELECT " CELL_ORDER " FROM orders"			\
		    " WHERE tenant_id = $1 AND shop_id = $2 AND counted"\
		    "   AND customer_id <= " BUILT_TO,			\
		    CELL_GUESTS("orders WHERE tenant_id = $1"		\
				" AND shop_id = $2 AND counted"		\
				" AND customer_id IS NULL"))

DB_QUERY(verify_day, 2,
	VERIFY_DIFFERENCE(DAYS_WANTED,
		   "SELECT day, orders, " ROLLUP_DAY_NAMES
		   "  FROM rollup_day WHERE " VERIFY_NOW_BUILT,
		   VERIFY_DAY_HOLDS));
DB_QUERY(verify_customer, 2,
	VERIFY_DIFFERENCE(CUSTOMERS_WANTED,
		   "SELECT customer_id, orders, spent FROM customer_stat"
		   " WHERE " VERIFY_NOW_BUILT,
		   "(orders, spent) <> (0, 0)"));
DB_QUERY(verify_month, 2,
	VERIFY_DIFFERENCE(MONTHS_WANTED,
		   "SELECT month, customer_id, orders, spent"
		   "  FROM customer_month"
		   " WHERE " VERIFY_NOW_BUILT,
		   "(orders, spent) <> (0, 0)"));
DB_QUERY(verify_span, 2,
	VERIFY_DIFFERENCE(CUSTOMER_SPANS_OF(MONTHS_WANTED),
		   "SELECT months, begins, customer_id, spent"
		   "  FROM customer_span"
		   " WHERE " VERIFY_NOW_BUILT,
		   "spent <> 0"));
DB_QUERY(verify_event, 2,
	VERIFY_DIFFERENCE(EVENTS_WANTED,
		   "SELECT day, type, events FROM rollup_event"
		   " WHERE " VERIFY_NOW_BUILT,
		   "events <> 0"));
DB_QUERY(verify_points, 2,
	VERIFY_DIFFERENCE(POINTS_WANTED,
		   "SELECT customer_id, points FROM customer_stat"
		   " WHERE " VERIFY_NOW_BUILT,
		   "points <> 0"));
DB_QUERY(verify_spent, 2,
	"SELECT count(*) AS drift FROM (" SPENT_WANTED ") AS o"
	" WHERE spent <> wanted");
DB_QUERY(verify_local_day, 2,
	"SELECT (SELECT count(*) FROM sale_event e"
	"         WHERE e.tenant_id = $1 AND e.shop_id = $2"
	"           AND (e.local_day, e.local_hour) IS DISTINCT FROM"
	"               ((e.happened_at AT TIME ZONE s.timezone)::date,"
	"                date_part('hour', e.happened_at"
	"                          AT TIME ZONE s.timezone)::smallint)) +"
	"       (SELECT count(*) FROM orders o"
	"         WHERE o.tenant_id = $1 AND o.shop_id = $2"
	"           AND o.local_day <>"
	"               (o.processed_at AT TIME ZONE s.timezone)::date) +"
	"       (SELECT count(*) FROM storefront_event v"
	"         WHERE v.tenant_id = $1 AND v.shop_id = $2"
	"           AND v.local_day <>"
	"               (v.happened_at AT TIME ZONE s.timezone)::date)"
	"         AS drift"
	"  FROM " VERIFY_STATE " AS s");
DB_QUERY(verify_cell, 2,
	VERIFY_DIFFERENCE_FROM(CELLS_FROM ", " CELL_UNITS ", "
			CELL_SOLD(CELL_SALES_BY_SHOP) ", ",
			CELLS_OF_PLACES,
			"SELECT kind, period, since, class, customers,"
			"       orders, amount, ledger FROM customer_cell"
			" WHERE " VERIFY_NOW_BUILT,
			"(customers, orders, amount, ledger) <>"
			" (0, 0, 0, 0)"));
DB_QUERY(verify_new_code, 2,
	VERIFY_DIFFERENCE_FROM(CELLS_FROM ", " CELL_NEWER ", ",
			"SELECT grain, period, value, orders, orders AS facts"
			"  FROM (" CELL_NEW_CODES(CELL_CODES_BY_SHOP) ") AS n",
			"SELECT grain, period, value, orders, facts"
			"  FROM rollup_part WHERE " VERIFY_NOW_BUILT
			"   AND dimension = " PART_NEW_BY_CODE,
			"(orders, facts) <> (0, 0)"));
DB_QUERY(verify_reversal, 2,
	VERIFY_DIFFERENCE_FROM(REVERSAL_FROM(REVERSAL_SALES_OF_SHOP) ", ",
			REVERSAL_CELLS,
			"SELECT kind, period, since, bucket, orders, "
			REVERSAL_NAMES " FROM reversal_cell"
			" WHERE " VERIFY_NOW_BUILT,
			REVERSAL_HOLDS));
DB_QUERY(verify_counts, 2,
	"SELECT abs(s.customers - (SELECT count(*) FROM customer"
	"           WHERE tenant_id = $1 AND shop_id = $2)) +"
	"       abs(s.products - (SELECT count(*) FROM product"
	"           WHERE tenant_id = $1 AND shop_id = $2)) AS drift"
	"  FROM " VERIFY_STATE " AS s");

/*
 * Rows of an order that is not there; a refund may come before its order, but
 * not after its deletion.
 */
#define GONE(key)							\
	VERIFY_OF_SHOP							\
	"   AND NOT EXISTS (SELECT FROM orders o"			\
	"	WHERE o.tenant_id = $1 AND o.shop_id = $2"		\
	"	  AND o.order_id = " key ")"
#define BURIED(key)							\
	GONE(key)							\
	"   AND EXISTS (SELECT FROM tombstone b"			\
	"	WHERE b.tenant_id = $1 AND b.shop_id = $2"		\
	"	  AND b.kind = 'order' AND b.entity_id = " key ")"
#define ORDERLESS(X)							\
	X(sale_event, GONE("sale_event.order_id"))			\
	X(order_line, GONE("order_line.order_id"))			\
	X(refund_line, BURIED("refund_line.order_id"))			\
	X(refund, BURIED("refund.order_id"))
#define COUNT_ORDERLESS(table, which)					\
	" + (SELECT count(*) FROM " #table " WHERE " which ")"
DB_QUERY(verify_orderless, 2,
	"SELECT 0" ORDERLESS(COUNT_ORDERLESS) " AS drift");

#define DELETE_ORDERLESS(table, which)					\
	DB_QUERY(repair_##table##_orderless, 2,				\
		"DELETE FROM " #table " WHERE " which);
ORDERLESS(DELETE_ORDERLESS)

static const struct {
	const char *name;
	const struct db_query *query;
} checks[VERIFY_NCHECKS] = {
	[VERIFY_ROLLUP_DAY] = { "rollup_day", &verify_day },
	[VERIFY_CUSTOMER_STAT] = { "customer_stat", &verify_customer },
	[VERIFY_CUSTOMER_MONTH] = { "customer_month", &verify_month },
	[VERIFY_CUSTOMER_SPAN] = { "customer_span", &verify_span },
	[VERIFY_SPENT] = { "orders.spent", &verify_spent },
	[VERIFY_LOCAL_DAY] = { "local_day", &verify_local_day },
	[VERIFY_ROLLUP_EVENT] = { "rollup_event", &verify_event },
	[VERIFY_POINTS] = { "customer_stat.points", &verify_points },
	[VERIFY_CUSTOMER_CELL] = { "customer_cell", &verify_cell },
	[VERIFY_NEW_CODE] = { "rollup_part.new", &verify_new_code },
	[VERIFY_REVERSAL_CELL] = { "reversal_cell", &verify_reversal },
	[VERIFY_COUNTS] = { "shop_state", &verify_counts },
	[VERIFY_ORDERLESS] = { "orders.missing", &verify_orderless },
	/* verify_part.c */
	[VERIFY_ROLLUP_PART] = { "rollup_part", NULL },
	[VERIFY_PART_LONGER] = { "rollup_part.longer", NULL },
};

const char *verify_check_name(enum verify_check check)
{
	return checks[check].name;
}

int verify_shop(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, int64_t drift[VERIFY_NCHECKS],
		struct xn_error *err)
{
	struct db_args key = DB_ARGS(db_arg_int64(a, tenant_id),
				     db_arg_int64(a, shop_id));

	for (int i = 0; i < VERIFY_NCHECKS; i++) {
		drift[i] = 0;
		if (checks[i].query &&
		    verify_ask(db, a, tenant_id, checks[i].query, key,
			       &drift[i], err))
			return -1;
	}
	return verify_parts(db, a, tenant_id, shop_id,
			    &drift[VERIFY_ROLLUP_PART],
			    &drift[VERIFY_PART_LONGER], err);
}

DB_QUERY(repair_sale_day, 3,
	"UPDATE sale_event"
	"   SET local_day = (happened_at AT TIME ZONE $3)::date,"
	"       local_hour = date_part('hour', happened_at AT TIME ZONE $3)"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND (local_day, local_hour) IS DISTINCT FROM"
	"       ((happened_at AT TIME ZONE $3)::date,"
	"        date_part('hour', happened_at AT TIME ZONE $3)::smallint)");
DB_QUERY(repair_order_day, 3,
	"UPDATE orders SET local_day = (processed_at AT TIME ZONE $3)::date"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND local_day <> (processed_at AT TIME ZONE $3)::date");
DB_QUERY(repair_event_day, 3,
	"UPDATE storefront_event"
	"   SET local_day = (happened_at AT TIME ZONE $3)::date"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND local_day <> (happened_at AT TIME ZONE $3)::date");
DB_QUERY(repair_spent, 2,
	"UPDATE orders AS o SET spent = w.wanted"
	"  FROM (" SPENT_WANTED ") AS w"
	" WHERE o.tenant_id = $1 AND o.shop_id = $2"
	"   AND o.order_id = w.order_id AND o.spent <> w.wanted");
DB_QUERY(repair_day_delete, 3,
	"DELETE FROM rollup_day"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");
DB_QUERY(repair_customer_delete, 3,
	"DELETE FROM customer_stat"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");
DB_QUERY(repair_month_delete, 3,
	"DELETE FROM customer_month"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");
DB_QUERY(repair_span_delete, 3,
	"DELETE FROM customer_span"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");
DB_QUERY(repair_day, 3,
	"INSERT INTO rollup_day (tenant_id, shop_id, generation, day, orders,"
	" " ROLLUP_DAY_NAMES ")"
	"SELECT $1::bigint, $2::bigint, $3::int, w.* FROM (" DAYS_WANTED
	") AS w ORDER BY day");
DB_QUERY(repair_customer, 3,
	"INSERT INTO customer_stat (tenant_id, shop_id, generation,"
	" customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int, w.*"
	"  FROM (" CUSTOMERS_WANTED ") AS w ORDER BY customer_id");
DB_QUERY(repair_month, 3, CUSTOMER_MONTH_BUILD(MONTHS_WANTED));
DB_QUERY(repair_event_delete, 3,
	"DELETE FROM rollup_event"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");
DB_QUERY(repair_event, 3,
	"INSERT INTO rollup_event (tenant_id, shop_id, generation, day, type,"
	" events)"
	"SELECT $1::bigint, $2::bigint, $3::int, w.*"
	"  FROM (" EVENTS_WANTED ") AS w");
/* Of rows that repair_customer has just made. */
DB_QUERY(repair_points, 3,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent, points)"
	"SELECT $1::bigint, $2::bigint, $3::int, w.customer_id, 0, 0,"
	"       w.points"
	"  FROM (" POINTS_WANTED ") AS w"
	" ON CONFLICT (tenant_id, shop_id, generation, customer_id)"
	" DO UPDATE SET points = excluded.points");
DB_QUERY(repair_cell_delete, 3,
	"DELETE FROM customer_cell"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");
DB_QUERY(repair_new_code_delete, 3,
	"DELETE FROM rollup_part"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3"
	"   AND dimension = " PART_NEW_BY_CODE);
DB_QUERY(repair_cell, 3,
	"WITH " CELLS_FROM CELL_INSERT("1", CELL_SALES_BY_SHOP,
				       CELL_CODES_BY_SHOP));
DB_QUERY(repair_reversal_delete, 3,
	"DELETE FROM reversal_cell"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");
DB_QUERY(repair_reversal, 3, REVERSAL_INSERT(REVERSAL_SALES_OF_SHOP, "1"));
DB_QUERY(repair_counts, 2,
	"UPDATE shop_state"
	"   SET customers = (SELECT count(*) FROM customer"
	"                     WHERE tenant_id = $1 AND shop_id = $2),"
	"       products = (SELECT count(*) FROM product"
	"                    WHERE tenant_id = $1 AND shop_id = $2)"
	" WHERE tenant_id = $1 AND shop_id = $2");

/* In a trip of its own: of a large shop some take minutes. */
static int run_all(const struct writer *w,
		   const struct db_query *const *queries, size_t n,
		   struct db_args args, struct xn_error *err)
{
	for (size_t i = 0; i < n; i++) {
		db_queue(w->db, w->arena, queries[i], args, NULL);
		if (db_flush(w->db, err))
			return -1;
	}
	return 0;
}

int verify_rebuild(const struct writer *w, struct xn_error *err)
{
	static const struct db_query *const in_zone[] = {
		&repair_sale_day, &repair_order_day, &repair_event_day,
	};
	static const struct db_query *const of_shop[] = {
		&repair_spent, &repair_counts,
	};
	static const struct db_query *const in_generation[] = {
		&repair_day_delete, &repair_customer_delete,
		&repair_month_delete, &repair_span_delete, &repair_day,
		&repair_customer, &repair_month, &repair_event_delete,
		&repair_event, &repair_points, &repair_cell_delete,
		&repair_new_code_delete, &repair_cell,
		&repair_reversal_delete, &repair_reversal,
	};

	verify_plan(w->db, w->arena);
	if (run_all(w, in_zone, COUNT_OF(in_zone),
		    DB_ARGS(w->tenant_id, w->shop_id, w->timezone), err) ||
	    run_all(w, of_shop, COUNT_OF(of_shop),
		    DB_ARGS(w->tenant_id, w->shop_id), err) ||
	    run_all(w, in_generation, COUNT_OF(in_generation),
		    DB_ARGS(w->tenant_id, w->shop_id, w->generation), err))
		return -1;
	rollup_part_clear(w);
	return db_flush(w->db, err);
}

int verify_repair(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, bool orderless, struct xn_error *err)
{
#define ADDRESS(table, which) &repair_##table##_orderless,
	static const struct db_query *const gone[] = {
		ORDERLESS(ADDRESS)
	};
	struct db_rows *lock;
	struct writer w;

	db_begin(db, tenant_id);
	verify_plan(db, a);
	writer_lock_own(&w, db, a, tenant_id, shop_id, &lock);
	if (db_flush(db, err) || writer_locked(&w, lock, err) ||
	    run_all(&w, gone, orderless ? COUNT_OF(gone) : 0,
		    DB_ARGS(w.tenant_id, w.shop_id), err) ||
	    verify_rebuild(&w, err))
		return -1;
	return db_commit(db, err);
}
