#include "domain/upkeep/schema.h"

#include "reply.h"
#include "routes.h"

/* GET /health: 200, this process serves.  Without the database. */
int api_health(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);

	(void)err;
	jsonout_object_begin(w);
	jsonout_put_bool(w, "ok", true);
	jsonout_object_end(w);
	return reply(req, 200, w);
}

/*
 * GET /ready: 200, the database answers, takes writes and has the schema; 503.
 */
int api_ready(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);

	worker_limit(req->worker, PROMPT_MS);
	if (schema_check(req->db, req->arena, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_bool(w, "ok", true);
	jsonout_put_text(w, "schema", SCHEMA_CHANGE);
	jsonout_object_end(w);
	return reply(req, 200, w);
}
