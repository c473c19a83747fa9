#include <string.h>

#include "base/count.h"
#include "domain/metrics/exchange.h"

#include "ask.h"
#include "metrics_reply.h"
#include "params.h"

/* "previous", "year", "year_dow", "none", or days: "2026-01-01..2026-01-31" */
static int query_compare(const struct request *req,
			 struct metrics_comparison *c, struct xn_error *err)
{
	static const char *const names[] = {
		[AGAINST_NOTHING] = "none",
		[AGAINST_PREVIOUS] = "previous",
		[AGAINST_YEAR] = "year",
		[AGAINST_YEAR_DOW] = "year_dow",
	};
	const char *text;

	if (query_text(req, "compare", &text, err))
		return -1;
	*c = (struct metrics_comparison){ .against = AGAINST_PREVIOUS };
	if (!text)
		return 0;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (!strcmp(text, names[i])) {
			c->against = (enum metrics_against)i;
			return 0;
		}
	}
	c->against = AGAINST_DAYS;
	return range_parse_days(req, "compare", text, MOST_DAYS, &c->from_day,
				&c->to_day, err);
}

static int query_currency(const struct request *req, const char **currency,
			  struct xn_error *err)
{
	if (query_text(req, "currency", currency, err))
		return -1;
	return *currency && !exchange_is_currency(*currency)
		? xn_fail_field(err, XN_BAD_INPUT, "currency",
				"currency: must be three capital letters")
		: 0;
}

const char *const ask_by_names[BY_NKINDS] = {
	[BY_DISCOUNT_CODE] = "discount_code",
	[BY_PRODUCT] = "product",
	[BY_VENDOR] = "vendor",
	[BY_TYPE] = "type",
	[BY_CHANNEL] = "channel",
	[BY_COUNTRY] = "country",
};

/* Of refunds and of cohorts, or of both in a batch. */
static int query_basis(const struct request *req, unsigned wanted,
		       struct ask *out, struct xn_error *err)
{
	static const char *const bases[] = {
		"refund_day", "order_day", "ledger_day",
	};
	int first = wanted & ASK_BASIS ? 0 : 1;
	int n = wanted & ASK_COHORTS ? 3 - first : 2;
	int basis;

	if (!(wanted & (ASK_BASIS | ASK_COHORTS)))
		return 0;
	if (query_word(req, "basis", bases + first, n, 0, &basis, err))
		return -1;
	out->by_order = first + basis == 1;
	out->cohorts.by_ledger = first + basis == 2;
	return 0;
}

/* In what grain, and of which first orders: ids and such are one shop's. */
static int query_cohorts(const struct request *req,
			 struct metrics_cohorts_asked *out,
			 struct xn_error *err)
{
	static const char *const grains[] = {
		[GRAIN_WEEK] = "week",
		[GRAIN_MONTH] = "month",
		[GRAIN_QUARTER] = "quarter",
	};
	int64_t shop_id;
	int grain;

	if (query_word(req, "grain", grains, GRAIN_NKINDS, GRAIN_MONTH,
		       &grain, err) ||
	    query_search(req, "channel", &out->channel, err) ||
	    query_search(req, "discountCode", &out->discount_code, err) ||
	    query_id(req, "product", &out->product_id, err) ||
	    query_shop(req, &shop_id, err))
		return -1;
	if (!shop_id && (out->channel || out->discount_code ||
			 out->product_id))
		return xn_fail_field(err, XN_BAD_INPUT, "shopId",
			"shopId: which shop's channel, discountCode or"
			" product");
	out->grain = (enum metrics_grain)grain;
	return 0;
}

static const char *const step_names[STEP_NKINDS] = {
	[STEP_HOUR] = "hour",
	[STEP_DAY] = "day",
	[STEP_WEEK] = "week",
	[STEP_MONTH] = "month",
	[STEP_QUARTER] = "quarter",
	[STEP_YEAR] = "year",
};

/* granularity= and split= */
static int query_steps(const struct request *req, struct ask *out,
		       struct xn_error *err)
{
	static const char *const splits[SPLIT_NKINDS] = {
		[SPLIT_NONE] = "none",
		[SPLIT_CUSTOMER_TYPE] = "customer_type",
		[SPLIT_CHANNEL] = "channel",
		[SPLIT_COUNTRY] = "country",
	};
	int step, split;

	if (query_word(req, "granularity", step_names, STEP_NKINDS,
		       STEP_DAY, &step, err) ||
	    query_word(req, "split", splits, SPLIT_NKINDS, SPLIT_NONE,
		       &split, err))
		return -1;
	if (step == STEP_HOUR && split)
		return xn_fail_field(err, XN_BAD_INPUT, "split",
			"split: hours are not split; granularity must be day,"
			" week, month, quarter or year");
	out->step = (enum metrics_step)step;
	out->split = (enum metrics_split_by)split;
	return 0;
}

/* granularity= of whole days */
static int query_whole_steps(const struct request *req, struct ask *out,
			     struct xn_error *err)
{
	int step;

	if (query_word(req, "granularity", step_names + STEP_DAY,
		       STEP_NKINDS - STEP_DAY, 0, &step, err))
		return -1;
	out->step = (enum metrics_step)(STEP_DAY + step);
	return 0;
}

/* The words of the query string that stand for a number. */
static int query_words(const struct request *req, unsigned wanted,
		       struct ask *out, struct xn_error *err)
{
	int by = 0;

	if (((wanted & ASK_STEP) && query_steps(req, out, err)) ||
	    ((wanted & ASK_TREND) && query_whole_steps(req, out, err)) ||
	    query_basis(req, wanted, out, err) ||
	    ((wanted & ASK_BY) &&
	     query_word(req, "by", ask_by_names, BY_NKINDS, -1, &by, err)))
		return -1;
	out->by = (enum metrics_by)by;
	return 0;
}

/* How many days are told at most; *why says of what.  0: any number. */
static int64_t most_days(const struct request *req, unsigned wanted,
			 const struct ask *ask, const char **why)
{
	static const int64_t by_step[STEP_NKINDS] = {
		[STEP_HOUR] = MOST_DAYS_BY_HOUR,
		[STEP_DAY] = MOST_DAYS_BY_DAY,
	};
	static const int64_t by_step_and_key[STEP_NKINDS] = {
		[STEP_DAY] = MOST_DAYS_BY_DAY_AND_KEY,
		[STEP_WEEK] = MOST_DAYS_BY_WEEK_AND_KEY,
	};
	bool has_steps = wanted & (ASK_STEP | ASK_TREND);
	bool is_trend = wanted & ASK_TREND;
	bool has_keys = has_steps && (is_trend || ask->split == SPLIT_CHANNEL ||
				      ask->split == SPLIT_COUNTRY);
	int64_t most = !has_steps ? 0 : has_keys ? by_step_and_key[ask->step]
						 : by_step[ask->step];

	if (ask->into.currency && (has_keys || (wanted & ASK_KEYS)) &&
	    (!most || most > MOST_DAYS_CONVERTED_BY_KEY)) {
		*why = !has_keys ? "key, converted" :
			arena_printf(req->arena, "%s and key, converted",
				     step_names[ask->step]);
		return MOST_DAYS_CONVERTED_BY_KEY;
	}
	*why = arena_printf(req->arena, "%s%s", step_names[ask->step],
			    is_trend ? " and product" :
			    has_keys ? " and channel or country" : "");
	return most;
}

/* shopId, from and to; as long a range as what is asked is good for. */
static int query_range(const struct request *req, unsigned wanted,
		       struct ask *out, struct xn_error *err)
{
	const char *why;
	int64_t most = most_days(req, wanted, out, &why);

	if (!most)
		return range_parse(req, MOST_DAYS, "", &out->range, err);
	return range_parse(req, most, arena_printf(req->arena,
			   ", which is the most by %s", why),
			   &out->range, err);
}

int ask_parse(const struct request *req, unsigned wanted, struct ask *out,
	      struct xn_error *err)
{
	const unsigned all = ASK_COMPARE | ASK_STEP | ASK_LIMIT | ASK_BASIS |
			     ASK_COHORTS | ASK_CURRENCY;
	unsigned checked = wanted & ASK_BATCH ? wanted | all : wanted;

	*out = (struct ask){ 0 };
	if (query_words(req, checked, out, err))
		return -1;
	if (((checked & ASK_COMPARE) &&
	     query_compare(req, &out->comparison, err)) ||
	    ((checked & ASK_CURRENCY) &&
	     query_currency(req, &out->into.currency, err)) ||
	    ((checked & ASK_COHORTS) &&
	     query_cohorts(req, &out->cohorts, err)) ||
	    ((checked & ASK_LIMIT) &&
	     query_int(req, "limit", 1, 250, 0, &out->limit, err)))
		return -1;
	return query_range(req, wanted, out, err);
}
