#include "domain/metrics/part.h"
#include "domain/metrics/sales.h"

/* By net sales, most first. */
#define BY_NET "ORDER BY net DESC, length(key), key"

/*
 * `part`: each shop's keys with their sums, and `top`: of each currency the $7
 * first keys, with their place.  A key is one of the range where it has any
 * fact.
 *
 * Added up before anything wants them in an order, so that the planner, which
 * expects a handful of rows, does not sort the many of products first: that
 * took ten times as long.  And ranked by themselves: to carry all sums along
 * took as long as to add them up.
 */
#define PARTS(dimension, facts)						\
	METRICS_PIECES(dimension, PART_YEAR, facts)			\
	", part AS MATERIALIZED ("					\
	"SELECT shop_id, value AS key, " PART_SUMS			\
	"  FROM piece GROUP BY shop_id, value"				\
	" HAVING bigint_sum(facts) > 0 OFFSET 0"			\
	"), weighed AS MATERIALIZED ("					\
	"SELECT currency, key, bigint_sum(gross_sales - discounts"	\
	"         - sales_reversals) AS net"				\
	"  FROM part JOIN scope USING (shop_id) GROUP BY currency, key"	\
	"), top AS MATERIALIZED ("					\
	"SELECT currency, key,"						\
	"       row_number() OVER (PARTITION BY currency " BY_NET ")"	\
	"         AS place"						\
	"  FROM (SELECT DISTINCT currency FROM scope) AS c, LATERAL"	\
	"       (SELECT key, net FROM weighed"				\
	"         WHERE weighed.currency = c.currency " BY_NET		\
	"         LIMIT $7::int) AS w)"

/* The other keys of a currency become one row without a place. */
#define TOLD(label, tables)						\
	", told AS ("							\
	"SELECT currency, place, CASE WHEN place IS NOT NULL"		\
	"       THEN min(key) END AS key, max(shop_id) AS sample, "	\
	METRICS_SUMS							\
	"  FROM part JOIN scope USING (shop_id)"			\
	"  LEFT JOIN top USING (currency, key)"				\
	" GROUP BY currency, place)"					\
	"SELECT told.*, " label "  FROM told " tables			\
	" ORDER BY currency, place"

#define PLAIN								\
	TOLD("key AS label, NULL AS vendor, NULL AS product_type", "")

/*
 * Of a shop that has it: a product's title, or its last one if it was deleted;
 * or, where it was never known, that of a line of the last day on which it was
 * sold.
 */
#define TITLED								\
	TOLD("coalesce(p.title, t.title, l.title) AS label, p.vendor,"	\
	       " p.product_type",					\
	       "  LEFT JOIN LATERAL (SELECT * FROM product"		\
	       "         WHERE tenant_id = $1 AND shop_id = sample"	\
	       "           AND product_id = nullif(told.key, '')::bigint"\
	       "        OFFSET 0) AS p ON true"				\
	       "  LEFT JOIN LATERAL (SELECT title FROM tombstone"	\
	       "         WHERE tenant_id = $1 AND shop_id = sample"	\
	       "           AND kind = 'product'"			\
	       "           AND entity_id = nullif(told.key, '')::bigint"\
	       "        OFFSET 0) AS t ON true"				\
	       "  LEFT JOIN LATERAL (SELECT l.title"			\
	       "          FROM scope, LATERAL ("			\
	       "               (SELECT period AS day FROM rollup_part"	\
	       "                 WHERE tenant_id = $1"			\
	       "                   AND shop_id = scope.shop_id"		\
	       "                   AND generation = scope.generation"	\
	       "                   AND dimension = " PART_PRODUCT	\
	       "                   AND grain = " PART_DAY		\
	       "                   AND value = told.key"		\
	       "                   AND period BETWEEN scope.first"	\
	       "                                  AND scope.last"	\
	       "                 ORDER BY period DESC LIMIT 1)"		\
	       "                UNION ALL"				\
	       "               SELECT day FROM loose"			\
	       "                WHERE loose.shop_id = scope.shop_id"	\
	       "               ) AS d, LATERAL (SELECT order_id, line_id"\
	       "                  FROM (SELECT * FROM sale_event"	\
	       "                         WHERE tenant_id = $1"		\
	       "                           AND shop_id = scope.shop_id"	\
	       "                           AND local_day = d.day"	\
	       "                        OFFSET 0) AS sale"		\
	       "                 WHERE product_id = told.key::bigint"	\
	       "                   AND line_type = 'product'"		\
	       "                 ORDER BY order_id DESC, line_id DESC"	\
	       "                 LIMIT 1) AS e,"			\
	       "               LATERAL (SELECT title FROM order_line"	\
	       "                 WHERE tenant_id = $1"			\
	       "                   AND shop_id = scope.shop_id"		\
	       "                   AND order_id = e.order_id"		\
	       "                   AND line_id = e.line_id OFFSET 0)"	\
	       "                 AS l"					\
	       "         WHERE scope.shop_id = sample"			\
	       "           AND p.title IS NULL AND t.title IS NULL"	\
	       "           AND told.key <> ''"				\
	       "         ORDER BY d.day DESC LIMIT 1) AS l ON true")

DB_QUERY(breakdown_by_discount_code, 7,
	PARTS(PART_CODE, PART_FACTS_OF_CODES) PLAIN);
DB_QUERY(breakdown_by_channel, 7,
	PARTS(PART_CHANNEL, PART_FACTS_OF_CHANNELS) PLAIN);
DB_QUERY(breakdown_by_country, 7,
	PARTS(PART_COUNTRY, PART_FACTS_OF_COUNTRIES) PLAIN);
DB_QUERY(breakdown_by_product, 7,
	PARTS(PART_PRODUCT, PART_FACTS_OF_PRODUCTS) TITLED);
DB_QUERY(breakdown_by_vendor, 7,
	PARTS(PART_VENDOR, PART_FACTS_OF_VENDORS) PLAIN);
DB_QUERY(breakdown_by_type, 7,
	PARTS(PART_TYPE, PART_FACTS_OF_TYPES) PLAIN);

static const struct db_query *const breakdowns[METRICS_NBYS] = {
	[BY_DISCOUNT_CODE] = &breakdown_by_discount_code,
	[BY_PRODUCT] = &breakdown_by_product,
	[BY_VENDOR] = &breakdown_by_vendor,
	[BY_TYPE] = &breakdown_by_type,
	[BY_CHANNEL] = &breakdown_by_channel,
	[BY_COUNTRY] = &breakdown_by_country,
};

static void get_slice(struct arena *a, const struct db_rows *rows, int i,
		      struct metrics_slice *out)
{
	out->key = db_text_or_null(rows, i, "key");
	out->label = db_text_or_null(rows, i, "label");
	out->vendor = db_text_or_null(rows, i, "vendor");
	out->product_type = db_text_or_null(rows, i, "product_type");
	out->is_rest = db_is_null(rows, i, "place");
	metrics_sums_get(a, rows, i, &out->sums);
}

int metrics_breakdown(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, enum metrics_by by,
		      int limit, struct metrics_breakdown *out,
		      struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *totals, *rows;
	int n;

	db_begin_read(db, tenant_id);
	metrics_queue_period(db, a, &p, &totals);
	db_queue(db, a, breakdowns[by],
		 DB_ARGS(METRICS_ARGS(p), db_arg_int64(a, limit)), &rows);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_count(totals) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	metrics_period_get(a, totals, &out->totals);
	n = db_count(rows);
	out->slices = arena_alloc(a, (size_t)n * sizeof(*out->slices) + 1);
	out->nslices = (size_t)n;
	for (int i = 0; i < n; i++)
		get_slice(a, rows, i, &out->slices[i]);
	return 0;
}
