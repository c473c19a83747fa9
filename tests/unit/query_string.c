#include <string.h>

#include "base/query_string.h"

#include "test.h"

START_TEST(walks_the_pairs)
{
	const char *raw = "&a=1&&b&c=&=d&e=f=g&";
	static const struct { const char *text, *name, *value; } want[] = {
		{ "a=1", "a", "1" }, { "b", "b", NULL }, { "c=", "c", "" },
		{ "=d", "", "d" }, { "e=f=g", "e", "f=g" },
	};
	struct query_pair pair;

	for (size_t i = 0; i < COUNT_OF(want); i++) {
		ck_assert(query_string_next(&raw, &pair));
		ck_assert_str_eq(arena_strndup(arena, pair.text, pair.len),
				 want[i].text);
		ck_assert_str_eq(arena_strndup(arena, pair.name,
					       pair.name_len), want[i].name);
		ck_assert_pstr_eq(pair.value ? arena_strndup(arena, pair.value,
						pair.value_len) : NULL,
				  want[i].value);
	}
	ck_assert(!query_string_next(&raw, &pair));
	ck_assert(!query_string_next(&raw, &pair));
}
END_TEST

START_TEST(finds_and_decodes)
{
	static const struct { const char *raw, *value; } cases[] = {
		{ "", NULL }, { "from", "" }, { "from=", "" },
		{ "from=2026-01-01", "2026-01-01" }, { "from=a+b%2b", "a b+" },
		{ "fro%6d=x", "x" }, { "to=1&from=2", "2" },
		{ "xfrom=1&fromx=2&From=3", NULL }, { "other=%zz", NULL },
		{ "%zz=1&from=2", "2" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *value = "untouched";

		ck_assert_int_eq(query_string_find(arena, cases[i].raw, "from",
						   &value, &err), 0);
		ck_assert_pstr_eq(value, cases[i].value);
	}
}
END_TEST

START_TEST(refuses_and_names_the_parameter)
{
	static const struct { const char *raw, *text; } cases[] = {
		{ "from=%", "from: not percent-encoded UTF-8" },
		{ "from=%00", "from: not percent-encoded UTF-8" },
		{ "from=%ff", "from: not percent-encoded UTF-8" },
		{ "from=1&from=1", "from: given twice" },
		{ "from&fro%6D", "from: given twice" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *value;

		ck_assert_int_eq(query_string_find(arena, cases[i].raw, "from",
						   &value, &err), -1);
		assert_failed(XN_BAD_INPUT, cases[i].text);
		ck_assert_str_eq(err.field, "from");
	}
}
END_TEST

TEST_MAIN("query", walks_the_pairs, finds_and_decodes,
	  refuses_and_names_the_parameter)
