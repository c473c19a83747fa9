#include "domain/entity/array.h"
#include "domain/rollup/writer.h"
#include "domain/shop/shop.h"

const char *shop_state(const struct shop *shop)
{
	if (!shop->verified)
		return "claimed";
	if (!shop->connected)
		return "disconnected";
	if (shop->needs_reauth)
		return "needs_reauth";
	return shop->is_active ? "connected" : "paused";
}

/* One that is being erased has no shop_state any more (privacy/erase.c). */
#define SHOP_SELECT							\
	"SELECT shop_id, shop_domain, name, currency, s.timezone,"	\
	" is_active, verified_at IS NOT NULL AS verified, connected,"	\
	" needs_reauth, refresh_token IS NOT NULL AS expires,"		\
	" api_secret IS NOT NULL AS has_secret,"			\
	" to_json(scopes)::text AS scopes,"				\
	" cardinality(scopes) > 0 AND 'read_all_orders' <> ALL (scopes)" \
	" AS is_limited, concat_ws('-', tenant_id, shop_id,"		\
	" replace(event_key::text, '-', '')) AS event_key,"		\
	" dead_letters," DB_US_AS("created_at") ","			\
	DB_US_AS("last_sync_at") "," DB_US_AS("last_webhook_at")	\
	"," DB_US_AS("next_attempt_at")					\
	" FROM shop s JOIN shop_state USING (tenant_id, shop_id)"	\
	" WHERE tenant_id = $1"

void shop_from_row(const struct db_rows *rows, int i, struct shop *out)
{
	*out = (struct shop){
		.id = db_int64(rows, i, "shop_id"),
		.domain = db_text(rows, i, "shop_domain"),
		.name = db_text(rows, i, "name"),
		.currency = db_text(rows, i, "currency"),
		.timezone = db_text(rows, i, "timezone"),
		.is_active = db_bool(rows, i, "is_active"),
		.verified = db_bool(rows, i, "verified"),
		.connected = db_bool(rows, i, "connected"),
		.needs_reauth = db_bool(rows, i, "needs_reauth"),
		.expires = db_bool(rows, i, "expires"),
		.has_secret = db_bool(rows, i, "has_secret"),
		.scopes = db_text(rows, i, "scopes"),
		.is_limited = db_bool(rows, i, "is_limited"),
		.event_key = db_text(rows, i, "event_key"),
		.dead_letters = db_int64(rows, i, "dead_letters"),
		.created_at = db_int64(rows, i, "created_at"),
		.last_sync_at = db_int64(rows, i, "last_sync_at"),
		.last_webhook_at = db_int64(rows, i, "last_webhook_at"),
		.next_attempt_at = db_int64(rows, i, "next_attempt_at"),
	};
}

DB_QUERY(shop_select_all, 1, SHOP_SELECT " ORDER BY created_at, shop_id");

int shop_list(struct db *db, struct arena *a, int64_t tenant_id,
	      struct shop **out, size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &shop_select_all,
		DB_ARGS(db_arg_int64(a, tenant_id)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		shop_from_row(rows, (int)i, &(*out)[i]);
	return 0;
}

DB_QUERY(shop_select, 2, SHOP_SELECT " AND shop_id = $2");

int shop_get(struct db *db, struct arena *a, int64_t tenant_id,
	     int64_t shop_id, struct shop *out, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &shop_select,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		err);

	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	shop_from_row(rows, 0, out);
	return 0;
}

DB_QUERY(shop_select_first, 2,
	SHOP_SELECT " ORDER BY shop_id <> $2, created_at, shop_id LIMIT 1");

void shop_queue_first(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t preferred, struct db_rows **rows)
{
	db_queue(db, a, &shop_select_first,
		 DB_ARGS(db_arg_int64(a, tenant_id),
			 db_arg_int64(a, preferred)), rows);
}

DB_QUERY(shop_update_settings, 4,
	"UPDATE shop SET name = coalesce($3, name),"
	"       is_active = coalesce($4, is_active)"
	" WHERE tenant_id = $1 AND shop_id = $2");

int shop_update(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, const char *name, int is_active,
		struct xn_error *err)
{
	const char *active = is_active < 0 ? NULL : is_active ? "t" : "f";
	struct db_rows *rows, *lock;
	struct writer w;

	db_begin(db, tenant_id);
	/* Insights are of shops that are switched on. */
	if (active)
		writer_lock_former(&w, db, a, tenant_id, shop_id, &lock);
	db_queue(db, a, &shop_update_settings,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 name, active), &rows);
	if (db_commit(db, err))
		return -1;
	if (db_affected(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	return 0;
}

DB_QUERY(shop_wait, 2,
	"SELECT FROM shop_state WHERE tenant_id = $1 AND shop_id = $2"
	"   FOR NO KEY UPDATE");

void shop_queue_wait(struct db *db, struct arena *a, const char *tenant_id,
		     const char *shop_id)
{
	db_queue(db, a, &shop_wait, DB_ARGS(tenant_id, shop_id), NULL);
}

DB_QUERY(shop_wait_domain, 2,
	"SELECT FROM shop s JOIN shop_state st USING (tenant_id, shop_id)"
	" WHERE s.tenant_id = $1 AND s.shop_domain = $2"
	"   FOR NO KEY UPDATE OF st");

void shop_queue_wait_domain(struct db *db, struct arena *a, int64_t tenant_id,
			    const char *domain)
{
	db_queue(db, a, &shop_wait_domain,
		 DB_ARGS(db_arg_int64(a, tenant_id), domain), NULL);
}

DB_QUERY(shop_update_zone, 3,
	"UPDATE shop_state st SET timezone = $3,"
	"	data_version = " WRITER_NEXT("data_version")
	" WHERE st.tenant_id = $1 AND st.shop_id = $2 AND st.timezone <> $3"
	"   AND EXISTS (SELECT FROM pg_timezone_names WHERE name = $3)"
	"   AND NOT " WRITER_HAS_DAYS);

void shop_queue_zone(struct db *db, struct arena *a, const char *tenant_id,
		     const char *shop_id, const char *timezone)
{
	shop_queue_wait(db, a, tenant_id, shop_id);
	db_queue(db, a, &shop_update_zone,
		 DB_ARGS(tenant_id, shop_id, timezone), NULL);
}

/* The currency is in every answer, which are other ones then. */
DB_QUERY(shop_count_currency, 3,
	"UPDATE shop_state st SET data_version = " WRITER_NEXT("data_version")
	"  FROM shop s"
	" WHERE st.tenant_id = $1 AND st.shop_id = $2"
	"   AND s.tenant_id = $1 AND s.shop_id = $2 AND s.currency <> $3");

/*
 * A token without any scope may still be one that nobody limited, and one
 * without an app is of the same as before.
 */
DB_QUERY(shop_update_said, 7,
	"UPDATE shop s SET name = $3, currency = $4,"
	"	scopes = coalesce(nullif($6::text[], '{}'), scopes),"
	"	api_key = coalesce($7, api_key),"
	"	timezone = coalesce((SELECT name FROM pg_timezone_names"
	"		WHERE name = $5), timezone)"
	" WHERE s.tenant_id = $1 AND s.shop_id = $2"
	"   AND ((s.name, s.currency, s.timezone, s.scopes)"
	"	<> ($3, $4, $5, $6::text[])"
	"	OR s.api_key IS DISTINCT FROM coalesce($7, s.api_key))");

int shop_follow(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, const struct shopify_shop *said,
		struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = db_arg_int64(a, shop_id);
	struct buf scopes = array_start(a);

	for (size_t i = 0; i < said->nscopes; i++)
		array_text(&scopes, said->scopes[i]);
	db_begin(db, tenant_id);
	shop_queue_zone(db, a, tenant, shop, said->timezone);
	db_queue(db, a, &shop_count_currency,
		 DB_ARGS(tenant, shop, said->currency), NULL);
	db_queue(db, a, &shop_update_said,
		 DB_ARGS(tenant, shop, said->name, said->currency,
			 said->timezone, array_end(&scopes), said->api_key),
		 NULL);
	return db_commit(db, err);
}
