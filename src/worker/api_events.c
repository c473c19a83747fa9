#include <string.h>

#include "base/text.h"
#include "domain/store/event_page.h"

#include "params.h"
#include "reply.h"
#include "routes.h"


static const struct json_field view_fields[] = {
	{ JSON_STRICT("id", struct event_view, id, 64), .required = true },
	{ JSON_STRICT("type", struct event_view, type, 64), .required = true },
	{ JSON_STRICT("product", struct event_view, product, 255),
	  .required = true },
	{ 0 }
};

static const struct json_field page_fields[] = {
	{ JSON_STRICT("key", struct event_page, key, 80), .required = true },
	{ JSON_ITEMS("events", view_fields, struct event_page, views, nviews),
	  .required = true, .max = EVENT_PAGE_MOST },
	{ 0 }
};

/* sendBeacon() of a text says that it is one. */
static bool is_beacon(const struct request *req)
{
	const char *type = req->header.content_type;

	return type && text_starts(text_lower_ascii(req->arena, type),
				   "text/plain");
}

/*
 * POST /api/events {key, events}: 204; 400; 404 nobody's key, or the shop is
 * not connected; 413; 415; 429; 503.  For pages of any origin (cors.h).
 */
int api_events(struct request *req, struct xn_error *err)
{
	struct event_page page = { 0 };

	worker_limit(req->worker, PROMPT_MS);
	if ((is_beacon(req)
		? json_bind(req->arena, req->body, req->body_len, page_fields,
			    &page, err)
		: body_bind(req, page_fields, &page, err)) ||
	    event_page_store(req->db, req->arena, &page, err))
		return -1;
	return reply_empty(req, 204);
}
