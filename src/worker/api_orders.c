#include "domain/read/order_list.h"

#include "list_print.h"
#include "metrics_reply.h"
#include "page.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

/* Each word or text of a filter, where it was given. */
static int query_filter(const struct request *req, struct order_filter *f,
			struct xn_error *err)
{
	static const char *const states[] = { "any", "open", "closed",
					      "cancelled", "test" };
	struct range range;
	int state;

	*f = (struct order_filter){ 0 };
	if (range_parse(req, MOST_DAYS, "", &range, err) ||
	    query_id(req, "customerId", &f->customer_id, err) ||
	    query_search(req, "q", &f->search, err) ||
	    query_word(req, "status", states, 5, 0, &state, err) ||
	    query_search(req, "financialStatus", &f->financial_status, err) ||
	    query_search(req, "fulfillmentStatus", &f->fulfillment_status,
			 err) ||
	    query_search(req, "channel", &f->channel, err) ||
	    query_search(req, "country", &f->country, err) ||
	    query_search(req, "discountCode", &f->discount_code, err))
		return -1;
	if (f->search && f->customer_id)
		return xn_fail_field(err, XN_BAD_INPUT, "q",
				     "q: not together with customerId");
	f->state = state ? states[state] : NULL;
	f->range = range.metrics;
	return 0;
}

/* Where a list of orders is. */
struct orders {
	struct order_filter filter;
	struct order_cursor after;
};

static int put_orders(struct request *req, void *state, int limit,
		      struct jsonout *w, bool *last, struct xn_error *err)
{
	struct orders *list = state;
	struct order_row *orders;
	size_t count;

	if (order_list(req->worker->db_read, req->arena, req->tenant_id,
		       &list->filter, &list->after, limit, &orders, &count,
		       &list->after, err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		list_print_order(w, &orders[i]);
	jsonout_array_end(w);
	*last = !list->after.order_id;
	page_link_order(req, &list->after);
	return 0;
}

/*
 * GET /api/orders?shopId=&from=&to=&status=&financialStatus=
 * &fulfillmentStatus=&channel=&country=&discountCode=&customerId=&q=&limit=
 * &cursor=: 200, newest first; the next page's address is in Link.  400; 429.
 */
int api_orders_list(struct request *req, struct xn_error *err)
{
	struct orders *orders = arena_alloc(req->arena, sizeof(*orders));

	if (query_filter(req, &orders->filter, err) ||
	    page_order_cursor(req, &orders->after, err))
		return -1;
	return page_reply(req, put_orders, orders, LIST_ORDER_COLUMNS, err);
}

/* GET /api/orders/:id?shopId=: 200; 400; 404. */
int api_orders_get(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	int64_t shop_id, order_id;
	struct order_detail detail;

	if (param_id(req, 0, &order_id, err) ||
	    query_shop(req, &shop_id, err) ||
	    order_get_detail(req->worker->db_read, req->arena,
			     req->tenant_id, shop_id, order_id, &detail, err))
		return -1;
	list_print_detail(w, &detail);
	return reply(req, 200, w);
}
