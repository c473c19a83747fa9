#ifndef DOMAIN_SHOPIFY_LINES_H
#define DOMAIN_SHOPIFY_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * The lines of a file that arrives piece by piece.  A line that lies within
 * one piece is handed over where it is; only one that is cut is put together
 * in a buffer, which grows up to LINES_MAX_BYTES.  Empty lines are left out.
 */
#define LINES_MAX_BYTES (16 * 1024 * 1024)

struct lines {
	/* One line, without its end; it is gone after the call. */
	int (*line)(void *ctx, const char *text, size_t len,
		    struct xn_error *err);
	void *ctx;
	int64_t count;		/* lines so far */
	int64_t bytes;		/* of the file so far */
	struct buf rest;	/* of a line whose end has not come */
};

void lines_init(struct lines *l,
		int (*line)(void *ctx, const char *text, size_t len,
			    struct xn_error *err),
		void *ctx);

/* -1: XN_TOO_LARGE, or what line() says; then no more may follow. */
int lines_feed(struct lines *l, const char *data, size_t n,
	       struct xn_error *err);

/* The file is over: hand a last line over that lacks its end. */
int lines_end(struct lines *l, struct xn_error *err);

void lines_free(struct lines *l);

#endif
