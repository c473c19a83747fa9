/* The REST shape: webhook bodies. */
#include "domain/entity/product.h"


const struct json_field product_rest_fields[] = {
	{ JSON_FIELD("id", ID, struct product, id), .required = true },
	{ JSON_FIELD("created_at", TIME, struct product, created_at) },
	{ JSON_FIELD("handle", TEXT, struct product, handle) },
	{ JSON_FIELD("product_type", TEXT, struct product, type) },
	{ JSON_FIELD("published_at", TIME, struct product, published_at) },
	{ JSON_FIELD("title", TEXT, struct product, title) },
	{ JSON_FIELD("updated_at", TIME, struct product, updated_at),
	  .required = true },
	{ JSON_FIELD("vendor", TEXT, struct product, vendor) },
	{ JSON_FIELD("status", TEXT, struct product, status) },
	{ 0 }
};
