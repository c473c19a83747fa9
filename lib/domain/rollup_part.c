#include "domain/array.h"
#include "domain/rollup_dirty.h"
#include "domain/rollup_part.h"

/* Orders and days that are built under one lock; a day is built whole. */
#define SLICE_ORDERS "4000"
#define SLICE_DAYS "100"

/* No answer is another after it: data_version stays. */
DB_QUERY(part_lock, 2,
	"SELECT generation, timezone FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = $2 FOR NO KEY UPDATE");

DB_QUERY(part_take, 3,
	"DELETE FROM rollup_dirty WHERE ctid = ANY (ARRAY("
	"	SELECT row FROM (SELECT row, sum(orders)"
	"	               OVER (ORDER BY day DESC) - orders AS before"
	"	          FROM (SELECT ctid AS row, day FROM rollup_dirty"
	"	                 WHERE tenant_id = $1 AND shop_id = $2"
	"	                 ORDER BY day DESC LIMIT " SLICE_DAYS ") AS m"
	"	          LEFT JOIN LATERAL (SELECT orders FROM rollup_day"
	"	                 WHERE tenant_id = $1 AND shop_id = $2"
	"	                   AND generation = $3 AND day = m.day"
	"	                OFFSET 0) AS r ON true) AS marked"
	"	 WHERE coalesce(before, 0) < " SLICE_ORDERS "))"
	" RETURNING day");

/* $3 generation, $4 days. */
#define STORED(grain, period)						\
	"unnest($4::date[]) AS day, generate_series(1, " PART_LAST ")"	\
	"  AS d (dimension), LATERAL"					\
	"  (SELECT ctid AS row, * FROM rollup_part"			\
	"    WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3"	\
	"      AND dimension = d.dimension AND grain = " grain		\
	"      AND period = " period " OFFSET 0) AS p"

#define MONTH_OF(day) "date_trunc('month', " day "::timestamp)::date"

#define ADD(name) name " = r." name " + excluded." name

/*
 * The facts of `loose` by all dimensions at once, in rows to be added up.  Most
 * groups are of a few sales, so what is done for a group is what it costs: the
 * sales are added up by order and by product alone, and what goes by what an
 * order is, from the former.  (verify.c has the same by each dimension.)
 */
#define BY_ALL								\
	"sale AS ("							\
	"SELECT loose.day, sale.* FROM loose, " PART_SALES		\
	"), cell AS MATERIALIZED ("					\
	"SELECT $2::bigint AS shop_id, day, order_id, local_hour,"	\
	"       product_id, GROUPING(order_id) = 1 AS of_product,"	\
	"       count(*) AS facts, " ROLLUP_DAY_SUMS			\
	"  FROM sale"							\
	" GROUP BY GROUPING SETS ((day, order_id, local_hour),"		\
	"                         (day, product_id))"			\
	"), of_order AS MATERIALIZED ("					\
	"SELECT day, " PART_OF_HOUR " AS hour,"				\
	"       " PART_OF_CHANNEL " AS channel,"			\
	"       " PART_OF_COUNTRY " AS country,"			\
	"       discount_codes, facts, 0 AS orders, " ROLLUP_DAY_NAMES	\
	"  FROM cell, " PART_ORDER_OF("cell") " WHERE NOT of_product"	\
	" UNION ALL "							\
	"SELECT day, " PART_OF_PLACED_HOUR ", " PART_OF_CHANNEL ","	\
	"       " PART_OF_COUNTRY ", discount_codes, 1, 1, "		\
	PART_NO_SALES							\
	"  FROM loose, " PART_ORDERS					\
	"), fact AS ("							\
	"SELECT CASE WHEN GROUPING(hour) = 0 THEN " PART_HOUR		\
	"            WHEN GROUPING(channel) = 0 THEN " PART_CHANNEL	\
	"            ELSE " PART_COUNTRY " END AS dimension, day,"	\
	"       coalesce(hour, channel, country) AS value, " PART_SUMS	\
	"  FROM of_order GROUP BY GROUPING SETS ((day, hour),"		\
	"                         (day, channel), (day, country))"	\
	" UNION ALL "							\
	"SELECT " PART_CODE ", day, " PART_OF_CODE " AS code, "		\
	PART_SUMS							\
	"  FROM of_order, " PART_CODES " GROUP BY 2, 3"			\
	" UNION ALL "							\
	"SELECT " PART_PRODUCT ", day, " PART_OF_PRODUCT ", facts, 0, "	\
	ROLLUP_DAY_NAMES						\
	"  FROM cell WHERE of_product"					\
	" UNION ALL "							\
	"SELECT " PART_PRODUCT ", day, " PART_OF_PRODUCT ", 0,"		\
	"       count(*), " PART_NO_SALES				\
	"  FROM (SELECT DISTINCT day, order_id, product_id"		\
	"          FROM sale WHERE " PART_PLACING ") AS placed"		\
	" GROUP BY day, product_id"					\
	" UNION ALL "							\
	"SELECT dimension, day, value, " PART_NAMES			\
	"  FROM (" PART_FACTS_OF_DISCOUNTED ") AS f)"

/* And $5 zone.  By how much the days differ, so do their months. */
DB_QUERY(part_add, 5,
	"WITH loose AS MATERIALIZED ("
	"SELECT $2::bigint AS shop_id, $5::text AS timezone, day,"
	"       NULL::timestamptz AS since, NULL::timestamptz AS until"
	"  FROM unnest($4::date[]) AS day"
	"), " BY_ALL ", change AS MATERIALIZED ("
	"SELECT dimension, day, value, " PART_SUMS
	"  FROM (SELECT dimension, day, value, " PART_NAMES " FROM fact"
	"         UNION ALL "
	"        SELECT p.dimension, day, p.value, " PART_LESS
	"          FROM " STORED(PART_DAY, "day") ") AS both_ways"
	" GROUP BY dimension, day, value) "
	"INSERT INTO rollup_part AS r (tenant_id, shop_id, generation,"
	" dimension, grain, period, value, " PART_NAMES ")"
	"SELECT $1::bigint, $2::bigint, $3::int, c.* FROM ("
	"	SELECT dimension, " PART_DAY " AS grain, day AS period, value,"
	"	       " PART_NAMES
	"	  FROM change"
	"	 WHERE (" PART_NAMES ") <>"
	"	       (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
	"	 UNION ALL "
	"	SELECT dimension, " PART_MONTH ", " MONTH_OF("day")
	"	         AS month, value, " PART_SUMS
	"	  FROM change WHERE dimension <> " PART_HOUR
	"	 GROUP BY dimension, month, value) AS c"
	" ORDER BY dimension, grain, period, value"
	" ON CONFLICT (tenant_id, shop_id, generation, dimension, grain,"
	" period, value) DO UPDATE SET " ADD("facts") ", " ADD("orders") ", "
	ADD("units_ordered") ", " ADD("units_net") ", " ADD("gross_sales")
	", " ADD("discounts") ", " ADD("sales_reversals") ", "
	ADD("shipping") ", " ADD("taxes") ", " ADD("duties") ", "
	ADD("fees") ", " ADD("tips") ", " ADD("gift_card_sales") ", "
	ADD("initial_sales") ", " ADD("derived"));

/* What has no fact any more. */
DB_QUERY(part_sweep, 4,
	"DELETE FROM rollup_part WHERE ctid = ANY (ARRAY("
	"	SELECT row FROM " STORED(PART_DAY, "day")
	"	 WHERE facts = 0"
	"	 UNION"
	"	SELECT row FROM " STORED(PART_MONTH, MONTH_OF("day"))
	"	 WHERE facts = 0))");

static int build(const struct writer *w, const char *days,
		 struct xn_error *err)
{
	db_queue(w->db, w->arena, &part_add,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, days,
			 w->timezone), NULL);
	db_queue(w->db, w->arena, &part_sweep,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, days),
		 NULL);
	return db_commit(w->db, err);
}

/* The lock's row is not writer_lock()'s: it counts no version up. */
static int lock(struct writer *w, struct xn_error *err)
{
	struct db_rows *rows;

	db_queue(w->db, w->arena, &part_lock,
		 DB_ARGS(w->tenant_id, w->shop_id), &rows);
	if (db_flush(w->db, err))
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	w->generation = db_text(rows, 0, "generation");
	w->timezone = db_text(rows, 0, "timezone");
	return 0;
}

int rollup_part_build_next(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, bool *done, struct xn_error *err)
{
	struct writer w = {
		.db = db,
		.arena = a,
		.tenant_id = db_arg_int64(a, tenant_id),
		.shop_id = db_arg_int64(a, shop_id),
	};
	struct buf days = array_start(a);
	struct db_rows *taken;

	db_begin(db, tenant_id);
	if (lock(&w, err)) {
		db_rollback(db);
		return -1;
	}
	db_queue(db, a, &part_take,
		 DB_ARGS(w.tenant_id, w.shop_id, w.generation), &taken);
	if (db_flush(db, err))
		return -1;
	*done = db_count(taken) == 0;
	if (*done) {
		db_rollback(db);
		return 0;
	}
	for (int i = 0; i < db_count(taken); i++)
		array_text(&days, db_text(taken, i, "day"));
	return build(&w, array_end(&days), err);
}

DB_QUERY(part_clear, 3,
	"DELETE FROM rollup_part"
	" WHERE tenant_id = $1 AND shop_id = $2 AND generation = $3");

void rollup_part_clear(const struct writer *w)
{
	db_queue(w->db, w->arena, &part_clear,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation), NULL);
	rollup_dirty_all(w);
}
