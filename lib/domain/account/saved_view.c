#include <string.h>

#include "domain/account/saved_view.h"

#define COLUMNS								\
	"view_id, name, path, query, shared, user_id,"			\
	DB_US_AS("created_at")

static void from_row(const struct db_rows *rows, int i,
		     const struct actor *who, struct saved_view *out)
{
	*out = (struct saved_view){
		.id = db_int64(rows, i, "view_id"),
		.name = db_text(rows, i, "name"),
		.path = db_text(rows, i, "path"),
		.query = db_text(rows, i, "query"),
		.shared = db_bool(rows, i, "shared"),
		.own = db_int64(rows, i, "user_id") == who->user_id,
		.created_at = db_int64(rows, i, "created_at"),
	};
}

DB_QUERY(saved_view_select, 2,
	"SELECT " COLUMNS " FROM saved_view"
	" WHERE tenant_id = $1 AND (user_id = $2 OR shared)"
	" ORDER BY lower(name), name, view_id");

int saved_view_list(struct db *db, struct arena *a, const struct actor *who,
		    struct saved_view **out, size_t *count,
		    struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, who->tenant_id,
		&saved_view_select,
		DB_ARGS(db_arg_int64(a, who->tenant_id),
			db_arg_int64(a, who->user_id)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < (int)*count; i++)
		from_row(rows, i, who, &(*out)[i]);
	return 0;
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

/* "//host" and "/\host" are addresses of other sites to a browser. */
static bool is_path(const char *path)
{
	return path[0] == '/' && path[1] != '/' &&
	       !path[strspn(path, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789-_./@")];
}

static int check(const struct actor *who,
		 const struct saved_view_wanted *wanted, struct xn_error *err)
{
	if (wanted->name && (!*wanted->name || has_control(wanted->name)))
		return xn_fail_field(err, XN_BAD_INPUT, "name",
			"name: must not be empty or have control characters");
	if (wanted->path && !is_path(wanted->path))
		return xn_fail_field(err, XN_BAD_INPUT, "path",
			"path: must be a page of the dashboard, as /orders");
	if (wanted->query && (has_control(wanted->query) ||
			      strpbrk(wanted->query, "?#")))
		return xn_fail_field(err, XN_BAD_INPUT, "query",
			"query: must be what stands behind a question mark");
	if (wanted->shared > 0 && who->role < ROLE_ANALYST)
		return xn_fail_field(err, XN_FORBIDDEN, "shared",
			"shared: to share a view takes the role analyst");
	return 0;
}

static int taken(const struct db *db, const struct db_query *query,
		 struct xn_error *err)
{
	if (err->code != XN_CONFLICT || !db_failed(db, query))
		return -1;
	return xn_fail_field(err, XN_CONFLICT, "name",
			     "name: another view of yours has it");
}

/*
 * Of two at once one waits, so that the number holds: it is counted by a
 * statement of its own, which sees what was committed meanwhile.
 */
DB_QUERY(saved_view_lock, 2,
	"SELECT FROM user_account WHERE tenant_id = $1 AND user_id = $2"
	" FOR UPDATE");
DB_QUERY(saved_view_count, 2,
	"SELECT count(*) AS n FROM saved_view"
	" WHERE tenant_id = $1 AND user_id = $2");
DB_QUERY(saved_view_insert, 6,
	"INSERT INTO saved_view (tenant_id, user_id, name, path, query,"
	"       shared)"
	" VALUES ($1, $2, $3, $4, $5, $6::boolean) RETURNING " COLUMNS);

int saved_view_create(struct db *db, struct arena *a, const struct actor *who,
		      const struct saved_view_wanted *wanted,
		      struct saved_view *out, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, who->tenant_id);
	const char *user = db_arg_int64(a, who->user_id);
	struct db_rows *count, *row;

	if (check(who, wanted, err))
		return -1;
	db_begin(db, who->tenant_id);
	db_queue(db, a, &saved_view_lock, DB_ARGS(tenant, user), NULL);
	db_queue(db, a, &saved_view_count, DB_ARGS(tenant, user), &count);
	if (db_flush(db, err))
		return -1;
	if (db_int64(count, 0, "n") >= SAVED_VIEWS_MAX) {
		db_rollback(db);
		return xn_fail(err, XN_REFUSED,
			       "%d views are enough; delete one first",
			       SAVED_VIEWS_MAX);
	}
	db_queue(db, a, &saved_view_insert,
		 DB_ARGS(tenant, user, wanted->name, wanted->path,
			 wanted->query ? wanted->query : "",
			 wanted->shared > 0 ? "t" : "f"), &row);
	if (db_commit(db, err))
		return taken(db, &saved_view_insert, err);
	from_row(row, 0, who, out);
	return 0;
}

/* Why a view was not changed: it is another's, or not there to be seen. */
static int not_changed(const struct db_rows *seen, struct xn_error *err)
{
	if (db_count(seen))
		return xn_fail(err, XN_FORBIDDEN,
			"Another member's view takes the role admin");
	return xn_fail(err, XN_NOT_FOUND, "no such view");
}

#define MAY_CHANGE							\
	" WHERE tenant_id = $1 AND view_id = $2"			\
	"   AND (user_id = $3 OR (shared AND $4::boolean))"

DB_QUERY(saved_view_seen, 3,
	"SELECT FROM saved_view WHERE tenant_id = $1 AND view_id = $2"
	"   AND (user_id = $3 OR shared)");
DB_QUERY(saved_view_set, 8,
	"UPDATE saved_view SET name = coalesce($5, name),"
	"       path = coalesce($6, path), query = coalesce($7, query),"
	"       shared = coalesce($8::boolean, shared)" MAY_CHANGE
	" RETURNING " COLUMNS);

int saved_view_update(struct db *db, struct arena *a, const struct actor *who,
		      int64_t view_id, const struct saved_view_wanted *wanted,
		      struct saved_view *out, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, who->tenant_id);
	const char *user = db_arg_int64(a, who->user_id);
	const char *view = db_arg_int64(a, view_id);
	struct db_rows *seen, *row;

	if (check(who, wanted, err))
		return -1;
	db_begin(db, who->tenant_id);
	db_queue(db, a, &saved_view_seen, DB_ARGS(tenant, view, user), &seen);
	db_queue(db, a, &saved_view_set,
		 DB_ARGS(tenant, view, user,
			 who->role >= ROLE_ADMIN ? "t" : "f", wanted->name,
			 wanted->path, wanted->query, wanted->shared < 0 ? NULL
			 : wanted->shared ? "t" : "f"), &row);
	if (db_commit(db, err))
		return taken(db, &saved_view_set, err);
	if (db_count(row) == 0)
		return not_changed(seen, err);
	from_row(row, 0, who, out);
	return 0;
}

DB_QUERY(saved_view_remove, 4,
	"DELETE FROM saved_view" MAY_CHANGE);

int saved_view_delete(struct db *db, struct arena *a, const struct actor *who,
		      int64_t view_id, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, who->tenant_id);
	const char *user = db_arg_int64(a, who->user_id);
	const char *view = db_arg_int64(a, view_id);
	struct db_rows *seen, *gone;

	db_begin(db, who->tenant_id);
	db_queue(db, a, &saved_view_seen, DB_ARGS(tenant, view, user), &seen);
	db_queue(db, a, &saved_view_remove,
		 DB_ARGS(tenant, view, user,
			 who->role >= ROLE_ADMIN ? "t" : "f"), &gone);
	if (db_commit(db, err))
		return -1;
	return db_affected(gone) ? 0 : not_changed(seen, err);
}
