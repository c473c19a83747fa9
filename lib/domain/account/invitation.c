#include "base/text.h"
#include "wrap/seal.h"

#include "domain/account/audit_log.h"
#include "domain/account/secret.h"

#include "domain/account/invitation.h"
#include "domain/account/invitation_row.h"

DB_QUERY(invitation_upsert, 5,
	"INSERT INTO invitation (tenant_id, email, role, secret_hash,"
	"       invited_by, expires_at)"
	" SELECT $1::bigint, $2, $3::member_role, $4::bytea, $5,"
	"        now() + interval '7 days'"
	"  WHERE NOT EXISTS (SELECT FROM user_account u"
	"                     WHERE u.tenant_id = $1::bigint"
	"                       AND u.email = $2)"
	" ON CONFLICT (tenant_id, email) DO UPDATE SET"
	"       role = excluded.role, secret_hash = excluded.secret_hash,"
	"       invited_by = excluded.invited_by, created_at = now(),"
	"       expires_at = excluded.expires_at"
	" RETURNING " INVITATION_COLUMNS);

static int insert(struct db *db, struct arena *a, const struct actor *who,
		  const char *email, enum role role,
		  const struct secret *secret, struct invitation *out,
		  struct xn_error *err)
{
	struct db_rows *row;

	db_begin(db, who->tenant_id);
	db_queue(db, a, &invitation_upsert,
		 DB_ARGS(db_arg_int64(a, who->tenant_id), email,
			 role_name(role),
			 secret_hash(a, secret->bytes, secret->len),
			 who->name), &row);
	if (db_flush(db, err))
		return -1;
	if (db_count(row) == 0) {
		db_rollback(db);
		return xn_fail_field(err, XN_CONFLICT, "email",
				     "email: is a member already");
	}
	audit_queue(db, a, who, "member.invited", email, role_name(role));
	if (db_commit(db, err))
		return -1;
	return invitation_from_row(row, 0, out, err);
}

int invitation_create(struct db *db, struct arena *a, const struct actor *who,
		      const char *email, enum role role,
		      struct invitation *out, const char **text,
		      struct xn_error *err)
{
	struct secret secret = { .tenant_id = who->tenant_id,
				 .len = SECRET_BYTES };

	if (!text_is_email(email))
		return xn_fail_field(err, XN_BAD_INPUT, "email",
				     "email: not an e-mail address");
	if (role == ROLE_OWNER && who->role < ROLE_OWNER)
		return xn_fail_field(err, XN_FORBIDDEN, "role",
				     "Only an owner may invite an owner");
	seal_random(secret.bytes, secret.len);
	if (insert(db, a, who, text_lower_ascii(a, email), role, &secret, out,
		   err))
		return -1;
	secret.row_id = out->id;
	*text = secret_print(a, &secret);
	return 0;
}

DB_QUERY(invitation_select_all, 1,
	"SELECT " INVITATION_COLUMNS " FROM invitation"
	" WHERE tenant_id = $1 AND expires_at > now()"
	" ORDER BY created_at, invitation_id");

int invitation_list(struct db *db, struct arena *a, int64_t tenant_id,
		    struct invitation **out, size_t *count,
		    struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id,
		&invitation_select_all, DB_ARGS(db_arg_int64(a, tenant_id)),
		err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		if (invitation_from_row(rows, i, &(*out)[i], err))
			return -1;
	return 0;
}

DB_QUERY(invitation_delete_one, 2,
	"DELETE FROM invitation WHERE tenant_id = $1 AND invitation_id = $2"
	" RETURNING email");

int invitation_delete(struct db *db, struct arena *a, const struct actor *who,
		      int64_t invitation_id, struct xn_error *err)
{
	struct db_rows *gone;

	db_begin(db, who->tenant_id);
	db_queue(db, a, &invitation_delete_one,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, invitation_id)), &gone);
	if (db_flush(db, err))
		return -1;
	if (db_count(gone) == 0) {
		db_rollback(db);
		return xn_fail(err, XN_NOT_FOUND, "no such invitation");
	}
	audit_queue(db, a, who, "member.uninvited", db_text(gone, 0, "email"),
		    NULL);
	return db_commit(db, err);
}
