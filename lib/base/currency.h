#ifndef BASE_CURRENCY_H
#define BASE_CURRENCY_H

/*
 * How many digits behind the point a currency's smallest unit has: 2, but 0
 * for JPY and its like and 3 for KWD and its like (ISO 4217, table A.1).
 * An unknown code, or NULL, has 2.
 */
int currency_decimals(const char *code);

#endif
