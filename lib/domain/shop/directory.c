#include <stdio.h>
#include <string.h>

#include "domain/shop/directory.h"

#define REMEMBERED 256		/* a power of two */

/* Direct-mapped: a domain has one place, and takes it from another. */
static struct memory {
	char domain[128];
	struct shop_key key;
	char box[1024];		/* empty: none, or nobody has asked */
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

static void remember(const char *domain, const struct shop_key *key,
		     const char *box)
{
	struct memory *m = place_of(domain);

	if (strlen(domain) >= sizeof(m->domain) ||
	    strlen(box) >= sizeof(m->box))
		return;
	snprintf(m->domain, sizeof(m->domain), "%s", domain);
	snprintf(m->box, sizeof(m->box), "%s", box);
	m->key = *key;
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
	remember(domain, out, "");
	return 0;
}

void shop_directory_forget(const char *domain)
{
	struct memory *m = place_of(domain);

	if (!strcmp(m->domain, domain))
		m->domain[0] = '\0';
}

DB_QUERY(shop_directory_select_box, 2,
	"SELECT api_secret FROM shop WHERE tenant_id = $1 AND shop_id = $2");

/* Of a domain that is nobody's, the same is asked of nobody's shop. */
static int ask_signer(struct db *db, struct arena *a, const char *domain,
		      struct shop_signer *out, struct xn_error *err)
{
	struct db_rows *found, *secret;

	db_begin_read(db, 0);
	db_queue(db, a, &shop_directory_select, DB_ARGS(domain), &found);
	if (db_flush(db, err))
		return -1;
	if (db_count(found)) {
		out->shop.tenant_id = db_int64(found, 0, "tenant_id");
		out->shop.shop_id = db_int64(found, 0, "shop_id");
	}
	db_set_tenant(db, out->shop.tenant_id);
	db_queue(db, a, &shop_directory_select_box,
		 DB_ARGS(SHOP_KEY_ARGS(a, &out->shop)), &secret);
	if (db_commit(db, err))
		return -1;
	if (db_count(secret))
		out->box = db_text_or_null(secret, 0, "api_secret");
	return 0;
}

int shop_directory_find_signer(struct db *db, struct arena *a,
			       const char *domain, bool anew,
			       struct shop_signer *out, struct xn_error *err)
{
	const struct memory *m = place_of(domain);

	*out = (struct shop_signer){ 0 };
	if (anew) {
		if (ask_signer(db, a, domain, out, err))
			return -1;
		if (out->shop.shop_id)
			remember(domain, &out->shop, out->box ? out->box : "");
		else
			shop_directory_forget(domain);
	} else if (!strcmp(m->domain, domain) && *m->box) {
		*out = (struct shop_signer){ m->key, arena_strdup(a, m->box) };
	}
	return 0;
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
