#ifndef DOMAIN_READ_EXPORT_H
#define DOMAIN_READ_EXPORT_H

#include "base/buf.h"
#include "wrap/db.h"

/*
 * Everything of a tenant's, table by table, of one moment: a line of JSON a
 * row, in the order of the key.  What opens something (passwords, tokens,
 * sessions, access to Shopify) is not in it, nor what can be computed from
 * the rest; a shop that is being erased is not either.
 *
 *	struct export e;
 *
 *	if (export_begin(&e, db, tenant_id, err))
 *		return -1;
 *	while ((rc = export_next(&e, out, &part, err)) > 0)
 *		... out has part.rows lines of part.table ...
 *	export_end(&e);
 *
 * It holds a transaction open from export_begin() to export_end(), and in
 * memory one part.
 */
#define EXPORT_PART_BYTES (4 << 20)	/* of a part, and the last page's */
#define EXPORT_TABLES 12

struct export {
	struct db *db;
	const char *tenant_id;
	struct arena *arena, *page;
	int table;			/* the one at hand */
	bool is_open;			/* and its cursor is */
	bool is_begun;
	int64_t rows[EXPORT_TABLES];
	int parts[EXPORT_TABLES];
};

struct export_part {
	const char *table;
	int number;			/* 1 is a table's first */
	int64_t rows;
};

/* -1: as db_flush(), and there is nothing to end. */
int export_begin(struct export *e, struct db *db, int64_t tenant_id,
		 struct xn_error *err);

/*
 * Append the next part to *out.  1; 0: that was all.  A table without rows
 * has one part, of nothing.  -1: as db_flush().
 */
int export_next(struct export *e, struct buf *out, struct export_part *part,
		struct xn_error *err);

/* The name of a table, as in a part. */
const char *export_table_name(int table);

/* Also in the middle of it; once more does nothing. */
void export_end(struct export *e);

#endif
