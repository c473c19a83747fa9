/* The REST shape: webhook bodies, and the customer inside an order's. */
#include "domain/entity/customer.h"


static const struct json_field address_fields[] = {
	{ JSON_FIELD("country_code", TEXT, struct customer, country) },
	{ 0 }
};

/*
 * total_spent is in bodies of versions before 2025-01 alone.  The currency
 * beside it is what the customer last paid in, and not that of the sum.
 */
const struct json_field customer_rest_fields[] = {
	{ JSON_FIELD("id", ID, struct customer, id), .required = true },
	{ JSON_FIELD("created_at", TIME, struct customer, created_at) },
	{ JSON_FIELD("updated_at", TIME, struct customer, updated_at) },
	{ JSON_FIELD("first_name", TEXT, struct customer, first_name) },
	{ JSON_FIELD("last_name", TEXT, struct customer, last_name) },
	{ JSON_FIELD("state", TEXT, struct customer, state) },
	{ JSON_FIELD("email", TEXT, struct customer, email) },
	{ JSON_FIELD("phone", TEXT, struct customer, phone) },
	{ JSON_FIELD("total_spent", AMOUNT, struct customer, amount_spent) },
	{ JSON_WITHIN("default_address", address_fields) },
	{ 0 }
};
