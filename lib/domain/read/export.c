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

int export_begin(struct export *e, struct db *db, int64_t tenant_id,
		 struct xn_error *err)
{
	*e = (struct export){ .db = db, .arena = arena_new(1024) };
	e->page = arena_new(4096);
	e->tenant_id = db_arg_int64(e->arena, tenant_id);
	e->is_begun = true;
	db_snapshot_begin(db, tenant_id);
	db_queue(db, e->page, &export_plan, DB_NO_ARGS, NULL);
	if (db_flush(db, err) == 0)
		return 0;
	export_end(e);
	return -1;
}

/* The next rows of the table, opening or closing its cursor on the way. */
static int read_page(struct export *e, struct db_rows **rows,
		     struct xn_error *err)
{
	if (!e->is_open)
		db_queue(e->db, e->page, tables[e->table].open,
			 DB_ARGS(e->tenant_id), NULL);
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

	if (!e->is_begun)
		return;
	e->is_begun = false;
	db_snapshot_end(e->db, &ignored);
	arena_free(e->page);
	arena_free(e->arena);
}
