#include <stddef.h>

#include "domain/simulation.h"

#include "audit.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

#define COUNT_USUAL 100

struct simulation_body {
	int64_t shop_id;
	int64_t count;
};

static const struct json_field simulation_fields[] = {
	{ .name = "shopId", .type = JSON_ID, .required = true,
	  .offset = offsetof(struct simulation_body, shop_id) },
	{ .name = "count", .type = JSON_INT,
	  .offset = offsetof(struct simulation_body, count) },
	{ 0 }
};

static int bind_body(const struct request *req, struct simulation_body *body,
		     struct xn_error *err)
{
	if (body_bind(req, simulation_fields, body, err))
		return -1;
	if (body->count < 1 || body->count > SIMULATION_MOST)
		return xn_fail_field(err, XN_BAD_INPUT, "count",
				     "count: must be from 1 to %d",
				     SIMULATION_MOST);
	return 0;
}

/*
 * POST /api/metrics/simulate-events {shopId, count?}: 200, what was made; 400;
 * 404 no such shop, and whatever it says where the tenant is no demonstration;
 * 415; 503.
 */
int api_simulate_events(struct request *req, struct xn_error *err)
{
	struct simulation_body body = { .count = COUNT_USUAL };
	struct jsonout *w = reply_json(req);
	int created[EVENT_NTYPES];

	if (simulation_allowed(req->db, req->arena, req->tenant_id, err) ||
	    bind_body(req, &body, err) ||
	    simulation_run(req->db, req->arena, req->tenant_id, body.shop_id,
			   (int)body.count, created, err))
		return -1;
	audit_request(req, "events.simulated",
		      db_arg_int64(req->arena, body.shop_id),
		      db_arg_int64(req->arena, body.count));
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", arena_printf(req->arena,
		"%d events of made-up visitors are stored", (int)body.count));
	jsonout_key(w, "created");
	jsonout_object_begin(w);
	for (int i = 0; i < EVENT_NTYPES; i++)
		jsonout_put_int64(w, event_type_name((enum event_type)i),
				  created[i]);
	jsonout_object_end(w);
	jsonout_object_end(w);
	return reply(req, 200, w);
}
