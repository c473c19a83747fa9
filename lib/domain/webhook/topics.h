#ifndef DOMAIN_WEBHOOK_TOPICS_H
#define DOMAIN_WEBHOOK_TOPICS_H

#include "domain/rollup/writer.h"
#include "domain/webhook/webhook.h"

struct customer_merge;
struct event;
struct privacy_person;

/* The shop itself, as shop/update shows it; NULL and 0: not said. */
struct webhook_shop {
	const char *name;
	const char *domain;		/* xyz.myshopify.com */
	const char *currency;
	const char *timezone;		/* IANA */
	int64_t updated_at;
};

/* What a body said, as its topic's parse() left it. */
struct webhook_content {
	const char *triggered_at;	/* of the delivery, or NULL */
	bool patient;			/* a replay: it may take its time */
	int64_t id;			/* of the entity, or of the order */
	int64_t other_id;		/* of a merge: who is gone */
	int64_t happened_at;
	const char *status;
	const char *cart_token;		/* of which something came */
	struct event *event;
	struct webhook_shop *shop;
	struct customer_merge *merge;
	struct privacy_person *person;
	struct order *order;
	struct customer *customer;
	struct product *product;
	struct refund *refund;
	struct db_rows *found;
	struct db_rows *place;		/* of the order's customer */
};

/*
 * A topic's effect in three steps.  parse() looks at the body alone; find()
 * (may be NULL) collects look-ups; store() collects the change.
 * -1 with XN_BAD_INPUT makes the delivery a dead letter.
 */
struct webhook_topic {
	const char *name;
	int (*parse)(struct arena *a, const struct delivery *d,
		     struct webhook_content *c, struct xn_error *err);
	void (*find)(const struct writer *w, struct webhook_content *c);
	int (*store)(const struct writer *w, struct webhook_content *c,
		     struct xn_error *err);
};

/* NULL: a topic that nothing here depends on. */
const struct webhook_topic *webhook_topic_find(const char *name);

/* One that comes, and counts, after the app was uninstalled as well. */
bool webhook_topic_is_privacy(const struct webhook_topic *topic);

/* One that tells of a whole order, parsed to content's `order`. */
bool webhook_topic_is_order(const struct webhook_topic *topic);

#endif
