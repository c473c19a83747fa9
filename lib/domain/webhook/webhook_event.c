#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "wrap/json.h"

#include "domain/store/event.h"
#include "domain/webhook/webhook_event.h"

/* The members of both bodies that matter. */
struct body {
	const char *token;
	const char *cart_token;
	int64_t created_at;
	int64_t updated_at;
	int64_t customer_id;
	struct line {
		int64_t quantity;
	} *lines;
	size_t nlines;
};


static const struct json_field line_fields[] = {
	{ JSON_FIELD("quantity", INT, struct line, quantity) },
	{ 0 }
};

static const struct json_field cart_fields[] = {
	{ JSON_FIELD("token", TEXT, struct body, token), .required = true },
	{ JSON_FIELD("updated_at", TIME, struct body, updated_at),
	  .required = true },
	{ JSON_ITEMS("line_items", line_fields, struct body, lines, nlines) },
	{ 0 }
};

static const struct json_field customer_fields[] = {
	{ JSON_FIELD("id", ID, struct body, customer_id) },
	{ 0 }
};

static const struct json_field checkout_fields[] = {
	{ JSON_FIELD("token", TEXT, struct body, token), .required = true },
	{ JSON_FIELD("cart_token", TEXT, struct body, cart_token) },
	{ JSON_FIELD("created_at", TIME, struct body, created_at),
	  .required = true },
	{ JSON_FIELD("updated_at", TIME, struct body, updated_at) },
	{ JSON_WITHIN("customer", customer_fields) },
	{ 0 }
};

const char *webhook_event_cart(struct arena *a, const char *token)
{
	size_t len = token ? strcspn(token, "?") : 0;

	return len ? arena_strndup(a, token, len) : NULL;
}

static int bind(struct arena *a, const struct delivery *d,
		const struct json_field *fields, struct body *out,
		struct xn_error *err)
{
	if (json_bind(a, d->body, d->body_len, fields, out, err))
		return -1;
	if (!*out->token)
		return xn_fail_field(err, XN_BAD_INPUT, "token",
				     "token: empty");
	return 0;
}

int webhook_event_parse_cart(struct arena *a, const struct delivery *d,
			     struct webhook_content *c, struct xn_error *err)
{
	struct body body = { 0 };
	bool filled = false;

	if (bind(a, d, cart_fields, &body, err))
		return -1;
	for (size_t i = 0; i < body.nlines; i++)
		filled = filled || body.lines[i].quantity > 0;
	c->event = arena_alloc(a, sizeof(*c->event));
	*c->event = (struct event){
		.type = EVENT_CART,
		.key = webhook_event_cart(a, body.token),
		.told_at = body.updated_at,
		.happened_at = body.updated_at +
			       EVENT_CART_S * CLOCK_SECOND_US,
		.counted = filled,
	};
	if (!c->event->key)
		return xn_fail_field(err, XN_BAD_INPUT, "token",
				     "token: names no cart");
	return 0;
}

/* One event a checkout, when it was begun; an update may know the customer. */
int webhook_event_parse_checkout(struct arena *a, const struct delivery *d,
				 struct webhook_content *c,
				 struct xn_error *err)
{
	struct body body = { 0 };

	if (bind(a, d, checkout_fields, &body, err))
		return -1;
	c->event = arena_alloc(a, sizeof(*c->event));
	*c->event = (struct event){
		.type = EVENT_CHECKOUT,
		.key = body.token,
		.told_at = body.updated_at ? body.updated_at
					   : body.created_at,
		.happened_at = body.created_at,
		.customer_id = body.customer_id,
		.counted = true,
	};
	c->cart_token = webhook_event_cart(a, body.cart_token);
	return 0;
}

int webhook_event_store(const struct writer *w, struct webhook_content *c,
			struct xn_error *err)
{
	(void)err;
	event_store(w, c->event, 1);
	event_cart_ended(w, c->cart_token, c->event->happened_at);
	return 0;
}

void webhook_event_order(const struct writer *w, const struct order *order)
{
	event_cart_ended(w, webhook_event_cart(w->arena, order->cart_token),
			 order->created_at);
}
