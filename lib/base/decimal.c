#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

#define DIGITS "0123456789"
#define RATIO_DECIMALS 30

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

/* The number's digits alone, with `behind` of them behind the point. */
static char *digits_of(struct arena *a, const char *number, size_t behind)
{
	size_t point = find_point(number), len = strlen(number);
	size_t has = number[point] ? len - point - 1 : 0;
	char *out = arena_alloc(a, point + behind + 1);

	memset(out, '0', point + behind);
	memcpy(out, number, point);
	memcpy(out + point, number + point + (has ? 1 : 0), has);
	return out;
}

static size_t digits_behind(const char *number)
{
	size_t point = find_point(number);

	return number[point] ? strlen(number + point + 1) : 0;
}

/* rest -= whole, as often as it goes, and how often that is, as a digit. */
static char take_off(char *rest, const char *whole, size_t len)
{
	char times = '0';

	for (; memcmp(rest, whole, len) >= 0; times++) {
		int borrowed = 0;

		for (size_t i = len; i-- > 0;) {
			int digit = rest[i] - whole[i] - borrowed;

			borrowed = digit < 0;
			rest[i] = (char)('0' + digit + 10 * borrowed);
		}
	}
	return times;
}

/* Long division, as at school: one digit of `part` after the other. */
static char *divide(struct arena *a, const char *part, const char *whole,
		    size_t more)
{
	size_t parts = strlen(part), len = strlen(whole) + 1;
	char *divisor = arena_alloc(a, len + 1), *rest = arena_alloc(a, len);
	char *out = arena_alloc(a, parts + more + 1);

	*divisor = '0';
	memcpy(divisor + 1, whole, len);
	memset(rest, '0', len);
	for (size_t i = 0; i < parts + more; i++) {
		memmove(rest, rest + 1, len - 1);
		rest[len - 1] = i < parts ? part[i] : '0';
		out[i] = take_off(rest, divisor, len);
	}
	return out;
}

const char *decimal_percent(struct arena *a, const char *part,
			    const char *whole)
{
	const size_t more = RATIO_DECIMALS + 3;
	size_t behind, len;
	const char *p, *w;
	char *quotient;
	bool is_negative;

	if (!part || !whole || !strpbrk(whole, "123456789"))
		return NULL;
	is_negative = (*part == '-') != (*whole == '-');
	p = part + (*part == '-');
	w = whole + (*whole == '-');
	behind = digits_behind(p) > digits_behind(w) ? digits_behind(p)
						      : digits_behind(w);
	quotient = divide(a, digits_of(a, p, behind), digits_of(a, w, behind),
			  more);
	len = strlen(quotient) - (more - 2);
	p = quotient + strspn(quotient, "0");
	if (p > quotient + len - 1)
		p = quotient + len - 1;
	return decimal_round(a, decimal_round(a, arena_printf(a, "%s%.*s.%s",
		is_negative ? "-" : "", (int)(quotient + len - p), p,
		quotient + len), RATIO_DECIMALS), 2);
}
