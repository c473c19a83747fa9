#include "base/jsonout.h"
#include "domain/shopify/documents.h"

#include "agreements.h"
#include "nodes.h"
#include "unanswered.h"

/* {"ids": [...], "lines": n}; 0: no lines. */
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
	if (lines)
		jsonout_put_int64(&w, "lines", lines);
	jsonout_object_end(&w);
	return buf_text(&text);
}

int nodes_ask(struct job *job, const char *document,
	      const struct db_rows *rows, struct page_size *size, bool *again,
	      const struct json **nodes, struct xn_error *err)
{
	struct ask ask = {
		.document = document,
		.variables = variables(job->page, rows,
				       size->has_lines ? size->lines : 0),
		.id_document = shopify_nodes_exist,
		.id_variables = variables(job->page, rows, 0),
		.rows = db_count(rows),
	};
	const struct json *data;

	if (ask_rows(job, &ask, size, again, &data, err))
		return -1;
	if (*again)
		return 0;
	if (ask.rows == size->rows)
		page_size_adapt(size, shopify_requested_cost(job->access));
	*nodes = json_get(data, "nodes");
	return 0;
}

/* The letter is written at once: the caller has done with the order then. */
static int leave_out(struct job *job, const struct db_rows *rows,
		     struct xn_error *err)
{
	const char *gid = arena_printf(job->page, "gid://shopify/Order/%s",
				       db_text(rows, 0, "order_id"));

	return job_leave_out(job, gid, 0, err) || job_flush(job, err) ? -1 : 0;
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
	const struct json *nodes;

	if (nodes_ask(job, shopify_nodes_orders, rows, size, again, &nodes,
		      err))
		return err->code == XN_BAD_INPUT ? leave_out(job, rows, err)
						 : -1;
	if (*again)
		return 0;
	return store_nodes(job, nodes, err) ||
	       agreements_take(job, nodes, err) ? -1 : 0;
}
