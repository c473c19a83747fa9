#include <string.h>

#include "base/figure.h"

#include "domain/insight_text.h"

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

/* The address is nginx/html/src/url-state.js's. */
static const char *link_to(struct arena *a, const struct insight *i,
			   const char *shown_from)
{
	bool is_shown = !strcmp(i->metric, metrics[0].name);

	return arena_printf(a, "/?shop=%s&period=%s..%s%s%s", i->shop_id,
			    shown_from, i->day, is_shown ? "" : "&m=",
			    is_shown ? "" : i->metric);
}

void insight_put_words(struct arena *a, struct insight *i,
		       const struct insight_words *words)
{
	const struct metric *m = find(i->metric);

	i->link = link_to(a, i, words->shown_from);
	if (words->silent_hours)
		i->text = silence(a, i, words->silent_hours);
	else if (!i->change)
		i->text = arena_printf(a, "%s on %s: %s, where the median of"
			" the eight %ss before is %s.", m->label, words->day,
			figure(a, m, i, i->value), words->weekday,
			figure(a, m, i, i->expected));
	else
		i->text = arena_printf(a, "%s on %s: %s, %s%% %s the usual %s"
			" (the median of the eight %ss before).", m->label,
			words->day, figure(a, m, i, i->value),
			figure_number(a, i->change + (*i->change == '-'), 0),
			i->is_up ? "above" : "below",
			figure(a, m, i, i->expected), words->weekday);
}
