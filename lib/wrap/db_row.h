#ifndef WRAP_DB_ROW_H
#define WRAP_DB_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Rows in COPY's binary format (PostgreSQL manual, COPY, Binary Format): the
 * server takes a number or a time as it is, where text must be parsed.
 *
 *	row_begin(b, 2);
 *	row_int64(b, order_id);
 *	row_text(b, name);
 *
 * Exactly as many values must follow as row_begin() announces, each of the
 * column's own type: a bigint column takes row_int64() and nothing else.
 */

/* Before the first row of a buffer comes the format's header. */
void row_begin(struct buf *b, int columns);

void row_null(struct buf *b);
void row_int16(struct buf *b, int16_t value);		/* smallint */
void row_int32(struct buf *b, int32_t value);		/* integer */
void row_int64(struct buf *b, int64_t value);		/* bigint */
/* bigint, or null if it is `null`. */
void row_int64_or_null(struct buf *b, int64_t value, int64_t null);
void row_bool(struct buf *b, bool value);		/* boolean */
/* text, an enum's label; NULL is null. */
void row_text(struct buf *b, const char *text);
void row_money(struct buf *b, int64_t e4);		/* numeric */
/* timestamptz; 0 is null. */
void row_time(struct buf *b, int64_t us);

#endif
