#ifndef BASE_QUERY_STRING_H
#define BASE_QUERY_STRING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/* One name=value of a query string, as it came: nothing is decoded. */
struct query_pair {
	const char *text;		/* the whole pair */
	size_t len;
	const char *name;
	size_t name_len;
	const char *value;		/* NULL if there is no '=' */
	size_t value_len;
};

/*
 * Take the next pair from *raw and move *raw behind it.  Empty pairs (&&) are
 * skipped.  false: there is none.  Begin with *raw at the query string
 * without its '?'; the pairs point into it.
 */
bool query_string_next(const char **raw, struct query_pair *pair);

/*
 * Find a parameter by its decoded name.  *value is its decoded value in `a`,
 * or NULL if there is none; a name without '=' has the value "".
 * -1: XN_BAD_INPUT with the field, if it is given twice or its encoding is
 * wrong (see text_percent_decode()).
 */
int query_string_find(struct arena *a, const char *raw, const char *name,
		      const char **value, struct xn_error *err);

#endif
