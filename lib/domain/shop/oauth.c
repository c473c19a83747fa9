#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include "domain/shop/oauth.h"
#include "domain/shop/oauth_state.h"

/* Everything that it takes, or an operator who is told what is missing. */
static int check_settings(const struct shop_connector *connector,
			  struct xn_error *err)
{
	const struct conf *conf = shopify_conf(connector->shopify);

	if (conf->shopify_api_key && conf->shopify_api_secret &&
	    conf->public_url && connector->keys->count)
		return 0;
	log_error("a login at Shopify needs shopify_api_key, "
		  "shopify_api_secret, public_url and key_encryption_key");
	return xn_fail(err, XN_REFUSED,
		       "This server is not set up as a Shopify app");
}

int shop_oauth_begin(const struct shop_connector *connector, struct arena *a,
		     const char *domain, int64_t tenant_id,
		     const char **url, const char **cookie,
		     struct xn_error *err)
{
	const struct conf *conf = shopify_conf(connector->shopify);
	struct oauth_ticket ticket;
	const char *back;

	if (check_settings(connector, err))
		return -1;
	ticket = oauth_state_new(a, conf, domain, tenant_id, clock_now_us(),
				 cookie);
	back = arena_printf(a, "%s/api/shopify/callback", conf->public_url);
	*url = arena_printf(a, "https://%s/admin/oauth/authorize?client_id=%s"
		"%s%s&redirect_uri=%s&state=%s", domain,
		text_percent_encode(a, conf->shopify_api_key),
		conf->shopify_scopes ? "&scope=" : "",
		conf->shopify_scopes ? conf->shopify_scopes : "",
		text_percent_encode(a, back), ticket.state);
	return 0;
}

DB_QUERY(shop_oauth_find_owner, 1,
	"SELECT tenant_id FROM directory_find_shop($1)");

/*
 * Whose the shop is to be: *tenant_id, or (0) that of whom the domain is
 * connected to.  Looked at before the code is changed for tokens, for that ends
 * those that were given before: another account's shop would lose its access to
 * somebody who gets none.
 */
static int settle_owner(struct db *db, struct arena *a, const char *domain,
			int64_t *tenant_id, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &shop_oauth_find_owner,
				       DB_ARGS(domain), err);
	int64_t owner;

	if (!rows)
		return -1;
	owner = db_count(rows) ? db_int64(rows, 0, "tenant_id") : 0;
	if (!*tenant_id && !owner)
		return xn_fail(err, XN_NOT_FOUND, "shop not connected");
	if (*tenant_id && owner && owner != *tenant_id)
		return xn_fail(err, XN_CONFLICT,
			       "Shop already connected to another account");
	*tenant_id = *tenant_id ? *tenant_id : owner;
	return 0;
}

/* Shopify lets a merchant alter the scopes in the address on the way. */
static int take_grant(const struct shop_connector *connector,
		      struct arena *a, const char *domain, const char *code,
		      struct shopify_grant *grant, struct shopify_shop *shop,
		      struct xn_error *err)
{
	const char *missing;

	if (shopify_grant_code(connector->shopify, a, domain, code, grant,
			       err) ||
	    shopify_confirm_token(connector->shopify, a, domain,
				  grant->access_token, shop, err))
		return -1;
	missing = shopify_missing_scope(shop);
	if (missing)
		return xn_fail(err, XN_FORBIDDEN,
			       "the scope %s was not granted", missing);
	return 0;
}

/*
 * Written under its lock, the row is this transaction's to connect; of a
 * tenant that is being erased there is nobody any more.
 */
DB_QUERY(shop_oauth_upsert, 3,
	"WITH added AS ("
	"	INSERT INTO shop AS s (tenant_id, shop_domain, name)"
	"	SELECT $1::bigint, $2, $3 WHERE EXISTS ("
	"		SELECT FROM user_account WHERE tenant_id = $1)"
	"	ON CONFLICT (tenant_id, shop_domain)"
	"	DO UPDATE SET name = s.name"
	"	RETURNING tenant_id, shop_id, timezone),"
	" state AS ("
	"	INSERT INTO shop_state (tenant_id, shop_id, timezone)"
	"	SELECT tenant_id, shop_id, timezone FROM added"
	"	ON CONFLICT (tenant_id, shop_id) DO NOTHING)"
	"SELECT shop_id FROM added");

static int store(struct db *db, struct arena *a, int64_t tenant_id,
		 const struct seal_keys *keys,
		 const struct shopify_shop *shop,
		 const struct shopify_grant *grant, int64_t *shop_id,
		 struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	shop_queue_wait_domain(db, a, tenant_id, shop->domain);
	db_queue(db, a, &shop_oauth_upsert,
		 DB_ARGS(db_arg_int64(a, tenant_id), shop->domain,
			 shop->name), &rows);
	if (db_flush(db, err))
		return -1;
	if (db_count(rows) == 0) {
		db_rollback(db);
		return xn_fail(err, XN_NOT_FOUND, "that account was deleted");
	}
	*shop_id = db_int64(rows, 0, "shop_id");
	shop_queue_connection(db, a, tenant_id, *shop_id, keys, shop, grant);
	return db_commit(db, err) ? shop_store_failed(db, err) : 0;
}

int shop_oauth_finish(struct db *db, struct arena *a,
		      const struct shop_connector *connector,
		      const char *domain, const char *code,
		      int64_t *tenant_id, int64_t *shop_id,
		      struct xn_error *err)
{
	struct shopify_grant grant;
	struct shopify_shop shop;

	if (check_settings(connector, err) ||
	    settle_owner(db, a, domain, tenant_id, err) ||
	    take_grant(connector, a, domain, code, &grant, &shop, err))
		return -1;
	return store(db, a, *tenant_id, connector->keys, &shop, &grant,
		     shop_id, err);
}
