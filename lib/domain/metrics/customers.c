#include <stdlib.h>
#include <string.h>

#include "base/currency.h"
#include "base/decimal.h"

#include "domain/metrics/convert.h"
#include "domain/metrics/top_customers.h"

/* Statements in one pipeline. */
#define SHOPS_AT_ONCE 32

/* What else is told of `top`, beside columns of `more`. */
#define TOLD(more)							\
	"SELECT top.customer_id, top.orders, top.spent * 0.0001 AS spent,"\
	"       (SELECT shop_id FROM ends) AS shop_id,"			\
	"       c.email, c.first_name, c.last_name,"			\
	"       coalesce(s.orders, top.orders) AS lifetime_orders,"	\
	"       coalesce(s.engagement, 10 * top.orders) AS engagement,"	\
	more								\
	"  LEFT JOIN LATERAL (SELECT email, first_name, last_name"	\
	"                       FROM customer"				\
	"                      WHERE tenant_id = $1"			\
	"                        AND shop_id = (SELECT shop_id FROM ends)"\
	"                        AND customer_id = top.customer_id OFFSET 0)"\
	"         AS c ON true"						\
	"  LEFT JOIN LATERAL (SELECT orders, engagement FROM customer_stat"\
	"                      WHERE tenant_id = $1"			\
	"                        AND shop_id = (SELECT shop_id FROM ends)"\
	"                        AND generation ="			\
	"                            (SELECT generation FROM ends)"	\
	"                        AND customer_id = top.customer_id OFFSET 0)"\
	"         AS s ON true"						\
	" ORDER BY top.spent DESC, top.customer_id"

DB_QUERY(metrics_top_in_range, 7,
	METRICS_TOP("", "bigint_sum(o.spent)", "", "spent")
	TOLD("ends.currency FROM ends, top"));

/*
 * The same in one currency, $8, each order at the rates of its day.  Where one
 * is missing nothing is told of who ordered then; but who has no other orders
 * has a place among such, for a day without a rate is worth next to nothing.
 */
#define WORTH								\
	METRICS_TARGET("$8") METRICS_RATES_OF_SCOPE			\
	", worth AS MATERIALIZED ("					\
	"SELECT sold_day, own_source, own_day, its_source, its_day,"	\
	"       lacking, CASE WHEN currency = code THEN 1"		\
	"       ELSE coalesce(factor, 1e-12) END AS at_rate,"		\
	"       currency <> code AND factor IS NULL AS is_lacking"	\
	"  FROM target, date LEFT JOIN rates USING (currency, sold_day))"
#define AT_RATES							\
	" FULL JOIN worth ON sold_day = o.local_day"			\
	" WHERE o.customer_id IS NOT NULL"

DB_QUERY(metrics_top_in_currency, 8,
	METRICS_TOP(WORTH, "round(sum(o.spent * at_rate), 16)", AT_RATES,
		    "floor(spent / (SELECT max(at_rate) FROM worth))::bigint")
	TOLD("target.code AS currency, r.* FROM target, top, LATERAL"
	     " (SELECT " METRICS_RATES_USED
	     "    FROM ends, LATERAL (SELECT local_day, spent FROM orders"
	     "                 WHERE tenant_id = $1"
	     "                   AND shop_id = ends.shop_id"
	     "                   AND customer_id = top.customer_id"
	     "                   AND " ROLLUP_COUNTED
	     "                   AND local_day BETWEEN first AND last"
	     "                   AND (since IS NULL OR processed_at >= since)"
	     "                   AND (until IS NULL OR processed_at <= until)"
	     "                OFFSET 0) AS o JOIN worth ON sold_day = local_day"
	     "   WHERE o.spent > 0) AS r"));

/* All time: an index has the order, once it is built. */
DB_QUERY(metrics_top_ever, 3,
	"SELECT top.customer_id, top.orders, top.spent * 0.0001 AS spent,"
	"       s.shop_id, c.email, c.first_name, c.last_name, s.currency,"
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

#define SHOPS								\
	"  FROM shop s"							\
	" WHERE tenant_id = $1 AND ($2::bigint IS NULL OR shop_id = $2)"\
	" ORDER BY shop_id"

DB_QUERY(metrics_shops_select, 2, "SELECT shop_id" SHOPS);

/* With the days of each one's first and last order, or NULL. */
#define DAY_OF_ORDER(end)						\
	"(SELECT " end "(local_day) FROM orders o"			\
	"  WHERE o.tenant_id = $1 AND o.shop_id = s.shop_id AND counted)"
DB_QUERY(metrics_shops_with_days, 2,
	"SELECT shop_id, " DAY_OF_ORDER("min") " AS first, "
	DAY_OF_ORDER("max") " AS last" SHOPS);

/* Numbers that are not negative, with as many digits behind the point. */
static int compare_digits(const char *a, const char *b)
{
	size_t x = strlen(a), y = strlen(b);

	return x != y ? (x > y) - (x < y) : strcmp(a, b);
}

/* Amounts of two currencies are not compared. */
static int by_spend(const void *left, const void *right)
{
	const struct metrics_customer *a = left, *b = right;
	int rc = strcmp(a->currency, b->currency);

	if (!rc)
		rc = -compare_digits(a->spent, b->spent);
	if (!rc)
		rc = compare_digits(a->id, b->id);
	return rc ? rc : compare_digits(a->shop_id, b->shop_id);
}

void metrics_customer_get(const struct db_rows *rows, int i,
			  struct metrics_customer *out)
{
	out->id = db_text(rows, i, "customer_id");
	out->shop_id = db_text(rows, i, "shop_id");
	out->email = db_text_or_null(rows, i, "email");
	out->first_name = db_text_or_null(rows, i, "first_name");
	out->last_name = db_text_or_null(rows, i, "last_name");
	out->spent = db_text(rows, i, "spent");
	out->orders = db_int64(rows, i, "orders");
	out->lifetime_orders = db_int64(rows, i, "lifetime_orders");
	out->engagement = db_int64(rows, i, "engagement");
	out->currency = db_text(rows, i, "currency");
}

static bool is_ever(const struct metrics_args *p)
{
	return !p->from_day && !p->to_day && !p->from_instant &&
	       !p->to_instant;
}

/* The best of one of `shops`, in `currency` or, if that is NULL, its own. */
static void queue_shop(struct db *db, struct arena *a, struct metrics_args p,
		       const struct db_rows *shops, int i, const char *limit,
		       const char *currency, struct db_rows **rows)
{
	p.shop_id = db_text(shops, i, "shop_id");
	if (currency && is_ever(&p)) {
		p.from_day = db_text_or_null(shops, i, "first");
		p.to_day = db_text_or_null(shops, i, "last");
	}
	if (currency)
		db_queue(db, a, &metrics_top_in_currency,
			 DB_ARGS(METRICS_ARGS(p), limit, currency), rows);
	else if (is_ever(&p))
		db_queue(db, a, &metrics_top_ever,
			 DB_ARGS(p.tenant_id, p.shop_id, limit), rows);
	else
		db_queue(db, a, &metrics_top_in_range,
			 DB_ARGS(METRICS_ARGS(p), limit), rows);
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

/* Each shop's best.  -1, or how many shops there are. */
static int read_tops(struct db *db, struct arena *a,
		     const struct metrics_args *p, int limit,
		     const char *currency, struct db_rows ***tops,
		     struct xn_error *err)
{
	const char *most = db_arg_int64(a, limit);
	struct db_rows *shops;
	int n;

	db_queue(db, a, currency && is_ever(p) ? &metrics_shops_with_days
					       : &metrics_shops_select,
		 DB_ARGS(p->tenant_id, p->shop_id), &shops);
	if (db_flush(db, err))
		return -1;
	n = db_count(shops);
	*tops = arena_alloc(a, (size_t)n * sizeof(struct db_rows *) + 1);
	for (int i = 0; i < n; i++) {
		queue_shop(db, a, *p, shops, i, most, currency, &(*tops)[i]);
		if (i % SHOPS_AT_ONCE == SHOPS_AT_ONCE - 1 &&
		    db_flush(db, err))
			return -1;
	}
	return n;
}

/* Rounded now that they are sorted. */
static void round_spent(struct arena *a, struct metrics_customer *c)
{
	if (!c->rates)
		return;
	c->spent = c->rates->missing_day ? NULL
		: decimal_round(a, c->spent, currency_decimals(c->currency));
}

int metrics_top_customers(struct db *db, struct arena *a, int64_t tenant_id,
			  const struct metrics_range *range, int limit,
			  const struct metrics_into *into,
			  struct metrics_customer **out, size_t *count,
			  struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows **tops;
	size_t n = 0;
	int nshops;

	db_begin_read(db, tenant_id);
	nshops = read_tops(db, a, &p, limit, into ? into->currency : NULL,
			   &tops, err);
	if (nshops < 0 || db_commit(db, err))
		return -1;
	if (range->shop_id && !nshops)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = arena_alloc(a, (size_t)nshops * (size_t)limit * sizeof(**out) +
				      1);
	for (int i = 0; i < nshops; i++)
		for (int j = 0; j < db_count(tops[i]); j++) {
			struct metrics_customer *c = &(*out)[n++];

			metrics_customer_get(tops[i], j, c);
			if (into)
				c->rates = metrics_rates_of(a, tops[i], j);
		}
	qsort(*out, n, sizeof(**out), by_spend);
	*count = keep_best(*out, n, limit);
	for (size_t i = 0; i < *count; i++)
		round_spent(a, &(*out)[i]);
	return 0;
}
