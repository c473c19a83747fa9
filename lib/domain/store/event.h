#ifndef DOMAIN_STORE_EVENT_H
#define DOMAIN_STORE_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/rollup/writer.h"

/*
 * What visitors of a storefront do before they buy: they look at products,
 * fill carts, begin a checkout.  The order that comes of it is the fourth
 * kind, order_completed, and is counted from the orders themselves.
 *
 * A cart is abandoned an hour after its last change, if there was something
 * in it then and neither a checkout nor an order has come of it.  One that
 * comes later takes it back: then the cart never was abandoned.  So it does
 * not matter in which order deliveries come, and nobody has to sweep; an
 * event in the future has not happened yet, and whoever reads leaves it out.
 */
enum event_type { EVENT_VIEW, EVENT_CART, EVENT_CHECKOUT, EVENT_NTYPES };

#define EVENT_CART_S 3600

/* What an event adds to a customer's engagement; an order adds ten. */
#define EVENT_POINTS							\
	"CASE type WHEN 'product_viewed' THEN 1"			\
	" WHEN 'cart_abandoned' THEN -2 ELSE 5 END"

struct event {
	enum event_type type;
	const char *key;	/* names it: a cart's or checkout's token */
	int64_t told_at;	/* of this state: the newest wins */
	int64_t happened_at;
	const char *product;	/* the handle, or NULL */
	int64_t customer_id;	/* 0: not known */
	bool ended;		/* of a cart: something came of it, for good */
	bool counted;		/* it is an event; a cart may be empty */
};

/* As it is stored and answered: "product_viewed", ... */
const char *event_type_name(enum event_type type);

/*
 * Store them, and change rollup_event and the customers' points by the
 * difference.  Neither their order nor doing it twice makes one.  An event of
 * a customer who was merged is the kept one's, of a redacted one nobody's.
 */
void event_store(const struct writer *w, const struct event *events,
		 size_t count);

/* Something came of a cart; NULL: no cart is known. */
void event_cart_ended(const struct writer *w, const char *cart_token,
		     int64_t at);

/*
 * A merged customer's events are the kept one's; nobody's (NULL) after a
 * redaction.
 */
void event_move_customer(const struct writer *w, int64_t gone,
			 const char *kept);

#endif
