#include "base/jsonout.h"
#include "domain/shopify/documents.h"

#include "agreements.h"
#include "nodes.h"

const char *nodes_variables(struct arena *a, const struct db_rows *rows,
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
	if (lines)
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

		if (job_row(job, err))
			return -1;
		if (json_is_object(n) &&
		    resource_take(job, &resources[RESOURCE_ORDERS], n,
				  &updated_us, err))
			return -1;
	}
	return job_flush(job, err);
}

int nodes_read(struct job *job, const struct db_rows *rows,
	       struct page_size *size, bool *again, struct xn_error *err)
{
	const struct json *data;

	*again = false;
	shopify_expect_cost(job->access, size->cost);
	if (shopify_query(job->access, job->page, shopify_nodes_orders,
			  nodes_variables(job->page, rows, size->lines),
			  &data, err)) {
		*again = err->code == XN_TOO_LARGE;
		return *again ? page_size_shrink(size) : -1;
	}
	if (db_count(rows) == size->rows)
		page_size_adapt(size, shopify_requested_cost(job->access));
	data = json_get(data, "nodes");
	return store_nodes(job, data, err) ||
	       agreements_take(job, data, err) ? -1 : 0;
}
