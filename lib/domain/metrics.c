#include "domain/metrics_range.h"

/* How often a rate changed: it only grows, and so does a sum with it. */
#define RATES_VERSION							\
	"coalesce((SELECT version FROM exchange_load), 0)"

/* Of several shops, a digest: one more or one less is a change, too. */
DB_QUERY(metrics_version_of_shop, 2,
	"SELECT data_version + " RATES_VERSION " AS version FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = $2");
DB_QUERY(metrics_version_of_all, 1,
	"SELECT coalesce(hashtextextended(" RATES_VERSION " || ':' ||"
	"       string_agg(shop_id || ':' || data_version, ','"
	"                  ORDER BY shop_id), 0), 0) AS version"
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
	out->derived = db_int64(rows, i, "derived");
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

void metrics_period_get(struct arena *a, const struct db_rows *rows,
			struct metrics_period *out)
{
	int n = db_count(rows);

	*out = (struct metrics_period){ .nsums = (size_t)n };
	out->sums = arena_alloc(a, (size_t)n * sizeof(*out->sums) + 1);
	for (int i = 0; i < n; i++)
		metrics_sums_get(rows, i, &out->sums[i]);
	if (n == 0)
		return;
	out->from_day = db_text(rows, 0, "first");
	out->to_day = db_text(rows, 0, "last");
}
