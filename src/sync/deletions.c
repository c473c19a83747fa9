#include "base/clock.h"
#include "base/jsonout.h"
#include "base/log.h"
#include "domain/shopify/documents.h"
#include "domain/store/customer_store.h"
#include "domain/store/order_store.h"
#include "domain/store/product_store.h"
#include "domain/store/stored_ids.h"

#include "deletions.h"
#include "ids.h"

/* What may be missing: so many, or a tenth of all, whichever is more. */
#define MISSING_MAX 50
#define MISSING_SHARE 10

/* Asked for by id at once, and buried in one transaction. */
#define CONFIRM_AT_ONCE 100
#define BURY_AT_ONCE 20

static const struct {
	enum stored_kind stored;
	void (*bury)(const struct writer *w, int64_t id);
} kinds[RESOURCE_NKINDS] = {
	[RESOURCE_CUSTOMERS] = { STORED_CUSTOMERS, customer_gone },
	[RESOURCE_PRODUCTS] = { STORED_PRODUCTS, product_bury },
	[RESOURCE_ORDERS] = { STORED_ORDERS, order_bury },
};

/* What is looked for of one resource. */
struct deletions {
	struct job *job;
	const struct resource *resource;
	struct ids ids;
	const char *since, *until;
	int64_t *missing;	/* of ours, in job->arena */
	size_t nmissing;
	int64_t ours, buried;
};

static void note_missing(struct deletions *s, int64_t id)
{
	static const size_t step = 1024;

	if (s->nmissing % step == 0)
		s->missing = arena_grow(s->job->arena, s->missing,
			s->nmissing * sizeof(int64_t),
			(s->nmissing + step) * sizeof(int64_t));
	s->missing[s->nmissing++] = id;
}

static bool too_many(const struct deletions *s)
{
	int64_t most = s->ours / MISSING_SHARE;

	return (int64_t)s->nmissing >
	       (most > MISSING_MAX ? most : MISSING_MAX);
}

/* Ours that Shopify did not list. */
static int find_missing(struct deletions *s, struct xn_error *err)
{
	struct job *job = s->job;
	struct arena *a = job->page;
	int64_t last = 0;
	int n;

	do {
		struct db_rows *rows;

		arena_reset(a);
		if (job_tick(job, err))
			return -1;
		rows = stored_ids(job->sync->db, a, job->shop.tenant_id,
				  job->shop.shop_id,
				  kinds[s->resource->id].stored, last,
				  s->since, s->until, err);
		if (!rows)
			return -1;
		n = db_count(rows);
		for (int i = 0; i < n; i++) {
			last = db_int64(rows, i, "id");
			s->ours++;
			if (!ids_have(&s->ids, last))
				note_missing(s, last);
		}
	} while (n);
	return 0;
}

static const char *variables(struct arena *a, const struct resource *r,
			     const int64_t *ids, size_t n)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_key(&w, "ids");
	jsonout_array_begin(&w);
	for (size_t i = 0; i < n; i++)
		jsonout_text(&w, arena_printf(a, "%s%lld", r->gid,
					      (long long)ids[i]));
	jsonout_array_end(&w);
	jsonout_object_end(&w);
	return buf_text(&text);
}

/* Of `n` ids, those that Shopify has not are left at the beginning. */
static int confirm(struct deletions *s, int64_t *ids, size_t *n,
		   struct xn_error *err)
{
	const struct json *data, *node;
	size_t gone = 0, i = 0;

	arena_reset(s->job->page);
	if (shopify_query(s->job->access, s->job->page, shopify_nodes_exist,
			  variables(s->job->page, s->resource, ids, *n),
			  &data, err))
		return -1;
	for (node = json_first(json_get(data, "nodes")); node && i < *n;
	     node = json_next(node), i++)
		if (json_is_null(node))
			ids[gone++] = ids[i];
	*n = gone;
	return 0;
}

static int bury(struct deletions *s, const int64_t *ids, size_t n,
		struct xn_error *err)
{
	struct db *db = s->job->sync->db;
	struct db_rows *lock;
	struct writer w;

	db_begin(db, s->job->shop.tenant_id);
	writer_lock(&w, db, s->job->page, s->job->shop.tenant_id,
		    s->job->shop.shop_id, false, &lock);
	if (db_flush(db, err) || writer_locked(&w, lock, err)) {
		db_rollback(db);
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		kinds[s->resource->id].bury(&w, ids[i]);
		if (db_flush(db, err))
			return -1;
	}
	if (db_commit(db, err))
		return -1;
	s->buried += (int64_t)n;
	return 0;
}

static int bury_missing(struct deletions *s, struct xn_error *err)
{
	for (size_t at = 0; at < s->nmissing; at += CONFIRM_AT_ONCE) {
		int64_t *ids = s->missing + at;
		size_t n = s->nmissing - at;

		if (n > CONFIRM_AT_ONCE)
			n = CONFIRM_AT_ONCE;
		if (confirm(s, ids, &n, err))
			return -1;
		for (size_t i = 0; i < n; i += BURY_AT_ONCE) {
			size_t some = n - i < BURY_AT_ONCE ? n - i
							   : BURY_AT_ONCE;

			if (job_tick(s->job, err) ||
			    bury(s, ids + i, some, err))
				return -1;
		}
	}
	return 0;
}

static const char *time_text(struct arena *a, int64_t us)
{
	char *text = arena_alloc_raw(a, 32);

	time_print_rfc3339(us, text);
	return text;
}

static int compare_with_ours(struct deletions *s, int64_t since_us,
			     struct xn_error *err)
{
	struct job *job = s->job;

	s->since = time_text(job->arena, since_us);
	s->until = time_text(job->arena, s->ids.as_of_us);
	if (find_missing(s, err))
		return -1;
	if (too_many(s)) {
		job_add_detail(job, "%lld %s seem to be gone, too many to be"
			       " believed", (long long)s->nmissing,
			       s->resource->name);
		log_error("deletions: %lld of %lld %s are not at Shopify",
			  (long long)s->nmissing, (long long)s->ours,
			  s->resource->name);
		return 0;
	}
	if (bury_missing(s, err))
		return -1;
	if (s->buried)
		job_add_detail(job, "%lld %s were deleted",
			       (long long)s->buried, s->resource->name);
	return 0;
}

int deletions_find(struct job *job, int64_t seen_since_us, struct xn_error *err)
{
	progress_enter(&job->progress, "deletions",
		       "looking for what was deleted");
	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		struct deletions s = { .job = job, .resource = &resources[i] };
		bool known;
		int rc = ids_read(job, s.resource, &s.ids, &known, err);

		if (!rc && known)
			rc = compare_with_ours(&s, i == RESOURCE_ORDERS
						       ? seen_since_us : 0,
					       err);
		ids_free(&s.ids);
		if (rc)
			return -1;
		if (!known)
			job_add_detail(job, "deleted %s were not looked for",
				       s.resource->name);
	}
	return 0;
}
