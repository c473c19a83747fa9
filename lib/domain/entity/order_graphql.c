#include <string.h>

#include "base/count.h"
#include "base/text.h"

#include "domain/entity/order_graphql.h"

/* An index beyond this is not a discount's; one order has a handful. */
#define APPLICATIONS_MAX 1000

int order_graphql_bind(struct arena *a, const struct json *node,
		       struct graphql_order *out, struct xn_error *err)
{
	return json_bind_tree(a, node, graphql_order_fields, out, err);
}

static const char *application_word(const char *kind)
{
	static const struct { const char *graphql, *rest; } words[] = {
		{ "DiscountCodeApplication", "discount_code" },
		{ "AutomaticDiscountApplication", "automatic" },
		{ "ManualDiscountApplication", "manual" },
		{ "ScriptDiscountApplication", "script" },
	};

	for (size_t i = 0; kind && i < COUNT_OF(words); i++)
		if (!strcmp(words[i].graphql, kind))
			return words[i].rest;
	return NULL;
}

int order_graphql_find_list(const char *kind, enum graphql_list *list)
{
	if (!strcmp(kind, "LineItem"))
		*list = GRAPHQL_LINES;
	else if (!strcmp(kind, "ShippingLine"))
		*list = GRAPHQL_SHIPPING;
	else if (application_word(kind))
		*list = GRAPHQL_APPLICATIONS;
	else
		return -1;
	return 0;
}

int order_graphql_add(struct arena *a, enum graphql_list list, void *owner,
		      size_t *room, const struct json *element,
		      struct xn_error *err)
{
	const struct graphql_list_info *info = &graphql_lists[list];
	char **items = (char **)((char *)owner + info->items);
	size_t *count = (size_t *)((char *)owner + info->count);
	char *slot;

	if (*count >= *room) {
		size_t wanted = *count < 4 ? 8 : *count * 2;

		*items = arena_grow(a, *items, *count * info->size,
				    wanted * info->size);
		*room = wanted;
	}
	slot = *items + *count * info->size;
	memset(slot, 0, info->size);
	if (json_bind_tree(a, element, info->fields, slot, err))
		return -1;
	++*count;
	return 0;
}

/* What GraphQL calls PARTIALLY_FULFILLED is `partial` in a webhook's body. */
static const char *fulfillment_word(struct arena *a, const char *word)
{
	static const struct { const char *graphql, *rest; } words[] = {
		{ "UNFULFILLED", NULL },
		{ "FULFILLED", "fulfilled" },
		{ "PARTIALLY_FULFILLED", "partial" },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcmp(words[i].graphql, word))
			return words[i].rest;
	return text_lower_ascii(a, word);
}

static const char *lower(struct arena *a, const char *word)
{
	return word ? text_lower_ascii(a, word) : NULL;
}

/* Allocations point at applications by index, and so do we. */
static void place_applications(struct arena *a, struct graphql_order *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->napplications; i++) {
		int64_t index = g->applications[i].index;

		if (index >= 0 && index < APPLICATIONS_MAX &&
		    (size_t)index >= n)
			n = (size_t)index + 1;
	}
	g->order.applications = arena_alloc(a, n * sizeof(struct order_code));
	g->order.napplications = n;
	for (size_t i = 0; i < g->napplications; i++) {
		const struct graphql_application *from = &g->applications[i];

		if (from->index < 0 || from->index >= APPLICATIONS_MAX)
			continue;
		g->order.applications[from->index] = (struct order_code){
			.code = from->code ? from->code : from->title,
			.type = application_word(from->kind),
		};
	}
}

/*
 * GraphQL has no word for what REST calls shipping_refund: newer refunds
 * carry shipping lines instead, and an older one's adjustment has no reason,
 * while every discrepancy has one.
 */
static void finish_refund(struct refund *r)
{
	r->total_known = true;
	/* The schema lets it be null (Refund.createdAt). */
	if (!r->created_at)
		r->created_at = r->processed_at;
	for (size_t i = 0; i < r->nadjustments; i++)
		r->adjustments[i].kind = r->adjustments[i].kind
						 ? "refund_discrepancy"
						 : "shipping_refund";
}

void order_graphql_finish(struct arena *a, struct graphql_order *g)
{
	struct order *o = &g->order;

	o->cancel_reason = lower(a, o->cancel_reason);
	o->financial_status = lower(a, o->financial_status);
	if (o->fulfillment_status)
		o->fulfillment_status =
			fulfillment_word(a, o->fulfillment_status);
	for (size_t i = 0; i < o->nshipping; i++)
		if (!o->shipping[i].id)
			o->shipping[i].id = (int64_t)i + 1;
	place_applications(a, g);
	o->nrefunds = g->nrefunds;
	o->refunds = arena_alloc(a, g->nrefunds * sizeof(*o->refunds));
	for (size_t i = 0; i < g->nrefunds; i++) {
		o->refunds[i] = g->refunds[i].refund;
		finish_refund(&o->refunds[i]);
	}
}
