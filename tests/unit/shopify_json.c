/* Texts that PostgreSQL cannot hold cost their object, not the page. */
#include <string.h>

#include "domain/shopify/shopify_json.h"

#include "test.h"

static const struct {
	const char *text;
	bool parsed, fit;
} cases[] = {
	{ "{\"a\":\"b\"}", true, true },
	{ "{\"a\":\"\\u00e9\\ud83d\\ude00\\n\\\\\"}", true, true },
	{ "{\"a\":\"A\\u0000B\"}", true, false },
	{ "{\"a\":[{\"b\":{\"c\":\"\\u0000\"}}]}", true, false },
	{ "{\"a\":\"\\ud83d\"}", true, false },
	{ "{\"a\":\"\\ude00\\ud83d\"}", true, false },
	{ "{\"a\":\"\\uD83D\\uD83D\\uDE00\"}", true, false },
	{ "{\"a\":\"\\uffff\"}", true, false },
	/* Beside one that is well, and after what only looks like one. */
	{ "{\"a\":\"\\ud83d\\ude00\\u0000\"}", true, false },
	{ "{\"a\":\"\\\\u0000\"}", true, true },
	{ "{\"a\":\"\\\\u0000\\u0000\"}", true, false },
	{ "{\"a\":\"\\u00000\"}", true, false },
	{ "{\"a\":\"\\u000g\"}", false, false },
	{ "{\"a\":\"\\u00", false, false },
	{ "{\"a\":\"\\u0000", false, false },
	{ "{\"a\":\"\\", false, false },
	{ "", false, false },
};

START_TEST(mends_what_cannot_be)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *text = cases[i].text;
		const struct json *tree;

		err = (struct xn_error){ 0 };
		tree = shopify_json_parse(arena, text, strlen(text), &err);
		ck_assert_msg((tree != NULL) == cases[i].parsed, "%s", text);
		if (!tree) {
			ck_assert_int_eq(err.code, XN_BAD_INPUT);
			continue;
		}
		err = (struct xn_error){ 0 };
		ck_assert_msg(!shopify_json_check(tree, &err) == cases[i].fit,
			      "%s", text);
	}
}
END_TEST

/* A text that was cut in the middle of an escape is not read beyond. */
START_TEST(keeps_to_its_length)
{
	static const char text[] = "\"\\ud83d\\ude00\\u0000 and so on\"";

	for (size_t n = 0; n < sizeof(text); n++)
		shopify_json_parse(arena, text, n, &err);
}
END_TEST

TEST_MAIN("shopify_json", mends_what_cannot_be, keeps_to_its_length)
