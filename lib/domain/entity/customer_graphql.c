#include <stddef.h>

#include "base/text.h"

#include "domain/entity/customer_graphql.h"

#define FIELD(json, kind, member)					\
	.name = json, .type = JSON_##kind,				\
	.offset = offsetof(struct customer, member)
#define WITHIN(json, table)						\
	.name = json, .type = JSON_OBJECT, .fields = table

static const struct json_field email_fields[] = {
	{ FIELD("emailAddress", TEXT, email) },
	{ 0 }
};

static const struct json_field phone_fields[] = {
	{ FIELD("phoneNumber", TEXT, phone) },
	{ 0 }
};

static const struct json_field address_fields[] = {
	{ FIELD("countryCodeV2", TEXT, country) },
	{ 0 }
};

static const struct json_field node_fields[] = {
	{ FIELD("id", ID, id), .required = true },
	{ FIELD("firstName", TEXT, first_name) },
	{ FIELD("lastName", TEXT, last_name) },
	{ FIELD("state", TEXT, state) },
	{ FIELD("createdAt", TIME, created_at), .required = true },
	{ FIELD("updatedAt", TIME, updated_at), .required = true },
	{ WITHIN("defaultEmailAddress", email_fields) },
	{ WITHIN("defaultPhoneNumber", phone_fields) },
	{ WITHIN("defaultAddress", address_fields) },
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
