#ifndef DOMAIN_METRICS_EXCHANGE_H
#define DOMAIN_METRICS_EXCHANGE_H

#include "wrap/db.h"

/*
 * Exchange rates of days, which the operator loads from a file.  A rate says
 * how much of a currency one unit of the base is worth.  The base itself is
 * worth 1 on every day with a rate.
 *
 * A day without a rate (a weekend, a holiday, today until it is loaded) has
 * the last one before, which may be EXCHANGE_KEEP_DAYS old.
 */
#define EXCHANGE_KEEP_DAYS "7"

struct exchange_rate {
	int64_t day;
	const char *currency;	/* three capital letters */
	const char *rate;	/* decimal digits, above 0 */
	int line;		/* of the file; 0: the base's own */
};

/* Three capital letters, as ISO 4217 has them? */
bool exchange_is_currency(const char *text);

/*
 * A file as rates, by day, then currency.  Its first line is one of
 *
 *	day,currency,rate	2026-01-02,USD,1.0812
 *	Date,USD,JPY,...	2026-01-02,1.0812,161.3,...
 *
 * the second being that of the ECB's history (eurofxref-hist.csv), where N/A
 * or nothing means that there is no rate.  Blanks around a field, CR LF and
 * a comma at the end of a line are taken; days may come in any order.  A rate
 * has 10 digits at most on each side of its point.
 *
 * -1: XN_BAD_INPUT, the text names the line, and the field is day, currency,
 * rate or file.  All of a file is good, or none.
 */
int exchange_parse(struct arena *a, const char *text, size_t len,
		   const char *base, struct exchange_rate **out, size_t *count,
		   struct xn_error *err);

/* What a load is to do. */
struct exchange_load {
	const char *base, *source;
	bool replaces;		/* what was loaded before is forgotten */
	const struct exchange_rate *rates;
	size_t nrates;
};

/*
 * Store them in one transaction; the same again changes nothing.  *changed
 * counts the rates that are new or different.  -1: XN_REFUSED, what is loaded
 * has another base; or as db_commit().
 */
int exchange_store(struct db *db, struct arena *a,
		   const struct exchange_load *load, int64_t *changed,
		   struct xn_error *err);

/* The last day with a rate; -1 in *day: there is none.  Errors as db_read(). */
int exchange_last_day(struct db *db, struct arena *a, int64_t *day,
		      struct xn_error *err);

#endif
