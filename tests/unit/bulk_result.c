#include <string.h>

#include "domain/shopify/bulk_result.h"

#include "test.h"

#define SHOP(amount) "{\"shopMoney\":{\"amount\":\"" amount "\"}}"
#define ORDER(n)							\
	"{\"id\":\"gid://shopify/Order/" n "\","			\
	"\"createdAt\":\"2026-10-01T10:00:00Z\","			\
	"\"processedAt\":\"2026-10-01T10:00:00Z\","			\
	"\"updatedAt\":\"2026-10-01T10:00:00Z\",\"test\":false,"	\
	"\"taxesIncluded\":false,\"currencyCode\":\"EUR\","		\
	"\"totalPriceSet\":" SHOP("1.0") ",\"refunds\":[]}\n"
#define LINE(n, parent)							\
	"{\"__typename\":\"LineItem\",\"id\":\"gid://shopify/LineItem/"	\
	n "\",\"quantity\":1,\"currentQuantity\":1,"			\
	"\"originalUnitPriceSet\":" SHOP("1.0") ","			\
	"\"__parentId\":\"gid://shopify/Order/" parent "\"}\n"
#define SHIPPING(parent)						\
	"{\"__typename\":\"ShippingLine\",\"id\":null,"			\
	"\"originalPriceSet\":" SHOP("1.0") ","				\
	"\"discountedPriceSet\":" SHOP("1.0") ","			\
	"\"__parentId\":\"gid://shopify/Order/" parent "\"}\n"
#define CODE(parent)							\
	"{\"__typename\":\"DiscountCodeApplication\",\"index\":0,"	\
	"\"code\":\"X\",\"__parentId\":\"gid://shopify/Order/" parent	\
	"\"}\n"
#define PRODUCT(title)							\
	"{\"id\":\"gid://shopify/Product/1\",\"title\":\"" title "\"}\n"

/* What was handed over: "1:3,1,0 " is order 1 with its three lists. */
static struct buf seen;

static int note_node(void *ctx, const struct json *node, struct xn_error *e)
{
	(void)ctx;
	(void)e;
	buf_printf(&seen, "%s ", json_text(json_get(node, "title")));
	return 0;
}

static int note_order(void *ctx, struct graphql_order *g, struct xn_error *e)
{
	(void)ctx;
	(void)e;
	order_graphql_finish(arena, g);
	buf_printf(&seen, "%lld:%zu,%zu,%zu ", (long long)g->order.id,
		   g->order.nlines, g->order.nshipping,
		   g->order.napplications);
	return 0;
}

static int note_left_out(void *ctx, const char *what, struct xn_error *e)
{
	(void)ctx;
	buf_printf(&seen, "-%s(%s) ", what, e->text);
	return e->code == XN_BAD_INPUT ? 0 : -1;
}

static const struct bulk_result_calls calls = {
	note_node, note_order, note_left_out,
};

static int read_in(const char *text, size_t piece)
{
	struct arena *own = arena_new(1024);
	size_t len = strlen(text);
	struct bulk_result r;
	int rc = 0;

	buf_init(&seen, arena);
	bulk_result_init(&r, own, &calls, NULL);
	for (size_t at = 0; at < len && !rc; at += piece)
		rc = bulk_result_feed(&r, text + at,
				      len - at < piece ? len - at : piece,
				      &err);
	if (!rc)
		rc = bulk_result_end(&r, &err);
	bulk_result_free(&r);
	arena_free(own);
	buf_text(&seen);
	return rc;
}

static const struct {
	const char *text, *want;
} cases[] = {
	{ "", "" },
	{ ORDER("1") ORDER("2"), "1:0,0,0 2:0,0,0 " },
	{ ORDER("1") LINE("1", "1") LINE("2", "1") SHIPPING("1") CODE("1")
	  ORDER("2") LINE("3", "2"), "1:2,1,1 2:1,0,0 " },
	/* Lists that grow past their first memory, among each other. */
	{ ORDER("1") LINE("1", "1") LINE("2", "1") LINE("3", "1")
	  SHIPPING("1") LINE("4", "1") LINE("5", "1") LINE("6", "1")
	  LINE("7", "1") LINE("8", "1") LINE("9", "1") SHIPPING("1"),
	  "1:9,2,0 " },
	{ PRODUCT("a") PRODUCT("b"), "a b " },
	/* A title may look like anything. */
	{ PRODUCT("__parentId") PRODUCT("\\\"__parentId\\\":1"),
	  "__parentId \"__parentId\":1 " },
	/* What is broken is left out, with all that hangs on it. */
	{ ORDER("1") "{\"id\":\n" LINE("1", "2") ORDER("3"),
	  "1:0,0,0 -a line(line 2 is not JSON) 3:0,0,0 " },
	{ "{\"id\":\"gid://shopify/Order/4\"}\n" LINE("1", "4") ORDER("5"),
	  "-gid://shopify/Order/4(createdAt: missing) 5:0,0,0 " },
	{ ORDER("1") "{\"__typename\":\"LineItem\",\"__parentId\":"
	  "\"gid://shopify/Order/1\"}\n" LINE("2", "1") ORDER("2"),
	  "-gid://shopify/Order/1(id: missing) 2:0,0,0 " },
	{ ORDER("1") "{\"__typename\":\"Fee\",\"__parentId\":"
	  "\"gid://shopify/Order/1\"}\n",
	  "-gid://shopify/Order/1(it has a part of no known kind) " },
};

START_TEST(puts_orders_together)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(read_in(cases[i].text, 1 << 20), 0);
		ck_assert_str_eq(seen.data, cases[i].want);
		ck_assert_int_eq(read_in(cases[i].text, 7), 0);
		ck_assert_str_eq(seen.data, cases[i].want);
	}
}
END_TEST

START_TEST(tells_children_that_stand_apart)
{
	static const char *const apart[] = {
		ORDER("1") ORDER("2") LINE("1", "1"),
		ORDER("1") LINE("1", "2"),
		LINE("1", "1"),
		PRODUCT("a") LINE("1", "1"),
	};

	for (size_t i = 0; i < COUNT_OF(apart); i++) {
		ck_assert_int_eq(read_in(apart[i], 1 << 20), -1);
		ck_assert_int_eq(err.code, XN_REFUSED);
		ck_assert_ptr_nonnull(strstr(err.text,
					     "stands apart from its parent"));
	}
}
END_TEST

TEST_MAIN("shopify_result", puts_orders_together,
	  tells_children_that_stand_apart)
