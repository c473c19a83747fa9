#include "domain/rollup/rollup.h"
#include "domain/upkeep/verify_sample.h"
#include "domain/upkeep/verify_sql.h"

/* $1 tenant, $2 shop, $3 the month's first day. */
#define IN_MONTH(day)							\
	day " >= $3::date AND " day " < ($3::date + interval '1 month')::date"

DB_QUERY(verify_sample_pick, 2,
	"SELECT date_trunc('month', day::timestamp)::date AS month"
	"  FROM rollup_day WHERE " VERIFY_NOW_BUILT
	" GROUP BY 1 ORDER BY random() LIMIT 1");

DB_QUERY(verify_sample_day, 3,
	VERIFY_DIFFERENCE(
	VERIFY_DAYS_OF(VERIFY_OF_SHOP " AND " IN_MONTH("local_day")),
	"SELECT day, orders, " ROLLUP_DAY_NAMES " FROM rollup_day"
	" WHERE " VERIFY_NOW_BUILT " AND " IN_MONTH("day"),
	VERIFY_DAY_HOLDS));

DB_QUERY(verify_sample_customer, 3,
	VERIFY_DIFFERENCE(
	"SELECT customer_id, count(*) AS orders, bigint_sum(spent) AS spent"
	"  FROM orders WHERE " VERIFY_OF_SHOP " AND counted"
	"   AND " IN_MONTH("local_day")
	"   AND customer_id <= (SELECT customers_built_to FROM " VERIFY_STATE
	"                       AS s)"
	" GROUP BY customer_id",
	"SELECT customer_id, orders, spent FROM customer_month"
	" WHERE " VERIFY_NOW_BUILT " AND month = $3",
	"(orders, spent) <> (0, 0)"));

DB_QUERY(verify_sample_event, 3,
	VERIFY_DIFFERENCE(
	"SELECT local_day AS day, type, count(*) AS events"
	"  FROM storefront_event WHERE " VERIFY_OF_SHOP " AND counted"
	"   AND " IN_MONTH("local_day") " GROUP BY local_day, type",
	"SELECT day, type, events FROM rollup_event"
	" WHERE " VERIFY_NOW_BUILT " AND " IN_MONTH("day"),
	"events <> 0"));

DB_QUERY(verify_sample_local_day, 3,
	"SELECT count(*) AS drift FROM sale_event e, " VERIFY_STATE " AS s"
	" WHERE e.tenant_id = $1 AND e.shop_id = $2"
	"   AND " IN_MONTH("e.local_day")
	"   AND (e.local_day, e.local_hour) IS DISTINCT FROM"
	"       ((e.happened_at AT TIME ZONE s.timezone)::date,"
	"        date_part('hour', e.happened_at"
	"                  AT TIME ZONE s.timezone)::smallint)");

static const struct {
	const char *name;
	const struct db_query *query;
} checks[SAMPLE_NCHECKS] = {
	[SAMPLE_ROLLUP_DAY] = { "rollup_day", &verify_sample_day },
	[SAMPLE_CUSTOMER_MONTH] = { "customer_month",
				    &verify_sample_customer },
	[SAMPLE_ROLLUP_EVENT] = { "rollup_event", &verify_sample_event },
	[SAMPLE_LOCAL_DAY] = { "local_day", &verify_sample_local_day },
};

const char *verify_sample_name(enum verify_sample_check check)
{
	return checks[check].name;
}

int verify_sample_month(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, const char **month,
			struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &verify_sample_pick,
				       DB_ARGS(db_arg_int64(a, tenant_id),
					       db_arg_int64(a, shop_id)), err);

	if (!rows)
		return -1;
	*month = db_count(rows) ? db_text(rows, 0, "month") : NULL;
	return 0;
}

int verify_sample(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const char *month,
		  int64_t drift[SAMPLE_NCHECKS], struct xn_error *err)
{
	struct db_args key = DB_ARGS(db_arg_int64(a, tenant_id),
				     db_arg_int64(a, shop_id), month);

	for (int i = 0; i < SAMPLE_NCHECKS; i++) {
		struct db_rows *rows = db_read(db, a, tenant_id,
					       checks[i].query, key, err);

		if (!rows)
			return -1;
		drift[i] = db_int64(rows, 0, "drift");
	}
	return 0;
}
