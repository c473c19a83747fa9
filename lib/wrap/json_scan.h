#ifndef WRAP_JSON_SCAN_H
#define WRAP_JSON_SCAN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Look at every byte of a JSON text before a parser sees it (RFC 8259, and
 * what PostgreSQL can hold).  Refused, with the line and column: anything
 * that is not well formed, invalid UTF-8, U+0000, lone surrogates, a member
 * twice in one object, nesting over JSON_DEPTH_MAX, more than
 * JSON_VALUES_MAX values.  Time and memory are linear in `len`.
 *
 * The copy (in `a`, *out_len bytes) is the same text with every number as a
 * string that begins with JSON_NUMBER_MARK, a byte that valid UTF-8 never
 * holds, so that its digits survive a parser that knows only doubles.
 */
#define JSON_DEPTH_MAX 64
#define JSON_VALUES_MAX 250000
#define JSON_NUMBER_MARK '\xff'

/* NULL: XN_BAD_INPUT, with err->field "body". */
char *json_scan(struct arena *a, const char *text, size_t len,
		size_t *out_len, struct xn_error *err);

#endif
