#include <stddef.h>

#include "base/text.h"

#include "domain/entity/product_graphql.h"


static const struct json_field node_fields[] = {
	{ JSON_FIELD("id", ID, struct product, id), .required = true },
	{ JSON_FIELD("title", TEXT, struct product, title), .required = true },
	{ JSON_FIELD("handle", TEXT, struct product, handle) },
	{ JSON_FIELD("status", TEXT, struct product, status),
	  .required = true },
	{ JSON_FIELD("vendor", TEXT, struct product, vendor) },
	{ JSON_FIELD("productType", TEXT, struct product, type) },
	{ JSON_FIELD("createdAt", TIME, struct product, created_at),
	  .required = true },
	{ JSON_FIELD("updatedAt", TIME, struct product, updated_at),
	  .required = true },
	{ JSON_FIELD("publishedAt", TIME, struct product, published_at) },
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
