#include <stdio.h>
#include <string.h>

#include "domain/shop/directory.h"

#define REMEMBERED 256		/* a power of two */

/* Direct-mapped: a domain has one place, and takes it from another. */
static struct memory {
	char domain[128];
	struct shop_key key;
} memory[REMEMBERED];

DB_QUERY(shop_directory_select, 1,
	"SELECT tenant_id, shop_id FROM directory_find_shop($1)");

static struct memory *place_of(const char *domain)
{
	unsigned hash = 2166136261u;

	for (; *domain; domain++)
		hash = (hash ^ (unsigned char)*domain) * 16777619u;
	return &memory[hash & (REMEMBERED - 1)];
}

int shop_directory_find(struct db *db, struct arena *a, const char *domain,
			struct shop_key *out, struct xn_error *err)
{
	struct memory *m = place_of(domain);
	struct db_rows *rows;

	if (!strcmp(m->domain, domain)) {
		*out = m->key;
		return 0;
	}
	rows = db_read(db, a, 0, &shop_directory_select, DB_ARGS(domain), err);
	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "shop not connected");
	out->tenant_id = db_int64(rows, 0, "tenant_id");
	out->shop_id = db_int64(rows, 0, "shop_id");
	if (strlen(domain) < sizeof(m->domain)) {
		snprintf(m->domain, sizeof(m->domain), "%s", domain);
		m->key = *out;
	}
	return 0;
}

void shop_directory_forget(const char *domain)
{
	struct memory *m = place_of(domain);

	if (!strcmp(m->domain, domain))
		m->domain[0] = '\0';
}

#define IN_TURN(shops)							\
	"SELECT tenant_id, shop_id, shop_domain FROM ("			\
	"	SELECT d.*, row_number() OVER (PARTITION BY d.tenant_id"\
	"		ORDER BY d.shop_id) AS turn"			\
	"	  FROM (" shops ") AS d) AS list"			\
	" ORDER BY turn, tenant_id"

DB_QUERY(shop_directory_select_connected, 0,
	IN_TURN("SELECT * FROM directory_list_shops()"));
DB_QUERY(shop_directory_select_own, 0,
	IN_TURN("SELECT * FROM directory_list_shops() UNION ALL"
		" SELECT * FROM directory_list_pushed()"));
DB_QUERY(shop_directory_select_ever, 0,
	IN_TURN("SELECT * FROM directory_list_shops() UNION ALL"
		" SELECT tenant_id, shop_id, 'shop ' || shop_id"
		"  FROM directory_list_disconnected('0')"));

static const struct db_query *const selects[] = {
	[SHOPS_CONNECTED] = &shop_directory_select_connected,
	[SHOPS_OWN] = &shop_directory_select_own,
	[SHOPS_EVER] = &shop_directory_select_ever,
};

struct db_rows *shop_directory_list(struct db *db, struct arena *a,
				    enum shops_kind kind,
				    struct xn_error *err)
{
	return db_read(db, a, 0, selects[kind], DB_NO_ARGS, err);
}
