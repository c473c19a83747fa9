#include <string.h>

#include "base/log.h"
#include "wrap/seal.h"

#include "domain/account/secret.h"
#include "domain/account/user_mail.h"

#define OF_USER(a, user)						\
	db_arg_int64(a, (user)->tenant_id), db_arg_int64(a, (user)->user_id)

/* A conflicting row that another transaction is about to change is waited
 * for, and then looked at as it has become. */
DB_QUERY(user_mail_claim, 6,
	"INSERT INTO user_mail AS m (tenant_id, user_id, kind, period, state,"
	"       secret_hash)"
	" VALUES ($1, $2, $3::mail_kind, $4, 'sending', $5::bytea)"
	" ON CONFLICT (tenant_id, user_id, kind, period) DO UPDATE SET"
	"       state = 'sending', attempts = m.attempts + 1,"
	"       tried_at = now(), secret_hash = excluded.secret_hash"
	"   WHERE m.state = 'waiting' AND m.attempts < $6::int"
	"     AND m.tried_at < now() - interval '5 minutes'"
	" RETURNING mail_id, attempts");

static void claimed(struct arena *a, const struct db_rows *row,
		    struct secret *secret, struct user_mail *out)
{
	*out = (struct user_mail){ 0 };
	if (db_count(row) == 0)
		return;
	secret->row_id = db_int64(row, 0, "mail_id");
	*out = (struct user_mail){
		.id = secret->row_id,
		.attempt = (int)db_int64(row, 0, "attempts"),
		.secret = secret_print(a, secret),
	};
}

static struct secret new_secret(const struct mail_user *user)
{
	struct secret secret = { .tenant_id = user->tenant_id,
				 .len = SECRET_BYTES };

	seal_random(secret.bytes, secret.len);
	return secret;
}

/* In the open transaction, which ends here. */
static int claim(struct db *db, struct arena *a, const struct mail_user *user,
		 const char *kind, const char *period, struct user_mail *out,
		 struct xn_error *err)
{
	struct secret secret = new_secret(user);
	struct db_rows *row;

	db_queue(db, a, &user_mail_claim,
		 DB_ARGS(OF_USER(a, user), kind, period,
			 secret_hash(a, secret.bytes, secret.len),
			 db_arg_int64(a, USER_MAIL_ATTEMPTS)), &row);
	if (db_commit(db, err))
		return -1;
	claimed(a, row, &secret, out);
	return 0;
}

int user_mail_digest(struct db *db, struct arena *a,
		     const struct mail_user *user, const char *period,
		     struct user_mail *out, struct xn_error *err)
{
	db_begin(db, user->tenant_id);
	return claim(db, a, user, "digest", period, out, err);
}

/* Nobody sweeps after a user who wants no mail: each link does. */
DB_QUERY(user_mail_forget_resets, 2,
	"DELETE FROM user_mail WHERE tenant_id = $1 AND user_id = $2"
	"   AND kind = 'reset' AND created_at < now() - interval '1 day'");

int user_mail_reset(struct db *db, struct arena *a,
		    const struct mail_user *user, const char *wanted,
		    struct user_mail *out, struct xn_error *err)
{
	db_begin(db, user->tenant_id);
	db_queue(db, a, &user_mail_forget_resets, DB_ARGS(OF_USER(a, user)),
		 NULL);
	return claim(db, a, user, "reset", wanted, out, err);
}

DB_QUERY(user_mail_tell, 6,
	"INSERT INTO told_insight (tenant_id, user_id, shop_id, metric,"
	"       since, mail_id)"
	" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");

static void queue_tell(struct db *db, struct arena *a,
		       const struct mail_user *user, int64_t mail_id,
		       const struct insight *i, struct db_rows **told)
{
	db_queue(db, a, &user_mail_tell,
		 DB_ARGS(OF_USER(a, user), i->shop_id, i->metric, i->since,
			 db_arg_int64(a, mail_id)), told);
}

int user_mail_alert(struct db *db, struct arena *a,
		    const struct mail_user *user,
		    const struct insight *insights, size_t count, bool *told,
		    struct user_mail *out, struct xn_error *err)
{
	struct db_rows **rows = arena_alloc(a, (count + 1) * sizeof(*rows));
	struct secret secret = new_secret(user);
	const char *hash = secret_hash(a, secret.bytes, secret.len);
	struct db_rows *row;
	bool any = false;

	db_begin(db, user->tenant_id);
	db_queue(db, a, &user_mail_claim,
		 DB_ARGS(OF_USER(a, user), "alert", hash, hash,
			 db_arg_int64(a, USER_MAIL_ATTEMPTS)), &row);
	if (db_flush(db, err))
		return -1;
	claimed(a, row, &secret, out);
	for (size_t i = 0; i < count; i++)
		queue_tell(db, a, user, out->id, &insights[i], &rows[i]);
	if (db_flush(db, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		told[i] = db_affected(rows[i]) == 1;
		any = any || told[i];
	}
	if (any)
		return db_commit(db, err);
	db_rollback(db);
	out->id = 0;
	return 0;
}

DB_QUERY(user_mail_take, 4,
	"UPDATE user_mail SET state = 'sending', attempts = attempts + 1,"
	"       tried_at = now(), secret_hash = $3::bytea"
	" WHERE tenant_id = $1 AND mail_id = (SELECT mail_id FROM user_mail"
	"       WHERE tenant_id = $1 AND user_id = $2 AND kind = 'alert'"
	"         AND state = 'waiting' AND attempts < $4::int"
	"         AND tried_at < now() - interval '5 minutes'"
	"       ORDER BY mail_id LIMIT 1 FOR UPDATE SKIP LOCKED)"
	" RETURNING mail_id, attempts");
DB_QUERY(user_mail_told, 3,
	"SELECT shop_id, metric, since FROM told_insight"
	" WHERE tenant_id = $1 AND user_id = $2 AND mail_id = $3");

static bool is_among(const struct db_rows *rows, const struct insight *i)
{
	for (int j = 0; j < db_count(rows); j++)
		if (!strcmp(db_text(rows, j, "shop_id"), i->shop_id) &&
		    !strcmp(db_text(rows, j, "metric"), i->metric) &&
		    !strcmp(db_text(rows, j, "since"), i->since))
			return true;
	return false;
}

int user_mail_alert_again(struct db *db, struct arena *a,
			  const struct mail_user *user,
			  const struct insight *insights, size_t count,
			  bool *told, struct user_mail *out,
			  struct xn_error *err)
{
	struct secret secret = new_secret(user);
	struct db_rows *row, *about;

	db_begin(db, user->tenant_id);
	db_queue(db, a, &user_mail_take,
		 DB_ARGS(OF_USER(a, user),
			 secret_hash(a, secret.bytes, secret.len),
			 db_arg_int64(a, USER_MAIL_ATTEMPTS)), &row);
	if (db_commit(db, err))
		return -1;
	claimed(a, row, &secret, out);
	if (!out->id)
		return 0;
	about = db_read(db, a, user->tenant_id, &user_mail_told,
			DB_ARGS(OF_USER(a, user), db_arg_int64(a, out->id)),
			err);
	if (!about)
		return -1;
	for (size_t i = 0; i < count; i++)
		told[i] = is_among(about, &insights[i]);
	return 0;
}

DB_QUERY(user_mail_settle, 4,
	"UPDATE user_mail SET state = CASE"
	"       WHEN $3 = 'waiting' AND attempts >= $4::int THEN 'failed'"
	"       ELSE $3::mail_state END"
	" WHERE tenant_id = $1 AND mail_id = $2 RETURNING state");

int user_mail_finish(struct db *db, struct arena *a,
		     const struct mail_user *user,
		     const struct user_mail *mail, enum mail_outcome outcome,
		     struct xn_error *err)
{
	static const char *const states[] = {
		[MAIL_SENT] = "sent",
		[MAIL_NOT_SENT] = "waiting",
		[MAIL_UNKNOWN] = "unknown",
	};
	struct db_rows *row;

	db_begin(db, user->tenant_id);
	db_queue(db, a, &user_mail_settle,
		 DB_ARGS(db_arg_int64(a, user->tenant_id),
			 db_arg_int64(a, mail->id), states[outcome],
			 db_arg_int64(a, USER_MAIL_ATTEMPTS)), &row);
	if (db_commit(db, err))
		return -1;
	if (outcome != MAIL_SENT && db_count(row))
		log_error("mail %lld of user %lld: attempt %d: %s",
			  (long long)mail->id, (long long)user->user_id,
			  mail->attempt, db_text(row, 0, "state"));
	return 0;
}

DB_QUERY(user_mail_give_up, 3,
	"UPDATE user_mail SET state = CASE state WHEN 'sending'"
	"       THEN 'unknown'::mail_state ELSE 'failed' END"
	" WHERE tenant_id = $1 AND user_id = $2"
	"   AND ((state = 'sending' AND tried_at < now() - interval '1 hour')"
	"        OR (state = 'waiting' AND (attempts >= $3::int"
	"            OR created_at < now() - interval '25 hours')))"
	" RETURNING mail_id, state");
DB_QUERY(user_mail_forget, 2,
	"DELETE FROM user_mail WHERE tenant_id = $1 AND user_id = $2"
	"   AND created_at < now() - interval '90 days'");
DB_QUERY(user_mail_forget_told, 2,
	"DELETE FROM told_insight WHERE tenant_id = $1 AND user_id = $2"
	"   AND since < current_date - 90");

int user_mail_sweep(struct db *db, struct arena *a,
		    const struct mail_user *user, struct xn_error *err)
{
	struct db_rows *given_up;

	db_begin(db, user->tenant_id);
	db_queue(db, a, &user_mail_give_up,
		 DB_ARGS(OF_USER(a, user),
			 db_arg_int64(a, USER_MAIL_ATTEMPTS)), &given_up);
	db_queue(db, a, &user_mail_forget, DB_ARGS(OF_USER(a, user)), NULL);
	db_queue(db, a, &user_mail_forget_told, DB_ARGS(OF_USER(a, user)),
		 NULL);
	if (db_commit(db, err))
		return -1;
	for (int i = 0; i < db_count(given_up); i++)
		log_error("mail %s of user %lld is given up: %s",
			  db_text(given_up, i, "mail_id"),
			  (long long)user->user_id,
			  db_text(given_up, i, "state"));
	return 0;
}
