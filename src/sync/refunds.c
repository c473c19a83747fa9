#include "base/jsonout.h"
#include "domain/shopify_documents.h"

#include "pages.h"
#include "refunds.h"


DB_QUERY(refunds_select_orders, 4,
	"SELECT order_id FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND headers_only"
	"   AND order_id > $3 ORDER BY order_id LIMIT $4");

/* The next orders to read, after `last`. */
static struct db_rows *next_orders(struct job *job, int64_t last, int limit,
				   struct xn_error *err)
{
	struct arena *a = job->page;

	return db_read(job->sync->db, a, job->shop.tenant_id,
		       &refunds_select_orders,
		       DB_ARGS(db_arg_int64(a, job->shop.tenant_id),
			       db_arg_int64(a, job->shop.shop_id),
			       db_arg_int64(a, last),
			       db_arg_int64(a, limit)), err);
}

static const char *variables(struct arena *a, const struct db_rows *rows,
			     int lines)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_key(&w, "ids");
	jsonout_array_begin(&w);
	for (int i = 0; i < db_count(rows); i++)
		jsonout_text(&w, arena_printf(a, "gid://shopify/Order/%s",
					      db_text(rows, i, "order_id")));
	jsonout_array_end(&w);
	jsonout_put_int64(&w, "lines", lines);
	jsonout_object_end(&w);
	return buf_text(&text);
}

/* An order that was deleted meanwhile is a null in the list. */
static int store_nodes(struct job *job, const struct json *nodes,
		       struct xn_error *err)
{
	for (const struct json *n = json_first(nodes); n; n = json_next(n)) {
		int64_t updated_us;

		job->progress.read[RESOURCES]++;
		if (job_row(job, err))
			return -1;
		if (!json_is_object(n))
			continue;
		if (resource_take(job, &resources[ORDERS], n, &updated_us,
				  err))
			return -1;
	}
	return job_flush(job, err);
}

static int read_some(struct job *job, struct page_size *size, int64_t *last,
		     bool *more, struct xn_error *err)
{
	const struct json *data;
	struct db_rows *rows;

	arena_reset(job->page);
	rows = next_orders(job, *last, size->rows, err);
	if (!rows)
		return -1;
	*more = db_count(rows) > 0;
	if (!*more)
		return 0;
	shopify_expect_cost(job->access, size->cost);
	if (shopify_query(job->access, job->page, shopify_nodes_orders,
			  variables(job->page, rows, size->lines), &data,
			  err))
		return err->code == XN_TOO_LARGE ? page_size_shrink(size)
						 : -1;
	*last = db_int64(rows, db_count(rows) - 1, "order_id");
	if (db_count(rows) == size->rows)
		page_size_adapt(size, shopify_requested_cost(job->access));
	return store_nodes(job, json_get(data, "nodes"), err);
}

int refunds_read(struct job *job, struct xn_error *err)
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
