#include "domain/people_list.h"

#include "list_print.h"
#include "page.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

/* Orders that a profile shows. */
#define PROFILE_ORDERS 20

/*
 * GET /api/customers?shopId=&q=&limit=&cursor=: 200, newest first; the next
 * page's address is in Link.  400.
 */
int api_customers_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	int64_t shop_id, cursor, next;
	struct customer_row *customers;
	const char *search;
	size_t count;
	int limit;

	if (query_shop(req, &shop_id, err) ||
	    query_search(req, "q", &search, err) ||
	    query_int(req, "limit", 1, PAGE_LIMIT_MAX, PAGE_LIMIT, &limit,
		      err) ||
	    query_id(req, "cursor", &cursor, err) ||
	    customer_list(req->worker->db_read, req->arena, req->tenant_id,
			  shop_id, search, cursor, limit, &customers, &count,
			  &next, err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		list_print_customer(w, &customers[i]);
	jsonout_array_end(w);
	page_link_id(req, next);
	return reply(req, 200, w);
}

/* GET /api/customers/:id?shopId=: 200, with the latest orders; 400; 404. */
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
	jsonout_key(w, "latestOrders");
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		list_print_order(w, &orders[i]);
	jsonout_array_end(w);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

/*
 * GET /api/products?shopId=&q=&status=&vendor=&type=&limit=&cursor=: 200,
 * newest first; the next page's address is in Link.  400.
 */
int api_products_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct product_filter f = { 0 };
	struct product_row *products;
	int64_t cursor, next;
	size_t count;
	int limit;

	if (query_shop(req, &f.shop_id, err) ||
	    query_search(req, "q", &f.search, err) ||
	    query_search(req, "status", &f.status, err) ||
	    query_search(req, "vendor", &f.vendor, err) ||
	    query_search(req, "type", &f.type, err) ||
	    query_int(req, "limit", 1, PAGE_LIMIT_MAX, PAGE_LIMIT, &limit,
		      err) ||
	    query_id(req, "cursor", &cursor, err) ||
	    product_list(req->worker->db_read, req->arena, req->tenant_id,
			 &f, cursor, limit, &products, &count, &next, err))
		return -1;
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		list_print_product(w, &products[i]);
	jsonout_array_end(w);
	page_link_id(req, next);
	return reply(req, 200, w);
}
