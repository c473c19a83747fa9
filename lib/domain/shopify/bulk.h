#ifndef DOMAIN_SHOPIFY_BULK_H
#define DOMAIN_SHOPIFY_BULK_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/shopify/shopify.h"

/*
 * Bulk operations: Shopify runs a query over everything and leaves the result
 * as a file of JSON lines.  Up to five may run at once for an app and a shop.
 *
 * One that fails may leave what it had by then (partialDataUrl), which is not
 * asked for.  No document says in which order it was written, so nothing tells
 * what it lacks: whatever comes next, another operation or pages, reads all of
 * it once more, and its rows would only be fetched and merged twice.
 */
struct bulk_operation {
	char id[96];		/* gid://shopify/BulkOperation/1; "": none */
	char status[16];	/* CREATED, RUNNING, COMPLETED, ... */
	char error_code[32];	/* of a failed one, or "" */
	char url[4096];		/* of the result, or "" */
	int64_t created_at;	/* by Shopify's clock */
	int64_t objects;	/* lines of the result, so far */
	int64_t roots;		/* of them, those without a parent */
	int64_t file_bytes;	/* -1: not said */
};

/* What is to be done about an operation, from what is known of it. */
enum bulk_step {
	BULK_WAIT,	/* look again later */
	BULK_TAKE,	/* the result is there */
	BULK_EMPTY,	/* done, and there was nothing */
	BULK_AGAIN,	/* lost: cancelled, failed or expired; start another */
	BULK_DENIED,	/* the app may not read this; another will not do */
};

enum bulk_step bulk_step(const struct bulk_operation *op);

/* The pause before poll number `polls` (from 0): growing, 0.2 s to 5 s. */
int64_t bulk_poll_pause_us(int polls);

/*
 * Start an operation.  `a` is for the moment only.
 * -1: XN_THROTTLED, too many are running; XN_REFUSED, Shopify does not run
 * this query; or as for shopify_query().
 */
int bulk_start(struct shopify_access *access, struct arena *a,
	       const char *query, struct bulk_operation *out,
	       struct xn_error *err);

/*
 * Find an operation of exactly this query, created or running, which an earlier
 * process started and did not live to take.  *found is false if there is none.
 */
int bulk_find_running(struct shopify_access *access, struct arena *a,
		      const char *query, struct bulk_operation *out,
		      bool *found, struct xn_error *err);

/* Bring *op up to date. */
int bulk_poll(struct shopify_access *access, struct arena *a,
	      struct bulk_operation *op, struct xn_error *err);

/* When an operation was last seen to go on; all zeroes with a new one. */
struct bulk_watch {
	char status[16];
	int64_t objects;
	int64_t moved_us;
};

/*
 * To be asked after each look, `now_us` by a clock that does not go back:
 * neither its status nor its count of objects is another since `most_us`.
 */
bool bulk_stands_still(struct bulk_watch *watch,
		       const struct bulk_operation *op, int64_t now_us,
		       int64_t most_us);

/*
 * Have Shopify end an operation, which it takes its time for; one that has
 * ended by itself is left as it is.
 */
int bulk_cancel(struct shopify_access *access, struct arena *a,
		const struct bulk_operation *op, struct xn_error *err);

#endif
