#include <string.h>

#include "wrap/passwd.h"

#include "domain/account/audit_log.h"
#include "domain/account/session.h"

#include "domain/account/auth.h"

DB_QUERY(auth_select_member, 2,
	"SELECT email, password_hash, role FROM user_account"
	" WHERE tenant_id = $1 AND user_id = $2");

static void take_shop(const struct db_rows *shop, struct auth_session *out)
{
	out->has_shop = db_count(shop) == 1;
	if (out->has_shop)
		shop_from_row(shop, 0, &out->shop);
}

int auth_get_session(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t user_id, int64_t preferred,
		     struct auth_session *out, struct xn_error *err)
{
	struct db_rows *user, *shop;

	*out = (struct auth_session){
		.tenant_id = tenant_id,
		.user_id = user_id,
	};
	db_begin(db, tenant_id);
	db_queue(db, a, &auth_select_member,
		 DB_ARGS(db_arg_int64(a, tenant_id),
			 db_arg_int64(a, user_id)), &user);
	shop_queue_first(db, a, tenant_id, preferred, &shop);
	if (db_commit(db, err))
		return -1;
	if (db_count(user) == 0 ||
	    role_parse(db_text(user, 0, "role"), &out->role))
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	out->email = db_text(user, 0, "email");
	take_shop(shop, out);
	return 0;
}

int auth_refresh(struct db *db, struct arena *a, const char *cookie,
		 const struct auth_client *client, struct auth_session *out,
		 struct xn_error *err)
{
	struct session_owner owner;
	struct secret used, next;
	struct db_rows *shop;

	if (secret_parse(cookie, 2 * SECRET_BYTES, &used))
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	if (session_use(db, a, &used, client->session_ttl_s, &owner, &next,
			err))
		return -1;
	shop_queue_first(db, a, used.tenant_id, 0, &shop);
	if (db_commit(db, err))
		return -1;
	*out = (struct auth_session){
		.tenant_id = used.tenant_id,
		.user_id = owner.user_id,
		.email = owner.email,
		.role = owner.role,
		.session_id = used.row_id,
		.cookie = secret_print(a, &next),
	};
	take_shop(shop, out);
	return 0;
}

int auth_logout(struct db *db, struct arena *a, const char *cookie,
		struct xn_error *err)
{
	struct session_owner owner;
	struct secret used, next;
	struct actor who;

	if (secret_parse(cookie, 2 * SECRET_BYTES, &used))
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	if (session_use(db, a, &used, 1, &owner, &next, err) ||
	    db_commit(db, err))
		return -1;
	who = (struct actor){
		.tenant_id = used.tenant_id,
		.user_id = owner.user_id,
		.session_id = used.row_id,
		.name = owner.email,
	};
	return session_end(db, a, &who, used.row_id, err);
}

DB_QUERY(auth_count_guess, 2, "SELECT login_attempt($1, $2) AS wait_s");

/* *hash is the user's; guesses are counted with those of logins. */
static int look_up(struct db *db, struct arena *a, const struct actor *who,
		   const char *address, const char **hash,
		   struct auth_session *out, int *wait_s,
		   struct xn_error *err)
{
	struct db_rows *user, *shop, *waiting;

	db_begin(db, who->tenant_id);
	db_queue(db, a, &auth_count_guess, DB_ARGS(who->name, address),
		 &waiting);
	db_queue(db, a, &auth_select_member,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, who->user_id)), &user);
	shop_queue_first(db, a, who->tenant_id, 0, &shop);
	if (db_commit(db, err))
		return -1;
	*wait_s = (int)db_int64(waiting, 0, "wait_s");
	if (*wait_s > 0)
		return xn_fail(err, XN_THROTTLED,
			"Too many attempts; try again in %d minutes",
			(*wait_s + 59) / 60);
	if (db_count(user) == 0)
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	*hash = db_text(user, 0, "password_hash");
	*out = (struct auth_session){
		.tenant_id = who->tenant_id,
		.user_id = who->user_id,
		.email = db_text(user, 0, "email"),
		.role = who->role,
	};
	take_shop(shop, out);
	return 0;
}

int auth_check_password(struct db *db, struct arena *a,
			const struct actor *who, const char *given,
			const struct auth_client *client, const char **hash,
			struct auth_session *out, int *retry_after_s,
			struct xn_error *err)
{
	if (look_up(db, a, who, client->address, hash, out, retry_after_s,
		    err))
		return -1;
	return passwd_verify(given, *hash) ? 0
		: xn_fail_field(err, XN_REFUSED, "currentPassword",
				"currentPassword: not the password");
}

/* Before a guess is counted: who must choose again has guessed nothing. */
static int check_wanted(struct arena *a, const char *wanted,
			const char *email, struct xn_error *err)
{
	if (passwd_check_strength(wanted, email, err) == 0)
		return 0;
	return xn_fail_field(err, XN_REFUSED, "newPassword", "newPassword%s",
			     arena_strdup(a, err->text) + strlen("password"));
}

DB_QUERY(auth_note_right_guess, 2, "SELECT login_succeeded($1, $2)");

/* Only from the hash that was compared: of two at once, one comes late. */
DB_QUERY(auth_change_hash, 4,
	"UPDATE user_account SET password_hash = $4"
	" WHERE tenant_id = $1 AND user_id = $2 AND password_hash = $3");

int auth_change_password(struct db *db, struct arena *a,
			 const struct actor *who, const char *current,
			 const char *wanted, const struct auth_client *client,
			 struct auth_session *out, int *retry_after_s,
			 struct xn_error *err)
{
	struct session_start start;
	const char *hash = NULL, *anew;

	if (check_wanted(a, wanted, who->name, err) ||
	    auth_check_password(db, a, who, current, client, &hash, out,
				retry_after_s, err))
		return -1;
	anew = passwd_hash(a, wanted, client->bcrypt_cost, err);
	if (!anew)
		return -1;
	db_begin(db, who->tenant_id);
	db_queue(db, a, &auth_change_hash,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, who->user_id), hash, anew), NULL);
	session_queue_end_all(db, a, who->tenant_id, who->user_id);
	session_queue_start(db, a, who->tenant_id, who->user_id, anew,
			    client->agent, client->session_ttl_s, &start);
	db_queue(db, a, &auth_note_right_guess,
		 DB_ARGS(who->name, client->address), NULL);
	audit_queue(db, a, who, "password.changed", NULL, NULL);
	if (db_commit(db, err))
		return -1;
	return session_started(&start, a, &out->session_id, &out->cookie, err);
}
