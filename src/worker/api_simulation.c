#include <stddef.h>

#include "domain/store/simulation.h"

#include "audit_request.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

#define COUNT_USUAL 100


static const struct json_field wish_fields[] = {
	{ JSON_FIELD("shopId", ID, struct simulation_wish, shop_id),
	  .required = true },
	{ JSON_FIELD("count", INT, struct simulation_wish, count) },
	{ JSON_FIELD("days", INT, struct simulation_wish, days) },
	{ 0 }
};

static int check(const char *name, int64_t value, int most,
		 struct xn_error *err)
{
	if (value >= 1 && value <= most)
		return 0;
	return xn_fail_field(err, XN_BAD_INPUT, name,
			     "%s: must be from 1 to %d", name, most);
}

static int bind_wish(const struct request *req, struct simulation_wish *wish,
		     struct xn_error *err)
{
	if (body_bind(req, wish_fields, wish, err) ||
	    check("count", wish->count, SIMULATION_MOST, err) ||
	    check("days", wish->days, SIMULATION_DAYS, err))
		return -1;
	return 0;
}

/*
 * POST /api/metrics/simulate-events {shopId, count?, days?}: 200, what was
 * made; 400; 404 no such shop, and whatever it says where the tenant is no
 * demonstration; 415; 503.
 */
int api_simulate_events(struct request *req, struct xn_error *err)
{
	struct simulation_wish wish = { .count = COUNT_USUAL, .days = 1 };
	struct jsonout *w = reply_json(req);
	int created[EVENT_NTYPES];

	if (simulation_allowed(req->db, req->arena, req->tenant_id, err) ||
	    bind_wish(req, &wish, err) ||
	    simulation_run(req->db, req->arena, req->tenant_id, &wish,
			   created, err))
		return -1;
	audit_request(req, "events.simulated",
		      db_arg_int64(req->arena, wish.shop_id),
		      db_arg_int64(req->arena, wish.count));
	jsonout_object_begin(w);
	jsonout_put_text(w, "message", arena_printf(req->arena,
		"%d events of made-up visitors are stored", (int)wish.count));
	jsonout_key(w, "created");
	jsonout_object_begin(w);
	for (int i = 0; i < EVENT_NTYPES; i++)
		jsonout_put_int64(w, event_type_name((enum event_type)i),
				  created[i]);
	jsonout_object_end(w);
	jsonout_object_end(w);
	return reply(req, 200, w);
}
