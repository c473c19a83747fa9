#include "domain/metrics_range.h"
#include "domain/metrics_sales.h"
#include "domain/rollup.h"

/*
 * `part` has rows to add up, each with its currency, key, sample (a line that
 * has the key, where a label may be found), orders and sums.  $7 is how many
 * keys of a currency are told; the others become one row without a place.
 * By windows, for the planner knows nothing of the parts' number and would
 * join them by comparing each with each.
 */
#define RANKED(label, tables)						\
	", weighed AS ("						\
	"SELECT *, coalesce(sum(gross_sales - discounts"		\
	"         - sales_reversals) OVER (PARTITION BY currency, key), 0)"\
	"         AS weight"						\
	"  FROM part"							\
	"), ranked AS ("						\
	"SELECT *, dense_rank() OVER (PARTITION BY currency"		\
	"            ORDER BY weight DESC, length(key), key) AS rank"	\
	"  FROM weighed"						\
	"), kept AS ("							\
	"SELECT *, CASE WHEN rank <= $7::int THEN rank END AS place"	\
	"  FROM ranked"							\
	"), told AS ("							\
	"SELECT currency, place, CASE WHEN place IS NOT NULL"		\
	"       THEN min(key) END AS key, max(sample) AS sample, "	\
	METRICS_SUMS							\
	"  FROM kept GROUP BY currency, place)"				\
	"SELECT told.*, " label "  FROM told " tables			\
	" ORDER BY currency, place"

#define PLAIN								\
	RANKED("key AS label, NULL AS vendor, NULL AS product_type", "")

/*
 * The key is an order's: of all its sales, and where it was placed.  (CASE:
 * the planner takes coalesce() for one that may leak rows, and under row-level
 * security would compare every order of the shop before it looked at the key.)
 */
#define BY_ORDER(keys)							\
	METRICS_SCOPE							\
	", sold AS ("							\
	"SELECT sale.shop_id, sale.order_id, " ROLLUP_DAY_SUMS		\
	"  FROM scope, " METRICS_SALES_OF_SHOP				\
	" GROUP BY 1, 2"						\
	"), came AS ("							\
	"SELECT placed.shop_id, placed.order_id, 1 AS orders"		\
	"  FROM scope, " METRICS_ORDERS_OF_SHOP				\
	"), part AS ("							\
	"SELECT scope.currency, coalesce(key, '') AS key,"		\
	"       NULL::bigint[] AS sample, coalesce(orders, 0) AS orders,"\
	"       " ROLLUP_DAY_NAMES					\
	"  FROM sold FULL JOIN came USING (shop_id, order_id)"		\
	"  JOIN scope USING (shop_id),"					\
	"       LATERAL (SELECT * FROM orders o"			\
	"         WHERE o.tenant_id = $1 AND o.shop_id = scope.shop_id"	\
	"           AND o.order_id = CASE WHEN sold.order_id IS NULL"	\
	"               THEN came.order_id ELSE sold.order_id END"	\
	"        OFFSET 0) AS o, " keys ")"				\
	PLAIN

/* The key is a product's: of the lines that sell or give back one. */
#define BY_LINE(key, label)						\
	METRICS_SCOPE							\
	", part AS ("							\
	"SELECT scope.currency, coalesce(" key ", '') AS key,"		\
	"       max(CASE WHEN line_type = 'product' THEN"		\
	"           ARRAY[sale.shop_id, sale.order_id, sale.line_id] END)"\
	"         AS sample,"						\
	"       max(CASE WHEN initial AND side = 'order'"		\
	"           AND line_type = 'product' THEN 1 ELSE 0 END)"	\
	"         AS orders, " ROLLUP_DAY_SUMS				\
	"  FROM scope, " METRICS_SALES_OF_SHOP				\
	"  LEFT JOIN LATERAL (SELECT vendor, product_type FROM product p"\
	"         WHERE p.tenant_id = $1 AND p.shop_id = sale.shop_id"	\
	"           AND p.product_id = sale.product_id OFFSET 0) AS p"	\
	"    ON true"							\
	" GROUP BY scope.currency, sale.shop_id, sale.order_id, 2)"	\
	label

/* A product's own title, or that of a line where the product is gone. */
#define TITLED								\
	RANKED("coalesce(p.title, l.title) AS label, p.vendor,"		\
	       " p.product_type",					\
	       "  LEFT JOIN LATERAL (SELECT * FROM product"		\
	       "         WHERE tenant_id = $1 AND shop_id = sample[1]"	\
	       "           AND product_id = nullif(told.key, '')::bigint"\
	       "        OFFSET 0) AS p ON true"				\
	       "  LEFT JOIN LATERAL (SELECT title FROM order_line"	\
	       "         WHERE tenant_id = $1 AND shop_id = sample[1]"	\
	       "           AND order_id = sample[2]"			\
	       "           AND line_id = sample[3] AND told.key <> ''"	\
	       "        OFFSET 0) AS l ON true")

DB_QUERY(breakdown_by_discount_code, 7,
	BY_ORDER("unnest(CASE discount_codes WHEN '{}' THEN ARRAY['']"
		 " ELSE discount_codes END) AS key"));
DB_QUERY(breakdown_by_channel, 7,
	BY_ORDER("LATERAL (SELECT source_name AS key) AS k"));
DB_QUERY(breakdown_by_country, 7,
	BY_ORDER("LATERAL (SELECT country AS key) AS k"));
DB_QUERY(breakdown_by_product, 7,
	BY_LINE("sale.product_id::text", TITLED));
DB_QUERY(breakdown_by_vendor, 7, BY_LINE("p.vendor", PLAIN));
DB_QUERY(breakdown_by_type, 7, BY_LINE("p.product_type", PLAIN));

static const struct db_query *const breakdowns[METRICS_NBYS] = {
	[BY_DISCOUNT_CODE] = &breakdown_by_discount_code,
	[BY_PRODUCT] = &breakdown_by_product,
	[BY_VENDOR] = &breakdown_by_vendor,
	[BY_TYPE] = &breakdown_by_type,
	[BY_CHANNEL] = &breakdown_by_channel,
	[BY_COUNTRY] = &breakdown_by_country,
};

static void get_slice(const struct db_rows *rows, int i,
		      struct metrics_slice *out)
{
	out->key = db_text_or_null(rows, i, "key");
	out->label = db_text_or_null(rows, i, "label");
	out->vendor = db_text_or_null(rows, i, "vendor");
	out->product_type = db_text_or_null(rows, i, "product_type");
	out->is_rest = db_is_null(rows, i, "place");
	metrics_sums_get(rows, i, &out->sums);
}

int metrics_breakdown(struct db *db, struct arena *a, int64_t tenant_id,
		      const struct metrics_range *range, enum metrics_by by,
		      int limit, struct metrics_breakdown *out,
		      struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *totals, *rows;
	int n;

	db_begin(db, tenant_id);
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
		get_slice(rows, i, &out->slices[i]);
	return 0;
}
