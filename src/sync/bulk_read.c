#include "base/clock.h"
#include "base/log.h"
#include "domain/shopify/bulk.h"
#include "domain/shopify/documents.h"

#include "bulk_read.h"
#include "pages.h"
#include "take.h"

/* How often an operation is started, and a result fetched, before pages. */
#define STARTS_MAX 3
#define FETCHES_MAX 3

/* All five places are taken: by whom else is not ours to say.  Wait a while. */
#define BUSY_PAUSE_US (10 * CLOCK_SECOND_US)
#define BUSY_MAX 30

#define RESULT_BYTES_MAX (INT64_C(1) << 40)

/* One resource on its way. */
struct errand {
	const struct resource *resource;
	int64_t from_us;
	const char *query;
	struct bulk_operation op;	/* op.id "" until one runs */
	struct bulk_watch watch;	/* over it */
	int64_t next_us;		/* when to look again */
	int polls, starts, fetches, busy;
	bool by_pages;			/* bulk was given up */
	bool done;
};

static void wait_for_export(struct job *job)
{
	progress_enter(&job->progress, "exporting",
		       "Shopify is preparing the data");
}

/* Take over what an earlier process left running, or start an operation. */
static int start(struct job *job, struct errand *e, struct xn_error *err)
{
	bool found = false;

	arena_reset(job->page);
	if (!e->starts && bulk_find_running(job->access, job->page, e->query,
					    &e->op, &found, err))
		return -1;
	if (!found && bulk_start(job->access, job->page, e->query, &e->op,
				 err)) {
		if (err->code != XN_THROTTLED && err->code != XN_REFUSED)
			return -1;
		e->op.id[0] = '\0';
		e->by_pages = err->code == XN_REFUSED ||
			      ++e->busy > BUSY_MAX;
		e->next_us = clock_mono_us() + BUSY_PAUSE_US;
		return 0;
	}
	e->starts++;
	e->polls = e->fetches = 0;
	e->watch = (struct bulk_watch){ 0 };
	e->next_us = clock_mono_us() + bulk_poll_pause_us(0);
	return 0;
}

static int take_piece(void *ctx, const char *data, size_t n,
		      struct xn_error *err)
{
	struct take *t = ctx;

	return bulk_result_feed(&t->result, data, n, err);
}

/* The result is whole: all its bytes and all its lines are there. */
static int check_whole(const struct errand *e, const struct lines *lines,
		       struct xn_error *err)
{
	if (e->op.file_bytes >= 0 && lines->bytes < e->op.file_bytes)
		return xn_fail(err, XN_UNAVAILABLE, "the %s of the bulk"
			       " result end too soon", e->resource->name);
	if (lines->count < e->op.objects)
		return xn_fail(err, XN_UNAVAILABLE, "lines are missing from"
			       " the %s of the bulk result",
			       e->resource->name);
	return 0;
}

/*
 * Fetch the result and store it.  What is stored of a result that breaks off
 * stays: it is true, and the next attempt only finds it there.
 */
static int take_result(struct job *job, struct errand *e,
		       struct xn_error *err)
{
	struct take t;
	int64_t read_before = job->progress.rows_read;
	int rc;

	take_init(&t, job, e->resource);
	rc = fetch_stream(shopify_fetch(job->sync->shopify), e->op.url,
			  RESULT_BYTES_MAX, take_piece, &t, err) ||
	     bulk_result_end(&t.result, err) ||
	     check_whole(e, &t.result.lines, err) ||
	     job_flush(job, err);
	bulk_result_free(&t.result);
	if (rc) {
		job->progress.rows_read = read_before;
		job->progress.read[e->resource->id] = 0;
		return -1;
	}
	job->watermark[e->resource->id] = e->op.created_at;
	e->done = true;
	return 0;
}

/* After take_result(): what next?  -1 if it is not the result's fault. */
static int recover(struct job *job, struct errand *e, struct xn_error *err)
{
	if (job->store_failed || sync_stopping() ||
	    err->code == XN_CONFLICT || err->code == XN_INTERNAL)
		return -1;
	log_warn("%s: %s", e->resource->name, err->text);
	if (err->code == XN_REFUSED)
		e->by_pages = true;
	else if (err->code == XN_NOT_FOUND || ++e->fetches >= FETCHES_MAX)
		e->op.id[0] = '\0';
	e->next_us = clock_mono_us() + bulk_poll_pause_us(e->fetches);
	return 0;
}

static void expect(struct job *job, const struct errand *errands)
{
	int64_t sum = 0;

	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		const struct errand *e = &errands[i];

		if (!e->done && bulk_step(&e->op) != BULK_TAKE &&
		    bulk_step(&e->op) != BULK_EMPTY)
			return;
		sum += e->op.roots;
	}
	job->progress.rows_expected = sum;
}

/* Shopify itself ends one that goes on no more after ten days. */
static int wait_or_cancel(struct job *job, struct errand *e,
			  struct xn_error *err)
{
	int64_t now_us = clock_mono_us();

	wait_for_export(job);
	e->next_us = now_us + bulk_poll_pause_us(++e->polls);
	if (!bulk_stands_still(&e->watch, &e->op, now_us,
			       sync_stall_us(job->sync)))
		return 0;
	log_warn("%s: the bulk operation stands still, it is cancelled",
		 e->resource->name);
	if (bulk_cancel(job->access, job->page, &e->op, err))
		return -1;
	e->op.id[0] = '\0';
	return 0;
}

static int look(struct job *job, struct errand *e,
		const struct errand *errands, struct xn_error *err)
{
	arena_reset(job->page);
	if (bulk_poll(job->access, job->page, &e->op, err))
		return -1;
	switch (bulk_step(&e->op)) {
	case BULK_WAIT:
		return wait_or_cancel(job, e, err);
	case BULK_TAKE:
		expect(job, errands);
		return take_result(job, e, err) ? recover(job, e, err) : 0;
	case BULK_EMPTY:
		job->watermark[e->resource->id] = e->op.created_at;
		e->done = true;
		return 0;
	case BULK_DENIED:
		return xn_fail(err, XN_FORBIDDEN, "the app may not read %s",
			       e->resource->name);
	default:
		log_warn("%s: the bulk operation is %s %s",
			 e->resource->name, e->op.status, e->op.error_code);
		e->op.id[0] = '\0';
		e->next_us = clock_mono_us();
		return 0;
	}
}

static int step(struct job *job, struct errand *e,
		const struct errand *errands, struct xn_error *err)
{
	int64_t wait_us = e->next_us - clock_mono_us(), reached_us;

	if (shopify_wait(job->access, wait_us, err))
		return -1;
	if (!*e->op.id && !e->by_pages) {
		if (e->starts < STARTS_MAX)
			return start(job, e, err);
		e->by_pages = true;
	}
	if (!e->by_pages)
		return look(job, e, errands, err);
	log_warn("%s: read by pages instead", e->resource->name);
	if (pages_read(job, e->resource, e->from_us, PAGES_ALL, &reached_us,
		       err))
		return -1;
	e->done = true;
	return 0;
}

static struct errand *next_errand(struct errand *errands)
{
	struct errand *next = NULL;

	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		struct errand *e = &errands[i];

		if (!e->done && (!next || e->next_us < next->next_us))
			next = e;
	}
	return next;
}

static void plan(struct job *job, const int64_t *from_us,
		 struct errand *errands)
{
	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		const struct resource *r = &resources[i];
		struct errand *e = &errands[i];

		*e = (struct errand){ .resource = r, .from_us = from_us[i] };
		if (from_us[i] == BULK_READ_NOTHING) {
			e->done = true;
			continue;
		}
		e->query = shopify_bulk_query(job->arena, r->name,
			resource_search(job->arena, r, from_us[i], 0),
			r->select);
	}
}

int bulk_read(struct job *job, const int64_t from_us[RESOURCE_NKINDS],
	      struct xn_error *err)
{
	struct errand errands[RESOURCE_NKINDS], *e;

	plan(job, from_us, errands);
	wait_for_export(job);
	while ((e = next_errand(errands)))
		if (step(job, e, errands, err))
			return -1;
	return 0;
}
