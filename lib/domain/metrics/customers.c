#include <stdlib.h>
#include <string.h>

#include "base/money.h"

#include "domain/metrics/range.h"

/* Statements in one pipeline. */
#define SHOPS_AT_ONCE 32

/*
 * What the orders in range of each of some customers come to: one walk through
 * the customers' index for all of them.
 */
#define SPENT_BY(customers)						\
	"SELECT o.customer_id, count(*) AS orders,"			\
	"       bigint_sum(o.spent) AS spent"				\
	"  FROM ends, LATERAL (SELECT customer_id, spent FROM orders"	\
	"         WHERE tenant_id = $1 AND shop_id = ends.shop_id"	\
	"           AND customer_id = ANY (ARRAY(" customers "))"	\
	"           AND " ROLLUP_OF_CUSTOMER				\
	"           AND local_day BETWEEN ends.first AND ends.last"	\
	"           AND (since IS NULL OR processed_at >= since)"	\
	"           AND (until IS NULL OR processed_at <= until)"	\
	"        OFFSET 0) AS o"					\
	" GROUP BY o.customer_id"

#define OF_ROLLUP(table, of)						\
	table " c WHERE c.tenant_id = $1 AND c.shop_id = " of ".shop_id"\
	" AND c.generation = " of ".generation"

/*
 * A range of some days, in a month or across its end, and any while the
 * customers' rollups are being built, is read from the orders.
 */
#define FEW_DAYS "7"
#define FEW_DAYS_ACROSS "15"

/* So many customers are looked up at the price of reading a list. */
#define LOOK_UPS_A_LIST "500"

/*
 * The k ($7) best customers of one shop in [first, last], exactly, without
 * summing everybody up.
 *
 * There are lists by spend: of the month that the range is in, or else of the
 * half-years that cover it.  Seeds are the best of these, of the months and of
 * all time.  The k-th best of their exact sums in range, or of what was read
 * from orders, is the bar: whoever belongs to the answer has spent as much, in
 * a lifetime too.  Or in the time of n lists; so these are read as deep as
 * 2 bar / (2n + 1), and nobody has spent more than what stands in them and that
 * depth for each list which does not have him.  (One list says it itself.)  The
 * customers of the one or the other bound are summed up exactly.
 *
 * A half-year's list is that of customer_half and those of its months in range
 * together: who ordered in one month alone stands only there, and of others
 * the month has no more.
 */
DB_QUERY(metrics_top_in_range, 7,
	METRICS_SCOPE
	", ends AS MATERIALIZED ("
	"SELECT *, NOT built OR last - first < CASE month_from WHEN month_to"
	"       THEN " FEW_DAYS " ELSE " FEW_DAYS_ACROSS " END AS few"
	"  FROM (SELECT *,"
	"               date_trunc('month', first::timestamp) AS month_from,"
	"               date_trunc('month', last::timestamp) AS month_to,"
	"               date_trunc('quarter', first::timestamp) AS half_from"
	"          FROM scope) AS s"
	"), halves AS MATERIALIZED ("
	"SELECT shop_id, generation, h::date AS half"
	"  FROM ends, generate_series(half_from, month_to, '6 months') AS h"
	" WHERE NOT few AND month_from < month_to"
	"), months AS MATERIALIZED ("
	"SELECT ends.shop_id, ends.generation, m::date AS month,"
	"       coalesce(half, m::date) AS list, count(*) OVER () AS n"
	"  FROM ends CROSS JOIN generate_series(month_from, month_to,"
	"                                       '1 month') AS m"
	"  LEFT JOIN halves ON m >= half AND m < half + interval '6 months'"
	" WHERE NOT few"
	"), seed AS ("
	"SELECT best.customer_id FROM halves, LATERAL ("
	"  SELECT customer_id FROM " OF_ROLLUP("customer_half", "halves")
	"     AND c.half = halves.half AND c.spent IS NOT NULL"
	"   ORDER BY spent DESC, customer_id LIMIT 4 * $7::int) AS best"
	" UNION "
	"SELECT best.customer_id FROM months, LATERAL ("
	"  SELECT customer_id FROM " OF_ROLLUP("customer_month", "months")
	"     AND c.month = months.month AND c.spent IS NOT NULL"
	"   ORDER BY spent DESC, customer_id"
	"   LIMIT 8 * $7::int / months.n + 1) AS best"
	" UNION "
	"SELECT best.customer_id FROM ends, LATERAL ("
	"  SELECT customer_id FROM " OF_ROLLUP("customer_stat", "ends")
	"     AND c.spent IS NOT NULL"
	"   ORDER BY spent DESC, customer_id LIMIT 2 * $7::int) AS best"
	"), came AS MATERIALIZED ("
	"SELECT o.customer_id, bigint_sum(o.spent) AS spent"
	"  FROM ends, LATERAL (SELECT customer_id, spent FROM orders"
	"         WHERE tenant_id = $1 AND shop_id = ends.shop_id AND counted"
	"           AND local_day BETWEEN first AND last OFFSET 0) AS o"
	" WHERE few AND o.customer_id IS NOT NULL GROUP BY o.customer_id"
	"), bar AS MATERIALIZED ("
	"SELECT spent, n, CASE n WHEN 1 THEN spent"
	"       ELSE 2 * spent / (2 * n + 1) END AS depth"
	"  FROM (SELECT count(DISTINCT list) AS n FROM months) AS lists,"
	"       (SELECT greatest("
	"  (SELECT spent"
	"     FROM (" SPENT_BY("SELECT customer_id FROM seed") ") AS o"
	"    ORDER BY spent DESC OFFSET $7::int - 1 LIMIT 1),"
	"  (SELECT spent FROM came"
	"    WHERE (SELECT since IS NULL AND until IS NULL FROM ends)"
	"    ORDER BY spent DESC OFFSET $7::int - 1 LIMIT 1),"
	"  0) AS spent OFFSET 0) AS best"
	"), by_life AS MATERIALIZED ("
	"SELECT c.customer_id FROM ends, LATERAL ("
	"  SELECT customer_id FROM " OF_ROLLUP("customer_stat", "ends")
	"     AND c.spent >= (SELECT spent FROM bar)"
	"   LIMIT (SELECT n * " LOOK_UPS_A_LIST " + 1 FROM bar)) AS c"
	"), life AS MATERIALIZED ("
	"SELECT built AND (SELECT count(*) FROM by_life)"
	"       <= (SELECT n * " LOOK_UPS_A_LIST " FROM bar) AS is_short"
	"  FROM ends"
	"), by_list AS MATERIALIZED ("
	"SELECT customer_id FROM ("
	"  SELECT customer_id, max(spent) AS spent FROM ("
	"    SELECT half AS list, c.* FROM halves, LATERAL ("
	"    SELECT customer_id, spent FROM "
			OF_ROLLUP("customer_half", "halves")
	"       AND c.half = halves.half"
	"       AND c.spent >= (SELECT depth FROM bar) OFFSET 0) AS c"
	"     UNION ALL "
	"    SELECT list, c.* FROM months, LATERAL ("
	"    SELECT customer_id, spent FROM "
			OF_ROLLUP("customer_month", "months")
	"       AND c.month = months.month"
	"       AND c.spent >= (SELECT depth FROM bar) OFFSET 0) AS c"
	"  ) AS listed GROUP BY customer_id, list) AS known"
	" WHERE NOT (SELECT is_short FROM life)"
	" GROUP BY customer_id"
	" HAVING bigint_sum(spent - (SELECT depth FROM bar))"
	"        >= (SELECT spent - n * depth FROM bar)"
	" UNION ALL "
	"SELECT customer_id FROM came"
	" WHERE spent >= (SELECT spent FROM bar)"
	"), spend AS ("
	SPENT_BY("SELECT customer_id FROM by_life"
		 " WHERE (SELECT is_short FROM life)"
		 " UNION ALL SELECT customer_id FROM by_list")
	"), top AS ("
	"SELECT * FROM spend ORDER BY spent DESC, customer_id LIMIT $7::int)"
	"SELECT top.customer_id, top.orders, top.spent * 0.0001 AS spent,"
	"       c.email, c.first_name, c.last_name, ends.currency,"
	"       coalesce(s.orders, top.orders) AS lifetime_orders,"
	"       coalesce(s.engagement, 10 * top.orders) AS engagement"
	"  FROM ends, top"
	"  LEFT JOIN LATERAL (SELECT email, first_name, last_name"
	"                       FROM customer"
	"                      WHERE tenant_id = $1"
	"                        AND shop_id = (SELECT shop_id FROM ends)"
	"                        AND customer_id = top.customer_id OFFSET 0)"
	"         AS c ON true"
	"  LEFT JOIN LATERAL (SELECT orders, engagement FROM customer_stat"
	"                      WHERE tenant_id = $1"
	"                        AND shop_id = (SELECT shop_id FROM ends)"
	"                        AND generation ="
	"                            (SELECT generation FROM ends)"
	"                        AND customer_id = top.customer_id OFFSET 0)"
	"         AS s ON true"
	" ORDER BY top.spent DESC, top.customer_id");

/* All time: an index has the order, once it is built. */
DB_QUERY(metrics_top_ever, 3,
	"SELECT top.customer_id, top.orders, top.spent * 0.0001 AS spent,"
	"       c.email, c.first_name, c.last_name, s.currency,"
	"       top.orders AS lifetime_orders, top.engagement"
	"  FROM shop s JOIN shop_state t USING (tenant_id, shop_id),"
	"       LATERAL ((SELECT customer_id, orders, spent, engagement"
	"                   FROM customer_stat r"
	"                  WHERE r.tenant_id = $1 AND r.shop_id = s.shop_id"
	"                    AND r.generation = t.generation"
	"                    AND r.orders > 0 AND r.spent IS NOT NULL"
	"                    AND t.customers_built_to = "
				ROLLUP_ALL_CUSTOMERS
	"                  ORDER BY spent DESC, customer_id LIMIT $3::int)"
	"                UNION ALL"
	"                (SELECT customer_id, count(*), sum(spent)::bigint,"
	"                        10 * count(*)"
	"                   FROM orders o"
	"                  WHERE o.tenant_id = $1 AND o.shop_id = s.shop_id"
	"                    AND counted AND customer_id IS NOT NULL"
	"                    AND t.customers_built_to < "
				ROLLUP_ALL_CUSTOMERS
	"                  GROUP BY customer_id"
	"                  ORDER BY 3 DESC, 1 LIMIT $3::int)) AS top"
	"  LEFT JOIN LATERAL (SELECT email, first_name, last_name"
	"                       FROM customer"
	"                      WHERE tenant_id = $1 AND shop_id = $2"
	"                        AND customer_id = top.customer_id OFFSET 0)"
	"         AS c ON true"
	" WHERE s.tenant_id = $1 AND s.shop_id = $2"
	" ORDER BY top.spent DESC, top.customer_id");

DB_QUERY(metrics_shops_select, 2,
	"SELECT shop_id FROM shop"
	" WHERE tenant_id = $1 AND ($2::bigint IS NULL OR shop_id = $2)"
	" ORDER BY shop_id");

/* Amounts of two currencies are not compared. */
static int by_spend(const void *left, const void *right)
{
	const struct metrics_customer *a = left, *b = right;
	int currency = strcmp(a->currency, b->currency);
	int64_t x = 0, y = 0;

	if (currency)
		return currency;
	money_parse(a->spent, strlen(a->spent), &x);
	money_parse(b->spent, strlen(b->spent), &y);
	if (x != y)
		return x < y ? 1 : -1;
	x = strtoll(a->id, NULL, 10);
	y = strtoll(b->id, NULL, 10);
	return (x > y) - (x < y);
}

void metrics_customer_get(const struct db_rows *rows, int i,
			  struct metrics_customer *out)
{
	out->id = db_text(rows, i, "customer_id");
	out->email = db_text_or_null(rows, i, "email");
	out->first_name = db_text_or_null(rows, i, "first_name");
	out->last_name = db_text_or_null(rows, i, "last_name");
	out->spent = db_text(rows, i, "spent");
	out->orders = db_int64(rows, i, "orders");
	out->lifetime_orders = db_int64(rows, i, "lifetime_orders");
	out->engagement = db_int64(rows, i, "engagement");
	out->currency = db_text(rows, i, "currency");
}

static void queue_shop(struct db *db, struct arena *a,
		       const struct metrics_args *p, const char *shop_id,
		       const char *limit, struct db_rows **rows)
{
	if (!p->from_day && !p->to_day && !p->from_instant && !p->to_instant)
		db_queue(db, a, &metrics_top_ever,
			 DB_ARGS(p->tenant_id, shop_id, limit), rows);
	else
		db_queue(db, a, &metrics_top_in_range,
			 DB_ARGS(p->tenant_id, shop_id, p->from_day,
				 p->to_day, p->from_instant, p->to_instant,
				 limit), rows);
}

/* Each currency's first `limit` of those that are sorted so; how many. */
static size_t keep_best(struct metrics_customer *all, size_t n, int limit)
{
	size_t kept = 0;
	int of_currency = 0;

	for (size_t i = 0; i < n; i++) {
		if (i && strcmp(all[i].currency, all[i - 1].currency))
			of_currency = 0;
		if (of_currency++ < limit)
			all[kept++] = all[i];
	}
	return kept;
}

/* Each shop's best, then the best of them. */
int metrics_top_customers(struct db *db, struct arena *a, int64_t tenant_id,
			  const struct metrics_range *range, int limit,
			  struct metrics_customer **out, size_t *count,
			  struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	const char *most = db_arg_int64(a, limit);
	struct db_rows *shops, **tops;
	size_t n = 0;
	int nshops;

	db_begin_read(db, tenant_id);
	db_queue(db, a, &metrics_shops_select,
		 DB_ARGS(p.tenant_id, p.shop_id), &shops);
	if (db_flush(db, err))
		return -1;
	nshops = db_count(shops);
	tops = arena_alloc(a, (size_t)nshops * sizeof(struct db_rows *) + 1);
	for (int i = 0; i < nshops; i++) {
		queue_shop(db, a, &p, db_text(shops, i, "shop_id"), most,
			   &tops[i]);
		if (i % SHOPS_AT_ONCE == SHOPS_AT_ONCE - 1 &&
		    db_flush(db, err))
			return -1;
	}
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && !nshops)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = arena_alloc(a, (size_t)nshops * (size_t)limit * sizeof(**out) +
				      1);
	for (int i = 0; i < nshops; i++)
		for (int j = 0; j < db_count(tops[i]); j++)
			metrics_customer_get(tops[i], j, &(*out)[n++]);
	qsort(*out, n, sizeof(**out), by_spend);
	*count = keep_best(*out, n, limit);
	return 0;
}
