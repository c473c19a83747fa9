#include "domain/store/order_queue.h"

#include "nodes.h"
#include "refund_lines.h"

static int read_some(struct job *job, struct page_size *size, int64_t *last,
		     bool *more, struct xn_error *err)
{
	struct db_rows *rows;
	bool again;

	arena_reset(job->page);
	rows = order_queue_list_headers(job->sync->db, job->page,
					job->shop.tenant_id,
					job->shop.shop_id, *last, size->rows,
					err);
	if (!rows)
		return -1;
	*more = db_count(rows) > 0;
	if (!*more)
		return 0;
	if (nodes_read(job, rows, size, &again, err))
		return -1;
	if (again)
		return 0;
	job->progress.read[RESOURCE_NKINDS] += db_count(rows);
	*last = db_int64(rows, db_count(rows) - 1, "order_id");
	return 0;
}

int refund_lines_read(struct job *job, struct xn_error *err)
{
	struct page_size size;
	int64_t last = 0;
	bool more = true;

	progress_enter(&job->progress, "refunds",
		       "reading the lines of refunds");
	if (job->progress.rows_expected >= 0)
		job->progress.rows_expected += job->refunds_to_read;
	page_size_init(&size, true);
	while (more)
		if (job_tick(job, err) ||
		    read_some(job, &size, &last, &more, err))
			return -1;
	return 0;
}
