#ifndef DOMAIN_SHOPIFY_SHOPIFY_JSON_H
#define DOMAIN_SHOPIFY_SHOPIFY_JSON_H

#include "wrap/json.h"

/*
 * JSON as Shopify writes it.  Shopify keeps what a customer typed, and
 * PostgreSQL cannot hold U+0000 nor half a surrogate pair: where one is
 * escaped in a text, the text is parsed all the same, so that one bad name
 * does not cost a whole page, and the object that it stands in is not fit.
 */
const struct json *shopify_json_parse(struct arena *a, const char *text,
				      size_t len, struct xn_error *err);

/* -1: XN_BAD_INPUT, something in it cannot be stored. */
int shopify_json_check(const struct json *tree, struct xn_error *err);

#endif
