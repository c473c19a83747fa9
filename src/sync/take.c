#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#include "take.h"

#define READ_BYTES (256 * 1024)

#define STORING "storing what Shopify has prepared"

static int leave_out(void *ctx, const char *what, struct xn_error *err)
{
	struct take *t = ctx;

	return job_leave_out(t->job, what, 0, err);
}

/* Before each row; of a ready file, the first tells what it is of. */
static int row(struct take *t, const struct resource *resource,
	       struct xn_error *err)
{
	if (!t->resource) {
		t->resource = resource;
		progress_enter(&t->job->progress, resource->name, STORING);
	}
	if (t->resource != resource)
		return xn_fail(err, XN_REFUSED, "%s among the %s",
			       resource->name, t->resource->name);
	t->job->progress.read[resource->id]++;
	return job_row(t->job, err);
}

static void note_change(struct take *t, int64_t us)
{
	if (us > t->newest_us)
		t->newest_us = us;
}

static int take_order(void *ctx, struct graphql_order *g,
		      struct xn_error *err)
{
	struct take *t = ctx;

	if (row(t, &resources[RESOURCE_ORDERS], err))
		return -1;
	note_change(t, g->order.updated_at);
	g->order.headers_only = g->nrefunds > 0;
	t->job->refunds_to_read += g->order.headers_only;
	return resource_store_order(t->job, g, err)
		       ? job_leave_out(t->job, t->result.order_gid, 0, err)
		       : 0;
}

static int take_node(void *ctx, const struct json *node, struct xn_error *err)
{
	const struct json *id = json_get(node, "id");
	const char *gid = id ? json_text(id) : NULL;
	int64_t updated_us = 0;
	struct take *t = ctx;

	for (int i = 0; gid && i < RESOURCE_NKINDS; i++) {
		const struct resource *r = &resources[i];

		if (!text_starts(gid, r->gid))
			continue;
		if (row(t, r, err))
			return -1;
		if (resource_take(t->job, r, node, &updated_us, err))
			return -1;
		note_change(t, updated_us);
		return 0;
	}
	return xn_fail(err, XN_REFUSED, "line %lld is not a customer, a"
		       " product or an order",
		       (long long)t->result.lines.count);
}

static const struct bulk_result_calls calls = {
	.node = take_node,
	.order = take_order,
	.left_out = leave_out,
};

void take_init(struct take *t, struct job *job,
	       const struct resource *resource)
{
	*t = (struct take){ .job = job, .resource = resource };
	bulk_result_init(&t->result, job->page, &calls, t);
	if (resource)
		progress_enter(&job->progress, resource->name, STORING);
}

/* How many rows the file will have, from what it had so far. */
static void expect_rows(struct take *t, int64_t rows_before, off_t size)
{
	int64_t rows = t->job->progress.rows_read - rows_before;
	int64_t bytes = t->result.lines.bytes;

	if (bytes > 0 && bytes <= size)
		t->job->progress.rows_expected =
			rows_before + (int64_t)((double)rows / (double)bytes *
						(double)size);
}

static int feed_file(struct take *t, int fd, const char *path,
		     struct xn_error *err)
{
	char *bytes = arena_alloc_raw(t->job->arena, READ_BYTES);
	int64_t rows_before = t->job->progress.rows_read;
	struct stat file;
	ssize_t n;

	if (fstat(fd, &file))
		file.st_size = 0;

	while ((n = read(fd, bytes, READ_BYTES)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return xn_fail(err, XN_BAD_INPUT, "%s: %s", path,
				       strerror(errno));
		if (bulk_result_feed(&t->result, bytes, (size_t)n, err))
			return -1;
		expect_rows(t, rows_before, file.st_size);
	}
	return bulk_result_end(&t->result, err);
}

int take_file(struct job *job, const char *path, struct xn_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct take t;
	int rc;

	if (fd < 0)
		return xn_fail(err, XN_BAD_INPUT, "%s: %s", path,
			       strerror(errno));
	take_init(&t, job, NULL);
	rc = feed_file(&t, fd, path, err);
	close(fd);
	if (!rc && t.resource)
		job->watermark[t.resource->id] = t.newest_us;
	bulk_result_free(&t.result);
	return rc;
}
