#ifndef DOMAIN_ENTITY_ARRAY_H
#define DOMAIN_ENTITY_ARRAY_H

#include <stdbool.h>

#include "base/buf.h"
#include "wrap/db.h"

/*
 * A PostgreSQL array literal (manual, 8.15.6), element by element: how a list
 * travels as one argument, to be taken apart by unnest().
 *
 *	struct buf ids = array_start(a);
 *	array_int64(&ids, 7);
 *	DB_ARGS(array_end(&ids))	-- '{7}'
 */
struct buf array_start(struct arena *a);
void array_int64(struct buf *array, int64_t value);
void array_int64_or_null(struct buf *array, int64_t value, int64_t null);
void array_id(struct buf *array, int64_t id);		/* 0 is NULL */
void array_money(struct buf *array, int64_t e4);
void array_money_or_null(struct buf *array, const int64_t *e4);
void array_time(struct buf *array, int64_t us);		/* 0 is NULL */
void array_bool(struct buf *array, bool value);
void array_text(struct buf *array, const char *text);	/* quoted; or NULL */
const char *array_end(struct buf *array);

/*
 * Arrays side by side, the columns of rows: begin `n` of them; end them, as
 * arguments behind those of `first`.
 */
void array_start_columns(struct arena *a, struct buf col[], size_t n);
struct db_args array_end_columns(struct arena *a, struct db_args first,
				 struct buf col[], size_t n);

#endif
