#ifndef DOMAIN_ENTITY_CUSTOMER_H
#define DOMAIN_ENTITY_CUSTOMER_H

#include <stddef.h>
#include <stdint.h>

#include "wrap/json.h"

/*
 * A customer of a shop, as every source gives it.  Times are microseconds
 * since 1970, 0 where absent; texts may be NULL.
 */
struct customer {
	int64_t id;		/* Shopify's */
	const char *email;
	const char *first_name;
	const char *last_name;
	const char *phone;
	const char *state;	/* enabled, disabled, invited, declined */
	const char *country;	/* of the default address, ISO 3166 alpha-2 */
	int64_t created_at;
	int64_t updated_at;
	/*
	 * What Shopify has the customer down for, in 1/10,000; NULL: the source
	 * does not say, which is not 0.  The currency is NULL where it is not
	 * said: the shop's.
	 */
	const int64_t *amount_spent;
	const char *amount_spent_currency;
};

/* The shape of a webhook's REST body; customer_graphql.h has the other. */
extern const struct json_field customer_rest_fields[];

#endif
