#ifndef DOMAIN_METRICS_PEOPLE_H
#define DOMAIN_METRICS_PEOPLE_H

#include "domain/metrics/metrics_range.h"
#include "domain/rollup/customer_cell.h"

/*
 * Distinct customers of the ranges of `scope`, exactly and by sums alone: in
 * [first, last] a customer's first order is the one whose predecessor is from
 * before `first`, so whoever orders again within the range is an order whose
 * predecessor is not (recur cells, since >= first).
 *
 *	active		orders of customers, less those that order again
 *	new		orders that are the first of a sequence
 *	returning	orders that are not, less those with one like that
 *			before them in range: later ones that order again,
 *			which are not their customer's second
 *
 * Of a range that is head, whole months and tail, orders of the whole months
 * come from cells of a month, those of head and tail from cells of a day; and
 * so does the one before, that is by its month where that is whole: two years
 * of the busiest shop are some thousand rows.
 *
 * Where instants cut the first or the last day, the customers of the orders of
 * its edges (METRICS_EDGES), and only they, are looked at, as the range has
 * them and as the whole days do: all in one walk through their index, which has
 * all that this takes.
 */
#define PEOPLE_OF_CELLS							\
	"customer_cell c WHERE c.tenant_id = $1"			\
	" AND c.shop_id = bounds.shop_id"				\
	" AND c.generation = bounds.generation"

#define PEOPLE_COUNT(condition)						\
	"coalesce(sum(orders) FILTER (WHERE " condition "), 0)"

#define PEOPLE_DIFFERENCE(inside, whole)				\
	"sum((" inside ")::int - (" whole ")::int)"

/*
 * The cells to add up, as rows: a kind, the first and the last period, and the
 * days that the one before is from and to.  PEOPLE_STEPS are of each period by
 * itself (`step`), for an index is read in vain for what `since` leaves out,
 * unless the period is one.
 */
#define PEOPLE_STRETCHES						\
	"(VALUES"							\
	" (" CELL_RECUR_MONTH_BY_MONTH "::smallint, whole_from,"	\
	"  whole_to - 1, whole_from, last),"				\
	" (" CELL_RECUR_DAY_BY_MONTH ", tail, last, whole_from,"	\
	"  tail - 1))"							\
	" AS piece (kind, begins, ends, since, upto)"
#define PEOPLE_STEPS							\
	"(VALUES"							\
	" (" CELL_RECUR_MONTH "::smallint, whole_from, whole_to - 1,"	\
	"  interval '1 month', first, whole_from - 1),"			\
	" (" CELL_RECUR_DAY ", first, least(whole_from - 1, last),"	\
	"  '1 day', first, last),"					\
	" (" CELL_RECUR_DAY ", tail, last, '1 day', first, whole_from - 1),"\
	" (" CELL_RECUR_DAY ", tail, last, '1 day', tail, last))"	\
	" AS piece (kind, begins, ends, step, since, upto)"
#define PEOPLE_AGAIN(periods)						\
	"LATERAL (SELECT customers, orders FROM " PEOPLE_OF_CELLS	\
	"    AND c.kind = piece.kind AND c.period " periods		\
	"    AND c.since BETWEEN piece.since AND piece.upto"		\
	" OFFSET 0) AS c WHERE begins <= ends AND since <= upto"

#define PEOPLE_PLACED(kind, from, to)					\
	"(SELECT class, orders FROM " PEOPLE_OF_CELLS			\
	"   AND c.kind = " kind " AND c.period BETWEEN " from		\
	"   AND " to " OFFSET 0)"

/*
 * Whether the order `o` of `shop` is its customer's first.  Each is asked by
 * itself (OFFSET 0), and of the index alone but for those of the same day: the
 * planner, which knows no days, would walk through every customer.
 */
#define PEOPLE_IS_FIRST(shop)						\
	PEOPLE_HAS_NONE(shop, "local_day < o.local_day")		\
	" AND " PEOPLE_HAS_NONE(shop, "local_day = o.local_day"		\
		" AND (processed_at, order_id) < (o.processed_at, o.order_id)")
#define PEOPLE_HAS_NONE(shop, before)					\
	"NOT EXISTS (SELECT FROM orders"				\
	" WHERE tenant_id = $1 AND shop_id = " shop			\
	"   AND customer_id = o.customer_id AND " ROLLUP_COUNTED	\
	"   AND " before " OFFSET 0)"

/* `bounds`: the whole days, and where their months and their tail begin. */
#define PEOPLE_BOUNDS(scope)						\
	", bounds AS ("							\
	"SELECT *, greatest(whole_from, whole_to) AS tail"		\
	"  FROM " scope ", " METRICS_MONTHS("first", "last") ")"

/*
 * The orders of whole days, as `p` by what they are in their sequences, and as
 * `again`.  (Each kind of row is added up by itself: to collect them first
 * takes a tenth longer.)
 */
#define PEOPLE_AGAIN_SUMS						\
	"bigint_sum(orders) AS orders,"					\
	" bigint_sum(orders - customers) AS laters"
#define PEOPLE_OF_BOUNDS						\
	"bounds CROSS JOIN LATERAL (SELECT "				\
	PEOPLE_COUNT("class = " CELL_GUEST) " AS guests, "		\
	PEOPLE_COUNT("class = " CELL_ONLY) " AS only_ones, "		\
	PEOPLE_COUNT("class = " CELL_FIRST) " AS firsts, "		\
	PEOPLE_COUNT("class IN (" CELL_SECOND ", " CELL_LATER ")")	\
	"         AS further"						\
	"  FROM (" PEOPLE_PLACED(CELL_CLASS_MONTH, "whole_from",	\
				 "whole_to - 1")			\
	" UNION ALL " PEOPLE_PLACED(CELL_DAY, "first",			\
				    "least(whole_from - 1, last)")	\
	" UNION ALL " PEOPLE_PLACED(CELL_DAY, "tail", "last")		\
	") AS c) AS p CROSS JOIN LATERAL (SELECT"			\
	"       coalesce(sum(orders), 0) AS orders,"			\
	"       coalesce(sum(laters), 0) AS laters"			\
	"  FROM (SELECT " PEOPLE_AGAIN_SUMS "  FROM " PEOPLE_STRETCHES ", "\
	PEOPLE_AGAIN("BETWEEN begins AND ends")				\
	"         UNION ALL "						\
	"        SELECT " PEOPLE_AGAIN_SUMS "  FROM " PEOPLE_STEPS ","	\
	"               generate_series("				\
	"               begins::timestamp, ends::timestamp, step) AS at, "\
	PEOPLE_AGAIN("= at::date") ") AS n) AS again"

/* `differs` and `guest`: by how much their edges do. */
#define PEOPLE_OF_EDGES							\
	", buyer AS MATERIALIZED ("					\
	"SELECT shop_id, customers_built_to, sign, customer_id"		\
	"  FROM edge, " METRICS_ORDERS_OF_EDGE("customer_id")		\
	"), person AS ("						\
	"SELECT shop_id, seen.* FROM near JOIN ("			\
	"SELECT shop_id, array_agg(customer_id) AS ids FROM buyer"	\
	" WHERE customer_id <= customers_built_to"			\
	" GROUP BY shop_id) AS k USING (shop_id), LATERAL ("		\
	"SELECT count(*) AS orders,"					\
	"       count(*) FILTER (WHERE whole) AS whole,"		\
	"       count(*) FILTER (WHERE inside) AS inside,"		\
	"       min(local_day) BETWEEN near_first AND near_last"	\
	"         AS is_first,"						\
	"       min(local_day) BETWEEN first AND last"			\
	"       AND (since IS NULL OR min(processed_at) >= since)"	\
	"       AND (until IS NULL OR min(processed_at) <= until)"	\
	"         AS is_within"						\
	"  FROM (SELECT customer_id, local_day, processed_at,"		\
	"               local_day BETWEEN near_first AND near_last"	\
	"                 AS whole,"					\
	"               local_day BETWEEN first AND last"		\
	"               AND (since IS NULL OR processed_at >= since)"	\
	"               AND (until IS NULL OR processed_at <= until)"	\
	"                 AS inside"					\
	"          FROM orders"						\
	"         WHERE tenant_id = $1 AND shop_id = near.shop_id"	\
	"           AND customer_id = ANY (k.ids)"			\
	"           AND " ROLLUP_COUNTED " OFFSET 0) AS o"		\
	" GROUP BY customer_id OFFSET 0) AS seen"			\
	"), differs AS ("						\
	"SELECT shop_id, "						\
	PEOPLE_DIFFERENCE("inside > 0", "whole > 0") " AS active, "	\
	PEOPLE_DIFFERENCE("is_within", "is_first") " AS fresh, "	\
	PEOPLE_DIFFERENCE("inside > is_within::int",			\
			  "whole > is_first::int") " AS returning, "	\
	PEOPLE_DIFFERENCE("orders = 1 AND inside = 1",			\
			  "orders = 1 AND whole = 1") " AS only_ones"	\
	"  FROM person GROUP BY shop_id"				\
	"), guest AS ("							\
	"SELECT shop_id, sum(sign) AS more FROM buyer"			\
	" WHERE customer_id IS NULL GROUP BY shop_id)"

#define PEOPLE_COMPLETE							\
	"currency, bool_and(customers_built_to = " ROLLUP_ALL_CUSTOMERS	\
	") AS complete"

/* Of days that no instant cuts. */
#define METRICS_PEOPLE_OF_DAYS						\
	PEOPLE_BOUNDS("scope")						\
	"SELECT " PEOPLE_COMPLETE ","					\
	"       sum(guests) AS guest_orders,"				\
	"       sum(p.only_ones + firsts + further - again.orders)"	\
	"         AS active,"						\
	"       sum(p.only_ones + firsts) AS fresh,"			\
	"       sum(further - laters) AS returning,"			\
	"       sum(p.only_ones) AS only_ones"				\
	"  FROM " PEOPLE_OF_BOUNDS " GROUP BY currency"

#define METRICS_PEOPLE							\
	METRICS_WHOLE METRICS_EDGES					\
	PEOPLE_BOUNDS("(SELECT shop_id, currency, generation,"		\
		      "        customers_built_to, near_first AS first,"\
		      "        near_last AS last FROM near) AS near")	\
	PEOPLE_OF_EDGES							\
	"SELECT " PEOPLE_COMPLETE ","					\
	"       sum(guests + coalesce(more, 0)) AS guest_orders,"	\
	"       sum(p.only_ones + firsts + further - again.orders"	\
	"           + coalesce(d.active, 0)) AS active,"		\
	"       sum(p.only_ones + firsts + coalesce(d.fresh, 0))"	\
	"         AS fresh,"						\
	"       sum(further - laters + coalesce(d.returning, 0))"	\
	"         AS returning,"					\
	"       sum(p.only_ones + coalesce(d.only_ones, 0))"		\
	"         AS only_ones"						\
	"  FROM " PEOPLE_OF_BOUNDS					\
	"  LEFT JOIN differs d USING (shop_id)"				\
	"  LEFT JOIN guest USING (shop_id)"				\
	" GROUP BY currency"

/*
 * Whether all customers are in the cells.  Queue the question; with the answer,
 * -1: XN_NOT_FOUND, the shop is not this tenant's.
 */
void metrics_queue_built(struct db *db, struct arena *a,
			 const struct metrics_args *args,
			 struct db_rows **rows);
int metrics_get_built(const struct db_rows *rows,
		      const struct metrics_range *range, bool *complete,
		      struct xn_error *err);

/* Give each sum of the period its currency's people. */
void metrics_people_get(struct arena *a, const struct db_rows *rows,
			struct metrics_period *out);

#endif
