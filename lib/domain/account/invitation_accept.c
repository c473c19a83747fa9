#include "wrap/passwd.h"

#include "domain/account/audit_log.h"
#include "domain/account/secret.h"
#include "domain/account/session.h"

#include "domain/account/invitation.h"
#include "domain/account/invitation_row.h"

int invitation_from_row(const struct db_rows *rows, int i,
			struct invitation *out, struct xn_error *err)
{
	*out = (struct invitation){
		.id = db_int64(rows, i, "invitation_id"),
		.email = db_text(rows, i, "email"),
		.invited_by = db_text(rows, i, "invited_by"),
		.created_at = db_int64(rows, i, "created_at"),
		.expires_at = db_int64(rows, i, "expires_at"),
	};
	if (role_parse(db_text(rows, i, "role"), &out->role))
		return xn_fail(err, XN_INTERNAL, "internal error");
	return 0;
}

static int not_good(struct xn_error *err)
{
	return xn_fail(err, XN_NOT_FOUND,
		"This invitation is not good any more; ask for another");
}

DB_QUERY(invitation_select, 2,
	"SELECT " INVITATION_COLUMNS " FROM invitation"
	" WHERE tenant_id = $1 AND invitation_id = $2 AND expires_at > now()");

static int find(struct db *db, struct arena *a, const char *text,
		struct secret *secret, struct invitation *out,
		struct xn_error *err)
{
	struct db_rows *row;

	if (secret_find(db, a, text, &invitation_select, secret, &row, err))
		return -1;
	if (!row)
		return not_good(err);
	return invitation_from_row(row, 0, out, err);
}

int invitation_find(struct db *db, struct arena *a, const char *text,
		    struct invitation *out, struct xn_error *err)
{
	struct secret secret;

	return find(db, a, text, &secret, out, err);
}

/* Of two that accept at once, one finds it gone. */
DB_QUERY(invitation_take, 3,
	"DELETE FROM invitation WHERE tenant_id = $1 AND invitation_id = $2"
	"   AND secret_hash = $3::bytea RETURNING " INVITATION_COLUMNS);
DB_QUERY(invitation_join, 1, "SELECT directory_join($1) AS user_id");
DB_QUERY(invitation_insert_user, 5,
	"INSERT INTO user_account (tenant_id, user_id, email, password_hash,"
	"       role) VALUES ($1, $2, $3, $4, $5::member_role)");

/* In the open transaction: the invitation goes, the user comes. */
static int join(struct db *db, struct arena *a, const struct secret *secret,
		const char *hash, struct auth_session *out,
		struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, secret->tenant_id);
	struct db_rows *taken, *joined;
	struct invitation invitation;

	db_queue(db, a, &invitation_take,
		 DB_ARGS(tenant, db_arg_int64(a, secret->row_id),
			 secret_hash(a, secret->bytes, secret->len)), &taken);
	if (db_flush(db, err))
		return -1;
	if (db_count(taken) == 0)
		return not_good(err);
	if (invitation_from_row(taken, 0, &invitation, err))
		return -1;
	db_queue(db, a, &invitation_join, DB_ARGS(invitation.email), &joined);
	if (db_flush(db, err))
		return err->code != XN_CONFLICT ? -1
			: xn_fail_field(err, XN_CONFLICT, "email",
					"User already exists");
	*out = (struct auth_session){
		.tenant_id = secret->tenant_id,
		.user_id = db_int64(joined, 0, "user_id"),
		.email = invitation.email,
		.role = invitation.role,
	};
	db_queue(db, a, &invitation_insert_user,
		 DB_ARGS(tenant, db_arg_int64(a, out->user_id), out->email,
			 hash, role_name(out->role)), NULL);
	return 0;
}

static int sign_in(struct db *db, struct arena *a, const char *hash,
		   const struct auth_client *client, struct auth_session *out,
		   struct xn_error *err)
{
	struct actor who = { .tenant_id = out->tenant_id,
			     .user_id = out->user_id, .name = out->email };
	struct session_start start;
	struct db_rows *shop;

	session_queue_start(db, a, out->tenant_id, out->user_id, hash,
			    client->agent, client->session_ttl_s, &start);
	audit_queue(db, a, &who, "member.joined", out->email,
		    role_name(out->role));
	shop_queue_first(db, a, out->tenant_id, 0, &shop);
	if (db_commit(db, err))
		return -1;
	out->has_shop = db_count(shop) == 1;
	if (out->has_shop)
		shop_from_row(shop, 0, &out->shop);
	return session_started(&start, a, &out->session_id, &out->cookie, err);
}

int invitation_accept(struct db *db, struct arena *a, const char *text,
		      const char *password, const struct auth_client *client,
		      struct auth_session *out, struct xn_error *err)
{
	struct invitation invitation;
	struct secret secret;
	const char *hash;

	if (find(db, a, text, &secret, &invitation, err) ||
	    passwd_check_strength(password, invitation.email, err))
		return -1;
	hash = passwd_hash(a, password, client->bcrypt_cost, err);
	if (!hash)
		return -1;
	db_begin(db, secret.tenant_id);
	if (join(db, a, &secret, hash, out, err)) {
		db_rollback(db);
		return -1;
	}
	return sign_in(db, a, hash, client, out, err);
}
