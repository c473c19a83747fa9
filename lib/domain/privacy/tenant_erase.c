#include <strings.h>

#include "base/log.h"

#include "domain/entity/array.h"
#include "domain/privacy/erase.h"
#include "domain/privacy/tenant_erase.h"
#include "domain/shop/farewell.h"

/* Rows of one step. */
#define SOME "10000"

DB_QUERY(tenant_erase_leave, 0, "SELECT directory_erase_tenant()");

/* Sessions, tokens, views and mail go with their member. */
DB_QUERY(tenant_erase_members, 1,
	"DELETE FROM user_account WHERE tenant_id = $1");

DB_QUERY(tenant_erase_invitations, 1,
	"DELETE FROM invitation WHERE tenant_id = $1");

DB_QUERY(tenant_erase_select_shops, 1,
	"SELECT shop_id FROM shop WHERE tenant_id = $1 ORDER BY shop_id");

static const char *ids_of(struct arena *a, const struct db_rows *shops)
{
	struct buf ids = array_start(a);

	for (int i = 0; i < db_count(shops); i++)
		array_int64(&ids, db_int64(shops, i, "shop_id"));
	return array_end(&ids);
}

/* All of it in one transaction. */
static int begin(struct db *db, struct arena *a, int64_t tenant_id,
		 struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	struct db_rows *shops;

	db_begin(db, tenant_id);
	db_queue(db, a, &tenant_erase_leave, DB_NO_ARGS, NULL);
	db_queue(db, a, &tenant_erase_members, DB_ARGS(tenant), NULL);
	db_queue(db, a, &tenant_erase_invitations, DB_ARGS(tenant), NULL);
	db_queue(db, a, &tenant_erase_select_shops, DB_ARGS(tenant), &shops);
	if (db_flush(db, err))
		return -1;
	erase_queue_begin(db, a, tenant_id, ids_of(a, shops));
	if (db_commit(db, err))
		return -1;
	log_info("tenant %s is erased, for its owner asks so: %d shops",
		 tenant, db_count(shops));
	return 0;
}

int tenant_erase_begin(struct db *db, struct arena *a,
		       const struct shop_connector *connector,
		       const struct actor *who,
		       const struct tenant_erase_wish *wish,
		       const struct auth_client *client, int *retry_after_s,
		       struct xn_error *err)
{
	struct shop_farewell *farewell;
	struct auth_session session;
	const char *hash;

	if (strcasecmp(wish->email, who->name))
		return xn_fail_field(err, XN_REFUSED, "email",
				     "email: not that of your account");
	if (auth_check_password(db, a, who, wish->password, client, &hash,
				&session, retry_after_s, err))
		return -1;
	farewell = shop_farewell_prepare(db, a, who->tenant_id, 0, connector);
	if (begin(db, a, who->tenant_id, err))
		return -1;
	shop_farewell_say(farewell, a, connector);
	return 0;
}

DB_QUERY(tenant_erase_select, 0,
	"SELECT tenant_id FROM directory_list_erasures()");

int tenant_erase_list(struct db *db, struct arena *a, int64_t **out,
		      size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &tenant_erase_select,
				       DB_NO_ARGS, err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < db_count(rows); i++)
		(*out)[i] = db_int64(rows, i, "tenant_id");
	return 0;
}

DB_QUERY(tenant_erase_select_idle, 1,
	"SELECT s.shop_id, EXISTS (SELECT FROM ingest_run r"
	"	WHERE r.tenant_id = $1 AND r.shop_id = s.shop_id"
	"	  AND r.type = 'erase' AND r.status IN ('pending', 'running'))"
	"       AS goes_on"
	"  FROM shop s WHERE s.tenant_id = $1 ORDER BY s.shop_id");

/* *left: there are still shops, and each has its run now. */
static int want_shops(struct db *db, struct arena *a, int64_t tenant_id,
		      bool *left, struct xn_error *err)
{
	struct db_rows *shops = db_read(db, a, tenant_id,
		&tenant_erase_select_idle,
		DB_ARGS(db_arg_int64(a, tenant_id)), err);
	int64_t run_id;

	if (!shops)
		return -1;
	*left = db_count(shops) > 0;
	for (int i = 0; i < db_count(shops); i++)
		if (!db_bool(shops, i, "goes_on") &&
		    erase_begin(db, a, tenant_id,
				db_int64(shops, i, "shop_id"), &run_id, err))
			return -1;
	return 0;
}

DB_QUERY(tenant_erase_some, 0,
	"SELECT directory_erase_some(" SOME ") AS erased");

DB_QUERY(tenant_erase_end, 0, "SELECT directory_end_tenant()");

int tenant_erase_continue(struct db *db, struct arena *a, int64_t tenant_id,
			  bool *done, struct xn_error *err)
{
	struct db_rows *some;
	bool left;

	*done = false;
	if (want_shops(db, a, tenant_id, &left, err))
		return -1;
	if (left)
		return 0;
	do {
		db_begin(db, tenant_id);
		db_queue(db, a, &tenant_erase_some, DB_NO_ARGS, &some);
		if (db_commit(db, err))
			return -1;
	} while (db_int64(some, 0, "erased") > 0);
	db_begin(db, tenant_id);
	db_queue(db, a, &tenant_erase_end, DB_NO_ARGS, NULL);
	if (db_commit(db, err))
		return -1;
	*done = true;
	return 0;
}
