#include "base/buf.h"
#include "base/hex.h"
#include "base/text.h"
#include "wrap/seal.h"
#include "wrap/token.h"

#include "fuzz.h"

#define NOW INT64_C(1700000000)

static struct token_key key;

/* The input as a payload, signed as ours would be: the claims are read. */
static const char *signed_token(struct arena *a, const char *s, size_t n)
{
	unsigned char digest[32];
	struct buf text;

	buf_init(&text, a);
	buf_adds(&text, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.");
	buf_reserve(&text, BASE64_SIZE(n) + BASE64_SIZE(32) + 2);
	text.len += base64url_encode(s, n, text.data + text.len);
	seal_hmac_sha256(key.secret, key.len, text.data, text.len, digest);
	buf_addc(&text, '.');
	text.len += base64url_encode(digest, sizeof(digest),
				     text.data + text.len);
	return buf_text(&text);
}

/* No stranger's text is a token; and of a signed payload's claims, what is
 * taken is whole. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	struct token_claims claims;
	struct xn_error err;
	const char *text;

	if (!key.serial)
		fuzz_must(!token_key_init(&key,
			"0123456789abcdef0123456789abcdef", seal_hmac_sha256,
			&err));
	text = memcpy(arena_alloc_raw(a, size), data, size);
	fuzz_must(token_verify(a, &key, text, size, NOW, &claims, &err));
	text = signed_token(a, text, size);
	for (int i = 0; i < 2; i++) {
		if (token_verify(a, &key, text, strlen(text), NOW, &claims,
				 &err))
			return 0;
		fuzz_must(*claims.user_id && *claims.email &&
			  *claims.tenant_id);
		fuzz_must(text_utf8_valid(claims.email, strlen(claims.email)));
		fuzz_must(claims.expires_s > NOW - TOKEN_LEEWAY_S &&
			  claims.issued_s <= NOW + TOKEN_LEEWAY_S);
		fuzz_must(token_issue(a, &key, &claims, NOW, 900, &err) ||
			  err.code == XN_BAD_INPUT);
	}
	return 0;
}
