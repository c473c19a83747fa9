#ifndef DOMAIN_METRICS_METRICS_RANGE_H
#define DOMAIN_METRICS_METRICS_RANGE_H

#include "domain/metrics/metrics.h"
#include "domain/rollup/rollup.h"

/*
 * Common table expressions: `days`, the shops asked for, each with its range
 * resolved in its own zone, and `scope`, made of it.  Parameters: $1 tenant,
 * $2 shop or NULL for all, $3 and $4 days or NULL, $5 and $6 instants or NULL.
 *
 *	first, last		days touched
 *	since, until		instants that cut the first and the last day,
 *				or NULL where the day is whole (or there is
 *				none: a day's end may be before an instant's)
 */
#define METRICS_DAYS							\
	"WITH asked AS ("						\
	"SELECT s.shop_id, s.currency, t.generation, t.timezone,"	\
	"       t.customers, t.data_version, t.customers_built_to,"	\
	"       t.customers_built_to = " ROLLUP_ALL_CUSTOMERS " AS built,"\
	"       coalesce(($6::timestamptz AT TIME ZONE t.timezone)::date,"\
	"                $4::date,"					\
	"                (now() AT TIME ZONE t.timezone)::date) AS last,"\
	"       coalesce(($5::timestamptz AT TIME ZONE t.timezone)::date,"\
	"                $3::date) AS begins"				\
	"  FROM shop s JOIN shop_state t USING (tenant_id, shop_id)"	\
	" WHERE s.tenant_id = $1"					\
	"   AND ($2::bigint IS NULL OR s.shop_id = $2)"			\
	"), days AS ("							\
	"SELECT *, coalesce(begins, last - 29) AS first,"		\
	"       CASE WHEN begins > last THEN NULL"			\
	"            ELSE $5::timestamptz END AS since,"		\
	"       CASE WHEN begins > last THEN NULL"			\
	"            ELSE $6::timestamptz END AS until"			\
	"  FROM asked)"

#define METRICS_SCOPE							\
	METRICS_DAYS ", scope AS MATERIALIZED (SELECT * FROM days)"

/*
 * The days of a shop of `scope`, looked up by their key: OFFSET 0 keeps the
 * planner from reading all of a tenant's days and throwing most away.
 */
#define METRICS_DAYS_OF_SHOP						\
	"LATERAL (SELECT * FROM rollup_day d WHERE d.tenant_id = $1"	\
	" AND d.shop_id = scope.shop_id"				\
	" AND d.generation = scope.generation"				\
	" AND d.day BETWEEN scope.first AND scope.last OFFSET 0) AS r"

/* The sales of a shop of `scope` in its range. */
#define METRICS_SALES_OF_SHOP METRICS_SALES("*")
#define METRICS_SALES(columns)						\
	"LATERAL (SELECT " columns " FROM sale_event e"			\
	" WHERE e.tenant_id = $1"					\
	" AND e.shop_id = scope.shop_id"				\
	" AND e.local_day BETWEEN scope.first AND scope.last"		\
	" AND (since IS NULL OR e.happened_at >= since)"		\
	" AND (until IS NULL OR e.happened_at <= until)"		\
	" OFFSET 0) AS sale"

/*
 * `months`: of the days from one to another the whole months, from the first
 * day of the first of them, whole_from, to the one behind the last, whole_to.
 */
#define METRICS_MONTHS(from, to)					\
	"LATERAL (SELECT (date_trunc('month', (" from " - 1)::timestamp)"\
	"                 + interval '1 month')::date AS whole_from,"	\
	"                date_trunc('month', (" to " + 1)::timestamp)::date"\
	"                  AS whole_to) AS months"

/* `whole`: the scope, and from_day to to_day that no instant cuts. */
#define METRICS_WHOLE							\
	", whole AS ("							\
	"SELECT *, CASE WHEN since IS NULL THEN first ELSE first + 1 END"\
	"            AS from_day,"					\
	"          CASE WHEN until IS NULL THEN last ELSE last - 1 END"	\
	"            AS to_day"						\
	"  FROM scope)"

/* And `cut`: it with the days that an instant does cut, a row a `day`. */
#define METRICS_CUTS							\
	METRICS_WHOLE							\
	", cut AS ("							\
	"SELECT whole.*, day FROM whole, unnest(CASE WHEN first = last"	\
	"  THEN ARRAY[first] ELSE ARRAY[first, last] END) AS day"	\
	" WHERE (day = first AND since IS NOT NULL)"			\
	"    OR (day = last AND until IS NOT NULL))"

/*
 * After METRICS_WHOLE, `near`: it with the whole days, near_first to near_last,
 * that are its range but for less than half a day at each end; `edge`: those
 * halves, a row each, between two instants of a `day` (NULL: from its
 * beginning, to its end), which are to be added to the whole days, or, with a
 * `sign` of -1, taken off.
 *
 * What is read of a day that an instant cuts is what few there are on one side
 * of it: a morning's orders, or an evening's (by 14 h about half of a day's are
 * in).  To find them by their time there are time_from and time_upto, which at
 * the day's own end may be too far: a clock may be put back there.  (They are
 * columns, for row-level security keeps what computes them out of an index.)
 */
#define METRICS_IS_MORNING(instant)					\
	"extract(hour FROM " instant " AT TIME ZONE timezone) < 14"
#define METRICS_TIME(instant, past)					\
	"coalesce(" instant ", day::timestamp AT TIME ZONE timezone " past ")"
#define METRICS_EDGES							\
	", near AS ("							\
	"SELECT *, near_first <= first AND near_last >= first AS has_first,"\
	"       near_last >= last AND near_first <= last AS has_last"	\
	"  FROM (SELECT *, first + CASE WHEN first < last AND"		\
	"                  NOT " METRICS_IS_MORNING("since")		\
	"                  THEN 1 ELSE 0 END AS near_first,"		\
	"               last - CASE WHEN " METRICS_IS_MORNING("until")	\
	"                   OR (first = last AND (since > until OR NOT "\
				METRICS_IS_MORNING("since") "))"	\
	"                  THEN 1 ELSE 0 END AS near_last"		\
	"          FROM whole) AS s"					\
	"), edge AS MATERIALIZED ("					\
	"SELECT near.*, e.*, "						\
	METRICS_TIME("at_from", "- interval '3 hours'") " AS time_from, "\
	METRICS_TIME("at_upto", "+ interval '27 hours'") " AS time_upto"\
	"  FROM near, LATERAL (VALUES"					\
	"  (first, has_first, -1, NULL, since - interval '1 us'),"	\
	"  (first, NOT has_first, 1, since,"				\
	"   CASE WHEN first = last THEN until END),"			\
	"  (last, has_last, -1, until + interval '1 us', NULL),"	\
	"  (last, NOT has_last AND first < last, 1, NULL, until))"	\
	"       AS e (day, is_there, sign, at_from, at_upto)"		\
	" WHERE is_there AND first <= last"				\
	"   AND (at_from IS NOT NULL OR at_upto IS NOT NULL))"

/* An edge's orders: by their time, then by what that index has not. */
#define METRICS_ORDERS_OF_EDGE(columns)					\
	"LATERAL (SELECT " columns "  FROM ("				\
	"       SELECT order_id, customer_id, processed_at, local_day,"	\
	"              spent, counted"					\
	"         FROM orders"						\
	"        WHERE tenant_id = $1 AND shop_id = edge.shop_id"	\
	"          AND processed_at >= time_from"			\
	"          AND processed_at <= time_upto OFFSET 0) AS placed"	\
	" WHERE local_day = edge.day AND counted) AS o"

/* An edge's sales. */
#define METRICS_SALES_OF_EDGE						\
	"LATERAL (SELECT " ROLLUP_SALE " FROM sale_event"		\
	"  WHERE tenant_id = $1 AND shop_id = edge.shop_id"		\
	"    AND local_day = edge.day"					\
	"    AND (at_from IS NULL OR happened_at >= at_from)"		\
	"    AND (at_upto IS NULL OR happened_at <= at_upto)"		\
	" OFFSET 0) AS sale"

/*
 * `part`: the days of a range that instants cut, a row each: from the rollup,
 * and what that lacks or has too much from the ledger.  (One row: of a day that
 * comes to nothing no rate of exchange is wanted.)
 */
#define METRICS_NEAR_DAYS(which)					\
	"SELECT near.shop_id, day, orders, " ROLLUP_DAY_NAMES		\
	"  FROM near, LATERAL (SELECT * FROM rollup_day d"		\
	"       WHERE d.tenant_id = $1 AND d.shop_id = near.shop_id"	\
	"         AND d.generation = near.generation AND " which	\
	"       OFFSET 0) AS r"
#define METRICS_PARTS							\
	METRICS_CUTS METRICS_EDGES					\
	", part AS ("							\
	METRICS_NEAR_DAYS("d.day BETWEEN from_day AND to_day")		\
	" UNION ALL "							\
	"SELECT shop_id, day, bigint_sum(orders) AS orders, "		\
	ROLLUP_DAY_TOTALS "  FROM ("					\
	METRICS_NEAR_DAYS("d.day IN (first, last)"			\
			  " AND d.day BETWEEN near_first AND near_last"	\
			  " AND d.day NOT BETWEEN from_day AND to_day")	\
	" UNION ALL "							\
	"SELECT edge.shop_id, day, sign * orders, "			\
	ROLLUP_DAY_TIMES("sign")					\
	"  FROM edge, LATERAL (SELECT " ROLLUP_DAY_SUMS			\
	"          FROM " METRICS_SALES_OF_EDGE ") AS e, "		\
	METRICS_ORDERS_OF_EDGE("count(*) AS orders")			\
	") AS cut_day GROUP BY shop_id, day)"

/* The arguments of METRICS_DAYS, in `a`. */
struct metrics_args {
	const char *tenant_id, *shop_id;
	const char *from_day, *to_day, *from_instant, *to_instant;
};

struct metrics_args metrics_args(struct arena *a, int64_t tenant_id,
				 const struct metrics_range *range);

/* The first six arguments of a statement that begins with METRICS_DAYS. */
#define METRICS_ARGS(p)							\
	(p).tenant_id, (p).shop_id, (p).from_day, (p).to_day,		\
	(p).from_instant, (p).to_instant

/*
 * The sums of rollup_day columns, and their place in a result: a statement
 * selects METRICS_SUMS and metrics_sums_get() reads them.  Amounts stay the
 * rollup's 1/10,000 until then: a year by day has four thousand, and each
 * would be made a numeric, multiplied and printed.
 */
#define METRICS_COUNT(name) "bigint_sum(" name ") AS " name
#define METRICS_AMOUNT(sum, name) "bigint_sum(" sum ") AS " name

#define METRICS_SUMS							\
	METRICS_COUNTS ", " METRICS_AMOUNTS(METRICS_AMOUNT) ", "	\
	METRICS_COUNT("initial_sales")
#define METRICS_COUNTS							\
	METRICS_COUNT("orders") ","					\
	METRICS_COUNT("units_ordered") ","				\
	METRICS_COUNT("units_net") ","					\
	METRICS_COUNT("derived")
/* `amount` is METRICS_AMOUNT, or a macro that adds up something else. */
#define METRICS_AMOUNTS(amount)						\
	amount("gross_sales", "gross_sales") ","			\
	amount("discounts", "discounts") ","				\
	amount("sales_reversals", "sales_reversals") ","		\
	amount("gross_sales - discounts - sales_reversals",		\
	       "net_sales") ","						\
	amount("shipping", "shipping") ","				\
	amount("taxes", "taxes") ","					\
	amount("duties", "duties") ","					\
	amount("fees", "fees") ","					\
	amount("gross_sales - discounts - sales_reversals"		\
	       " + shipping + taxes + duties + fees", "total_sales") ","\
	amount("tips", "tips") ","					\
	amount("gift_card_sales", "gift_card_sales")

void metrics_sums_get(struct arena *a, const struct db_rows *rows, int i,
		      struct metrics_sums *out);

/* An amount of 1/10,000 as a decimal in `a`. */
const char *metrics_amount_get(struct arena *a, const struct db_rows *rows,
			       int i, const char *column);

/* The same of METRICS_AMOUNTS that are decimals, as they are. */
void metrics_fractions_get(const struct db_rows *rows, int i,
			   struct metrics_sums *out);

/* A row of customers, of whichever statement lists them. */
void metrics_customer_get(const struct db_rows *rows, int i,
			  struct metrics_customer *out);

/*
 * What `query` answers to `args`, and, of the same moment, the sums of its
 * range: a row a currency, or, where `into` is not NULL, only those in its one
 * currency, which are those of totals->converted.
 * -1: XN_NOT_FOUND (the shop is not this tenant's), or as db_read().
 */
int metrics_read_period(struct db *db, struct arena *a, int64_t tenant_id,
			const struct metrics_range *range,
			const struct metrics_into *into,
			const struct db_query *query, struct db_args args,
			struct metrics_period *totals, struct db_rows **rows,
			struct xn_error *err);

#endif
