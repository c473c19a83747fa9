#include <string.h>

#include "base/hex.h"
#include "base/log.h"
#include "wrap/seal.h"

#include "domain/account/audit_log.h"
#include "domain/account/session.h"

static const char again[] = "Log in again";

/* FOR SHARE: a change of the password that is under way is waited for. */
DB_QUERY(session_insert, 7,
	"WITH who AS ("
	"	SELECT tenant_id, user_id FROM user_account"
	"	 WHERE tenant_id = $1 AND user_id = $2 AND password_hash = $3"
	"	   AND disabled_at IS NULL FOR SHARE)"
	"INSERT INTO session (tenant_id, user_id, family_hash, token_hash,"
	"       agent, expires_at)"
	" SELECT tenant_id, user_id, $4::bytea, $5::bytea, $6,"
	"        now() + make_interval(secs => $7::integer) FROM who"
	" RETURNING session_id");

/* What is over; and of more than 100, those that were not used longest. */
DB_QUERY(session_sweep, 2,
	"DELETE FROM session WHERE tenant_id = $1 AND user_id = $2"
	"   AND (expires_at < now() OR session_id = ANY (ARRAY("
	"	SELECT session_id FROM session"
	"	 WHERE tenant_id = $1 AND user_id = $2"
	"	 ORDER BY used_at DESC, session_id DESC OFFSET 99)))");

void session_queue_start(struct db *db, struct arena *a, int64_t tenant_id,
			 int64_t user_id, const char *password_hash,
			 const char *agent, int ttl_s,
			 struct session_start *start)
{
	unsigned char *bytes = start->cookie.bytes;
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *user = db_arg_int64(a, user_id);

	start->cookie.tenant_id = tenant_id;
	start->cookie.len = sizeof(start->cookie.bytes);
	seal_random(bytes, start->cookie.len);
	db_queue(db, a, &session_sweep, DB_ARGS(tenant, user), NULL);
	db_queue(db, a, &session_insert,
		 DB_ARGS(tenant, user, password_hash,
			 secret_hash(a, bytes, SECRET_BYTES),
			 secret_hash(a, bytes + SECRET_BYTES, SECRET_BYTES),
			 agent, db_arg_int64(a, ttl_s)), &start->row);
}

int session_started(struct session_start *start, struct arena *a, int64_t *id,
		    const char **cookie, struct xn_error *err)
{
	if (db_count(start->row) == 0)
		return xn_fail(err, XN_UNAUTHENTICATED, again);
	*id = start->cookie.row_id = db_int64(start->row, 0, "session_id");
	*cookie = secret_print(a, &start->cookie);
	return 0;
}

DB_QUERY(session_select_for_use, 2,
	"SELECT s.user_id, u.email, u.role, s.family_hash, s.token_hash,"
	"       s.previous_hash, s.salt,"
	"       s.used_at > now() - interval '10 s' AS lately"
	"  FROM session s JOIN user_account u USING (tenant_id, user_id)"
	" WHERE s.tenant_id = $1 AND s.session_id = $2"
	"   AND s.expires_at > now() AND u.disabled_at IS NULL"
	"   FOR UPDATE OF s");

DB_QUERY(session_rotate, 6,
	"UPDATE session SET previous_hash = token_hash,"
	"       token_hash = $3::bytea, salt = $4::bytea, used_at = now(),"
	"       expires_at = least(now() + make_interval(secs => $5::integer),"
	"                          created_at + interval '180 days')"
	" WHERE tenant_id = $1 AND session_id = $2 AND user_id = $6");

DB_QUERY(session_delete, 3,
	"DELETE FROM session"
	" WHERE tenant_id = $1 AND session_id = $2 AND user_id = $3");

/* Whoever shows an old cookie, or had shown it before: nobody goes on. */
static void end_family(struct db *db, struct arena *a,
		       const struct secret *cookie,
		       const struct session_owner *owner)
{
	struct actor who = {
		.tenant_id = cookie->tenant_id,
		.user_id = owner->user_id,
		.name = owner->email,
	};
	struct xn_error ignored = { 0 };

	log_warn("session: an old cookie was used again: the session ends");
	db_queue(db, a, &session_delete,
		 DB_ARGS(db_arg_int64(a, cookie->tenant_id),
			 db_arg_int64(a, cookie->row_id),
			 db_arg_int64(a, owner->user_id)), NULL);
	audit_queue(db, a, &who, "session.reused", NULL, NULL);
	db_commit(db, &ignored);
}

/*
 * The token behind another is made of it and of a salt that only the database
 * has: so it can be given once more to whoever has the one before, and to
 * nobody else.
 */
static void successor(const struct secret *cookie, const unsigned char *salt,
		      struct secret *next)
{
	*next = *cookie;
	seal_hmac_sha256(cookie->bytes + SECRET_BYTES, SECRET_BYTES, salt,
			 SECRET_BYTES, next->bytes + SECRET_BYTES);
}

static void rotate(struct db *db, struct arena *a, const struct secret *cookie,
		   int ttl_s, const struct session_owner *owner,
		   struct secret *next)
{
	unsigned char salt[SECRET_BYTES];

	seal_random(salt, sizeof(salt));
	successor(cookie, salt, next);
	db_queue(db, a, &session_rotate,
		 DB_ARGS(db_arg_int64(a, cookie->tenant_id),
			 db_arg_int64(a, cookie->row_id),
			 secret_hash(a, next->bytes + SECRET_BYTES,
				     SECRET_BYTES),
			 secret_bytea(a, salt, sizeof(salt)),
			 db_arg_int64(a, ttl_s),
			 db_arg_int64(a, owner->user_id)), NULL);
}

/* -1: it is neither the current cookie nor, lately, the one before. */
static int advance(struct db *db, struct arena *a, const struct db_rows *row,
		   const struct secret *cookie, int ttl_s,
		   const struct session_owner *owner, struct secret *next)
{
	const unsigned char *token = cookie->bytes + SECRET_BYTES;
	unsigned char salt[SECRET_BYTES];
	const char *column = db_text_or_null(row, 0, "salt");

	if (secret_matches(a, db_text(row, 0, "token_hash"), token,
			   SECRET_BYTES)) {
		rotate(db, a, cookie, ttl_s, owner, next);
		return 0;
	}
	if (!column || !db_bool(row, 0, "lately") ||
	    !secret_matches(a, db_text_or_null(row, 0, "previous_hash"),
			    token, SECRET_BYTES) ||
	    strlen(column) != 2 + 2 * SECRET_BYTES ||
	    hex_decode(column + 2, 2 * SECRET_BYTES, salt))
		return -1;
	successor(cookie, salt, next);
	return 0;
}

int session_use(struct db *db, struct arena *a, const struct secret *cookie,
		int ttl_s, struct session_owner *owner, struct secret *next,
		struct xn_error *err)
{
	struct db_rows *row;

	db_begin(db, cookie->tenant_id);
	db_queue(db, a, &session_select_for_use,
		 DB_ARGS(db_arg_int64(a, cookie->tenant_id),
			 db_arg_int64(a, cookie->row_id)), &row);
	if (db_flush(db, err))
		return -1;
	if (db_count(row) == 0 ||
	    !secret_matches(a, db_text(row, 0, "family_hash"), cookie->bytes,
			    SECRET_BYTES)) {
		db_rollback(db);
		return xn_fail(err, XN_UNAUTHENTICATED, again);
	}
	owner->user_id = db_int64(row, 0, "user_id");
	owner->email = db_text(row, 0, "email");
	if (role_parse(db_text(row, 0, "role"), &owner->role) ||
	    advance(db, a, row, cookie, ttl_s, owner, next)) {
		end_family(db, a, cookie, owner);
		return xn_fail(err, XN_UNAUTHENTICATED, again);
	}
	return 0;
}
