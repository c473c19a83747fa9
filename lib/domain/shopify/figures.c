#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/jsonout.h"
#include "base/money.h"

#include "domain/shopify/figures.h"

/*
 * Assumed of the sales schema of ShopifyQL, and to be settled on a real store:
 * these names, with sales_reversals as since 2026-04; that discounts and
 * reversals are negative there; that taxes, duties and fees are of both sides;
 * that `orders` counts an order on its first day only.
 */
static const struct column {
	const char *name;
	const char *metric;
	bool is_negative;
} columns[] = {
	{ "total_sales", "totalSales", false },
	{ "gross_sales", "grossSales", false },
	{ "discounts", "discounts", true },
	{ "sales_reversals", "salesReversals", true },
	{ "net_sales", "netSales", false },
	{ "shipping_charges", "shipping", false },
	{ "taxes", "taxes", false },
	{ "duties", "duties", false },
	{ "additional_fees", "fees", false },
	{ "orders", "orders", false },
};

#define NCOLUMNS COUNT_OF(columns)

/* Days of a report; one beyond is not what was asked for. */
#define DAYS_MAX 400

/*
 * Assumed: a bound is a day in the shop's own time zone, both are inclusive,
 * and TIMESERIES has a row for every day, those without a sale too.
 */
const char *shopify_figures_ask(struct arena *a, int64_t first, int64_t last)
{
	struct buf query, text;
	struct jsonout w;
	char since[16], until[16];

	day_print(first, since);
	day_print(last, until);
	buf_init(&query, a);
	buf_adds(&query, "FROM sales SHOW ");
	for (size_t i = 0; i < NCOLUMNS; i++)
		buf_printf(&query, "%s%s", i ? ", " : "", columns[i].name);
	buf_printf(&query, " TIMESERIES day SINCE %s UNTIL %s", since, until);
	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "query", buf_text(&query));
	jsonout_object_end(&w);
	return buf_text(&text);
}

/* Assumed: YYYY-MM-DD, perhaps with the day's beginning behind it. */
static int read_day(struct arena *a, const struct json *row, int64_t *day)
{
	const char *text = json_text(json_get(row, "day"));

	if (!text || (strlen(text) > 10 && text[10] != 'T'))
		return -1;
	return day_parse(arena_strndup(a, text, 10), day);
}

/* Assumed: a decimal number as text; null where nothing was sold. */
static int read_amount(const struct json *row, const struct column *c,
		       int64_t *amount_e4)
{
	const struct json *cell = json_get(row, c->name);
	const char *text = json_text(cell);

	*amount_e4 = 0;
	if (!text)
		return cell && json_is_null(cell) ? 0 : -1;
	if (money_parse(text, strlen(text), amount_e4))
		return -1;
	if (c->is_negative)
		*amount_e4 = -*amount_e4;
	return 0;
}

static int read_row(struct arena *a, const struct json *row, int64_t first,
		    int64_t last, struct shopify_figure *out,
		    struct xn_error *err)
{
	int64_t day;

	if (read_day(a, row, &day) || day < first || day > last)
		return xn_fail(err, XN_BAD_INPUT,
			       "Shopify's report has a row that is no day of"
			       " those asked for");
	for (size_t i = 0; i < NCOLUMNS; i++) {
		out[i] = (struct shopify_figure){
			.day = day, .metric = columns[i].metric,
		};
		if (read_amount(row, &columns[i], &out[i].amount_e4))
			return xn_fail(err, XN_BAD_INPUT,
				       "Shopify's report has no amount as %s",
				       columns[i].name);
	}
	return 0;
}

int shopify_figures_read(struct arena *a, const struct json *data,
			 int64_t first, int64_t last,
			 struct shopify_figure **out, size_t *count,
			 struct xn_error *err)
{
	const struct json *answer = json_get(data, "shopifyqlQuery"), *row;
	const char *wrong = json_text(json_first(json_get(answer,
							  "parseErrors")));
	bool seen[DAYS_MAX] = { false };
	int64_t days = last - first + 1;

	*count = 0;
	if (wrong)
		return xn_fail(err, XN_BAD_INPUT,
			       "Shopify does not understand the question: %s",
			       wrong);
	if (days < 1 || days > DAYS_MAX)
		return xn_fail(err, XN_BAD_INPUT, "too many days");
	*out = arena_alloc(a, (size_t)days * NCOLUMNS * sizeof(**out));
	for (row = json_first(json_path(answer, "tableData.rows")); row;
	     row = json_next(row)) {
		struct shopify_figure figures[NCOLUMNS];

		if (read_row(a, row, first, last, figures, err))
			return -1;
		if (seen[figures[0].day - first])
			return xn_fail(err, XN_BAD_INPUT,
				       "Shopify's report has a day twice");
		seen[figures[0].day - first] = true;
		memcpy(*out + *count, figures, sizeof(figures));
		*count += NCOLUMNS;
	}
	if (*count < (size_t)days * NCOLUMNS)
		return xn_fail(err, XN_BAD_INPUT,
			       "Shopify's report lacks days");
	return 0;
}
