#include <stddef.h>

#include "base/text.h"

#include "domain/entity/product_graphql.h"

#define FIELD(json, kind, member)					\
	.name = json, .type = JSON_##kind,				\
	.offset = offsetof(struct product, member)

static const struct json_field node_fields[] = {
	{ FIELD("id", ID, id), .required = true },
	{ FIELD("title", TEXT, title), .required = true },
	{ FIELD("handle", TEXT, handle) },
	{ FIELD("status", TEXT, status), .required = true },
	{ FIELD("vendor", TEXT, vendor) },
	{ FIELD("productType", TEXT, type) },
	{ FIELD("createdAt", TIME, created_at), .required = true },
	{ FIELD("updatedAt", TIME, updated_at), .required = true },
	{ FIELD("publishedAt", TIME, published_at) },
	{ 0 }
};

int product_graphql_bind(struct arena *a, const struct json *node,
			 struct product *out, struct xn_error *err)
{
	if (json_bind_tree(a, node, node_fields, out, err))
		return -1;
	out->status = text_lower_ascii(a, out->status);
	return 0;
}
