#include <string.h>

#include "base/clock.h"

#include "params.h"
#include "range.h"

/* One bound, both as the database takes it and to compute with. */
struct bound {
	const char *day;
	const char *instant;
	int64_t us;		/* of a day: its beginning, in UTC */
	bool given;
};

static const char *day_text(struct arena *a, int64_t day)
{
	char *text = arena_alloc_raw(a, 16);

	day_print(day, text);
	return text;
}

static const char *instant_text(struct arena *a, int64_t us)
{
	char *text = arena_alloc_raw(a, 32);

	time_print_rfc3339(us, text);
	return text;
}

static int parse_bound(const struct request *req, const char *name,
		       struct bound *b, struct xn_error *err)
{
	const char *text;
	int64_t day;

	if (query_text(req, name, &text, err))
		return -1;
	*b = (struct bound){ .given = text != NULL };
	if (!text)
		return 0;
	if (day_parse(text, &day) == 0) {
		b->day = day_text(req->arena, day);
		b->us = day * CLOCK_DAY_US;
		return 0;
	}
	/* A '+' in a query string arrives as a space. */
	if (strlen(text) > 6 && text[strlen(text) - 6] == ' ') {
		char *fixed = arena_strdup(req->arena, text);

		fixed[strlen(text) - 6] = '+';
		text = fixed;
	}
	if (time_parse_rfc3339(text, &b->us))
		return xn_fail_field(err, XN_BAD_INPUT, name,
			"%s: neither a day (2026-01-31) nor an instant"
			" (2026-01-31T09:30:00Z)", name);
	b->instant = instant_text(req->arena, b->us);
	return 0;
}

/*
 * A day is the shop's, an instant is not, so one is compared to the other
 * with a day's tolerance.
 */
static int check_order(const struct bound *from, const struct bound *to,
		       int64_t most_days, const char *why,
		       struct xn_error *err)
{
	int64_t end = to->given ? to->us : clock_now_us() + CLOCK_DAY_US;
	int64_t slack = !from->day == !to->day ? 0 : CLOCK_DAY_US;

	if (!from->given)
		return 0;
	if (from->us > end + slack)
		return xn_fail_field(err, XN_BAD_INPUT, "from",
				     "from: must not be after to");
	if ((end - from->us) / CLOCK_DAY_US > most_days)
		return xn_fail_field(err, XN_BAD_INPUT, "from",
			"from: more than %lld days before to%s",
			(long long)most_days, why);
	return 0;
}

int range_parse(const struct request *req, int64_t most_days, const char *why,
		struct range *out, struct xn_error *err)
{
	struct bound from, to;

	*out = (struct range){ 0 };
	if (query_shop(req, &out->metrics.shop_id, err) ||
	    parse_bound(req, "from", &from, err) ||
	    parse_bound(req, "to", &to, err) ||
	    check_order(&from, &to, most_days, why, err))
		return -1;
	out->metrics.from_day = from.day;
	out->metrics.from_instant = from.instant;
	out->metrics.to_day = to.day;
	out->metrics.to_instant = to.instant;
	out->is_open = !to.given;
	return 0;
}

int range_parse_days(const struct request *req, const char *name,
		     const char *text, int64_t most_days,
		     const char **from_day, const char **to_day,
		     struct xn_error *err)
{
	const char *dots = strstr(text, "..");
	int64_t first = 0, last = 0;

	if (!dots || day_parse(arena_strndup(req->arena, text,
					     (size_t)(dots - text)), &first) ||
	    day_parse(dots + 2, &last) || first > last ||
	    last - first > most_days)
		return xn_fail_field(err, XN_BAD_INPUT, name,
			"%s: must be previous, year, year_dow, none or days"
			" (2026-01-01..2026-01-31)", name);
	*from_day = day_text(req->arena, first);
	*to_day = day_text(req->arena, last);
	return 0;
}
