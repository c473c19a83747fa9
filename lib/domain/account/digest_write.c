#include <stdlib.h>
#include <string.h>

#include "base/figure.h"
#include "base/money.h"
#include "domain/metrics/sales.h"

#include "domain/account/digest.h"

#define PRODUCTS 5
#define INSIGHTS 10

static int64_t e4_of(const char *digits)
{
	int64_t e4;

	if (!digits || money_parse(digits, strlen(digits), &e4))
		return 0;
	return e4;
}

/* "+12.5% on EUR 80.00": how it was a week before. */
static const char *against(struct arena *a, int64_t now, int64_t then,
			   const char *figure)
{
	char change[32];

	if (then == 0)
		return arena_printf(a, "%s a week before", figure);
	money_print(money_ratio(1000000, now - then,
				then < 0 ? -then : then, 1), change);
	return arena_printf(a, "%s%s on %s a week before",
			    *change == '-' ? "" : "+",
			    figure_percent(a, change), figure);
}

static void put_money(struct mail_page *page, struct arena *a,
		      const char *label, const char *now, const char *then,
		      const char *currency)
{
	mail_page_figure(page, label,
			 now ? figure_money(a, now, currency) : "none",
			 then ? against(a, e4_of(now), e4_of(then),
					figure_money(a, then, currency))
			      : "none a week before");
}

static const char *count_text(struct arena *a, int64_t n)
{
	return figure_number(a, db_arg_int64(a, n), 0);
}

static void put_sums(struct mail_page *page, struct arena *a,
		     const struct metrics_overview *o)
{
	const struct metrics_sums *now = o->now.sums, *then = o->then.sums;

	put_money(page, a, "Total sales", now->total_sales, then->total_sales,
		  now->currency);
	mail_page_figure(page, "Orders", count_text(a, now->orders),
			 against(a, now->orders, then->orders,
				 count_text(a, then->orders)));
	put_money(page, a, "Average order value", now->aov, then->aov,
		  now->currency);
	if (o->now.people[0].complete)
		mail_page_figure(page, "New customers",
			count_text(a, o->now.people[0].fresh),
			against(a, o->now.people[0].fresh,
				o->then.people[0].fresh,
				count_text(a, o->then.people[0].fresh)));
}

static void put_products(struct mail_page *page, struct arena *a,
			 const struct metrics_breakdown *b)
{
	for (size_t i = 0; i < b->nslices; i++) {
		const struct metrics_slice *s = &b->slices[i];

		if (i == 0)
			mail_page_subheading(page, "Top products");
		mail_page_figure(page, s->label ? s->label : s->key,
			figure_money(a, s->sums.net_sales, s->sums.currency),
			arena_printf(a, "%s sold",
				     count_text(a, s->sums.units_net)));
	}
}

static int put_shop(struct db *db, struct arena *a, int64_t tenant_id,
		    const struct digest_shop *shop, struct mail_page *page,
		    struct metrics_overview *o, struct xn_error *err)
{
	struct metrics_range range = { .shop_id = shop->id,
				       .from_day = shop->from_day,
				       .to_day = shop->to_day };
	struct metrics_comparison before = { AGAINST_DAYS, shop->before_from,
					     shop->before_to };
	struct metrics_breakdown products;
	struct insight *insights;
	size_t count;

	if (metrics_overview(db, a, tenant_id, &range, &before, NULL, o,
			     err) ||
	    metrics_top_products(db, a, tenant_id, &range, PRODUCTS, NULL,
				 &products, err) ||
	    insight_list(db, a, tenant_id, &range, INSIGHTS, &insights, &count,
			 err))
		return -1;
	mail_page_heading(page, shop->name);
	mail_page_line(page, strcmp(shop->from_day, shop->to_day)
		       ? arena_printf(a, "The week to %s", shop->title)
		       : shop->title);
	put_sums(page, a, o);
	put_products(page, a, &products);
	for (size_t i = 0; i < count; i++) {
		if (i == 0)
			mail_page_subheading(page, "What stands out");
		mail_page_item(page, insights[i].text, insights[i].link);
	}
	mail_page_link(page, "Open it in Xeno",
		arena_printf(a, "/?shop=%lld&period=%s..%s",
			     (long long)shop->id, shop->from_day,
			     shop->to_day));
	return 0;
}

/* What is below every one of them. */
static void put_end(struct mail_page *page, struct arena *a, const char *what,
		    const struct user_mail *mail)
{
	mail_page_subheading(page, arena_printf(a, "You asked for %s", what));
	mail_page_link(page, "Change when they come", "/settings?tab=you");
	mail_page_link(page, "Have no more of them",
		       arena_printf(a, "/unsubscribe#%s", mail->secret));
	mail_page_end(page);
}

int digest_write(struct db *db, struct arena *a,
		 const struct digest_user *user,
		 const struct digest_shop *shops, size_t nshops,
		 const struct user_mail *mail, struct digest_text *out,
		 struct xn_error *err)
{
	struct metrics_overview o;

	for (size_t i = 0; i < nshops; i++)
		if (put_shop(db, a, user->id.tenant_id, &shops[i], &out->page,
			     &o, err))
			return -1;
	put_end(&out->page, a, "this digest", mail);
	if (nshops == 1)
		out->subject = arena_printf(a, "%s: %s %s%s", shops->name,
			figure_money(a, o.now.sums->total_sales,
				     shops->currency),
			user->days == 7 ? "in the week to " : "on ",
			shops->title);
	else
		out->subject = arena_printf(a, "Your %zu stores %s%s", nshops,
			user->days == 7 ? "in the week to " : "on ",
			shops->title);
	return 0;
}

static const char *shop_name(const struct digest_shop *shops, size_t n,
			     const struct insight *insight)
{
	int64_t id = strtoll(insight->shop_id, NULL, 10);

	for (size_t i = 0; i < n; i++)
		if (shops[i].id == id)
			return shops[i].name;
	return "A store";
}

void digest_write_alert(struct arena *a, const struct digest_shop *shops,
			size_t nshops, const struct insight *insights,
			size_t count, const bool *told,
			const struct user_mail *mail, struct digest_text *out)
{
	const char *name = NULL, *text = "";
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const char *now = shop_name(shops, nshops, &insights[i]);

		if (!told[i])
			continue;
		if (!name || strcmp(name, now))
			mail_page_heading(&out->page, now);
		mail_page_item(&out->page, insights[i].text,
			       insights[i].link);
		name = now;
		text = insights[i].text;
		n++;
	}
	put_end(&out->page, a, "alerts", mail);
	out->subject = n == 1 ? arena_printf(a, "%s: %s", name, text)
		: arena_printf(a, "%zu figures stand out", n);
}
