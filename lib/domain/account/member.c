#include "domain/account/audit_log.h"
#include "domain/account/session.h"

#include "domain/account/member.h"

DB_QUERY(member_select_all, 1,
	"SELECT user_id, email, role, disabled_at IS NOT NULL AS is_disabled,"
	DB_US_AS("created_at") ","
	" (SELECT" DB_US("max(used_at)") " FROM session s"
	"   WHERE s.tenant_id = $1 AND s.user_id = u.user_id) AS seen_at"
	"  FROM user_account u WHERE tenant_id = $1"
	" ORDER BY created_at, user_id");

static int take_row(const struct db_rows *rows, int i, struct member *m,
		    struct xn_error *err)
{
	*m = (struct member){
		.user_id = db_int64(rows, i, "user_id"),
		.email = db_text(rows, i, "email"),
		.is_disabled = db_bool(rows, i, "is_disabled"),
	};
	return role_parse(db_text(rows, i, "role"), &m->role)
		? xn_fail(err, XN_INTERNAL, "internal error") : 0;
}

int member_list(struct db *db, struct arena *a, int64_t tenant_id,
		struct member **out, size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &member_select_all,
		DB_ARGS(db_arg_int64(a, tenant_id)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++) {
		struct member *m = &(*out)[i];

		if (take_row(rows, i, m, err))
			return -1;
		m->created_at = db_int64(rows, i, "created_at");
		m->seen_at = db_int64(rows, i, "seen_at");
	}
	return 0;
}

/*
 * The member, the actor and all owners, in one order: of two changes one waits,
 * and then sees what the other made of its actor.
 */
DB_QUERY(member_lock, 3,
	"SELECT user_id, email, role, disabled_at IS NOT NULL AS is_disabled"
	"  FROM user_account"
	" WHERE tenant_id = $1 AND (user_id IN ($2, $3) OR role = 'owner')"
	" ORDER BY user_id FOR UPDATE");

/* What the rules say of a change to `role` (ROLE_NONE: to no member). */
static int may_change(const struct actor *who, const struct member *m,
		      enum role role, bool stays_owner, int other_owners,
		      struct xn_error *err)
{
	if (m->user_id == who->user_id)
		return xn_fail(err, XN_REFUSED,
			       "Another member has to change this of you");
	if (who->role < ROLE_OWNER &&
	    (m->role == ROLE_OWNER || role == ROLE_OWNER))
		return xn_fail(err, XN_FORBIDDEN,
			       "Only an owner may change an owner");
	if (m->role == ROLE_OWNER && !stays_owner && other_owners == 0)
		return xn_fail(err, XN_REFUSED, "The last owner stays");
	return 0;
}

/*
 * Begin: *m is the member, locked; *other_owners can still sign in.  And the
 * actor is still who he was when the session was looked at, before the wait.
 */
static int begin(struct db *db, struct arena *a, const struct actor *who,
		 int64_t user_id, struct member *m, int *other_owners,
		 struct xn_error *err)
{
	struct db_rows *rows;
	bool acts = false;

	*m = (struct member){ .user_id = 0 };
	*other_owners = 0;
	db_begin(db, who->tenant_id);
	db_queue(db, a, &member_lock,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, user_id),
			 db_arg_int64(a, who->user_id)), &rows);
	if (db_flush(db, err))
		return -1;
	for (int i = 0; i < db_count(rows); i++) {
		struct member one;

		if (take_row(rows, i, &one, err))
			return -1;
		if (one.user_id == user_id)
			*m = one;
		else if (one.role == ROLE_OWNER)
			*other_owners += !one.is_disabled;
		if (one.user_id == who->user_id)
			acts = one.role == who->role && !one.is_disabled;
	}
	if (!acts)
		return xn_fail(err, XN_UNAUTHENTICATED, "Log in again");
	if (!m->user_id)
		return xn_fail(err, XN_NOT_FOUND, "no such member");
	return 0;
}

/* Whom somebody invites comes by his word: it is not good for longer. */
DB_QUERY(member_end_invitations, 2,
	"DELETE FROM invitation WHERE tenant_id = $1 AND invited_by = $2");

static void queue_no_invitations(struct db *db, struct arena *a,
				 const struct actor *who,
				 const struct member *m)
{
	db_queue(db, a, &member_end_invitations,
		 DB_ARGS(db_arg_int64(a, who->tenant_id), m->email), NULL);
}

DB_QUERY(member_set, 4,
	"UPDATE user_account SET role = $3::member_role,"
	"       disabled_at = CASE WHEN $4::boolean"
	"                          THEN coalesce(disabled_at, now()) END"
	" WHERE tenant_id = $1 AND user_id = $2");

static void queue_change(struct db *db, struct arena *a,
			 const struct actor *who, const struct member *m,
			 enum role role, bool disabled)
{
	db_queue(db, a, &member_set,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, m->user_id), role_name(role),
			 disabled ? "t" : "f"), NULL);
	session_queue_end_all(db, a, who->tenant_id, m->user_id);
	if (disabled || role < m->role)
		queue_no_invitations(db, a, who, m);
	if (role != m->role)
		audit_queue(db, a, who, "member.role", m->email,
			    arena_printf(a, "%s, was %s", role_name(role),
					 role_name(m->role)));
	if (disabled != m->is_disabled)
		audit_queue(db, a, who, disabled ? "member.disabled"
						 : "member.enabled",
			    m->email, NULL);
}

int member_update(struct db *db, struct arena *a, const struct actor *who,
		  int64_t user_id, enum role role, int disabled,
		  struct xn_error *err)
{
	struct member m;
	int other_owners;

	if (begin(db, a, who, user_id, &m, &other_owners, err))
		goto failed;
	if (role == ROLE_NONE)
		role = m.role;
	if (disabled < 0)
		disabled = m.is_disabled;
	if (may_change(who, &m, role, role == ROLE_OWNER && !disabled,
		       other_owners, err))
		goto failed;
	if (role != m.role || (bool)disabled != m.is_disabled)
		queue_change(db, a, who, &m, role, disabled);
	return db_commit(db, err);
failed:
	db_rollback(db);
	return -1;
}

DB_QUERY(member_delete_one, 2,
	"DELETE FROM user_account WHERE tenant_id = $1 AND user_id = $2");
DB_QUERY(member_leave, 1, "SELECT directory_leave($1::bigint)");

int member_delete(struct db *db, struct arena *a, const struct actor *who,
		  int64_t user_id, struct xn_error *err)
{
	struct member m;
	int other_owners;

	if (begin(db, a, who, user_id, &m, &other_owners, err) ||
	    may_change(who, &m, ROLE_NONE, false, other_owners, err)) {
		db_rollback(db);
		return -1;
	}
	db_queue(db, a, &member_delete_one,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, user_id)), NULL);
	db_queue(db, a, &member_leave, DB_ARGS(db_arg_int64(a, user_id)),
		 NULL);
	queue_no_invitations(db, a, who, &m);
	audit_queue(db, a, who, "member.removed", m.email, role_name(m.role));
	return db_commit(db, err);
}
