#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/currency.h"
#include "base/money.h"

#include "domain/metrics/insight_days.h"
#include "domain/metrics/insight_sql.h"
#include "domain/metrics/insight_text.h"

/* What is multiplied to be compared does not fit 64 bits. */
__extension__ typedef __int128 wide;

#define WEEKS 8
#define DAYS_BEFORE (7 * WEEKS)

enum figure {
	TOTAL, NET, GROSS, ORDERS, UNITS, AOV, DISCOUNTS, REVERSALS, NFIGURES
};

/* As the API calls them; those that are counts, and those of gross sales. */
static const struct {
	const char *name;
	bool is_count, is_part;
} figures[NFIGURES] = {
	[TOTAL] = { "totalSales", false, false },
	[NET] = { "netSales", false, false },
	[GROSS] = { "grossSales", false, false },
	[ORDERS] = { "orders", true, false },
	[UNITS] = { "unitsOrdered", true, false },
	[AOV] = { "aov", false, false },
	[DISCOUNTS] = { "discounts", false, true },
	[REVERSALS] = { "salesReversals", false, true },
};

/* A day's figures in 1/10,000, counts too; without an order there is no aov. */
struct day {
	int64_t x[NFIGURES];
	bool has_orders;
};

struct shop {
	const char *id, *currency;
	int64_t from, to;	/* the days that are looked at */
	struct day *days;	/* from DAYS_BEFORE before the first on */
};

/*
 * Of more than three shops fewer days are looked at, but for the last seven.
 * Days are numbers, as in clock.h; those without a sale have no row.
 */
DB_QUERY(insight_days_select, 6,
	METRICS_DAYS
	", look AS MATERIALIZED ("
	"SELECT days.shop_id, days.currency, generation, to_day,"
	"       greatest(coalesce(from_day, to_day - 6), to_day + 1 -"
	"         greatest(7, least(366, 1098 / count(*) OVER ()))::int,"
	"         began + 56) AS from_day"
	"  FROM days" INSIGHT_SWITCHED_ON ", " INSIGHT_BEGINNING ","
	"       LATERAL (SELECT least((now() AT TIME ZONE days.timezone)::date"
	"         - 1, CASE WHEN ((until + interval '1 s')"
	"              AT TIME ZONE days.timezone)::date <= last THEN last - 1"
	"              ELSE last END) AS to_day,"
	"         CASE WHEN ((since - interval '1 us')"
	"              AT TIME ZONE days.timezone)::date >= begins"
	"              THEN begins + 1 ELSE begins END"
	"           AS from_day) AS w)"
	"SELECT look.shop_id, currency, from_day - date '1970-01-01' AS first,"
	"       to_day - date '1970-01-01' AS last,"
	"       day - date '1970-01-01' AS day,"
	"       gross_sales - discounts - sales_reversals AS net,"
	"       shipping + taxes + duties + fees AS more, gross_sales, orders,"
	"       units_ordered, initial_sales, discounts, sales_reversals"
	"  FROM look, LATERAL (SELECT * FROM rollup_day d"
	"         WHERE d.tenant_id = $1 AND d.shop_id = look.shop_id"
	"           AND d.generation = look.generation"
	"           AND d.day BETWEEN from_day - 56 AND to_day OFFSET 0) AS r"
	" WHERE from_day <= to_day"
	" ORDER BY look.shop_id, day");

void insight_days_queue(struct db *db, struct arena *a,
			const struct metrics_args *args, struct db_rows **rows)
{
	db_queue(db, a, &insight_days_select, DB_ARGS(METRICS_ARGS(*args)),
		 rows);
}

/* Beyond what an amount may be, so that sums of some fit. */
static int64_t cut(wide x)
{
	if (x > MONEY_MAX_E4)
		return MONEY_MAX_E4;
	return x < -MONEY_MAX_E4 ? -MONEY_MAX_E4 : (int64_t)x;
}

static void get_day(const struct db_rows *rows, int i, int decimals,
		    struct day *out)
{
	int64_t orders = db_int64(rows, i, "orders");
	int64_t net = db_int64(rows, i, "net");

	out->x[TOTAL] = cut((wide)net + db_int64(rows, i, "more"));
	out->x[NET] = cut(net);
	out->x[GROSS] = cut(db_int64(rows, i, "gross_sales"));
	out->x[ORDERS] = cut((wide)10000 * orders);
	out->x[UNITS] = cut((wide)10000 * db_int64(rows, i, "units_ordered"));
	out->x[AOV] = cut(money_ratio(db_int64(rows, i, "initial_sales"), 1,
				      orders, decimals));
	out->x[DISCOUNTS] = cut(db_int64(rows, i, "discounts"));
	out->x[REVERSALS] = cut(db_int64(rows, i, "sales_reversals"));
	out->has_orders = orders != 0;
}

/* The rows of the shop that row *i is of; *i is the next one's then. */
static void get_shop(struct arena *a, const struct db_rows *rows, int *i,
		     struct shop *out)
{
	int decimals;
	size_t n;

	*out = (struct shop){
		.id = db_text(rows, *i, "shop_id"),
		.currency = db_text(rows, *i, "currency"),
		.from = db_int64(rows, *i, "first"),
		.to = db_int64(rows, *i, "last"),
	};
	decimals = currency_decimals(out->currency);
	n = (size_t)(out->to - out->from) + 1 + DAYS_BEFORE;
	out->days = arena_alloc(a, n * sizeof(*out->days));
	for (; *i < db_count(rows) &&
	       !strcmp(db_text(rows, *i, "shop_id"), out->id); ++*i)
		get_day(rows, *i, decimals,
			&out->days[db_int64(rows, *i, "day") - out->from +
				   DAYS_BEFORE]);
}

static int compare_amounts(const void *left, const void *right)
{
	const int64_t *l = left, *r = right;

	return (*l > *r) - (*l < *r);
}

/* Twice the median. */
static int64_t middle(int64_t list[WEEKS])
{
	qsort(list, WEEKS, sizeof(*list), compare_amounts);
	return list[WEEKS / 2 - 1] + list[WEEKS / 2];
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/*
 * A figure of a day beside those it is held against; all is twice as much.
 * Half of `bound` are the 3.5 * 1.4826 of what they differ.
 */
struct judged {
	const struct shop *shop;
	int64_t day;
	enum figure figure;
	int64_t x2, m2, off2, level2;
	bool is_out, is_strong;
};

/* false: nothing can be said. */
static bool judge(const struct shop *shop, size_t at, enum figure f,
		  struct judged *out)
{
	const struct day *day = &shop->days[at];
	int64_t ys[WEEKS], apart2[WEEKS];
	wide bound, off;

	for (int k = 0; k < WEEKS; k++) {
		const struct day *before = day - 7 * (k + 1);

		if (f == AOV && !(day->has_orders && before->has_orders))
			return false;
		ys[k] = before->x[f];
	}
	*out = (struct judged){
		.shop = shop,
		.day = shop->from + (int64_t)at - DAYS_BEFORE,
		.figure = f,
		.x2 = 2 * day->x[f],
		.m2 = middle(ys),
	};
	for (int k = 0; k < WEEKS; k++)
		apart2[k] = llabs(2 * ys[k] - out->m2);
	out->off2 = llabs(out->x2 - out->m2);
	out->level2 = larger(out->x2, out->m2);
	off = (wide)20000 * out->off2;
	bound = (wide)51891 * middle(apart2);
	out->is_out = off > bound &&
		      (wide)5 * out->off2 >= llabs(out->m2);
	out->is_strong = off > 2 * bound &&
			 (wide)2 * out->off2 >= llabs(out->m2);
	return true;
}

/* Those of a day that stand out and matter: -> how many. */
static size_t judge_day(const struct shop *shop, size_t at,
			struct judged out[NFIGURES])
{
	struct judged orders, gross, one;
	size_t n = 0;

	judge(shop, at, ORDERS, &orders);
	judge(shop, at, GROSS, &gross);
	if (orders.level2 < 2 * 5 * 10000)
		return 0;
	for (enum figure f = 0; f < NFIGURES; f++)
		if (judge(shop, at, f, &one) && one.is_out &&
		    (!figures[f].is_part ||
		     (wide)20 * one.level2 >= gross.level2))
			out[n++] = one;
	return n;
}

/* By how much of the median; without one it is last. */
static int compare_share(const struct judged *l, const struct judged *r)
{
	wide left = (wide)l->off2 * llabs(r->m2);
	wide right = (wide)r->off2 * llabs(l->m2);

	if (!l->m2 || !r->m2)
		return !l->m2 - !r->m2;
	return (left < right) - (left > right);
}

/* Newest first, then the strongest. */
static int compare(const void *left, const void *right)
{
	const struct judged *l = left, *r = right;
	int by_share = compare_share(l, r);

	if (l->day != r->day)
		return l->day < r->day ? 1 : -1;
	if (l->is_strong != r->is_strong)
		return l->is_strong ? -1 : 1;
	if (by_share)
		return by_share;
	if (l->figure != r->figure)
		return l->figure < r->figure ? -1 : 1;
	/* All shops' days lie in the order of their ids. */
	return l->shop < r->shop ? -1 : 1;
}

/* The half of it, in decimal digits; money has two or more. */
static const char *print(struct arena *a, int64_t twice_e4, bool is_count)
{
	uint64_t n = (uint64_t)llabs(twice_e4);
	char *text = arena_printf(a, "%s%llu.%05llu", twice_e4 < 0 ? "-" : "",
				  (unsigned long long)(n / 20000),
				  (unsigned long long)(n % 20000 * 5));
	size_t len = strlen(text), least = len - (is_count ? 5 : 3);

	while (len > least && text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	text[len] = '\0';
	return text;
}

static void put(struct arena *a, const struct judged *j, struct insight *out)
{
	bool is_count = figures[j->figure].is_count;
	char day[16], change[32];

	day_print(j->day, day);
	money_print(money_ratio(1000000, j->x2 - j->m2, llabs(j->m2), 2),
		    change);
	*out = (struct insight){
		.shop_id = j->shop->id,
		.metric = figures[j->figure].name,
		.day = arena_strdup(a, day),
		.since = arena_strdup(a, day),
		.currency = j->shop->currency,
		.value = print(a, j->x2, is_count),
		.expected = print(a, j->m2, is_count),
		.change = j->m2 ? arena_strdup(a, change) : NULL,
		.is_up = j->x2 > j->m2,
		.is_strong = j->is_strong,
	};
	insight_put_words(a, out, 0);
}

size_t insight_days_get(struct arena *a, const struct db_rows *rows,
			size_t limit, struct insight *out)
{
	size_t most = (size_t)db_count(rows), nshops = 0, n = 0, room = 0;
	struct shop *shops = arena_alloc(a, most * sizeof(*shops) + 1);
	struct judged *found;

	for (int i = 0; i < db_count(rows);) {
		struct shop *shop = &shops[nshops++];

		get_shop(a, rows, &i, shop);
		room += (size_t)(shop->to - shop->from) + 1;
	}
	found = arena_alloc(a, room * NFIGURES * sizeof(*found) + 1);
	for (const struct shop *shop = shops; shop < shops + nshops; shop++)
		for (int64_t day = shop->from; day <= shop->to; day++)
			n += judge_day(shop, DAYS_BEFORE +
				       (size_t)(day - shop->from), &found[n]);
	qsort(found, n, sizeof(*found), compare);
	if (n > limit)
		n = limit;
	for (size_t i = 0; i < n; i++)
		put(a, &found[i], &out[i]);
	return n;
}
