#ifndef DOMAIN_ROLLUP_CUSTOMER_MONTH_H
#define DOMAIN_ROLLUP_CUSTOMER_MONTH_H

#include "domain/rollup/rollup.h"

/*
 * customer_month: a customer's orders of a month, and what they come to now.
 * customer_span: the same of each two months and of each half-year, beginning
 * with any month, so a month is in eight, of those where the customer ordered
 * in more than one month; of others the month's row says it.  Both are lists by
 * spend, for metrics/customers.c.  A row of zeroes is as good as none.
 */
#define CUSTOMER_SPANS							\
	"(VALUES (2::smallint, 0), (2, 1),"				\
	" (6, 0), (6, 1), (6, 2), (6, 3), (6, 4), (6, 5))"		\
	" AS span (months, back),"					\
	" LATERAL (SELECT (month - back * interval '1 month')::date"	\
	"          AS begins) AS b"

/* The first month that is in a span with this one; all of them. */
#define CUSTOMER_FIRST_BESIDE(month) month " - interval '5 months'"
#define CUSTOMER_MONTHS_BESIDE						\
	"generate_series(" CUSTOMER_FIRST_BESIDE("month") ","		\
	" month + interval '5 months', '1 month') AS beside"

/* The columns of customer_span, of a query of customers' months. */
#define CUSTOMER_SPANS_OF(months)					\
	"SELECT span.months, begins, customer_id,"			\
	"       bigint_sum(spent) AS spent"				\
	"  FROM (" months ") AS m, " CUSTOMER_SPANS			\
	" WHERE orders <> 0"						\
	" GROUP BY span.months, begins, customer_id HAVING count(*) > 1"

/* What a conflicting row of customer_month AS r becomes. */
#define CUSTOMER_MONTH_ADD						\
	" ON CONFLICT (tenant_id, shop_id, generation, month,"		\
	" customer_id)"							\
	" DO UPDATE SET orders = r.orders + excluded.orders,"		\
	" spent = r.spent + excluded.spent"

/*
 * Add rows of `deltas` (month, customer_id, orders, spent), one of a customer's
 * month, to the months of $1 tenant, $2 shop and $3 generation, and tell the
 * spans anew that they are in.  Those are of the months as they were, for a
 * statement does not see what it writes itself, and the rows of `deltas`.
 *
 * A span that is there is looked up by its key.  Not by EXISTS: after OR, the
 * planner may rather remember all spans of the shop first, once for each order.
 */
#define CUSTOMER_MONTH_CHANGE(deltas)					\
	"WITH delta AS MATERIALIZED (" deltas "), added AS ("		\
	"INSERT INTO customer_month AS r (tenant_id, shop_id, generation,"\
	" month, customer_id, orders, spent)"				\
	"SELECT $1::bigint, $2::bigint, $3::int, month, customer_id,"	\
	"       orders, spent FROM delta" CUSTOMER_MONTH_ADD		\
	"), part AS ("							\
	"SELECT month, customer_id, orders, spent, true AS changes"	\
	"  FROM delta"							\
	" UNION ALL "							\
	"SELECT m.*, false"						\
	"  FROM (SELECT DISTINCT beside::date AS month, customer_id"	\
	"          FROM delta, " CUSTOMER_MONTHS_BESIDE ") AS k, LATERAL"\
	"       (SELECT month, customer_id, orders, spent"		\
	"          FROM customer_month"					\
	"         WHERE tenant_id = $1 AND shop_id = $2"		\
	"           AND generation = $3 AND month = k.month"		\
	"           AND customer_id = k.customer_id OFFSET 0) AS m"	\
	"), summed AS ("						\
	"SELECT span.months, begins, customer_id,"			\
	"       bigint_sum(spent) AS spent,"				\
	"       count(*) FILTER (WHERE orders <> 0) > 1 AS has_several"	\
	"  FROM (SELECT month, customer_id,"				\
	"               bigint_sum(orders) AS orders,"			\
	"               bigint_sum(spent) AS spent,"			\
	"               bool_or(changes) AS changes"			\
	"          FROM part GROUP BY month, customer_id) AS m, "	\
	CUSTOMER_SPANS							\
	" GROUP BY span.months, begins, customer_id"			\
	" HAVING bool_or(changes))"					\
	"INSERT INTO customer_span (tenant_id, shop_id, generation,"	\
	" months, begins, customer_id, spent)"				\
	"SELECT $1::bigint, $2::bigint, $3::int, months, begins,"	\
	"       customer_id, CASE WHEN has_several THEN spent ELSE 0 END"\
	"  FROM summed LEFT JOIN LATERAL"				\
	"       (SELECT true AS is_there FROM customer_span c"		\
	"         WHERE c.tenant_id = $1 AND c.shop_id = $2"		\
	"           AND c.generation = $3 AND c.months = summed.months"	\
	"           AND c.begins = summed.begins"			\
	"           AND c.customer_id = summed.customer_id OFFSET 0) AS c"\
	"    ON true"							\
	" WHERE has_several OR is_there"				\
	" ON CONFLICT (tenant_id, shop_id, generation, months, begins,"	\
	" customer_id) DO UPDATE SET spent = excluded.spent"

/*
 * The same where none of the customers has a row yet: in the order of the keys,
 * so that what is read together lies together.
 */
#define CUSTOMER_MONTH_BUILD(months)					\
	"WITH wanted AS MATERIALIZED (" months "), built AS ("		\
	"INSERT INTO customer_month (tenant_id, shop_id, generation,"	\
	" month, customer_id, orders, spent)"				\
	"SELECT $1::bigint, $2::bigint, $3::int, month, customer_id,"	\
	"       orders, spent FROM wanted ORDER BY month, customer_id)"	\
	"INSERT INTO customer_span (tenant_id, shop_id, generation,"	\
	" months, begins, customer_id, spent)"				\
	"SELECT $1::bigint, $2::bigint, $3::int, h.*"			\
	"  FROM (" CUSTOMER_SPANS_OF("TABLE wanted") ") AS h"		\
	" ORDER BY months, begins, customer_id"

#endif
