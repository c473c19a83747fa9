#include "domain/metrics/insight.h"

#include "ask.h"
#include "insight_print.h"
#include "customers_print.h"
#include "metrics_print.h"
#include "metrics_reply.h"
#include "sales_print.h"

/* What every function of the domain takes first. */
#define OF(req) (req)->worker->db_read, (req)->arena, (req)->tenant_id

/* NULL: each currency is told by itself. */
static const struct metrics_into *into_of(const struct ask *ask)
{
	return ask->into.currency ? &ask->into : NULL;
}

static int answer_overview(struct request *req, const struct ask *ask,
			   struct jsonout *w, struct xn_error *err)
{
	struct metrics_overview o;

	if (metrics_overview(OF(req), &ask->range.metrics, &ask->comparison,
			     &ask->into, &o, err))
		return -1;
	metrics_print_overview(w, &o,
			       ask->comparison.against != AGAINST_NOTHING);
	return 0;
}

static int answer_customer_types(struct request *req, const struct ask *ask,
				 struct jsonout *w, struct xn_error *err)
{
	struct metrics_customers_point *points;
	size_t count;

	if (metrics_split_customers(OF(req), &ask->range.metrics, ask->step,
				    into_of(ask), &points, &count, err))
		return -1;
	metrics_print_customer_types(w, points, count);
	return 0;
}

static int answer_split(struct request *req, const struct ask *ask,
			struct jsonout *w, struct xn_error *err)
{
	struct metrics_split_point *points;
	size_t count;

	if (metrics_split(OF(req), &ask->range.metrics, ask->step, ask->split,
			  into_of(ask), &points, &count, err))
		return -1;
	metrics_print_split(w, points, count);
	return 0;
}

static int answer_series(struct request *req, const struct ask *ask,
			 struct jsonout *w, struct xn_error *err)
{
	struct metrics_point *points;
	size_t count;

	if (ask->split == SPLIT_CUSTOMER_TYPE)
		return answer_customer_types(req, ask, w, err);
	if (ask->split)
		return answer_split(req, ask, w, err);
	if (metrics_series(OF(req), &ask->range.metrics, ask->step,
			   into_of(ask), &points, &count, err))
		return -1;
	metrics_print_series(w, points, count);
	return 0;
}

static int answer_top_customers(struct request *req, const struct ask *ask,
				struct jsonout *w, struct xn_error *err)
{
	struct metrics_customer *customers;
	size_t count;

	if (metrics_top_customers(OF(req), &ask->range.metrics, ask->limit,
				  into_of(ask), &customers, &count, err))
		return -1;
	metrics_print_customers(w, customers, count);
	return 0;
}

static int answer_top_products(struct request *req, const struct ask *ask,
			       struct jsonout *w, struct xn_error *err)
{
	struct metrics_breakdown b;

	if (metrics_top_products(OF(req), &ask->range.metrics, ask->limit,
				 into_of(ask), &b, err))
		return -1;
	sales_print_products(w, &b);
	return 0;
}

static int answer_trends(struct request *req, const struct ask *ask,
			 struct jsonout *w, struct xn_error *err)
{
	struct metrics_trend_point *points;
	size_t count;

	if (metrics_trends(OF(req), &ask->range.metrics, ask->step, ask->limit,
			   into_of(ask), &points, &count, err))
		return -1;
	sales_print_trends(w, points, count);
	return 0;
}

static int answer_bridge(struct request *req, const struct ask *ask,
			 struct jsonout *w, struct xn_error *err)
{
	static const struct metrics_comparison nothing;
	struct metrics_overview o;

	if (metrics_overview(OF(req), &ask->range.metrics, &nothing,
			     &ask->into, &o, err))
		return -1;
	sales_print_bridge(w, &o.now);
	return 0;
}

static int answer_discounts(struct request *req, const struct ask *ask,
			    struct jsonout *w, struct xn_error *err)
{
	struct metrics_discounting d;

	if (metrics_discounts(OF(req), &ask->range.metrics, into_of(ask), &d,
			      err))
		return -1;
	sales_print_discounts(w, &d);
	return 0;
}

static int answer_refunds(struct request *req, const struct ask *ask,
			  struct jsonout *w, struct xn_error *err)
{
	struct metrics_reversals r;

	if (metrics_reversals(OF(req), &ask->range.metrics, ask->by_order,
			      into_of(ask), &r, err))
		return -1;
	sales_print_refunds(w, ask->by_order, &r);
	return 0;
}

static int answer_basket(struct request *req, const struct ask *ask,
			 struct jsonout *w, struct xn_error *err)
{
	struct metrics_pair *pairs;
	size_t count;

	if (metrics_pairs(OF(req), &ask->range.metrics, ask->limit, &pairs,
			  &count, err))
		return -1;
	sales_print_pairs(w, pairs, count);
	return 0;
}

static int answer_insights(struct request *req, const struct ask *ask,
			   struct jsonout *w, struct xn_error *err)
{
	struct insight *insights;
	size_t count;

	if (insight_list(OF(req), &ask->range.metrics, ask->limit, &insights,
			 &count, err))
		return -1;
	insight_print(w, insights, count);
	return 0;
}

static int answer_heatmap(struct request *req, const struct ask *ask,
			  struct jsonout *w, struct xn_error *err)
{
	struct metrics_hour *hours;
	size_t count;

	if (metrics_hours(OF(req), &ask->range.metrics, into_of(ask), &hours,
			  &count, err))
		return -1;
	metrics_print_hours(w, hours, count);
	return 0;
}

static int answer_breakdown(struct request *req, const struct ask *ask,
			    struct jsonout *w, struct xn_error *err)
{
	struct metrics_breakdown b;

	if (metrics_breakdown(OF(req), &ask->range.metrics, ask->by,
			      ask->limit, into_of(ask), &b, err))
		return -1;
	sales_print_breakdown(w, ask_by_names[ask->by], &b);
	return 0;
}

static int answer_funnel(struct request *req, const struct ask *ask,
			 struct jsonout *w, struct xn_error *err)
{
	struct metrics_funnel f;

	if (metrics_funnel(OF(req), &ask->range.metrics, &f, err))
		return -1;
	jsonout_object_begin(w);
	metrics_print_funnel(w, &f);
	jsonout_object_end(w);
	return 0;
}

static int answer_behavior(struct request *req, const struct ask *ask,
			   struct jsonout *w, struct xn_error *err)
{
	struct metrics_funnel f;

	if (metrics_funnel(OF(req), &ask->range.metrics, &f, err))
		return -1;
	jsonout_object_begin(w);
	metrics_print_summary(w, &f);
	metrics_print_funnel(w, &f);
	jsonout_object_end(w);
	return 0;
}

static int answer_engaged(struct request *req, const struct ask *ask,
			  struct jsonout *w, struct xn_error *err)
{
	struct metrics_customer *customers;
	size_t count;

	if (metrics_top_engaged(OF(req), &ask->range.metrics, ask->limit,
				&customers, &count, err))
		return -1;
	metrics_print_customers(w, customers, count);
	return 0;
}

static int answer_cohorts(struct request *req, const struct ask *ask,
			  struct jsonout *w, struct xn_error *err)
{
	struct metrics_cohorts c;

	if (metrics_cohorts(OF(req), &ask->range.metrics, &ask->cohorts, &c,
			    err))
		return -1;
	customers_print_cohorts(w, &ask->cohorts, &c);
	return 0;
}

static int answer_repeat(struct request *req, const struct ask *ask,
			 struct jsonout *w, struct xn_error *err)
{
	struct metrics_repeat r;

	if (metrics_repeat(OF(req), &ask->range.metrics, &r, err))
		return -1;
	customers_print_repeat(w, &r);
	return 0;
}

static int answer_rfm(struct request *req, const struct ask *ask,
		      struct jsonout *w, struct xn_error *err)
{
	struct rfm_shop *shops;
	size_t count;

	if (rfm_list(OF(req), ask->range.metrics.shop_id, &shops, &count,
		     err))
		return -1;
	customers_print_rfm(w, shops, count);
	return 0;
}

/* In a batch, by something that it is not asked for. */
#define BREAKDOWN(its_word, its_member, its_by)				\
	{ .word = its_word, .member = its_member,			\
	  .asks = ASK_LIMIT | ASK_CURRENCY | ASK_KEYS, .limit = 10,	\
	  .by = its_by, .rows = "byCurrency.rows",			\
	  .answer = answer_breakdown }
#define AS_ASKED (-1)

const struct answer_kind answer_kinds[ANSWER_NKINDS] = {
	[ANSWER_OVERVIEW] = {
		.word = "overview", .member = "overview",
		.asks = ASK_COMPARE | ASK_CURRENCY, .stretch_s = LAST_HOURS_S,
		.rows = "byCurrency", .answer = answer_overview,
	},
	[ANSWER_SERIES] = {
		.word = "series", .member = "series",
		.asks = ASK_STEP | ASK_CURRENCY, .answer = answer_series,
	},
	[ANSWER_TOP_CUSTOMERS] = {
		.word = "top_customers", .member = "topCustomers",
		.scope = SCOPE_CUSTOMERS_READ,
		.asks = ASK_LIMIT | ASK_CURRENCY, .limit = 5,
		.answer = answer_top_customers,
	},
	[ANSWER_TOP_PRODUCTS] = {
		.word = "top_products", .member = "topProducts",
		.asks = ASK_LIMIT | ASK_CURRENCY | ASK_KEYS, .limit = 5,
		.answer = answer_top_products,
	},
	[ANSWER_TRENDS] = {
		.asks = ASK_TREND | ASK_LIMIT | ASK_CURRENCY, .limit = 25,
		.rows = "points", .answer = answer_trends,
	},
	[ANSWER_BRIDGE] = {
		.word = "sales_bridge", .member = "salesBridge",
		.asks = ASK_CURRENCY, .rows = "byCurrency.steps",
		.answer = answer_bridge,
	},
	[ANSWER_DISCOUNTS] = {
		.word = "discounts", .member = "discounts",
		.asks = ASK_CURRENCY, .rows = "byCurrency",
		.answer = answer_discounts,
	},
	[ANSWER_REFUNDS] = {
		.word = "refunds", .member = "refunds",
		.asks = ASK_BASIS | ASK_CURRENCY, .stretch_s = OPEN_RANGE_S,
		.rows = "byCurrency", .answer = answer_refunds,
	},
	[ANSWER_BASKET] = {
		.word = "basket", .member = "basket", .asks = ASK_LIMIT,
		.limit = 20, .answer = answer_basket,
	},
	[ANSWER_INSIGHTS] = {
		.word = "insights", .member = "insights", .asks = ASK_LIMIT,
		.limit = 100, .stretch_s = OPEN_RANGE_S,
		.answer = answer_insights,
	},
	[ANSWER_HEATMAP] = {
		.word = "heatmap", .member = "heatmap", .asks = ASK_CURRENCY,
		.answer = answer_heatmap,
	},
	[ANSWER_BREAKDOWN] = {
		.asks = ASK_BY | ASK_LIMIT | ASK_CURRENCY | ASK_KEYS,
		.limit = 10, .by = AS_ASKED, .rows = "byCurrency.rows",
		.answer = answer_breakdown,
	},
	[ANSWER_CHANNELS] = BREAKDOWN("channels", "channels", BY_CHANNEL),
	[ANSWER_COUNTRIES] = BREAKDOWN("countries", "countries", BY_COUNTRY),
	[ANSWER_TYPES] = BREAKDOWN("types", "types", BY_TYPE),
	[ANSWER_VENDORS] = BREAKDOWN("vendors", "vendors", BY_VENDOR),
	[ANSWER_CODES] = BREAKDOWN("discount_codes", "discountCodes",
				   BY_DISCOUNT_CODE),
	[ANSWER_FUNNEL] = {
		.stretch_s = LAST_HOURS_S, .rows = "funnel",
		.answer = answer_funnel,
	},
	[ANSWER_BEHAVIOR] = {
		.stretch_s = LAST_HOURS_S, .rows = "eventSummary",
		.answer = answer_behavior,
	},
	[ANSWER_COHORTS] = {
		.word = "cohorts", .member = "cohorts", .asks = ASK_COHORTS,
		.stretch_s = OPEN_RANGE_S,
		.rows = "byCurrency.cohorts.periods", .answer = answer_cohorts,
	},
	[ANSWER_REPEAT] = {
		.word = "repeat", .member = "repeat",
		.stretch_s = OPEN_RANGE_S, .rows = "repurchase",
		.answer = answer_repeat,
	},
	[ANSWER_RFM] = {
		.word = "rfm", .member = "rfm", .rows = "groups",
		.answer = answer_rfm,
	},
	[ANSWER_ENGAGED] = {
		.scope = SCOPE_CUSTOMERS_READ, .asks = ASK_LIMIT, .limit = 10,
		.answer = answer_engaged,
	},
};
