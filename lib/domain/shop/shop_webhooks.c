#include "domain/shop/shop_webhooks.h"

DB_QUERY(shop_webhooks_state, 2,
	"SELECT dead_letters, failures,"
	DB_US_AS("next_attempt_at") ","
	DB_US("last_webhook_at") " AS last_delivery_at,"
	DB_US_AS("last_sync_at") ","
	" (SELECT count(*) FROM ingest_run r"
	"   WHERE r.tenant_id = $1 AND r.shop_id = $2"
	"     AND r.status = 'failed'"
	"     AND r.finished_at > now() - interval '1 day') AS failed_runs,"
	" api_key, api_secret IS NOT NULL AS has_secret"
	"  FROM shop_state JOIN shop USING (tenant_id, shop_id)"
	" WHERE tenant_id = $1 AND shop_id = $2");

/* What was looked at before the shop was connected is of another token. */
DB_QUERY(shop_webhooks_topics, 2,
	"WITH letter AS (SELECT topic, count(*) AS waiting,"
	"	count(*) FILTER (WHERE received_at > now() - interval '1 day')"
	"		AS fresh"
	"	FROM dead_letter WHERE tenant_id = $1 AND shop_id = $2"
	"	  AND replayed_at IS NULL GROUP BY topic),"
	" seen AS (SELECT topic, deliveries, other_bodies, last_at"
	"	FROM delivery_count WHERE tenant_id = $1 AND shop_id = $2),"
	" wanted AS (SELECT topic, active, error, checked_at"
	"	FROM webhook_subscription JOIN shop USING (tenant_id, shop_id)"
	"	WHERE tenant_id = $1 AND shop_id = $2"
	"	  AND checked_at > verified_at) "
	"SELECT topic, coalesce(deliveries, 0) AS deliveries,"
	" coalesce(other_bodies, 0) AS other_bodies,"
	DB_US_AS("last_at") ","
	" coalesce(waiting, 0) AS waiting, coalesce(fresh, 0) AS fresh,"
	" coalesce(active::integer, -1) AS subscribed, error,"
	DB_US_AS("checked_at")
	"  FROM seen FULL JOIN letter USING (topic)"
	"  FULL JOIN wanted USING (topic) ORDER BY topic");

static void topic_from_row(const struct db_rows *rows, int i,
			   struct topic_state *out)
{
	*out = (struct topic_state){
		.topic = db_text(rows, i, "topic"),
		.deliveries = db_int64(rows, i, "deliveries"),
		.other_bodies = db_int64(rows, i, "other_bodies"),
		.last_at = db_int64(rows, i, "last_at"),
		.dead_letters = db_int64(rows, i, "waiting"),
		.subscribed = (int)db_int64(rows, i, "subscribed"),
		.error = db_text_or_null(rows, i, "error"),
		.checked_at = db_int64(rows, i, "checked_at"),
	};
}

int shop_webhooks_get(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct shop_webhooks *out,
		      struct xn_error *err)
{
	struct db_args key = DB_ARGS(db_arg_int64(a, tenant_id),
				     db_arg_int64(a, shop_id));
	struct db_rows *state, *topics;

	db_begin_read(db, tenant_id);
	db_queue(db, a, &shop_webhooks_state, key, &state);
	db_queue(db, a, &shop_webhooks_topics, key, &topics);
	if (db_commit(db, err))
		return -1;
	if (db_count(state) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = (struct shop_webhooks){
		.app = { db_text_or_null(state, 0, "api_key"),
			 db_bool(state, 0, "has_secret") },
		.last_delivery_at = db_int64(state, 0, "last_delivery_at"),
		.last_sync_at = db_int64(state, 0, "last_sync_at"),
		.dead_letters = db_int64(state, 0, "dead_letters"),
		.failed_runs = db_int64(state, 0, "failed_runs"),
		.failures = db_int64(state, 0, "failures"),
		.next_attempt_at = db_int64(state, 0, "next_attempt_at"),
		.ntopics = (size_t)db_count(topics),
	};
	out->topics = arena_alloc(a, out->ntopics * sizeof(*out->topics) + 1);
	for (size_t i = 0; i < out->ntopics; i++) {
		topic_from_row(topics, (int)i, &out->topics[i]);
		out->new_dead_letters += db_int64(topics, (int)i, "fresh");
	}
	return 0;
}
