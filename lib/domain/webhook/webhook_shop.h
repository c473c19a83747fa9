#ifndef DOMAIN_WEBHOOK_WEBHOOK_SHOP_H
#define DOMAIN_WEBHOOK_WEBHOOK_SHOP_H

#include "domain/webhook/topics.h"

/* What deliveries say of the shop itself: steps of topics.c. */

/*
 * No header is signed: the body must name the shop that is gone.  -1:
 * XN_BAD_INPUT.
 */
int webhook_shop_parse_gone(struct arena *a, const struct delivery *d,
			    struct webhook_content *c, struct xn_error *err);

/*
 * The app was uninstalled: no token, no domain, no syncs.  One that was
 * triggered before the shop was connected is about an installation before
 * this one, and changes nothing.
 */
int webhook_shop_store_gone(const struct writer *w, struct webhook_content *c,
			    struct xn_error *err);

/* Name, currency and time zone; the newest wins. */
int webhook_shop_parse(struct arena *a, const struct delivery *d,
		       struct webhook_content *c, struct xn_error *err);
int webhook_shop_store(const struct writer *w, struct webhook_content *c,
		       struct xn_error *err);

#endif
