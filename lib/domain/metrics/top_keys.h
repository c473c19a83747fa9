#ifndef DOMAIN_METRICS_TOP_KEYS_H
#define DOMAIN_METRICS_TOP_KEYS_H

#include "domain/metrics/convert.h"
#include "domain/metrics/metrics_part.h"

#define TOP_NET "(gross_sales - discounts - sales_reversals)"
#define TOP_UNITS "(2 * units_ordered - units_net)"	/* sold, given back */

/*
 * HAVING, of a key's rows: whether they come to anything that is told of a
 * product.  A gift card is sold as a product of its own, which has none of it.
 */
#define METRICS_IS_SOLD(units, net)					\
	"(bigint_sum(" units "), bigint_sum(gross_sales),"		\
	" bigint_sum(" net "), bigint_sum(taxes)) <> (0, 0, 0, 0)"

/*
 * Whose a key is: a product is one shop's, and another shop's of the same id is
 * another one; what was sold as none is nobody's, and so is any other key, the
 * same in all shops.
 */
#define METRICS_OWN "CASE WHEN value <> '' THEN shop_id ELSE 0 END"
#define METRICS_COMMON "0::bigint"

/*
 * `top`: of `weighed` (currency, owner, key, net) each currency's `most` first
 * by net sales, with their place.
 */
#define TOP_BY_NET "ORDER BY net DESC, length(key), key, owner"
#define METRICS_TOP_OF_WEIGHED(most)					\
	", top AS MATERIALIZED ("					\
	"SELECT w.*, row_number()"					\
	"         OVER (PARTITION BY w.currency " TOP_BY_NET ") AS place"\
	"  FROM (SELECT DISTINCT currency FROM scope) AS c, LATERAL"	\
	"       (SELECT * FROM weighed"					\
	"         WHERE weighed.currency = c.currency " TOP_BY_NET	\
	"         LIMIT " most "::int) AS w)"

/*
 * METRICS_SCOPE, `piece` and `top` in the one currency `code`: each day at its
 * rates, so of nothing longer.  `worth` has the factor of each day of a shop,
 * and `piece` the rows of these days (of `loose` ones the facts), each with its
 * factor: a join of so many would sort them.  `top` are the `most` keys that
 * come to most net sales, of those that are `which` (METRICS_ANY_KEY or
 * METRICS_PRODUCTS): key, whose it is (METRICS_OWN or METRICS_COMMON), place,
 * and the last shop (sample) that has it.
 */
#define METRICS_WORTH(code)						\
	METRICS_TARGET(code) METRICS_RATES_OF_SCOPE			\
	", worth AS MATERIALIZED ("					\
	"SELECT date.shop_id, date.generation, sold_day,"		\
	"       CASE WHEN date.currency = code THEN 1 ELSE factor END"	\
	"         AS factor, day IS NOT NULL AS is_loose"		\
	"  FROM target, date LEFT JOIN rates USING (currency, sold_day)"\
	"  LEFT JOIN loose"						\
	"    ON loose.shop_id = date.shop_id AND day = sold_day"	\
	"   AND alone IS NULL)"
#define METRICS_ANY_KEY "bigint_sum(facts) > 0"
#define METRICS_PRODUCTS						\
	"value <> '' AND " METRICS_IS_SOLD(TOP_UNITS, TOP_NET)
#define METRICS_TOP_IN_CURRENCY(dimension, facts, owner, which, most, code)\
	METRICS_SCOPE METRICS_WHOLE METRICS_LOOSE(dimension)		\
	METRICS_WORTH(code)						\
	", piece AS NOT MATERIALIZED ("					\
	"SELECT r.shop_id, r.period, r.value, factor, " PART_NAMES	\
	"  FROM worth AS span, "					\
	METRICS_PART_ROWS("p.dimension = " dimension			\
			  " AND p.grain = " PART_DAY			\
			  " AND p.period = span.sold_day"		\
			  " AND NOT span.is_loose")			\
	" UNION ALL "							\
	"SELECT f.shop_id, f.day, f.value, factor, " PART_NAMES		\
	"  FROM (" facts ") AS f JOIN worth"				\
	"    ON worth.shop_id = f.shop_id AND sold_day = f.day"		\
	"), weighed AS MATERIALIZED ("					\
	"SELECT value AS key, " owner " AS owner,"			\
	"       max(shop_id) AS sample,"				\
	"       coalesce(round(sum(factor * " TOP_NET "), 20), 0) AS net"\
	"  FROM piece GROUP BY value, 2 HAVING " which			\
	"), top AS MATERIALIZED ("					\
	"SELECT key, owner, sample,"					\
	"       row_number() OVER (" TOP_BY_NET ") AS place"		\
	"  FROM weighed " TOP_BY_NET " LIMIT " most "::int)"

/* Of products: `found`, those of `piece` in `top`, each looked up by key. */
#define METRICS_TOP_FOUND(dimension, facts)				\
	"(SELECT r.shop_id, r.period, place, " PART_NAMES		\
	"   FROM top JOIN worth AS span"				\
	"     ON span.shop_id = owner, "				\
	METRICS_PART_ROWS("p.dimension = " dimension			\
			  " AND p.grain = " PART_DAY			\
			  " AND p.period = span.sold_day"		\
			  " AND p.value = top.key"			\
			  " AND NOT span.is_loose")			\
	"  UNION ALL "							\
	"SELECT f.shop_id, f.day, place, " PART_NAMES			\
	"  FROM (" facts ") AS f"					\
	"  JOIN top ON owner = f.shop_id AND top.key = f.value) AS found"

#endif
