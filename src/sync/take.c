#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#include "take.h"

#define READ_BYTES (256 * 1024)

/*
 * Whether a line has a parent, from a look at its bytes: only a hint, for a
 * title may say so too.  It decides when memory is given back, no more.
 */
static bool looks_like_child(const char *text, size_t len)
{
	static const char name[] = "\"__parentId\"";
	const char *end = text + len, *p = text;

	while ((p = memchr(p, '_', (size_t)(end - p)))) {
		if (p > text && (size_t)(end - p) >= sizeof(name) - 2 &&
		    !memcmp(p - 1, name, sizeof(name) - 1))
			return true;
		p++;
	}
	return false;
}

static const char *member_text(const struct json *object, const char *name)
{
	const struct json *value = json_get(object, name);

	return value ? json_text(value) : NULL;
}

/* The order at hand has all its children: store it. */
static int store_order(struct take *t, struct xn_error *err)
{
	struct graphql_order *g = t->order;

	if (!g)
		return 0;
	t->order = NULL;
	g->order.headers_only = g->nrefunds > 0;
	t->job->refunds_to_read += g->order.headers_only;
	if (resource_store_order(t->job, g, err) &&
	    job_leave_out(t->job, t->order_gid, err))
		return -1;
	return 0;
}

static int begin_order(struct take *t, const struct json *node,
		       struct xn_error *err)
{
	struct arena *a = t->job->page;
	struct graphql_order *g = arena_alloc(a, sizeof(*g));

	memset(t->room, 0, sizeof(t->room));
	t->order_gid = member_text(node, "id");
	if (order_graphql_bind(a, node, g, err))
		return job_leave_out(t->job, t->order_gid, err);
	if (g->order.updated_at > t->newest_us)
		t->newest_us = g->order.updated_at;
	t->order = g;
	return 0;
}

static int store_root(struct take *t, const struct json *node,
		      struct xn_error *err)
{
	int64_t updated_us = 0;

	if (t->resource->store(t->job, node, &updated_us, err) &&
	    job_leave_out(t->job, member_text(node, "id"), err))
		return -1;
	if (updated_us > t->newest_us)
		t->newest_us = updated_us;
	return 0;
}

static int add_child(struct take *t, const struct json *node,
		     const char *parent, struct xn_error *err)
{
	const char *kind = member_text(node, "__typename");
	enum graphql_list list;

	if (t->damaged)
		return 0;
	if (!t->order_gid || strcmp(parent, t->order_gid))
		return xn_fail(err, XN_REFUSED, "line %lld stands apart from"
			       " its parent; ask for groupObjects",
			       (long long)t->lines.count);
	if (!t->order)
		return 0;	/* of an order that was left out */
	if (!kind || order_graphql_find_list(kind, &list))
		xn_fail(err, XN_BAD_INPUT, "it has a part of no known kind");
	else if (!order_graphql_add(t->job->page, list, t->order,
				    &t->room[list], node, err))
		return 0;
	t->order = NULL;
	return job_leave_out(t->job, t->order_gid, err);
}

/* Of a ready file: which resource it is of. */
static int find_resource(struct take *t, const struct json *node,
			 struct xn_error *err)
{
	const char *id = member_text(node, "id");

	for (int i = 0; id && i < RESOURCES && !t->resource; i++)
		if (!strncmp(id, resources[i].gid, strlen(resources[i].gid)))
			t->resource = &resources[i];
	if (!t->resource)
		return xn_fail(err, XN_BAD_INPUT, "line 1 is not a customer,"
			       " a product or an order");
	t->job->progress.phase = t->resource->name;
	return 0;
}

static int take_root(struct take *t, const struct json *node,
		     struct xn_error *err)
{
	if (!t->resource && find_resource(t, node, err))
		return -1;
	t->roots++;
	t->job->progress.read[t->resource->id]++;
	if (job_row(t->job, err))
		return -1;
	return t->resource->id == ORDERS ? begin_order(t, node, err)
					 : store_root(t, node, err);
}

static int take_line(void *ctx, const char *text, size_t len,
		     struct xn_error *err)
{
	struct take *t = ctx;
	struct arena *a = t->job->page;
	const struct json *node;
	const char *parent;

	if (!looks_like_child(text, len)) {
		if (store_order(t, err))
			return -1;
		t->order_gid = NULL;
		t->damaged = false;
		arena_reset(a);
	}
	node = json_parse(a, text, len, err);
	if (!json_is_object(node)) {
		t->damaged = true;
		xn_fail(err, XN_BAD_INPUT, "line %lld is not JSON",
			(long long)t->lines.count);
		return job_leave_out(t->job, "a line", err);
	}
	parent = member_text(node, "__parentId");
	if (parent)
		return add_child(t, node, parent, err);
	if (store_order(t, err))
		return -1;
	return take_root(t, node, err);
}

void take_init(struct take *t, struct job *job,
	       const struct resource *resource)
{
	*t = (struct take){ .job = job, .resource = resource };
	if (resource)
		job->progress.phase = resource->name;
	lines_init(&t->lines, take_line, t);
}

int take_end(struct take *t, struct xn_error *err)
{
	return lines_end(&t->lines, err) || store_order(t, err) ? -1 : 0;
}

void take_free(struct take *t)
{
	lines_free(&t->lines);
	arena_reset(t->job->page);
}

static int feed_file(struct take *t, int fd, struct xn_error *err)
{
	char *bytes = arena_alloc_raw(t->job->arena, READ_BYTES);
	ssize_t n;

	while ((n = read(fd, bytes, READ_BYTES)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return xn_fail(err, XN_BAD_INPUT, "%s",
				       strerror(errno));
		if (lines_feed(&t->lines, bytes, (size_t)n, err))
			return -1;
	}
	return take_end(t, err);
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
	rc = feed_file(&t, fd, err);
	close(fd);
	if (!rc && t.resource)
		job->watermark[t.resource->id] = t.newest_us;
	take_free(&t);
	return rc;
}
