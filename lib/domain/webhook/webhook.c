#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "wrap/seal.h"

#include "domain/shop/directory.h"
#include "domain/webhook/topics.h"
#include "domain/webhook/webhook.h"

/* One delivery on its way through. */
struct intake {
	struct db *db;
	struct arena *arena;
	const struct delivery *delivery;
	const struct webhook_topic *topic;	/* NULL: ignored */
	struct shop_key shop;
	bool former;				/* it is not connected */
	const char *triggered_at;		/* as the database takes it */
	const char *digest;			/* \x... SHA-256 of the body */
	struct webhook_content content;
};

const char *webhook_topic(struct arena *a, const char *name)
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
 * base64(HMAC-SHA256(secret, raw body)).  After a rotation Shopify goes on
 * signing with the old client secret for a while, so both count.
 */
static int authenticate(const struct conf *conf, const struct delivery *d,
			struct xn_error *err)
{
	unsigned char given[SEAL_DIGEST_SIZE + 1];
	size_t len = 0;

	if (d->hmac && strlen(d->hmac) == BASE64_SIZE(SEAL_DIGEST_SIZE) - 1 &&
	    base64_decode(d->hmac, strlen(d->hmac), given, &len) == 0 &&
	    len == SEAL_DIGEST_SIZE &&
	    (signed_by(d, given, conf->shopify_api_secret) ||
	     signed_by(d, given, conf->shopify_api_secret_previous) ||
	     signed_by(d, given, conf->webhook_secret)))
		return 0;
	return xn_fail(err, XN_UNAUTHENTICATED, "invalid signature");
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

/* Inserted first, and without ON CONFLICT: a duplicate ends it all here. */
DB_QUERY(webhook_delivery_insert, 7,
	"INSERT INTO delivery (tenant_id, shop_id, webhook_id, topic,"
	" event_id, triggered_at, body_sha256)"
	"VALUES ($1, $2, $3, $4, $5, $6, $7)");

DB_QUERY(webhook_count, 3,
	"INSERT INTO delivery_count AS c (tenant_id, shop_id, topic,"
	" deliveries, last_at) VALUES ($1, $2, $3, 1, now())"
	" ON CONFLICT (tenant_id, shop_id, topic) DO UPDATE"
	" SET deliveries = c.deliveries + 1, last_at = excluded.last_at");

static void begin(struct intake *in, struct writer *w, struct db_rows **lock)
{
	const struct delivery *d = in->delivery;

	db_begin(in->db, in->shop.tenant_id);
	db_queue(in->db, in->arena, &webhook_delivery_insert,
		 DB_ARGS(db_arg_int64(in->arena, in->shop.tenant_id),
			 db_arg_int64(in->arena, in->shop.shop_id),
			 d->webhook_id, d->topic, d->event_id,
			 in->triggered_at, in->digest), NULL);
	if (in->former)
		writer_lock_former(w, in->db, in->arena, in->shop.tenant_id,
				   in->shop.shop_id, lock);
	else
		writer_lock(w, in->db, in->arena, in->shop.tenant_id,
			    in->shop.shop_id, true, lock);
	db_queue(in->db, in->arena, &webhook_count,
		 DB_ARGS(w->tenant_id, w->shop_id, d->topic), NULL);
}

/*
 * The first round trip: the delivery is noted, the shop locked, and what the
 * topic needs to know is looked up.  Nothing is stored for a shop that was
 * disconnected.
 */
static int open_up(struct intake *in, struct writer *w, struct xn_error *err)
{
	struct db_rows *lock;

	begin(in, w, &lock);
	if (in->topic && in->topic->find)
		in->topic->find(w, &in->content);
	return db_flush(in->db, err) || writer_locked(w, lock, err) ? -1 : 0;
}

/* The whole effect in one transaction of two round trips. */
static int apply(struct intake *in, struct xn_error *err)
{
	struct writer w;

	if (open_up(in, &w, err) == 0 &&
	    (!in->topic || in->topic->store(&w, &in->content, err) == 0) &&
	    db_commit(in->db, err) == 0)
		return 0;
	db_rollback(in->db);
	return -1;
}

DB_QUERY(webhook_dead_letter_insert, 8,
	"INSERT INTO dead_letter (tenant_id, shop_id, webhook_id, topic,"
	" event_id, triggered_at, reason, body)"
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
DB_QUERY(webhook_dead_letter_count, 2,
	"UPDATE shop_state SET dead_letters = dead_letters + 1"
	" WHERE tenant_id = $1 AND shop_id = $2");

static const char *bytea(struct arena *a, const void *data, size_t len)
{
	char *text = arena_alloc_raw(a, 2 * len + 3);

	memcpy(text, "\\x", 2);
	hex_encode(data, len, text + 2);
	return text;
}

static int bury(struct intake *in, const char *reason, struct xn_error *err)
{
	const struct delivery *d = in->delivery;
	struct writer w;

	log_warn("webhook: dead letter: %s: %s", d->topic, reason);
	in->topic = NULL;
	if (open_up(in, &w, err)) {
		db_rollback(in->db);
		return -1;
	}
	db_queue(in->db, in->arena, &webhook_dead_letter_insert,
		 DB_ARGS(w.tenant_id, w.shop_id, d->webhook_id, d->topic,
			 d->event_id, in->triggered_at, reason,
			 bytea(in->arena, d->body, d->body_len)), NULL);
	db_queue(in->db, in->arena, &webhook_dead_letter_count,
		 DB_ARGS(w.tenant_id, w.shop_id), NULL);
	return db_commit(in->db, err);
}

DB_QUERY(webhook_delivery_find, 3,
	"SELECT body_sha256 FROM delivery"
	" WHERE tenant_id = $1 AND shop_id = $2 AND webhook_id = $3");

/* The same id must mean the same bytes; that it does not is worth a line. */
static void check_duplicate(struct intake *in)
{
	struct xn_error ignored = { 0 };
	struct db_rows *rows =
		db_read(in->db, in->arena, in->shop.tenant_id,
			&webhook_delivery_find,
			DB_ARGS(db_arg_int64(in->arena, in->shop.tenant_id),
				db_arg_int64(in->arena, in->shop.shop_id),
				in->delivery->webhook_id), &ignored);

	if (rows && db_count(rows) &&
	    strcmp(db_text(rows, 0, "body_sha256"), in->digest))
		log_warn("webhook: id %s came again with another body",
			 in->delivery->webhook_id);
}

static int settle(struct intake *in, enum webhook_outcome *outcome,
		  struct xn_error *err)
{
	struct xn_error why = { 0 };

	*outcome = in->topic ? WEBHOOK_APPLIED : WEBHOOK_IGNORED;
	if ((!in->topic || in->topic->parse(in->arena, in->delivery,
					    &in->content, &why) == 0) &&
	    apply(in, &why) == 0)
		return 0;
	if (why.code == XN_CONFLICT &&
	    db_failed(in->db, &webhook_delivery_insert)) {
		*outcome = WEBHOOK_DUPLICATE;
		check_duplicate(in);
		return 0;
	}
	if (why.code == XN_UNAVAILABLE || why.code == XN_NOT_FOUND) {
		*err = why;
		return -1;
	}
	*outcome = WEBHOOK_DEAD;
	if (bury(in, why.text, err) == 0)
		return 0;
	if (err->code != XN_CONFLICT)
		return -1;
	*outcome = WEBHOOK_DUPLICATE;
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

static int receive_connected(struct intake *in, enum webhook_outcome *outcome,
			     struct xn_error *err)
{
	const char *domain = in->delivery->shop_domain;

	for (int try = 0; try < 2; try++) {
		if (shop_directory_find(in->db, in->arena, domain, &in->shop,
					err))
			return -1;
		if (settle(in, outcome, err) == 0)
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
		if (settle(in, outcome, err) && err->code != XN_NOT_FOUND)
			return -1;
	}
	return 0;
}

int webhook_receive(struct db *db, struct arena *a, const struct conf *conf,
		    const struct delivery *delivery,
		    enum webhook_outcome *outcome, struct xn_error *err)
{
	struct intake in = { .db = db, .arena = a, .delivery = delivery };
	unsigned char digest[SEAL_DIGEST_SIZE];
	int rc;

	if (authenticate(conf, delivery, err) || check_headers(delivery, err))
		return -1;
	in.topic = webhook_topic_find(delivery->topic);
	in.triggered_at = checked_time(a, delivery->triggered_at);
	in.content.triggered_at = in.triggered_at;
	seal_sha256(delivery->body, delivery->body_len, digest);
	in.digest = bytea(a, digest, sizeof(digest));
	*outcome = WEBHOOK_IGNORED;
	rc = receive_connected(&in, outcome, err);
	if (!in.topic || !webhook_topic_is_privacy(in.topic) ||
	    (rc && err->code != XN_NOT_FOUND))
		return rc;
	return receive_former(&in, outcome, err);
}
