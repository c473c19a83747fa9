#include <string.h>

#include "domain/privacy/privacy_read.h"
#include "domain/shop/shop.h"

#include "page.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

static void put_request(struct jsonout *w, int64_t shop_id,
			const struct privacy_request *r)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", r->id);
	jsonout_put_id(w, "shopId", shop_id);
	jsonout_put_text(w, "kind", r->kind);
	jsonout_put_text(w, "subject", r->subject);
	reply_put_id(w, "shopifyRequestId", r->shopify_id);
	reply_put_id(w, "customerId", r->customer_id);
	reply_put_time(w, "receivedAt", r->received_at);
	reply_put_time(w, "dueAt", r->due_at);
	reply_put_time(w, "doneAt", r->done_at);
	jsonout_put_text(w, "outcome", r->outcome);
	jsonout_object_end(w);
}

/*
 * GET /api/shops/:id/privacy-requests?limit=&cursor=: 200, newest first; the
 * next page's address is in Link.  400; 404.
 */
int api_privacy_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct privacy_request *requests;
	struct page_of_ids page;
	struct shop shop;
	int64_t shop_id;
	size_t count;

	if (param_id(req, 0, &shop_id, err) ||
	    shop_get(req->db, req->arena, req->tenant_id, shop_id, &shop,
		     err) ||
	    page_of_ids(req, &page, err) ||
	    privacy_list(req->db, req->arena, req->tenant_id, shop_id,
			 page.after, page.limit + 1, &requests, &count, err))
		return -1;
	page_cut(&page, &count);
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_request(w, shop_id, &requests[i]);
	jsonout_array_end(w);
	if (page.more)
		page_link_id(req, requests[count - 1].id);
	return reply(req, 200, w);
}

/*
 * GET /api/shops/:id/privacy-requests/:no/export: 200, all that is
 * stored of the person; 404 no data request, or redacted or
 * forgotten since.
 */
int api_privacy_export(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	int64_t shop_id, request_id;
	const char *json;

	if (param_id(req, 0, &shop_id, err) ||
	    param_id(req, 1, &request_id, err) ||
	    privacy_export(req->db, req->arena, req->tenant_id, shop_id,
			   request_id, &json, err))
		return -1;
	jsonout_raw(w, json, strlen(json));
	return reply(req, 200, w);
}
