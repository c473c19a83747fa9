#ifndef DOMAIN_ENTITY_ORDER_GRAPHQL_H
#define DOMAIN_ENTITY_ORDER_GRAPHQL_H

#include "domain/entity/order.h"

/*
 * An order from GraphQL: a node of a page, or the lines of a bulk result that
 * make up one order.  What comes out is the struct that the webhook body of
 * the same order makes, so that the ledger is the same.
 *
 * An order is bound in steps, because its lists may come in parts: bind the
 * node, add what is missing, then finish it.
 */

/* How far a list of a page reaches: are there more, and from where on. */
struct graphql_page {
	bool more;		/* hasNextPage */
	const char *cursor;	/* endCursor; NULL: from the beginning */
};

struct graphql_application {
	const char *kind;	/* DiscountCodeApplication, ... */
	const char *code;
	const char *title;
	int64_t index;
};

struct graphql_refund {
	struct refund refund;
	struct graphql_page lines;
	struct graphql_page adjustments;
	struct graphql_page shipping;
};

struct graphql_order {
	struct order order;
	struct graphql_page lines;
	struct graphql_page shipping;
	struct graphql_application *applications;
	size_t napplications;
	struct graphql_page applications_page;
	struct graphql_refund *refunds;
	size_t nrefunds;
};

/*
 * The lists that hang on an order or a refund, each with the table of one
 * element.  `items` and `count` are offsets within struct graphql_order, or
 * within struct graphql_refund for those of a refund.
 */
enum graphql_list {
	GRAPHQL_LINES,
	GRAPHQL_SHIPPING,
	GRAPHQL_APPLICATIONS,
	GRAPHQL_REFUND_LINES,
	GRAPHQL_REFUND_ADJUSTMENTS,
	GRAPHQL_REFUND_SHIPPING,
	GRAPHQL_NLISTS
};

struct graphql_list_info {
	const struct json_field *fields;
	size_t size;		/* of an element */
	size_t items;
	size_t count;
};

extern const struct graphql_list_info graphql_lists[GRAPHQL_NLISTS];

/* Of an order's node, of a refund's, and of any list's pageInfo. */
extern const struct json_field graphql_order_fields[];
extern const struct json_field graphql_refund_fields[];
extern const struct json_field graphql_page_fields[];

/* -1: XN_BAD_INPUT, and the member that is wrong. */
int order_graphql_bind(struct arena *a, const struct json *node,
		       struct graphql_order *out, struct xn_error *err);

/* The list that a bulk result's child belongs to, by its __typename. */
int order_graphql_find_list(const char *kind, enum graphql_list *list);

/*
 * Add an element to a list, growing the list in `a`.  `room` is the number of
 * elements that the list has memory for, and the caller's to keep.
 */
int order_graphql_add(struct arena *a, enum graphql_list list, void *owner,
		      size_t *room, const struct json *element,
		      struct xn_error *err);

/*
 * Make out->order whole: enumerations become the words of the webhooks, the
 * discount applications stand at their indexes, the refunds are in place.
 */
void order_graphql_finish(struct arena *a, struct graphql_order *out);

#endif
