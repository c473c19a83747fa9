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

#endif
