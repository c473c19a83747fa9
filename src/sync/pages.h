#ifndef SYNC_PAGES_H
#define SYNC_PAGES_H

#include "job.h"
#include "resource.h"

/*
 * How much to ask for at once: pages grow and shrink with what Shopify says
 * that the last one was to cost.
 */
struct page_size {
	int rows;
	int lines;		/* of each order */
	int most;		/* rows, since more was too much */
	int cost;		/* that such a page may have; 0: unknown */
	int seen_rows;		/* of the page before, and what it was to */
	int seen_cost;		/* cost; 0: none that compares */
	bool has_lines;		/* else `lines` is 1, and says nothing */
	int spared;		/* pages yet to come before it begins anew */
};

/* `has_lines`: it is of orders, which come with lines. */
void page_size_init(struct page_size *size, bool has_lines);

/* After a page that was to cost `cost` points at most; 0: not said. */
void page_size_adapt(struct page_size *size, int cost);

/* After a page of `rows` orders of which `cut` had more lines than fit. */
void page_size_widen(struct page_size *size, int64_t rows, int64_t cut);

/* It cost too much, or was too long.  -1: it cannot be any smaller. */
int page_size_shrink(struct page_size *size);

/*
 * Shopify stumbled over it, which need not be the size's fault: the same, but
 * after some pages that went well it begins anew.
 */
int page_size_spare(struct page_size *size);

/*
 * What was changed since `from_us` (0: ever), in the order of the change, and
 * after `most` rows no more.  *reached_us is where there is more to read, or
 * 0.  Each page is committed with the watermark that it reaches; beyond the
 * 25,000 rows where Shopify's lists end, a new list goes on from the last
 * change seen.  A row that Shopify cannot answer for is left out
 * (unanswered.h).
 * -1: XN_TOO_LARGE, that many changed at one instant, or there is no page
 * that is small enough; errors otherwise as for shopify_query() and the
 * database.
 */
#define PAGES_ALL INT64_MAX

int pages_read(struct job *job, const struct resource *r, int64_t from_us,
	       int64_t most, int64_t *reached_us, struct xn_error *err);

#endif
