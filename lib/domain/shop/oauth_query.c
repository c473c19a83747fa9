#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/query_string.h"
#include "base/text.h"
#include "wrap/seal.h"

#include "domain/shop/connect.h"
#include "domain/shop/oauth_query.h"

/* Far more than Shopify sends; sorting more is nobody's business. */
#define PAIRS_MAX 64

static bool is_named(const struct query_pair *pair, const char *name)
{
	return pair->name_len == strlen(name) &&
	       !memcmp(pair->name, name, pair->name_len);
}

/* By name; of one name as they came, which is by where they lie. */
static int compare(const void *left, const void *right)
{
	const struct query_pair *l = left, *r = right;
	size_t n = l->name_len < r->name_len ? l->name_len : r->name_len;
	int order = memcmp(l->name, r->name, n);

	if (order)
		return order;
	if (l->name_len != r->name_len)
		return l->name_len < r->name_len ? -1 : 1;
	return l->text < r->text ? -1 : 1;
}

/* What is signed.  -1: there are too many pairs. */
static int signed_text(struct arena *a, const char *raw, struct buf *out,
		       struct xn_error *err)
{
	struct query_pair pairs[PAIRS_MAX];
	size_t n = 0;

	while (query_string_next(&raw, &pairs[n])) {
		if (is_named(&pairs[n], "hmac") ||
		    is_named(&pairs[n], "signature"))
			continue;
		if (++n == PAIRS_MAX)
			return xn_fail(err, XN_BAD_INPUT,
				       "too many parameters");
	}
	qsort(pairs, n, sizeof(pairs[0]), compare);
	buf_init(out, a);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(out, '&');
		buf_add(out, pairs[i].text, pairs[i].len);
	}
	return 0;
}

static bool signed_by(const char *secret, const struct buf *text,
		      const char *hmac)
{
	unsigned char made[SEAL_DIGEST_SIZE];
	char digits[HEX_SIZE(SEAL_DIGEST_SIZE)];

	if (!secret)
		return false;
	seal_hmac_sha256(secret, strlen(secret), text->len ? text->data : "",
			 text->len, made);
	hex_encode(made, sizeof(made), digits);
	return strlen(hmac) == sizeof(digits) - 1 &&
	       seal_equal(hmac, digits, sizeof(digits) - 1);
}

static int find(struct arena *a, const char *raw, const char *name,
		const char **value, struct xn_error *err)
{
	if (query_string_find(a, raw, name, value, err))
		return -1;
	if (!*value)
		return xn_fail_field(err, XN_BAD_INPUT, name, "%s: missing",
				     name);
	return 0;
}

static int check_time(struct arena *a, const char *raw, int64_t now_us,
		      struct xn_error *err)
{
	const char *text;
	int64_t now = now_us / CLOCK_SECOND_US, given;

	if (find(a, raw, "timestamp", &text, err))
		return -1;
	if (!text_is_id(text))
		return xn_fail_field(err, XN_BAD_INPUT, "timestamp",
				     "timestamp: not a time");
	given = strtoll(text, NULL, 10);
	if (given < now - OAUTH_WINDOW_S || given > now + OAUTH_WINDOW_S)
		return xn_fail_field(err, XN_UNAUTHENTICATED, "timestamp",
				     "This link is too old; begin again");
	return 0;
}

int oauth_query_verify(const struct conf *conf, struct arena *a,
		       const char *raw, int64_t now_us, struct xn_error *err)
{
	const char *hmac;
	struct buf text;

	if (find(a, raw, "hmac", &hmac, err) ||
	    signed_text(a, raw, &text, err))
		return -1;
	if (!signed_by(conf->shopify_api_secret, &text, hmac) &&
	    !signed_by(conf->shopify_api_secret_previous, &text, hmac))
		return xn_fail_field(err, XN_UNAUTHENTICATED, "hmac",
				     "invalid signature");
	return check_time(a, raw, now_us, err);
}

int oauth_query_shop(struct arena *a, const char *raw, const char **domain,
		     struct xn_error *err)
{
	const char *text;

	if (find(a, raw, "shop", &text, err))
		return -1;
	*domain = text_lower_ascii(a, text);
	if (!shop_is_domain(*domain))
		return xn_fail_field(err, XN_BAD_INPUT, "shop",
			"shop: must be NAME.myshopify.com");
	return 0;
}
