#include <string.h>

#include "base/hex.h"
#include "base/log.h"

#include "domain/webhook/dead_letter.h"
#include "domain/webhook/intake.h"

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

DB_QUERY(webhook_signer_select, 3,
	"SELECT FROM shop WHERE tenant_id = $1 AND shop_id = $2"
	"   AND api_secret = $3::bytea");

void intake_queue_signer(const struct intake *in, struct db_rows **rows)
{
	if (in->box)
		db_queue(in->db, in->arena, &webhook_signer_select,
			 DB_ARGS(SHOP_KEY_ARGS(in->arena, &in->shop), in->box),
			 rows);
}

int intake_check_signer(const struct intake *in, const struct db_rows *rows,
			struct xn_error *err)
{
	if (in->box && db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "another secret by now");
	return 0;
}

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
 * disconnected, nor what a secret signed that is not its any more.
 */
static int open_up(struct intake *in, const struct webhook_topic *topic,
		   struct writer *w, struct xn_error *err)
{
	struct db_rows *lock, *signer = NULL;

	begin(in, w, &lock);
	intake_queue_signer(in, &signer);
	if (topic && topic->find)
		topic->find(w, &in->content);
	return db_flush(in->db, err) || writer_locked(w, lock, err) ||
	       intake_check_signer(in, signer, err) ? -1 : 0;
}

/* The whole effect in one transaction of two round trips. */
static int apply(struct intake *in, struct xn_error *err)
{
	struct writer w;

	if (open_up(in, in->topic, &w, err) == 0 &&
	    (!in->topic || in->topic->store(&w, &in->content, err) == 0) &&
	    db_commit(in->db, err) == 0)
		return 0;
	db_rollback(in->db);
	return -1;
}

const char *intake_bytea(struct arena *a, const void *data, size_t len)
{
	char *text = arena_alloc_raw(a, 2 * len + 3);

	memcpy(text, "\\x", 2);
	hex_encode(data, len, text + 2);
	return text;
}

static int keep_dead_letter(struct intake *in, const char *reason,
			    struct xn_error *err)
{
	const struct delivery *d = in->delivery;
	struct writer w;

	log_warn("webhook: dead letter: %s: %s", d->topic, reason);
	if (open_up(in, NULL, &w, err)) {
		db_rollback(in->db);
		return -1;
	}
	dead_letter_keep(&w, d, in->triggered_at, reason);
	return db_commit(in->db, err);
}

DB_QUERY(webhook_delivery_find, 3,
	"SELECT topic, body_sha256 FROM delivery"
	" WHERE tenant_id = $1 AND shop_id = $2 AND webhook_id = $3");

/* Not of a shop that is being erased: a deletion passes over what changes. */
DB_QUERY(webhook_count_other_body, 3,
	"WITH shop AS MATERIALIZED (SELECT FROM shop_state"
	"	WHERE tenant_id = $1 AND shop_id = $2 FOR SHARE) "
	"UPDATE delivery_count SET other_bodies = other_bodies + 1"
	" WHERE tenant_id = $1 AND shop_id = $2 AND topic = $3"
	"   AND EXISTS (SELECT FROM shop)");

void intake_check_duplicate(const struct intake *in)
{
	struct db_args args = DB_ARGS(SHOP_KEY_ARGS(in->arena, &in->shop),
				      in->delivery->webhook_id);
	struct xn_error ignored = { 0 };
	struct db_rows *rows = db_read(in->db, in->arena, in->shop.tenant_id,
				       &webhook_delivery_find, args, &ignored);

	if (!rows || !db_count(rows) ||
	    !strcmp(db_text(rows, 0, "body_sha256"), in->digest))
		return;
	log_warn("webhook: id %s came again with another body",
		 in->delivery->webhook_id);
	args = DB_ARGS(SHOP_KEY_ARGS(in->arena, &in->shop),
		       db_text(rows, 0, "topic"));
	db_begin(in->db, in->shop.tenant_id);
	db_queue(in->db, in->arena, &webhook_count_other_body, args, NULL);
	db_commit(in->db, &ignored);
}

int intake_settle(struct intake *in, enum webhook_outcome *outcome,
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
		intake_check_duplicate(in);
		return 0;
	}
	if (why.code == XN_UNAVAILABLE || why.code == XN_NOT_FOUND) {
		*err = why;
		return -1;
	}
	*outcome = WEBHOOK_DEAD;
	if (keep_dead_letter(in, why.text, err) == 0)
		return 0;
	if (err->code != XN_CONFLICT)
		return -1;
	*outcome = WEBHOOK_DUPLICATE;
	intake_check_duplicate(in);
	return 0;
}
