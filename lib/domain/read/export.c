#include "base/count.h"
#include "domain/read/export.h"
#include "domain/read/export_query.h"

/*
 * The cursor goes along the primary key's index, page by page: a scan of a
 * table over all tenants, or a sort of all rows before the first, would not
 * end in a statement's time.
 */
DB_QUERY(export_plan, 0,
	"SELECT set_config('enable_seqscan', 'off', true),"
	"       set_config('enable_bitmapscan', 'off', true),"
	"       set_config('enable_sort', 'off', true)");

#define EXPORT_CURSOR(table, name, columns, condition, key)		\
	DB_QUERY(export_##table, 1,					\
		"DECLARE export_rows NO SCROLL CURSOR FOR"		\
		" SELECT row_to_json(r)::text AS line FROM (SELECT "	\
		columns " FROM " #table " WHERE tenant_id = $1"		\
		condition " ORDER BY " key ") AS r");
EXPORT_TABLES_OF(EXPORT_CURSOR)

DB_QUERY(export_fetch, 0, "FETCH 1000 FROM export_rows");
DB_QUERY(export_close, 0, "CLOSE export_rows");

#define EXPORT_TABLE(table, name, columns, condition, key)		\
	{ name, &export_##table },
static const struct {
	const char *name;
	const struct db_query *open;
} tables[] = { EXPORT_TABLES_OF(EXPORT_TABLE) };

_Static_assert(COUNT_OF(tables) == EXPORT_TABLES,
	       "EXPORT_TABLES says how many there are");

const char *export_table_name(int table)
{
	return tables[table].name;
}

/*
 * The connection's, so that it outlasts a transaction and ends with a worker.
 * 0 is no shop's id (rollup/writer.h).
 */
DB_QUERY(export_take, 0, "SELECT pg_try_advisory_lock(0) AS is_taken");
DB_QUERY(export_give_back, 0, "SELECT pg_advisory_unlock(0)");

int export_take_place(struct export *e, struct db *db, int64_t tenant_id,
		      struct xn_error *err)
{
	struct db_rows *rows;

	*e = (struct export){ .db = db, .tenant_id = tenant_id };
	e->arena = arena_new(1024);
	e->page = arena_new(4096);
	rows = db_read(db, e->page, tenant_id, &export_take, DB_NO_ARGS, err);
	e->has_place = rows && db_bool(rows, 0, "is_taken");
	if (e->has_place)
		return 0;
	arena_free(e->page);
	arena_free(e->arena);
	return rows ? xn_fail(err, XN_THROTTLED, "Another archive is being"
			      " made; try again later") : -1;
}

int export_begin(struct export *e, struct xn_error *err)
{
	e->is_begun = true;
	db_snapshot_begin(e->db, e->tenant_id);
	db_queue(e->db, e->page, &export_plan, DB_NO_ARGS, NULL);
	return db_flush(e->db, err);
}

/* The next rows of the table, opening or closing its cursor on the way. */
static int read_page(struct export *e, struct db_rows **rows,
		     struct xn_error *err)
{
	if (!e->is_open)
		db_queue(e->db, e->page, tables[e->table].open,
			 DB_ARGS(db_arg_int64(e->arena, e->tenant_id)), NULL);
	e->is_open = true;
	db_queue(e->db, e->page, &export_fetch, DB_NO_ARGS, rows);
	return db_flush(e->db, err);
}

int export_next(struct export *e, struct buf *out, struct export_part *part,
		struct xn_error *err)
{
	size_t begin = out->len;
	int n = 1;

	if (e->table == EXPORT_TABLES)
		return 0;
	*part = (struct export_part){ .table = tables[e->table].name,
				      .number = ++e->parts[e->table] };
	while (n > 0 && out->len - begin < EXPORT_PART_BYTES) {
		struct db_rows *rows;

		if (read_page(e, &rows, err))
			return -1;
		n = db_count(rows);
		for (int i = 0; i < n; i++) {
			buf_adds(out, db_text(rows, i, "line"));
			buf_addc(out, '\n');
		}
		part->rows += n;
		arena_reset(e->page);
	}
	e->rows[e->table] += part->rows;
	if (n == 0) {
		db_queue(e->db, e->page, &export_close, DB_NO_ARGS, NULL);
		e->is_open = false;
		e->table++;
	}
	return 1;
}

void export_end(struct export *e)
{
	struct xn_error ignored = { 0 };

	if (!e->has_place)
		return;
	e->has_place = false;
	if (e->is_begun)
		db_snapshot_end(e->db, &ignored);
	/* A place that is not given back would be nobody else's. */
	if (!db_read(e->db, e->page, 0, &export_give_back, DB_NO_ARGS,
		     &ignored))
		db_abandon(e->db);
	arena_free(e->page);
	arena_free(e->arena);
}
