/* The REST shape: webhook bodies. */
#include "domain/entity/product.h"

#define MEMBER(member, key, kind)					\
	{ .name = key, .type = kind,					\
	  .offset = offsetof(struct product, member) }

const struct json_field product_rest_fields[] = {
	{ .name = "id", .type = JSON_ID, .required = true,
	  .offset = offsetof(struct product, id) },
	MEMBER(created_at, "created_at", JSON_TIME),
	MEMBER(handle, "handle", JSON_TEXT),
	MEMBER(type, "product_type", JSON_TEXT),
	MEMBER(published_at, "published_at", JSON_TIME),
	MEMBER(title, "title", JSON_TEXT),
	{ .name = "updated_at", .type = JSON_TIME, .required = true,
	  .offset = offsetof(struct product, updated_at) },
	MEMBER(vendor, "vendor", JSON_TEXT),
	MEMBER(status, "status", JSON_TEXT),
	{ 0 }
};
