#include <string.h>

#include "base/count.h"
#include "base/money.h"

#include "metrics_print.h"
#include "sales_print.h"

static int64_t e4_of(const char *digits)
{
	int64_t e4 = 0;

	money_parse(digits, strlen(digits), &e4);
	return e4;
}

/* Amounts as they are: of a currency's own those that are shown. */
static struct metrics_exact exact_of(struct jsonout *w,
				     const struct metrics_sums *s,
				     const struct metrics_converted *c)
{
	char sold[32];

	if (c)
		return c->exact;
	money_print(e4_of(s->gross_sales) - e4_of(s->discounts), sold);
	return (struct metrics_exact){
		.gross_sales = s->gross_sales,
		.discounts = s->discounts,
		.sales_reversals = s->sales_reversals,
		.net_sales = s->net_sales,
		.sold = arena_strdup(w->buf->arena, sold),
	};
}

static const struct metrics_rates *rates_of(const struct metrics_converted *c)
{
	return c ? &c->rates : NULL;
}

static void begin_period(struct jsonout *w, const struct metrics_period *p)
{
	jsonout_put_text(w, "from", p->from_day);
	jsonout_put_text(w, "to", p->to_day);
	jsonout_key(w, "byCurrency");
	jsonout_array_begin(w);
}

/* The members of one currency's bridge, in an open object. */
static void put_bridge(struct jsonout *w, const struct metrics_sums *s)
{
	const struct {
		const char *name;
		int64_t amount;
		bool is_total;
	} steps[] = {
		{ "grossSales", e4_of(s->gross_sales), true },
		{ "discounts", -e4_of(s->discounts), false },
		{ "salesReversals", -e4_of(s->sales_reversals), false },
		{ "netSales", e4_of(s->net_sales), true },
		{ "shipping", e4_of(s->shipping), false },
		{ "taxes", e4_of(s->taxes), false },
		{ "duties", e4_of(s->duties), false },
		{ "fees", e4_of(s->fees), false },
		{ "totalSales", e4_of(s->total_sales), true },
	};

	jsonout_put_text(w, "currency", s->currency);
	jsonout_key(w, "steps");
	jsonout_array_begin(w);
	for (size_t j = 0; j < COUNT_OF(steps); j++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "name", steps[j].name);
		jsonout_put_money(w, "amount", steps[j].amount);
		jsonout_put_bool(w, "isTotal", steps[j].is_total);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

void sales_print_bridge(struct jsonout *w, const struct metrics_period *p)
{
	const struct metrics_converted *c = p->converted;

	jsonout_object_begin(w);
	begin_period(w, p);
	for (size_t i = 0; i < p->nsums; i++) {
		jsonout_object_begin(w);
		put_bridge(w, &p->sums[i]);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_key(w, "converted");
	if (c && !c->rates.missing_day) {
		jsonout_object_begin(w);
		put_bridge(w, &c->sums);
		metrics_print_rates(w, &c->rates);
		jsonout_object_end(w);
	} else {
		jsonout_null(w);
	}
	metrics_print_missing(w, rates_of(c));
	jsonout_object_end(w);
}

static void put_new(struct jsonout *w, const struct metrics_slice *slice)
{
	bool is_known = slice->new_orders >= 0;

	if (is_known)
		jsonout_put_int64(w, "newCustomerOrders", slice->new_orders);
	else
		jsonout_put_null(w, "newCustomerOrders");
	metrics_print_percent(w, "newCustomerShare", slice->new_orders,
			      is_known ? slice->sums.orders : 0);
}

static void put_slice(struct jsonout *w, const struct metrics_slice *slice,
		      const struct metrics_exact *whole, bool has_new)
{
	const struct metrics_sums *s = &slice->sums;
	struct metrics_exact own = exact_of(w, s, slice->converted);
	bool has_key = slice->key && *slice->key;

	jsonout_object_begin(w);
	jsonout_put_text(w, "key", has_key ? slice->key : NULL);
	jsonout_put_text(w, "shopId", slice->shop_id);
	jsonout_put_text(w, "label", has_key ? slice->label : NULL);
	jsonout_put_int64(w, "orders", s->orders);
	if (has_new)
		put_new(w, slice);
	metrics_print_share(w, "share", own.net_sales, whole->net_sales);
	metrics_print_sums(w, s);
	metrics_print_rated(w, rates_of(slice->converted));
	jsonout_object_end(w);
}

static bool is_of(const struct metrics_slice *slice,
		  const struct metrics_sums *whole)
{
	return !strcmp(slice->sums.currency, whole->currency);
}

static void put_slices(struct jsonout *w, const struct metrics_breakdown *b,
		       const struct metrics_sums *totals)
{
	struct metrics_exact whole = exact_of(w, totals, b->totals.converted);
	const struct metrics_slice *rest = NULL;

	jsonout_key(w, "rows");
	jsonout_array_begin(w);
	for (size_t i = 0; i < b->nslices; i++) {
		if (!is_of(&b->slices[i], totals))
			continue;
		if (b->slices[i].is_rest)
			rest = &b->slices[i];
		else
			put_slice(w, &b->slices[i], &whole, b->has_new);
	}
	jsonout_array_end(w);
	jsonout_key(w, "rest");
	if (rest)
		put_slice(w, rest, &whole, b->has_new);
	else
		jsonout_null(w);
}

void sales_print_breakdown(struct jsonout *w, const char *by,
			   const struct metrics_breakdown *b)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "by", by);
	begin_period(w, &b->totals);
	for (size_t i = 0; i < b->totals.nsums; i++) {
		jsonout_object_begin(w);
		metrics_print_totals(w, &b->totals.sums[i], 1);
		metrics_print_rated(w, rates_of(b->totals.converted));
		put_slices(w, b, &b->totals.sums[i]);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
}

static void put_product(struct jsonout *w, const struct metrics_slice *p,
			const struct metrics_period *totals)
{
	const struct metrics_sums *s = &p->sums, *all = totals->sums;
	struct metrics_exact own = exact_of(w, s, p->converted), whole;

	while (!is_of(p, all))
		all++;
	whole = exact_of(w, all, totals->converted);
	jsonout_object_begin(w);
	jsonout_put_text(w, "id", p->key);
	jsonout_put_text(w, "shopId", p->shop_id);
	jsonout_put_text(w, "title", p->label);
	jsonout_put_text(w, "vendor", p->vendor);
	jsonout_put_text(w, "productType", p->product_type);
	jsonout_put_text(w, "currency", s->currency);
	jsonout_put_int64(w, "orders", s->orders);
	jsonout_put_int64(w, "unitsOrdered", s->units_ordered);
	jsonout_put_int64(w, "unitsNet", s->units_net);
	jsonout_put_decimal(w, "grossSales", s->gross_sales);
	jsonout_put_decimal(w, "discounts", s->discounts);
	jsonout_put_decimal(w, "salesReversals", s->sales_reversals);
	jsonout_put_decimal(w, "netSales", s->net_sales);
	jsonout_put_decimal(w, "taxes", s->taxes);
	metrics_print_share(w, "share", own.net_sales, whole.net_sales);
	metrics_print_share(w, "reversalRate", own.sales_reversals, own.sold);
	metrics_print_rated(w, rates_of(p->converted));
	jsonout_object_end(w);
}

void sales_print_products(struct jsonout *w,
			  const struct metrics_breakdown *b)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < b->nslices; i++)
		put_product(w, &b->slices[i], &b->totals);
	jsonout_array_end(w);
}

static bool is_of_same(const struct metrics_trend_point *a,
		       const struct metrics_trend_point *b)
{
	return !strcmp(a->product_id, b->product_id) &&
	       !strcmp(a->shop_id, b->shop_id) &&
	       !strcmp(a->currency, b->currency);
}

void sales_print_trends(struct jsonout *w,
			const struct metrics_trend_point *points,
			size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0, first; i < count;) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "id", points[i].product_id);
		jsonout_put_text(w, "shopId", points[i].shop_id);
		jsonout_put_text(w, "currency", points[i].currency);
		jsonout_key(w, "points");
		jsonout_array_begin(w);
		for (first = i; i < count &&
				is_of_same(&points[i], &points[first]); i++) {
			jsonout_object_begin(w);
			jsonout_put_text(w, "day", points[i].day);
			jsonout_put_decimal(w, "netSales",
					    points[i].net_sales);
			metrics_print_rated(w, points[i].rates);
			jsonout_object_end(w);
		}
		jsonout_array_end(w);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

void sales_print_discounts(struct jsonout *w,
			   const struct metrics_discounting *d)
{
	jsonout_object_begin(w);
	begin_period(w, &d->totals);
	for (size_t i = 0; i < d->totals.nsums; i++) {
		const struct metrics_converted *c = d->totals.converted;
		const struct metrics_sums *s = &d->totals.sums[i];
		struct metrics_exact exact = exact_of(w, s, c);
		struct metrics_discounts orders = { 0 };

		for (size_t j = 0; j < d->nrows; j++)
			if (!strcmp(d->rows[j].currency, s->currency))
				orders = d->rows[j];
		jsonout_object_begin(w);
		jsonout_put_text(w, "currency", s->currency);
		jsonout_put_decimal(w, "grossSales", s->gross_sales);
		jsonout_put_decimal(w, "discounts", s->discounts);
		metrics_print_share(w, "discountRate", exact.discounts,
				    exact.gross_sales);
		jsonout_put_int64(w, "orders", orders.orders);
		jsonout_put_int64(w, "discountedOrders",
				  orders.discounted_orders);
		metrics_print_percent(w, "discountedOrdersShare",
				      orders.discounted_orders,
				      orders.orders);
		jsonout_put_decimal(w, "aovDiscounted", orders.aov_discounted);
		jsonout_put_decimal(w, "aovFullPrice", orders.aov_full_price);
		metrics_print_rated(w, rates_of(c));
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
}

void sales_print_pairs(struct jsonout *w, const struct metrics_pair *pairs,
		       size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++) {
		const struct metrics_pair *p = &pairs[i];

		jsonout_object_begin(w);
		jsonout_put_text(w, "shopId", p->shop_id);
		jsonout_put_text(w, "id", p->a_id);
		jsonout_put_text(w, "title", p->a_title);
		jsonout_put_text(w, "withId", p->b_id);
		jsonout_put_text(w, "withTitle", p->b_title);
		jsonout_put_int64(w, "orders", p->orders);
		jsonout_put_decimal(w, "support", p->support);
		jsonout_put_decimal(w, "confidence", p->confidence);
		jsonout_put_decimal(w, "reverseConfidence",
				    p->reverse_confidence);
		jsonout_put_decimal(w, "lift", p->lift);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

/* A reversal row of a currency and bucket, or zeroes. */
static struct metrics_reversal find_bucket(const struct metrics_reversals *r,
					   const char *currency, int bucket)
{
	static const struct metrics_rates none;

	for (size_t i = 0; i < r->nrows; i++)
		if (r->rows[i].bucket == bucket &&
		    !strcmp(r->rows[i].currency, currency))
			return r->rows[i];
	return (struct metrics_reversal){
		.sold = "0", .sales = "0", .shipping = "0", .taxes = "0",
		.total = "0", .exact_sold = "0", .exact_sales = "0",
		.rates = r->totals.converted ? &none : NULL,
	};
}

static void put_ages(struct jsonout *w, const struct metrics_reversals *r,
		     const char *currency)
{
	jsonout_key(w, "byAge");
	jsonout_array_begin(w);
	for (int i = 1; i <= METRICS_NBUCKETS; i++) {
		struct metrics_reversal x = find_bucket(r, currency, i);
		int from, to;

		metrics_bucket(i, &from, &to);
		jsonout_object_begin(w);
		jsonout_put_int64(w, "fromDays", from);
		if (to < 0)
			jsonout_put_null(w, "toDays");
		else
			jsonout_put_int64(w, "toDays", to);
		jsonout_put_int64(w, "reversedOrders", x.orders);
		jsonout_put_decimal(w, "salesReversals", x.sales);
		jsonout_put_decimal(w, "totalReversed", x.total);
		metrics_print_rated(w, x.rates);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

void sales_print_refunds(struct jsonout *w, bool by_order,
			 const struct metrics_reversals *r)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "basis", by_order ? "order_day" : "refund_day");
	jsonout_put_bool(w, "isMature", r->is_mature);
	begin_period(w, &r->totals);
	for (size_t i = 0; i < r->totals.nsums; i++) {
		const struct metrics_sums *s = &r->totals.sums[i];
		struct metrics_reversal x = find_bucket(r, s->currency, 0);

		jsonout_object_begin(w);
		jsonout_put_text(w, "currency", s->currency);
		jsonout_put_int64(w, "orders", s->orders);
		jsonout_put_int64(w, "reversedOrders", x.orders);
		jsonout_put_int64(w, "unitsReturned", x.units);
		jsonout_put_decimal(w, "salesBeforeReversals", x.sold);
		jsonout_put_decimal(w, "salesReversals", x.sales);
		metrics_print_share(w, "reversalRate", x.exact_sales,
				    x.exact_sold);
		jsonout_put_decimal(w, "shippingReversed", x.shipping);
		jsonout_put_decimal(w, "taxesReversed", x.taxes);
		jsonout_put_decimal(w, "totalReversed", x.total);
		metrics_print_rated(w, x.rates);
		put_ages(w, r, s->currency);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
}
