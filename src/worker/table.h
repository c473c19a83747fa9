#ifndef WORKER_TABLE_H
#define WORKER_TABLE_H

#include <stdbool.h>

#include "base/buf.h"

#include "request.h"

/*
 * Answers as tables: what a handler wrote as JSON becomes CSV (RFC 4180, a
 * line of names first, with units) or NDJSON (an object a line).
 *
 * The rows are the elements of the answer's array, or those at table.rows in
 * it: "byCurrency.rows" are the rows of each element of byCurrency, each with
 * the plain members of what is around it, unless it has such members itself,
 * or they are totals.
 * An object without such a path is one row.  The columns of CSV, with rows or
 * without, are those of table.columns: members, and members of an object
 * ("rates.source"), with a blank in between.
 */

/*
 * What the request wants: format= (json, csv, ndjson), else Accept.
 * -1: XN_BAD_INPUT.
 */
int table_choose(struct request *req, struct xn_error *err);

/* Print our own JSON, so it is well-formed.  `header`: names come first. */
void table_print(struct buf *out, struct arena *a, enum table_format format,
		 const struct table *table, const char *json, bool header);

/* Turn the answer, a JSON one, into what was chosen. */
void table_reply(struct request *req);

/* Only the type and the name of a table, which is printed bit by bit. */
void table_head(struct request *req);

#endif
