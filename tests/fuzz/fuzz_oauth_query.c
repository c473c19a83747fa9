#include "base/clock.h"
#include "base/hex.h"
#include "domain/shop/connect.h"
#include "domain/shop/oauth_query.h"
#include "domain/shop/oauth_state.h"

#include "fuzz.h"

/*
 * The query of whoever comes from Shopify: the first line is the query, the
 * second the cookie.  Nobody without the secret gets through, and a shop is a
 * domain whatever stands before and behind it.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct conf conf = {
		.shopify_api_secret = "shpss_secret",
		.jwt_secret = "0123456789abcdef0123456789abcdef",
	};
	struct arena *a = fuzz_arena();
	char *raw = arena_strndup(a, (const char *)data, size);
	char *cookie = raw + strcspn(raw, "\n");
	int64_t now = INT64_C(1337178173) * CLOCK_SECOND_US;
	struct oauth_ticket ticket;
	const char *domain, *state;
	struct xn_error err = { 0 };

	if (*cookie)
		*cookie++ = '\0';
	fuzz_must(oauth_query_verify(&conf, a, raw, now, &err) == -1);
	fuzz_must(err.code == XN_BAD_INPUT || err.code == XN_UNAUTHENTICATED);
	if (oauth_query_shop(a, raw, &domain, &err) == 0)
		fuzz_must(shop_is_domain(domain) && strlen(domain) <= 255);
	state = arena_strndup(a, cookie, strnlen(cookie, 32));
	fuzz_must(oauth_state_check(a, &conf, cookie, state,
				    "x.myshopify.com", now, &ticket,
				    &err) == -1);
	return 0;
}
