#include <string.h>

#include "base/text.h"

#include "ask.h"
#include "columns.h"
#include "metrics_reply.h"
#include "params.h"
#include "reply.h"
#include "routes.h"
#include "table.h"

/* What one kind of answer is asked, with what is usual for it. */
static struct ask ask_of(const struct answer_kind *kind, struct ask ask)
{
	if (!ask.limit)
		ask.limit = kind->limit;
	if (kind->by >= 0)
		ask.by = (enum metrics_by)kind->by;
	return ask;
}

/*
 * Every GET of metrics: 200; 304; 400 naming the parameter; 404 no such shop.
 */
static int reply_metrics(struct request *req, int which, struct xn_error *err)
{
	const struct answer_kind *kind = &answer_kinds[which];
	struct jsonout *w = reply_json(req);
	struct ask ask;
	bool done;

	if (table_choose(req, err) || ask_parse(req, kind->asks, &ask, err))
		return -1;
	req->answer.table.rows = kind->rows;
	req->answer.table.columns = columns_of(req->arena, which, &ask);
	if (metrics_reply_known(req, &ask.range, kind->stretch_s
		? kind->stretch_s : metrics_stretch(&ask.range), &done, err))
		return -1;
	if (done)
		return 0;
	ask = ask_of(kind, ask);
	if (kind->answer(req, &ask, w, err))
		return -1;
	return metrics_reply(req, w);
}

/* GET /api/metrics/overview?shopId=&from=&to=&compare= */
int api_metrics_overview(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_OVERVIEW, err);
}

/* GET /api/metrics/orders-by-date?shopId=&from=&to=&granularity=&split= */
int api_metrics_orders_by_date(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_SERIES, err);
}

/*
 * GET /api/metrics/top-customers?shopId=&from=&to=&limit=&currency=; without
 * from and to: of all time.
 */
int api_metrics_top_customers(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_TOP_CUSTOMERS, err);
}

/* GET /api/metrics/top-products?shopId=&from=&to=&limit=&currency= */
int api_metrics_top_products(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_TOP_PRODUCTS, err);
}

/*
 * GET /api/metrics/product-trends?shopId=&from=&to=&granularity=&limit=
 *				  &currency=
 */
int api_metrics_trends(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_TRENDS, err);
}

/* GET /api/metrics/sales-bridge?shopId=&from=&to=&currency= */
int api_metrics_bridge(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_BRIDGE, err);
}

/* GET /api/metrics/breakdown?by=&shopId=&from=&to=&limit=&currency= */
int api_metrics_breakdown(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_BREAKDOWN, err);
}

/* GET /api/metrics/discounts?shopId=&from=&to=&currency= */
int api_metrics_discounts(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_DISCOUNTS, err);
}

/* GET /api/metrics/refunds?basis=&shopId=&from=&to=&currency= */
int api_metrics_refunds(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_REFUNDS, err);
}

/* GET /api/metrics/basket?shopId=&from=&to=&limit= */
int api_metrics_basket(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_BASKET, err);
}

/*
 * GET /api/metrics/insights?shopId=&from=&to=&limit=; without from: of the
 * last seven whole days.
 */
int api_metrics_insights(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_INSIGHTS, err);
}

/* GET /api/metrics/heatmap?shopId=&from=&to=&currency= */
int api_metrics_heatmap(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_HEATMAP, err);
}

/* GET /api/metrics/conversion-funnel?shopId=&from=&to= */
int api_metrics_funnel(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_FUNNEL, err);
}

/* GET /api/metrics/behavior-analytics?shopId=&from=&to= */
int api_metrics_behavior(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_BEHAVIOR, err);
}

/* GET /api/metrics/top-engaged-customers?shopId=&limit=: of all time. */
int api_metrics_engaged(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_ENGAGED, err);
}

/*
 * GET /api/metrics/cohorts?grain=&basis=&shopId=&from=&to=&channel=
 * &discountCode=&product=
 */
int api_metrics_cohorts(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_COHORTS, err);
}

/* GET /api/metrics/repeat?shopId=&from=&to= */
int api_metrics_repeat(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_REPEAT, err);
}

/* GET /api/metrics/rfm?shopId= */
int api_metrics_rfm(struct request *req, struct xn_error *err)
{
	return reply_metrics(req, ANSWER_RFM, err);
}

/* The kind that a word of include= stands for, or NULL. */
static const struct answer_kind *find_kind(const char *word, size_t len)
{
	for (int i = 0; i < ANSWER_NKINDS; i++)
		if (answer_kinds[i].word &&
		    strlen(answer_kinds[i].word) == len &&
		    !memcmp(answer_kinds[i].word, word, len))
			return &answer_kinds[i];
	return NULL;
}

/* include= as a list of kinds, each once, and all that they ask. */
static int query_include(const struct request *req,
			 const struct answer_kind **kinds, int *count,
			 unsigned *asks, struct xn_error *err)
{
	const char *text;

	*count = 0;
	*asks = ASK_BATCH;
	if (query_text(req, "include", &text, err))
		return -1;
	while (text && *text) {
		size_t len = strcspn(text, ",");
		const struct answer_kind *kind = find_kind(text, len);

		for (int i = 0; i < *count; i++)
			if (kinds[i] == kind)
				kind = NULL;
		if (!kind)
			return xn_fail_field(err, XN_BAD_INPUT, "include",
				"include: %.*s is no part of a batch, or is"
				" there twice",
				(int)text_utf8_span(text, len < 40 ? len : 40),
				text);
		kinds[(*count)++] = kind;
		*asks |= kind->asks;
		text += len + (text[len] == ',');
	}
	if (*count == 0)
		return xn_fail_field(err, XN_BAD_INPUT, "include",
			"include: which parts, as overview,series");
	return 0;
}

/* A part may be of persons, whom not every program may see. */
static int check_scope(const struct request *req,
		       const struct answer_kind *const *kinds, int count,
		       struct xn_error *err)
{
	for (int i = 0; i < count; i++)
		if (kinds[i]->scope &&
		    !scope_allows(&req->who, kinds[i]->scope))
			return xn_fail_field(err, XN_FORBIDDEN, "include",
				"include: %s takes the scope %s",
				kinds[i]->word, scope_name(kinds[i]->scope));
	return 0;
}

static int put_batch(struct request *req, const struct ask *ask,
		     const struct answer_kind *const *kinds, int count,
		     struct jsonout *w, bool *done, struct xn_error *err)
{
	int64_t stretch_s = metrics_stretch(&ask->range), version;

	for (int i = 0; i < count; i++)
		if (kinds[i]->stretch_s &&
		    (!stretch_s || kinds[i]->stretch_s < stretch_s))
			stretch_s = kinds[i]->stretch_s;
	if (metrics_reply_known(req, &ask->range, stretch_s, done, err))
		return -1;
	if (*done)
		return 0;
	if (metrics_version(req->worker->db_read, req->arena, req->tenant_id,
			    ask->range.metrics.shop_id, &version, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_id(w, "dataVersion", version);
	for (int i = 0; i < count; i++) {
		struct ask part = ask_of(kinds[i], *ask);

		jsonout_key(w, kinds[i]->member);
		if (kinds[i]->answer(req, &part, w, err))
			return -1;
	}
	jsonout_object_end(w);
	return 0;
}

/*
 * GET /api/metrics/batch?include=&...: 200, several answers of one moment;
 * 304; 400; 403 not this part; 404 no such shop.
 */
int api_metrics_batch(struct request *req, struct xn_error *err)
{
	const struct answer_kind *kinds[ANSWER_NKINDS];
	struct jsonout *w = reply_json(req);
	struct xn_error ignored = { 0 };
	bool done = false;
	unsigned asks;
	struct ask ask;
	int count, rc;

	if (table_choose(req, err))
		return -1;
	if (req->answer.format != FORMAT_JSON)
		return xn_fail_field(err, XN_BAD_INPUT, "format",
				     "format: a batch is JSON");
	if (query_include(req, kinds, &count, &asks, err) ||
	    check_scope(req, kinds, count, err) ||
	    ask_parse(req, asks, &ask, err))
		return -1;
	db_snapshot_begin(req->worker->db_read, req->tenant_id);
	rc = put_batch(req, &ask, kinds, count, w, &done, err);
	if (db_snapshot_end(req->worker->db_read, rc ? &ignored : err))
		rc = -1;
	if (rc || done)
		return rc;
	return metrics_reply(req, w);
}
