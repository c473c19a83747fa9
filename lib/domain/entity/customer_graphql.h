#ifndef DOMAIN_ENTITY_CUSTOMER_GRAPHQL_H
#define DOMAIN_ENTITY_CUSTOMER_GRAPHQL_H

#include "domain/entity/customer.h"

/*
 * A customer from a GraphQL node (CUSTOMER in shopify/documents.c), the same
 * as its webhook body would make it.  Strings belong to `a`.
 * -1: XN_BAD_INPUT, and the member that is wrong.
 */
int customer_graphql_bind(struct arena *a, const struct json *node,
			  struct customer *out, struct xn_error *err);

#endif
