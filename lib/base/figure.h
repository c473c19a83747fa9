#ifndef BASE_FIGURE_H
#define BASE_FIGURE_H

#include "base/arena.h"

/*
 * Figures for people, in American English, from the decimal digits that the
 * database prints.
 */

/*
 * "-1234.5000" is "-1,234.5": at least `decimals` digits behind the point, and
 * none that says something is lost.
 */
const char *figure_number(struct arena *a, const char *digits, int decimals);

/* "EUR 1,234.50", "JPY 1,235": rounded to the digits that the currency has. */
const char *figure_money(struct arena *a, const char *digits,
			 const char *currency);

/* "12.3%", "1,200%": rounded to a digit behind the point, if that is not 0. */
const char *figure_percent(struct arena *a, const char *digits);

#endif
