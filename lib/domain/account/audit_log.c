#include "domain/account/audit_log.h"

DB_QUERY(audit_insert, 6,
	"INSERT INTO audit_event (tenant_id, user_id, actor, action, subject,"
	"       detail) VALUES ($1, $2, $3, $4, $5, $6)");

void audit_queue(struct db *db, struct arena *a, const struct actor *who,
		 const char *action, const char *subject, const char *detail)
{
	db_queue(db, a, &audit_insert,
		 DB_ARGS(db_arg_int64(a, who->tenant_id),
			 db_arg_int64(a, who->user_id), who->name, action,
			 subject, detail), NULL);
}

int audit_note(struct db *db, struct arena *a, const struct actor *who,
	       const char *action, const char *subject, const char *detail,
	       struct xn_error *err)
{
	db_begin(db, who->tenant_id);
	audit_queue(db, a, who, action, subject, detail);
	return db_commit(db, err);
}

DB_QUERY(audit_select, 3,
	"SELECT event_id," DB_US_AS("at") ","
	"       actor, action, subject, detail FROM audit_event"
	" WHERE tenant_id = $1 AND ($2::bigint IS NULL OR event_id < $2)"
	" ORDER BY event_id DESC LIMIT $3");

int audit_list(struct db *db, struct arena *a, int64_t tenant_id,
	       int64_t cursor, int limit, struct audit_event **out,
	       size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &audit_select,
		DB_ARGS(db_arg_int64(a, tenant_id),
			cursor ? db_arg_int64(a, cursor) : NULL,
			db_arg_int64(a, limit)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		(*out)[i] = (struct audit_event){
			.id = db_int64(rows, i, "event_id"),
			.at = db_int64(rows, i, "at"),
			.actor = db_text(rows, i, "actor"),
			.action = db_text(rows, i, "action"),
			.subject = db_text_or_null(rows, i, "subject"),
			.detail = db_text_or_null(rows, i, "detail"),
		};
	return 0;
}
