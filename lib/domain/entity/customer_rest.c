/* The REST shape: webhook bodies, and the customer inside an order's. */
#include "domain/entity/customer.h"

#define MEMBER(member, key, kind)					\
	{ .name = key, .type = kind,					\
	  .offset = offsetof(struct customer, member) }

static const struct json_field address_fields[] = {
	MEMBER(country, "country_code", JSON_TEXT),
	{ 0 }
};

const struct json_field customer_rest_fields[] = {
	{ .name = "id", .type = JSON_ID, .required = true,
	  .offset = offsetof(struct customer, id) },
	MEMBER(created_at, "created_at", JSON_TIME),
	MEMBER(updated_at, "updated_at", JSON_TIME),
	MEMBER(first_name, "first_name", JSON_TEXT),
	MEMBER(last_name, "last_name", JSON_TEXT),
	MEMBER(state, "state", JSON_TEXT),
	MEMBER(email, "email", JSON_TEXT),
	MEMBER(phone, "phone", JSON_TEXT),
	{ .name = "default_address", .type = JSON_OBJECT,
	  .fields = address_fields },
	{ 0 }
};
