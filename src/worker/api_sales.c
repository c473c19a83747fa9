#include "domain/metrics_sales.h"

#include "metrics_reply.h"
#include "params.h"
#include "reply.h"
#include "routes.h"
#include "sales_print.h"

/* The range, and the answer at once if it is known: *done. */
static int begin(struct request *req, struct range *range, bool *done,
		 struct xn_error *err)
{
	if (range_parse(req, MOST_DAYS, range, err))
		return -1;
	return metrics_reply_known(req, range, metrics_stretch(range), done,
				   err);
}

/*
 * GET /api/metrics/sales-bridge?shopId=&from=&to=: 200; 304; 400; 404 no such
 * shop.
 */
int api_sales_bridge(struct request *req, struct xn_error *err)
{
	static const struct metrics_comparison nothing;
	struct jsonout *w = reply_json(req);
	struct metrics_overview o;
	struct range range;
	bool done;

	if (begin(req, &range, &done, err))
		return -1;
	if (done)
		return 0;
	if (metrics_overview(req->worker->db_read, req->arena, req->tenant_id,
			     &range.metrics, &nothing, &o, err))
		return -1;
	sales_print_bridge(w, &o.now);
	return metrics_reply(req, w);
}

static const char *const by_names[METRICS_NBYS] = {
	[BY_DISCOUNT_CODE] = "discount_code",
	[BY_PRODUCT] = "product",
	[BY_VENDOR] = "vendor",
	[BY_TYPE] = "type",
	[BY_CHANNEL] = "channel",
	[BY_COUNTRY] = "country",
};

/*
 * GET /api/metrics/breakdown?by=&shopId=&from=&to=&limit=: 200; 304; 400; 404
 * no such shop.
 */
int api_sales_breakdown(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct metrics_breakdown b;
	struct range range;
	int by, limit;
	bool done;

	if (query_word(req, "by", by_names, METRICS_NBYS, -1, &by, err) ||
	    query_int(req, "limit", 1, 250, 10, &limit, err) ||
	    begin(req, &range, &done, err))
		return -1;
	if (done)
		return 0;
	if (metrics_breakdown(req->worker->db_read, req->arena,
			      req->tenant_id, &range.metrics,
			      (enum metrics_by)by, limit, &b, err))
		return -1;
	sales_print_breakdown(w, by_names[by], &b);
	return metrics_reply(req, w);
}

/*
 * GET /api/metrics/top-products?shopId=&from=&to=&limit=: 200; 304; 400; 404
 * no such shop.
 */
int api_sales_products(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct metrics_breakdown b;
	struct range range;
	bool done;
	int limit;

	if (query_int(req, "limit", 1, 250, 5, &limit, err) ||
	    begin(req, &range, &done, err))
		return -1;
	if (done)
		return 0;
	/* One more: what is sold without a product is a key, too. */
	if (metrics_breakdown(req->worker->db_read, req->arena,
			      req->tenant_id, &range.metrics, BY_PRODUCT,
			      limit + 1, &b, err))
		return -1;
	sales_print_products(w, &b, (size_t)limit);
	return metrics_reply(req, w);
}

/*
 * GET /api/metrics/discounts?shopId=&from=&to=: 200; 304; 400; 404 no such
 * shop.
 */
int api_sales_discounts(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct metrics_discounting d;
	struct range range;
	bool done;

	if (begin(req, &range, &done, err))
		return -1;
	if (done)
		return 0;
	if (metrics_discounts(req->worker->db_read, req->arena,
			      req->tenant_id, &range.metrics, &d, err))
		return -1;
	sales_print_discounts(w, &d);
	return metrics_reply(req, w);
}

/*
 * GET /api/metrics/refunds?basis=&shopId=&from=&to=: 200; 304; 400; 404 no
 * such shop.
 */
int api_sales_refunds(struct request *req, struct xn_error *err)
{
	static const char *const bases[] = { "refund_day", "order_day" };
	struct jsonout *w = reply_json(req);
	struct metrics_reversals r;
	struct range range;
	bool done;
	int by;

	if (query_word(req, "basis", bases, 2, 0, &by, err) ||
	    begin(req, &range, &done, err))
		return -1;
	if (done)
		return 0;
	if (metrics_reversals(req->worker->db_read, req->arena,
			      req->tenant_id, &range.metrics, by == 1, &r,
			      err))
		return -1;
	sales_print_refunds(w, by == 1, &r);
	return metrics_reply(req, w);
}

/*
 * GET /api/metrics/basket?shopId=&from=&to=&limit=: 200; 304; 400; 404 no
 * such shop.
 */
int api_sales_basket(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct metrics_pair *pairs;
	struct range range;
	size_t count;
	bool done;
	int limit;

	if (query_int(req, "limit", 1, 250, 20, &limit, err) ||
	    begin(req, &range, &done, err))
		return -1;
	if (done)
		return 0;
	if (metrics_pairs(req->worker->db_read, req->arena, req->tenant_id,
			  &range.metrics, limit, &pairs, &count, err))
		return -1;
	sales_print_pairs(w, pairs, count);
	return metrics_reply(req, w);
}
