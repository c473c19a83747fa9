#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/entity/array.h"
#include "domain/rollup/writer.h"

#include "resource.h"
#include "shops.h"

#define IN_TURN(shops)							\
	"SELECT tenant_id, shop_id, shop_domain FROM ("			\
	"	SELECT d.*, row_number() OVER (PARTITION BY d.tenant_id"\
	"		ORDER BY d.shop_id) AS turn"			\
	"	  FROM (" shops ") AS d) AS list"			\
	" ORDER BY turn, tenant_id"

DB_QUERY(shops_select_connected, 0,
	IN_TURN("SELECT * FROM directory_list_shops()"));
DB_QUERY(shops_select_own, 0,
	IN_TURN("SELECT * FROM directory_list_shops() UNION ALL"
		" SELECT * FROM directory_list_pushed()"));
DB_QUERY(shops_select_ever, 0,
	IN_TURN("SELECT * FROM directory_list_shops() UNION ALL"
		" SELECT tenant_id, shop_id, 'shop ' || shop_id"
		"  FROM directory_list_disconnected('0')"));

static const struct db_query *const selects[SHOPS_NKINDS] = {
	[SHOPS_CONNECTED] = &shops_select_connected,
	[SHOPS_OWN] = &shops_select_own,
	[SHOPS_EVER] = &shops_select_ever,
};

int shops_list(struct sync *s, enum shops_kind kind, struct shop_target **out,
	       size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(s->db, s->arena, 0, selects[kind],
				       DB_NO_ARGS, err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(s->arena, *count * sizeof(**out) + 1);
	for (int i = 0; i < db_count(rows); i++)
		(*out)[i] = (struct shop_target){
			.tenant_id = db_int64(rows, i, "tenant_id"),
			.shop_id = db_int64(rows, i, "shop_id"),
			.domain = db_text(rows, i, "shop_domain"),
		};
	return 0;
}

int shops_find(struct sync *s, enum shops_kind kind, const char *name,
	       struct shop_target *out, struct xn_error *err)
{
	bool by_id = text_is_id(name);
	struct shop_target *list;
	size_t n;

	if (shops_list(s, kind, &list, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		*out = list[i];
		if (by_id ? strtoll(name, NULL, 10) == list[i].shop_id
			  : !strcmp(name, list[i].domain))
			return 0;
	}
	return xn_fail(err, XN_NOT_FOUND, "no %sshop is called %s",
		       kind == SHOPS_CONNECTED ? "connected " : "", name);
}

int shops_asked(struct sync *s, enum shops_kind kind, const char *name,
		struct shop_target **out, size_t *count, struct xn_error *err)
{
	struct xn_error ignored = { 0 };

	if (!name)
		return shops_list(s, kind, out, count, err);
	*out = arena_alloc(s->arena, sizeof(**out));
	*count = 1;
	/* A domain is one connected shop's, and claimed by any others. */
	if (kind == SHOPS_OWN &&
	    !shops_find(s, SHOPS_CONNECTED, name, *out, &ignored))
		return 0;
	return shops_find(s, kind, name, *out, err);
}

int shops_each(struct sync *s, const struct shop_target *shops, size_t count,
	       shop_fn *fn, const void *arg)
{
	struct arena *a = arena_new(16384);
	struct xn_error err;
	int rc = 0;

	for (size_t i = 0; i < count && !sync_stopping(); i++) {
		if (!shops[i].domain)
			continue;
		if (fn(s, a, &shops[i], arg, &err)) {
			fprintf(stderr, "xeno-sync: %s\n", err.text);
			rc = -1;
		}
		arena_reset(a);
	}
	arena_free(a);
	return rc;
}

DB_QUERY(shops_update_zone, 3,
	"UPDATE shop_state st SET timezone = $3"
	" WHERE st.tenant_id = $1 AND st.shop_id = $2 AND st.timezone <> $3"
	"   AND EXISTS (SELECT FROM pg_timezone_names WHERE name = $3)"
	"   AND NOT " WRITER_HAS_DAYS);

/* A token without any scope may still be one that nobody limited. */
DB_QUERY(shops_update_shop, 6,
	"UPDATE shop s SET name = $3, currency = $4,"
	"	scopes = coalesce(nullif($6::text[], '{}'), scopes),"
	"	timezone = coalesce((SELECT name FROM pg_timezone_names"
	"		WHERE name = $5), timezone)"
	" WHERE s.tenant_id = $1 AND s.shop_id = $2"
	"   AND (s.name, s.currency, s.timezone, s.scopes)"
	"	<> ($3, $4, $5, $6::text[])");

int shops_update(struct sync *s, struct arena *a,
		 const struct shop_target *shop,
		 const struct shopify_shop *now, struct xn_error *err)
{
	struct buf scopes = array_start(a);

	for (size_t i = 0; i < now->nscopes; i++)
		array_text(&scopes, now->scopes[i]);
	db_begin(s->db, shop->tenant_id);
	db_queue(s->db, a, &shops_update_zone,
		 DB_ARGS(SHOP_KEY_ARGS(a, shop), now->timezone), NULL);
	db_queue(s->db, a, &shops_update_shop,
		 DB_ARGS(SHOP_KEY_ARGS(a, shop), now->name, now->currency,
			 now->timezone, array_end(&scopes)), NULL);
	return db_commit(s->db, err);
}

DB_QUERY(shops_select_watermarks, 2,
	"SELECT resource," DB_US("watermark") " AS us FROM sync_watermark"
	" WHERE tenant_id = $1 AND shop_id = $2 AND watermark IS NOT NULL");

int shops_watermarks(struct sync *s, struct arena *a,
		     const struct shop_target *shop,
		     int64_t us[RESOURCE_NKINDS], struct xn_error *err)
{
	struct db_rows *rows = db_read(s->db, a, shop->tenant_id,
				       &shops_select_watermarks,
				       DB_ARGS(SHOP_KEY_ARGS(a, shop)), err);

	if (!rows)
		return -1;
	for (int r = 0; r < RESOURCE_NKINDS; r++) {
		us[r] = 0;
		for (int i = 0; i < db_count(rows); i++)
			if (!strcmp(db_text(rows, i, "resource"),
				    resources[r].name))
				us[r] = db_int64(rows, i, "us");
	}
	return 0;
}

DB_QUERY(shops_count_watermarks, 2,
	"SELECT count(watermark) AS n FROM sync_watermark"
	" WHERE tenant_id = $1 AND shop_id = $2");

int shops_was_read(struct sync *s, struct arena *a,
		   const struct shop_target *shop, bool *was_read,
		   struct xn_error *err)
{
	struct db_rows *rows = db_read(s->db, a, shop->tenant_id,
				       &shops_count_watermarks,
				       DB_ARGS(SHOP_KEY_ARGS(a, shop)), err);

	if (!rows)
		return -1;
	*was_read = db_int64(rows, 0, "n") == RESOURCE_NKINDS;
	return 0;
}

DB_QUERY(shops_select_holder, 2,
	"SELECT holder FROM sync_lease"
	" WHERE tenant_id = $1 AND shop_id = $2");

int shops_lease_holder(struct sync *s, struct arena *a,
		       const struct shop_target *shop, const char **holder,
		       struct xn_error *err)
{
	struct db_rows *rows = db_read(s->db, a, shop->tenant_id,
				       &shops_select_holder,
				       DB_ARGS(SHOP_KEY_ARGS(a, shop)), err);

	if (!rows)
		return -1;
	*holder = db_count(rows) ? db_text(rows, 0, "holder") : NULL;
	return 0;
}
