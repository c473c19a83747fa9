#include "domain/metrics/convert.h"
#include "domain/metrics/metrics_part.h"

#include "domain/metrics/hours.h"

/* 100 to 723: of a day's row the weekday is the day's (PART_HOUR). */
#define HOUR_OF_WEEK							\
	"CASE length(value) WHEN 2 THEN 100 * " PART_WEEKDAY("period")	\
	" ELSE 0 END + value::int"
#define NET_SALES "gross_sales - discounts - sales_reversals"
#define TOTAL_SALES NET_SALES " + shipping + taxes + duties + fees"
#define SUMS								\
	"bigint_sum(orders) AS orders,"					\
	" bigint_sum(net_sales) AS net_sales,"				\
	" bigint_sum(total_sales) AS total_sales"

/* Hours without sales are zeroes that are added to the others. */
DB_QUERY(metrics_hours_select, 6,
	METRICS_PIECES(PART_HOUR, PART_YEAR, PART_FACTS_OF_HOURS)
	", sold AS ("
	"SELECT shop_id, of_week, " SUMS
	"  FROM (SELECT shop_id, " HOUR_OF_WEEK " AS of_week, orders, "
	NET_SALES " AS net_sales, " TOTAL_SALES " AS total_sales FROM piece"
	"         UNION ALL "
	"        SELECT shop_id, 100 * weekday + hour, 0, 0, 0"
	"          FROM scope, generate_series(1, 7) AS weekday,"
	"               generate_series(0, 23) AS hour) AS p"
	" GROUP BY shop_id, of_week)"
	"SELECT currency, of_week / 100 AS weekday, of_week % 100 AS hour, "
	SUMS
	"  FROM sold JOIN scope USING (shop_id)"
	" GROUP BY currency, of_week ORDER BY currency, of_week");

/* The same in one currency, $7: each day's hours at the rates of that day. */
#define AMOUNTS(each) each("net_sales") each("total_sales")
DB_QUERY(metrics_hours_in_currency, 7,
	METRICS_PIECES(PART_HOUR, PART_DAY, PART_FACTS_OF_HOURS)
	", day_hour AS ("
	"SELECT shop_id, period AS day, " HOUR_OF_WEEK " AS of_week,"
	"       bigint_sum(orders) AS orders,"
	"       bigint_sum(" NET_SALES ") AS net_sales,"
	"       bigint_sum(" TOTAL_SALES ") AS total_sales"
	"  FROM piece GROUP BY shop_id, period, 3)"
	METRICS_CONVERTED_OF(", of_week", "orders", AMOUNTS,
			     METRICS_DAYS_OF("day_hour"), "$7")
	", cell AS ("
	"SELECT of_week, orders" AMOUNTS(METRICS_LISTED) ", "
	METRICS_RATES_NAMES "  FROM rated"
	" UNION ALL "
	"SELECT 100 * weekday + hour, 0, 0, 0, " METRICS_NO_RATES
	"  FROM generate_series(1, 7) AS weekday,"
	"       generate_series(0, 23) AS hour)"
	"SELECT code AS currency, of_week / 100 AS weekday,"
	"       of_week % 100 AS hour, bigint_sum(orders) AS orders, "
	AMOUNTS(METRICS_EACH_FRACTION) METRICS_RATES_USED
	"  FROM target, cell GROUP BY code, of_week ORDER BY of_week");

static void get_hour(struct arena *a, const struct db_rows *rows, int i,
		     bool is_converted, struct metrics_hour *out)
{
	out->weekday = (int)db_int64(rows, i, "weekday");
	out->hour = (int)db_int64(rows, i, "hour");
	out->currency = db_text(rows, i, "currency");
	out->orders = db_int64(rows, i, "orders");
	out->net_sales = metrics_told_get(a, rows, i, "net_sales",
					  out->currency, is_converted);
	out->total_sales = metrics_told_get(a, rows, i, "total_sales",
					    out->currency, is_converted);
	if (is_converted)
		out->rates = metrics_rates_of(a, rows, i);
}

int metrics_hours(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range,
		  const struct metrics_into *into,
		  struct metrics_hour **out, size_t *count,
		  struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows = into
		? db_read(db, a, tenant_id, &metrics_hours_in_currency,
			  DB_ARGS(METRICS_ARGS(p), into->currency), err)
		: db_read(db, a, tenant_id, &metrics_hours_select,
			  DB_ARGS(METRICS_ARGS(p)), err);
	int n;

	if (!rows)
		return -1;
	n = db_count(rows);
	if (n == 0 && range->shop_id)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = (size_t)n;
	for (int i = 0; i < n; i++)
		get_hour(a, rows, i, into, &(*out)[i]);
	return 0;
}
