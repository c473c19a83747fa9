#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/shopify/bulk.h"
#include "domain/shopify/documents.h"
#include "domain/shopify/lines.h"

#include "ids.h"

/* Ids are wanted, not needed: the next sweep will do as well. */
#define STARTS_MAX 3
#define BUSY_PAUSE_US (10 * CLOCK_SECOND_US)
#define BUSY_MAX 30

#define RESULT_BYTES_MAX (INT64_C(1) << 30)

/* A result on its way. */
struct listing {
	struct job *job;
	struct ids *ids;
	struct lines lines;
};

static const struct json_field id_fields[] = {
	{ .name = "id", .type = JSON_ID, .required = true },
	{ 0 }
};

static int add(struct ids *ids, int64_t id, struct xn_error *err)
{
	if (ids->count == IDS_MAX)
		return xn_fail(err, XN_TOO_LARGE, "more than %d of them",
			       IDS_MAX);
	if (ids->count == ids->room) {
		ids->room = ids->room ? ids->room * 2 : 4096;
		ids->list = realloc(ids->list,
				    ids->room * sizeof(*ids->list));
		if (!ids->list)
			abort();
	}
	ids->list[ids->count++] = id;
	return 0;
}

static int take_line(void *ctx, const char *text, size_t len,
		     struct xn_error *err)
{
	struct listing *l = ctx;
	int64_t id;

	arena_reset(l->job->page);
	return job_row(l->job, err) ||
	       json_bind(l->job->page, text, len, id_fields, &id, err) ||
	       add(l->ids, id, err) ? -1 : 0;
}

static int take_piece(void *ctx, const char *data, size_t n,
		      struct xn_error *err)
{
	return lines_feed(&((struct listing *)ctx)->lines, data, n, err);
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* All of it or nothing: an id that is missing here would be buried. */
static int take(struct job *job, const struct bulk_operation *op,
		struct ids *ids, struct xn_error *err)
{
	struct listing l = { .job = job, .ids = ids };
	int rc;

	ids->count = 0;
	lines_init(&l.lines, take_line, &l);
	rc = fetch_stream(shopify_fetch(job->sync->shopify), op->url,
			  RESULT_BYTES_MAX, take_piece, &l, err) ||
	     lines_end(&l.lines, err);
	if (!rc && ((op->file_bytes >= 0 && l.lines.bytes < op->file_bytes) ||
		    l.lines.count < op->objects))
		rc = xn_fail(err, XN_UNAVAILABLE,
			     "the list of ids ends too soon");
	lines_free(&l.lines);
	if (ids->count)
		qsort(ids->list, ids->count, sizeof(*ids->list), compare);
	return rc ? -1 : 0;
}

/* Begin, or take over.  -1: XN_THROTTLED when there is no place. */
static int start(struct job *job, const char *query, bool first,
		 struct bulk_operation *op, struct xn_error *err)
{
	bool found = false;

	for (int busy = 0; busy < BUSY_MAX; busy++) {
		arena_reset(job->page);
		if (first && bulk_find_running(job->access, job->page, query,
					       op, &found, err))
			return -1;
		if (found || !bulk_start(job->access, job->page, query, op,
					 err))
			return 0;
		if (err->code != XN_THROTTLED ||
		    shopify_wait(job->access, BUSY_PAUSE_US, err))
			return -1;
	}
	return xn_fail(err, XN_THROTTLED, "no bulk operation can be started");
}

/* -1: XN_UNAVAILABLE, another may do; XN_REFUSED, it takes too long. */
static int wait_for(struct job *job, struct bulk_operation *op,
		    int64_t until_us, struct xn_error *err)
{
	struct bulk_watch watch = { 0 };
	bool is_still = false, is_late = false;
	int polls = 0;

	while (!is_still && !is_late) {
		int64_t now_us;

		arena_reset(job->page);
		if (shopify_wait(job->access, bulk_poll_pause_us(polls++),
				 err) ||
		    bulk_poll(job->access, job->page, op, err))
			return -1;
		if (bulk_step(op) != BULK_WAIT)
			return 0;
		now_us = clock_mono_us();
		is_late = now_us >= until_us;
		is_still = bulk_stands_still(&watch, op, now_us,
					     sync_stall_us(job->sync));
	}
	if (bulk_cancel(job->access, job->page, op, err))
		return -1;
	if (is_late)
		return xn_fail(err, XN_REFUSED, "the list takes too long");
	return xn_fail(err, XN_UNAVAILABLE,
		       "the bulk operation stands still, it is cancelled");
}

/* One operation.  *known stays false if another may do. */
static int read_once(struct job *job, const char *query, bool first,
		     int64_t until_us, struct ids *out, bool *known,
		     struct xn_error *err)
{
	struct bulk_operation op = { 0 };

	if (start(job, query, first, &op, err) ||
	    wait_for(job, &op, until_us, err))
		return -1;
	out->as_of_us = op.created_at;
	switch (bulk_step(&op)) {
	case BULK_EMPTY:
		*known = true;
		return 0;
	case BULK_TAKE:
		*known = take(job, &op, out, err) == 0;
		return *known ? 0 : -1;
	default:
		return xn_fail(err, XN_UNAVAILABLE,
			       "the bulk operation is %s %s", op.status,
			       op.error_code);
	}
}

/* Is it the run that is over, and not only this list? */
static bool is_final(const struct xn_error *err)
{
	return sync_stopping() || err->code == XN_CONFLICT ||
	       err->code == XN_INTERNAL || err->code == XN_UNAUTHENTICATED;
}

int ids_read(struct job *job, const struct resource *r, struct ids *out,
	     bool *known, struct xn_error *err)
{
	const char *query = shopify_bulk_query(job->arena, r->name, r->filter,
					       " id ");
	int64_t until_us = clock_mono_us() + 2 * sync_stall_us(job->sync);

	*out = (struct ids){ 0 };
	*known = false;
	for (int i = 0; i < STARTS_MAX && !*known; i++) {
		if (!read_once(job, query, i == 0, until_us, out, known, err))
			continue;
		if (is_final(err))
			return -1;
		log_warn("ids of %s: %s", r->name, err->text);
		if (err->code != XN_UNAVAILABLE && err->code != XN_NOT_FOUND)
			break;
	}
	return 0;
}

bool ids_have(const struct ids *ids, int64_t id)
{
	return ids->count && bsearch(&id, ids->list, ids->count, sizeof(id),
				     compare);
}

void ids_free(struct ids *ids)
{
	free(ids->list);
}
