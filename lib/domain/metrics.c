#include <string.h>

#include "domain/metrics_range.h"
#include "domain/rollup.h"

/* Of several shops, a digest: one more or one less is a change, too. */
DB_QUERY(metrics_version_of_shop, 2,
	"SELECT data_version AS version FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = $2");
DB_QUERY(metrics_version_of_all, 1,
	"SELECT coalesce(hashtextextended(string_agg("
	"       shop_id || ':' || data_version, ',' ORDER BY shop_id), 0), 0)"
	"         AS version"
	"  FROM shop_state WHERE tenant_id = $1");

struct metrics_args metrics_args(struct arena *a, int64_t tenant_id,
				 const struct metrics_range *range)
{
	return (struct metrics_args){
		.tenant_id = db_arg_int64(a, tenant_id),
		.shop_id = range->shop_id ? db_arg_int64(a, range->shop_id)
					  : NULL,
		.from_day = range->from_day,
		.to_day = range->to_day,
		.from_instant = range->from_instant,
		.to_instant = range->to_instant,
	};
}

int metrics_version(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, int64_t *version, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	struct db_rows *rows;

	if (shop_id)
		rows = db_read(db, a, tenant_id, &metrics_version_of_shop,
			       DB_ARGS(tenant, db_arg_int64(a, shop_id)),
			       err);
	else
		rows = db_read(db, a, tenant_id, &metrics_version_of_all,
			       DB_ARGS(tenant), err);
	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*version = db_int64(rows, 0, "version");
	return 0;
}

void metrics_sums_get(const struct db_rows *rows, int i,
		      struct metrics_sums *out)
{
	out->currency = db_text_or_null(rows, i, "currency");
	out->orders = db_int64(rows, i, "orders");
	out->units_ordered = db_int64(rows, i, "units_ordered");
	out->units_net = db_int64(rows, i, "units_net");
	out->gross_sales = db_text(rows, i, "gross_sales");
	out->discounts = db_text(rows, i, "discounts");
	out->sales_reversals = db_text(rows, i, "sales_reversals");
	out->net_sales = db_text(rows, i, "net_sales");
	out->shipping = db_text(rows, i, "shipping");
	out->taxes = db_text(rows, i, "taxes");
	out->duties = db_text(rows, i, "duties");
	out->fees = db_text(rows, i, "fees");
	out->total_sales = db_text(rows, i, "total_sales");
	out->tips = db_text(rows, i, "tips");
	out->gift_card_sales = db_text(rows, i, "gift_card_sales");
	out->aov = db_text_or_null(rows, i, "aov");
}

/* Whole days: from the rollup alone. */
DB_QUERY(metrics_sums_of_days, 7,
	METRICS_SCOPE
	"SELECT currency, min(first) AS first, max(last) AS last, "
	METRICS_SUMS
	"  FROM scope LEFT JOIN " METRICS_DAYS_OF_SHOP " ON true"
	" GROUP BY currency ORDER BY total_sales DESC, currency");

/* With days cut by instants. */
DB_QUERY(metrics_sums_of_instants, 7,
	METRICS_SCOPE METRICS_PARTS
	"SELECT currency, min(first) AS first, max(last) AS last, "
	METRICS_SUMS
	"  FROM scope LEFT JOIN part USING (shop_id)"
	" GROUP BY currency ORDER BY total_sales DESC, currency");

/* An order is an event of its own: order_completed. */
DB_QUERY(metrics_state_select, 2,
	"SELECT coalesce(sum(customers), 0) AS customers,"
	"       count(*) AS shops, coalesce(sum(n), 0) AS recent_events"
	"  FROM shop_state s, LATERAL"
	"       (SELECT count(*) AS n FROM orders o"
	"         WHERE o.tenant_id = $1 AND o.shop_id = s.shop_id"
	"           AND o.processed_at > now() - interval '24 h'"
	"           AND o.processed_at <= now() AND o.counted OFFSET 0) AS r"
	" WHERE s.tenant_id = $1 AND ($2::bigint IS NULL OR s.shop_id = $2)");

static void get_sums(struct arena *a, const struct db_rows *rows,
		     struct metrics_sums **out, size_t *count,
		     const char **first, const char **last)
{
	int n = db_count(rows);

	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = (size_t)n;
	for (int i = 0; i < n; i++)
		metrics_sums_get(rows, i, &(*out)[i]);
	*first = n ? db_text(rows, 0, "first") : NULL;
	*last = n ? db_text(rows, 0, "last") : NULL;
}

int metrics_overview(struct db *db, struct arena *a, int64_t tenant_id,
		     const struct metrics_range *range,
		     struct metrics_overview *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	const struct db_query *sums = p.from_instant || p.to_instant
					      ? &metrics_sums_of_instants
					      : &metrics_sums_of_days;
	struct db_rows *state, *now, *previous;

	db_begin(db, tenant_id);
	db_queue(db, a, &metrics_state_select,
		 DB_ARGS(p.tenant_id, p.shop_id), &state);
	db_queue(db, a, sums,
		 DB_ARGS(p.tenant_id, p.shop_id, p.from_day, p.to_day,
			 p.from_instant, p.to_instant, "0"), &now);
	db_queue(db, a, sums,
		 DB_ARGS(p.tenant_id, p.shop_id, p.from_day, p.to_day,
			 p.from_instant, p.to_instant, "1"), &previous);
	if (db_commit(db, err))
		return -1;
	if (range->shop_id && db_int64(state, 0, "shops") == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	out->customers = db_int64(state, 0, "customers");
	out->recent_events = db_int64(state, 0, "recent_events");
	get_sums(a, now, &out->now, &out->nnow, &out->from_day,
		 &out->to_day);
	get_sums(a, previous, &out->previous, &out->nprevious,
		 &out->previous_from, &out->previous_to);
	return 0;
}
