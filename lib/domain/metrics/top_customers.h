#ifndef DOMAIN_METRICS_TOP_CUSTOMERS_H
#define DOMAIN_METRICS_TOP_CUSTOMERS_H

#include "domain/metrics/metrics_range.h"

/*
 * What the orders in range of each of some customers come to: one walk through
 * the customers' index for all of them.
 */
#define TOP_SPENT(customers, sum, joined)				\
	"SELECT o.customer_id, count(*) AS orders, " sum " AS spent"	\
	"  FROM (SELECT o.* FROM ends, LATERAL"				\
	"               (SELECT customer_id, local_day, spent FROM orders"\
	"                 WHERE tenant_id = $1 AND shop_id = ends.shop_id"\
	"                   AND customer_id = ANY (ARRAY(" customers "))"\
	"                   AND " ROLLUP_COUNTED			\
	"                   AND local_day BETWEEN ends.first AND ends.last"\
	"                   AND (since IS NULL OR processed_at >= since)"\
	"                   AND (until IS NULL OR processed_at <= until)"\
	"                OFFSET 0) AS o) AS o" joined			\
	" GROUP BY o.customer_id"

#define TOP_LIST(table, of)						\
	table " c WHERE c.tenant_id = $1 AND c.shop_id = " of ".shop_id"\
	" AND c.generation = " of ".generation"

/*
 * So few orders for each customer that is asked for are all read: the bar may
 * be so low that everybody in a list is over it.
 */
#define TOP_FEW_ORDERS "200"

/* Of so many days each one's best orders are worth a look. */
#define TOP_SOME_DAYS "31"

/* So many customers are looked up at the price of reading a list. */
#define TOP_LOOK_UPS "500"

/*
 * After METRICS_SCOPE of one shop: `top` (customer_id, orders, spent), the k
 * ($7) best customers of its range, exactly, without summing everybody up.
 *
 * There are lists by spend: of the half-years from the range's first month on;
 * where of the last of them two months are in range, of these two; where one,
 * of that month.  Seeds are the best of these, of the months and of all time,
 * and those of the best orders of each of some days.  The k-th best of their
 * exact sums in range is the bar: whoever belongs to the answer has spent as
 * much, in a lifetime too.  Or in the time of n lists; so these are read as
 * deep as to 2n / (2n + 1) of the bar together, and nobody has spent more than
 * what stands in them and the depth of each list which does not have him.  (One
 * list says it itself.)  Depth shared out by the root of the lists' months
 * leaves fewest to sum up.  The customers of the one or the other bound are
 * summed up exactly.  Of few orders, and while the customers' rollups are being
 * built, everybody's sum is read from the orders.
 *
 * The list of such a span is that of customer_span and those of its months in
 * range together: who ordered in one month alone stands only there, and of
 * others the month has no more.
 *
 * What is spent is the `sum` of rows o of orders, `joined` with what that takes
 * of `worth`, common table expressions of their own; and `least` is how much of
 * the lists' currency, of which all spend is, somebody who has spent the bar
 * has spent at least.
 */
#define METRICS_TOP(worth, sum, joined, least)				\
	METRICS_SCOPE							\
	", ends AS MATERIALIZED ("					\
	"SELECT *, last - first + 1 AS days,"				\
	"       date_trunc('month', first::timestamp) AS month_from,"	\
	"       date_trunc('month', last::timestamp) AS month_to,"	\
	"       NOT built OR coalesce((SELECT bigint_sum(orders) FROM "	\
			METRICS_DAYS_OF_SHOP "), 0)"			\
	"         <= " TOP_FEW_ORDERS " * $7::int AS few FROM scope"	\
	")" worth							\
	", spans AS MATERIALIZED ("					\
	"SELECT shop_id, generation, months, b::date AS begins,"	\
	"       b + months * interval '1 month' AS past"		\
	"  FROM ends CROSS JOIN generate_series(month_from,"		\
	"         month_to - interval '1 day', '6 months') AS b,"	\
	"       LATERAL (SELECT CASE month_to"				\
	"         WHEN b + interval '1 month' THEN 2::smallint"		\
	"         ELSE 6::smallint END AS months) AS k"			\
	" WHERE NOT few"						\
	"), months AS MATERIALIZED ("					\
	"SELECT ends.shop_id, ends.generation, m::date AS month,"	\
	"       coalesce(spans.begins, m::date) AS list,"		\
	"       coalesce(spans.months, 1) AS width,"			\
	"       count(*) OVER () AS n"					\
	"  FROM ends CROSS JOIN generate_series(month_from, month_to,"	\
	"                                       '1 month') AS m"	\
	"  LEFT JOIN spans ON m >= spans.begins AND m < past"		\
	" WHERE NOT few"						\
	"), lists AS MATERIALIZED ("					\
	"SELECT list, sqrt(width) / sum(sqrt(width)) OVER () AS share"	\
	"  FROM months GROUP BY list, width"				\
	"), seed AS ("							\
	"SELECT best.customer_id FROM spans, LATERAL ("			\
	"  SELECT customer_id FROM " TOP_LIST("customer_span", "spans")	\
	"     AND c.months = spans.months AND c.begins = spans.begins"	\
	"     AND c.spent IS NOT NULL"					\
	"   ORDER BY spent DESC, customer_id LIMIT 4 * $7::int) AS best"\
	" UNION "							\
	"SELECT best.customer_id FROM months, LATERAL ("		\
	"  SELECT customer_id FROM " TOP_LIST("customer_month", "months")\
	"     AND c.month = months.month AND c.spent IS NOT NULL"	\
	"   ORDER BY spent DESC, customer_id"				\
	"   LIMIT 8 * $7::int / months.n + 1) AS best"			\
	" UNION "							\
	"SELECT best.customer_id FROM ends, LATERAL ("			\
	"  SELECT customer_id FROM " TOP_LIST("customer_stat", "ends")	\
	"     AND c.spent IS NOT NULL"					\
	"   ORDER BY spent DESC, customer_id LIMIT 2 * $7::int) AS best"\
	" UNION "							\
	"SELECT best.customer_id FROM ends"				\
	"  CROSS JOIN generate_series(0, days - 1) AS nth,"		\
	"  LATERAL (SELECT customer_id FROM orders"			\
	"            WHERE tenant_id = $1 AND shop_id = ends.shop_id"	\
	"              AND local_day = first + nth"			\
	"              AND counted AND customer_id IS NOT NULL"		\
	"            ORDER BY spent DESC"				\
	"            LIMIT 4 * $7::int / days + 1) AS best"		\
	" WHERE NOT few AND days <= " TOP_SOME_DAYS			\
	"), came AS MATERIALIZED ("					\
	"SELECT o.customer_id, " sum " AS spent"			\
	"  FROM (SELECT o.* FROM ends, LATERAL"				\
	"               (SELECT customer_id, local_day, spent FROM orders"\
	"                 WHERE tenant_id = $1 AND shop_id = ends.shop_id"\
	"                   AND local_day BETWEEN first AND last"	\
	"                   AND counted AND customer_id IS NOT NULL"	\
	"                OFFSET 0) AS o WHERE few) AS o" joined		\
	" GROUP BY o.customer_id"					\
	"), bar AS MATERIALIZED ("					\
	"SELECT * FROM (SELECT count(*) AS n FROM lists) AS of,"	\
	"       (SELECT spent, " least " AS own FROM (SELECT greatest("	\
	"  (SELECT spent"						\
	"     FROM (" TOP_SPENT("SELECT customer_id FROM seed",		\
				sum, joined) ") AS o"			\
	"    ORDER BY spent DESC OFFSET $7::int - 1 LIMIT 1),"		\
	"  (SELECT spent FROM came"					\
	"    WHERE (SELECT since IS NULL AND until IS NULL FROM ends)"	\
	"    ORDER BY spent DESC OFFSET $7::int - 1 LIMIT 1),"		\
	"  0) AS spent OFFSET 0) AS kth OFFSET 0) AS best"		\
	"), depths AS MATERIALIZED ("					\
	"SELECT list, CASE n WHEN 1 THEN own"				\
	"       ELSE floor(share * own * 2 * n / (2 * n + 1))::bigint"	\
	"       END AS depth FROM lists, bar"				\
	"), by_life AS MATERIALIZED ("					\
	"SELECT c.customer_id FROM ends, LATERAL ("			\
	"  SELECT customer_id FROM " TOP_LIST("customer_stat", "ends")	\
	"     AND c.spent >= (SELECT own FROM bar)"			\
	"   LIMIT (SELECT n * " TOP_LOOK_UPS " + 1 FROM bar)) AS c"	\
	"), life AS MATERIALIZED ("					\
	"SELECT built AND (SELECT count(*) FROM by_life)"		\
	"       <= (SELECT n * " TOP_LOOK_UPS " FROM bar) AS is_short"	\
	"  FROM ends"							\
	"), by_list AS MATERIALIZED ("					\
	"SELECT customer_id FROM ("					\
	"  SELECT customer_id, list, depth, max(spent) AS spent FROM ("	\
	"    SELECT list, depth, c.*"					\
	"      FROM depths JOIN spans ON begins = list, LATERAL ("	\
	"    SELECT customer_id, spent FROM "				\
			TOP_LIST("customer_span", "spans")		\
	"       AND c.months = spans.months AND c.begins = spans.begins"\
	"       AND c.spent >= depth OFFSET 0) AS c"			\
	"     UNION ALL "						\
	"    SELECT list, depth, c.*"					\
	"      FROM depths JOIN months USING (list), LATERAL ("		\
	"    SELECT customer_id, spent FROM "				\
			TOP_LIST("customer_month", "months")		\
	"       AND c.month = months.month"				\
	"       AND c.spent >= depth OFFSET 0) AS c"			\
	"  ) AS listed GROUP BY customer_id, list, depth) AS known"	\
	" WHERE NOT (SELECT is_short FROM life)"			\
	" GROUP BY customer_id"						\
	" HAVING bigint_sum(spent - depth)"				\
	"        >= (SELECT own FROM bar)"				\
	"           - (SELECT bigint_sum(depth) FROM depths)"		\
	" UNION ALL "							\
	"SELECT customer_id FROM came"					\
	" WHERE spent >= (SELECT spent FROM bar)"			\
	"), spend AS ("							\
	TOP_SPENT("SELECT customer_id FROM by_life"			\
		  " WHERE (SELECT is_short FROM life)"			\
		  " UNION ALL SELECT customer_id FROM by_list", sum, joined)\
	"), top AS ("							\
	"SELECT * FROM spend ORDER BY spent DESC, customer_id LIMIT $7::int)"

#endif
