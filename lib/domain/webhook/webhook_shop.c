#include <stddef.h>
#include <string.h>

#include "wrap/json.h"

#include "domain/webhook/webhook_shop.h"

static const struct json_field shop_fields[] = {
	{ JSON_FIELD("name", TEXT, struct webhook_shop, name) },
	{ JSON_FIELD("myshopify_domain", TEXT, struct webhook_shop, domain) },
	{ JSON_FIELD("currency", TEXT, struct webhook_shop, currency) },
	{ JSON_FIELD("iana_timezone", TEXT, struct webhook_shop, timezone) },
	{ JSON_FIELD("updated_at", TIME, struct webhook_shop, updated_at) },
	{ 0 }
};

int webhook_shop_parse(struct arena *a, const struct delivery *d,
		       struct webhook_content *c, struct xn_error *err)
{
	c->shop = arena_alloc(a, sizeof(*c->shop));
	if (json_bind(a, d->body, d->body_len, shop_fields, c->shop, err))
		return -1;
	if (c->shop->domain && strcmp(c->shop->domain, d->shop_domain))
		return xn_fail_field(err, XN_BAD_INPUT, "myshopify_domain",
				     "myshopify_domain: another shop's");
	return 0;
}

int webhook_shop_parse_gone(struct arena *a, const struct delivery *d,
			    struct webhook_content *c, struct xn_error *err)
{
	if (webhook_shop_parse(a, d, c, err))
		return -1;
	if (!c->shop->domain)
		return xn_fail_field(err, XN_BAD_INPUT, "myshopify_domain",
				     "myshopify_domain: missing");
	return 0;
}

DB_QUERY(webhook_uninstall, 3,
	"WITH gone AS ("
	"	UPDATE shop SET is_active = false, access_token = NULL,"
	"	       refresh_token = NULL, api_secret = NULL"
	"	 WHERE tenant_id = $1 AND shop_id = $2"
	"	   AND ($3::timestamptz IS NULL OR verified_at IS NULL"
	"		OR verified_at <= $3)"
	"	RETURNING shop_id)"
	"SELECT directory_release_shop(shop_id) FROM gone");

int webhook_shop_store_gone(const struct writer *w, struct webhook_content *c,
			    struct xn_error *err)
{
	(void)err;
	db_queue(w->db, w->arena, &webhook_uninstall,
		 DB_ARGS(w->tenant_id, w->shop_id, c->triggered_at), NULL);
	return 0;
}

/* A name of nothing says nothing; nor does a zone that nobody knows. */
DB_QUERY(webhook_shop_update, 6,
	"WITH newer AS ("
	"	UPDATE shop_state SET shop_updated_at ="
	"		coalesce($6, shop_updated_at)"
	"	 WHERE tenant_id = $1 AND shop_id = $2"
	"	   AND ($6::timestamptz >= shop_updated_at"
	"		OR $6 IS NULL OR shop_updated_at IS NULL)"
	"	RETURNING tenant_id, shop_id),"
	" zone AS (SELECT name FROM pg_timezone_names WHERE name = $5) "
	"UPDATE shop s SET name = coalesce(nullif($3, ''), s.name),"
	"	currency = coalesce(nullif($4, ''), s.currency),"
	"	timezone = coalesce((SELECT name FROM zone), s.timezone)"
	"  FROM newer"
	" WHERE s.tenant_id = newer.tenant_id AND s.shop_id = newer.shop_id");

/* Where days are stored already they stay as they are: for rezone.h. */
DB_QUERY(webhook_shop_zone, 2,
	"UPDATE shop_state st SET timezone = s.timezone FROM shop s"
	" WHERE st.tenant_id = $1 AND st.shop_id = $2"
	"   AND s.tenant_id = $1 AND s.shop_id = $2"
	"   AND st.timezone <> s.timezone"
	"   AND NOT " WRITER_HAS_DAYS);

int webhook_shop_store(const struct writer *w, struct webhook_content *c,
		       struct xn_error *err)
{
	const struct webhook_shop *shop = c->shop;

	(void)err;
	db_queue(w->db, w->arena, &webhook_shop_update,
		 DB_ARGS(w->tenant_id, w->shop_id, shop->name, shop->currency,
			 shop->timezone, shop->updated_at
				? writer_time(w, shop->updated_at)
				: c->triggered_at), NULL);
	db_queue(w->db, w->arena, &webhook_shop_zone,
		 DB_ARGS(w->tenant_id, w->shop_id), NULL);
	return 0;
}
