#include "domain/account/audit_log.h"
#include "domain/account/session.h"

/*
 * By keys alone, for every request of a signed-in user asks this; the + 0
 * keeps the planner from going through all sessions of the user instead.
 */
#define IS_ALIVE							\
	"SELECT 1 / count(*) AS alive FROM session s"			\
	"  JOIN user_account u USING (tenant_id, user_id)"		\
	" WHERE s.tenant_id = $1 AND s.session_id = $2"			\
	"   AND s.user_id + 0 = $3 AND s.expires_at > now()"		\
	"   AND u.role = $4::member_role AND u.disabled_at IS NULL"

DB_QUERY(session_is_alive, 4, IS_ALIVE);

#define ALIVE_ARGS(a, who)						\
	DB_ARGS(db_arg_int64(a, (who)->tenant_id),			\
		db_arg_int64(a, (who)->session_id),			\
		db_arg_int64(a, (who)->user_id), role_name((who)->role))

void session_guard(struct db *db, struct arena *a, const struct actor *who)
{
	db_guard(db, &session_is_alive, ALIVE_ARGS(a, who));
}

int session_check(struct db *db, struct arena *a, const struct actor *who,
		  struct xn_error *err)
{
	session_guard(db, a, who);
	db_begin_read(db, who->tenant_id);
	return db_commit(db, err);
}

DB_QUERY(session_select_all, 2,
	"SELECT session_id, agent,"
	DB_US_AS("created_at") "," DB_US_AS("used_at") ","
	DB_US_AS("expires_at")
	"  FROM session WHERE tenant_id = $1 AND user_id = $2"
	"   AND expires_at > now() ORDER BY used_at DESC, session_id DESC");

int session_list(struct db *db, struct arena *a, const struct actor *who,
		 struct session **out, size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, who->tenant_id,
		&session_select_all,
		DB_ARGS(db_arg_int64(a, who->tenant_id),
			db_arg_int64(a, who->user_id)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		(*out)[i] = (struct session){
			.id = db_int64(rows, i, "session_id"),
			.created_at = db_int64(rows, i, "created_at"),
			.used_at = db_int64(rows, i, "used_at"),
			.expires_at = db_int64(rows, i, "expires_at"),
			.agent = db_text_or_null(rows, i, "agent"),
		};
	return 0;
}

DB_QUERY(session_delete_own, 3,
	"DELETE FROM session"
	" WHERE tenant_id = $1 AND user_id = $2 AND session_id = $3");

int session_end(struct db *db, struct arena *a, const struct actor *who,
		int64_t session_id, struct xn_error *err)
{
	const char *id = db_arg_int64(a, session_id);
	struct db_rows *gone;

	db_begin(db, who->tenant_id);
	db_queue(db, a, &session_delete_own,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, who->user_id), id), &gone);
	if (db_flush(db, err))
		return -1;
	if (db_affected(gone) == 0) {
		db_rollback(db);
		return xn_fail(err, XN_NOT_FOUND, "no such session");
	}
	audit_queue(db, a, who, session_id == who->session_id
			? "session.logout" : "session.ended", NULL, NULL);
	return db_commit(db, err);
}

DB_QUERY(session_delete_others, 3,
	"DELETE FROM session"
	" WHERE tenant_id = $1 AND user_id = $2 AND session_id <> $3");

int session_end_others(struct db *db, struct arena *a,
		       const struct actor *who, struct xn_error *err)
{
	db_begin(db, who->tenant_id);
	db_queue(db, a, &session_delete_others,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, who->user_id),
			 db_arg_int64(a, who->session_id)), NULL);
	audit_queue(db, a, who, "session.ended_others", NULL, NULL);
	return db_commit(db, err);
}

DB_QUERY(session_delete_all, 2,
	"DELETE FROM session WHERE tenant_id = $1 AND user_id = $2");

void session_queue_end_all(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t user_id)
{
	db_queue(db, a, &session_delete_all,
		 DB_ARGS(db_arg_int64(a, tenant_id),
			 db_arg_int64(a, user_id)), NULL);
}
