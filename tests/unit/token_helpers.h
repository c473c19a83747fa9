#ifndef TOKEN_HELPERS_H
#define TOKEN_HELPERS_H

#include <string.h>

#include "base/hex.h"
#include "wrap/seal.h"
#include "wrap/token.h"

#include "test.h"

#define SECRET "0123456789abcdef0123456789abcdef"
#define NOW INT64_C(1700000000)
#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define BODY "{\"userId\":\"12\",\"email\":\"a@b.co\",\"storeId\":\"7\"," \
	"\"tenantId\":\"42\",\"role\":\"owner\",\"sid\":\"9\"," \
	"\"iss\":\"xeno\",\"aud\":\"xeno-api\"," \
	"\"sub\":\"12\",\"iat\":1700000000,\"exp\":1700000900}"

static struct token_key key;
static struct token_claims claims;

static inline void begin(void)
{
	ck_assert_int_eq(token_key_init(&key, SECRET, seal_hmac_sha256, &err),
			 0);
}

static inline int verify_at(const char *text, int64_t now_s)
{
	return token_verify(arena, &key, text, strlen(text), now_s, &claims,
			    &err);
}

static inline int verify(const char *text)
{
	return verify_at(text, NOW);
}

static inline void assert_refused(const char *text, const char *what)
{
	err.code = XN_OK;
	/* Twice: what was refused is not remembered as good. */
	for (int i = 0; i < 2; i++)
		ck_assert_msg(verify(text) == -1, "%s", what);
	assert_failed(XN_UNAUTHENTICATED, "Invalid or expired token");
}

/* A token of any header and payload, signed with the good key. */
static inline const char *forge(const char *header, const char *body)
{
	unsigned char digest[32];
	char *text = arena_alloc(arena, BASE64_SIZE(strlen(header)) +
				 BASE64_SIZE(strlen(body)) + 64), *p = text;

	p += base64url_encode(header, strlen(header), p);
	*p++ = '.';
	p += base64url_encode(body, strlen(body), p);
	seal_hmac_sha256(SECRET, strlen(SECRET), text, (size_t)(p - text),
			 digest);
	*p++ = '.';
	base64url_encode(digest, sizeof(digest), p);
	return text;
}

static inline const char *issue(const char *email, const char *store_id)
{
	const struct token_claims c = { "12", email, store_id, "42",
					"owner", "9", 0, 0 };
	const char *text = token_issue(arena, &key, &c, NOW, 900, &err);

	ck_assert_ptr_nonnull(text);
	return text;
}

#endif
