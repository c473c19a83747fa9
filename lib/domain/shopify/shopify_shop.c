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

struct scopes {
	struct scope *list;
	size_t count;
};

static const struct json_field installation_fields[] = {
	{ JSON_ITEMS("accessScopes", scope_fields, struct scopes, list,
		     count) },
	{ 0 }
};

int shopify_get_shop(struct shopify_access *access, struct arena *a,
		     struct shopify_shop *out, struct xn_error *err)
{
	const struct json *data, *installation;
	struct scopes scopes = { 0 };

	*out = (struct shopify_shop){ 0 };
	if (shopify_query(access, a, shopify_shop_document, NULL, &data, err))
		return -1;
	installation = json_get(data, "currentAppInstallation");
	if (json_bind_tree(a, json_get(data, "shop"), shop_fields, out, err) ||
	    (json_is_object(installation) &&
	     json_bind_tree(a, installation, installation_fields, &scopes,
			    err)))
		return xn_fail(err, XN_UNAVAILABLE,
			       "Shopify's answer is not about a shop");
	out->scopes = arena_alloc(a, scopes.count * sizeof(*out->scopes) + 1);
	for (size_t i = 0; i < scopes.count; i++)
		out->scopes[out->nscopes++] = scopes.list[i].handle;
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
