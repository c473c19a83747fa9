#ifndef SYNC_COMPLETE_H
#define SYNC_COMPLETE_H

#include "domain/entity/order_graphql.h"

#include "job.h"

/*
 * An order on a page carries the first few of each of its lists.  Read those
 * that have more to their end, so that the order is whole.  Errors as for
 * ask_part().
 */
int complete_order(struct job *job, struct graphql_order *g,
		   struct xn_error *err);

#endif
