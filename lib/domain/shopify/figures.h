#ifndef DOMAIN_SHOPIFY_FIGURES_H
#define DOMAIN_SHOPIFY_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "wrap/json.h"

/*
 * A day's figures as Shopify's own reports have them, asked for in ShopifyQL
 * (shopify_report of documents.h; scope read_reports).  What is not
 * known for certain of that language stands in figures.c alone.
 */
struct shopify_figure {
	int64_t day;		/* since 1970 (base/clock.h) */
	const char *metric;	/* as the API calls it: "totalSales" */
	int64_t amount_e4;	/* signed as ours is; of orders: 10,000 each */
};

/* The variables that ask for the days from `first` to `last`, as JSON. */
const char *shopify_figures_ask(struct arena *a, int64_t first, int64_t last);

/*
 * The figures in an answer's `data`, in `a`.  -1: XN_BAD_INPUT, it could not
 * be answered (Shopify's own words), or not as is assumed here.
 */
int shopify_figures_read(struct arena *a, const struct json *data,
			 int64_t first, int64_t last,
			 struct shopify_figure **out, size_t *count,
			 struct xn_error *err);

#endif
