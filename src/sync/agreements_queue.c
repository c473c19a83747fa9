/* The queue of agreements.h. */
#include "base/clock.h"
#include "domain/shopify/documents.h"
#include "domain/store/agreement_store.h"
#include "domain/store/order_queue.h"

#include "agreements.h"
#include "nodes.h"
#include "reread.h"

/* How far the reading is. */
struct place {
	struct order_queue_place queue;	/* in job->arena */
	int64_t until_us;
	struct page_size size;
};

/* Deleted meanwhile, or older than what the app may see: no more of it. */
static int give_up_missing(struct job *job, const struct db_rows *rows,
			   const struct json *nodes, struct xn_error *err)
{
	int64_t *ids = arena_alloc(job->page,
		((size_t)db_count(rows) + 1) * sizeof(*ids));
	const struct json *n = json_first(nodes);
	size_t count = 0;

	for (int i = 0; n && i < db_count(rows); i++, n = json_next(n))
		if (!json_is_object(n))
			ids[count++] = db_int64(rows, i, "order_id");
	if (!count)
		return 0;
	return agreement_give_up(job->sync->db, job->page,
				 job->shop.tenant_id, job->shop.shop_id, ids,
				 count, err);
}

/* The one order that Shopify cannot answer for. */
static int leave_out(struct job *job, struct place *p,
		     const struct db_rows *rows, struct xn_error *err)
{
	order_queue_go_behind(&p->queue, job->arena, rows);
	return agreements_leave_out(job, db_int64(rows, 0, "order_id"), err) ||
	       job_row(job, err) ? -1 : 0;
}

static int read_some(struct job *job, struct place *p, bool *more,
		     struct xn_error *err)
{
	const struct json *nodes;
	struct db_rows *rows;
	bool again;

	arena_reset(job->page);
	rows = order_queue_list(job->sync->db, job->page, job->shop.tenant_id,
				job->shop.shop_id, &p->queue, p->size.rows,
				err);
	if (!rows)
		return -1;
	*more = db_count(rows) > 0;
	if (!*more)
		return 0;
	if (nodes_ask(job, shopify_nodes_agreements, rows, &p->size, &again,
		      &nodes, err))
		return err->code == XN_BAD_INPUT ? leave_out(job, p, rows, err)
						 : -1;
	if (again)
		return 0;
	order_queue_go_behind(&p->queue, job->arena, rows);
	for (int i = 0; i < db_count(rows); i++)
		if (job_row(job, err))
			return -1;
	return give_up_missing(job, rows, nodes, err) ||
	       agreements_take(job, nodes, err) ? -1 : 0;
}

static int count_left(struct job *job, int64_t *left, struct xn_error *err)
{
	return order_queue_count(job->sync->db, job->page, job->shop.tenant_id,
				 job->shop.shop_id, left, err);
}

int agreements_read(struct job *job, int64_t limit_us, struct xn_error *err)
{
	struct place p = {
		.queue = order_queue_begin(!job->refunds_left),
		.until_us = clock_mono_us() + limit_us,
	};
	bool more = true;
	int64_t left;

	if (count_left(job, &left, err))
		return -1;
	progress_enter(&job->progress, "ledgers",
		       "reading Shopify's own ledgers");
	if (left)
		job->progress.rows_expected = job->progress.rows_read + left;
	page_size_init(&p.size, false);
	while (more && clock_mono_us() < p.until_us)
		if (job_tick(job, err) || read_some(job, &p, &more, err))
			return -1;
	if (reread_orders(job, err) || count_left(job, &left, err))
		return -1;
	if (left)
		job_add_detail(job, "the ledgers of %lld orders are yet to be"
			       " read", (long long)left);
	return 0;
}
