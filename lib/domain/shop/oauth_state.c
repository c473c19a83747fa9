#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "wrap/seal.h"

#include "domain/shop/oauth_state.h"

#define STATE_BYTES 16
#define TICKET_MAX 512
#define MAC_SIZE BASE64_SIZE(SEAL_DIGEST_SIZE)

/*
 * The key is the one of login tokens: what is signed there has no line ends,
 * so neither signature can pass for the other.
 */
static void sign(struct arena *a, const struct conf *conf, const char *claims,
		 const char *domain, char mac[MAC_SIZE])
{
	unsigned char digest[SEAL_DIGEST_SIZE];
	const char *text = arena_printf(a, "oauth\n%s\n%s\n", claims, domain);

	seal_hmac_sha256(conf->jwt_secret, strlen(conf->jwt_secret), text,
			 strlen(text), digest);
	base64url_encode(digest, sizeof(digest), mac);
}

struct oauth_ticket oauth_state_new(struct arena *a, const struct conf *conf,
				    const char *domain, int64_t tenant_id,
				    int64_t now_us, const char **cookie)
{
	int64_t until = now_us / CLOCK_SECOND_US + OAUTH_TICKET_TTL_S;
	unsigned char random[STATE_BYTES];
	char state[HEX_SIZE(STATE_BYTES)], mac[MAC_SIZE];
	const char *claims;

	seal_random(random, sizeof(random));
	hex_encode(random, sizeof(random), state);
	claims = arena_printf(a, "%s.%lld.%lld", state, (long long)tenant_id,
			      (long long)until);
	sign(a, conf, claims, domain, mac);
	*cookie = arena_printf(a, "%s.%s", claims, mac);
	return (struct oauth_ticket){
		.state = arena_strdup(a, state),
		.domain = domain,
		.tenant_id = tenant_id,
	};
}

static int refuse(struct xn_error *err)
{
	return xn_fail_field(err, XN_FORBIDDEN, "state",
		"This login was begun elsewhere, or too long ago; "
		"begin again");
}

/* The digits between two dots, behind *text, which moves on.  -1: none. */
static int take_number(const char **text, int64_t *number)
{
	size_t digits = strspn(*text, "0123456789");

	if (digits == 0 || digits > 18 || (*text)[digits] != '.')
		return -1;
	*number = strtoll(*text, NULL, 10);
	*text += digits + 1;
	return 0;
}

int oauth_state_check(struct arena *a, const struct conf *conf,
		      const char *cookie, const char *state,
		      const char *domain, int64_t now_us,
		      struct oauth_ticket *out, struct xn_error *err)
{
	size_t len = 2 * STATE_BYTES;
	const char *rest, *dot;
	char mac[MAC_SIZE];
	int64_t until;

	if (!cookie || !state || strlen(cookie) > TICKET_MAX ||
	    strlen(state) != len || strlen(cookie) <= len ||
	    cookie[len] != '.')
		return refuse(err);
	rest = cookie + len + 1;
	dot = strrchr(cookie, '.');
	if (take_number(&rest, &out->tenant_id) ||
	    take_number(&rest, &until) || rest != dot + 1)
		return refuse(err);
	sign(a, conf, arena_strndup(a, cookie, (size_t)(dot - cookie)),
	     domain, mac);
	if (strlen(rest) != strlen(mac) ||
	    !seal_equal(rest, mac, strlen(mac)) ||
	    !seal_equal(cookie, state, len) ||
	    until < now_us / CLOCK_SECOND_US)
		return refuse(err);
	out->state = state;
	out->domain = domain;
	return 0;
}

DB_QUERY(oauth_state_spend_once, 1, "SELECT oauth_spend($1::bytea)");

int oauth_state_spend(struct db *db, struct arena *a, const char *state,
		      struct xn_error *err)
{
	unsigned char digest[SEAL_DIGEST_SIZE];
	char *text = arena_alloc_raw(a, 2 + HEX_SIZE(sizeof(digest)));

	seal_sha256(state, strlen(state), digest);
	memcpy(text, "\\x", 2);
	hex_encode(digest, sizeof(digest), text + 2);
	db_begin(db, 0);
	db_queue(db, a, &oauth_state_spend_once, DB_ARGS(text), NULL);
	if (db_commit(db, err) == 0)
		return 0;
	return err->code == XN_CONFLICT ? refuse(err) : -1;
}
