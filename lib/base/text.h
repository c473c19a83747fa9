#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * Whether the bytes are UTF-8 as RFC 3629 has it: no overlong form, no
 * surrogate, nothing above U+10FFFF.  A NUL is a character like any other.
 */
bool text_utf8_valid(const char *s, size_t len);

/* The length of the longest valid start: `len` if all of it is valid. */
size_t text_utf8_span(const char *s, size_t len);

/* Whether valid UTF-8 is of more than `most` characters (code points). */
bool text_is_longer(const char *s, size_t most);

/* A copy with A-Z as a-z and every other byte as it was. */
char *text_lower_ascii(struct arena *a, const char *s);

bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);

/*
 * Whether it looks like an e-mail address that mail could reach: at most 254
 * bytes (RFC 5321, 4.5.3.1.3), a local part of at most 64 printable ASCII
 * characters without quotes, and a domain of at least two labels.
 */
bool text_is_email(const char *s);

/* Whether it is 1 to 18 digits without a leading zero: a positive id. */
bool text_is_id(const char *s);

/*
 * Undo percent-encoding (RFC 3986, 2.1), and + for a space if `plus` (an HTML
 * form's query).  The result belongs to `a`.  NULL: a % without two hex
 * digits, a NUL, or bytes that are not UTF-8.
 */
char *text_percent_decode(struct arena *a, const char *s, size_t len,
			  bool plus);

/* As a value in a query: all but RFC 3986's unreserved characters as %XX. */
char *text_percent_encode(struct arena *a, const char *s);

#endif
