#ifndef DOMAIN_METRICS_CONVERT_H
#define DOMAIN_METRICS_CONVERT_H

#include "domain/metrics/exchange.h"
#include "domain/metrics/metrics_range.h"

/*
 * Amounts in one currency, in SQL: common table expressions that come after
 * METRICS_SCOPE (and METRICS_PARTS or METRICS_PIECES).  METRICS_CONVERTED_OF()
 * is all of them, one after the other:
 *
 *	target	the one currency, `code`
 *	sold	what is to be converted, day by day
 *	rates	what a day's amounts of a currency are multiplied by
 *	rated	the same as sold, with its amounts in the target's currency
 */

/*
 * `target`: what `wanted` (a parameter) says, or else the currency of most
 * shops, of two that of the first; no row where there is nothing to convert.
 */
#define METRICS_TARGET(wanted)						\
	", target AS MATERIALIZED ("					\
	"SELECT coalesce(" wanted "::text,"				\
	"       (SELECT currency FROM scope GROUP BY currency"		\
	"         ORDER BY count(*) DESC, min(shop_id) LIMIT 1)) AS code"\
	"  FROM (SELECT count(DISTINCT currency) AS n FROM scope) AS c"	\
	" WHERE n > 1 OR (n = 1 AND " wanted "::text IS NOT NULL))"

/*
 * `sold`: the rows of `days`, of a shop of `scope` (METRICS_DAYS_OF_SHOP, or
 * METRICS_DAYS_OF() a table), with the columns that tell a day's pieces apart
 * (`key`, as ", hour"), `counts` as they are, and `amounts`: METRICS_OF_SALES,
 * or such a list of others.
 */
#define METRICS_SOLD(key, counts, amounts, days)			\
	", sold AS MATERIALIZED ("					\
	"SELECT scope.currency, target.code, r.day AS sold_day" key ", "\
	counts amounts(METRICS_LISTED) ","				\
	"       scope.currency <> code AND (false"			\
	amounts(METRICS_IS_ANY) ") AS is_foreign"			\
	"  FROM target, scope, " days ")"

/* `dates` with an amount: on others no rate is missed. */
#define METRICS_DATES_SOLD						\
	"SELECT DISTINCT currency, sold_day FROM sold WHERE is_foreign"

/*
 * `rates` of `dates`, a query of currency and sold_day.  A currency's rate for
 * a day is its own or the last one before.  A factor has 40 digits behind its
 * point, so a sum of days is off by less than 10^-20, to which it is rounded
 * first; then a half is a half again.  The base's is 1 and nobody's: it is not
 * told of which day it is, nor ever lacking (where it is not there, no other
 * is).
 */
#define METRICS_RATES(dates)						\
	", rates AS MATERIALIZED ("					\
	"SELECT d.currency, d.sold_day, own.source AS own_source,"	\
	"       own.day AS own_day, its.source AS its_source,"		\
	"       its.day AS its_day,"					\
	"       CASE WHEN own.rate IS NULL AND d.currency IS DISTINCT"	\
	"              FROM " METRICS_BASE				\
	"            THEN d.currency ELSE code END"			\
	"         AS lacking, round(its.rate, 40) / own.rate AS factor"	\
	"  FROM (" dates ") AS d JOIN target ON currency <> code"	\
	"  LEFT JOIN " METRICS_RATE("d.currency") " AS own ON true"	\
	"  LEFT JOIN " METRICS_RATE("code") " AS its ON true)"
/* And of all days of `scope`: `date`, and their rates. */
#define METRICS_RATES_OF_SCOPE						\
	", date AS MATERIALIZED ("					\
	"SELECT shop_id, generation, currency, day::date AS sold_day"	\
	"  FROM scope, generate_series(first::timestamp,"		\
	"       last::timestamp, interval '1 day') AS day)"		\
	METRICS_RATES("SELECT DISTINCT currency, sold_day FROM date")
#define METRICS_BASE "(SELECT base FROM exchange_load)"
#define METRICS_RATE(currency)						\
	"LATERAL (SELECT x.rate, CASE WHEN is_told THEN x.day END AS day,"\
	" CASE WHEN is_told THEN x.source END AS source"		\
	" FROM exchange_rate x, (SELECT " currency " <> " METRICS_BASE	\
	"   AS is_told) AS b"						\
	" WHERE x.currency = " currency					\
	" AND x.day BETWEEN d.sold_day - " EXCHANGE_KEEP_DAYS		\
	" AND d.sold_day ORDER BY x.day DESC LIMIT 1)"

/*
 * A FULL join, of which it then takes what was sold, is never one that compares
 * each row with each, as the planner, which expects a handful, would have it.
 */
#define METRICS_RATED(key, counts, amounts)				\
	", rated AS MATERIALIZED ("					\
	"SELECT sold.currency, code, sold.sold_day" key ", "		\
	counts amounts(METRICS_AT_RATE) ","				\
	"       own_source, its_source, own_day, its_day, lacking,"	\
	"       is_foreign AND factor IS NULL AS is_lacking"		\
	"  FROM sold FULL JOIN rates"					\
	"    ON rates.currency = CASE WHEN is_foreign"			\
	"       THEN sold.currency END"					\
	"   AND rates.sold_day = sold.sold_day"				\
	" WHERE coalesce(code, '') <> '')"

#define METRICS_CONVERTED_OF(key, counts, amounts, days, wanted)	\
	METRICS_TARGET(wanted)						\
	METRICS_SOLD(key, counts, amounts, days)			\
	METRICS_RATES(METRICS_DATES_SOLD)				\
	METRICS_RATED(key, counts, amounts)

#define METRICS_LISTED(name) ", " name
#define METRICS_IS_ANY(name) " OR " name " <> 0"
#define METRICS_AT_RATE(name)						\
	", " name " * CASE WHEN is_foreign THEN factor ELSE 1 END AS " name

/* Of sales, the columns of rollup_day. */
#define METRICS_CONVERTED(days, wanted)					\
	METRICS_CONVERTED_BY("", days, wanted)
#define METRICS_CONVERTED_BY(key, days, wanted)				\
	METRICS_CONVERTED_OF(key, METRICS_COUNTS_OF_SALES,		\
			     METRICS_OF_SALES, days, wanted)
#define METRICS_COUNTS_OF_SALES "orders, units_ordered, units_net, derived"
#define METRICS_OF_SALES(each)						\
	each("gross_sales") each("discounts") each("sales_reversals")	\
	each("shipping") each("taxes") each("duties") each("fees")	\
	each("tips") each("gift_card_sales") each("initial_sales")

/* METRICS_PARTS' days in the place of METRICS_DAYS_OF_SHOP. */
#define METRICS_DAYS_OF_PART METRICS_DAYS_OF("part")
#define METRICS_DAYS_OF(table)						\
	"LATERAL (SELECT * FROM " table " AS d"				\
	" WHERE d.shop_id = scope.shop_id) AS r"

#define METRICS_FRACTION(amounts) "sum(" amounts ") * 0.0001"
#define METRICS_FRACTIONS(sum, name)					\
	"coalesce(" METRICS_FRACTION(sum) ", 0) AS " name

/* The columns of `rated` that say what they were converted by; or nothing. */
#define METRICS_RATES_NAMES						\
	"sold_day, own_source, its_source, own_day, its_day, lacking,"	\
	" is_lacking"
#define METRICS_NO_RATES "NULL, NULL, NULL, NULL, NULL, NULL, false"

/* Of a list of amounts, as METRICS_OF_SALES. */
#define METRICS_EACH_FRACTION(name) METRICS_FRACTIONS(name, name) ", "

/* What metrics_rates_of() reads, of `rated` or a part of it. */
#define METRICS_RATES_USED						\
	" array_to_string(ARRAY(SELECT DISTINCT s"			\
	"   FROM unnest(array_agg(own_source) || array_agg(its_source))"\
	"     AS s ORDER BY s), ', ') AS source,"			\
	" least(min(own_day), min(its_day)) AS rates_from,"		\
	" greatest(max(own_day), max(its_day)) AS rates_to,"		\
	" min(sold_day) FILTER (WHERE is_lacking) AS lacking_day,"	\
	" (array_agg(lacking ORDER BY sold_day, lacking)"		\
	"    FILTER (WHERE is_lacking))[1] AS lacking"

/* And what metrics_converted_get() does. */
#define METRICS_CONVERTED_SUMS						\
	METRICS_COUNTS ", " METRICS_AMOUNTS(METRICS_FRACTIONS) ", "	\
	METRICS_FRACTIONS("gross_sales - discounts", "sold") ", "	\
	METRICS_FRACTION("initial_sales")				\
	" / nullif(bigint_sum(orders), 0) AS aov," METRICS_RATES_USED

/* The columns that it takes; and those of a row without any sale. */
#define METRICS_RATED_NAMES						\
	"orders, " ROLLUP_DAY_NAMES ", " METRICS_RATES_NAMES
#define METRICS_NOTHING_RATED						\
	"0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, " METRICS_NO_RATES

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

/* A row of METRICS_RATES_USED, in `a`. */
const struct metrics_rates *metrics_rates_of(struct arena *a,
					     const struct db_rows *rows,
					     int i);

/*
 * A column that is a fraction, rounded once to the currency's unit; NULL where
 * it is that, or a rate is missing.  And not rounded, to be divided by another.
 */
const char *metrics_rounded_get(struct arena *a, const struct db_rows *rows,
				int i, const char *column,
				const char *currency);
const char *metrics_exact_get(const struct db_rows *rows, int i,
			      const char *column);

/* That of a converted row, or metrics_amount_get() of another one. */
const char *metrics_told_get(struct arena *a, const struct db_rows *rows,
			     int i, const char *column, const char *currency,
			     bool is_converted);

#endif
