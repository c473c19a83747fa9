#include "domain/webhook/dead_letter.h"
#include "domain/webhook/intake.h"

/* The shop counts those that wait: `kept` are the rows of new ones. */
#define COUNT_KEPT							\
	"UPDATE shop_state SET dead_letters = dead_letters +"		\
	"       (SELECT count(*) FROM kept)"				\
	" WHERE tenant_id = $1 AND shop_id = $2"

DB_QUERY(dead_letter_insert, 8,
	"WITH kept AS ("
	"	INSERT INTO dead_letter (tenant_id, shop_id, webhook_id, topic,"
	"		event_id, triggered_at, reason, body)"
	"	VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING 1) "
	COUNT_KEPT);

void dead_letter_keep(const struct writer *w, const struct delivery *delivery,
		      const char *triggered_at, const char *reason)
{
	const struct delivery *d = delivery;

	db_queue(w->db, w->arena, &dead_letter_insert,
		 DB_ARGS(w->tenant_id, w->shop_id, d->webhook_id, d->topic,
			 d->event_id, triggered_at, reason,
			 intake_bytea(w->arena, d->body, d->body_len)), NULL);
}

/*
 * $3 ids, $4 reasons and $5 times of the last change, as many; of a shop that
 * is being erased, none.
 */
DB_QUERY(dead_letter_insert_objects, 5,
	"WITH there AS ("
	"	SELECT FROM shop_state WHERE tenant_id = $1 AND shop_id = $2"
	"	   FOR NO KEY UPDATE"
	"), met AS ("
	"	SELECT gid, why, changed"
	"	  FROM there,"
	"	       unnest($3::text[], $4::text[], $5::timestamptz[])"
	"		AS l (gid, why, changed)"
	"), changed_since AS ("
	"	UPDATE dead_letter d"
	"	   SET triggered_at = greatest(triggered_at, changed)"
	"	  FROM met"
	"	 WHERE d.tenant_id = $1 AND d.shop_id = $2"
	"	   AND d.webhook_id = 'sync:' || gid"
	"	   AND d.replayed_at IS NULL"
	"	   AND changed > coalesce(triggered_at, '-infinity')"
	"), kept AS ("
	"	INSERT INTO dead_letter (tenant_id, shop_id, webhook_id, topic,"
	"		triggered_at, reason, body)"
	"	SELECT $1::bigint, $2::bigint, 'sync:' || gid, 'sync',"
	"	       changed, why, convert_to(gid, 'UTF8')"
	"	  FROM met"
	"	 WHERE NOT EXISTS (SELECT FROM dead_letter"
	"		WHERE tenant_id = $1 AND shop_id = $2"
	"		  AND webhook_id = 'sync:' || gid"
	"		  AND replayed_at IS NULL)"
	"	RETURNING 1) "
	COUNT_KEPT);

int dead_letter_keep_objects(struct db *db, struct arena *a, int64_t tenant_id,
			     int64_t shop_id, const char *gids,
			     const char *reasons, const char *changes,
			     struct xn_error *err)
{
	db_begin(db, tenant_id);
	db_queue(db, a, &dead_letter_insert_objects,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 gids, reasons, changes), NULL);
	return db_commit(db, err);
}

/* $3 one of them; $4 topic; $5 and $6 when; $7 all; $8 after; $9 limit. */
DB_QUERY(dead_letter_select, 9,
	"SELECT dead_letter_id, webhook_id, event_id, topic, reason,"
	" octet_length(body) AS bytes," DB_US_AS("triggered_at") ","
	DB_US_AS("received_at") "," DB_US_AS("replayed_at")
	"  FROM dead_letter"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND dead_letter_id > $8::bigint"
	"   AND ($3::bigint IS NULL OR dead_letter_id = $3)"
	"   AND ($4::text IS NULL OR topic = $4)"
	"   AND ($5::bigint IS NULL"
	"	OR received_at >= to_timestamp($5 / 1000000.0))"
	"   AND ($6::bigint IS NULL"
	"	OR received_at <= to_timestamp($6 / 1000000.0))"
	"   AND ($7 OR replayed_at IS NULL)"
	" ORDER BY dead_letter_id LIMIT $9");

static const char *number_or_null(struct arena *a, int64_t value)
{
	return value ? db_arg_int64(a, value) : NULL;
}

static void from_row(const struct db_rows *rows, int i,
		     struct dead_letter *out)
{
	*out = (struct dead_letter){
		.id = db_int64(rows, i, "dead_letter_id"),
		.webhook_id = db_text(rows, i, "webhook_id"),
		.event_id = db_text_or_null(rows, i, "event_id"),
		.topic = db_text(rows, i, "topic"),
		.reason = db_text(rows, i, "reason"),
		.bytes = db_int64(rows, i, "bytes"),
		.triggered_at = db_int64(rows, i, "triggered_at"),
		.received_at = db_int64(rows, i, "received_at"),
		.replayed_at = db_int64(rows, i, "replayed_at"),
	};
}

int dead_letter_list(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, const struct dead_letter_filter *filter,
		     int64_t after, int limit, struct dead_letter **out,
		     size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &dead_letter_select,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			number_or_null(a, filter->id), filter->topic,
			number_or_null(a, filter->from_us),
			number_or_null(a, filter->to_us),
			filter->replayed ? "t" : "f", db_arg_int64(a, after),
			db_arg_int64(a, limit)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		from_row(rows, (int)i, &(*out)[i]);
	return 0;
}
