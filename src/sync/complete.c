#include <string.h>

#include "base/count.h"
#include "base/jsonout.h"
#include "base/log.h"
#include "domain/shopify/documents.h"

#include "complete.h"
#include "unanswered.h"

/* As many refunds as shopify_page_orders asks for: there may be more. */
#define PAGE_REFUNDS 3

/* As many as Shopify gives at all: `refunds` is a list without pages. */
#define MOST_REFUNDS 250

/* A list of an order or a refund: how to ask for more, where it comes. */
struct rest {
	enum graphql_list list;
	const char *document;
	const char *path;
	size_t page;		/* offset of its struct graphql_page */
};

static const struct rest order_lists[] = {
	{ GRAPHQL_LINES, shopify_order_lines, "order.lineItems",
	  offsetof(struct graphql_order, lines) },
	{ GRAPHQL_SHIPPING, shopify_order_shipping, "order.shippingLines",
	  offsetof(struct graphql_order, shipping) },
	{ GRAPHQL_APPLICATIONS, shopify_order_applications,
	  "order.discountApplications",
	  offsetof(struct graphql_order, applications_page) },
};

static const struct rest refund_lists[] = {
	{ GRAPHQL_REFUND_LINES, shopify_refund_lines, "node.refundLineItems",
	  offsetof(struct graphql_refund, lines) },
	{ GRAPHQL_REFUND_ADJUSTMENTS, shopify_refund_adjustments,
	  "node.orderAdjustments",
	  offsetof(struct graphql_refund, adjustments) },
	{ GRAPHQL_REFUND_SHIPPING, shopify_refund_shipping,
	  "node.refundShippingLines",
	  offsetof(struct graphql_refund, shipping) },
};

static int ask(struct job *job, const char *document, const char *type,
	       int64_t id, const char *after, const struct json **data,
	       struct xn_error *err)
{
	const char *gid = arena_printf(job->page, "gid://shopify/%s/%lld",
				       type, (long long)id);
	struct jsonout w;
	struct buf text;

	buf_init(&text, job->page);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "id", gid);
	jsonout_put_text(&w, "after", after);
	jsonout_object_end(&w);
	return ask_part(job, gid, document, buf_text(&text), data, err);
}

static int add_all(struct job *job, const struct rest *rest, void *owner,
		   size_t *room, const struct json *nodes,
		   struct xn_error *err)
{
	for (const struct json *n = json_first(nodes); n; n = json_next(n))
		if (order_graphql_add(job->page, rest->list, owner, room, n,
				      err))
			return -1;
	return 0;
}

/* Go on with one list until its end. */
static int read_rest(struct job *job, const struct rest *rest,
		     const char *type, int64_t id, void *owner,
		     struct xn_error *err)
{
	struct graphql_page *page =
		(struct graphql_page *)((char *)owner + rest->page);
	size_t *count = (size_t *)((char *)owner +
				   graphql_lists[rest->list].count);
	size_t room = *count;

	while (page->more) {
		const struct json *data, *list;

		if (job_tick(job, err) ||
		    ask(job, rest->document, type, id, page->cursor, &data,
			err))
			return -1;
		list = json_path(data, rest->path);
		page->more = false;
		if (!json_is_object(list))
			break;	/* it was deleted meanwhile */
		if (json_bind_tree(job->page, json_get(list, "pageInfo"),
				   graphql_page_fields, page, err) ||
		    add_all(job, rest, owner, &room, json_get(list, "nodes"),
			    err))
			return -1;
	}
	return 0;
}

static struct graphql_refund *find_refund(struct graphql_order *g, int64_t id)
{
	for (size_t i = 0; i < g->nrefunds; i++)
		if (g->refunds[i].refund.id == id)
			return &g->refunds[i];
	return NULL;
}

/* All refunds of an order: the new ones' lists are yet to be read. */
static int list_refunds(struct job *job, struct graphql_order *g,
			struct xn_error *err)
{
	const struct json *data, *list, *n;
	struct graphql_refund *all;
	size_t count = 0;

	if (ask(job, shopify_order_refunds, "Order", g->order.id, NULL, &data,
		err))
		return -1;
	list = json_path(data, "order.refunds");
	all = arena_alloc(job->page, MOST_REFUNDS * sizeof(*all));
	for (n = json_first(list); n && count < MOST_REFUNDS;
	     n = json_next(n)) {
		struct graphql_refund *known, *r = &all[count++];

		if (json_bind_tree(job->page, n, graphql_refund_fields, r,
				   err))
			return -1;
		known = find_refund(g, r->refund.id);
		if (known)
			*r = *known;
		else
			r->lines.more = r->adjustments.more =
				r->shipping.more = true;
	}
	if (count == MOST_REFUNDS)
		log_warn("order %lld has more refunds than Shopify shows",
			 (long long)g->order.id);
	if (count >= g->nrefunds) {
		g->refunds = all;
		g->nrefunds = count;
	}
	return 0;
}

int complete_order(struct job *job, struct graphql_order *g,
		   struct xn_error *err)
{
	job->orders_cut += g->lines.more;
	for (size_t i = 0; i < COUNT_OF(order_lists); i++)
		if (read_rest(job, &order_lists[i], "Order", g->order.id, g,
			      err))
			return -1;
	if (g->nrefunds >= PAGE_REFUNDS && list_refunds(job, g, err))
		return -1;
	for (size_t r = 0; r < g->nrefunds; r++)
		for (size_t i = 0; i < COUNT_OF(refund_lists); i++)
			if (read_rest(job, &refund_lists[i], "Refund",
				      g->refunds[r].refund.id,
				      &g->refunds[r], err))
				return -1;
	return 0;
}
