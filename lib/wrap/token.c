#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jwt.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/text.h"

#include "wrap/token_memo.h"
#include "wrap/token.h"

#define ISSUER "xeno"
#define AUDIENCE "xeno-api"

/* {"alg":"HS256","typ":"JWT"}, and the dot behind it. */
static const char header[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

int token_key_init(struct token_key *key, const char *secret,
		   void (*hmac_sha256)(const void *key, size_t key_len,
				       const void *data, size_t n,
				       unsigned char out[32]),
		   struct xn_error *err)
{
	static unsigned serial;

	if (strlen(secret) < TOKEN_KEY_MIN_BYTES)
		return xn_fail_field(err, XN_BAD_INPUT, "jwt_secret",
				     "jwt_secret: needs %d bytes or more",
				     TOKEN_KEY_MIN_BYTES);
	*key = (struct token_key){ secret, strlen(secret), hmac_sha256,
				   ++serial };
	return 0;
}

/* With an empty key libjwt would accept whatever it is given. */
static void key_assert(const struct token_key *key)
{
	if (!key->serial || key->len < TOKEN_KEY_MIN_BYTES)
		abort();
}

/* Issuing: our own text, for libjwt writes > ? ~ and UTF-8 as they are. */

/* One character of a UTF-8 string that is known to be valid. */
static uint32_t next_character(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	int more = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
	uint32_t c = more ? p[0] & (0x3fu >> more) : p[0];

	for (int i = 1; i <= more; i++)
		c = c << 6 | (p[i] & 0x3f);
	*s += 1 + more;
	return c;
}

static void put_text(struct buf *json, const char *value)
{
	buf_addc(json, '"');
	while (*value) {
		uint32_t c = next_character(&value);

		if (c >= 0x10000) {
			buf_printf(json, "\\u%04x\\u%04x",
				   0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
		} else if (c < ' ' || c > '}' || strchr("\"\\>?", (int)c)) {
			buf_printf(json, "\\u%04x", c);
		} else {
			buf_addc(json, (char)c);
		}
	}
	buf_addc(json, '"');
}

static void payload(struct buf *json, const struct token_claims *claims,
		    int64_t now_s, int64_t ttl_s)
{
	buf_adds(json, "{\"userId\":");
	put_text(json, claims->user_id);
	buf_adds(json, ",\"email\":");
	put_text(json, claims->email);
	buf_adds(json, ",\"storeId\":");
	if (claims->store_id)
		put_text(json, claims->store_id);
	else
		buf_adds(json, "null");
	buf_adds(json, ",\"tenantId\":");
	put_text(json, claims->tenant_id);
	buf_adds(json, ",\"role\":");
	put_text(json, claims->role);
	buf_adds(json, ",\"sid\":");
	put_text(json, claims->session_id);
	buf_adds(json, ",\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE
		 "\",\"sub\":");
	put_text(json, claims->user_id);
	buf_adds(json, ",\"iat\":");
	buf_add_int64(json, now_s);
	buf_adds(json, ",\"exp\":");
	buf_add_int64(json, now_s + ttl_s);
	buf_addc(json, '}');
}

static bool is_claim(const char *s)
{
	return s && *s && text_utf8_valid(s, strlen(s));
}

const char *token_issue(struct arena *a, const struct token_key *key,
			const struct token_claims *claims, int64_t now_s,
			int64_t ttl_s, struct xn_error *err)
{
	unsigned char digest[32];
	struct buf json, text;

	key_assert(key);
	if (!is_claim(claims->user_id) || !is_claim(claims->email) ||
	    !is_claim(claims->tenant_id) || !is_claim(claims->role) ||
	    !is_claim(claims->session_id) ||
	    (claims->store_id && !is_claim(claims->store_id))) {
		xn_fail(err, XN_BAD_INPUT, "a claim is empty or not UTF-8");
		return NULL;
	}
	buf_init(&json, a);
	buf_init(&text, a);
	payload(&json, claims, now_s, ttl_s);
	buf_reserve(&text, sizeof(header) + BASE64_SIZE(json.len) +
		    BASE64_SIZE(sizeof(digest)));
	buf_adds(&text, header);
	text.len += base64url_encode(json.data, json.len,
				     text.data + text.len);
	key->hmac_sha256(key->secret, key->len, text.data, text.len, digest);
	buf_addc(&text, '.');
	text.len += base64url_encode(digest, sizeof(digest),
				     text.data + text.len);
	if (text.len > TOKEN_MAX_BYTES) {
		xn_fail(err, XN_BAD_INPUT, "the claims are too long");
		return NULL;
	}
	return buf_text(&text);
}

static bool is_base64url(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The form: short, ours from the first byte, two dots, base64url between. */
static bool is_form(const char *text, size_t len)
{
	const size_t head = sizeof(header) - 1, signature = 43;
	size_t body;

	if (len > TOKEN_MAX_BYTES || len < head + 1 + 1 + signature ||
	    memcmp(text, header, head))
		return false;
	body = len - head - 1 - signature;
	if (text[head + body] != '.')
		return false;
	for (size_t i = head; i < len; i++)
		if (i != head + body && !is_base64url(text[i]))
			return false;
	return true;
}

/* A claim that is a string and not empty; NULL for any other. */
static const char *text_claim(struct arena *a, jwt_t *jwt, const char *name)
{
	const char *value = jwt_get_grant(jwt, name);

	return value && *value ? arena_strdup(a, value) : NULL;
}

/* A claim that is a whole number of seconds in a sane range. */
static bool time_claim(jwt_t *jwt, const char *name, int64_t *out)
{
	*out = jwt_get_grant_int(jwt, name);	/* 0 if it is anything else */
	return *out > 0 && *out < INT64_C(1) << 40;
}

static bool is_null_claim(jwt_t *jwt, const char *name)
{
	char *json = jwt_get_grants_json(jwt, name);
	bool is_null = json && !strcmp(json, "null");

	free(json);
	return is_null;
}

/* Claims from a token whose signature is good; false: one is not as it must. */
static bool read_claims(struct arena *a, jwt_t *jwt, struct token_content *out)
{
	struct token_claims *c = &out->claims;
	const char *iss = jwt_get_grant(jwt, "iss");
	const char *aud = jwt_get_grant(jwt, "aud");
	const char *sub = jwt_get_grant(jwt, "sub");
	bool has_nbf;

	*out = (struct token_content){ .not_before_s = 0 };
	c->user_id = text_claim(a, jwt, "userId");
	c->email = text_claim(a, jwt, "email");
	c->tenant_id = text_claim(a, jwt, "tenantId");
	c->role = text_claim(a, jwt, "role");
	c->session_id = text_claim(a, jwt, "sid");
	c->store_id = text_claim(a, jwt, "storeId");
	if (!c->user_id || !c->email || !c->tenant_id || !c->role ||
	    !c->session_id ||
	    (!c->store_id && !is_null_claim(jwt, "storeId")))
		return false;
	if (!iss || strcmp(iss, ISSUER) || !aud || strcmp(aud, AUDIENCE) ||
	    !sub || strcmp(sub, c->user_id))
		return false;
	errno = 0;
	jwt_get_grant_int(jwt, "nbf");
	has_nbf = errno != ENOENT;
	return time_claim(jwt, "iat", &c->issued_s) &&
	       time_claim(jwt, "exp", &c->expires_s) &&
	       c->issued_s <= c->expires_s &&
	       (!has_nbf || time_claim(jwt, "nbf", &out->not_before_s));
}

static bool is_now(const struct token_content *content, int64_t now_s)
{
	const struct token_claims *c = &content->claims;

	return now_s < c->expires_s + TOKEN_LEEWAY_S &&
	       now_s >= c->issued_s - TOKEN_LEEWAY_S &&
	       now_s >= content->not_before_s - TOKEN_LEEWAY_S;
}

/* Signature and claims, by libjwt. */
static bool decode(struct arena *a, const struct token_key *key,
		   const char *text, size_t len, struct token_content *out)
{
	jwt_t *jwt = NULL;
	bool ok;

	if (jwt_decode(&jwt, arena_strndup(a, text, len),
		       (const unsigned char *)key->secret, (int)key->len))
		return false;
	ok = jwt_get_alg(jwt) == JWT_ALG_HS256 && read_claims(a, jwt, out);
	jwt_free(jwt);
	return ok;
}

int token_verify(struct arena *a, const struct token_key *key,
		 const char *text, size_t len, int64_t now_s,
		 struct token_claims *claims, struct xn_error *err)
{
	static const char sentence[] = "Invalid or expired token";
	struct token_content content;

	key_assert(key);
	if (!is_form(text, len))
		return xn_fail(err, XN_UNAUTHENTICATED, sentence);
	if (!token_memo_find(a, key->serial, text, len, &content)) {
		if (!decode(a, key, text, len, &content))
			return xn_fail(err, XN_UNAUTHENTICATED, sentence);
		token_memo_put(key->serial, text, len, &content);
	}
	if (!is_now(&content, now_s))
		return xn_fail(err, XN_UNAUTHENTICATED, sentence);
	*claims = content.claims;
	return 0;
}
