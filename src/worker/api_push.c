#include "domain/store/push.h"

#include "audit_request.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

static int push(struct request *req, const struct json_field *fields,
		const char *action, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct push_count count;
	struct push body = { 0 };

	if (body_bind(req, fields, &body, err) ||
	    push_check(req->arena, &body, err) ||
	    push_store(req->db, req->arena, req->tenant_id, &body, &count,
		       err))
		return -1;
	audit_request(req, action, db_arg_int64(req->arena, body.shop_id),
		arena_printf(req->arena, "%lld inserted, %lld updated",
			     (long long)count.inserted,
			     (long long)count.updated));
	jsonout_object_begin(w);
	jsonout_put_int64(w, "inserted", count.inserted);
	jsonout_put_int64(w, "updated", count.updated);
	jsonout_put_int64(w, "ignored", count.ignored);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

/*
 * POST /api/customers {shopId, shop?, records}: 200, all of them; 400 names
 * the record, and none is stored; 404 no such shop; 413; 422 it is
 * disconnected, or not in that currency and time zone; 503.
 */
int api_customers_push(struct request *req, struct xn_error *err)
{
	return push(req, push_customer_fields, "customers.pushed", err);
}

/* POST /api/products: the same. */
int api_products_push(struct request *req, struct xn_error *err)
{
	return push(req, push_product_fields, "products.pushed", err);
}

/* POST /api/orders, with lineItems and refunds: the same. */
int api_orders_push(struct request *req, struct xn_error *err)
{
	return push(req, push_order_fields, "orders.pushed", err);
}
