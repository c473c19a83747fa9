#ifndef BASE_JSONOUT_H
#define BASE_JSONOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * JSON, written straight into a buffer.  The writer puts the commas.  Closing
 * what is not open, a value without its key in an object, a key in an array
 * and nesting deeper than 32 are bugs and abort.
 */
struct jsonout {
	struct buf *buf;
	uint32_t is_object;	/* one bit a level, innermost lowest */
	uint32_t has_items;
	int depth;
	bool has_key;		/* a key waits for its value */
};

void jsonout_init(struct jsonout *w, struct buf *buf);

void jsonout_object_begin(struct jsonout *w);
void jsonout_object_end(struct jsonout *w);
void jsonout_array_begin(struct jsonout *w);
void jsonout_array_end(struct jsonout *w);

/* The next member's name: ours, so it needs no escaping. */
void jsonout_key(struct jsonout *w, const char *name);

/*
 * Values.  Text must be UTF-8, as the database and our own parsers give it;
 * NULL is written as null.  Ids are int64 in quotes.
 */
void jsonout_text(struct jsonout *w, const char *value);
void jsonout_text_n(struct jsonout *w, const char *value, size_t len);
void jsonout_id(struct jsonout *w, int64_t value);
void jsonout_null(struct jsonout *w);

/* JSON that is already written (a jsonb column, a part made before). */
void jsonout_raw(struct jsonout *w, const char *json, size_t len);

/*
 * A key and its value at once.  Money is in units of 1/10,000, as
 * money_print() has it.
 */
void jsonout_put_text(struct jsonout *w, const char *name, const char *value);
void jsonout_put_int64(struct jsonout *w, const char *name, int64_t value);
void jsonout_put_id(struct jsonout *w, const char *name, int64_t value);
void jsonout_put_bool(struct jsonout *w, const char *name, bool value);
void jsonout_put_null(struct jsonout *w, const char *name);
void jsonout_put_money(struct jsonout *w, const char *name, int64_t e4);

/*
 * A decimal number as the database prints it, without zeros beyond the second
 * digit behind the point: 1806.3800 is 1806.38, 5.0000 is 5.00, 0.1250 is
 * 0.125; a whole number stays as it is.  NULL is null.  Text that is not a
 * plain decimal is a bug and aborts.
 */
void jsonout_put_decimal(struct jsonout *w, const char *name,
			 const char *digits);

/* Append text to a buffer with JSON's escapes (RFC 8259, 7), no quotes. */
void jsonout_escape(struct buf *buf, const char *s, size_t len);

#endif
