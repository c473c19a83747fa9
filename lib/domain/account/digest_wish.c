#include <stdlib.h>
#include <string.h>

#include "domain/account/digest_wish.h"
#include "domain/account/secret.h"
#include "domain/entity/array.h"

const char *const digest_frequency_names[DIGEST_NKINDS] = {
	[DIGEST_OFF] = "off",
	[DIGEST_DAILY] = "daily",
	[DIGEST_WEEKLY] = "weekly",
};

/* A shop that is gone is no more wanted. */
DB_QUERY(digest_wish_select, 2,
	"SELECT frequency, hour, weekday, alerts,"
	"       shop_ids IS NULL AS all_shops,"
	"       coalesce((SELECT string_agg(shop_id::text, ','"
	"                                   ORDER BY shop_id)"
	"          FROM shop_state t WHERE t.tenant_id = $1"
	"           AND t.shop_id = ANY (w.shop_ids)), '') AS shops,"
	"       coalesce(cardinality(shop_ids), 0) AS nshops"
	"  FROM digest_wish w WHERE tenant_id = $1 AND user_id = $2");

static enum digest_frequency frequency_of(const char *name)
{
	int i = 0;

	while (strcmp(digest_frequency_names[i], name))
		i++;
	return (enum digest_frequency)i;
}

static void get_shops(struct arena *a, const struct db_rows *row,
		      struct digest_wish *out)
{
	size_t most = (size_t)db_int64(row, 0, "nshops");
	const char *text = db_text(row, 0, "shops");
	char *end;

	out->shop_ids = arena_alloc(a, (most + 1) * sizeof(*out->shop_ids));
	while (*text && out->nshops < most) {
		out->shop_ids[out->nshops++] = strtoll(text, &end, 10);
		text = end + (*end == ',');
	}
}

int digest_wish_get(struct db *db, struct arena *a, const struct actor *who,
		    struct digest_wish *out, struct xn_error *err)
{
	struct db_rows *row = db_read(db, a, who->tenant_id,
		&digest_wish_select,
		DB_ARGS(db_arg_int64(a, who->tenant_id),
			db_arg_int64(a, who->user_id)), err);

	if (!row)
		return -1;
	*out = (struct digest_wish){ .hour = 8, .weekday = 1,
				     .all_shops = true };
	if (db_count(row) == 0)
		return 0;
	out->frequency = frequency_of(db_text(row, 0, "frequency"));
	out->hour = (int)db_int64(row, 0, "hour");
	out->weekday = (int)db_int64(row, 0, "weekday");
	out->alerts = db_bool(row, 0, "alerts");
	out->all_shops = db_bool(row, 0, "all_shops");
	get_shops(a, row, out);
	return 0;
}

DB_QUERY(digest_wish_shops, 2,
	"SELECT count(*) = (SELECT count(DISTINCT id)"
	"                     FROM unnest($2::bigint[]) AS id) AS are_there"
	"  FROM shop_state"
	" WHERE tenant_id = $1 AND shop_id = ANY ($2::bigint[])");

/* A time that is changed counts from now on: nothing is due at once. */
DB_QUERY(digest_wish_set, 7,
	"INSERT INTO digest_wish AS w (tenant_id, user_id, frequency, hour,"
	"       weekday, shop_ids, alerts)"
	" VALUES ($1, $2, $3::digest_frequency, $4, $5, $6::bigint[],"
	"       $7::boolean)"
	" ON CONFLICT (tenant_id, user_id) DO UPDATE SET"
	"       frequency = excluded.frequency, hour = excluded.hour,"
	"       weekday = excluded.weekday, shop_ids = excluded.shop_ids,"
	"       alerts = excluded.alerts, since = CASE"
	"       WHEN (w.frequency, w.hour, w.weekday, w.alerts) ="
	"            (excluded.frequency, excluded.hour, excluded.weekday,"
	"             excluded.alerts)"
	"       THEN w.since ELSE now() END");

DB_QUERY(digest_wish_list, 2,
	"SELECT directory_want_digest($1::bigint, $2::boolean)");

static const char *shops_of(struct arena *a, const struct digest_wish *wish)
{
	struct buf ids = array_start(a);

	if (wish->all_shops)
		return NULL;
	for (size_t i = 0; i < wish->nshops; i++)
		array_int64(&ids, wish->shop_ids[i]);
	return array_end(&ids);
}

int digest_wish_put(struct db *db, struct arena *a, const struct actor *who,
		    const struct digest_wish *wish, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, who->tenant_id);
	const char *user = db_arg_int64(a, who->user_id);
	const char *shops = shops_of(a, wish);
	struct db_rows *found;

	db_begin(db, who->tenant_id);
	db_queue(db, a, &digest_wish_shops,
		 DB_ARGS(tenant, shops ? shops : "{}"), &found);
	if (db_flush(db, err))
		return -1;
	if (!db_bool(found, 0, "are_there")) {
		db_rollback(db);
		return xn_fail_field(err, XN_NOT_FOUND, "shops",
				     "shops: no such shop");
	}
	db_queue(db, a, &digest_wish_set,
		 DB_ARGS(tenant, user,
			 digest_frequency_names[wish->frequency],
			 db_arg_int64(a, wish->hour),
			 db_arg_int64(a, wish->weekday), shops,
			 wish->alerts ? "t" : "f"), NULL);
	db_queue(db, a, &digest_wish_list,
		 DB_ARGS(user, wish->frequency || wish->alerts ? "t" : "f"),
		 NULL);
	return db_commit(db, err);
}

DB_QUERY(digest_wish_find, 3,
	"SELECT user_id, kind FROM user_mail WHERE tenant_id = $1"
	"   AND mail_id = $2 AND secret_hash = $3::bytea AND kind <> 'reset'");
DB_QUERY(digest_wish_less, 3,
	"UPDATE digest_wish SET"
	"       frequency = CASE WHEN $3::mail_kind = 'digest' THEN 'off'"
	"                        ELSE frequency END,"
	"       alerts = alerts AND $3::mail_kind <> 'alert'"
	" WHERE tenant_id = $1 AND user_id = $2"
	" RETURNING directory_want_digest(user_id,"
	"       frequency <> 'off' OR alerts)");

int digest_wish_end(struct db *db, struct arena *a, const char *text,
		    const char **kind, struct xn_error *err)
{
	static const char sentence[] = "This link is not good any more";
	struct secret secret;
	struct db_rows *mail;
	const char *tenant;

	if (secret_parse(text, SECRET_BYTES, &secret))
		return xn_fail_field(err, XN_NOT_FOUND, "token", sentence);
	tenant = db_arg_int64(a, secret.tenant_id);
	db_begin(db, secret.tenant_id);
	db_queue(db, a, &digest_wish_find,
		 DB_ARGS(tenant, db_arg_int64(a, secret.row_id),
			 secret_hash(a, secret.bytes, secret.len)), &mail);
	if (db_flush(db, err))
		return -1;
	if (db_count(mail) == 0) {
		db_rollback(db);
		return xn_fail_field(err, XN_NOT_FOUND, "token", sentence);
	}
	*kind = db_text(mail, 0, "kind");
	db_queue(db, a, &digest_wish_less,
		 DB_ARGS(tenant, db_text(mail, 0, "user_id"), *kind), NULL);
	return db_commit(db, err);
}
