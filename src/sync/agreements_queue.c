/* The queue of agreements.h. */
#include "base/clock.h"
#include "domain/shopify/documents.h"
#include "domain/store/agreement_store.h"

#include "agreements.h"
#include "nodes.h"
#include "reread.h"

DB_QUERY(agreements_count, 2,
	"SELECT count(*) AS n FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND agreements_due > 0");

DB_QUERY(agreements_exist, 2,
	"SELECT FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND agreements_due > 0"
	" LIMIT 1");

/* From $3 due, $4 processed and $5 order on, in the order of the index. */
DB_QUERY(agreements_select, 6,
	"SELECT order_id, agreements_due, processed_at FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND agreements_due > 0"
	"   AND (agreements_due, processed_at, order_id) <"
	"       ($3::smallint, $4::timestamptz, $5::bigint)"
	" ORDER BY agreements_due DESC, processed_at DESC, order_id DESC"
	" LIMIT $6");

/* Where the reading stands: behind this order. */
struct place {
	const char *due, *processed, *order_id;	/* in job->arena */
	int64_t until_us;
	struct page_size size;
};

static struct db_rows *next_orders(struct job *job, const struct place *p,
				   struct xn_error *err)
{
	struct arena *a = job->page;

	return db_read(job->sync->db, a, job->shop.tenant_id,
		       &agreements_select,
		       DB_ARGS(SHOP_KEY_ARGS(a, &job->shop), p->due,
			       p->processed, p->order_id,
			       db_arg_int64(a, p->size.rows)), err);
}

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

static void go_behind(struct job *job, struct place *p,
		      const struct db_rows *rows)
{
	int last = db_count(rows) - 1;

	p->due = arena_strdup(job->arena,
			      db_text(rows, last, "agreements_due"));
	p->processed = arena_strdup(job->arena,
				    db_text(rows, last, "processed_at"));
	p->order_id = arena_strdup(job->arena,
				   db_text(rows, last, "order_id"));
}

static int read_some(struct job *job, struct place *p, bool *more,
		     struct xn_error *err)
{
	const struct json *data;
	struct db_rows *rows;

	arena_reset(job->page);
	rows = next_orders(job, p, err);
	if (!rows)
		return -1;
	*more = db_count(rows) > 0;
	if (!*more)
		return 0;
	shopify_expect_cost(job->access, p->size.cost);
	if (shopify_query(job->access, job->page, shopify_nodes_agreements,
			  nodes_variables(job->page, rows, 0), &data, err))
		return err->code == XN_TOO_LARGE ? page_size_shrink(&p->size)
						 : -1;
	if (db_count(rows) == p->size.rows)
		page_size_adapt(&p->size,
				shopify_requested_cost(job->access));
	go_behind(job, p, rows);
	data = json_get(data, "nodes");
	for (int i = 0; i < db_count(rows); i++)
		if (job_row(job, err))
			return -1;
	return give_up_missing(job, rows, data, err) ||
	       agreements_take(job, data, err) ? -1 : 0;
}

static int count_left(struct job *job, int64_t *left, struct xn_error *err)
{
	struct db_rows *rows = db_read(job->sync->db, job->page,
		job->shop.tenant_id, &agreements_count,
		DB_ARGS(SHOP_KEY_ARGS(job->page, &job->shop)), err);

	if (!rows)
		return -1;
	*left = db_int64(rows, 0, "n");
	return 0;
}

int agreements_read(struct job *job, int64_t limit_us, struct xn_error *err)
{
	struct place p = {
		.due = "3", .processed = "infinity", .order_id = "0",
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
	page_size_init(&p.size);
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

int agreements_wanted(struct sync *s, struct arena *a,
		      const struct shop_target *shop, bool *wanted,
		      struct xn_error *err)
{
	struct db_rows *rows = db_read(s->db, a, shop->tenant_id,
				       &agreements_exist,
				       DB_ARGS(SHOP_KEY_ARGS(a, shop)), err);

	if (!rows)
		return -1;
	*wanted = db_count(rows) > 0;
	return 0;
}
