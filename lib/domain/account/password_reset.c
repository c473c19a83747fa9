#include "base/text.h"
#include "wrap/passwd.h"

#include "domain/account/audit_log.h"
#include "domain/account/secret.h"
#include "domain/account/session.h"

#include "domain/account/password_reset.h"

/* Counted apart from logins: whoever has guessed in vain comes here. */
DB_QUERY(password_reset_count, 2,
	"SELECT login_attempt('reset ' || $1, $2) AS wait_s");
DB_QUERY(password_reset_note, 1, "SELECT directory_want_reset($1)");

int password_reset_want(struct db *db, struct arena *a, const char *email,
			const char *address, int *retry_after_s,
			struct xn_error *err)
{
	struct db_rows *waiting;

	if (!text_is_email(email))
		return xn_fail_field(err, XN_BAD_INPUT, "email",
				     "email: not an e-mail address");
	db_begin(db, 0);
	db_queue(db, a, &password_reset_count, DB_ARGS(email, address),
		 &waiting);
	if (db_flush(db, err))
		return -1;
	*retry_after_s = (int)db_int64(waiting, 0, "wait_s");
	if (!*retry_after_s)
		db_queue(db, a, &password_reset_note, DB_ARGS(email), NULL);
	if (db_commit(db, err))
		return -1;
	return !*retry_after_s ? 0 : xn_fail(err, XN_THROTTLED,
		"Too many attempts; try again in %d minutes",
		(*retry_after_s + 59) / 60);
}

static int not_good(struct xn_error *err)
{
	return xn_fail(err, XN_NOT_FOUND,
		       "This link is not good any more; ask for another");
}

DB_QUERY(password_reset_select, 2,
	"SELECT user_id, email, role, secret_hash"
	"  FROM user_mail JOIN user_account USING (tenant_id, user_id)"
	" WHERE tenant_id = $1 AND mail_id = $2 AND kind = 'reset'"
	"   AND tried_at > now() - interval '1 hour' AND disabled_at IS NULL");

static int find(struct db *db, struct arena *a, const char *text,
		struct secret *secret, struct auth_session *out,
		struct xn_error *err)
{
	struct db_rows *row;

	if (secret_find(db, a, text, &password_reset_select, secret, &row, err))
		return -1;
	if (!row)
		return not_good(err);
	*out = (struct auth_session){
		.tenant_id = secret->tenant_id,
		.user_id = db_int64(row, 0, "user_id"),
		.email = db_text(row, 0, "email"),
	};
	if (role_parse(db_text(row, 0, "role"), &out->role))
		return xn_fail(err, XN_INTERNAL, "internal error");
	return 0;
}

/* Of two at once, one finds it gone; the user's other links go with it. */
DB_QUERY(password_reset_take, 3,
	"DELETE FROM user_mail WHERE tenant_id = $1 AND mail_id = $2"
	"   AND kind = 'reset' AND secret_hash = $3::bytea");
DB_QUERY(password_reset_forget, 2,
	"DELETE FROM user_mail WHERE tenant_id = $1 AND user_id = $2"
	"   AND kind = 'reset'");
DB_QUERY(password_reset_change, 3,
	"UPDATE user_account SET password_hash = $3"
	" WHERE tenant_id = $1 AND user_id = $2");
DB_QUERY(password_reset_known, 2, "SELECT login_succeeded($1, $2)");

static int take(struct db *db, struct arena *a, const struct secret *secret,
		struct xn_error *err)
{
	struct db_rows *taken;

	db_begin(db, secret->tenant_id);
	db_queue(db, a, &password_reset_take,
		 DB_ARGS(db_arg_int64(a, secret->tenant_id),
			 db_arg_int64(a, secret->row_id),
			 secret_hash(a, secret->bytes, secret->len)), &taken);
	if (db_flush(db, err))
		return -1;
	if (db_affected(taken) == 1)
		return 0;
	db_rollback(db);
	return not_good(err);
}

/* In the open transaction: another password, and everybody signs in anew. */
static int change(struct db *db, struct arena *a, const char *hash,
		  const struct auth_client *client, struct auth_session *out,
		  struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, out->tenant_id);
	const char *user = db_arg_int64(a, out->user_id);
	struct actor who = { .tenant_id = out->tenant_id,
			     .user_id = out->user_id, .name = out->email };
	struct session_start start;
	struct db_rows *shop;

	db_queue(db, a, &password_reset_forget, DB_ARGS(tenant, user), NULL);
	db_queue(db, a, &password_reset_change, DB_ARGS(tenant, user, hash),
		 NULL);
	session_queue_end_all(db, a, out->tenant_id, out->user_id);
	session_queue_start(db, a, out->tenant_id, out->user_id, hash,
			    client->agent, client->session_ttl_s, &start);
	db_queue(db, a, &password_reset_known,
		 DB_ARGS(out->email, client->address), NULL);
	audit_queue(db, a, &who, "password.reset", NULL, NULL);
	shop_queue_first(db, a, out->tenant_id, 0, &shop);
	if (db_commit(db, err))
		return -1;
	out->has_shop = db_count(shop) == 1;
	if (out->has_shop)
		shop_from_row(shop, 0, &out->shop);
	return session_started(&start, a, &out->session_id, &out->cookie, err);
}

int password_reset_use(struct db *db, struct arena *a, const char *text,
		       const char *password, const struct auth_client *client,
		       struct auth_session *out, struct xn_error *err)
{
	struct secret secret;
	const char *hash;

	if (find(db, a, text, &secret, out, err) ||
	    passwd_check_strength(password, out->email, err))
		return -1;
	hash = passwd_hash(a, password, client->bcrypt_cost, err);
	if (!hash || take(db, a, &secret, err))
		return -1;
	return change(db, a, hash, client, out, err);
}

DB_QUERY(password_reset_select_all, 0,
	"SELECT tenant_id, user_id, wanted FROM directory_list_resets()");

int password_reset_list(struct db *db, struct arena *a,
			struct password_reset **out, size_t *count,
			struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &password_reset_select_all,
				       DB_NO_ARGS, err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		(*out)[i] = (struct password_reset){
			.user = { db_int64(rows, i, "tenant_id"),
				  db_int64(rows, i, "user_id") },
			.wanted = db_text(rows, i, "wanted"),
		};
	return 0;
}

DB_QUERY(password_reset_select_email, 2,
	"SELECT email FROM user_account"
	" WHERE tenant_id = $1 AND user_id = $2 AND disabled_at IS NULL");

int password_reset_email(struct db *db, struct arena *a,
			 const struct mail_user *user, const char **email,
			 struct xn_error *err)
{
	struct db_rows *row = db_read(db, a, user->tenant_id,
		&password_reset_select_email,
		DB_ARGS(db_arg_int64(a, user->tenant_id),
			db_arg_int64(a, user->user_id)), err);

	if (!row)
		return -1;
	*email = db_count(row) ? db_text(row, 0, "email") : NULL;
	return 0;
}

DB_QUERY(password_reset_settle, 2, "SELECT directory_reset_done($1, $2)");

int password_reset_done(struct db *db, struct arena *a,
			const struct password_reset *reset,
			struct xn_error *err)
{
	db_begin(db, reset->user.tenant_id);
	db_queue(db, a, &password_reset_settle,
		 DB_ARGS(db_arg_int64(a, reset->user.user_id), reset->wanted),
		 NULL);
	return db_commit(db, err);
}
