#ifndef WRAP_TOKEN_H
#define WRAP_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Access tokens: JSON Web Tokens (RFC 7519), HS256 and nothing else, under
 * the rules of RFC 8725.  token.c is the only file that includes jwt.h.
 */
#define TOKEN_MAX_BYTES 2048
#define TOKEN_LEEWAY_S 60
#define TOKEN_KEY_MIN_BYTES 32

struct token_claims {
	const char *user_id;
	const char *email;
	const char *store_id;	/* NULL: no shop yet */
	const char *tenant_id;
	const char *role;
	const char *session_id;	/* what it was issued for, and ends with */
	int64_t issued_s;	/* iat and exp, seconds UTC: set by */
	int64_t expires_s;	/* token_verify(), not read by token_issue() */
};

/*
 * The secret, and the HMAC-SHA256 that signs: seal_hmac_sha256(), handed in
 * because the wrap of one library knows that of no other.
 */
struct token_key {
	const char *secret;
	size_t len;
	void (*hmac_sha256)(const void *key, size_t key_len, const void *data,
			    size_t n, unsigned char out[32]);
	unsigned serial;	/* tells keys apart; never 0 */
};

/*
 * `secret` must outlive the key.  -1: XN_BAD_INPUT, the secret is shorter
 * than TOKEN_KEY_MIN_BYTES.  A token function that is given a key which did
 * not pass this aborts.
 */
int token_key_init(struct token_key *key, const char *secret,
		   void (*hmac_sha256)(const void *key, size_t key_len,
				       const void *data, size_t n,
				       unsigned char out[32]),
		   struct xn_error *err);

/*
 * A token for these claims, valid from now_s (seconds UTC) for ttl_s.  It
 * belongs to `a`.  Its payload is ASCII without > ? ~, so that its base64url
 * has neither - nor _ and a browser's plain atob() reads it.
 * NULL: XN_BAD_INPUT, a claim is empty or not UTF-8, or the token would be
 * longer than TOKEN_MAX_BYTES.
 */
const char *token_issue(struct arena *a, const struct token_key *key,
			const struct token_claims *claims, int64_t now_s,
			int64_t ttl_s, struct xn_error *err);

/*
 * Check a token and give its claims, which belong to `a`.  The header must be
 * ours to the byte, which pins the algorithm and leaves no room for `crit`;
 * every claim must be there with its type; iat, nbf (if any) and exp are
 * taken with TOKEN_LEEWAY_S.
 * -1: XN_UNAUTHENTICATED, always with the same sentence; why is nobody's
 * business.
 */
int token_verify(struct arena *a, const struct token_key *key,
		 const char *text, size_t len, int64_t now_s,
		 struct token_claims *claims, struct xn_error *err);

#endif
