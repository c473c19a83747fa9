#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/hex.h"
#include "base/text.h"

#include "domain/store/order_reread.h"
#include "domain/webhook/dead_letter.h"
#include "domain/webhook/topics.h"

/* A letter on its way through, for the second time. */
struct replay {
	struct db *db;
	struct arena *arena;
	int64_t tenant_id, shop_id;
	const char *letter_id;
	struct delivery delivery;
	const struct webhook_topic *topic;	/* NULL: it has no effect */
	const struct object *object;		/* NULL: it is a delivery */
	struct webhook_content content;
};

/* What can be in a letter of topic "sync", by the id that its body is. */
static const struct object {
	const char *gid;
	const char *kind;	/* as tombstones have it */
} objects[] = {
	{ "gid://shopify/Order/", "order" },
	{ "gid://shopify/Customer/", "customer" },
	{ "gid://shopify/Product/", "product" },
};

#define IS_ORDER(object) ((object) == &objects[0])

DB_QUERY(dead_letter_open, 3,
	"SELECT d.topic, d.triggered_at, d.replayed_at, d.body,"
	"       s.shop_domain, st.connected"
	"  FROM dead_letter d JOIN shop s USING (tenant_id, shop_id)"
	"  JOIN shop_state st USING (tenant_id, shop_id)"
	" WHERE d.tenant_id = $1 AND d.shop_id = $2"
	"   AND d.dead_letter_id = $3");

/* "\x..." as bytea is shown, to bytes with a NUL after them. */
static int read_body(struct arena *a, const char *shown,
		     struct delivery *d, struct xn_error *err)
{
	size_t digits = strlen(shown) - 2;
	char *body = arena_alloc_raw(a, digits / 2 + 1);

	if (hex_decode(shown + 2, digits, body))
		return xn_fail(err, XN_INTERNAL, "the body is damaged");
	body[digits / 2] = '\0';
	d->body = body;
	d->body_len = digits / 2;
	return 0;
}

/* What privacy law asks for is done of a shop that is gone as well. */
static bool is_of_privacy(const struct replay *r)
{
	return r->topic && webhook_topic_is_privacy(r->topic);
}

static int refuse_gone(struct xn_error *err)
{
	return xn_fail(err, XN_REFUSED, "The shop is not connected to Shopify");
}

static int open_letter(struct replay *r, bool *replayed,
		       struct xn_error *err)
{
	struct db_rows *rows =
		db_read(r->db, r->arena, r->tenant_id, &dead_letter_open,
			DB_ARGS(db_arg_int64(r->arena, r->tenant_id),
				db_arg_int64(r->arena, r->shop_id),
				r->letter_id), err);

	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such dead letter");
	*replayed = !db_is_null(rows, 0, "replayed_at");
	r->delivery.topic = db_text(rows, 0, "topic");
	r->delivery.shop_domain = db_text(rows, 0, "shop_domain");
	r->content.triggered_at = db_text_or_null(rows, 0, "triggered_at");
	r->topic = webhook_topic_find(r->delivery.topic);
	if (!*replayed && !db_bool(rows, 0, "connected") && !is_of_privacy(r))
		return refuse_gone(err);
	return read_body(r->arena, db_text(rows, 0, "body"), &r->delivery,
			 err);
}

static int parse_object(struct replay *r, struct xn_error *why)
{
	const char *gid = r->delivery.body;

	for (size_t i = 0; i < COUNT_OF(objects); i++) {
		const char *id = gid + strlen(objects[i].gid);

		if (!text_starts(gid, objects[i].gid) || !text_is_id(id))
			continue;
		r->object = &objects[i];
		r->content.id = strtoll(id, NULL, 10);
		return 0;
	}
	return xn_fail(why, XN_BAD_INPUT, "%.60s: no such kind of object",
		       gid);
}

static int parse(struct replay *r, struct xn_error *why)
{
	if (!strcmp(r->delivery.topic, "sync"))
		return parse_object(r, why);
	if (!r->topic)
		return 0;
	return r->topic->parse(r->arena, &r->delivery, &r->content, why);
}

static void lock_shop(const struct replay *r, struct writer *w,
		      struct db_rows **lock)
{
	if (is_of_privacy(r))
		writer_lock_former(w, r->db, r->arena, r->tenant_id,
				   r->shop_id, lock);
	else
		writer_lock(w, r->db, r->arena, r->tenant_id, r->shop_id,
			    false, lock);
}

/* $3 the letter, $4 kind and $5 id of its object. */
DB_QUERY(dead_letter_find_object, 5,
	"SELECT EXISTS (SELECT FROM tombstone"
	"	WHERE tenant_id = $1 AND shop_id = $2 AND kind = $4"
	"	  AND entity_id = $5)"
	" OR EXISTS (SELECT FROM dead_letter d"
	"	JOIN (SELECT updated_at FROM customer"
	"		WHERE tenant_id = $1 AND shop_id = $2"
	"		  AND customer_id = $5 AND $4 = 'customer'"
	"	      UNION ALL"
	"	      SELECT updated_at FROM product"
	"		WHERE tenant_id = $1 AND shop_id = $2"
	"		  AND product_id = $5 AND $4 = 'product') AS stored"
	"	  ON updated_at >= coalesce(triggered_at, received_at)"
	"	WHERE d.tenant_id = $1 AND d.shop_id = $2"
	"	  AND d.dead_letter_id = $3) AS is_known");

/*
 * Of what a sync could not store, an order can be had again by its id.
 * Customers and products come with their next change, or a full sync.
 */
static int settle_object(struct replay *r, const struct writer *w,
			 struct xn_error *why)
{
	struct db_rows *rows;

	if (IS_ORDER(r->object)) {
		order_reread_want(w, r->content.id, "not stored", 0);
		return 0;
	}
	db_queue(r->db, r->arena, &dead_letter_find_object,
		 DB_ARGS(w->tenant_id, w->shop_id, r->letter_id,
			 r->object->kind, writer_id(w, r->content.id)),
		 &rows);
	if (db_flush(r->db, why))
		return -1;
	if (db_bool(rows, 0, "is_known"))
		return 0;
	return xn_fail(why, XN_BAD_INPUT, "%.60s is not stored yet: only a full"
		       " sync reads it again, or a sync once it changes",
		       r->delivery.body);
}

/* Two at once serialise on the shop's lock; the second finds it done. */
DB_QUERY(dead_letter_close, 3,
	"WITH done AS ("
	"	UPDATE dead_letter SET replayed_at = now()"
	"	 WHERE tenant_id = $1 AND shop_id = $2"
	"	   AND dead_letter_id = $3 AND replayed_at IS NULL"
	"	RETURNING 1) "
	"UPDATE shop_state SET dead_letters = dead_letters - 1"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND EXISTS (SELECT FROM done)");

static int apply(struct replay *r, struct xn_error *why)
{
	struct db_rows *lock;
	struct writer w;

	db_begin(r->db, r->tenant_id);
	lock_shop(r, &w, &lock);
	if (r->topic && r->topic->find)
		r->topic->find(&w, &r->content);
	if (db_flush(r->db, why) || writer_locked(&w, lock, why) ||
	    (r->topic && r->topic->store(&w, &r->content, why)) ||
	    (r->object && settle_object(r, &w, why)))
		return -1;
	db_queue(r->db, r->arena, &dead_letter_close,
		 DB_ARGS(w.tenant_id, w.shop_id, r->letter_id), NULL);
	return db_commit(r->db, why);
}

DB_QUERY(dead_letter_explain, 4,
	"UPDATE dead_letter SET reason = $4"
	" WHERE tenant_id = $1 AND shop_id = $2 AND dead_letter_id = $3"
	"   AND reason <> $4");

static int explain(struct replay *r, const char *reason, struct xn_error *err)
{
	db_begin(r->db, r->tenant_id);
	db_queue(r->db, r->arena, &dead_letter_explain,
		 DB_ARGS(db_arg_int64(r->arena, r->tenant_id),
			 db_arg_int64(r->arena, r->shop_id), r->letter_id,
			 reason), NULL);
	return db_commit(r->db, err);
}

int dead_letter_replay(struct db *db, struct arena *a, int64_t tenant_id,
		       int64_t shop_id, int64_t letter_id, bool patient,
		       bool *replayed, struct xn_error *why,
		       struct xn_error *err)
{
	struct replay r = {
		.db = db,
		.arena = a,
		.tenant_id = tenant_id,
		.shop_id = shop_id,
		.letter_id = db_arg_int64(a, letter_id),
		.content.patient = patient,
	};

	if (open_letter(&r, replayed, err))
		return -1;
	if (*replayed)
		return 0;
	if (parse(&r, why) == 0 && apply(&r, why) == 0) {
		*replayed = true;
		return 0;
	}
	db_rollback(db);
	if (why->code == XN_NOT_FOUND)
		return refuse_gone(err);
	if (why->code == XN_UNAVAILABLE) {
		*err = *why;
		return -1;
	}
	return explain(&r, why->text, err);
}

DB_QUERY(dead_letter_put_aside, 3,
	"UPDATE dead_letter SET reason = 'put aside: ' || reason"
	" WHERE tenant_id = $1 AND shop_id = $2 AND dead_letter_id = $3"
	"   AND replayed_at IS NULL RETURNING dead_letter_id");

int dead_letter_drop(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, int64_t letter_id, bool *dropped,
		     struct xn_error *err)
{
	const char *id = db_arg_int64(a, letter_id);
	struct db_rows *lock, *rows;
	struct writer w;

	db_begin(db, tenant_id);
	writer_lock_former(&w, db, a, tenant_id, shop_id, &lock);
	db_queue(db, a, &dead_letter_put_aside,
		 DB_ARGS(w.tenant_id, w.shop_id, id), &rows);
	db_queue(db, a, &dead_letter_close,
		 DB_ARGS(w.tenant_id, w.shop_id, id), NULL);
	if (db_flush(db, err) || writer_locked(&w, lock, err)) {
		db_rollback(db);
		return -1;
	}
	*dropped = db_count(rows) > 0;
	return db_commit(db, err);
}
