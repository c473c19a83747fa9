#ifndef DOMAIN_UPKEEP_VERIFY_SQL_H
#define DOMAIN_UPKEEP_VERIFY_SQL_H

/* What the statements of verify.c, _part.c and _sample.c have in common. */

/* $1 tenant, $2 shop; generation and zone are the shop's present ones. */
#define VERIFY_OF_SHOP "tenant_id = $1 AND shop_id = $2"
#define VERIFY_STATE "(SELECT * FROM shop_state WHERE " VERIFY_OF_SHOP ")"
#define VERIFY_GENERATION "(SELECT generation FROM " VERIFY_STATE " AS s)"
#define VERIFY_NOW_BUILT						\
	VERIFY_OF_SHOP " AND generation = " VERIFY_GENERATION

/*
 * `drift`: how many rows are in one query and not in the other.  Rows of
 * zeroes are as good as none.  `before` are common table expressions, each
 * with a comma after it, or "".
 */
#define VERIFY_DIFFERENCE_FROM(before, wanted, stored, nonzero)		\
	"WITH " before "wanted AS (" wanted "), stored AS (" stored ") "\
	"SELECT count(*) AS drift FROM ("				\
	"(SELECT * FROM wanted WHERE " nonzero				\
	" EXCEPT SELECT * FROM stored WHERE " nonzero ")"		\
	" UNION ALL "							\
	"(SELECT * FROM stored WHERE " nonzero				\
	" EXCEPT SELECT * FROM wanted WHERE " nonzero ")) AS d"
#define VERIFY_DIFFERENCE(wanted, stored, nonzero)			\
	VERIFY_DIFFERENCE_FROM("", wanted, stored, nonzero)

/* What the days hold, from the rows of sales and of orders that satisfy. */
#define VERIFY_DAYS_OF(which)						\
	"SELECT local_day AS day, bigint_sum(orders) AS orders, "	\
	ROLLUP_DAY_TOTALS						\
	"  FROM (SELECT local_day, 0 AS orders, " ROLLUP_DAY_SUMS	\
	"          FROM (SELECT local_day, " ROLLUP_SALE		\
	"                  FROM sale_event WHERE " which		\
	"                OFFSET 0) AS sale"				\
	"         GROUP BY local_day"					\
	"         UNION ALL "						\
	"        SELECT local_day, count(*), 0, 0, 0, 0, 0, 0, 0, 0,"	\
	"               0, 0, 0, 0, 0"					\
	"          FROM orders WHERE " which " AND counted"		\
	"         GROUP BY local_day) AS part"				\
	" GROUP BY local_day"
#define VERIFY_DAY_HOLDS						\
	"(orders, " ROLLUP_DAY_NAMES ")"				\
	" <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"

#endif
