#include <string.h>

#include "base/text.h"

#include "domain/shopify/bulk_result.h"
#include "domain/shopify/shopify_json.h"

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

static int leave_out(struct bulk_result *r, struct xn_error *err)
{
	return r->calls->left_out(r->ctx, r->order_gid ? r->order_gid
						       : "a line", err);
}

/* The order at hand has all its children. */
static int hand_over(struct bulk_result *r, struct xn_error *err)
{
	struct graphql_order *order = r->order;

	r->order = NULL;
	return order ? r->calls->order(r->ctx, order, err) : 0;
}

static int add_child(struct bulk_result *r, const struct json *node,
		     const char *parent, struct xn_error *err)
{
	const char *kind = member_text(node, "__typename");
	enum graphql_list list;

	if (r->damaged)
		return 0;
	if (!r->order_gid || strcmp(parent, r->order_gid))
		return xn_fail(err, XN_REFUSED,
			       "line %lld stands apart from its parent",
			       (long long)r->lines.count);
	if (!r->order)
		return 0;	/* of an order that was left out */
	if (!kind || order_graphql_find_list(kind, &list))
		xn_fail(err, XN_BAD_INPUT, "it has a part of no known kind");
	else if (!shopify_json_check(node, err) &&
		 !order_graphql_add(r->arena, list, r->order,
				    &r->room[list], node, err))
		return 0;
	r->order = NULL;
	return leave_out(r, err);
}

static int begin(struct bulk_result *r, const struct json *node,
		 struct xn_error *err)
{
	const char *gid = member_text(node, "id");
	struct graphql_order *order;

	if (!gid || !text_starts(gid, "gid://shopify/Order/"))
		return r->calls->node(r->ctx, node, err);
	r->order_gid = gid;
	memset(r->room, 0, sizeof(r->room));
	order = arena_alloc(r->arena, sizeof(*order));
	if (shopify_json_check(node, err) ||
	    order_graphql_bind(r->arena, node, order, err))
		return leave_out(r, err);
	r->order = order;
	return 0;
}

static int take_line(void *ctx, const char *text, size_t len,
		     struct xn_error *err)
{
	struct bulk_result *r = ctx;
	const struct json *node;
	const char *parent;

	if (!looks_like_child(text, len)) {
		if (hand_over(r, err))
			return -1;
		r->order_gid = NULL;
		r->damaged = false;
		arena_reset(r->arena);
	}
	node = shopify_json_parse(r->arena, text, len, err);
	if (!json_is_object(node)) {
		r->damaged = true;
		xn_fail(err, XN_BAD_INPUT, "line %lld is not JSON",
			(long long)r->lines.count);
		return r->calls->left_out(r->ctx, "a line", err);
	}
	parent = member_text(node, "__parentId");
	if (parent)
		return add_child(r, node, parent, err);
	if (hand_over(r, err))
		return -1;
	return begin(r, node, err);
}

void bulk_result_init(struct bulk_result *r, struct arena *arena,
		      const struct bulk_result_calls *calls, void *ctx)
{
	*r = (struct bulk_result){
		.calls = calls,
		.ctx = ctx,
		.arena = arena,
	};
	lines_init(&r->lines, take_line, r);
}

int bulk_result_feed(struct bulk_result *r, const char *data, size_t n,
		     struct xn_error *err)
{
	return lines_feed(&r->lines, data, n, err);
}

int bulk_result_end(struct bulk_result *r, struct xn_error *err)
{
	return lines_end(&r->lines, err) || hand_over(r, err) ? -1 : 0;
}

void bulk_result_free(struct bulk_result *r)
{
	lines_free(&r->lines);
	arena_reset(r->arena);
}
