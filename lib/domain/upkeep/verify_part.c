#include "domain/rollup/dirty.h"
#include "domain/rollup/rollup_part.h"
#include "domain/upkeep/verify_ask.h"
#include "domain/upkeep/verify_part.h"
#include "domain/upkeep/verify_sql.h"

/* Every year with a fact or a row, its first day and its last one. */
#define ENDS_OF(day, rows)						\
	"SELECT min(" day ") AS first, max(" day ") AS last FROM " rows	\
	" WHERE " VERIFY_OF_SHOP
DB_QUERY(verify_part_years, 2,
	"SELECT y::date AS first,"
	"       (y + interval '1 year')::date - 1 AS last"
	"  FROM (SELECT min(first) AS first, max(last) AS last FROM ("
	ENDS_OF("local_day", "sale_event") " AND local_day IS NOT NULL"
	" UNION ALL " ENDS_OF("local_day", "orders") " AND counted"
	" UNION ALL " ENDS_OF("period", "rollup_part")
	"   AND generation = " VERIFY_GENERATION ") AS found) AS ends,"
	"       generate_series(date_trunc('year', first::timestamp),"
	"                       last, '1 year') AS y");

/*
 * $3 and $4 are the first and the last day.  Days that are not marked, whole;
 * marks, rows and facts are of one moment.
 */
#define UNMARKED(dimension, day)					\
	"NOT EXISTS (SELECT FROM rollup_dirty m WHERE m.tenant_id = $1"	\
	" AND m.shop_id = $2 AND m.day = " day				\
	" AND " DIRTY_OF(dimension) ")"

#define WANTED								\
	"WITH loose AS MATERIALIZED ("					\
	"SELECT $2::bigint AS shop_id, timezone, day,"			\
	"       NULL::timestamptz AS since, NULL::timestamptz AS until,"\
	"       NULL::bigint[] AS alone"				\
	"  FROM " VERIFY_STATE " AS s, LATERAL"				\
	"       (SELECT at::date AS day FROM generate_series("		\
	"          $3::timestamp, $4::timestamp, '1 day') AS at) AS d"	\
	" WHERE " UNMARKED("0", "d.day") ") "				\
	"SELECT dimension::smallint, day AS period, value, " PART_SUMS	\
	"  FROM (" PART_FACTS_OF_HOURS					\
	"         UNION ALL " PART_FACTS_OF_CHANNELS			\
	"         UNION ALL " PART_FACTS_OF_COUNTRIES			\
	"         UNION ALL " PART_FACTS_OF_PRODUCTS			\
	"         UNION ALL " PART_FACTS_OF_CODES			\
	"         UNION ALL " PART_FACTS_OF_VENDORS			\
	"         UNION ALL " PART_FACTS_OF_TYPES			\
	"         UNION ALL " PART_FACTS_OF_DISCOUNTED ") AS f"		\
	" WHERE " UNMARKED("f.dimension", "f.day")			\
	" GROUP BY dimension, day, value"

#define STORED(columns, more, which)					\
	"SELECT " columns "  FROM rollup_part p" more			\
	" WHERE p.tenant_id = $1 AND p.shop_id = $2"			\
	"   AND p.generation = " VERIFY_GENERATION			\
	"   AND p.dimension <= " PART_LAST				\
	"   AND p.period BETWEEN $3::date AND $4::date"			\
	"   AND " which

DB_QUERY(verify_part, 4,
	VERIFY_DIFFERENCE(WANTED,
		   STORED("dimension, period, value, " PART_NAMES, "",
			  "p.grain = " PART_DAY " AND "
			  UNMARKED("p.dimension", "p.period")),
		   PART_HOLDS));

#define LONGER_OF(day)							\
	", LATERAL (VALUES (" PART_THIRD ", " PART_THIRD_OF(day) "),"	\
	" (" PART_MONTH ", " ROLLUP_MONTH_OF(day) "),"			\
	" (" PART_QUARTER ", " PART_QUARTER_OF(day) "),"		\
	" (" PART_YEAR ", " PART_YEAR_OF(day) "))"			\
	" AS longer (grain, begins)"
DB_QUERY(verify_part_longer, 4,
	VERIFY_DIFFERENCE(STORED("dimension, longer.grain, begins, "
				 PART_OF_LONGER("dimension", "period", "value")
				 " AS value, " PART_SUMS, LONGER_OF("p.period"),
				 "p.grain = " PART_DAY
				 " GROUP BY dimension, 2, begins, 4"),
		   STORED("dimension, grain, period, value, " PART_NAMES, "",
			  "p.grain <> " PART_DAY),
		   PART_HOLDS));

int verify_parts(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, int64_t *days, int64_t *longer,
		 struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = db_arg_int64(a, shop_id);
	struct db_rows *years = db_read(db, a, tenant_id, &verify_part_years,
					DB_ARGS(tenant, shop), err);

	if (!years)
		return -1;
	for (int i = 0; i < db_count(years); i++) {
		struct db_args year = DB_ARGS(tenant, shop,
					      db_text(years, i, "first"),
					      db_text(years, i, "last"));

		if (verify_ask(db, a, tenant_id, &verify_part, year, days,
			       err) ||
		    verify_ask(db, a, tenant_id, &verify_part_longer, year,
			       longer, err))
			return -1;
	}
	return 0;
}
