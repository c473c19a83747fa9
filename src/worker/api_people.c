#include "domain/read/customer_list.h"
#include "domain/read/product_list.h"
#include "domain/rollup/rfm.h"

#include "list_print.h"
#include "page.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

/* Orders that a profile shows. */
#define PROFILE_ORDERS 20

/* Where a list of customers is. */
struct customers {
	int64_t shop_id;
	struct row_cursor after;
	const char *search;
	const char *rfm_group;
};

static int put_customers(struct request *req, void *state, int limit,
			 struct jsonout *w, bool *last, struct xn_error *err)
{
	struct customers *list = state;
	struct customer_row *customers;
	size_t count;

	if (customer_list(req->worker->db_read, req->arena, req->tenant_id,
			  list->shop_id, list->search, list->rfm_group,
			  &list->after, limit, &customers, &count,
			  &list->after, err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		list_print_customer(w, &customers[i]);
	jsonout_array_end(w);
	*last = !list->after.id;
	page_link_row(req, &list->after);
	return 0;
}

/* rfm: a group, or nothing. */
static int query_group(const struct request *req, const char **code,
		       struct xn_error *err)
{
	const char *given;
	int group;

	*code = NULL;
	if (query_text(req, "rfm", &given, err))
		return -1;
	if (!given)
		return 0;
	if (query_word(req, "rfm", rfm_codes, RFM_NGROUPS, 0, &group, err))
		return -1;
	*code = rfm_codes[group];
	return 0;
}

/*
 * GET /api/customers?shopId=&q=&rfm=&limit=&cursor=: 200, newest first; the
 * next page's address is in Link.  400; 429.
 */
int api_customers_list(struct request *req, struct xn_error *err)
{
	struct customers *list = arena_alloc(req->arena, sizeof(*list));

	if (query_shop(req, &list->shop_id, err) ||
	    query_search(req, "q", &list->search, err) ||
	    query_group(req, &list->rfm_group, err) ||
	    page_row_cursor(req, &list->after, err))
		return -1;
	return page_reply(req, put_customers, list, LIST_CUSTOMER_COLUMNS,
			  err);
}

/*
 * GET /api/customers/:id?shopId=: 200, with the latest orders, and what Shopify
 * says the customer has spent; 400; 404.
 */
int api_customers_get(struct request *req, struct xn_error *err)
{
	static const struct order_cursor newest;
	struct jsonout *w = reply_json(req);
	struct order_filter filter = { 0 };
	struct order_cursor next;
	struct customer_row customer;
	struct order_row *orders;
	int64_t shop_id;
	size_t count;

	if (param_id(req, 0, &filter.customer_id, err) ||
	    query_shop(req, &shop_id, err) ||
	    customer_get(req->worker->db_read, req->arena, req->tenant_id,
			 shop_id, filter.customer_id, &customer, err))
		return -1;
	filter.range.shop_id = customer.shop_id;
	if (order_list(req->worker->db_read, req->arena, req->tenant_id,
		       &filter, &newest, PROFILE_ORDERS, &orders, &count,
		       &next, err))
		return -1;
	jsonout_object_begin(w);
	list_print_customer_members(w, &customer);
	jsonout_put_decimal(w, "amountSpent", customer.amount_spent);
	jsonout_put_text(w, "amountSpentCurrency",
			 customer.amount_spent_currency);
	jsonout_key(w, "latestOrders");
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		list_print_order(w, &orders[i]);
	jsonout_array_end(w);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

/* Where a list of products is. */
struct products {
	struct product_filter filter;
	struct row_cursor after;
};

static int put_products(struct request *req, void *state, int limit,
			struct jsonout *w, bool *last, struct xn_error *err)
{
	struct products *list = state;
	struct product_row *products;
	size_t count;

	if (product_list(req->worker->db_read, req->arena, req->tenant_id,
			 &list->filter, &list->after, limit, &products,
			 &count, &list->after, err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		list_print_product(w, &products[i]);
	jsonout_array_end(w);
	*last = !list->after.id;
	page_link_row(req, &list->after);
	return 0;
}

/*
 * GET /api/products?shopId=&q=&status=&vendor=&type=&limit=&cursor=: 200,
 * newest first; the next page's address is in Link.  400; 429.
 */
int api_products_list(struct request *req, struct xn_error *err)
{
	struct products *list = arena_alloc(req->arena, sizeof(*list));
	struct product_filter *f = &list->filter;

	if (query_shop(req, &f->shop_id, err) ||
	    query_search(req, "q", &f->search, err) ||
	    query_search(req, "status", &f->status, err) ||
	    query_search(req, "vendor", &f->vendor, err) ||
	    query_search(req, "type", &f->type, err) ||
	    page_row_cursor(req, &list->after, err))
		return -1;
	return page_reply(req, put_products, list, LIST_PRODUCT_COLUMNS, err);
}
