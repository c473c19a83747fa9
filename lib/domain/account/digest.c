#include <string.h>

#include "domain/account/digest.h"

DB_QUERY(digest_select_users, 0,
	"SELECT tenant_id, user_id FROM directory_list_digests()");

int digest_list_users(struct db *db, struct arena *a, struct mail_user **out,
		      size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &digest_select_users,
				       DB_NO_ARGS, err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		(*out)[i] = (struct mail_user){
			.tenant_id = db_int64(rows, i, "tenant_id"),
			.user_id = db_int64(rows, i, "user_id"),
		};
	return 0;
}

/*
 * `day` is the last one whose hour has come, in the zone of the first shop;
 * `at` is that instant.  What was asked for later than that is not due.
 */
DB_QUERY(digest_select_user, 2,
	"SELECT u.email, w.frequency, w.alerts,"
	"       w.frequency::text || ' ' || day AS period,"
	"       day - 1 AS last_day,"
	"       (w.since AT TIME ZONE timezone)::date - 1 AS alerts_from,"
	"       w.frequency <> 'off' AND at > w.since"
	"         AND at > now() - interval '24 hours' AS is_due"
	"  FROM digest_wish w JOIN user_account u USING (tenant_id, user_id),"
	"       LATERAL (SELECT t.timezone FROM shop s"
	"         JOIN shop_state t USING (tenant_id, shop_id)"
	"        WHERE s.tenant_id = $1 AND s.is_active"
	"          AND (w.shop_ids IS NULL OR s.shop_id = ANY (w.shop_ids))"
	"        ORDER BY s.shop_id LIMIT 1) AS z,"
	"       LATERAL (SELECT (now() AT TIME ZONE timezone)::date AS today,"
	"         w.hour * interval '1 hour' AS hours,"
	"         CASE w.frequency WHEN 'weekly' THEN 7 ELSE 1 END AS step)"
	"         AS c,"
	"       LATERAL (SELECT CASE step WHEN 1 THEN today ELSE today -"
	"         (extract(isodow FROM today)::int - w.weekday + 7) % 7 END"
	"         AS nearest) AS n,"
	"       LATERAL (SELECT CASE WHEN (nearest::timestamp + hours)"
	"         AT TIME ZONE timezone <= now() THEN nearest"
	"         ELSE nearest - step END AS day) AS d,"
	"       LATERAL (SELECT (day::timestamp + hours) AT TIME ZONE timezone"
	"         AS at) AS i"
	" WHERE w.tenant_id = $1 AND w.user_id = $2 AND u.disabled_at IS NULL");

int digest_find_user(struct db *db, struct arena *a,
		     const struct mail_user *user, struct digest_user *out,
		     bool *found, struct xn_error *err)
{
	struct db_rows *row = db_read(db, a, user->tenant_id,
		&digest_select_user,
		DB_ARGS(db_arg_int64(a, user->tenant_id),
			db_arg_int64(a, user->user_id)), err);

	if (!row)
		return -1;
	*found = db_count(row) == 1;
	if (!*found)
		return 0;
	*out = (struct digest_user){
		.id = *user,
		.email = db_text(row, 0, "email"),
		.alerts = db_bool(row, 0, "alerts"),
		.alerts_from = db_text(row, 0, "alerts_from"),
		.is_due = db_bool(row, 0, "is_due"),
		.period = db_text(row, 0, "period"),
		.last_day = db_text(row, 0, "last_day"),
		.days = !strcmp(db_text(row, 0, "frequency"), "weekly") ? 7
									: 1,
	};
	return 0;
}

/* West of the first shop the day may not be over yet. */
DB_QUERY(digest_select_shops, 4,
	"SELECT s.shop_id, s.name, s.currency, last,"
	"       last - $4::int + 1 AS first, last - 7 AS before_last,"
	"       last - $4::int + 1 - 7 AS before_first,"
	"       to_char(last, 'FMDay, FMMonth FMDD, YYYY') AS title"
	"  FROM digest_wish w, shop s JOIN shop_state t"
	"       USING (tenant_id, shop_id),"
	"       LATERAL (SELECT least($3::date,"
	"         (now() AT TIME ZONE t.timezone)::date - 1) AS last) AS d"
	" WHERE w.tenant_id = $1 AND w.user_id = $2 AND s.tenant_id = $1"
	"   AND s.is_active"
	"   AND (w.shop_ids IS NULL OR s.shop_id = ANY (w.shop_ids))"
	" ORDER BY s.shop_id");

int digest_list_shops(struct db *db, struct arena *a,
		      const struct digest_user *user,
		      struct digest_shop **out, size_t *count,
		      struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, user->id.tenant_id,
		&digest_select_shops,
		DB_ARGS(db_arg_int64(a, user->id.tenant_id),
			db_arg_int64(a, user->id.user_id), user->last_day,
			db_arg_int64(a, user->days)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		(*out)[i] = (struct digest_shop){
			.id = db_int64(rows, i, "shop_id"),
			.name = db_text(rows, i, "name"),
			.currency = db_text(rows, i, "currency"),
			.from_day = db_text(rows, i, "first"),
			.to_day = db_text(rows, i, "last"),
			.before_from = db_text(rows, i, "before_first"),
			.before_to = db_text(rows, i, "before_last"),
			.title = db_text(rows, i, "title"),
		};
	return 0;
}
