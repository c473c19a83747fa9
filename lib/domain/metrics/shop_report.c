#include "base/clock.h"
#include "domain/entity/array.h"
#include "domain/metrics/metrics_range.h"

#include "domain/metrics/shop_report.h"

DB_QUERY(shop_report_select_days, 2,
	"SELECT (now() AT TIME ZONE timezone)::date - date '1970-01-01'"
	"         AS today"
	"  FROM shop_state WHERE tenant_id = $1 AND shop_id = $2");

int shop_report_days(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, int64_t *first, int64_t *last,
		     struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id,
				       &shop_report_select_days,
				       DB_ARGS(db_arg_int64(a, tenant_id),
					       db_arg_int64(a, shop_id)), err);

	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*last = db_int64(rows, 0, "today") - 1;
	*first = *last - SHOP_REPORT_DAYS + 1;
	return 0;
}

/* A shop that is being erased has no shop_state, and gets no rows. */
DB_QUERY(shop_report_put, 5,
	"INSERT INTO shopify_day AS d (tenant_id, shop_id, day, metric,"
	" amount)"
	"SELECT $1, $2, date '1970-01-01' + f.day, f.metric, f.amount"
	"  FROM shop_state s, unnest($3::integer[], $4::text[],"
	"       $5::bigint[]) AS f (day, metric, amount)"
	" WHERE s.tenant_id = $1 AND s.shop_id = $2"
	" ON CONFLICT (tenant_id, shop_id, day, metric)"
	" DO UPDATE SET amount = excluded.amount,"
	"               asked_at = excluded.asked_at");

DB_QUERY(shop_report_note, 3,
	"INSERT INTO shopify_report AS r (tenant_id, shop_id, reason)"
	"SELECT tenant_id, shop_id, $3 FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = $2"
	" ON CONFLICT (tenant_id, shop_id)"
	" DO UPDATE SET asked_at = excluded.asked_at,"
	"               reason = excluded.reason");

int shop_report_store(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const struct shopify_figure *figures,
		      size_t count, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = db_arg_int64(a, shop_id);
	struct buf days = array_start(a), metrics = array_start(a),
		   amounts = array_start(a);

	for (size_t i = 0; i < count; i++) {
		array_int64(&days, figures[i].day);
		array_text(&metrics, figures[i].metric);
		array_int64(&amounts, figures[i].amount_e4);
	}
	db_begin(db, tenant_id);
	db_queue(db, a, &shop_report_put,
		 DB_ARGS(tenant, shop, array_end(&days), array_end(&metrics),
			 array_end(&amounts)), NULL);
	db_queue(db, a, &shop_report_note, DB_ARGS(tenant, shop, NULL), NULL);
	return db_commit(db, err);
}

int shop_report_fail(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, const char *reason,
		     struct xn_error *err)
{
	db_begin(db, tenant_id);
	db_queue(db, a, &shop_report_note,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 reason), NULL);
	return db_commit(db, err);
}

DB_QUERY(shop_report_shops, 2,
	"SELECT s.shop_id,"
	"       CASE WHEN NOT s.scopes && ARRAY['read_reports',"
	"                                       'write_reports']"
	"         THEN 'The app lacks the access scope read_reports'"
	"       WHEN r.asked_at IS NULL"
	"         THEN 'Shopify has not been asked yet'"
	"       ELSE r.reason END AS reason,"
	"       (extract(epoch FROM r.asked_at) * 1000000)::bigint AS asked_us"
	"  FROM shop s JOIN shop_state t USING (tenant_id, shop_id)"
	"  LEFT JOIN shopify_report r USING (tenant_id, shop_id)"
	" WHERE s.tenant_id = $1 AND ($2::bigint IS NULL OR s.shop_id = $2)"
	" ORDER BY s.shop_id");

/*
 * `pair`: a figure of Shopify's and ours, both in 1/10,000; a day that the
 * rollup has not is one of zeroes.  Orders are printed without decimals.
 */
#define NET "r.gross_sales - r.discounts - r.sales_reversals"
#define PAIRS								\
	METRICS_SCOPE ", metric (metric, place) AS ("			\
	"SELECT * FROM unnest(ARRAY['totalSales', 'grossSales',"	\
	"  'discounts', 'salesReversals', 'netSales', 'shipping',"	\
	"  'taxes', 'duties', 'fees', 'orders']) WITH ORDINALITY"	\
	"), pair AS ("							\
	"SELECT d.shop_id, scope.currency, d.day, metric, place,"	\
	"       d.amount AS theirs, d.asked_at,"			\
	"       coalesce(r.derived, 0) = 0 AS is_exact,"		\
	"       CASE WHEN metric = 'orders' THEN 0 ELSE 4 END AS digits,"\
	"       coalesce(CASE metric"					\
	"         WHEN 'totalSales' THEN " NET " + r.shipping + r.taxes"\
	"           + r.duties + r.fees"				\
	"         WHEN 'grossSales' THEN r.gross_sales"			\
	"         WHEN 'discounts' THEN r.discounts"			\
	"         WHEN 'salesReversals' THEN r.sales_reversals"		\
	"         WHEN 'netSales' THEN " NET				\
	"         WHEN 'shipping' THEN r.shipping"			\
	"         WHEN 'taxes' THEN r.taxes"				\
	"         WHEN 'duties' THEN r.duties"				\
	"         WHEN 'fees' THEN r.fees"				\
	"         WHEN 'orders' THEN 10000 * r.orders END, 0) AS ours"	\
	"  FROM scope JOIN shopify_day d ON d.tenant_id = $1"		\
	"   AND d.shop_id = scope.shop_id"				\
	"   AND d.day BETWEEN scope.first AND scope.last"		\
	"  JOIN metric USING (metric)"					\
	"  LEFT JOIN rollup_day r ON r.tenant_id = $1"			\
	"   AND r.shop_id = d.shop_id"					\
	"   AND r.generation = scope.generation AND r.day = d.day)"

#define SHOWN(amount, name)						\
	"round(" amount " * 0.0001, digits) AS " name

DB_QUERY(shop_report_rows, 6,
	PAIRS
	"SELECT shop_id, currency, day, metric, is_exact,"
	"       (extract(epoch FROM asked_at) * 1000000)::bigint AS asked_us,"
	"       ours <> theirs AS is_different, "
	SHOWN("ours", "ours") ", " SHOWN("theirs", "theirs") ", "
	SHOWN("(ours - theirs)", "difference")
	"  FROM pair ORDER BY shop_id, day, place");

DB_QUERY(shop_report_sums, 6,
	PAIRS
	"SELECT shop_id, currency, NULL AS day, metric,"
	"       bool_and(is_exact) AS is_exact,"
	"       (extract(epoch FROM min(asked_at)) * 1000000)::bigint"
	"         AS asked_us,"
	"       count(*) AS days,"
	"       count(*) FILTER (WHERE ours <> theirs) AS days_different,"
	"       bool_or(ours <> theirs) AS is_different, "
	SHOWN("sum(ours)", "ours") ", " SHOWN("sum(theirs)", "theirs") ", "
	SHOWN("sum(ours - theirs)", "difference")
	"  FROM pair GROUP BY shop_id, currency, metric, place, digits"
	" ORDER BY shop_id, place");

static struct shop_report_row *get_rows(struct arena *a,
					const struct db_rows *rows, size_t *n,
					bool sums)
{
	struct shop_report_row *list;

	*n = (size_t)db_count(rows);
	list = arena_alloc(a, *n * sizeof(*list) + 1);
	for (int i = 0; i < db_count(rows); i++)
		list[i] = (struct shop_report_row){
			.shop_id = db_text(rows, i, "shop_id"),
			.currency = db_text(rows, i, "currency"),
			.day = db_text_or_null(rows, i, "day"),
			.metric = db_text(rows, i, "metric"),
			.ours = db_text(rows, i, "ours"),
			.theirs = db_text(rows, i, "theirs"),
			.difference = db_text(rows, i, "difference"),
			.is_different = db_bool(rows, i, "is_different"),
			.is_exact = db_bool(rows, i, "is_exact"),
			.asked_us = db_int64(rows, i, "asked_us"),
			.days = sums ? db_int64(rows, i, "days") : 0,
			.days_different = sums
				? db_int64(rows, i, "days_different") : 0,
		};
	return list;
}

int shop_report_list(struct db *db, struct arena *a, int64_t tenant_id,
		     const struct metrics_range *range,
		     struct shop_reports *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *shops, *rows, *sums;

	db_begin_read(db, tenant_id);
	db_queue(db, a, &shop_report_shops, DB_ARGS(p.tenant_id, p.shop_id),
		 &shops);
	db_queue(db, a, &shop_report_rows, DB_ARGS(METRICS_ARGS(p)), &rows);
	db_queue(db, a, &shop_report_sums, DB_ARGS(METRICS_ARGS(p)), &sums);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_count(shops) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = (struct shop_reports){ .nshops = (size_t)db_count(shops) };
	out->shops = arena_alloc(a, out->nshops * sizeof(*out->shops) + 1);
	for (int i = 0; i < db_count(shops); i++)
		out->shops[i] = (struct shop_report){
			.shop_id = db_text(shops, i, "shop_id"),
			.reason = db_text_or_null(shops, i, "reason"),
			.asked_us = db_is_null(shops, i, "asked_us") ? 0
				: db_int64(shops, i, "asked_us"),
		};
	out->rows = get_rows(a, rows, &out->nrows, false);
	out->sums = get_rows(a, sums, &out->nsums, true);
	return 0;
}
