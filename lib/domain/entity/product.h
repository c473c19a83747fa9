#ifndef DOMAIN_ENTITY_PRODUCT_H
#define DOMAIN_ENTITY_PRODUCT_H

#include <stddef.h>
#include <stdint.h>

#include "wrap/json.h"

/* A product of a shop.  Times as in customer.h. */
struct product {
	int64_t id;
	const char *title;
	const char *handle;
	const char *status;	/* lower case: active, draft, archived, ... */
	const char *vendor;
	const char *type;
	int64_t created_at;
	int64_t updated_at;
	int64_t published_at;
};

/* The shape of a webhook's REST body; product_graphql.h has the other. */
extern const struct json_field product_rest_fields[];

#endif
