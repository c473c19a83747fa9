#include <string.h>

#include "domain/entity/array.h"
#include "domain/privacy/erase.h"
#include "domain/privacy/privacy.h"

/* What xeno-sync does about requests that wait. */

DB_QUERY(privacy_select_pending, 0,
	"SELECT tenant_id, shop_id, request_id FROM directory_list_privacy()");

int privacy_list_pending(struct db *db, struct arena *a,
			 struct privacy_key **out, size_t *count,
			 struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &privacy_select_pending,
				       DB_NO_ARGS, err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < db_count(rows); i++)
		(*out)[i] = (struct privacy_key){
			.tenant_id = db_int64(rows, i, "tenant_id"),
			.shop_id = db_int64(rows, i, "shop_id"),
			.request_id = db_int64(rows, i, "request_id"),
		};
	return 0;
}

#define KEY_ARGS(a, key)						\
	db_arg_int64(a, (key)->tenant_id), db_arg_int64(a, (key)->shop_id), \
	db_arg_int64(a, (key)->request_id)

DB_QUERY(privacy_forget, 1, "SELECT directory_take_privacy($1)");

DB_QUERY(privacy_select, 3,
	"SELECT r.kind, st.shop_id IS NULL AS erased,"
	"       coalesce(st.connected, false) AS connected, s.verified_at,"
	"       coalesce(st.connected AND s.verified_at > r.triggered_at,"
	"		false) AS superseded"
	"  FROM privacy_request r"
	"  LEFT JOIN shop s USING (tenant_id, shop_id)"
	"  LEFT JOIN shop_state st USING (tenant_id, shop_id)"
	" WHERE r.tenant_id = $1 AND r.shop_id = $2 AND r.request_id = $3"
	"   AND r.done_at IS NULL");

int privacy_get_pending(struct db *db, struct arena *a,
			const struct privacy_key *key,
			struct privacy_pending *out, struct xn_error *err)
{
	struct db_rows *rows;
	int kind = 0;

	rows = db_read(db, a, key->tenant_id, &privacy_select,
		       DB_ARGS(KEY_ARGS(a, key)), err);
	if (!rows)
		return -1;
	if (db_count(rows) == 0) {
		db_begin(db, key->tenant_id);
		db_queue(db, a, &privacy_forget,
			 DB_ARGS(db_arg_int64(a, key->request_id)), NULL);
		if (db_commit(db, err))
			return -1;
		return xn_fail(err, XN_NOT_FOUND, "no such request waits");
	}
	while (strcmp(db_text(rows, 0, "kind"),
		      privacy_kind_name((enum privacy_kind)kind)))
		kind++;
	*out = (struct privacy_pending){
		.kind = (enum privacy_kind)kind,
		.connected = db_bool(rows, 0, "connected"),
		.superseded = db_bool(rows, 0, "superseded"),
		.erased = db_bool(rows, 0, "erased"),
		.verified_at = db_text_or_null(rows, 0, "verified_at"),
	};
	return 0;
}

/*
 * The request itself, in the statements below; unless somebody else at the
 * queue had the shop's lock before and carried it out: then it says nobody.
 */
#define REQUEST								\
	"WITH r AS (SELECT * FROM privacy_request"			\
	" WHERE tenant_id = $1 AND shop_id = $2 AND request_id = $3"	\
	"   AND done_at IS NULL)"

/*
 * What has the address, which no index knows: all of the shop is read, so
 * nobody is kept waiting by a lock meanwhile.  Known by an address alone, every
 * customer that has it is this person; orders are those of a guest, or that
 * Shopify did not name.
 */
DB_QUERY(privacy_find_customers, 3,
	REQUEST
	"SELECT c.customer_id FROM customer c, r"
	" WHERE c.tenant_id = $1 AND c.shop_id = $2 AND r.customer_id IS NULL"
	"   AND lower(c.email) = lower(r.email) LIMIT 100");
DB_QUERY(privacy_find_orders, 3,
	REQUEST
	"SELECT o.order_id FROM orders o, r"
	" WHERE o.tenant_id = $1 AND o.shop_id = $2"
	"   AND lower(o.email) = lower(r.email) LIMIT 10000");

/*
 * A body may be anything, so it is searched as text: the address and the
 * phone number, and the numbers of the customer and the orders, where it has
 * any, as words.  What is found cannot be replayed any more.
 */
DB_QUERY(privacy_clear_letters, 3,
	REQUEST ", found AS ("
	"	UPDATE dead_letter d SET body = '', reason = 'redacted',"
	"	       replayed_at = coalesce(d.replayed_at, now())"
	"	  FROM r, dead_letter was,"
	"	       LATERAL (SELECT lower(encode(was.body, 'escape'))"
	"			AS text OFFSET 0) AS shown"
	"	 WHERE was.tenant_id = $1 AND was.shop_id = $2"
	"	   AND d.tenant_id = $1 AND d.shop_id = $2"
	"	   AND d.dead_letter_id = was.dead_letter_id"
	"	   AND was.reason <> 'redacted'"
	"	   AND (strpos(shown.text, lower(encode(convert_to(r.email,"
	"			'UTF8'), 'escape'))) > 0"
	"		OR strpos(shown.text, nullif(r.phone, '')) > 0"
	"		OR shown.text ~ ('\\m(' || nullif(array_to_string("
	"			r.order_ids || r.customer_id, '|'), '')"
	"			|| ')\\M'))"
	"	RETURNING was.replayed_at IS NULL AS waited) "
	"UPDATE shop_state SET dead_letters = dead_letters -"
	"       (SELECT count(*) FROM found WHERE waited)"
	" WHERE tenant_id = $1 AND shop_id = $2");

/* What the person asked for before is nobody's any more. */
DB_QUERY(privacy_forget_others, 3,
	REQUEST
	"UPDATE privacy_request q SET customer_id = NULL, email = NULL,"
	"       phone = NULL, order_ids = '{}',"
	"       done_at = coalesce(q.done_at, now()),"
	"       outcome = coalesce(q.outcome, 'redacted before it was read')"
	"  FROM r"
	" WHERE q.tenant_id = $1 AND q.shop_id = $2"
	"   AND q.kind = 'data_request'"
	"   AND (q.subject = r.subject OR q.customer_id = r.customer_id"
	"	OR lower(q.email) = lower(r.email))");

DB_QUERY(privacy_update_done, 4,
	"UPDATE privacy_request SET customer_id = NULL, email = NULL,"
	"       phone = NULL, order_ids = '{}', done_at = now(), outcome = $4"
	" WHERE tenant_id = $1 AND shop_id = $2 AND request_id = $3"
	"   AND done_at IS NULL");

static void finish(struct db *db, struct arena *a,
		   const struct privacy_key *key, const char *outcome)
{
	db_queue(db, a, &privacy_update_done,
		 DB_ARGS(KEY_ARGS(a, key), outcome), NULL);
	db_queue(db, a, &privacy_forget,
		 DB_ARGS(db_arg_int64(a, key->request_id)), NULL);
}

static void redact(const struct writer *w, const struct db_rows *customers,
		   const struct db_rows *orders)
{
	struct buf ids = array_start(w->arena);
	struct privacy_person person = { 0 };

	for (int i = 0; i < db_count(orders); i++)
		array_int64(&ids, db_int64(orders, i, "order_id"));
	person.order_ids = array_end(&ids);
	privacy_redact_named(w, &person);
	person.order_ids = "{}";
	for (int i = 0; i < db_count(customers); i++) {
		person.customer_id = db_int64(customers, i, "customer_id");
		privacy_redact_named(w, &person);
	}
}

/*
 * Begin, the shop locked.  -1: XN_NOT_FOUND, it is being erased since: what of
 * it is changed beside that, a deletion may pass over.
 */
static int lock_shop(struct writer *w, struct db *db, struct arena *a,
		     const struct privacy_key *key, struct xn_error *err)
{
	struct db_rows *lock;

	db_begin(db, key->tenant_id);
	writer_lock_former(w, db, a, key->tenant_id, key->shop_id, &lock);
	if (db_flush(db, err) == 0 && writer_locked(w, lock, err) == 0)
		return 0;
	db_rollback(db);
	return -1;
}

/* *found: there was something, and there may be more. */
static int redact_some(struct db *db, struct arena *a,
		       const struct privacy_key *key, bool *found,
		       struct xn_error *err)
{
	struct db_args args = DB_ARGS(KEY_ARGS(a, key));
	struct db_rows *customers, *orders;
	struct writer w;

	db_begin_read(db, key->tenant_id);
	db_queue(db, a, &privacy_find_customers, args, &customers);
	db_queue(db, a, &privacy_find_orders, args, &orders);
	if (db_commit(db, err))
		return -1;
	*found = db_count(customers) || db_count(orders);
	if (!*found)
		return 0;
	if (lock_shop(&w, db, a, key, err))
		return -1;
	redact(&w, customers, orders);
	return db_commit(db, err);
}

int privacy_redact_found(struct db *db, struct arena *a,
			 const struct privacy_key *key, struct xn_error *err)
{
	struct db_args args = DB_ARGS(KEY_ARGS(a, key));
	struct writer w;
	bool found;

	/* What was stored since a search began is found by the next one. */
	do {
		if (redact_some(db, a, key, &found, err))
			return -1;
	} while (found);
	if (lock_shop(&w, db, a, key, err))
		return -1;
	db_queue(db, a, &privacy_clear_letters, args, NULL);
	db_queue(db, a, &privacy_forget_others, args, NULL);
	finish(db, a, key, "erased");
	return db_commit(db, err);
}

int privacy_finish(struct db *db, struct arena *a,
		   const struct privacy_key *key, const char *outcome,
		   struct xn_error *err)
{
	db_begin(db, key->tenant_id);
	finish(db, a, key, outcome);
	return db_commit(db, err);
}

/* Each connection is verified at another time. */
DB_QUERY(privacy_find_unchanged, 4,
	"SELECT r.request_id FROM privacy_request r"
	"  JOIN shop s USING (tenant_id, shop_id)"
	" WHERE r.tenant_id = $1 AND r.shop_id = $2 AND r.request_id = $3"
	"   AND r.done_at IS NULL"
	"   AND s.verified_at IS NOT DISTINCT FROM $4::timestamptz");

int privacy_redact_shop(struct db *db, struct arena *a,
			const struct privacy_key *key,
			const struct privacy_pending *seen,
			struct xn_error *err)
{
	struct db_args args = DB_ARGS(KEY_ARGS(a, key), seen->verified_at);

	return erase_begin_if(db, a, key->tenant_id, key->shop_id,
			      &privacy_find_unchanged, args, err) ||
	       privacy_finish(db, a, key, "erased", err) ? -1 : 0;
}
