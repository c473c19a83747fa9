#ifndef WORKER_PAGE_H
#define WORKER_PAGE_H

#include "domain/order_list.h"

#include "request.h"

/*
 * Pages of a long list: limit and cursor of the request, and the address of
 * the next page in Link.
 */
#define PAGE_LIMIT 50
#define PAGE_LIMIT_MAX 250

/* The request's own address with another cursor, as the next page. */
void page_link(struct request *req, const char *cursor);

/* The same, unless `id` is 0: the last page has no next. */
void page_link_id(struct request *req, int64_t id);
void page_link_order(struct request *req, const struct order_cursor *next);

/* -1: XN_BAD_INPUT, not a cursor that Link gave. */
int page_order_cursor(const struct request *req, struct order_cursor *out,
		      struct xn_error *err);

#endif
