#include <string.h>

#include "base/hex.h"

#include "domain/shopify_token.h"

static const char *row_identity(struct arena *a, int64_t tenant_id,
				int64_t shop_id)
{
	return arena_printf(a, "shop:%lld:%lld:access_token",
			    (long long)tenant_id, (long long)shop_id);
}

const char *shopify_token_seal(struct arena *a, const struct seal_keys *keys,
			       int64_t tenant_id, int64_t shop_id,
			       const char *token)
{
	struct seal_bytes box = seal_box(a, keys,
		row_identity(a, tenant_id, shop_id), token, strlen(token));
	char *text = arena_alloc_raw(a, 2 + HEX_SIZE(box.len));

	memcpy(text, "\\x", 2);
	hex_encode(box.data, box.len, text + 2);
	return text;
}

const char *shopify_token_open(struct arena *a, const struct seal_keys *keys,
			       int64_t tenant_id, int64_t shop_id,
			       const char *column, struct xn_error *err)
{
	struct seal_bytes box, token;
	unsigned char *bytes;
	size_t digits;

	if (!column) {
		xn_fail(err, XN_REFUSED, "the shop has no access token");
		return NULL;
	}
	digits = strlen(column) - (strlen(column) < 2 ? 0 : 2);
	bytes = arena_alloc_raw(a, digits / 2 + 1);
	if (strncmp(column, "\\x", 2) ||
	    hex_decode(column + 2, digits, bytes)) {
		xn_fail(err, XN_INTERNAL, "the stored token is damaged");
		return NULL;
	}
	box = (struct seal_bytes){ bytes, digits / 2 };
	if (seal_open(a, keys, row_identity(a, tenant_id, shop_id), box,
		      &token, err))
		return NULL;
	return (const char *)token.data;
}
