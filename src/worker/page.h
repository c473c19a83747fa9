#ifndef WORKER_PAGE_H
#define WORKER_PAGE_H

#include "base/jsonout.h"
#include "domain/read/order_list.h"
#include "domain/read/people_list.h"

#include "request.h"

/*
 * Pages of a long list: limit and cursor of the request, and the address of
 * the next page in Link.
 */
#define PAGE_LIMIT 50
#define PAGE_LIMIT_MAX 250

/*
 * Name the next page, which is the request's own address with another cursor;
 * not if `id` (or next->order_id) is 0: the last page has no next.
 */
void page_link_id(struct request *req, int64_t id);
void page_link_row(struct request *req, const struct row_cursor *next);
void page_link_order(struct request *req, const struct order_cursor *next);

/*
 * Write one page, an array, and set *last on the last one.  `state` knows
 * where the next begins; what it points to must outlive the page.
 */
typedef int page_fn(struct request *req, void *state, int limit,
		    struct jsonout *w, bool *last, struct xn_error *err);

/*
 * Answer with a list: as JSON or where a limit is asked for, one page;
 * otherwise as a table (table.h) of all pages, in the memory of one.
 */
int page_reply(struct request *req, page_fn *fn, void *state,
	       const char *columns, struct xn_error *err);

/* -1: XN_BAD_INPUT, not a cursor that Link gave. */
int page_row_cursor(const struct request *req, struct row_cursor *out,
		    struct xn_error *err);
int page_order_cursor(const struct request *req, struct order_cursor *out,
		      struct xn_error *err);

#endif
