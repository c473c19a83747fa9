#include "domain/metrics/people.h"
#include "domain/metrics/sales.h"
#include "domain/metrics/top_products.h"

/*
 * `part`: each shop's keys, and whose they are, with their sums; and `top`: of
 * each currency the $7 first keys, with their place.  A key is one of the range
 * where it has any fact.
 *
 * Added up before anything wants them in an order, so that the planner, which
 * expects a handful of rows, does not sort the many of products first: that
 * took ten times as long.  And ranked by themselves: to carry all sums along
 * took as long as to add them up.
 */
#define PARTS(dimension, facts, whose)					\
	METRICS_PIECES(dimension, PART_YEAR, facts)			\
	", part AS MATERIALIZED ("					\
	"SELECT shop_id, value AS key, " whose " AS owner, " PART_SUMS	\
	"  FROM piece GROUP BY shop_id, value"				\
	" HAVING bigint_sum(facts) > 0 OFFSET 0"			\
	"), weighed AS MATERIALIZED ("					\
	"SELECT currency, owner, key, bigint_sum(" TOP_NET ") AS net"	\
	"  FROM part JOIN scope USING (shop_id)"			\
	" GROUP BY currency, owner, key"				\
	")" METRICS_TOP_OF_WEIGHED("$7")

/* The other keys of a currency become one row without a place. */
#define TOLD								\
	", told AS ("							\
	"SELECT currency, place, CASE WHEN place IS NOT NULL"		\
	"       THEN min(key) END AS key, CASE WHEN place IS NOT NULL"	\
	"       THEN min(owner) END AS owner, max(shop_id) AS sample, "	\
	METRICS_SUMS							\
	"  FROM part JOIN scope USING (shop_id)"			\
	"  LEFT JOIN top USING (currency, owner, key)"			\
	" GROUP BY currency, place)"

/*
 * `told` of the same in one currency, $8.  All but net sales is converted of
 * those alone that are told (`rows`, with their place), and of the rest as one:
 * to read the days' rows once more takes less time than ten products of
 * fractions for each key.
 */
#define TOLD_IN_CURRENCY(dimension, facts, whose, which, rows)		\
	METRICS_TOP_IN_CURRENCY(dimension, facts, whose, which, "$7",	\
				"$8")					\
	", placed AS MATERIALIZED ("					\
	"SELECT shop_id, period AS day, place, " PART_SUMS		\
	"  FROM " rows							\
	" GROUP BY shop_id, period, place HAVING bigint_sum(facts) > 0)"\
	METRICS_SOLD(", place", METRICS_COUNTS_OF_SALES,		\
		     METRICS_OF_SALES, METRICS_DAYS_OF("placed"))	\
	METRICS_RATED(", place", METRICS_COUNTS_OF_SALES,		\
		      METRICS_OF_SALES)					\
	", told AS ("							\
	"SELECT code AS currency, place, key, owner, sample, "		\
	METRICS_CONVERTED_SUMS						\
	"  FROM rated LEFT JOIN top USING (place)"			\
	" GROUP BY code, place, key, owner, sample)"

#define ALL(whose)							\
	"piece LEFT JOIN top ON top.key = value AND owner = " whose

#define LABELLED(label, tables)						\
	"SELECT told.*, nullif(owner, 0) AS of_shop, " label		\
	"  FROM told " tables						\
	" ORDER BY currency, place"

#define BY_KEY "key AS label, NULL AS vendor, NULL AS product_type"
#define PLAIN LABELLED(BY_KEY, "")

/*
 * `fresh`, of discount codes: the orders of each place that are their
 * customer's first (rollup/new_code.h), of `stretch` and `top`; `own` is
 * "currency, " where these have one each.  Marks are not of those rows; of days
 * that instants cut each order is asked.
 */
#define FRESH(own)							\
	", edge AS ("							\
	"SELECT * FROM loose WHERE NOT is_whole AND alone IS NULL"	\
	"), fresh AS ("							\
	"SELECT " own "place, bigint_sum(orders) AS orders"		\
	"  FROM (SELECT " own "key, bigint_sum(orders) AS orders"	\
	"          FROM (SELECT currency, value AS key,"		\
	"                       CASE WHEN span.adds THEN orders"	\
	"                       ELSE -orders END AS orders"		\
	"                  FROM " METRICS_PART_STRETCHES(PART_NEW_BY_CODE)\
	"                 WHERE NOT span.is_loose"			\
	"                 UNION ALL "					\
	"                SELECT currency, " PART_OF_CODE ", 1"		\
	"                  FROM edge AS loose, LATERAL ("		\
	PART_OF_DAY("order_id, customer_id, local_day, processed_at,"	\
		    "discount_codes", "orders", "processed_at")		\
	"                   AND counted OFFSET 0) AS o, " PART_CODES	\
	"                 WHERE customer_id IS NOT NULL"		\
	"                   AND " PEOPLE_IS_FIRST("loose.shop_id")	\
	"               ) AS part GROUP BY " own "key) AS coded"	\
	"  FULL JOIN top USING (" own "key)"				\
	" GROUP BY " own "place)"

/*
 * Each place's, once the customers of all shops asked for are counted.  (FULL
 * JOIN, of which what is told is taken: as in METRICS_RATED.)
 */
#define WITH_FRESH(same)						\
	"SELECT told.*, NULL AS of_shop, " BY_KEY ","			\
	"       CASE WHEN (SELECT bool_and(built) FROM scope)"		\
	"            THEN coalesce(fresh.orders, 0) END AS fresh"	\
	"  FROM told FULL JOIN fresh"					\
	"    ON coalesce(told.place, 0) = coalesce(fresh.place, 0)" same\
	" WHERE coalesce(told.currency, '') <> ''"			\
	" ORDER BY currency, place"

/*
 * Of a shop that has it: a product's title, or its last one if it was deleted;
 * or, where it was never known, that of a line of the last day on which it was
 * sold.
 */
#define TITLED								\
	LABELLED("coalesce(p.title, t.title, l.title) AS label, p.vendor,"\
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

#define BREAKDOWN(name, dimension, facts, whose, label)		\
	DB_QUERY(breakdown_by_##name, 7,				\
		 PARTS(dimension, facts, whose) TOLD label);		\
	DB_QUERY(breakdown_in_currency_by_##name, 8,			\
		 TOLD_IN_CURRENCY(dimension, facts, whose,		\
				  METRICS_ANY_KEY, ALL(whose)) label)

DB_QUERY(breakdown_by_discount_code, 7,
	 PARTS(PART_CODE, PART_FACTS_OF_CODES, METRICS_COMMON) TOLD
	 FRESH("currency, ")
	 WITH_FRESH(" AND told.currency = fresh.currency"));
DB_QUERY(breakdown_in_currency_by_discount_code, 8,
	 TOLD_IN_CURRENCY(PART_CODE, PART_FACTS_OF_CODES, METRICS_COMMON,
			  METRICS_ANY_KEY, ALL(METRICS_COMMON))
	 METRICS_STRETCHES_OF_WHOLE(PART_YEAR) FRESH("") WITH_FRESH(""));
BREAKDOWN(channel, PART_CHANNEL, PART_FACTS_OF_CHANNELS, METRICS_COMMON, PLAIN);
BREAKDOWN(country, PART_COUNTRY, PART_FACTS_OF_COUNTRIES, METRICS_COMMON,
	  PLAIN);
BREAKDOWN(product, PART_PRODUCT, PART_FACTS_OF_PRODUCTS, METRICS_OWN, TITLED);
BREAKDOWN(vendor, PART_VENDOR, PART_FACTS_OF_VENDORS, METRICS_COMMON, PLAIN);
BREAKDOWN(type, PART_TYPE, PART_FACTS_OF_TYPES, METRICS_COMMON, PLAIN);

/* Without the rest, and without what was sold as no product. */
DB_QUERY(top_products, 7,
	METRICS_TOP_PRODUCTS("$7") METRICS_TOP_PERIODS
	", found AS ("
	"SELECT top.currency, place, top.key, owner, adds, " PART_NAMES
	"  FROM " METRICS_TOP_ROWS
	"), piece AS ("
	"SELECT currency, place, key, owner, " PART_NAMES
	"  FROM found WHERE adds"
	" UNION ALL "
	"SELECT currency, place, key, owner, " PART_LESS
	"  FROM found WHERE NOT adds"
	" UNION ALL "
	"SELECT top.currency, place, top.key, owner, " PART_NAMES
	"  FROM " METRICS_TOP_FACTS
	"), told AS ("
	"SELECT currency, place, key, owner, owner AS sample, " METRICS_SUMS
	"  FROM piece GROUP BY currency, place, key, owner)"
	TITLED);
DB_QUERY(top_products_in_currency, 8,
	TOLD_IN_CURRENCY(PART_PRODUCT, PART_FACTS_OF_PRODUCTS, "shop_id",
			 METRICS_PRODUCTS,
			 METRICS_TOP_FOUND(PART_PRODUCT,
					   PART_FACTS_OF_PRODUCTS))
	TITLED);

#define OF(name) { &breakdown_by_##name, &breakdown_in_currency_by_##name }

/* Each currency's own, and in one. */
static const struct db_query *const breakdowns[BY_NKINDS][2] = {
	[BY_DISCOUNT_CODE] = OF(discount_code),
	[BY_PRODUCT] = OF(product),
	[BY_VENDOR] = OF(vendor),
	[BY_TYPE] = OF(type),
	[BY_CHANNEL] = OF(channel),
	[BY_COUNTRY] = OF(country),
};

static void get_slice(struct arena *a, const struct db_rows *rows, int i,
		      bool has_new, bool is_converted,
		      struct metrics_slice *out)
{
	out->key = db_text_or_null(rows, i, "key");
	out->shop_id = db_text_or_null(rows, i, "of_shop");
	out->label = db_text_or_null(rows, i, "label");
	out->vendor = db_text_or_null(rows, i, "vendor");
	out->product_type = db_text_or_null(rows, i, "product_type");
	out->is_rest = db_is_null(rows, i, "place");
	out->new_orders = has_new && !db_is_null(rows, i, "fresh")
				? db_int64(rows, i, "fresh") : -1;
	if (is_converted)
		out->converted = metrics_converted_get(a, rows, i);
	if (out->converted)
		out->sums = out->converted->sums;
	else
		metrics_sums_get(a, rows, i, &out->sums);
}

/* queries: of each currency, and in one */
static int read_slices(struct db *db, struct arena *a, int64_t tenant_id,
		       const struct metrics_range *range,
		       const struct db_query *const queries[2], int limit,
		       const struct metrics_into *into,
		       struct metrics_breakdown *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	const char *most = db_arg_int64(a, limit);
	struct db_rows *rows;
	int n;

	if (metrics_read_period(db, a, tenant_id, range, into, queries[!!into],
				into ? DB_ARGS(METRICS_ARGS(p), most,
					       into->currency)
				     : DB_ARGS(METRICS_ARGS(p), most),
				&out->totals, &rows, err))
		return -1;
	n = db_count(rows);
	out->slices = arena_alloc(a, (size_t)n * sizeof(*out->slices) + 1);
	out->nslices = (size_t)n;
	for (int i = 0; i < n; i++)
		get_slice(a, rows, i, out->has_new, into, &out->slices[i]);
	return 0;
}

int metrics_breakdown(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, enum metrics_by by,
		      int limit, const struct metrics_into *into,
		      struct metrics_breakdown *out, struct xn_error *err)
{
	out->has_new = by == BY_DISCOUNT_CODE;
	return read_slices(db, a, tenant_id, range, breakdowns[by], limit,
			   into, out, err);
}

int metrics_top_products(struct db *db, struct arena *a, int64_t tenant_id,
			 const struct metrics_range *range, int limit,
			 const struct metrics_into *into,
			 struct metrics_breakdown *out, struct xn_error *err)
{
	static const struct db_query *const queries[] = {
		&top_products, &top_products_in_currency,
	};

	out->has_new = false;
	return read_slices(db, a, tenant_id, range, queries, limit, into, out,
			   err);
}
