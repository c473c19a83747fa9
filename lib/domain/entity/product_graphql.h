#ifndef DOMAIN_ENTITY_PRODUCT_GRAPHQL_H
#define DOMAIN_ENTITY_PRODUCT_GRAPHQL_H

#include "domain/entity/product.h"

/*
 * A product from a GraphQL node (PRODUCT in shopify/documents.c), the same as
 * its webhook body would make it.  Strings belong to `a`.
 * -1: XN_BAD_INPUT, and the member that is wrong.
 */
int product_graphql_bind(struct arena *a, const struct json *node,
			 struct product *out, struct xn_error *err);

#endif
