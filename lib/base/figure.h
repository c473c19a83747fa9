#ifndef BASE_FIGURE_H
#define BASE_FIGURE_H

#include "base/arena.h"

/*
 * Figures for people, in American English, from the decimal digits that the
 * database prints; no digit that says something is lost.
 */

/* "-1234.5000" is "-1,234.5"; at least `decimals` digits behind the point. */
const char *figure_number(struct arena *a, const char *digits, int decimals);

/* "EUR 1,234.50", "JPY 1,235": as many digits as the currency has, or more. */
const char *figure_money(struct arena *a, const char *digits,
			 const char *currency);

#endif
