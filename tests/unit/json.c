#include <string.h>

#include "base/clock.h"
#include "wrap/json.h"

#include "test.h"

/* One of each kind. */
struct part {
	int64_t count;
	const char *name;
};

struct thing {
	int64_t id, count, price;
	const int64_t *spent;
	int64_t at;
	bool on;
	const char *name, *strict;
	struct part *child, *list;
	size_t nlist;
	const char **texts;
	size_t ntexts;
	const struct json *tree;
};

static const struct json_field part_fields[] = {
	{ .name = "count", .type = JSON_INT, .required = true,
	  .offset = offsetof(struct part, count) },
	{ .name = "name", .type = JSON_TEXT, .max = 5,
	  .offset = offsetof(struct part, name) },
	{ 0 }
};

static const struct json_field amount_fields[] = {
	{ .name = "amount", .type = JSON_MONEY,
	  .offset = offsetof(struct thing, price) },
	{ 0 }
};

static const struct json_field set_fields[] = {
	{ .name = "shop_money", .type = JSON_OBJECT,
	  .fields = amount_fields },
	{ 0 }
};

static const struct part part_initial = { .count = -1, .name = "none" };

static const struct json_field fields[] = {
	{ .name = "id", .type = JSON_ID, .required = true,
	  .offset = offsetof(struct thing, id) },
	{ JSON_FIELD("count", INT, struct thing, count) },
	{ JSON_FIELD("price", MONEY, struct thing, price) },
	{ JSON_FIELD("spent", AMOUNT, struct thing, spent) },
	{ .name = "price_set", .type = JSON_OBJECT, .fields = set_fields },
	{ JSON_FIELD("at", TIME, struct thing, at) },
	{ JSON_FIELD("on", BOOL, struct thing, on) },
	{ .name = "name", .type = JSON_TEXT, .max = 8,
	  .offset = offsetof(struct thing, name) },
	{ .name = "strict", .type = JSON_TEXT, .strict = true,
	  .offset = offsetof(struct thing, strict) },
	{ .name = "child", .type = JSON_CHILD, .fields = part_fields,
	  .size = sizeof(struct part), .initial = &part_initial,
	  .offset = offsetof(struct thing, child) },
	{ .name = "list", .type = JSON_LIST, .fields = part_fields,
	  .size = sizeof(struct part), .max = 3, .initial = &part_initial,
	  .offset = offsetof(struct thing, list),
	  .count_offset = offsetof(struct thing, nlist) },
	{ .name = "texts", .type = JSON_TEXTS, .max = 2,
	  .offset = offsetof(struct thing, texts),
	  .count_offset = offsetof(struct thing, ntexts) },
	{ JSON_FIELD("tree", TREE, struct thing, tree) },
	{ 0 }
};

static struct thing thing;

static int bind(const char *text)
{
	thing = (struct thing){ .id = -7, .count = -7, .price = -7, .at = -7,
				.on = true, .name = "before" };
	err = (struct xn_error){ 0 };
	return json_bind(arena, text, strlen(text), fields, &thing, &err);
}

/* {"id":1,MORE} */
static int bind_with(const char *more)
{
	return bind(arena_printf(arena, "{\"id\":1,%s}", more));
}

START_TEST(every_kind)
{
	ck_assert_int_eq(bind("{\"tree\":{\"a\":[1]},\"texts\":[\"x\",\"\"],"
		"\"list\":[{\"count\":1},{\"count\":\"2\",\"name\":\"b\"}],"
		"\"child\":{\"name\":null,\"count\":-3},\"strict\":\"s\","
		"\"name\":\"n\",\"on\":false,\"at\":\"1970-01-01T00:00:01Z\","
		"\"price\":\"12.5\",\"spent\":0,\"count\":0,\"id\":42}"), 0);
	ck_assert_int_eq(thing.id, 42);
	ck_assert_int_eq(thing.count, 0);
	ck_assert_int_eq(thing.price, 125000);
	ck_assert_int_eq(*thing.spent, 0);
	ck_assert_int_eq(thing.at, CLOCK_SECOND_US);
	ck_assert(!thing.on);
	ck_assert_str_eq(thing.name, "n");
	ck_assert_str_eq(thing.strict, "s");
	ck_assert_int_eq(thing.child->count, -3);
	ck_assert_str_eq(thing.child->name, "none");
	ck_assert_uint_eq(thing.nlist, 2);
	ck_assert_int_eq(thing.list[0].count, 1);
	ck_assert_str_eq(thing.list[0].name, "none");
	ck_assert_int_eq(thing.list[1].count, 2);
	ck_assert_str_eq(thing.list[1].name, "b");
	ck_assert_uint_eq(thing.ntexts, 2);
	ck_assert_str_eq(thing.texts[0], "x");
	ck_assert_str_eq(thing.texts[1], "");
	ck_assert(json_is_object(thing.tree));
}
END_TEST

START_TEST(absent_and_null_leave_it_alone)
{
	static const char *const more[] = {
		"\"x\":[{}]", "\"count\":null,\"price\":null,\"spent\":null,"
		"\"price_set\":null,\"at\":null,\"on\":null,\"name\":null,"
		"\"strict\":null,\"child\":null,\"list\":null,\"texts\":null,"
		"\"tree\":null",
		"\"price_set\":{}", "\"price_set\":{\"shop_money\":null}",
		"\"price_set\":{\"shop_money\":{\"amount\":null}}",
		"\"Count\":1,\"NAME\":\"x\"",	/* names are exact */
	};

	for (size_t i = 0; i < COUNT_OF(more); i++) {
		ck_assert_int_eq(bind_with(more[i]), 0);
		ck_assert_int_eq(thing.count, -7);
		ck_assert_int_eq(thing.price, -7);
		ck_assert_int_eq(thing.at, -7);
		ck_assert(thing.on);
		ck_assert_str_eq(thing.name, "before");
		ck_assert(!thing.spent && !thing.strict);
		ck_assert_ptr_null(thing.child);
		ck_assert_ptr_null(thing.list);
		ck_assert_uint_eq(thing.nlist, 0);
		ck_assert_ptr_null(thing.tree);
	}
}
END_TEST

START_TEST(the_later_of_two_spellings_wins)
{
	/* Which is later in the table, not in the document. */
	ck_assert_int_eq(bind_with("\"price_set\":{\"shop_money\":"
		"{\"amount\":\"2.00\"}},\"price\":\"1.00\""), 0);
	ck_assert_int_eq(thing.price, 20000);
	ck_assert_int_eq(bind_with("\"price_set\":{},\"price\":1.25"), 0);
	ck_assert_int_eq(thing.price, 12500);
}
END_TEST

START_TEST(empty_lists_are_there)
{
	ck_assert_int_eq(bind_with("\"list\":[],\"texts\":[]"), 0);
	ck_assert_ptr_nonnull(thing.list);
	ck_assert_uint_eq(thing.nlist, 0);
	ck_assert_ptr_nonnull(thing.texts);
	ck_assert_uint_eq(thing.ntexts, 0);
}
END_TEST

START_TEST(integers_are_exact)
{
	static const struct { const char *text; int64_t value; } cases[] = {
		{ "0", 0 }, { "-0", 0 }, { "\"-5\"", -5 }, { "7", 7 },
		{ "9007199254740993", INT64_C(9007199254740993) },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
	};
	static const char *const bad[] = {
		"9223372036854775808", "-9223372036854775809", "1.0", "1e3",
		"1e400", "\"\"", "\"-\"", "\"+1\"", "\" 1\"", "\"1 \"",
		"\"0x1\"", "true", "[1]", "{}", "\"gid://shopify/Order/1\"",
		"99999999999999999999999999999",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(bind_with(arena_printf(arena,
			"\"count\":%s", cases[i].text)), 0);
		ck_assert_int_eq(thing.count, cases[i].value);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		ck_assert_int_eq(bind_with(arena_printf(arena,
			"\"count\":%s", bad[i])), -1);
		assert_failed(XN_BAD_INPUT, "count: not an integer");
		ck_assert_str_eq(err.field, "count");
	}
}
END_TEST

START_TEST(ids)
{
	static const struct { const char *text; int64_t value; } cases[] = {
		{ "1", 1 }, { "820982911946154508", 820982911946154508 },
		{ "999999999999999999", 999999999999999999 },
		{ "\"77\"", 77 },
		{ "\"gid://shopify/Order/820982911946154508\"",
		  820982911946154508 },
		{ "\"gid://shopify/ProductVariant/7\"", 7 },
	};
	static const char *const bad[] = {
		"0", "-1", "9223372036854775808", "1.5", "1e3", "1e400",
		"\"\"", "\"x\"", "\"gid://shopify/Order/\"",
		"\"gid://shopify/Order/x\"", "\"gid://shopify/Order\"",
		"\"gid://shopify/Order/0\"", "\"gid://other/Order/1\"",
		"\"gid://shopify/Order/1?a=b\"", "\"GID://shopify/Order/1\"",
		"\"gid://shopify/Order/1/2\"", "true", "[]",
		"100000000000000000000000000000",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(bind(arena_printf(arena, "{\"id\":%s}",
						   cases[i].text)), 0);
		ck_assert_int_eq(thing.id, cases[i].value);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		ck_assert_int_eq(bind(arena_printf(arena, "{\"id\":%s}",
						   bad[i])), -1);
		assert_failed(XN_BAD_INPUT, "id: not an id");
	}
	ck_assert_int_eq(bind("{\"id\":1000000000000000000}"), -1);
	assert_failed(XN_BAD_INPUT, "id: longer than 18 digits");
}
END_TEST

START_TEST(amounts_are_exact)
{
	static const struct { const char *text; int64_t value; } cases[] = {
		{ "\"0.00\"", 0 }, { "586.45", 5864500 }, { "0", 0 },
		{ "\"-3.125\"", -31250 }, { "1e2", 1000000 },
		{ "\"99999999999999.9999\"", 999999999999999999 },
		{ "0.1", 1000 }, { "\"20\"", 200000 },
		{ "123456789012.3456", 1234567890123456 },
	};
	static const char *const bad[] = {
		"\"NaN\"", "\"Infinity\"", "\"\"", "\"1,5\"", "\"$5\"",
		"\"0.00001\"", "1e400", "1e-5", "true", "{}", "\"1.0 \"",
		"100000000000000", "123456789012345678901234567890",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(bind_with(arena_printf(arena,
			"\"price\":%s", cases[i].text)), 0);
		ck_assert_int_eq(thing.price, cases[i].value);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		ck_assert_int_eq(bind_with(arena_printf(arena,
			"\"price\":%s", bad[i])), -1);
		assert_failed(XN_BAD_INPUT, "price: not an amount");
	}
}
END_TEST

START_TEST(texts)
{
	ck_assert_int_eq(bind_with("\"name\":1e400"), 0);
	ck_assert_str_eq(thing.name, "1e400");
	ck_assert_int_eq(bind_with("\"name\":\"\\u00e9\\n\\ud83d\\ude00\""),
			 0);
	ck_assert_str_eq(thing.name, "\xc3\xa9\n\xf0\x9f\x98\x80");
	ck_assert_int_eq(bind_with("\"name\":\"\""), 0);
	ck_assert_str_eq(thing.name, "");
	/* Eight characters, which is its limit, of 18 bytes. */
	ck_assert_int_eq(bind_with("\"name\":\"\\u00e9\xc3\xa9\xe2\x82\xac"
				   "\xf0\x9f\x98\x80\\ud83d\\ude00"
				   "678\""), 0);
	ck_assert_int_eq(bind_with("\"texts\":[1,\"1\"]"), 0);
	ck_assert_str_eq(thing.texts[0], thing.texts[1]);
}
END_TEST

/* What a person has to read: the member by its place, and what is wrong. */
START_TEST(messages_name_the_member)
{
	static const struct { const char *more, *text, *field; } cases[] = {
		{ "\"name\":true", "name: not a string", "name" },
		{ "\"name\":{}", "name: not a string", "name" },
		{ "\"strict\":1", "strict: not a string", "strict" },
		{ "\"name\":\"123456789\"",
		  "name: longer than 8 characters", "name" },
		{ "\"on\":\"true\"", "on: not true or false", "on" },
		{ "\"on\":1", "on: not true or false", "on" },
		{ "\"at\":\"now\"", "at: not an RFC 3339 time", "at" },
		{ "\"at\":0", "at: not an RFC 3339 time", "at" },
		{ "\"at\":\"2026-02-30T00:00:00Z\"",
		  "at: not an RFC 3339 time", "at" },
		{ "\"child\":[]", "child: not an object", "child" },
		{ "\"child\":{}", "child.count: missing", "child.count" },
		{ "\"child\":{\"count\":null}", "child.count: missing",
		  "child.count" },
		{ "\"child\":{\"count\":\"x\"}",
		  "child.count: not an integer", "child.count" },
		{ "\"list\":{}", "list: not a list", "list" },
		{ "\"list\":[7]", "list[0]: not an object", "list[0]" },
		{ "\"list\":[null]", "list[0]: not an object", "list[0]" },
		{ "\"list\":[{\"count\":1},{\"count\":1.5}]",
		  "list[1].count: not an integer", "list[1].count" },
		{ "\"list\":[{\"count\":1},{\"count\":1},{}]",
		  "list[2].count: missing", "list[2].count" },
		{ "\"list\":[{\"count\":1,\"name\":\"123456\"}]",
		  "list[0].name: longer than 5 characters", "list[0].name" },
		{ "\"list\":[1,1,1,1]", "list: too many elements", "list" },
		{ "\"texts\":[1,2,3]", "texts: too many elements", "texts" },
		{ "\"texts\":[\"a\",null]", "texts[1]: not a string",
		  "texts[1]" },
		{ "\"texts\":\"a\"", "texts: not a list", "texts" },
		{ "\"price_set\":7", "price_set: not an object",
		  "price_set" },
		{ "\"price_set\":{\"shop_money\":{\"amount\":\"x\"}}",
		  "price_set.shop_money.amount: not an amount",
		  "price_set.shop_money.amount" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(bind_with(cases[i].more), -1);
		assert_failed(XN_BAD_INPUT, cases[i].text);
		ck_assert_str_eq(err.field, cases[i].field);
	}
}
END_TEST

START_TEST(the_epoch_is_not_nothing)
{
	ck_assert_int_eq(bind_with("\"at\":\"1970-01-01T00:00:00Z\""), 0);
	ck_assert_int_eq(thing.at, 1);
}
END_TEST

START_TEST(the_body_as_a_whole)
{
	static const char *const others[] = { "[]", "7", "null", "\"{}\"" };

	for (size_t i = 0; i < COUNT_OF(others); i++) {
		ck_assert_int_eq(bind(others[i]), -1);
		assert_failed(XN_BAD_INPUT, "body: not a JSON object");
		ck_assert_str_eq(err.field, "body");
	}
	ck_assert_int_eq(bind("{}"), -1);
	assert_failed(XN_BAD_INPUT, "id: missing");
	ck_assert_int_eq(bind("{\"id\":1,\n \"id\":2}"), -1);
	assert_failed(XN_BAD_INPUT, "body: a member twice in the object that"
		      " ends at line 2, column 9");
}
END_TEST

START_TEST(only_the_bytes_that_are_there)
{
	static const char text[] = "{\"id\":1}{\"id\":2}";
	char *exact = malloc(8);

	memcpy(exact, text, 8);
	ck_assert_int_eq(json_bind(arena, exact, 8, fields, &thing, &err), 0);
	free(exact);
	ck_assert_int_eq(thing.id, 1);
}
END_TEST

START_TEST(walking_a_tree)
{
	static const char text[] = "{\"data\":{\"shop\":{\"name\":\"A\","
		"\"n\":12345678901234567890,\"ok\":true,\"no\":null}},"
		"\"list\":[1,\"2\",{}],\"Data\":7}";
	const struct json *tree = json_parse(arena, text, sizeof(text) - 1,
					     &err), *e;

	ck_assert_str_eq(json_text(json_path(tree, "data.shop.name")), "A");
	ck_assert_str_eq(json_text(json_path(tree, "data.shop.n")),
			 "12345678901234567890");
	ck_assert_str_eq(json_text(json_get(tree, "Data")), "7");
	ck_assert_ptr_null(json_path(tree, "data.nothing.name"));
	ck_assert_ptr_null(json_path(tree, "data.shop.name.more"));
	ck_assert_ptr_null(json_get(NULL, "data"));
	ck_assert(!json_text(json_path(tree, "data.shop.ok")));
	ck_assert(json_is_null(json_path(tree, "data.shop.no")));
	ck_assert(json_is_null(NULL) && !json_is_null(tree));
	ck_assert(json_is_object(tree) && !json_is_object(NULL));
	e = json_first(json_get(tree, "list"));
	ck_assert_str_eq(json_text(e), "1");
	ck_assert_str_eq(json_text(e = json_next(e)), "2");
	ck_assert(json_is_object(e = json_next(e)));
	ck_assert_ptr_null(json_next(e));
	ck_assert_ptr_null(json_first(tree));
	ck_assert_ptr_null(json_first(NULL));
}
END_TEST

TEST_MAIN("json", every_kind, absent_and_null_leave_it_alone,
	  the_later_of_two_spellings_wins, empty_lists_are_there,
	  integers_are_exact, ids, amounts_are_exact, texts,
	  messages_name_the_member, the_epoch_is_not_nothing,
	  the_body_as_a_whole, only_the_bytes_that_are_there,
	  walking_a_tree)
