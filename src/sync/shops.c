#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/shop/reading.h"

#include "resource.h"
#include "shops.h"

int shops_list(struct sync *s, enum shops_kind kind, struct shop_target **out,
	       size_t *count, struct xn_error *err)
{
	struct db_rows *rows = shop_directory_list(s->db, s->arena, kind, err);

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

int shops_watermarks(struct sync *s, struct arena *a,
		     const struct shop_target *shop,
		     int64_t us[RESOURCE_NKINDS], struct xn_error *err)
{
	struct db_rows *rows = shop_watermark_list(s->db, a, shop->tenant_id,
						   shop->shop_id, err);

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
