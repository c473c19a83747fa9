#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/figure.h"

#include "domain/metrics/insight_text.h"

/* How the dashboard calls them; the first is what it shows unasked. */
static const struct metric {
	const char *name, *label;
	bool is_money;
} metrics[] = {
	{ "totalSales", "Total sales", true },
	{ "netSales", "Net sales", true },
	{ "grossSales", "Gross sales", true },
	{ "orders", "Orders", false },
	{ "unitsOrdered", "Units ordered", false },
	{ "aov", "Average order value", true },
	{ "discounts", "Discounts", true },
	{ "salesReversals", "Reversals", true },
};

static const struct metric *find(const char *name)
{
	const struct metric *m = metrics;

	while (strcmp(m->name, name))
		m++;
	return m;
}

static const char *figure(struct arena *a, const struct metric *m,
			  const struct insight *i, const char *digits)
{
	return m->is_money ? figure_money(a, digits, i->currency)
			   : figure_number(a, digits, 0);
}

static const char *silence(struct arena *a, const struct insight *i,
			   int hours)
{
	const char *days = "";

	if (hours >= 48)
		days = arena_printf(a, "%d days", hours / 24);
	else if (hours >= 24)
		days = "1 day";
	return arena_printf(a, "No order for %s%s%d hours or more (none on %s"
			    " or after), a time in which %s are usual.", days,
			    *days ? " and " : "", hours % 24, i->since,
			    figure_number(a, i->expected, 0));
}

/* A day in words: "Tuesday", "Tuesday, November 24". */
struct words {
	const char *weekday, *date;
	char shown_from[16];		/* where the linked view begins */
};

static struct words words_of(struct arena *a, const char *day)
{
	/* 1970-01-01 was a Thursday. */
	static const char *const weekdays[] = {
		"Thursday", "Friday", "Saturday", "Sunday", "Monday",
		"Tuesday", "Wednesday",
	};
	static const char *const months[] = {
		"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December",
	};
	struct words w;
	int64_t n;

	if (day_parse(day, &n))
		abort();
	w.weekday = weekdays[(n % 7 + 7) % 7];
	w.date = arena_printf(a, "%s, %s %d", w.weekday,
			      months[strtol(day + 5, NULL, 10) - 1],
			      (int)strtol(day + 8, NULL, 10));
	day_print(n - 56, w.shown_from);
	return w;
}

/* The address is nginx/html/src/url-state.js's. */
static const char *link_to(struct arena *a, const struct insight *i,
			   const char *shown_from)
{
	bool is_shown = !strcmp(i->metric, metrics[0].name);

	return arena_printf(a, "/?shop=%s&period=%s..%s%s%s", i->shop_id,
			    shown_from, i->day, is_shown ? "" : "&m=",
			    is_shown ? "" : i->metric);
}

void insight_put_words(struct arena *a, struct insight *i, int silent_hours)
{
	const struct metric *m = find(i->metric);
	struct words w = words_of(a, i->day);

	i->link = link_to(a, i, w.shown_from);
	if (silent_hours)
		i->text = silence(a, i, silent_hours);
	else if (!i->change)
		i->text = arena_printf(a, "%s on %s: %s, where the median of"
			" the eight %ss before is %s.", m->label, w.date,
			figure(a, m, i, i->value), w.weekday,
			figure(a, m, i, i->expected));
	else
		i->text = arena_printf(a, "%s on %s: %s, %s %s the usual %s"
			" (the median of the eight %ss before).", m->label,
			w.date, figure(a, m, i, i->value),
			figure_percent(a, i->change + (*i->change == '-')),
			i->is_up ? "above" : "below",
			figure(a, m, i, i->expected), w.weekday);
}
