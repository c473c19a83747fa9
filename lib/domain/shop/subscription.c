#include <string.h>

#include "base/text.h"

#include "domain/entity/array.h"
#include "domain/shop/subscription.h"

/*
 * orders/updated comes after whatever happens to an order, so no more of the
 * orders' topics are needed than those that say something else.  The end of a
 * bulk operation shows that deliveries come at all: a full sync has three, and
 * a test is one (webhook/webhook_test.h).
 */
const char *const subscription_topics[] = {
	"app/uninstalled",
	"bulk_operations/finish",
	"carts/create",
	"carts/update",
	"checkouts/create",
	"checkouts/update",
	"customers/create",
	"customers/delete",
	"customers/merge",
	"customers/update",
	"orders/cancelled",
	"orders/create",
	"orders/delete",
	"orders/edited",
	"orders/updated",
	"products/create",
	"products/delete",
	"products/update",
	"refunds/create",
	"shop/update",
	NULL,
};

const char subscription_lacks[] =
	"the secret of the app that the access token is of is not known";

static bool can_be_reached(const struct conf *conf)
{
	return conf->public_url && text_starts(conf->public_url, "https://");
}

enum subscription_way subscription_way(const struct conf *conf,
				       const struct subscription_app *app)
{
	bool is_foreign = conf->shopify_api_key && app->api_key &&
			  strcmp(conf->shopify_api_key, app->api_key);

	if (!is_foreign && !strcmp(conf->webhook_subscriptions, "app"))
		return SUBSCRIPTION_BY_APP;
	if (!can_be_reached(conf))
		return SUBSCRIPTION_NONE;
	return is_foreign && !app->has_secret ? SUBSCRIPTION_UNSIGNED
					      : SUBSCRIPTION_BY_SHOP;
}

const char *subscription_address(struct arena *a, const struct conf *conf)
{
	return can_be_reached(conf)
		? arena_printf(a, "%s/webhooks/shopify", conf->public_url)
		: NULL;
}

const char *subscription_enum(struct arena *a, const char *topic)
{
	char *name = arena_strdup(a, topic);

	for (char *c = name; *c; c++) {
		if (*c == '/')
			*c = '_';
		else if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	}
	return name;
}

/*
 * The night's audit comes before that: it is for the night in which that one
 * found the shop busy, or Shopify away.
 */
#define CHECKED_FOR "'25 hours'"

DB_QUERY(subscription_select_look, 2,
	"SELECT s.api_key, s.api_secret IS NOT NULL AS has_secret,"
	"       checked_at IS NOT NULL AS stored,"
	"       checked_at IS NULL OR s.verified_at IS NULL"
	"       OR checked_at <= s.verified_at"
	"       OR checked_at <= now() - interval " CHECKED_FOR " AS due"
	"  FROM shop s, (SELECT max(checked_at) AS checked_at"
	"	FROM webhook_subscription"
	"	WHERE tenant_id = $1 AND shop_id = $2) AS w"
	" WHERE s.tenant_id = $1 AND s.shop_id = $2");

int subscription_look(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct subscription_look *out,
		      struct xn_error *err)
{
	struct db_rows *rows =
		db_read(db, a, tenant_id, &subscription_select_look,
			DB_ARGS(db_arg_int64(a, tenant_id),
				db_arg_int64(a, shop_id)), err);

	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = (struct subscription_look){
		.app = { db_text_or_null(rows, 0, "api_key"),
			 db_bool(rows, 0, "has_secret") },
		.any = db_bool(rows, 0, "stored"),
		.due = db_bool(rows, 0, "due"),
	};
	return 0;
}

/* $3 topics that were gone: since when, at the earliest. */
DB_QUERY(subscription_gap, 3,
	"WITH gap AS (SELECT min(checked_at) AS since"
	"	FROM webhook_subscription"
	"	WHERE tenant_id = $1 AND shop_id = $2 AND active"
	"	  AND topic = ANY ($3::text[])),"
	" moved AS (UPDATE sync_watermark w"
	"	SET watermark = least(watermark, gap.since)"
	"	FROM gap WHERE tenant_id = $1 AND shop_id = $2"
	"	  AND gap.since IS NOT NULL) "
	"SELECT" DB_US("since") " AS us FROM gap");

DB_QUERY(subscription_upsert, 5,
	"INSERT INTO webhook_subscription (tenant_id, shop_id, topic, active,"
	" error)"
	" SELECT $1, $2, n.* FROM unnest($3::text[], $4::boolean[],"
	"	$5::text[]) AS n"
	" ON CONFLICT (tenant_id, shop_id, topic) DO UPDATE"
	" SET active = excluded.active, error = excluded.error,"
	" checked_at = excluded.checked_at");

int subscription_store(struct db *db, struct arena *a, int64_t tenant_id,
		       int64_t shop_id, const struct subscription *now,
		       size_t count, const bool *was_gone, int64_t *gap_us,
		       struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = db_arg_int64(a, shop_id);
	struct buf gone = array_start(a), topics = array_start(a);
	struct buf active = array_start(a), errors = array_start(a);
	struct db_rows *gap;

	for (size_t i = 0; i < count; i++) {
		if (was_gone[i])
			array_text(&gone, now[i].topic);
		array_text(&topics, now[i].topic);
		array_bool(&active, now[i].active);
		array_text(&errors, now[i].error);
	}
	db_begin(db, tenant_id);
	db_queue(db, a, &subscription_gap,
		 DB_ARGS(tenant, shop, array_end(&gone)), &gap);
	db_queue(db, a, &subscription_upsert,
		 DB_ARGS(tenant, shop, array_end(&topics), array_end(&active),
			 array_end(&errors)), NULL);
	if (db_commit(db, err))
		return -1;
	*gap_us = db_int64(gap, 0, "us");
	return 0;
}

DB_QUERY(subscription_delete, 2,
	"DELETE FROM webhook_subscription"
	" WHERE tenant_id = $1 AND shop_id = $2");

int subscription_forget(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, struct xn_error *err)
{
	db_begin(db, tenant_id);
	db_queue(db, a, &subscription_delete,
		 DB_ARGS(db_arg_int64(a, tenant_id),
			 db_arg_int64(a, shop_id)), NULL);
	return db_commit(db, err);
}
