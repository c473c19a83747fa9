#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include "domain/entity/array.h"
#include "domain/rollup/writer.h"
#include "domain/shopify/shopify_token.h"

#include "domain/shop/connect.h"

#define DOMAIN_END ".myshopify.com"
#define DOMAIN_MAX_BYTES 255

bool shop_is_domain(const char *s)
{
	size_t label = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return label > 0 && s[0] != '-' && !strcmp(s + label, DOMAIN_END) &&
	       strlen(s) <= DOMAIN_MAX_BYTES;
}

int shop_parse_domain(struct arena *a, const char *text, const char **domain,
		      struct xn_error *err)
{
	static const char blanks[] = " \t\r\n";
	char *s = text_lower_ascii(a, text + strspn(text, blanks));

	if (text_starts(s, "https://"))
		s += 8;
	else if (text_starts(s, "http://"))
		s += 7;
	s[strcspn(s, "/?#")] = '\0';
	s[strcspn(s, blanks)] = '\0';
	if (!shop_is_domain(s))
		return xn_fail_field(err, XN_BAD_INPUT, "shopDomain",
			"shopDomain: must look like your-store.myshopify.com");
	*domain = s;
	return 0;
}

static int check_secret(const char *secret, struct xn_error *err)
{
	if (secret && !shopify_is_token(secret))
		return xn_fail_field(err, XN_BAD_INPUT, "apiSecret",
				     "apiSecret: not the secret of an app");
	return 0;
}

static int check_keys(const struct shop_connector *connector,
		      struct xn_error *err)
{
	if (connector->keys->count)
		return 0;
	log_error("key_encryption_key is not set: no shop can be connected");
	return xn_fail_field(err, XN_REFUSED, "accessToken",
			     "This server is not set up to keep access tokens");
}

int shop_connect(const struct shop_connector *connector, struct arena *a,
		 const char *domain, const struct shopify_grant *given,
		 struct shopify_shop *out, struct xn_error *err)
{
	if (!shopify_is_token(given->access_token))
		return xn_fail_field(err, XN_BAD_INPUT, "accessToken",
				     "accessToken: not an access token");
	if (check_secret(given->api_secret, err) || check_keys(connector, err))
		return -1;
	return shopify_confirm_token(connector->shopify, a, domain,
				     given->access_token, out, err);
}

DB_QUERY(shop_insert, 3,
	"WITH added AS ("
	"	INSERT INTO shop (tenant_id, shop_domain, name)"
	"	VALUES ($1, $2, $3)"
	"	RETURNING tenant_id, shop_id, timezone),"
	" state AS ("
	"	INSERT INTO shop_state (tenant_id, shop_id, timezone)"
	"	SELECT tenant_id, shop_id, timezone FROM added)"
	"SELECT shop_id FROM added");

void shop_queue_claim(struct db *db, struct arena *a, int64_t tenant_id,
		      const char *domain, const char *name,
		      struct db_rows **rows)
{
	db_queue(db, a, &shop_insert,
		 DB_ARGS(db_arg_int64(a, tenant_id), domain, name), rows);
}

/* The zone must be one that the database knows, or no day could be counted. */
DB_QUERY(shop_update_connection, 12,
	"UPDATE shop SET name = $3, currency = $4, timezone = $5,"
	"       scopes = $6, access_token = $7::bytea,"
	"       refresh_token = $8::bytea, token_expires_at = $9,"
	"       refresh_expires_at = $10, token_taken_at = now(),"
	"       api_secret = $11::bytea, api_key = $12,"
	"       is_active = true, verified_at = now()"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND now() AT TIME ZONE $5 IS NOT NULL");

/* Insights are of shops that are switched on, which it is now. */
DB_QUERY(shop_update_connected, 2,
	"UPDATE shop_state SET needs_reauth = false,"
	"       data_version = " WRITER_NEXT("data_version")
	" WHERE tenant_id = $1 AND shop_id = $2");

DB_QUERY(shop_claim, 2, "SELECT directory_claim_shop($1, $2::bigint)");

static const char *sealed(struct arena *a, const struct seal_keys *keys,
			  int64_t tenant_id, int64_t shop_id,
			  const char *column, const char *token)
{
	const struct shopify_token_place place = {
		tenant_id, shop_id, column,
	};

	return token ? shopify_token_seal(a, keys, &place, token) : NULL;
}

static const char *time_or_null(struct arena *a, int64_t us)
{
	char *text;

	if (!us)
		return NULL;
	text = arena_alloc_raw(a, 32);
	time_print_rfc3339(us, text);
	return text;
}

void shop_queue_connection(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, const struct seal_keys *keys,
			   const struct shopify_shop *confirmed,
			   const struct shopify_grant *grant)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = db_arg_int64(a, shop_id);
	struct buf scopes = array_start(a);

	for (size_t i = 0; i < confirmed->nscopes; i++)
		array_text(&scopes, confirmed->scopes[i]);
	shop_queue_zone(db, a, tenant, shop, confirmed->timezone);
	db_queue(db, a, &shop_update_connection,
		 DB_ARGS(tenant, shop, confirmed->name,
			 confirmed->currency, confirmed->timezone,
			 array_end(&scopes),
			 sealed(a, keys, tenant_id, shop_id, "access_token",
				grant->access_token),
			 sealed(a, keys, tenant_id, shop_id, "refresh_token",
				grant->refresh_token),
			 time_or_null(a, grant->expires_at),
			 time_or_null(a, grant->refresh_expires_at),
			 sealed(a, keys, tenant_id, shop_id, "api_secret",
				grant->api_secret), confirmed->api_key), NULL);
	db_queue(db, a, &shop_update_connected, DB_ARGS(tenant, shop), NULL);
	db_queue(db, a, &shop_claim, DB_ARGS(confirmed->domain, shop), NULL);
}

int shop_store_failed(struct db *db, struct xn_error *err)
{
	if (err->code != XN_CONFLICT)
		return -1;
	if (db_failed(db, &shop_claim))
		return xn_fail_field(err, XN_CONFLICT, "shopDomain",
			"Shop already connected to another account");
	if (db_failed(db, &shop_insert))
		return xn_fail_field(err, XN_CONFLICT, "shopDomain",
				     "Shop already added");
	return -1;
}

static int store_claim(struct db *db, struct arena *a, int64_t tenant_id,
		       const struct shop_wanted *wanted, int64_t *shop_id,
		       struct xn_error *err)
{
	struct db_rows *added;

	db_begin(db, tenant_id);
	shop_queue_claim(db, a, tenant_id, wanted->domain, wanted->name,
			 &added);
	if (db_commit(db, err))
		return shop_store_failed(db, err);
	*shop_id = db_int64(added, 0, "shop_id");
	return 0;
}

/* Nothing is added if the domain turns out to be connected elsewhere. */
DB_QUERY(shop_upsert_unconnected, 3,
	"WITH added AS ("
	"	INSERT INTO shop AS s (tenant_id, shop_domain, name)"
	"	VALUES ($1, $2, $3)"
	"	ON CONFLICT (tenant_id, shop_domain)"
	"	DO UPDATE SET name = s.name"
	"	 WHERE EXISTS (SELECT FROM shop_state st"
	"		WHERE st.tenant_id = s.tenant_id"
	"		  AND st.shop_id = s.shop_id AND NOT connected)"
	"	RETURNING tenant_id, shop_id, timezone),"
	" state AS ("
	"	INSERT INTO shop_state (tenant_id, shop_id, timezone)"
	"	SELECT tenant_id, shop_id, timezone FROM added"
	"	ON CONFLICT (tenant_id, shop_id) DO NOTHING)"
	"SELECT shop_id FROM added");

static int store_connected(struct db *db, struct arena *a, int64_t tenant_id,
			   const struct seal_keys *keys,
			   const struct shop_wanted *wanted,
			   const struct shopify_shop *confirmed,
			   int64_t *shop_id, struct xn_error *err)
{
	struct db_rows *added;

	db_begin(db, tenant_id);
	shop_queue_wait_domain(db, a, tenant_id, wanted->domain);
	db_queue(db, a, &shop_upsert_unconnected,
		 DB_ARGS(db_arg_int64(a, tenant_id), wanted->domain,
			 wanted->name), &added);
	if (db_flush(db, err))
		return -1;
	if (db_count(added) == 0) {
		db_rollback(db);
		return xn_fail_field(err, XN_CONFLICT, "shopDomain",
				     "Shop already added");
	}
	*shop_id = db_int64(added, 0, "shop_id");
	shop_queue_connection(db, a, tenant_id, *shop_id, keys, confirmed,
			      &wanted->given);
	if (db_commit(db, err))
		return shop_store_failed(db, err);
	return 0;
}

int shop_add(struct db *db, struct arena *a, int64_t tenant_id,
	     const struct shop_connector *connector,
	     const struct shop_wanted *wanted, struct shop *out,
	     struct xn_error *err)
{
	struct shopify_shop confirmed;
	bool connects = wanted->given.access_token != NULL;
	int64_t shop_id = 0;
	int rc;

	if (connects && shop_connect(connector, a, wanted->domain,
				     &wanted->given, &confirmed, err))
		return -1;
	rc = connects
		? store_connected(db, a, tenant_id, connector->keys, wanted,
				  &confirmed, &shop_id, err)
		: store_claim(db, a, tenant_id, wanted, &shop_id, err);
	return rc ? -1 : shop_get(db, a, tenant_id, shop_id, out, err);
}

int shop_reconnect(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, const struct shop_connector *connector,
		   const struct shopify_grant *given, struct xn_error *err)
{
	struct shopify_shop confirmed;
	struct shop shop;

	if (shop_get(db, a, tenant_id, shop_id, &shop, err) ||
	    shop_connect(connector, a, shop.domain, given, &confirmed, err))
		return -1;
	db_begin(db, tenant_id);
	shop_queue_connection(db, a, tenant_id, shop_id, connector->keys,
			      &confirmed, given);
	if (db_commit(db, err))
		return shop_store_failed(db, err);
	return 0;
}

/* One that is renewed is of a login, and so of this server's app. */
DB_QUERY(shop_update_secret, 3,
	"UPDATE shop SET api_secret = $3::bytea"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND access_token IS NOT NULL AND refresh_token IS NULL");

/* What was not subscribed to is looked at anew by the next sync. */
DB_QUERY(shop_forget_missing, 2,
	"DELETE FROM webhook_subscription"
	" WHERE tenant_id = $1 AND shop_id = $2 AND NOT active");

int shop_give_secret(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t shop_id, const struct shop_connector *connector,
		     const char *secret, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = db_arg_int64(a, shop_id);
	struct db_rows *rows;

	if (check_secret(secret, err) || check_keys(connector, err))
		return -1;
	db_begin(db, tenant_id);
	db_queue(db, a, &shop_update_secret,
		 DB_ARGS(tenant, shop,
			 sealed(a, connector->keys, tenant_id, shop_id,
				"api_secret", secret)), &rows);
	if (db_flush(db, err))
		return -1;
	if (db_affected(rows) == 0) {
		db_rollback(db);
		return xn_fail_field(err, XN_REFUSED, "apiSecret",
			"The shop has no access token that was pasted:"
			" give both");
	}
	db_queue(db, a, &shop_forget_missing, DB_ARGS(tenant, shop), NULL);
	return db_commit(db, err);
}

DB_QUERY(shop_update_revoked, 2,
	"UPDATE shop_state SET needs_reauth = true"
	" WHERE tenant_id = $1 AND shop_id = $2");

int shop_access_revoked(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, struct xn_error *err)
{
	db_begin(db, tenant_id);
	db_queue(db, a, &shop_update_revoked,
		 DB_ARGS(db_arg_int64(a, tenant_id),
			 db_arg_int64(a, shop_id)), NULL);
	return db_commit(db, err);
}
