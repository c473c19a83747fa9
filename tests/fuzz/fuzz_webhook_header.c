#include "base/hex.h"
#include "domain/webhook/webhook.h"
#include "wrap/seal.h"

#include "fuzz.h"

/*
 * Headers of any bytes, in lines: signature, topic, then the body.  Nothing
 * but the right signature gets past the door, and no topic does harm.  No shop
 * is named, of which there could be a secret of its own.
 */
static const struct conf conf = {
	.shopify_api_secret = "the secret of the app",
	.shopify_api_secret_previous = "the secret before it",
	.webhook_secret = "the secret of the shop",
};

static const struct seal_keys keys = { .count = 1 };

static const char *line(struct arena *a, const char **rest)
{
	size_t len = strcspn(*rest, "\n");
	const char *text = arena_strndup(a, *rest, len);

	*rest += len + ((*rest)[len] == '\n');
	return text;
}

static const char *sign(struct arena *a, const char *body, size_t len)
{
	unsigned char digest[SEAL_DIGEST_SIZE];
	char *text = arena_alloc_raw(a, BASE64_SIZE(SEAL_DIGEST_SIZE));

	seal_hmac_sha256(conf.shopify_api_secret,
			 strlen(conf.shopify_api_secret), body, len, digest);
	base64_encode(digest, sizeof(digest), text);
	return text;
}

/* There is no database: whatever the answer, it comes before one. */
static enum xn_code receive(struct arena *a, const struct delivery *d)
{
	struct xn_error err = { 0 };
	enum webhook_outcome outcome;

	fuzz_must(webhook_receive(NULL, a, &conf, &keys, d, &outcome,
				  &err) == -1);
	fuzz_must(*err.text);
	return err.code;
}

static void check_topic(struct arena *a, const char *name)
{
	const char *topic = webhook_topic_name(a, name);

	if (!topic)
		return;
	fuzz_must(strchr(topic, '/') != NULL);
	fuzz_must(strcmp(topic, "orders/update"));
	/* What is a topic stays one. */
	fuzz_must(!strcmp(webhook_topic_name(a, topic), topic));
}

/* Of what has the right signature an object alone may be a delivery. */
static enum xn_code code_of(const char *body)
{
	return body[strspn(body, " \t\r\n")] == '{' ? XN_BAD_INPUT
						    : XN_UNAUTHENTICATED;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *rest = arena_strndup(a, (const char *)data, size);
	struct delivery d = { .hmac = line(a, &rest), .topic = line(a, &rest),
			      .webhook_id = "1" };
	const char *right;

	d.body = rest;
	d.body_len = strlen(rest);
	check_topic(a, d.topic);
	right = sign(a, d.body, d.body_len);
	fuzz_must(receive(a, &d) == (strcmp(d.hmac, right)
					     ? XN_UNAUTHENTICATED
					     : code_of(d.body)));
	d.hmac = right;		/* and then the shop's domain is missing */
	fuzz_must(receive(a, &d) == code_of(d.body));
	return 0;
}
