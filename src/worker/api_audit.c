#include "domain/account/audit_log.h"

#include "page.h"
#include "reply.h"
#include "routes.h"

static void put_event(struct jsonout *w, const struct audit_event *e)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", e->id);
	reply_put_time(w, "at", e->at);
	jsonout_put_text(w, "actor", e->actor);
	jsonout_put_text(w, "action", e->action);
	jsonout_put_text(w, "subject", e->subject);
	jsonout_put_text(w, "detail", e->detail);
	jsonout_object_end(w);
}

/*
 * GET /api/audit-log?limit=&cursor=: 200, newest first; the next page's
 * address is in Link.  400.
 */
int api_audit_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct audit_event *events;
	struct page_of_ids page;
	size_t count;

	if (page_of_ids(req, &page, err) ||
	    audit_list(req->db, req->arena, req->tenant_id, page.after,
		       page.limit + 1, &events, &count, err))
		return -1;
	page_cut(&page, &count);
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_event(w, &events[i]);
	jsonout_array_end(w);
	if (page.more)
		page_link_id(req, events[count - 1].id);
	return reply(req, 200, w);
}
