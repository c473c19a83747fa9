#include <stddef.h>
#include <string.h>

#include "domain/run/run.h"

#include "audit_request.h"
#include "page.h"
#include "params.h"
#include "reply.h"
#include "routes.h"
#include "run_print.h"
#include "spawn.h"

struct run_body {
	int64_t shop_id;
	const char *type;
};

static const struct json_field run_fields[] = {
	{ JSON_FIELD("shopId", ID, struct run_body, shop_id),
	  .required = true },
	{ JSON_FIELD("type", TEXT, struct run_body, type), .required = true,
	  .strict = true },
	{ 0 }
};

/*
 * POST /api/ingest/run: 202, begun; 200, one was going on already; 400; 404
 * no such shop; 422 the shop cannot be read; 503.
 */
int api_ingest_run(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct run_body body = { 0 };
	enum run_type type;
	struct run run;
	bool created;

	if (body_bind(req, run_fields, &body, err))
		return -1;
	if (run_type_parse(body.type, &type) ||
	    (type != RUN_FULL_SYNC && type != RUN_DELTA))
		return xn_fail_field(err, XN_BAD_INPUT, "type",
				     "type: must be full-sync or delta");
	if (run_create(req->db, req->arena, req->tenant_id, body.shop_id,
		       type, "user", &run, &created, err))
		return -1;
	if (created) {
		spawn_sync(req->worker, req->arena, run.id);
		audit_request(req, "run.started",
			      db_arg_int64(req->arena, run.id), body.type);
	}
	run_print(w, req->tenant_id, &run);
	return reply(req, created ? 202 : 200, w);
}

/*
 * GET /api/ingest/runs?shopId=&limit=&cursor=: 200, newest first; the next
 * page's address is in Link.  400.
 */
int api_ingest_list(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	struct page_of_ids page;
	struct run *runs;
	int64_t shop_id;
	size_t count;

	if (query_shop(req, &shop_id, err) ||
	    page_of_ids(req, &page, err) ||
	    run_list(req->db, req->arena, req->tenant_id, shop_id, page.after,
		     page.limit + 1, &runs, &count, err))
		return -1;
	page_cut(&page, &count);
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		run_print(w, req->tenant_id, &runs[i]);
	jsonout_array_end(w);
	if (page.more)
		page_link_id(req, runs[count - 1].id);
	return reply(req, 200, w);
}

/* GET /api/ingest/runs/:id: 200; 404. */
int api_ingest_get(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	int64_t run_id;
	struct run run;

	if (param_id(req, 0, &run_id, err) ||
	    run_get(req->db, req->arena, req->tenant_id, run_id, &run, err))
		return -1;
	run_print(w, req->tenant_id, &run);
	return reply(req, 200, w);
}
