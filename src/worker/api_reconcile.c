#include "domain/metrics/shop_report.h"

#include "metrics_reply.h"
#include "reply.h"
#include "routes.h"
#include "table.h"

static void put_row(struct jsonout *w, const struct shop_report_row *r)
{
	jsonout_object_begin(w);
	jsonout_put_text(w, "shopId", r->shop_id);
	if (r->day)
		jsonout_put_text(w, "day", r->day);
	jsonout_put_text(w, "metric", r->metric);
	jsonout_put_decimal(w, "ours", r->ours);
	jsonout_put_decimal(w, "shopify", r->theirs);
	jsonout_put_decimal(w, "difference", r->difference);
	jsonout_put_text(w, "currency", r->currency);
	jsonout_put_text(w, "exactness", r->is_exact ? "exact"
						     : "provisional");
	reply_put_time(w, "askedAt", r->asked_us);
	if (!r->day) {
		jsonout_put_int64(w, "daysCompared", r->days);
		jsonout_put_int64(w, "daysDifferent", r->days_different);
	}
	jsonout_object_end(w);
}

static void put_rows(struct jsonout *w, const char *name,
		     const struct shop_report_row *rows, size_t n)
{
	jsonout_key(w, name);
	jsonout_array_begin(w);
	for (size_t i = 0; i < n; i++)
		put_row(w, &rows[i]);
	jsonout_array_end(w);
}

/* Available is what any shop has an answer of; else the first one's reason. */
static void put_shops(struct jsonout *w, const struct shop_reports *r)
{
	const char *reason = r->nshops ? r->shops[0].reason
				       : "There is no shop";

	for (size_t i = 0; i < r->nshops; i++)
		if (!r->shops[i].reason)
			reason = NULL;
	jsonout_put_bool(w, "available", !reason);
	jsonout_put_text(w, "reason", reason);
	jsonout_key(w, "shops");
	jsonout_array_begin(w);
	for (size_t i = 0; i < r->nshops; i++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "shopId", r->shops[i].shop_id);
		jsonout_put_bool(w, "available", !r->shops[i].reason);
		jsonout_put_text(w, "reason", r->shops[i].reason);
		reply_put_time(w, "askedAt", r->shops[i].asked_us);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}

static void put_summary(struct jsonout *w, const struct shop_reports *r)
{
	int64_t different = 0;

	for (size_t i = 0; i < r->nrows; i++)
		different += r->rows[i].is_different;
	jsonout_key(w, "summary");
	jsonout_object_begin(w);
	jsonout_put_int64(w, "figuresCompared", (int64_t)r->nrows);
	jsonout_put_int64(w, "figuresDifferent", different);
	put_rows(w, "metrics", r->sums, r->nsums);
	jsonout_object_end(w);
}

/*
 * GET /api/reconcile?shopId=&from=&to=: 200, our figures of days beside those
 * of Shopify's own reports; 400; 404 no such shop.
 */
int api_reconcile(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct shop_reports reports;
	struct range range;

	req->answer.table = (struct table){
		.rows = "rows",
		.columns = "available reason shopId day metric ours shopify"
			   " difference currency exactness askedAt",
	};
	if (table_choose(req, err) ||
	    range_parse(req, MOST_DAYS, "", &range, err) ||
	    shop_report_list(req->worker->db_read, req->arena, req->tenant_id,
			     &range.metrics, &reports, err))
		return -1;
	jsonout_object_begin(w);
	put_shops(w, &reports);
	put_summary(w, &reports);
	put_rows(w, "rows", reports.rows, reports.nrows);
	jsonout_object_end(w);
	return reply(req, 200, w);
}
