#include "domain/metrics/definitions.h"

#include "reply.h"
#include "routes.h"

/* GET /api/metrics/definitions: 200. */
int api_definitions(struct request *req, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);

	(void)err;
	jsonout_array_begin(w);
	for (const struct definition *d = definitions; d->name; d++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "name", d->name);
		jsonout_put_text(w, "unit", definition_unit_name(d->unit));
		jsonout_put_text(w, "label", d->label);
		jsonout_put_text(w, "formula", d->formula);
		jsonout_put_text(w, "note", d->note);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	return reply(req, 200, w);
}
