#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "wrap/json.h"

#include "domain/entity/array.h"
#include "domain/privacy/privacy.h"
#include "domain/webhook/webhook_privacy.h"

struct body {
	struct privacy_person person;
	const char *domain;
	const char **orders;
	size_t norders;
	int64_t request_id;
};

static const struct json_field customer_fields[] = {
	{ JSON_FIELD("id", ID, struct body, person.customer_id) },
	{ JSON_FIELD("email", TEXT, struct body, person.email) },
	{ JSON_FIELD("phone", TEXT, struct body, person.phone) },
	{ 0 }
};

static const struct json_field request_fields[] = {
	{ JSON_FIELD("id", ID, struct body, request_id) },
	{ 0 }
};

#define ORDERS(key)							\
	{ JSON_FIELD(key, TEXTS, struct body, orders),			\
	  .count_offset = offsetof(struct body, norders) }

static const struct json_field fields[] = {
	{ JSON_FIELD("shop_domain", TEXT, struct body, domain) },
	{ JSON_WITHIN("customer", customer_fields) },
	{ JSON_WITHIN("data_request", request_fields) },
	ORDERS("orders_requested"),
	ORDERS("orders_to_redact"),
	{ 0 }
};

/* The header is not signed, the body is.  Shopify's samples say {shop}. */
static bool is_other_shop(const char *domain, const struct delivery *d)
{
	return domain && !strchr(domain, '{') &&
	       strcmp(domain, d->shop_domain);
}

static int bind_orders(struct arena *a, const struct body *body,
		       struct privacy_person *p, struct xn_error *err)
{
	struct buf ids = array_start(a);

	for (size_t i = 0; i < body->norders; i++) {
		if (!body->orders[i] || !text_is_id(body->orders[i]))
			return xn_fail_field(err, XN_BAD_INPUT, "orders",
					     "orders[%zu]: not an id", i);
		array_text(&ids, body->orders[i]);
	}
	p->order_ids = array_end(&ids);
	return 0;
}

int webhook_privacy_parse(struct arena *a, const struct delivery *d,
			  struct webhook_content *c, struct xn_error *err)
{
	struct body body = { 0 };

	if (json_bind(a, d->body, d->body_len, fields, &body, err) ||
	    bind_orders(a, &body, &body.person, err))
		return -1;
	if (is_other_shop(body.domain, d))
		return xn_fail_field(err, XN_BAD_INPUT, "shop_domain",
				     "shop_domain: another shop's");
	if (body.person.email && !*body.person.email)
		body.person.email = NULL;
	if (strcmp(d->topic, "shop/redact") && !body.person.customer_id &&
	    !body.person.email)
		return xn_fail_field(err, XN_BAD_INPUT, "customer",
				     "customer: neither an id nor an address");
	body.person.domain = d->shop_domain;
	body.person.triggered_at = c->triggered_at;
	c->id = body.request_id;
	c->person = arena_alloc(a, sizeof(*c->person));
	*c->person = body.person;
	return 0;
}

int webhook_privacy_store_request(const struct writer *w,
				  struct webhook_content *c,
				  struct xn_error *err)
{
	(void)err;
	privacy_want(w, PRIVACY_DATA_REQUEST, c->person, c->id);
	return 0;
}

int webhook_privacy_store_redact(const struct writer *w,
				 struct webhook_content *c,
				 struct xn_error *err)
{
	(void)err;
	privacy_redact_named(w, c->person);
	privacy_want(w, PRIVACY_CUSTOMER_REDACT, c->person, 0);
	return 0;
}

int webhook_privacy_store_shop(const struct writer *w,
			       struct webhook_content *c,
			       struct xn_error *err)
{
	(void)err;
	privacy_want(w, PRIVACY_SHOP_REDACT, c->person, 0);
	return 0;
}
