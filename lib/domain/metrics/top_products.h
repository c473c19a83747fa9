#ifndef DOMAIN_METRICS_TOP_PRODUCTS_H
#define DOMAIN_METRICS_TOP_PRODUCTS_H

#include "domain/metrics/top_keys.h"

/*
 * METRICS_STRETCHES, `fact` (the facts of `loose` by product) and `top`: of
 * each currency the `most` products with most net sales in the range: key,
 * owner (the shop that has it), and place.  A product is one of the range where
 * METRICS_IS_SOLD; what was sold without one is none.
 *
 * So many rows are read for these few sums alone: to add up all that they have
 * takes twice as long, and is wanted of those alone that are told.
 *
 * (OFFSET 0: the planner, which expects a handful, would sort the rows before
 * it adds them up.)
 */
#define METRICS_TOP_PRODUCTS(most)					\
	METRICS_STRETCHES(PART_PRODUCT, PART_YEAR)			\
	", fact AS MATERIALIZED (" PART_FACTS_OF_PRODUCTS "), "		\
	"weighed AS MATERIALIZED ("					\
	"SELECT currency, shop_id AS owner, key, bigint_sum(net) AS net"\
	"  FROM (SELECT currency, span.shop_id, value AS key,"		\
	"               sign * " TOP_UNITS " AS units,"			\
	"               sign * gross_sales AS gross_sales,"		\
	"               sign * taxes AS taxes, sign * " TOP_NET " AS net"\
	"          FROM (SELECT *, CASE WHEN adds THEN 1 ELSE -1 END"	\
	"                       AS sign FROM stretch) AS span, "	\
	METRICS_PART_ROWS(METRICS_PART_OF_SPAN(PART_PRODUCT))		\
	"         UNION ALL "						\
	"        SELECT currency, shop_id, value, " TOP_UNITS ","	\
	"               gross_sales, taxes, " TOP_NET			\
	"          FROM fact JOIN scope USING (shop_id)) AS sold"	\
	" WHERE key <> '' GROUP BY currency, shop_id, key"		\
	" HAVING " METRICS_IS_SOLD("units", "net") " OFFSET 0"		\
	")" METRICS_TOP_OF_WEIGHED(most)

/* `at` of METRICS_TOP_ROWS: each period of the stretches. */
#define METRICS_TOP_PERIODS						\
	", at AS ("							\
	"SELECT shop_id, currency, generation, grain, adds,"		\
	"       at::date AS period"					\
	"  FROM stretch, generate_series(begins::timestamp,"		\
	"       ends::timestamp - interval '1 day', CASE grain"		\
	"       WHEN " PART_MONTH " THEN interval '1 month'"		\
	"       WHEN " PART_QUARTER " THEN interval '3 months'"		\
	"       WHEN " PART_YEAR " THEN interval '1 year'"		\
	"       ELSE interval '1 day' END) AS at"			\
	" WHERE grain <> " PART_THIRD					\
	"    OR at = " PART_THIRD_OF("at::date") ")"

/*
 * After METRICS_TOP_PRODUCTS and `at`, the periods to read (shop_id, currency,
 * generation, grain, period, and whether it adds): the rows r of `top` in these
 * periods `span`, each looked up by its key; and those of `fact`.
 */
#define METRICS_TOP_ROWS						\
	"top JOIN at AS span ON span.shop_id = owner, "			\
	METRICS_PART_ROWS("p.dimension = " PART_PRODUCT			\
			  " AND p.grain = span.grain"			\
			  " AND p.period = span.period"			\
			  " AND p.value = top.key")
#define METRICS_TOP_FACTS						\
	"fact JOIN top ON owner = fact.shop_id AND top.key = value"

#endif
