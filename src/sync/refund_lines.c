#include "base/clock.h"
#include "domain/store/order_queue.h"

#include "nodes.h"
#include "refund_lines.h"

static int read_some(struct job *job, struct page_size *size, int64_t *before,
		     bool *more, struct xn_error *err)
{
	struct db_rows *rows;
	bool again;

	arena_reset(job->page);
	rows = order_queue_list_headers(job->sync->db, job->page,
					job->shop.tenant_id,
					job->shop.shop_id, *before,
					size->rows, err);
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
	*before = db_int64(rows, db_count(rows) - 1, "order_id");
	return 0;
}

int refund_lines_read(struct job *job, int64_t until_us, struct xn_error *err)
{
	struct page_size size;
	int64_t before = INT64_MAX;
	bool more = true;

	progress_enter(&job->progress, "refunds",
		       "reading the lines of refunds");
	if (job->progress.rows_expected >= 0)
		job->progress.rows_expected += job->refunds_to_read;
	page_size_init(&size, true);
	do {
		if (job_tick(job, err) ||
		    read_some(job, &size, &before, &more, err))
			return -1;
	} while (more && clock_mono_us() < until_us);
	job->refunds_left = more;
	if (more)
		job_add_detail(job, "refunds are yet to be read");
	return 0;
}
