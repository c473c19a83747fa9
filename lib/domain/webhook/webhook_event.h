#ifndef DOMAIN_WEBHOOK_WEBHOOK_EVENT_H
#define DOMAIN_WEBHOOK_WEBHOOK_EVENT_H

#include "domain/entity/order.h"
#include "domain/webhook/topics.h"

/* Carts and checkouts as events (store/event.h): steps of topics.c. */
int webhook_event_parse_cart(struct arena *a, const struct delivery *d,
			     struct webhook_content *c, struct xn_error *err);
int webhook_event_parse_checkout(struct arena *a, const struct delivery *d,
				 struct webhook_content *c,
				 struct xn_error *err);
int webhook_event_store(const struct writer *w, struct webhook_content *c,
			struct xn_error *err);

/* An order has come: of a cart, where it names one. */
void webhook_event_order(const struct writer *w, const struct order *order);

/*
 * A cart's name wherever it stands: a cart has its secret behind a '?', which
 * neither a checkout nor an order has.  NULL and "" are NULL.
 */
const char *webhook_event_cart(struct arena *a, const char *token);

#endif
