#include "base/jsonout.h"
#include "domain/entity/agreement.h"
#include "domain/entity/ledger.h"
#include "domain/shopify/documents.h"
#include "domain/store/agreement_store.h"

#include "agreements.h"
#include "letters.h"
#include "unanswered.h"

/* Orders of one transaction: the shop is locked for as long. */
#define STORE_AT_ONCE 50

/* More agreements than any order has; Shopify's cursors are not trusted. */
#define STEPS_MAX 2000

static const char *order_gid(struct arena *a, int64_t id)
{
	return arena_printf(a, "gid://shopify/Order/%lld", (long long)id);
}

static const char *step_variables(struct arena *a, const char *gid,
				  const char *after, const char *sales)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "id", gid);
	jsonout_put_text(&w, "after", after);
	jsonout_put_text(&w, "sales", sales);
	jsonout_object_end(&w);
	return buf_text(&text);
}

/* One agreement, with a page of its sales. */
static int read_step(struct job *job, int64_t order_id, const char *after,
		     const char *sales, struct agreements *out,
		     struct xn_error *err)
{
	const char *gid = order_gid(job->page, order_id);
	const struct json *data;

	*out = (struct agreements){ 0 };
	if (job_tick(job, err) ||
	    ask_part(job, gid, shopify_order_agreement,
		     step_variables(job->page, gid, after, sales), &data,
		     err))
		return -1;
	data = json_get(data, "order");
	if (!json_is_object(data))
		return 0;	/* it was deleted meanwhile */
	return json_bind_tree(job->page, data, agreement_page_fields, out,
			      err);
}

static void append(struct job *job, struct agreements *g, size_t *room,
		   const struct agreement *part)
{
	if (g->count == *room) {
		size_t wanted = *room ? *room * 2 : 8;

		g->list = arena_grow(job->page, g->list,
				     *room * sizeof(*g->list),
				     wanted * sizeof(*g->list));
		*room = wanted;
	}
	g->list[g->count++] = *part;
}

/*
 * A ledger that did not fit a page is read again from its beginning, one
 * agreement after the other, each to the end of its sales: as parts of one
 * agreement they count the same.
 */
static int complete(struct job *job, struct agreements *g,
		    struct xn_error *err)
{
	const char *after = NULL, *sales = NULL;
	struct agreements part;
	size_t room = 0;

	if (!agreement_is_cut(g))
		return 0;
	g->list = NULL;
	g->count = 0;
	for (int steps = 0; steps < STEPS_MAX; steps++) {
		if (read_step(job, g->order_id, after, sales, &part, err))
			return -1;
		if (!part.count)
			return 0;
		append(job, g, &room, &part.list[0]);
		if (part.list[0].page.more) {
			sales = part.list[0].page.cursor;
			continue;
		}
		if (!part.page.more)
			return 0;
		after = part.page.cursor;
		sales = NULL;
	}
	return xn_fail(err, XN_BAD_INPUT, "its ledger has no end");
}

static const struct json_field id_fields[] = {
	{ JSON_FIELD("id", ID, struct order, id), .required = true },
	{ 0 }
};

static int take_one(struct job *job, const struct json *node,
		    struct agreement_row *row, struct xn_error *err)
{
	struct order *order = arena_alloc(job->page, sizeof(*order));
	struct agreements g = { 0 };

	row->order = order;
	if (json_bind_tree(job->page, node, id_fields, order, err) ||
	    json_bind_tree(job->page, node, agreement_fields, &g, err) ||
	    complete(job, &g, err))
		return -1;
	row->updated_at = g.updated_at;
	return agreement_ledger(job->page, &g, order, err);
}

/*
 * The letter is written first: an order that waits no more, and of which
 * nothing tells, would be lost.
 */
int agreements_leave_out(struct job *job, int64_t order_id,
			 struct xn_error *err)
{
	if (job_leave_out(job, order_gid(job->page, order_id), 0, err) ||
	    letters_write(job, err))
		return -1;
	return agreement_give_up(job->sync->db, job->page,
				 job->shop.tenant_id, job->shop.shop_id,
				 &order_id, 1, err);
}

static void count_stored(struct job *job, const struct order *order)
{
	job->progress.read[RESOURCE_NKINDS + 1]++;
	for (size_t i = 0; i < order->nsales; i++)
		if (order->sales[i].type == SALE_UNKNOWN)
			job->unknown_sales++;
}

static int store(struct job *job, struct agreement_row *rows, size_t count,
		 struct xn_error *err)
{
	const struct shop_target *shop = &job->shop;

	if (!count)
		return 0;
	if (agreement_store(job->sync->db, job->page, shop->tenant_id,
			    shop->shop_id, rows, count, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (rows[i].end == AGREEMENT_STORED)
			count_stored(job, rows[i].order);
	return 0;
}

int agreements_take(struct job *job, const struct json *nodes,
		    struct xn_error *err)
{
	struct agreement_row rows[STORE_AT_ONCE];
	size_t n = 0;

	for (const struct json *node = json_first(nodes); node;
	     node = json_next(node)) {
		if (!json_is_object(node))
			continue;
		if (!take_one(job, node, &rows[n], err)) {
			n++;
		} else if (agreements_leave_out(job, rows[n].order->id,
						err)) {
			return -1;
		}
		if (n < STORE_AT_ONCE)
			continue;
		if (store(job, rows, n, err))
			return -1;
		n = 0;
	}
	return store(job, rows, n, err);
}
