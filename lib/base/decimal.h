#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/arena.h"

/*
 * A decimal number as the database prints it, rounded half away from zero to
 * `decimals` digits behind the point, of which none is left out: -1.005 to 2
 * is "-1.01", 2 to 2 is "2.00", -0.4 to 0 is "0".  NULL stays NULL.  Text that
 * is not a plain decimal is a bug and aborts.
 */
const char *decimal_round(struct arena *a, const char *digits, int decimals);

/*
 * 100 * part / whole, rounded half away from zero to two digits, of decimals
 * however long; NULL if one of them is NULL, or whole is 0.  To 30 digits
 * first: what fractions that were cut miss a half by is nothing.
 */
const char *decimal_percent(struct arena *a, const char *part,
			    const char *whole);

#endif
