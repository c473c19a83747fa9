#include <string.h>

#include "base/currency.h"
#include "base/money.h"

#include "customers_print.h"
#include "metrics_print.h"

static const char *const grain_names[] = {
	[GRAIN_WEEK] = "week",
	[GRAIN_MONTH] = "month",
	[GRAIN_QUARTER] = "quarter",
};

static void put_rates(struct jsonout *w, const struct metrics_cohort_period *p,
		      int decimals)
{
	jsonout_put_money(w, "retention",
			  money_ratio(1000000, p->customers, p->size, 2));
	jsonout_put_money(w, "ltv",
			  money_ratio(p->net_sales_so_far_e4, 1, p->size,
				      decimals));
}

/* Beside retention, which is all of them in the cohort's own period. */
static void put_reordered(struct jsonout *w, const struct metrics_cohort *c)
{
	metrics_print_percent(w, "reorderedRate", c->reordered,
			      c->periods->size);
}

/* decimals: of the currency's unit. */
static void put_period(struct jsonout *w, size_t n,
		       const struct metrics_cohort_period *p, int decimals)
{
	jsonout_object_begin(w);
	jsonout_put_int64(w, "n", (int64_t)n);
	jsonout_put_int64(w, "customers", p->customers);
	jsonout_put_int64(w, "orders", p->orders);
	jsonout_put_money(w, "netSales", p->net_sales_e4);
	put_rates(w, p, decimals);
	if (p->orders)
		jsonout_put_money(w, "netSalesPerOrder",
				  money_ratio(p->net_sales_e4, 1, p->orders,
					      decimals));
	else
		jsonout_put_null(w, "netSalesPerOrder");
	jsonout_put_bool(w, "partial", p->is_partial);
	jsonout_object_end(w);
}

static void put_cohort(struct jsonout *w, const struct metrics_cohort *c)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "cohort", c->cohort);
	jsonout_put_int64(w, "size", c->periods->size);
	jsonout_put_int64(w, "reordered", c->reordered);
	put_reordered(w, c);
	jsonout_key(w, "periods");
	jsonout_array_begin(w);
	for (size_t n = 0; n < c->nperiods; n++)
		put_period(w, n, &c->periods[n],
			   currency_decimals(c->currency));
	jsonout_array_end(w);
	jsonout_object_end(w);
}

static void put_average(struct jsonout *w, const struct metrics_cohort *c)
{
	jsonout_key(w, "average");
	jsonout_array_begin(w);
	for (size_t n = 0; n < c->nperiods; n++) {
		jsonout_object_begin(w);
		jsonout_put_int64(w, "n", (int64_t)n);
		put_rates(w, &c->periods[n], currency_decimals(c->currency));
		if (n == 0)
			put_reordered(w, c);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

void customers_print_cohorts(struct jsonout *w,
			     const struct metrics_cohorts_asked *asked,
			     const struct metrics_cohorts *c)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "grain", grain_names[asked->grain]);
	jsonout_put_text(w, "basis", asked->by_ledger ? "ledger_day"
						      : "order_day");
	jsonout_put_bool(w, "complete", c->complete);
	jsonout_key(w, "byCurrency");
	jsonout_array_begin(w);
	for (size_t i = 0; i < c->ncohorts; i++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "currency", c->cohorts[i].currency);
		jsonout_key(w, "cohorts");
		jsonout_array_begin(w);
		for (; c->cohorts[i].cohort; i++)
			put_cohort(w, &c->cohorts[i]);
		jsonout_array_end(w);
		put_average(w, &c->cohorts[i]);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
}

static void put_days(struct jsonout *w, const char *name, int64_t days)
{
	if (days < 0)
		jsonout_put_null(w, name);
	else
		jsonout_put_int64(w, name, days);
}

static void put_gaps(struct jsonout *w, const struct metrics_repeat *r)
{
	jsonout_key(w, "gaps");
	jsonout_object_begin(w);
	put_days(w, "median", r->median);
	put_days(w, "p25", r->p25);
	put_days(w, "p75", r->p75);
	put_days(w, "p90", r->p90);
	jsonout_key(w, "histogram");
	jsonout_array_begin(w);
	for (int i = 0; i < METRICS_NGAPS; i++) {
		int from, to;

		metrics_gap(i, &from, &to);
		jsonout_object_begin(w);
		jsonout_put_int64(w, "fromDays", from);
		put_days(w, "toDays", to);
		jsonout_put_int64(w, "orders", r->gaps[i]);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
}

void customers_print_repeat(struct jsonout *w, const struct metrics_repeat *r)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "from", r->from_day);
	jsonout_put_text(w, "to", r->to_day);
	jsonout_put_int64(w, "customers", r->customers);
	jsonout_put_int64(w, "repeatCustomers", r->repeating);
	jsonout_put_bool(w, "complete", r->complete);
	put_gaps(w, r);
	jsonout_key(w, "repurchase");
	jsonout_array_begin(w);
	for (int i = 0; i < METRICS_NHORIZONS; i++) {
		jsonout_object_begin(w);
		put_days(w, "days", r->horizons[i].days);
		jsonout_put_int64(w, "eligible", r->horizons[i].eligible);
		jsonout_put_int64(w, "repurchased",
				  r->horizons[i].repurchased);
		metrics_print_percent(w, "rate", r->horizons[i].repurchased,
				      r->horizons[i].eligible);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
}

static void put_raw(struct jsonout *w, const char *name, const char *json)
{
	jsonout_key(w, name);
	jsonout_raw(w, json, strlen(json));
}

static void put_rfm_shop(struct jsonout *w, const struct rfm_shop *shop)
{
	int64_t all = 0;

	for (int i = 0; i < RFM_NGROUPS; i++)
		all += shop->groups[i].customers;
	jsonout_object_begin(w);
	jsonout_put_text(w, "shopId", shop->shop_id);
	jsonout_put_text(w, "currency", shop->currency);
	jsonout_put_text(w, "asOf", shop->as_of);
	jsonout_key(w, "thresholds");
	jsonout_object_begin(w);
	put_raw(w, "recency", shop->recency);
	put_raw(w, "frequency", shop->frequency);
	put_raw(w, "monetary", shop->monetary);
	jsonout_object_end(w);
	jsonout_key(w, "groups");
	jsonout_array_begin(w);
	for (int i = 0; i < RFM_NGROUPS; i++) {
		const struct rfm_part *part = &shop->groups[i];

		jsonout_object_begin(w);
		jsonout_put_text(w, "group", rfm_codes[i]);
		jsonout_put_text(w, "name", rfm_name((enum rfm_group)i));
		jsonout_put_int64(w, "customers", part->customers);
		metrics_print_percent(w, "customersShare", part->customers,
				      all);
		jsonout_put_int64(w, "orders", part->orders);
		jsonout_put_decimal(w, "totalSpent", part->spent);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
}

void customers_print_rfm(struct jsonout *w, const struct rfm_shop *shops,
			 size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_rfm_shop(w, &shops[i]);
	jsonout_array_end(w);
}
