#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

#define DIGITS "0123456789"

/* Where the point is, in a number without its sign; or where it would be. */
static size_t find_point(const char *number)
{
	size_t whole = strspn(number, DIGITS);
	size_t behind = number[whole] == '.'
			? strspn(number + whole + 1, DIGITS) : 0;

	if (!whole || (number[whole] == '.' && !behind) ||
	    number[whole + (behind ? behind + 1 : 0)])
		abort();
	return whole;
}

/* One more in the last place; out[-1] is there for a carry. */
static char *count_up(char *out, size_t len)
{
	for (size_t i = len; i-- > 0;) {
		if (out[i] == '.')
			continue;
		if (out[i] != '9') {
			out[i]++;
			return out;
		}
		out[i] = '0';
	}
	*--out = '1';
	return out;
}

const char *decimal_round(struct arena *a, const char *digits, int decimals)
{
	const char *number;
	size_t point, behind, keep = (size_t)decimals, len;
	char *out;

	if (!digits)
		return NULL;
	number = digits + (*digits == '-');
	point = find_point(number);
	behind = number[point] ? strlen(number + point + 1) : 0;
	len = point + (keep ? keep + 1 : 0);
	/* Before it, a sign and a carry. */
	out = arena_alloc(a, len + 3);
	out += 2;
	memset(out, '0', len);
	memcpy(out, number, point);
	if (keep) {
		out[point] = '.';
		memcpy(out + point + 1, number + point + 1,
		       behind < keep ? behind : keep);
	}
	if (behind > keep && number[point + 1 + keep] >= '5')
		out = count_up(out, len);
	if (*digits == '-' && strpbrk(out, "123456789"))
		*--out = '-';
	return out;
}
