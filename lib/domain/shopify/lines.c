#include "domain/shopify/lines.h"

#define FIRST_BYTES (64 * 1024)

void lines_init(struct lines *l,
		int (*line)(void *ctx, const char *text, size_t len,
			    struct xn_error *err),
		void *ctx)
{
	*l = (struct lines){ .line = line, .ctx = ctx };
	buf_init(&l->rest, NULL);
	buf_reserve(&l->rest, FIRST_BYTES);
}

void lines_free(struct lines *l)
{
	buf_free(&l->rest);
}

static int hand_over(struct lines *l, const char *text, size_t len,
		     struct xn_error *err)
{
	if (!len)
		return 0;
	l->count++;
	return l->line(l->ctx, text, len, err);
}

static int keep(struct lines *l, const char *data, size_t n,
		struct xn_error *err)
{
	if (n > LINES_MAX_BYTES - l->rest.len)
		return xn_fail(err, XN_TOO_LARGE,
			       "line %lld is longer than %d bytes",
			       (long long)l->count + 1, LINES_MAX_BYTES);
	buf_add(&l->rest, data, n);
	return 0;
}

int lines_feed(struct lines *l, const char *data, size_t n,
	       struct xn_error *err)
{
	const char *end = data + n;

	l->bytes += (int64_t)n;
	while (data < end) {
		const char *stop = memchr(data, '\n', (size_t)(end - data));
		size_t len = (size_t)((stop ? stop : end) - data);
		int rc;

		if (!stop)
			return keep(l, data, len, err);
		if (!l->rest.len) {
			rc = hand_over(l, data, len, err);
		} else {
			rc = keep(l, data, len, err) ||
			     hand_over(l, l->rest.data, l->rest.len, err);
			buf_reset(&l->rest);
		}
		if (rc)
			return -1;
		data = stop + 1;
	}
	return 0;
}

int lines_end(struct lines *l, struct xn_error *err)
{
	int rc = hand_over(l, l->rest.data, l->rest.len, err);

	buf_reset(&l->rest);
	return rc;
}
