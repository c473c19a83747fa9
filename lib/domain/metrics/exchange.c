#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#include "domain/metrics/exchange.h"

#define DIGITS "0123456789"
#define MOST_COLUMNS 200
#define MOST_DIGITS 10		/* on each side of the point: numeric(20,10) */

struct field {
	const char *text;
	size_t len;
};

/* Rates as they are found. */
struct found {
	struct arena *arena;
	const char *base;
	struct exchange_rate *rates;
	size_t n, room;
};

/* What is left of a file, and the line at hand. */
struct reader {
	const char *at, *end;
	int line;
	struct field fields[MOST_COLUMNS];
	int nfields;
};

static int fail(struct xn_error *err, int line, const char *field,
		const char *what)
{
	return xn_fail_field(err, XN_BAD_INPUT, field, "line %d, %s: %s",
			     line, field, what);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct field trim(const char *text, size_t len)
{
	while (len && is_blank(*text)) {
		text++;
		len--;
	}
	while (len && is_blank(text[len - 1]))
		len--;
	return (struct field){ text, len };
}

static bool is_word(struct field f, const char *word)
{
	return f.len == strlen(word) && !memcmp(f.text, word, f.len);
}

/*
 * The next line that is not empty, in its fields; what a comma at its end
 * leaves is none.  1; 0 at the end of the file; -1.
 */
static int read_line(struct reader *r, struct xn_error *err)
{
	struct field line = { 0 };
	size_t from = 0;

	while (!line.len) {
		const char *newline;

		if (r->at == r->end)
			return 0;
		newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
		line = trim(r->at, (size_t)((newline ? newline : r->end) -
					    r->at));
		r->at = newline ? newline + 1 : r->end;
		r->line++;
	}
	r->nfields = 0;
	for (size_t i = 0; i <= line.len; i++) {
		if (i < line.len && line.text[i] != ',')
			continue;
		if (i == line.len && from == i)
			break;
		if (r->nfields == MOST_COLUMNS)
			return fail(err, r->line, "file", "too many columns");
		r->fields[r->nfields++] = trim(line.text + from, i - from);
		from = i + 1;
	}
	return 1;
}

bool exchange_is_currency(const char *text)
{
	return strlen(text) == 3 &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/* A copy of it, or NULL. */
static const char *currency_of(struct arena *a, struct field f)
{
	const char *text = f.len == 3 ? arena_strndup(a, f.text, f.len) : "";

	return exchange_is_currency(text) ? text : NULL;
}

/* A copy of a number above 0 that loses no digit, or NULL. */
static const char *rate_of(struct arena *a, struct field f)
{
	const char *text, *behind;
	size_t whole;

	if (f.len == 0 || f.len > 2 * MOST_DIGITS + 1)
		return NULL;
	text = arena_strndup(a, f.text, f.len);
	whole = strspn(text, DIGITS);
	behind = text + whole + (text[whole] == '.');
	if (whole == 0 || whole > MOST_DIGITS ||
	    (text[whole] == '.' && !*behind) ||
	    strspn(behind, DIGITS) != strlen(behind) ||
	    strlen(behind) > MOST_DIGITS || !strpbrk(text, "123456789"))
		return NULL;
	return text;
}

static void add(struct found *found, struct exchange_rate rate)
{
	if (found->n == found->room) {
		size_t room = found->room ? 2 * found->room : 1024;

		found->rates = arena_grow(found->arena, found->rates,
			found->room * sizeof(rate), room * sizeof(rate));
		found->room = room;
	}
	found->rates[found->n++] = rate;
}

static bool is_one(const char *rate)
{
	size_t zeros = strspn(rate, "0");

	return rate[zeros] == '1' &&
	       strspn(rate + zeros + 1, ".0") == strlen(rate + zeros + 1) &&
	       (rate[zeros + 1] == '.' || !rate[zeros + 1]);
}

static int take_rate(struct found *found, const struct reader *r, int64_t day,
		     const char *currency, struct field value,
		     struct xn_error *err)
{
	const char *rate = rate_of(found->arena, value);

	if (!rate)
		return fail(err, r->line, "rate",
			"not a number above 0 with 10 digits at most before"
			" and behind the point");
	if (!strcmp(currency, found->base) && !is_one(rate))
		return fail(err, r->line, "rate",
			    "that of the base itself is 1");
	add(found, (struct exchange_rate){ day, currency, rate, r->line });
	return 0;
}

static int take_day(struct found *found, const struct reader *r, int64_t *day,
		    struct xn_error *err)
{
	const char *text = arena_strndup(found->arena, r->fields[0].text,
					 r->fields[0].len);

	return day_parse(text, day)
		? fail(err, r->line, "day", "not a day as 2026-01-31") : 0;
}

/* day,currency,rate */
static int take_rows(struct found *found, struct reader *r,
		     struct xn_error *err)
{
	int rc;

	while ((rc = read_line(r, err)) > 0) {
		const char *currency;
		int64_t day;

		if (r->nfields != 3)
			return fail(err, r->line, "file",
				    "not a day, a currency and a rate");
		if (take_day(found, r, &day, err))
			return -1;
		currency = currency_of(found->arena, r->fields[1]);
		if (!currency)
			return fail(err, r->line, "currency",
				    "not three capital letters");
		if (take_rate(found, r, day, currency, r->fields[2], err))
			return -1;
	}
	return rc;
}

/* Date,USD,JPY,... */
static int take_columns(struct found *found, struct reader *r,
			struct xn_error *err)
{
	const char *currencies[MOST_COLUMNS];
	int n = r->nfields, rc;

	for (int i = 1; i < n; i++) {
		currencies[i] = currency_of(found->arena, r->fields[i]);
		if (!currencies[i])
			return fail(err, r->line, "currency",
				    "not three capital letters");
	}
	while ((rc = read_line(r, err)) > 0) {
		int64_t day;

		if (r->nfields > n)
			return fail(err, r->line, "file",
				    "more columns than the first line");
		if (take_day(found, r, &day, err))
			return -1;
		for (int i = 1; i < r->nfields; i++) {
			if (!r->fields[i].len || is_word(r->fields[i], "N/A"))
				continue;
			if (take_rate(found, r, day, currencies[i],
				      r->fields[i], err))
				return -1;
		}
	}
	return rc;
}

static int by_day(const void *left, const void *right)
{
	const struct exchange_rate *x = left, *y = right;
	int order = strcmp(x->currency, y->currency);

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return order ? order : x->line - y->line;
}

/* No rate twice; and that of the base, 1, on each day. */
static int complete(struct found *found, struct xn_error *err)
{
	size_t n = found->n;
	bool has_base = false;

	if (n == 0)
		return xn_fail_field(err, XN_BAD_INPUT, "file",
				     "file: no rate in it");
	qsort(found->rates, n, sizeof(*found->rates), by_day);
	for (size_t i = 0; i < n; i++) {
		struct exchange_rate rate = found->rates[i];
		bool is_last = i + 1 == n ||
			       found->rates[i + 1].day != rate.day;

		if (!is_last && !strcmp(rate.currency,
					found->rates[i + 1].currency))
			return xn_fail_field(err, XN_BAD_INPUT, "currency",
				"line %d, currency: %s has a rate of this day"
				" in line %d already", found->rates[i + 1].line,
				rate.currency, rate.line);
		has_base |= !strcmp(rate.currency, found->base);
		if (is_last && !has_base)
			add(found, (struct exchange_rate){ rate.day,
				found->base, "1", 0 });
		if (is_last)
			has_base = false;
	}
	qsort(found->rates, found->n, sizeof(*found->rates), by_day);
	return 0;
}

int exchange_parse(struct arena *a, const char *text, size_t len,
		   const char *base, struct exchange_rate **out, size_t *count,
		   struct xn_error *err)
{
	struct reader r = { .at = text, .end = text + len };
	struct found found = { .arena = a, .base = base };
	int rc;

	if (len >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
		r.at += 3;	/* a byte order mark */
	rc = read_line(&r, err);
	if (rc < 0)
		return -1;
	if (rc && r.nfields == 3 && is_word(r.fields[0], "day") &&
	    is_word(r.fields[1], "currency") && is_word(r.fields[2], "rate"))
		rc = take_rows(&found, &r, err);
	else if (rc && r.nfields > 1 && is_word(r.fields[0], "Date"))
		rc = take_columns(&found, &r, err);
	else if (rc)
		return xn_fail_field(err, XN_BAD_INPUT, "file",
			"line %d, file: begins neither with day,currency,rate"
			" nor with Date and currencies", r.line);
	if (rc || complete(&found, err))
		return -1;
	*out = found.rates;
	*count = found.n;
	return 0;
}
