#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "wrap/seal.h"

#include "domain/shop/connect.h"
#include "domain/shop/directory.h"
#include "domain/shopify/shopify_token.h"
#include "domain/webhook/together.h"
#include "domain/webhook/webhook.h"

const char *webhook_topic_name(struct arena *a, const char *name)
{
	char *topic = arena_strdup(a, name);

	if (!strchr(topic, '/')) {
		char *dash = strchr(topic, '-');

		if (!dash)
			return NULL;
		*dash = '/';
	}
	return strcmp(topic, "orders/update") ? topic : "orders/updated";
}

static bool signed_by(const struct delivery *d, const unsigned char *given,
		      const char *secret)
{
	unsigned char made[SEAL_DIGEST_SIZE];

	if (!secret)
		return false;
	seal_hmac_sha256(secret, strlen(secret), d->body, d->body_len, made);
	return seal_equal(made, given, sizeof(made));
}

/*
 * Shopify signs with the client secret the query of a login, and session
 * tokens, as well: texts that a merchant has for his own shop, and the headers
 * of a delivery are not signed.  A delivery's body alone is an object.
 */
static bool is_object(const struct delivery *d)
{
	const char *p = d->body, *end = p + d->body_len;

	while (p < end && memchr(" \t\r\n", *p, 4))
		p++;
	return p < end && *p == '{';
}

/* base64(HMAC-SHA256(secret, raw body)), of what may be a delivery at all. */
static bool read_signature(const struct delivery *d,
			   unsigned char given[SEAL_DIGEST_SIZE + 1])
{
	size_t len = 0;

	return d->hmac &&
	       strlen(d->hmac) == BASE64_SIZE(SEAL_DIGEST_SIZE) - 1 &&
	       base64_decode(d->hmac, strlen(d->hmac), given, &len) == 0 &&
	       len == SEAL_DIGEST_SIZE && is_object(d);
}

/*
 * After a rotation Shopify goes on signing with the old client secret for a
 * while, so both count.
 */
static bool is_by_server(const struct conf *conf, const struct delivery *d,
			 const unsigned char *given)
{
	return signed_by(d, given, conf->shopify_api_secret) ||
	       signed_by(d, given, conf->shopify_api_secret_previous) ||
	       signed_by(d, given, conf->webhook_secret);
}

static int check_headers(const struct delivery *d, struct xn_error *err)
{
	if (!d->topic)
		return xn_fail_field(err, XN_BAD_INPUT, "X-Shopify-Topic",
				     "X-Shopify-Topic: missing");
	if (!d->shop_domain)
		return xn_fail_field(err, XN_BAD_INPUT,
				     "X-Shopify-Shop-Domain",
				     "X-Shopify-Shop-Domain: missing");
	if (strlen(d->topic) > 255)
		return xn_fail_field(err, XN_BAD_INPUT, "X-Shopify-Topic",
				     "X-Shopify-Topic: longer than 255 bytes");
	if (!d->webhook_id || !*d->webhook_id || strlen(d->webhook_id) > 255)
		return xn_fail_field(err, XN_BAD_INPUT,
				     "X-Shopify-Webhook-Id",
				     "X-Shopify-Webhook-Id: missing");
	return 0;
}

static const char *checked_time(struct arena *a, const char *text)
{
	char *out;
	int64_t us;

	if (!text || time_parse_rfc3339(text, &us))
		return NULL;
	out = arena_alloc_raw(a, 32);
	time_print_rfc3339(us, out);
	return out;
}

static void prepare(struct intake *in)
{
	const struct delivery *d = in->delivery;
	unsigned char digest[SEAL_DIGEST_SIZE];

	in->topic = webhook_topic_find(d->topic);
	in->triggered_at = checked_time(in->arena, d->triggered_at);
	in->content.triggered_at = in->triggered_at;
	seal_sha256(d->body, d->body_len, digest);
	in->digest = intake_bytea(in->arena, digest, sizeof(digest));
}

static int refuse(struct xn_error *err)
{
	return xn_fail(err, XN_UNAUTHENTICATED, "invalid signature");
}

/* Where the shop has no secret as much is done, which tells nobody of it. */
static bool is_by_shop(const struct intake *in, const struct seal_keys *keys,
		       const struct shop_signer *signer,
		       const unsigned char *given)
{
	const struct shopify_token_place place = {
		signer->shop.tenant_id, signer->shop.shop_id, "api_secret",
	};
	const char *secret = NULL;
	struct xn_error ignored;

	if (signer->box)
		secret = shopify_token_open(in->arena, keys, &place,
					    signer->box, &ignored);
	return signed_by(in->delivery, given, secret ? secret : "none") &&
	       secret;
}

/*
 * Signed by the app of the shop that its header names, or by nobody.  It is
 * that shop's alone: whoever has the secret can sign for no other, nor for who
 * had the domain before.  What is refused has cost a look into the database
 * whatever domain it names, and what is remembered costs none.
 */
static int receive_own(struct intake *in, const struct seal_keys *keys,
		       const unsigned char *given,
		       enum webhook_outcome *outcome, struct xn_error *err)
{
	const char *domain = in->delivery->shop_domain;
	struct shop_signer signer;

	if (!keys->count || check_headers(in->delivery, err) ||
	    !shop_is_domain(domain))
		return refuse(err);
	for (int anew = 0; anew < 2; anew++) {
		if (shop_directory_find_signer(in->db, in->arena, domain, anew,
					       &signer, err))
			return -1;
		if (!is_by_shop(in, keys, &signer, given))
			continue;
		prepare(in);
		in->shop = signer.shop;
		in->box = signer.box;
		if (together_settle(in, outcome, err) == 0)
			return 0;
		if (err->code != XN_NOT_FOUND)
			return -1;
	}
	return refuse(err);
}

static int receive_connected(struct intake *in, enum webhook_outcome *outcome,
			     struct xn_error *err)
{
	const char *domain = in->delivery->shop_domain;

	for (int try = 0; try < 2; try++) {
		if (shop_directory_find(in->db, in->arena, domain, &in->shop,
					err))
			return -1;
		if (together_settle(in, outcome, err) == 0)
			return 0;
		if (err->code != XN_NOT_FOUND)
			return -1;
		/* Known from before, but disconnected since: look again. */
		shop_directory_forget(domain);
	}
	return -1;
}

DB_QUERY(webhook_former_shops, 1,
	"SELECT tenant_id, shop_id FROM directory_find_former_shops($1)");

/*
 * What privacy law asks for comes after the app is gone as well, and is about
 * everybody who ever had the shop.  One that is being erased is done.
 */
static int receive_former(struct intake *in, enum webhook_outcome *outcome,
			  struct xn_error *err)
{
	struct db_rows *rows =
		db_read(in->db, in->arena, 0, &webhook_former_shops,
			DB_ARGS(in->delivery->shop_domain), err);

	if (!rows)
		return -1;
	in->former = true;
	for (int i = 0; i < db_count(rows); i++) {
		in->shop.tenant_id = db_int64(rows, i, "tenant_id");
		in->shop.shop_id = db_int64(rows, i, "shop_id");
		if (intake_settle(in, outcome, err) &&
		    err->code != XN_NOT_FOUND)
			return -1;
	}
	return 0;
}

int webhook_receive(struct db *db, struct arena *a, const struct conf *conf,
		    const struct seal_keys *keys,
		    const struct delivery *delivery,
		    enum webhook_outcome *outcome, struct xn_error *err)
{
	struct intake in = { .db = db, .arena = a, .delivery = delivery };
	unsigned char given[SEAL_DIGEST_SIZE + 1];
	int rc;

	*outcome = WEBHOOK_IGNORED;
	if (!read_signature(delivery, given))
		return refuse(err);
	if (!is_by_server(conf, delivery, given))
		return receive_own(&in, keys, given, outcome, err);
	if (check_headers(delivery, err))
		return -1;
	prepare(&in);
	rc = receive_connected(&in, outcome, err);
	if (!in.topic || !webhook_topic_is_privacy(in.topic) ||
	    (rc && err->code != XN_NOT_FOUND))
		return rc;
	return receive_former(&in, outcome, err);
}
