#ifndef WORKER_PAGE_H
#define WORKER_PAGE_H

#include "base/jsonout.h"
#include "domain/read/order_list.h"
#include "domain/read/row_cursor.h"

#include "request.h"

/*
 * Pages of a list: limit and cursor of the request, and the address of the
 * next page in Link.  -1: XN_BAD_INPUT, naming limit or cursor.
 */
#define PAGE_LIMIT 50
#define PAGE_LIMIT_MAX 250
#define PAGE_OF_IDS_LIMIT 20
#define PAGE_OF_IDS_LIMIT_MAX 100

/*
 * Name the next page, which is the request's own address with another cursor;
 * not if the row (next->id, next->order_id) is 0: the last page has no next.
 */
void page_link_id(struct request *req, int64_t id);
void page_link_row(struct request *req, const struct row_cursor *next);
void page_link_order(struct request *req, const struct order_cursor *next);

/*
 * A page of a list in the order of the ids of its rows, as JSON only:
 *
 *	page_of_ids(req, &page, err)
 *	thing_list(..., page.after, page.limit + 1, &things, &count, err)
 *	page_cut(&page, &count)
 *	...					-- `count` things are written
 *	if (page.more)
 *		page_link_id(req, things[count - 1].id);
 */
struct page_of_ids {
	int limit;
	int64_t after;		/* the last id of the page before, or 0 */
	bool more;		/* there is a page behind this one */
};

int page_of_ids(const struct request *req, struct page_of_ids *out,
		struct xn_error *err);
void page_cut(struct page_of_ids *page, size_t *count);

/*
 * Write one page, an array, and set *last on the last one.  `state` knows
 * where the next begins; what it points to must outlive the page.
 */
typedef int page_fn(struct request *req, void *state, int limit,
		    struct jsonout *w, bool *last, struct xn_error *err);

/*
 * Answer with a list: as JSON or where a limit is asked for, one page;
 * otherwise as a table (table.h) of all pages, in the memory of one.  -1: also
 * XN_THROTTLED, it has several pages and another long answer is being made.
 */
int page_reply(struct request *req, page_fn *fn, void *state,
	       const char *columns, struct xn_error *err);

/* -1: not a cursor that Link gave. */
int page_row_cursor(const struct request *req, struct row_cursor *out,
		    struct xn_error *err);
int page_order_cursor(const struct request *req, struct order_cursor *out,
		      struct xn_error *err);

#endif
