#include <string.h>

#include "base/money.h"

#define SCALE 4
#define EXPONENT_MAX 99999999	/* more than any text has zeros */

__extension__ typedef __int128 wide;

/*
 * A number being read: digits without the leading zeros, and how many of them
 * stand before the point.  More than 40 significant digits cannot fit.
 */
struct decimal {
	const char *p, *end;
	char digits[40];
	int count;
	int point;
	int zeros;		/* zeros read that count only if more follows */
	bool any;
};

static bool is_digit(const struct decimal *d)
{
	return d->p < d->end && *d->p >= '0' && *d->p <= '9';
}

/* Read a row of digits.  A trailing zero is held back until it matters. */
static int digits(struct decimal *d, bool fraction)
{
	for (; is_digit(d); d->p++) {
		d->any = true;
		if (*d->p == '0') {
			if (d->count)
				d->zeros++;
			else if (fraction)
				d->point--;
		} else {
			if (d->zeros + d->count + 1 > (int)sizeof(d->digits))
				return -1;
			memset(d->digits + d->count, '0', (size_t)d->zeros);
			d->count += d->zeros;
			d->zeros = 0;
			d->digits[d->count++] = *d->p;
		}
		if (!fraction && d->count)
			d->point++;
	}
	return 0;
}

static int exponent(struct decimal *d)
{
	int sign = 1, value = 0;

	if (d->p == d->end || (*d->p | 0x20) != 'e')
		return 0;
	d->p++;
	if (d->p < d->end && (*d->p == '+' || *d->p == '-'))
		sign = *d->p++ == '-' ? -1 : 1;
	if (!is_digit(d))
		return -1;
	for (; is_digit(d); d->p++)
		if (value <= EXPONENT_MAX)
			value = 10 * value + (*d->p - '0');
	d->point += sign * value;
	return 0;
}

int money_parse(const char *s, size_t len, int64_t *out_e4)
{
	struct decimal d = { .p = s, .end = s + len };
	bool negative = false;
	int64_t value = 0;
	int wanted;

	if (d.p < d.end && (*d.p == '-' || *d.p == '+'))
		negative = *d.p++ == '-';
	if (digits(&d, false))
		return -1;
	if (d.p < d.end && *d.p == '.') {
		d.p++;
		if (digits(&d, true))
			return -1;
	}
	if (!d.any || exponent(&d) || d.p != d.end)
		return -1;
	/* In units of 1/10,000 the number has `wanted` digits, zeros last. */
	wanted = d.point + SCALE;
	if (d.count && (d.count > wanted || wanted > 18))
		return -1;
	for (int i = 0; d.count && i < wanted; i++)
		value = 10 * value + (i < d.count ? d.digits[i] - '0' : 0);
	*out_e4 = negative ? -value : value;
	return 0;
}

size_t money_print(int64_t e4, char out[32])
{
	uint64_t rest = e4 < 0 ? 0 - (uint64_t)e4 : (uint64_t)e4;
	char text[32], *end = text + sizeof(text), *p = end;
	int places = SCALE;

	while (places > 2 && rest % 10 == 0) {
		rest /= 10;
		places--;
	}
	for (; places > 0; places--, rest /= 10)
		*--p = (char)('0' + rest % 10);
	*--p = '.';
	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (e4 < 0)
		*--p = '-';
	memcpy(out, p, (size_t)(end - p));
	out[end - p] = '\0';
	return (size_t)(end - p);
}

bool money_add(int64_t *acc_e4, int64_t x_e4)
{
	int64_t sum;

	if (__builtin_add_overflow(*acc_e4, x_e4, &sum))
		return false;
	*acc_e4 = sum;
	return true;
}

bool money_mul_count(int64_t e4, int64_t count, int64_t *out_e4)
{
	int64_t product;

	if (__builtin_mul_overflow(e4, count, &product))
		return false;
	*out_e4 = product;
	return true;
}

int64_t money_ratio(int64_t a_e4, int64_t num, int64_t den, int decimals)
{
	static const int unit_of[SCALE + 1] = { 10000, 1000, 100, 10, 1 };
	int unit = unit_of[decimals];
	wide top = (wide)a_e4 * num, bottom = (wide)den * unit, result;

	if (!den)
		return 0;
	if (bottom < 0) {
		top = -top;
		bottom = -bottom;
	}
	/* Half of the divisor, away from zero, before the division cuts. */
	result = top / bottom;
	top %= bottom;
	if (2 * top >= bottom)
		result++;
	else if (-2 * top >= bottom)
		result--;
	if (result > INT64_MAX / unit)
		return INT64_MAX;
	if (result < INT64_MIN / unit)
		return INT64_MIN;
	return (int64_t)result * unit;
}
