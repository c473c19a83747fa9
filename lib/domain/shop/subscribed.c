#include <string.h>

#include "base/clock.h"

#include "domain/entity/order_graphql.h"
#include "domain/shop/subscribed.h"
#include "domain/shopify/documents.h"

struct node {
	const char *id, *topic, *uri;
};

static const struct json_field node_fields[] = {
	{ JSON_FIELD("id", TEXT, struct node, id), .required = true },
	{ JSON_FIELD("topic", TEXT, struct node, topic), .required = true },
	{ JSON_FIELD("uri", TEXT, struct node, uri), .required = true },
	{ 0 }
};

static bool is_over(int64_t end_us)
{
	return end_us && clock_mono_us() > end_us;
}

static int take_nodes(struct arena *a, const struct json *nodes,
		      const char *uri, struct subscribed **list,
		      struct xn_error *err)
{
	for (const struct json *n = json_first(nodes); n; n = json_next(n)) {
		struct node node = { 0 };
		struct subscribed *one;

		if (json_bind_tree(a, n, node_fields, &node, err))
			return -1;
		if (strcmp(node.uri, uri))
			continue;
		one = arena_alloc(a, sizeof(*one));
		*one = (struct subscribed){ node.id, node.topic, *list };
		*list = one;
	}
	return 0;
}

int subscribed_list(struct shopify_access *access, struct arena *a,
		    const char *uri, int64_t end_us, struct subscribed **out,
		    struct xn_error *err)
{
	struct graphql_page page = { .more = true };
	const struct json *data, *list;

	*out = NULL;
	while (page.more && !is_over(end_us)) {
		if (shopify_query(access, a, shopify_subscriptions,
				  shopify_variable(a, "after", page.cursor),
				  &data, err))
			return -1;
		list = json_get(data, "webhookSubscriptions");
		page.more = false;
		if (json_bind_tree(a, json_get(list, "pageInfo"),
				   graphql_page_fields, &page, err) ||
		    take_nodes(a, json_get(list, "nodes"), uri, out, err))
			return -1;
	}
	return 0;
}

int subscribed_end(struct shopify_access *access, struct arena *a,
		   const struct subscribed *list, int64_t end_us,
		   struct xn_error *err)
{
	const struct json *gone;

	for (; list && !is_over(end_us); list = list->next)
		if (shopify_query(access, a, shopify_unsubscribe,
				  shopify_variable(a, "id", list->id), &gone,
				  err))
			return -1;
	return 0;
}
