#include <stddef.h>

#include "base/count.h"
#include "base/currency.h"
#include "base/money.h"

#include "domain/metrics/metrics_range.h"

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

#define AMOUNT(name) { #name, offsetof(struct metrics_sums, name) }

static const struct amount {
	const char *name;
	size_t offset;
} amounts[] = {
	AMOUNT(gross_sales), AMOUNT(discounts), AMOUNT(sales_reversals),
	AMOUNT(net_sales), AMOUNT(shipping), AMOUNT(taxes), AMOUNT(duties),
	AMOUNT(fees), AMOUNT(total_sales), AMOUNT(tips),
	AMOUNT(gift_card_sales),
};

#define NAMOUNTS COUNT_OF(amounts)

static const char **place_of(struct metrics_sums *sums,
			     const struct amount *amount)
{
	return (const char **)(void *)((char *)sums + amount->offset);
}

static void get_counts(const struct db_rows *rows, int i,
		       struct metrics_sums *out)
{
	out->currency = db_text_or_null(rows, i, "currency");
	out->orders = db_int64(rows, i, "orders");
	out->units_ordered = db_int64(rows, i, "units_ordered");
	out->units_net = db_int64(rows, i, "units_net");
	out->derived = db_int64(rows, i, "derived");
}

const char *metrics_amount_get(struct arena *a, const struct db_rows *rows,
			       int i, const char *column)
{
	char text[32];

	money_print(db_int64(rows, i, column), text);
	return arena_strdup(a, text);
}

/* Of an order, to the currency's unit; NULL without one. */
static const char *average_get(struct arena *a, const struct db_rows *rows,
			       int i, const struct metrics_sums *sums)
{
	char text[32];

	if (!sums->orders)
		return NULL;
	money_print(money_ratio(db_int64(rows, i, "initial_sales"), 1,
				sums->orders,
				currency_decimals(sums->currency)), text);
	return arena_strdup(a, text);
}

void metrics_sums_get(struct arena *a, const struct db_rows *rows, int i,
		      struct metrics_sums *out)
{
	get_counts(rows, i, out);
	for (size_t k = 0; k < NAMOUNTS; k++)
		*place_of(out, &amounts[k]) =
			metrics_amount_get(a, rows, i, amounts[k].name);
	out->aov = average_get(a, rows, i, out);
}

void metrics_fractions_get(const struct db_rows *rows, int i,
			   struct metrics_sums *out)
{
	get_counts(rows, i, out);
	for (size_t k = 0; k < NAMOUNTS; k++)
		*place_of(out, &amounts[k]) = db_text(rows, i,
						      amounts[k].name);
	out->aov = db_text_or_null(rows, i, "aov");
}
