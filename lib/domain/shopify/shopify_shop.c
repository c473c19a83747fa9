#include <string.h>

#include "base/count.h"
#include "base/text.h"

#include "domain/shopify/documents.h"
#include "domain/shopify/shopify.h"

/* Who it is that a token opens. */


static const struct json_field shop_fields[] = {
	{ JSON_FIELD("name", TEXT, struct shopify_shop, name),
	  .required = true },
	{ JSON_FIELD("myshopifyDomain", TEXT, struct shopify_shop, domain),
	  .required = true },
	{ JSON_FIELD("currencyCode", TEXT, struct shopify_shop, currency),
	  .required = true },
	{ JSON_FIELD("ianaTimezone", TEXT, struct shopify_shop, timezone),
	  .required = true },
	{ 0 }
};

struct scope {
	const char *handle;
};

static const struct json_field scope_fields[] = {
	{ JSON_FIELD("handle", TEXT, struct scope, handle), .required = true },
	{ 0 }
};

struct installation {
	struct scope *scopes;
	size_t nscopes;
	const char *api_key;
};

static const struct json_field app_fields[] = {
	{ JSON_FIELD("apiKey", TEXT, struct installation, api_key) },
	{ 0 }
};

static const struct json_field installation_fields[] = {
	{ JSON_ITEMS("accessScopes", scope_fields, struct installation, scopes,
		     nscopes) },
	{ JSON_WITHIN("app", app_fields) },
	{ 0 }
};

int shopify_get_shop(struct shopify_access *access, struct arena *a,
		     struct shopify_shop *out, struct xn_error *err)
{
	struct installation said = { 0 };
	const struct json *data, *tree;

	*out = (struct shopify_shop){ 0 };
	if (shopify_query(access, a, shopify_shop_document, NULL, &data, err))
		return -1;
	tree = json_get(data, "currentAppInstallation");
	if (json_bind_tree(a, json_get(data, "shop"), shop_fields, out, err) ||
	    (json_is_object(tree) &&
	     json_bind_tree(a, tree, installation_fields, &said, err)))
		return xn_fail(err, XN_UNAVAILABLE,
			       "Shopify's answer is not about a shop");
	out->api_key = said.api_key;
	out->scopes = arena_alloc(a, said.nscopes * sizeof(*out->scopes) + 1);
	for (size_t i = 0; i < said.nscopes; i++)
		out->scopes[out->nscopes++] = said.scopes[i].handle;
	return 0;
}

bool shopify_has_scope(const struct shopify_shop *shop, const char *scope)
{
	static const char read[] = "read_", write[] = "write_";

	for (size_t i = 0; i < shop->nscopes; i++) {
		const char *granted = shop->scopes[i];

		if (!strcmp(granted, scope))
			return true;
		if (text_starts(scope, read) && text_starts(granted, write) &&
		    !strcmp(granted + sizeof(write) - 1,
			    scope + sizeof(read) - 1))
			return true;
	}
	return false;
}

const char *shopify_missing_scope(const struct shopify_shop *shop)
{
	static const char *const needed[] = {
		"read_customers", "read_products", "read_orders",
	};

	for (size_t i = 0; i < COUNT_OF(needed); i++)
		if (!shopify_has_scope(shop, needed[i]))
			return needed[i];
	return NULL;
}

int shopify_confirm_token(struct shopify *s, struct arena *a,
			  const char *domain, const char *token,
			  struct shopify_shop *out, struct xn_error *err)
{
	struct shopify_access *access = shopify_access_new(s, a, domain,
							   token);

	if (shopify_get_shop(access, a, out, err)) {
		if (err->code == XN_UNAVAILABLE)
			return -1;
		if (err->code == XN_INTERNAL || err->code == XN_TOO_LARGE)
			return xn_fail(err, XN_UNAVAILABLE,
				       "Shopify's answer is not understood");
		return xn_fail_field(err, XN_REFUSED, "accessToken",
				     "Shopify refuses the access token");
	}
	if (strcmp(out->domain, domain))
		return xn_fail_field(err, XN_REFUSED, "accessToken",
				     "the access token is another shop's");
	return 0;
}
