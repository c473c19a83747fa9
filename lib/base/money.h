#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Exact amounts of money: int64_t in units of 1/10,000 of the currency, the
 * scale of numeric(20,4); such names end in _e4.  No value ever passes
 * through a double.
 */

/* The largest amount that is taken: 99,999,999,999,999.9999. */
#define MONEY_MAX_E4 INT64_C(999999999999999999)

/*
 * A decimal number: sign, digits, fraction, exponent as JSON has them, but
 * +1, 01, 1. and .5 are taken too.  More than four digits behind the point
 * only if the rest are zeros.
 * -1: anything else (NaN, Infinity, nothing, a digit that would be lost), or
 * beyond MONEY_MAX_E4.
 */
int money_parse(const char *s, size_t len, int64_t *out_e4);

/*
 * The shortest exact decimal with at least two digits behind the point:
 * 5.00, 1806.38, 0.125.  Returns the length; a NUL follows.
 */
size_t money_print(int64_t e4, char out[32]);

/* *acc += x.  false, and *acc untouched: the sum does not fit in 64 bits. */
bool money_add(int64_t *acc_e4, int64_t x_e4);

/* *out = e4 * count.  false, and *out untouched: it does not fit. */
bool money_mul_count(int64_t e4, int64_t count, int64_t *out_e4);

/*
 * a * num / den in 128 bits, rounded half away from zero to `decimals` (0 to
 * 4) digits, and again in e4.  0 if den is 0; the largest int64_t, with its
 * sign, if the result does not fit.  A percentage of counts is
 * money_ratio(1000000, part, whole, 2): 100.0000 * part / whole.
 */
int64_t money_ratio(int64_t a_e4, int64_t num, int64_t den, int decimals);

#endif
