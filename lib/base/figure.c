#include <string.h>

#include "base/buf.h"
#include "base/currency.h"
#include "base/decimal.h"

#include "base/figure.h"

const char *figure_number(struct arena *a, const char *digits, int decimals)
{
	const char *whole = digits + (*digits == '-');
	const char *point = strchr(whole, '.');
	size_t n = point ? (size_t)(point - whole) : strlen(whole);
	size_t behind = point ? strlen(point + 1) : 0;
	struct buf text;

	buf_init(&text, a);
	if (*digits == '-')
		buf_addc(&text, '-');
	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buf_addc(&text, ',');
		buf_addc(&text, whole[i]);
	}
	while (behind > (size_t)decimals && point[behind] == '0')
		behind--;
	if (behind || decimals)
		buf_addc(&text, '.');
	if (behind)
		buf_add(&text, point + 1, behind);
	for (; behind < (size_t)decimals; behind++)
		buf_addc(&text, '0');
	return buf_text(&text);
}

const char *figure_money(struct arena *a, const char *digits,
			 const char *currency)
{
	int decimals = currency_decimals(currency);

	return arena_printf(a, "%s %s", currency, figure_number(a,
		decimal_round(a, digits, decimals), decimals));
}

const char *figure_percent(struct arena *a, const char *digits)
{
	return arena_printf(a, "%s%%",
			    figure_number(a, decimal_round(a, digits, 1), 0));
}
