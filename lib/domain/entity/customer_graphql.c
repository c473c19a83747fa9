#include <stddef.h>

#include "base/text.h"

#include "domain/entity/customer_graphql.h"


static const struct json_field email_fields[] = {
	{ JSON_FIELD("emailAddress", TEXT, struct customer, email) },
	{ 0 }
};

static const struct json_field phone_fields[] = {
	{ JSON_FIELD("phoneNumber", TEXT, struct customer, phone) },
	{ 0 }
};

static const struct json_field address_fields[] = {
	{ JSON_FIELD("countryCodeV2", TEXT, struct customer, country) },
	{ 0 }
};

static const struct json_field spent_fields[] = {
	{ JSON_FIELD("amount", AMOUNT, struct customer, amount_spent),
	  .required = true },
	{ JSON_FIELD("currencyCode", TEXT, struct customer,
		     amount_spent_currency), .required = true },
	{ 0 }
};

static const struct json_field node_fields[] = {
	{ JSON_FIELD("id", ID, struct customer, id), .required = true },
	{ JSON_FIELD("firstName", TEXT, struct customer, first_name) },
	{ JSON_FIELD("lastName", TEXT, struct customer, last_name) },
	{ JSON_FIELD("state", TEXT, struct customer, state) },
	{ JSON_FIELD("createdAt", TIME, struct customer, created_at),
	  .required = true },
	{ JSON_FIELD("updatedAt", TIME, struct customer, updated_at),
	  .required = true },
	{ JSON_WITHIN("amountSpent", spent_fields) },
	{ JSON_WITHIN("defaultEmailAddress", email_fields) },
	{ JSON_WITHIN("defaultPhoneNumber", phone_fields) },
	{ JSON_WITHIN("defaultAddress", address_fields) },
	{ 0 }
};

int customer_graphql_bind(struct arena *a, const struct json *node,
			  struct customer *out, struct xn_error *err)
{
	if (json_bind_tree(a, node, node_fields, out, err))
		return -1;
	if (out->state)
		out->state = text_lower_ascii(a, out->state);
	return 0;
}
