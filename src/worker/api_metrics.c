#include <string.h>

#include "metrics_print.h"
#include "metrics_reply.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

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
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(text, names[i])) {
			c->against = (enum metrics_against)i;
			return 0;
		}
	}
	c->against = AGAINST_DAYS;
	return range_parse_days(req, "compare", text, MOST_DAYS, &c->from_day,
				&c->to_day, err);
}

/*
 * GET /api/metrics/overview?shopId=&from=&to=&compare=: 200; 304; 400; 404 no
 * such shop.
 */
int api_metrics_overview(struct request *req, struct xn_error *err)
{
	struct metrics_comparison comparison;
	struct metrics_overview o;
	struct range range;
	struct jsonout *w;
	bool done;

	if (range_parse(req, MOST_DAYS, &range, err) ||
	    query_compare(req, &comparison, err) ||
	    metrics_reply_known(req, &range, LAST_HOURS_S, &done, err))
		return -1;
	if (done)
		return 0;
	if (metrics_overview(req->worker->db_read, req->arena, req->tenant_id,
			     &range.metrics, &comparison, &o, err))
		return -1;
	w = reply_json(req);
	metrics_print_overview(w, &o, comparison.against != AGAINST_NOTHING);
	return metrics_reply(req, w);
}

static const char *const step_names[] = {
	[STEP_DAY] = "day",
	[STEP_WEEK] = "week",
	[STEP_MONTH] = "month",
	[STEP_QUARTER] = "quarter",
	[STEP_YEAR] = "year",
};

/*
 * GET /api/metrics/orders-by-date?shopId=&from=&to=&granularity=: 200; 304;
 * 400; 404 no such shop.
 */
int api_metrics_orders_by_date(struct request *req, struct xn_error *err)
{
	struct metrics_point *points;
	int step;
	struct range range;
	struct jsonout *w;
	size_t count;
	bool done;

	if (query_word(req, "granularity", step_names, STEP_YEAR + 1, STEP_DAY,
		       &step, err) ||
	    range_parse(req, step == STEP_DAY ? MOST_DAYS_BY_DAY : MOST_DAYS,
			&range, err) ||
	    metrics_reply_known(req, &range, metrics_stretch(&range), &done,
				err))
		return -1;
	if (done)
		return 0;
	if (metrics_series(req->worker->db_read, req->arena, req->tenant_id,
			   &range.metrics, (enum metrics_step)step, &points,
			   &count, err))
		return -1;
	w = reply_json(req);
	metrics_print_series(w, points, count);
	return metrics_reply(req, w);
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
	    metrics_reply_known(req, &range, metrics_stretch(&range), &done,
				err))
		return -1;
	if (done)
		return 0;
	if (metrics_top_customers(req->worker->db_read, req->arena,
				  req->tenant_id, &range.metrics, limit,
				  &customers, &count, err))
		return -1;
	w = reply_json(req);
	metrics_print_customers(w, customers, count);
	return metrics_reply(req, w);
}
