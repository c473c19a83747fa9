#ifndef DOMAIN_METRICS_CONVERT_H
#define DOMAIN_METRICS_CONVERT_H

#include "domain/metrics/exchange.h"
#include "domain/metrics/range.h"

/* A currency's rate for a day of `sold`: its own or the last one before. */
#define METRICS_RATE(currency)						\
	"LATERAL (SELECT x.rate, x.day, x.source FROM exchange_rate x"	\
	" WHERE x.currency = " currency " AND sold.is_foreign"		\
	" AND x.day BETWEEN sold.sold_day - " EXCHANGE_KEEP_DAYS	\
	" AND sold.sold_day ORDER BY x.day DESC LIMIT 1)"

/*
 * After METRICS_SCOPE (and METRICS_PARTS): `target`, the one currency that
 * `wanted` (a parameter) says, or else that of most shops, of two that of the
 * first; no row where there is nothing to convert.  And `rated`: the days of
 * `days` (METRICS_DAYS_OF_SHOP or METRICS_DAYS_OF_PART) with amounts in it.
 *
 * A factor has 40 digits behind its point, so a sum of days is off by less
 * than 10^-20, to which metrics_converted_get() rounds first; then a half is a
 * half again.  Both are MATERIALIZED for a factor to be worked out once, and
 * not for each figure.  On a day without an amount no rate is missed.
 *
 * Of METRICS_CONVERTED_BY() the days come in pieces, told apart by a column
 * more, `key`.
 */
#define METRICS_CONVERTED(days, wanted)					\
	METRICS_CONVERTED_BY("", days, wanted)
#define METRICS_CONVERTED_BY(key, days, wanted)				\
	", target AS MATERIALIZED ("					\
	"SELECT coalesce(" wanted "::text,"				\
	"       (SELECT currency FROM scope GROUP BY currency"		\
	"         ORDER BY count(*) DESC, min(shop_id) LIMIT 1)) AS code"\
	"  FROM (SELECT count(DISTINCT currency) AS n FROM scope) AS c"	\
	" WHERE n > 1 OR (n = 1 AND " wanted "::text IS NOT NULL)"	\
	"), sold AS ("							\
	"SELECT scope.currency, target.code, r.day AS sold_day"	key ","	\
	"       orders, " ROLLUP_DAY_NAMES ","				\
	"       currency <> code AND"					\
	"       (gross_sales, discounts, sales_reversals, shipping,"	\
	"        taxes, duties, fees, tips, gift_card_sales,"		\
	"        initial_sales) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"	\
	"         AS is_foreign"					\
	"  FROM target, scope, " days					\
	"), rates AS MATERIALIZED ("					\
	"SELECT sold.*, own.source AS own_source, own.day AS own_day,"	\
	"       its.source AS its_source, its.day AS its_day,"		\
	"       CASE WHEN own.rate IS NULL THEN currency ELSE code END"	\
	"         AS lacking,"						\
	"       CASE WHEN is_foreign"					\
	"       THEN round(its.rate, 40) / own.rate ELSE 1 END AS factor"\
	"  FROM sold"							\
	"  LEFT JOIN " METRICS_RATE("sold.currency") " AS own ON true"	\
	"  LEFT JOIN " METRICS_RATE("sold.code") " AS its ON true"	\
	"), rated AS MATERIALIZED ("					\
	"SELECT currency, code, sold_day" key ", orders, units_ordered,"\
	"       units_net, derived,"					\
	METRICS_AT_RATE("gross_sales") METRICS_AT_RATE("discounts")	\
	METRICS_AT_RATE("sales_reversals") METRICS_AT_RATE("shipping")	\
	METRICS_AT_RATE("taxes") METRICS_AT_RATE("duties")		\
	METRICS_AT_RATE("fees") METRICS_AT_RATE("tips")			\
	METRICS_AT_RATE("gift_card_sales")				\
	METRICS_AT_RATE("initial_sales")				\
	"       own_source, its_source, own_day, its_day, lacking,"	\
	"       factor IS NULL AS is_lacking"				\
	"  FROM rates)"
#define METRICS_AT_RATE(name) " " name " * factor AS " name ","

/* METRICS_PARTS' days in the place of METRICS_DAYS_OF_SHOP. */
#define METRICS_DAYS_OF_PART METRICS_DAYS_OF("part")
#define METRICS_DAYS_OF(table)						\
	"LATERAL (SELECT * FROM " table " AS d"				\
	" WHERE d.shop_id = scope.shop_id) AS r"

#define METRICS_FRACTIONS(sum, name)					\
	"coalesce(sum(" sum "), 0) * 0.0001 AS " name

/* What metrics_converted_get() reads, of `rated` or a part of it. */
#define METRICS_CONVERTED_SUMS						\
	METRICS_COUNTS ", " METRICS_AMOUNTS(METRICS_FRACTIONS) ","	\
	" sum(initial_sales) * 0.0001 / nullif(bigint_sum(orders), 0)"	\
	"   AS aov,"							\
	" array_to_string(ARRAY(SELECT DISTINCT s"			\
	"   FROM unnest(array_agg(own_source) || array_agg(its_source))"\
	"     AS s ORDER BY s), ', ') AS source,"			\
	" least(min(own_day), min(its_day)) AS rates_from,"		\
	" greatest(max(own_day), max(its_day)) AS rates_to,"		\
	" min(sold_day) FILTER (WHERE is_lacking) AS lacking_day,"	\
	" (array_agg(lacking ORDER BY sold_day, lacking)"		\
	"    FILTER (WHERE is_lacking))[1] AS lacking"

/* The columns that it takes; and those of a row without any sale. */
#define METRICS_RATED_NAMES						\
	"sold_day, orders, " ROLLUP_DAY_NAMES ","			\
	" own_source, its_source, own_day, its_day, lacking, is_lacking"
#define METRICS_NOTHING_RATED						\
	"NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"		\
	" NULL, NULL, NULL, NULL, NULL, false"

/*
 * `step`: the steps of the whole range ($7, step.h), whatever the
 * currency.
 */
#define METRICS_CONVERTED_STEPS						\
	", step AS ("							\
	"SELECT DISTINCT " METRICS_STEP_OF("first", "d") " AS day"	\
	"  FROM (SELECT min(first) AS first, max(last) AS last"		\
	"          FROM scope) AS s,"					\
	"       generate_series(first::timestamp, last::timestamp,"	\
	"                       interval '1 day') AS d)"
#define METRICS_CONVERTED_STEP						\
	METRICS_STEP_OF("(SELECT min(first) FROM scope)", "sold_day")

/* The whole of it, as one row, whose currency is NULL: nothing to convert. */
#define METRICS_CONVERTED_WHOLE						\
	" SELECT (SELECT code FROM target) AS currency,"		\
	METRICS_CONVERTED_SUMS						\
	"  FROM rated"

/* A row of METRICS_CONVERTED_SUMS and a currency; NULL: that is NULL. */
struct metrics_converted *metrics_converted_get(struct arena *a,
						const struct db_rows *rows,
						int i);

#endif
