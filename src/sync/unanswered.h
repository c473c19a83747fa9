#ifndef SYNC_UNANSWERED_H
#define SYNC_UNANSWERED_H

#include "job.h"
#include "pages.h"

/*
 * Asking Shopify for rows, one of which may be such that it cannot answer.
 *
 * What Shopify stumbles over three times (5xx, TIMEOUT, INTERNAL_SERVER_ERROR)
 * is asked for in smaller pieces, as what is too dear is.  At one row Shopify
 * is asked for nothing but the row's id, as patiently as for anything; and once
 * it has answered, for the row again.  If it stumbles over that three times
 * more, the row is left out with its dead letter, and the list goes on.
 *
 * While Shopify is away as a whole, the id is not answered either: the run
 * fails, and nothing is left out.  When a part of it is away, so that ids are
 * answered and the rest is not, row after row fails: five are left out at most
 * without one between that the same document was answered for, then the run
 * fails too.
 */
struct ask {
	const char *document, *variables;
	/* The same for the id, and no more, of the first of the rows. */
	const char *id_document, *id_variables;
	int rows;		/* how many are asked for */
};

/*
 * Ask with no more than `size`.  0: *data is the answer, or *again is true: the
 * size has shrunk, and nothing was read.
 * -1: XN_BAD_INPUT, this one row is to be left out, *data is the answer about
 * its id; otherwise as shopify_query().
 */
int ask_rows(struct job *job, const struct ask *ask, struct page_size *size,
	     bool *again, const struct json **data, struct xn_error *err);

/*
 * Ask for a part of one object, that of id `gid`, in the same way.
 * -1: XN_BAD_INPUT, the object is to be left out; or as shopify_query().
 */
int ask_part(struct job *job, const char *gid, const char *document,
	     const char *variables, const struct json **data,
	     struct xn_error *err);

#endif
