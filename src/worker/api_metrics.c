#include <string.h>

#include "base/clock.h"
#include "domain/metrics.h"

#include "memory.h"
#include "params.h"
#include "range.h"
#include "reply.h"
#include "routes.h"

/* More points than anybody looks at: twenty years of days, two centuries. */
#define MOST_DAYS_BY_DAY 7400
#define MOST_DAYS 73200

/* An order counts ten in a customer's engagement. */
#define ENGAGEMENT_OF_ORDER 10

/*
 * A tag says whose data it is, of which version, and of which stretch of
 * time where an answer also depends on the clock (no zone's day begins
 * within a quarter of an hour; the last 24 hours move every minute).
 */
#define OPEN_RANGE_S 900
#define LAST_HOURS_S 60

static const char *tag(const struct request *req, const struct range *range,
		       int64_t version, int64_t stretch_s)
{
	int64_t now_s = clock_now_us() / CLOCK_SECOND_US;

	return arena_printf(req->arena, "%lld-%lld-%lld-%lld",
		(long long)req->tenant_id, (long long)range->metrics.shop_id,
		(long long)version,
		(long long)(stretch_s ? now_s / stretch_s : 0));
}

/*
 * Give the answer its tag, and give it at once if the client has it (304) or
 * this worker made it before: *done is then true.
 */
static int reply_known(struct request *req, const struct range *range,
		       int64_t stretch_s, bool *done, struct xn_error *err)
{
	int64_t version;

	if (metrics_version(req->worker->db_read, req->arena, req->tenant_id,
			    range->metrics.shop_id, &version, err))
		return -1;
	*done = true;
	if (reply_is_fresh(req, tag(req, range, version, stretch_s)))
		return reply_not_modified(req);
	*done = memory_reply(req);
	return 0;
}

static int reply_new(struct request *req, struct jsonout *w)
{
	reply(req, 200, w);
	memory_keep(req);
	return 0;
}

static void put_sums(struct jsonout *w, const struct metrics_sums *s)
{
	jsonout_put_int64(w, "unitsOrdered", s->units_ordered);
	jsonout_put_int64(w, "unitsNet", s->units_net);
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

/*
 * A period's totals.  Orders add up over currencies, amounts do not: with
 * several, the amounts are null here and stand by currency.
 */
static void put_totals(struct jsonout *w, const struct metrics_sums *sums,
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
	}
	if (n < 2)
		total = n ? sums[0] : none;
	jsonout_put_int64(w, "totalOrders", total.orders);
	jsonout_put_decimal(w, "totalRevenue", total.total_sales);
	jsonout_put_text(w, "currency", total.currency);
	put_sums(w, &total);
}

static void put_currencies(struct jsonout *w, const struct metrics_sums *sums,
			   size_t n)
{
	jsonout_key(w, "byCurrency");
	jsonout_array_begin(w);
	for (size_t i = 0; i < n; i++) {
		jsonout_object_begin(w);
		put_totals(w, &sums[i], 1);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

static void put_overview(struct jsonout *w, const struct metrics_overview *o,
			 bool compare)
{
	jsonout_object_begin(w);
	jsonout_put_int64(w, "totalCustomers", o->customers);
	jsonout_put_int64(w, "recentEvents", o->recent_events);
	jsonout_put_text(w, "from", o->from_day);
	jsonout_put_text(w, "to", o->to_day);
	put_totals(w, o->now, o->nnow);
	put_currencies(w, o->now, o->nnow);
	if (compare) {
		jsonout_key(w, "previous");
		jsonout_object_begin(w);
		jsonout_put_text(w, "from", o->previous_from);
		jsonout_put_text(w, "to", o->previous_to);
		put_totals(w, o->previous, o->nprevious);
		put_currencies(w, o->previous, o->nprevious);
		jsonout_object_end(w);
	}
	jsonout_object_end(w);
}

static int query_compare(const struct request *req, bool *compare,
			 struct xn_error *err)
{
	const char *text;

	if (query_text(req, "compare", &text, err))
		return -1;
	*compare = !text || !strcmp(text, "previous");
	if (!*compare && strcmp(text, "none"))
		return xn_fail_field(err, XN_BAD_INPUT, "compare",
				     "compare: must be previous or none");
	return 0;
}

/*
 * GET /api/metrics/overview?shopId=&from=&to=&compare=: 200; 304; 400; 404 no
 * such shop.
 */
int api_metrics_overview(struct request *req, struct xn_error *err)
{
	struct metrics_overview o = { 0 };
	bool compare, done;
	struct range range;
	struct jsonout *w;

	if (range_parse(req, MOST_DAYS, &range, err) ||
	    query_compare(req, &compare, err) ||
	    reply_known(req, &range, LAST_HOURS_S, &done, err))
		return -1;
	if (done)
		return 0;
	if (metrics_overview(req->worker->db_read, req->arena, req->tenant_id,
			     &range.metrics, &o, err))
		return -1;
	w = reply_json(req);
	put_overview(w, &o, compare);
	return reply_new(req, w);
}

static int query_step(const struct request *req, enum metrics_step *step,
		      struct xn_error *err)
{
	static const char *const names[] = {
		[STEP_DAY] = "day",
		[STEP_WEEK] = "week",
		[STEP_MONTH] = "month",
		[STEP_QUARTER] = "quarter",
		[STEP_YEAR] = "year",
	};
	const char *text;

	if (query_text(req, "granularity", &text, err))
		return -1;
	*step = STEP_DAY;
	if (!text)
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(text, names[i])) {
			*step = (enum metrics_step)i;
			return 0;
		}
	}
	return xn_fail_field(err, XN_BAD_INPUT, "granularity",
		"granularity: must be day, week, month, quarter or year");
}

/*
 * GET /api/metrics/orders-by-date?shopId=&from=&to=&granularity=: 200; 304;
 * 400; 404 no such shop.
 */
int api_metrics_orders_by_date(struct request *req, struct xn_error *err)
{
	struct metrics_point *points;
	enum metrics_step step;
	struct range range;
	struct jsonout *w;
	size_t count;
	bool done;

	if (query_step(req, &step, err) ||
	    range_parse(req, step == STEP_DAY ? MOST_DAYS_BY_DAY : MOST_DAYS,
			&range, err) ||
	    reply_known(req, &range, range.is_open ? OPEN_RANGE_S : 0, &done,
			err))
		return -1;
	if (done)
		return 0;
	if (metrics_series(req->worker->db_read, req->arena, req->tenant_id,
			   &range.metrics, step, &points, &count, err))
		return -1;
	w = reply_json(req);
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "day", points[i].day);
		jsonout_put_int64(w, "orders", points[i].sums.orders);
		jsonout_put_decimal(w, "revenue", points[i].sums.total_sales);
		jsonout_put_text(w, "currency", points[i].sums.currency);
		put_sums(w, &points[i].sums);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	return reply_new(req, w);
}

static void put_customer(struct jsonout *w, const struct metrics_customer *c)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "id", c->id);
	jsonout_put_text(w, "email", c->email);
	jsonout_put_text(w, "firstName", c->first_name);
	jsonout_put_text(w, "lastName", c->last_name);
	jsonout_put_decimal(w, "totalSpent", c->spent);
	jsonout_put_text(w, "currency", c->currency);
	jsonout_put_int64(w, "ordersCount", c->orders);
	jsonout_put_int64(w, "lifetimeOrders", c->lifetime_orders);
	jsonout_put_int64(w, "engagementScore",
			  c->lifetime_orders * ENGAGEMENT_OF_ORDER);
	jsonout_object_end(w);
}

/*
 * GET /api/metrics/top-customers?shopId=&from=&to=&limit=: 200; 304; 400; 404
 * no such shop.  Without from and to: of all time.
 */
int api_metrics_top_customers(struct request *req, struct xn_error *err)
{
	struct metrics_customer *customers;
	struct range range;
	struct jsonout *w;
	size_t count;
	bool done;
	int limit;

	if (range_parse(req, MOST_DAYS, &range, err) ||
	    query_int(req, "limit", 1, 250, 5, &limit, err) ||
	    reply_known(req, &range, range.is_open ? OPEN_RANGE_S : 0, &done,
			err))
		return -1;
	if (done)
		return 0;
	if (metrics_top_customers(req->worker->db_read, req->arena,
				  req->tenant_id, &range.metrics, limit,
				  &customers, &count, err))
		return -1;
	w = reply_json(req);
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_customer(w, &customers[i]);
	jsonout_array_end(w);
	return reply_new(req, w);
}
