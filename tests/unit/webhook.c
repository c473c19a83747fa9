/* What a delivery must be before the database is asked anything. */
#include <string.h>

#include "base/hex.h"
#include "domain/webhook/webhook.h"
#include "wrap/seal.h"

#include "test.h"

START_TEST(topics_of_a_path)
{
	static const struct { const char *name, *topic; } cases[] = {
		{ "orders-create", "orders/create" },
		{ "orders/create", "orders/create" },
		{ "orders/update", "orders/updated" },
		{ "orders-update", "orders/updated" },
		{ "orders-updated", "orders/updated" },
		{ "customers-update", "customers/update" },
		{ "app-uninstalled", "app/uninstalled" },
		{ "bulk_operations-finish", "bulk_operations/finish" },
		{ "shopify", NULL }, { "", NULL }, { "customer.x", NULL },
		{ "a-b-c", "a/b-c" }, { "a/b-c", "a/b-c" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_pstr_eq(webhook_topic_name(arena, cases[i].name),
				  cases[i].topic);
}
END_TEST

static const struct conf conf = {
	.shopify_api_secret = "the current secret",
	.shopify_api_secret_previous = "the one before",
	.webhook_secret = "of the shop's own settings",
};

static char header[BASE64_SIZE(SEAL_DIGEST_SIZE)];
static const char body[] = "{\"id\":7}";

static const char *sign(const char *secret, const char *text, size_t len)
{
	unsigned char digest[SEAL_DIGEST_SIZE];

	seal_hmac_sha256(secret, strlen(secret), text, len, digest);
	base64_encode(digest, sizeof(digest), header);
	return header;
}

/* Of which shops could have secrets of their own, were there a database. */
static const struct seal_keys keys = { .count = 1 };

/* No database: it must be refused, or a header be missed, before one. */
static enum xn_code receive_body(const struct conf *with, const char *hmac,
				 const char *text)
{
	struct delivery delivery = { .hmac = hmac, .body = text,
				     .body_len = strlen(text) };
	enum webhook_outcome outcome;

	err = (struct xn_error){ 0 };
	ck_assert_int_eq(webhook_receive(NULL, arena, with, &keys, &delivery,
					 &outcome, &err), -1);
	return err.code;
}

static enum xn_code receive(const struct conf *with, const char *hmac)
{
	return receive_body(with, hmac, body);
}

static enum xn_code receive_text(const char *text)
{
	return receive_body(&conf, sign(conf.shopify_api_secret, text,
					strlen(text)), text);
}

START_TEST(each_secret_counts)
{
	const char *const secrets[] = { conf.shopify_api_secret,
		conf.shopify_api_secret_previous, conf.webhook_secret };

	for (size_t i = 0; i < COUNT_OF(secrets); i++) {
		const char *hmac = sign(secrets[i], body, sizeof(body) - 1);

		ck_assert_int_eq(receive(&conf, hmac), XN_BAD_INPUT);
		ck_assert_str_eq(err.field, "X-Shopify-Topic");
	}
}
END_TEST

START_TEST(secrets_that_are_not_set_do_not_count)
{
	struct conf none = { 0 };
	const char *hmac = sign(conf.webhook_secret, body, sizeof(body) - 1);

	ck_assert_int_eq(receive(&none, hmac), XN_UNAUTHENTICATED);
	none.shopify_api_secret = "another";
	ck_assert_int_eq(receive(&none, hmac), XN_UNAUTHENTICATED);
}
END_TEST

START_TEST(every_changed_character_is_refused)
{
	char hmac[sizeof(header)];

	strcpy(hmac, sign(conf.shopify_api_secret, body, sizeof(body) - 1));
	for (size_t i = 0; i < strlen(header); i++) {
		for (const char *c = "A/+=-_ \x01\xff"; *c; c++) {
			strcpy(hmac, header);
			if (hmac[i] == *c)
				continue;
			hmac[i] = *c;
			ck_assert_int_eq(receive(&conf, hmac),
					 XN_UNAUTHENTICATED);
		}
		strcpy(hmac, header);
		hmac[i] = '\0';
		ck_assert_int_eq(receive(&conf, hmac), XN_UNAUTHENTICATED);
	}
	ck_assert_int_eq(receive(&conf, NULL), XN_UNAUTHENTICATED);
	ck_assert_int_eq(receive(&conf, ""), XN_UNAUTHENTICATED);
	ck_assert_int_eq(receive(&conf, sign(conf.shopify_api_secret, body,
					     sizeof(body))),
			 XN_UNAUTHENTICATED);
}
END_TEST

/* A login's query and a session token, which a merchant has of his own. */
START_TEST(what_else_is_signed_is_no_delivery)
{
	const char *const texts[] = {
		"host=YQ&shop=a.myshopify.com&timestamp=1",
		"eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIn0", "", " ", "[{}]",
		"\"{\"", "\v{}", "\xef\xbb\xbf{}" };

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		ck_assert_int_eq(receive_text(texts[i]), XN_UNAUTHENTICATED);
	ck_assert_int_eq(receive_text("\r\n\t {"), XN_BAD_INPUT);
}
END_TEST

static void assert_missing(const struct delivery *d, const char *name)
{
	enum webhook_outcome outcome;

	err = (struct xn_error){ 0 };
	ck_assert_int_eq(webhook_receive(NULL, arena, &conf, &keys, d,
					 &outcome, &err), -1);
	ck_assert_int_eq(err.code, XN_BAD_INPUT);
	ck_assert_str_eq(err.field, name);
	ck_assert_ptr_nonnull(strstr(err.text, name));
}

START_TEST(headers_that_must_be_there)
{
	char *endless = arena_alloc(arena, 300);
	struct delivery d = { .body = body, .body_len = sizeof(body) - 1 };

	d.hmac = sign(conf.shopify_api_secret, body, sizeof(body) - 1);
	memset(endless, 'x', 299);
	assert_missing(&d, "X-Shopify-Topic");
	d.topic = endless;
	d.shop_domain = "a.myshopify.com";
	d.webhook_id = "1";
	assert_missing(&d, "X-Shopify-Topic");
	d.topic = "orders/create";
	d.shop_domain = NULL;
	assert_missing(&d, "X-Shopify-Shop-Domain");
	d.shop_domain = "a.myshopify.com";
	d.webhook_id = NULL;
	assert_missing(&d, "X-Shopify-Webhook-Id");
	d.webhook_id = "";
	assert_missing(&d, "X-Shopify-Webhook-Id");
	d.webhook_id = endless;
	assert_missing(&d, "X-Shopify-Webhook-Id");
}
END_TEST

/*
 * Whose signature may be a shop's own the database is asked for; but for none
 * without what every delivery has, or without a key to open its secret.
 */
START_TEST(what_no_shop_could_have_signed_asks_nobody)
{
	struct delivery d = { .body = body, .body_len = sizeof(body) - 1,
			      .topic = "orders/create", .webhook_id = "1",
			      .shop_domain = "a.myshopify.com" };
	const char *const domains[] = { NULL, "", "a.example.com", "a",
		"a.myshopify.com.example.com", "' OR 1 --.myshopify.com" };
	const struct seal_keys none = { 0 };
	enum webhook_outcome outcome;

	d.hmac = sign("a secret of its own", body, sizeof(body) - 1);
	err = (struct xn_error){ 0 };
	ck_assert_int_eq(webhook_receive(NULL, arena, &conf, &none, &d,
					 &outcome, &err), -1);
	ck_assert_int_eq(err.code, XN_UNAUTHENTICATED);
	for (size_t i = 0; i < COUNT_OF(domains); i++) {
		d.shop_domain = domains[i];
		err = (struct xn_error){ 0 };
		ck_assert_int_eq(webhook_receive(NULL, arena, &conf, &keys, &d,
						 &outcome, &err), -1);
		ck_assert_int_eq(err.code, XN_UNAUTHENTICATED);
		ck_assert_str_eq(err.text, "invalid signature");
	}
}
END_TEST

TEST_MAIN("webhook", topics_of_a_path, each_secret_counts,
	  secrets_that_are_not_set_do_not_count,
	  every_changed_character_is_refused,
	  what_else_is_signed_is_no_delivery, headers_that_must_be_there,
	  what_no_shop_could_have_signed_asks_nobody)
