#include <stdio.h>
#include <string.h>

#include "domain/entity/array.h"
#include "domain/rollup/dirty.h"
#include "domain/rollup/rollup_part.h"

/* No answer is another after it: data_version stays. */
DB_QUERY(part_lock, 2,
	"SELECT FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = $2 FOR NO KEY UPDATE");

/*
 * One builds at a time, and nobody takes all of it away meanwhile: that is the
 * lock of the shop's other row, which only deliveries about the shop itself ask
 * for.  What that waited for is seen by the statements after it.
 */
DB_QUERY(part_alone, 2,
	"SELECT FROM shop"
	" WHERE tenant_id = $1 AND shop_id = $2 FOR NO KEY UPDATE");
DB_QUERY(part_shop, 2,
	"SELECT generation, timezone FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = $2");
/* $3 generation, $4 days. */
#define STORED(dimensions, grain, period_of_day)			\
	"(SELECT DISTINCT " period_of_day " AS at"			\
	"   FROM unnest($4::date[]) AS day) AS d, "			\
	dimensions " AS k (dimension), LATERAL"				\
	"  (SELECT ctid AS row, * FROM rollup_part"			\
	"    WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3"	\
	"      AND dimension = k.dimension AND grain = " grain		\
	"      AND period = d.at OFFSET 0) AS p"

#define ADD(name) name " = r." name " + excluded." name

/*
 * The facts of `loose` by all dimensions at once, in rows to be added up.  Most
 * groups are of a few sales, so what is done for a group is what it costs: the
 * sales are added up by order and by product alone, and what goes by what an
 * order or a product is, from the former.  (upkeep/verify.c has the same by
 * each dimension.)
 *
 * Each product is looked up once.  FULL JOIN, for that cannot be done by
 * comparing each with each, whatever the planner expects; every product that
 * it meets is in `made`.
 */
#define WITH_MADE(rows) rows " FULL JOIN made USING (product_id)"
#define VENDOR_AND_TYPE							\
	"coalesce(vendor, '') AS vendor, coalesce(type, '') AS type"
#define VENDOR_OR_TYPE							\
	"CASE GROUPING(vendor) WHEN 0 THEN " PART_VENDOR		\
	" ELSE " PART_TYPE " END, day, coalesce(vendor, type)"

#define SALES								\
	"sale AS ("							\
	"SELECT loose.day, sale.* FROM loose, " PART_SALES		\
	"), placed AS MATERIALIZED ("					\
	"SELECT DISTINCT day, order_id, product_id"			\
	"  FROM sale WHERE " PART_PLACING ")"
#define MADE								\
	"made AS MATERIALIZED ("					\
	"SELECT k.product_id, " PART_TEXT("vendor") " AS vendor, "	\
	PART_TEXT("product_type") " AS type"				\
	"  FROM (SELECT DISTINCT shop_id, product_id FROM cell"		\
	"         WHERE of_product AND product_id IS NOT NULL) AS k "	\
	PART_PRODUCT_OF("k") ")"
#define BY_VENDOR_AND_TYPE						\
	"SELECT " VENDOR_OR_TYPE ", " PART_SUMS				\
	"  FROM (SELECT day, " VENDOR_AND_TYPE ", facts, 0 AS orders, "	\
	ROLLUP_DAY_NAMES						\
	"          FROM " WITH_MADE("(SELECT * FROM cell"		\
	"                WHERE of_product) AS sold") ") AS sold"	\
	" GROUP BY GROUPING SETS ((day, vendor), (day, type))"		\
	" UNION ALL "							\
	"SELECT dimension, day, value, 0, count(order_id), "		\
	PART_NO_SALES							\
	"  FROM (SELECT " VENDOR_OR_TYPE ", order_id"			\
	"          FROM (SELECT day, order_id, " VENDOR_AND_TYPE	\
	"                  FROM " WITH_MADE("placed") ") AS p"		\
	"         GROUP BY GROUPING SETS ((day, order_id, vendor),"	\
	"                                 (day, order_id, type))"	\
	"       ) AS once (dimension, day, value, order_id)"		\
	" GROUP BY dimension, day, value HAVING count(order_id) > 0"

/* Of days that are right but for what goes by vendor and type. */
#define BY_VENDOR							\
	SALES ", cell AS MATERIALIZED ("				\
	"SELECT $2::bigint AS shop_id, day, product_id,"		\
	"       true AS of_product, count(*) AS facts, "		\
	ROLLUP_DAY_SUMS							\
	"  FROM sale GROUP BY day, product_id"				\
	"), " MADE ", fact (dimension, day, value, " PART_NAMES ") AS ("\
	BY_VENDOR_AND_TYPE ")"

#define BY_ALL								\
	SALES ", cell AS MATERIALIZED ("				\
	"SELECT $2::bigint AS shop_id, day, order_id, local_hour,"	\
	"       product_id, GROUPING(order_id) = 1 AS of_product,"	\
	"       count(*) AS facts, " ROLLUP_DAY_SUMS ", "		\
	ROLLUP_AMOUNT(PART_PLACING, "disc") " AS placed_disc"		\
	"  FROM sale"							\
	" GROUP BY GROUPING SETS ((day, order_id, local_hour),"		\
	"                         (day, product_id))"			\
	"), " MADE ", of_order AS MATERIALIZED ("			\
	"SELECT day, order_id, " PART_OF_HOUR " AS hour, "		\
	PART_OF_CHANNEL " AS channel, " PART_OF_COUNTRY " AS country,"	\
	"       discount_codes AS codes, facts, 0 AS orders, "		\
	ROLLUP_DAY_NAMES ", placed_disc"				\
	"  FROM cell, " PART_ORDER_OF("cell") " WHERE NOT of_product"	\
	" UNION ALL "							\
	"SELECT day, order_id, " PART_OF_PLACED_HOUR ", "		\
	PART_OF_CHANNEL ", " PART_OF_COUNTRY ", discount_codes, 1, 1, "	\
	PART_NO_SALES ", 0"						\
	"  FROM loose, " PART_ORDERS					\
	"), by_order AS MATERIALIZED ("					\
	"SELECT CASE WHEN GROUPING(hour) = 0 THEN " PART_HOUR		\
	"            WHEN GROUPING(channel) = 0 THEN " PART_CHANNEL	\
	"            WHEN GROUPING(country) = 0 THEN " PART_COUNTRY	\
	"            ELSE " PART_CODE " END AS dimension, day,"		\
	"       coalesce(hour, channel, country) AS value,"		\
	"       codes AS discount_codes, " PART_SUMS			\
	"  FROM of_order GROUP BY GROUPING SETS ((day, hour),"		\
	"       (day, channel), (day, country), (day, codes))"		\
	"), fact AS ("							\
	"SELECT dimension, day, value, " PART_NAMES			\
	"  FROM by_order WHERE dimension <> " PART_CODE			\
	" UNION ALL "							\
	"SELECT dimension, day, " PART_OF_CODE ", " PART_NAMES		\
	"  FROM by_order, " PART_CODES " WHERE dimension = " PART_CODE	\
	" UNION ALL "							\
	"SELECT " PART_PRODUCT ", day, " PART_OF_PRODUCT ", facts, 0, "	\
	ROLLUP_DAY_NAMES						\
	"  FROM cell WHERE of_product"					\
	" UNION ALL "							\
	"SELECT " PART_PRODUCT ", day, " PART_OF_PRODUCT ", 0,"		\
	"       count(*), " PART_NO_SALES				\
	"  FROM placed GROUP BY day, product_id"			\
	" UNION ALL "							\
	BY_VENDOR_AND_TYPE						\
	" UNION ALL "							\
	"SELECT " PART_DISCOUNTED ", day,"				\
	"       CASE WHEN disc > 0 THEN '1' ELSE '0' END, 1, 1,"	\
	"       0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, net, 0"		\
	"  FROM (SELECT day, bigint_sum(orders) AS orders,"		\
	"               bigint_sum(initial_sales) AS net,"		\
	"               bigint_sum(placed_disc) AS disc"		\
	"          FROM of_order GROUP BY day, order_id) AS o"		\
	" WHERE orders > 0)"

/* `name` adds up the rows of `shorter`; `period` is in terms of theirs. */
#define LONGER(name, shorter, period)					\
	LONGER_BY(name, shorter, period, "value")
#define LONGER_BY(name, shorter, period, value)				\
	", " name " AS MATERIALIZED ("					\
	"SELECT dimension, " period " AS period, " value " AS value, "	\
	PART_SUMS							\
	"  FROM " shorter " GROUP BY dimension, 2, 3)"
#define CHANGED(name, grain)						\
	" UNION ALL "							\
	"SELECT dimension, " grain ", period, value, " PART_NAMES	\
	"  FROM " name

#define LOOSE(alone, from)						\
	"WITH loose AS MATERIALIZED ("					\
	"SELECT $2::bigint AS shop_id, $5::text AS timezone, day,"	\
	"       NULL::timestamptz AS since, NULL::timestamptz AS until,"\
	"       " alone " AS alone FROM " from ")"
#define WHOLE_DAYS LOOSE("NULL::bigint[]", "unnest($4::date[]) AS day")
#define LACKING								\
	LOOSE("array_agg(order_id)", "rollup_dirty"			\
	      " WHERE tenant_id = $1 AND shop_id = $2 AND taken"	\
	      "   AND kind = " DIRTY_ORDER " AND day = ANY ($4::date[])"\
	      " GROUP BY day")
#define LESS_STORED(dimensions)						\
	" UNION ALL "							\
	"SELECT p.dimension, p.period, p.value, " PART_LESS		\
	"  FROM " STORED(dimensions, PART_DAY, "day")

/*
 * $3 generation, $4 days, $5 zone.  By how much the days differ, so does what
 * they are in; most of a day that is built each minute does not.
 */
#define BUILD(loose, by, less)						\
	loose ", " by ", change AS MATERIALIZED ("			\
	"SELECT * FROM (SELECT dimension, day, value, " PART_SUMS	\
	"  FROM (SELECT dimension, day, value, " PART_NAMES " FROM fact"\
	less ") AS both_ways"						\
	" GROUP BY dimension, day, value) AS c WHERE " PART_HOLDS ")"	\
	LONGER_BY("third", "change", PART_THIRD_OF("day"),		\
		  PART_OF_LONGER("dimension", "day", "value"))		\
	LONGER("month", "third", ROLLUP_MONTH_OF("period"))		\
	LONGER("quarter", "month", PART_QUARTER_OF("period"))		\
	LONGER("year", "quarter", PART_YEAR_OF("period"))		\
	"INSERT INTO rollup_part AS r (tenant_id, shop_id, generation,"	\
	" dimension, grain, period, value, " PART_NAMES ")"		\
	"SELECT $1::bigint, $2::bigint, $3::int, c.* FROM ("		\
	"	SELECT dimension, " PART_DAY " AS grain, day AS period,"\
	"	       value, " PART_NAMES				\
	"	  FROM change"						\
	CHANGED("third", PART_THIRD) CHANGED("month", PART_MONTH)	\
	CHANGED("quarter", PART_QUARTER) CHANGED("year", PART_YEAR)	\
	") AS c"							\
	" ORDER BY dimension, grain, period, value"			\
	" ON CONFLICT (tenant_id, shop_id, generation, dimension,"	\
	" grain, period, value) DO UPDATE SET " ADD("facts") ", "	\
	ADD("orders") ", " ADD("units_ordered") ", "			\
	ADD("units_net") ", " ADD("gross_sales") ", "			\
	ADD("discounts") ", " ADD("sales_reversals") ", "		\
	ADD("shipping") ", " ADD("taxes") ", " ADD("duties") ", "	\
	ADD("fees") ", " ADD("tips") ", " ADD("gift_card_sales") ", "	\
	ADD("initial_sales") ", " ADD("derived")

#define ALL_DIMENSIONS "generate_series(1, " PART_LAST ")"

DB_QUERY(part_add, 5, BUILD(WHOLE_DAYS, BY_ALL, LESS_STORED(ALL_DIMENSIONS)));
DB_QUERY(part_add_vendors, 5,
	BUILD(WHOLE_DAYS, BY_VENDOR, LESS_STORED(
		"unnest(ARRAY[" PART_VENDOR ", " PART_TYPE "])")));
DB_QUERY(part_add_orders, 5, BUILD(LACKING, BY_ALL, ""));

/* What has no fact any more. */
#define EMPTY(grain, period)						\
	"SELECT row FROM " STORED(ALL_DIMENSIONS, grain, period)	\
	" WHERE facts = 0"
DB_QUERY(part_sweep, 4,
	"DELETE FROM rollup_part WHERE ctid = ANY (ARRAY("
	EMPTY(PART_DAY, "day")
	" UNION " EMPTY(PART_THIRD, PART_THIRD_OF("day"))
	" UNION " EMPTY(PART_MONTH, ROLLUP_MONTH_OF("day"))
	" UNION " EMPTY(PART_QUARTER, PART_QUARTER_OF("day"))
	" UNION " EMPTY(PART_YEAR, PART_YEAR_OF("day")) "))");

/* The marks of one kind among those taken, as an array; NULL: there is none. */
static const char *days_of(struct arena *a, const struct db_rows *taken,
			   const char *kind)
{
	struct buf list = array_start(a);
	bool found = false;

	for (int i = 0; i < db_count(taken); i++) {
		if (strcmp(db_text(taken, i, "kind"), kind))
			continue;
		array_text(&list, db_text(taken, i, "day"));
		found = true;
	}
	return found ? array_end(&list) : NULL;
}

static void build(const struct writer *w, const struct db_query *add,
		  const char *kind, const char *days)
{
	if (!days)
		return;
	db_queue(w->db, w->arena, add,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, days,
			 w->timezone), NULL);
	db_queue(w->db, w->arena, &part_sweep,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, days),
		 NULL);
	rollup_dirty_built(w, kind, days);
}

static int take_rest(const struct writer *w, int64_t tenant_id,
		     struct xn_error *err)
{
	db_begin(w->db, tenant_id);
	db_queue(w->db, w->arena, &part_lock,
		 DB_ARGS(w->tenant_id, w->shop_id), NULL);
	rollup_dirty_take(w, false);
	return db_commit(w->db, err);
}

/* Whether marks are of days before those that this build has had. */
static bool goes_on(struct part_build *b, const struct db_rows *taken)
{
	bool goes = false;

	for (int i = 0; i < db_count(taken); i++) {
		const char *day = db_text(taken, i, "day");
		char *oldest = b->oldest[db_int64(taken, i, "kind")];

		if (*oldest && strcmp(day, oldest) >= 0)
			continue;
		snprintf(oldest, sizeof(b->oldest[0]), "%s", day);
		goes = true;
	}
	return goes;
}

static int build_taken(struct writer *w, int64_t tenant_id,
		       struct part_build *b, bool *done, struct xn_error *err)
{
	struct db_args shop = DB_ARGS(w->tenant_id, w->shop_id);
	struct db_rows *state, *taken;

	db_begin(w->db, tenant_id);
	db_queue(w->db, w->arena, &part_alone, shop, NULL);
	db_queue(w->db, w->arena, &part_shop, shop, &state);
	rollup_dirty_taken(w, &taken);
	if (db_flush(w->db, err))
		return -1;
	*done = db_count(taken) == 0;
	if (db_count(state) == 0 || *done) {
		db_rollback(w->db);
		return db_count(state) ? 0 :
			xn_fail(err, XN_NOT_FOUND, "no such shop");
	}
	b->goes_on |= goes_on(b, taken);
	w->generation = db_text(state, 0, "generation");
	w->timezone = db_text(state, 0, "timezone");
	build(w, &part_add, DIRTY_ALL, days_of(w->arena, taken, DIRTY_ALL));
	build(w, &part_add_orders, DIRTY_ORDER,
	      days_of(w->arena, taken, DIRTY_ORDER));
	build(w, &part_add_vendors, DIRTY_VENDORS,
	      days_of(w->arena, taken, DIRTY_VENDORS));
	return db_commit(w->db, err);
}

int rollup_part_build_taken(struct db *db, struct arena *a, int64_t tenant_id,
			    int64_t shop_id, bool *done, struct xn_error *err)
{
	struct writer w = writer_of(db, a, tenant_id, shop_id);
	struct part_build b = { 0 };

	return build_taken(&w, tenant_id, &b, done, err);
}

int rollup_part_build_next(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, struct part_build *b, bool *done,
			   struct xn_error *err)
{
	struct writer w = writer_of(db, a, tenant_id, shop_id);

	if (build_taken(&w, tenant_id, b, done, err))
		return -1;
	if (!*done || (b->has_taken && !b->goes_on))
		return 0;
	b->has_taken = true;
	b->goes_on = false;
	return take_rest(&w, tenant_id, err) ||
	       build_taken(&w, tenant_id, b, done, err) ? -1 : 0;
}

DB_QUERY(part_clear, 3,
	"DELETE FROM rollup_part"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3"
	"   AND dimension <= " PART_LAST);

void rollup_part_clear(const struct writer *w)
{
	db_queue(w->db, w->arena, &part_alone,
		 DB_ARGS(w->tenant_id, w->shop_id), NULL);
	db_queue(w->db, w->arena, &part_clear,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation), NULL);
	rollup_dirty_all(w);
}
