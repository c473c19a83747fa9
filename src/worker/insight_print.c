#include "insight_print.h"

void insight_print(struct jsonout *w, const struct insight *insights,
		   size_t count)
{
	jsonout_array_begin(w);
	for (size_t n = 0; n < count; n++) {
		const struct insight *i = &insights[n];

		jsonout_object_begin(w);
		jsonout_put_text(w, "shopId", i->shop_id);
		jsonout_put_text(w, "metric", i->metric);
		jsonout_put_text(w, "day", i->day);
		jsonout_put_text(w, "since", i->since);
		jsonout_put_decimal(w, "value", i->value);
		jsonout_put_decimal(w, "expected", i->expected);
		jsonout_put_decimal(w, "change", i->change);
		jsonout_put_text(w, "direction", i->is_up ? "up" : "down");
		jsonout_put_text(w, "severity", i->is_strong ? "strong"
							     : "notable");
		jsonout_put_text(w, "currency", i->currency);
		jsonout_put_text(w, "text", i->text);
		jsonout_put_text(w, "link", i->link);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
}
