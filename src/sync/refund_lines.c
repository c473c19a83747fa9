#include "nodes.h"
#include "refund_lines.h"

DB_QUERY(refund_lines_select_orders, 4,
	"SELECT order_id FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND headers_only"
	"   AND agreements_due > 0"
	"   AND order_id > $3 ORDER BY order_id LIMIT $4");

/* The next orders to read, after `last`. */
static struct db_rows *next_orders(struct job *job, int64_t last, int limit,
				   struct xn_error *err)
{
	struct arena *a = job->page;

	return db_read(job->sync->db, a, job->shop.tenant_id,
		       &refund_lines_select_orders,
		       DB_ARGS(db_arg_int64(a, job->shop.tenant_id),
			       db_arg_int64(a, job->shop.shop_id),
			       db_arg_int64(a, last),
			       db_arg_int64(a, limit)), err);
}

static int read_some(struct job *job, struct page_size *size, int64_t *last,
		     bool *more, struct xn_error *err)
{
	struct db_rows *rows;
	bool again;

	arena_reset(job->page);
	rows = next_orders(job, *last, size->rows, err);
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
	page_size_init(&size);
	while (more)
		if (job_tick(job, err) ||
		    read_some(job, &size, &last, &more, err))
			return -1;
	return 0;
}
