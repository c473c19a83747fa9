#ifndef DOMAIN_ROLLUP_CUSTOMER_MONTH_H
#define DOMAIN_ROLLUP_CUSTOMER_MONTH_H

#include "domain/rollup/rollup.h"

/*
 * customer_month: a customer's orders of a month, and what they come to now.
 * customer_half: the same of the half-years that begin with each quarter, so a
 * month is in two, of those where the customer ordered in more than one month;
 * of others the month's row says it.  Both are lists by spend, for
 * metrics/customers.c.  A row of zeroes is as good as none.
 */
#define CUSTOMER_HALVES							\
	"LATERAL (VALUES"						\
	" (date_trunc('quarter', month::timestamp)::date),"		\
	" ((date_trunc('quarter', month::timestamp)"			\
	"   - interval '3 months')::date)) AS h (half)"
#define CUSTOMER_HALF_MONTHS						\
	"ARRAY[half, (half + interval '1 month')::date,"		\
	"      (half + interval '2 months')::date,"			\
	"      (half + interval '3 months')::date,"			\
	"      (half + interval '4 months')::date,"			\
	"      (half + interval '5 months')::date]"

/* The columns of customer_half, of a query of customers' months. */
#define CUSTOMER_HALVES_OF(months)					\
	"SELECT half, customer_id, bigint_sum(spent) AS spent"		\
	"  FROM (" months ") AS m, " CUSTOMER_HALVES			\
	" WHERE orders <> 0"						\
	" GROUP BY half, customer_id HAVING count(*) > 1"

/* What a conflicting row of customer_month AS r becomes. */
#define CUSTOMER_MONTH_ADD						\
	" ON CONFLICT (tenant_id, shop_id, generation, month,"		\
	" customer_id)"							\
	" DO UPDATE SET orders = r.orders + excluded.orders,"		\
	" spent = r.spent + excluded.spent"

/*
 * Add rows of `deltas` (month, customer_id, orders, spent), one of a customer's
 * month, to the months of $1 tenant, $2 shop and $3 generation, and tell the
 * half-years anew that they are in.  Those are of the months as they were, for
 * a statement does not see what it writes itself, and the rows of `deltas`.
 */
#define CUSTOMER_MONTH_CHANGE(deltas)					\
	"WITH delta AS MATERIALIZED (" deltas "), added AS ("		\
	"INSERT INTO customer_month AS r (tenant_id, shop_id, generation,"\
	" month, customer_id, orders, spent)"				\
	"SELECT $1::bigint, $2::bigint, $3::int, month, customer_id,"	\
	"       orders, spent FROM delta" CUSTOMER_MONTH_ADD		\
	"), part AS ("							\
	"SELECT half, customer_id, month, orders, spent"		\
	"  FROM delta, " CUSTOMER_HALVES				\
	" UNION ALL "							\
	"SELECT half, customer_id, m.*"					\
	"  FROM (SELECT DISTINCT half, customer_id"			\
	"          FROM delta, " CUSTOMER_HALVES ") AS k, LATERAL"	\
	"       (SELECT month, orders, spent FROM customer_month"	\
	"         WHERE tenant_id = $1 AND shop_id = $2"		\
	"           AND generation = $3"				\
	"           AND month = ANY (" CUSTOMER_HALF_MONTHS ")"		\
	"           AND customer_id = k.customer_id OFFSET 0) AS m"	\
	"), summed AS ("						\
	"SELECT half, customer_id, bigint_sum(spent) AS spent,"		\
	"       count(*) FILTER (WHERE orders <> 0) > 1 AS has_several"	\
	"  FROM (SELECT half, customer_id, month,"			\
	"               bigint_sum(orders) AS orders,"			\
	"               bigint_sum(spent) AS spent"			\
	"          FROM part GROUP BY half, customer_id, month) AS m"	\
	" GROUP BY half, customer_id)"					\
	"INSERT INTO customer_half (tenant_id, shop_id, generation, half,"\
	" customer_id, spent)"						\
	"SELECT $1::bigint, $2::bigint, $3::int, half, customer_id,"	\
	"       CASE WHEN has_several THEN spent ELSE 0 END"		\
	"  FROM summed"							\
	" WHERE has_several OR EXISTS (SELECT FROM customer_half c"	\
	"         WHERE c.tenant_id = $1 AND c.shop_id = $2"		\
	"           AND c.generation = $3 AND c.half = summed.half"	\
	"           AND c.customer_id = summed.customer_id)"		\
	" ON CONFLICT (tenant_id, shop_id, generation, half, customer_id)"\
	" DO UPDATE SET spent = excluded.spent"

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
	"INSERT INTO customer_half (tenant_id, shop_id, generation, half,"\
	" customer_id, spent)"						\
	"SELECT $1::bigint, $2::bigint, $3::int, h.*"			\
	"  FROM (" CUSTOMER_HALVES_OF("TABLE wanted") ") AS h"		\
	" ORDER BY half, customer_id"

#endif
