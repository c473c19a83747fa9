#include <string.h>

#include "base/text.h"
#include "domain/store/event_page.h"

#include "params.h"
#include "reply.h"
#include "routes.h"

#define FIELD(json, member, most)					\
	{ .name = json, .type = JSON_TEXT, .required = true,		\
	  .strict = true, .max = most,					\
	  .offset = offsetof(struct event_view, member) }

static const struct json_field view_fields[] = {
	FIELD("id", id, 64),
	FIELD("type", type, 64),
	FIELD("product", product, 255),
	{ 0 }
};

static const struct json_field page_fields[] = {
	{ .name = "key", .type = JSON_TEXT, .required = true, .strict = true,
	  .max = 80, .offset = offsetof(struct event_page, key) },
	{ .name = "events", .type = JSON_LIST, .required = true,
	  .max = EVENT_PAGE_MOST, .fields = view_fields,
	  .offset = offsetof(struct event_page, views),
	  .count_offset = offsetof(struct event_page, nviews),
	  .size = sizeof(struct event_view) },
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

	if ((is_beacon(req)
		? json_bind(req->arena, req->body, req->body_len, page_fields,
			    &page, err)
		: body_bind(req, page_fields, &page, err)) ||
	    event_page_store(req->db, req->arena, &page, err))
		return -1;
	return reply_empty(req, 204);
}
