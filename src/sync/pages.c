#include <string.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "domain/entity/order_graphql.h"

#include "pages.h"
#include "unanswered.h"

/* Shopify's bounds: rows a page, rows a list, points a query. */
#define ROWS_MAX 250
#define LIST_MAX 25000
#define COST_TARGET 900
#define LINES_MAX 100

/*
 * Until when changes are read by a run that begins now.  It has an end, so
 * that the run has one too, however busy the shop; a little in the future,
 * because Shopify's clock is not ours.
 */
#define CLOCKS_APART_US (60 * CLOCK_SECOND_US)

#define FIRST_ROWS 10
#define FIRST_LINES 10

/* So many pages are kept small after Shopify stumbled over one. */
#define SPARED_PAGES 10

/* Where a reading stands. */
struct reading {
	struct job *job;
	const struct resource *resource;
	struct page_size size;
	int64_t from_us, to_us;
	int64_t last_us;	/* the latest change seen */
	struct buf after;	/* the cursor; empty: from the start */
	int64_t in_list;	/* rows since the start of this list */
};

void page_size_init(struct page_size *size, bool has_lines)
{
	*size = (struct page_size){
		.rows = FIRST_ROWS,
		.lines = has_lines ? FIRST_LINES : 1,
		.most = ROWS_MAX,
		.has_lines = has_lines,
	};
}

static void set_rows(struct page_size *size, int64_t rows)
{
	int before = size->rows;

	if (rows > size->most)
		rows = size->most;
	size->rows = rows < 1 ? 1 : (int)rows;
	size->cost = (int)((int64_t)size->cost * size->rows / before);
}

/*
 * Cost grows the more slowly, the more rows there are.  So the next rows cost
 * no more than the last ones did, and where nothing is known of those, no more
 * than in proportion: either errs to the safe side.
 */
void page_size_adapt(struct page_size *size, int cost)
{
	int more_rows = size->rows - size->seen_rows;
	int more_cost = cost - size->seen_cost;
	int64_t rows = size->rows;

	if (size->spared && !--size->spared) {
		page_size_init(size, size->has_lines);
		return;
	}
	if (cost <= 0)
		return;
	if (size->seen_rows && more_rows > 0 && more_cost > 0)
		rows += (int64_t)(COST_TARGET - cost) * more_rows / more_cost;
	else
		rows = rows * COST_TARGET / cost;
	size->seen_rows = size->rows;
	size->seen_cost = size->cost = cost;
	set_rows(size, rows);
	if (size->rows > size->seen_rows && size->cost > COST_TARGET)
		size->cost = COST_TARGET;
}

/*
 * Each order that was cut costs a query of its own, so where that is common
 * it is better to take more lines of fewer orders.
 */
void page_size_widen(struct page_size *size, int64_t rows, int64_t cut)
{
	if (cut * 4 <= rows || size->lines >= LINES_MAX)
		return;
	size->lines *= 2;
	size->seen_rows = 0;
	size->rows = size->rows > 1 ? size->rows / 2 : 1;
}

int page_size_shrink(struct page_size *size)
{
	size->most = size->rows - size->rows / 4;
	size->cost = 0;
	size->seen_rows = 0;
	if (size->rows > 1)
		set_rows(size, size->rows / 2);
	else if (size->lines > 1)
		size->lines /= 2;
	else
		return -1;
	return 0;
}

int page_size_spare(struct page_size *size)
{
	size->spared = SPARED_PAGES;
	return page_size_shrink(size);
}

/* Of a page; or of its first row's id, which `is_first` says. */
static const char *variables(struct arena *a, struct reading *r,
			     bool is_first)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	if (!is_first)
		jsonout_put_int64(&w, "first", r->size.rows);
	jsonout_put_text(&w, "after", r->after.len ? buf_text(&r->after)
						   : NULL);
	jsonout_put_text(&w, "query", resource_search(a, r->resource,
		r->from_us, r->to_us));
	if (!is_first && r->size.has_lines)
		jsonout_put_int64(&w, "lines", r->size.lines);
	jsonout_object_end(&w);
	return buf_text(&text);
}

/* *left_out: of the page's one row there is the id alone, *err says why. */
static int ask(struct reading *r, const struct json **list, bool *left_out,
	       struct xn_error *err)
{
	const struct resource *what = r->resource;
	struct job *job = r->job;
	const struct json *data;
	bool again = true;
	int asked = 0, rc = 0;

	while (!rc && again) {
		struct ask ask;

		arena_reset(job->page);
		asked = r->size.rows;
		ask = (struct ask){
			.document = what->page,
			.variables = variables(job->page, r, false),
			.id_document = what->first,
			.id_variables = variables(job->page, r, true),
			.rows = asked,
		};
		rc = ask_rows(job, &ask, &r->size, &again, &data, err);
	}
	*left_out = rc && err->code == XN_BAD_INPUT;
	if (rc && !*left_out)
		return -1;
	if (r->size.rows == asked)
		page_size_adapt(&r->size, shopify_requested_cost(job->access));
	*list = json_get(data, what->name);
	return 0;
}

static int begin_row(struct reading *r, struct xn_error *err)
{
	r->in_list++;
	r->job->progress.read[r->resource->id]++;
	return job_row(r->job, err);
}

/* That is gone by now, or what *err says is its fault. */
static int leave_out(struct reading *r, const struct json *node,
		     struct xn_error *err)
{
	struct xn_error own;

	if (!node)
		return 0;
	if (begin_row(r, &own)) {
		*err = own;
		return -1;
	}
	return resource_leave_out(r->job, r->resource, node, err);
}

static int store_nodes(struct reading *r, const struct json *nodes,
		       struct xn_error *err)
{
	struct job *job = r->job;

	for (const struct json *n = json_first(nodes); n; n = json_next(n)) {
		int64_t updated_us;

		if (begin_row(r, err) ||
		    resource_take(job, r->resource, n, &updated_us, err))
			return -1;
		if (updated_us > r->last_us)
			r->last_us = updated_us;
	}
	return 0;
}

/* A watermark never passes the window, whatever a filter let through. */
static int commit(struct reading *r, struct xn_error *err)
{
	int64_t us = r->last_us < r->to_us ? r->last_us : r->to_us;

	if (r->last_us)
		copy_watermark(r->job->copy, r->resource->name, us);
	return job_flush(r->job, err);
}

/*
 * Begin a new list where this one must end; not if all of this one changed at
 * one instant, for the new one would be the same.
 */
static bool go_on_from_last(struct reading *r)
{
	int64_t from_us = r->last_us - r->last_us % CLOCK_SECOND_US;

	if (from_us <= r->from_us)
		return false;
	r->from_us = from_us;
	r->in_list = 0;
	buf_reset(&r->after);
	return true;
}

static int check_end(struct reading *r, bool more, struct xn_error *err)
{
	if (more && r->in_list + r->size.rows > LIST_MAX &&
	    !go_on_from_last(r))
		return xn_fail(err, XN_TOO_LARGE,
			       "more than %d %s changed at one instant",
			       LIST_MAX, r->resource->name);
	return 0;
}

static int read_page(struct reading *r, bool *more, struct xn_error *err)
{
	int64_t rows_before = r->in_list, cut_before = r->job->orders_cut;
	struct graphql_page page = { 0 };
	const struct json *list, *nodes;
	bool left_out;

	if (ask(r, &list, &left_out, err) ||
	    json_bind_tree(r->job->page, json_get(list, "pageInfo"),
			   graphql_page_fields, &page, err))
		return -1;
	if (page.more && !page.cursor)
		return xn_fail(err, XN_UNAVAILABLE,
			       "Shopify's page has no cursor");
	buf_reset(&r->after);
	if (page.cursor)
		buf_adds(&r->after, page.cursor);
	*more = page.more;
	nodes = json_get(list, "nodes");
	if ((left_out ? leave_out(r, json_first(nodes), err)
		      : store_nodes(r, nodes, err)) || commit(r, err))
		return -1;
	page_size_widen(&r->size, r->in_list - rows_before,
			r->job->orders_cut - cut_before);
	return check_end(r, page.more, err);
}

int pages_read(struct job *job, const struct resource *resource,
	       int64_t from_us, int64_t most, int64_t *reached_us,
	       struct xn_error *err)
{
	struct reading r = {
		.job = job,
		.resource = resource,
		.from_us = from_us,
		.to_us = clock_now_us() + CLOCKS_APART_US,
	};
	int64_t before = job->progress.read[resource->id];
	bool more = true;
	int rc = 0;

	progress_enter(&job->progress, resource->name, "reading changes");
	page_size_init(&r.size, resource->id == RESOURCE_ORDERS);
	buf_init(&r.after, NULL);
	while (more && !rc &&
	       job->progress.read[resource->id] - before < most)
		rc = job_tick(job, err) || read_page(&r, &more, err);
	buf_free(&r.after);
	if (!rc && !more && !r.last_us && !from_us)
		job->watermark[resource->id] = r.to_us;
	*reached_us = 0;
	if (rc || more)
		*reached_us = r.last_us > from_us ? r.last_us : from_us;
	return rc ? -1 : 0;
}
