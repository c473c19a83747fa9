#include "domain/store/order_reread.h"

#include "nodes.h"
#include "reread.h"

static int read_some(struct job *job, struct page_size *size, int64_t *last,
		     bool *more, struct xn_error *err)
{
	const struct shop_target *shop = &job->shop;
	struct db_rows *rows;
	bool again;

	arena_reset(job->page);
	rows = order_reread_list(job->sync->db, job->page, shop->tenant_id,
				 shop->shop_id, *last, size->rows, err);
	if (!rows)
		return -1;
	*more = db_count(rows) > 0;
	if (!*more)
		return 0;
	progress_enter(&job->progress, "edits",
		       "reading orders that changed unseen");
	if (nodes_read(job, rows, size, &again, err))
		return -1;
	if (again)
		return 0;
	*last = db_int64(rows, db_count(rows) - 1, "order_id");
	return order_reread_done(job->sync->db, job->page, shop->tenant_id,
				 shop->shop_id, rows, err);
}

int reread_orders(struct job *job, struct xn_error *err)
{
	struct page_size size;
	int64_t last = 0;
	bool more = true;

	page_size_init(&size, true);
	while (more)
		if (job_tick(job, err) ||
		    read_some(job, &size, &last, &more, err))
			return -1;
	return 0;
}
