#include <string.h>

#include "base/hex.h"

#include "domain/shopify/shopify_token.h"

static const char *identity(struct arena *a,
			    const struct shopify_token_place *place)
{
	return arena_printf(a, "shop:%lld:%lld:%s",
			    (long long)place->tenant_id,
			    (long long)place->shop_id, place->column);
}

static const char *column_text(struct arena *a, struct seal_bytes box)
{
	char *text = arena_alloc_raw(a, 2 + HEX_SIZE(box.len));

	memcpy(text, "\\x", 2);
	hex_encode(box.data, box.len, text + 2);
	return text;
}

static int column_bytes(struct arena *a, const char *text,
			struct seal_bytes *box, struct xn_error *err)
{
	size_t digits = strlen(text) - (strlen(text) < 2 ? 0 : 2);
	unsigned char *bytes = arena_alloc_raw(a, digits / 2 + 1);

	if (strncmp(text, "\\x", 2) || hex_decode(text + 2, digits, bytes))
		return xn_fail(err, XN_INTERNAL,
			       "the stored token is damaged");
	*box = (struct seal_bytes){ bytes, digits / 2 };
	return 0;
}

const char *shopify_token_seal(struct arena *a, const struct seal_keys *keys,
			       const struct shopify_token_place *place,
			       const char *token)
{
	return column_text(a, seal_box(a, keys, identity(a, place), token,
				       strlen(token)));
}

const char *shopify_token_open(struct arena *a, const struct seal_keys *keys,
			       const struct shopify_token_place *place,
			       const char *text, struct xn_error *err)
{
	struct seal_bytes box, token;

	if (!text) {
		xn_fail(err, XN_REFUSED, "the shop has no access token");
		return NULL;
	}
	if (column_bytes(a, text, &box, err) ||
	    seal_open(a, keys, identity(a, place), box, &token, err))
		return NULL;
	return (const char *)token.data;
}

int shopify_token_rewrap(struct arena *a, const struct seal_keys *keys,
			 const struct shopify_token_place *place,
			 const char *text, const char **out,
			 struct xn_error *err)
{
	struct seal_bytes box, anew;

	*out = text;
	if (!text)
		return 0;
	if (column_bytes(a, text, &box, err))
		return -1;
	if (seal_is_current(keys, box))
		return 0;
	if (seal_rewrap(a, keys, identity(a, place), box, &anew, err))
		return -1;
	*out = column_text(a, anew);
	return 0;
}
