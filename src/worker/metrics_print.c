#include "base/decimal.h"
#include "base/money.h"
#include "domain/store/event.h"

#include "metrics_print.h"

void metrics_print_sums(struct jsonout *w, const struct metrics_sums *s)
{
	jsonout_put_int64(w, "unitsOrdered", s->units_ordered);
	jsonout_put_int64(w, "unitsNet", s->units_net);
	jsonout_put_text(w, "exactness", s->derived ? "provisional" : "exact");
	jsonout_put_decimal(w, "grossSales", s->gross_sales);
	jsonout_put_decimal(w, "discounts", s->discounts);
	jsonout_put_decimal(w, "salesReversals", s->sales_reversals);
	jsonout_put_decimal(w, "returns", s->sales_reversals);
	jsonout_put_decimal(w, "netSales", s->net_sales);
	jsonout_put_decimal(w, "shipping", s->shipping);
	jsonout_put_decimal(w, "taxes", s->taxes);
	jsonout_put_decimal(w, "duties", s->duties);
	jsonout_put_decimal(w, "fees", s->fees);
	jsonout_put_decimal(w, "totalSales", s->total_sales);
	jsonout_put_decimal(w, "tips", s->tips);
	jsonout_put_decimal(w, "giftCardSales", s->gift_card_sales);
	jsonout_put_decimal(w, "aov", s->aov);
}

void metrics_print_totals(struct jsonout *w, const struct metrics_sums *sums,
			  size_t n)
{
	static const struct metrics_sums none = {
		.gross_sales = "0", .discounts = "0",
		.sales_reversals = "0", .net_sales = "0", .shipping = "0",
		.taxes = "0", .duties = "0", .fees = "0",
		.total_sales = "0", .tips = "0", .gift_card_sales = "0",
	};
	struct metrics_sums total = { 0 };

	for (size_t i = 0; i < n; i++) {
		total.orders += sums[i].orders;
		total.units_ordered += sums[i].units_ordered;
		total.units_net += sums[i].units_net;
		total.derived += sums[i].derived;
	}
	if (n < 2)
		total = n ? sums[0] : none;
	jsonout_put_int64(w, "totalOrders", total.orders);
	jsonout_put_decimal(w, "totalRevenue", total.total_sales);
	jsonout_put_text(w, "currency", total.currency);
	metrics_print_sums(w, &total);
}

void metrics_print_percent(struct jsonout *w, const char *name, int64_t part,
			   int64_t whole)
{
	if (whole)
		jsonout_put_money(w, name,
				  money_ratio(1000000, part, whole, 2));
	else
		jsonout_put_null(w, name);
}

void metrics_print_share(struct jsonout *w, const char *name,
			 const char *part, const char *whole)
{
	jsonout_put_decimal(w, name, decimal_percent(w->buf->arena, part,
						     whole));
}

/* Customers, and so they add up, over currencies too. */
static void put_people(struct jsonout *w, const struct metrics_people *people,
		       const struct metrics_sums *sums, size_t n)
{
	struct metrics_people all = { .complete = true };
	int64_t orders = 0;

	for (size_t i = 0; i < n; i++) {
		orders += sums[i].orders;
		all.active += people[i].active;
		all.fresh += people[i].fresh;
		all.returning += people[i].returning;
		all.only_once += people[i].only_once;
		all.guest_orders += people[i].guest_orders;
		all.complete &= people[i].complete;
	}
	jsonout_put_int64(w, "activeCustomers", all.active);
	jsonout_put_int64(w, "newCustomers", all.fresh);
	jsonout_put_int64(w, "returningCustomers", all.returning);
	metrics_print_percent(w, "returningCustomerRate", all.returning,
			      all.active);
	metrics_print_percent(w, "returningCustomerRateShopify",
			      all.active - all.only_once, all.active);
	metrics_print_percent(w, "guestOrdersShare", all.guest_orders,
			      orders);
	jsonout_put_bool(w, "customersComplete", all.complete);
}

void metrics_print_rates(struct jsonout *w, const struct metrics_rates *r)
{
	jsonout_key(w, "rates");
	if (!r->source) {
		jsonout_null(w);
		return;
	}
	jsonout_object_begin(w);
	jsonout_put_text(w, "source", r->source);
	jsonout_put_text(w, "from", r->from_day);
	jsonout_put_text(w, "to", r->to_day);
	jsonout_object_end(w);
}

void metrics_print_missing(struct jsonout *w, const struct metrics_rates *r)
{
	jsonout_key(w, "missingRate");
	if (!r || !r->missing_day) {
		jsonout_null(w);
		return;
	}
	jsonout_object_begin(w);
	jsonout_put_text(w, "currency", r->missing_currency);
	jsonout_put_text(w, "day", r->missing_day);
	jsonout_object_end(w);
}

void metrics_print_rated(struct jsonout *w, const struct metrics_rates *r)
{
	if (!r)
		return;
	metrics_print_rates(w, r);
	metrics_print_missing(w, r);
}

static void put_converted(struct jsonout *w, const struct metrics_converted *c)
{
	jsonout_key(w, "converted");
	if (!c || c->rates.missing_day) {
		jsonout_null(w);
	} else {
		jsonout_object_begin(w);
		metrics_print_totals(w, &c->sums, 1);
		metrics_print_rates(w, &c->rates);
		jsonout_object_end(w);
	}
	metrics_print_missing(w, c ? &c->rates : NULL);
}

static void put_period(struct jsonout *w, const struct metrics_period *p)
{
	metrics_print_totals(w, p->sums, p->nsums);
	put_people(w, p->people, p->sums, p->nsums);
	jsonout_key(w, "byCurrency");
	jsonout_array_begin(w);
	for (size_t i = 0; i < p->nsums; i++) {
		jsonout_object_begin(w);
		metrics_print_totals(w, &p->sums[i], 1);
		put_people(w, &p->people[i], &p->sums[i], 1);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	put_converted(w, p->converted);
}

void metrics_print_overview(struct jsonout *w,
			    const struct metrics_overview *o, bool compared)
{
	jsonout_object_begin(w);
	jsonout_put_int64(w, "totalCustomers", o->customers);
	jsonout_put_int64(w, "recentEvents", o->recent_events);
	jsonout_put_text(w, "from", o->now.from_day);
	jsonout_put_text(w, "to", o->now.to_day);
	put_period(w, &o->now);
	if (compared) {
		jsonout_key(w, "previous");
		jsonout_object_begin(w);
		jsonout_put_text(w, "from", o->then.from_day);
		jsonout_put_text(w, "to", o->then.to_day);
		jsonout_put_text(w, "until", o->then.until);
		put_period(w, &o->then);
		jsonout_object_end(w);
	}
	jsonout_object_end(w);
}

/* The members of a point that are of one currency; NULL: of its own. */
static void put_point(struct jsonout *w, const struct metrics_sums *sums,
		      const struct metrics_converted *converted)
{
	jsonout_put_int64(w, "orders", sums->orders);
	jsonout_put_decimal(w, "revenue", sums->total_sales);
	jsonout_put_text(w, "currency", sums->currency);
	metrics_print_sums(w, sums);
	metrics_print_rated(w, converted ? &converted->rates : NULL);
}

void metrics_print_series(struct jsonout *w,
			  const struct metrics_point *points, size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "day", points[i].day);
		if (points[i].hour >= 0)
			jsonout_put_int64(w, "hour", points[i].hour);
		put_point(w, &points[i].sums, points[i].converted);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

/* What has no key, and the rest, have null. */
void metrics_print_split(struct jsonout *w,
			 const struct metrics_split_point *points,
			 size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++) {
		const char *key = points[i].key;

		jsonout_object_begin(w);
		jsonout_put_text(w, "day", points[i].day);
		jsonout_put_text(w, "key", key && *key ? key : NULL);
		jsonout_put_bool(w, "isRest", !key);
		put_point(w, &points[i].sums, points[i].converted);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

void metrics_print_customer_types(struct jsonout *w,
				  const struct metrics_customers_point *points,
				  size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "day", points[i].day);
		jsonout_put_text(w, "key", points[i].type);
		jsonout_put_int64(w, "orders", points[i].orders);
		jsonout_put_decimal(w, "totalSpent", points[i].spent);
		jsonout_put_text(w, "currency", points[i].currency);
		jsonout_put_bool(w, "customersComplete", points[i].complete);
		metrics_print_rated(w, points[i].rates);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

void metrics_print_hours(struct jsonout *w, const struct metrics_hour *hours,
			 size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++) {
		const struct metrics_hour *hour = &hours[i];

		jsonout_object_begin(w);
		jsonout_put_int64(w, "weekday", hour->weekday);
		jsonout_put_int64(w, "hour", hour->hour);
		jsonout_put_text(w, "currency", hour->currency);
		jsonout_put_int64(w, "orders", hour->orders);
		jsonout_put_decimal(w, "netSales", hour->net_sales);
		jsonout_put_decimal(w, "totalSales", hour->total_sales);
		metrics_print_rated(w, hour->rates);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

static void put_customer(struct jsonout *w, const struct metrics_customer *c)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "id", c->id);
	jsonout_put_text(w, "shopId", c->shop_id);
	jsonout_put_text(w, "email", c->email);
	jsonout_put_text(w, "firstName", c->first_name);
	jsonout_put_text(w, "lastName", c->last_name);
	jsonout_put_decimal(w, "totalSpent", c->spent);
	jsonout_put_text(w, "currency", c->currency);
	jsonout_put_int64(w, "ordersCount", c->orders);
	jsonout_put_int64(w, "lifetimeOrders", c->lifetime_orders);
	jsonout_put_int64(w, "engagementScore", c->engagement);
	metrics_print_rated(w, c->rates);
	jsonout_object_end(w);
}

void metrics_print_customers(struct jsonout *w,
			     const struct metrics_customer *customers,
			     size_t count)
{
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_customer(w, &customers[i]);
	jsonout_array_end(w);
}

void metrics_print_funnel(struct jsonout *w, const struct metrics_funnel *f)
{
	jsonout_key(w, "funnel");
	jsonout_object_begin(w);
	jsonout_put_int64(w, "productViews", f->views);
	jsonout_put_int64(w, "cartAbandonments", f->carts);
	jsonout_put_int64(w, "checkoutsStarted", f->checkouts);
	jsonout_put_int64(w, "ordersCompleted", f->orders);
	jsonout_object_end(w);
	jsonout_key(w, "conversionRates");
	jsonout_object_begin(w);
	jsonout_put_decimal(w, "viewToCart", f->view_to_cart);
	jsonout_put_decimal(w, "cartToCheckout", f->cart_to_checkout);
	jsonout_put_decimal(w, "checkoutToOrder", f->checkout_to_order);
	jsonout_object_end(w);
}

void metrics_print_summary(struct jsonout *w, const struct metrics_funnel *f)
{
	jsonout_key(w, "eventSummary");
	jsonout_object_begin(w);
	jsonout_put_int64(w, event_type_name(EVENT_VIEW), f->views);
	jsonout_put_int64(w, event_type_name(EVENT_CART), f->carts);
	jsonout_put_int64(w, event_type_name(EVENT_CHECKOUT), f->checkouts);
	jsonout_put_int64(w, "order_completed", f->orders);
	jsonout_object_end(w);
	jsonout_put_int64(w, "totalEvents",
			  f->views + f->carts + f->checkouts + f->orders);
}
