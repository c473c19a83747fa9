#include "base/clock.h"
#include "domain/entity/array.h"

#include "test.h"

START_TEST(empty_and_one_of_each)
{
	struct buf a = array_start(arena);

	ck_assert_str_eq(array_end(&a), "{}");
	a = array_start(arena);
	array_int64(&a, INT64_MIN);
	array_int64(&a, INT64_MAX);
	array_int64(&a, 0);
	ck_assert_str_eq(array_end(&a),
			 "{-9223372036854775808,9223372036854775807,0}");
	a = array_start(arena);
	array_id(&a, 7);
	array_id(&a, 0);
	array_int64_or_null(&a, -1, -1);
	array_int64_or_null(&a, 0, -1);
	ck_assert_str_eq(array_end(&a), "{7,NULL,NULL,0}");
	a = array_start(arena);
	array_money(&a, 125000);
	array_money(&a, -1);
	array_money(&a, 0);
	ck_assert_str_eq(array_end(&a), "{12.50,-0.0001,0.00}");
	a = array_start(arena);
	array_time(&a, CLOCK_SECOND_US);
	array_time(&a, 0);
	array_time(&a, -CLOCK_SECOND_US);
	ck_assert_str_eq(array_end(&a), "{1970-01-01T00:00:01Z,NULL,"
			 "1969-12-31T23:59:59Z}");
	a = array_start(arena);
	array_bool(&a, true);
	array_bool(&a, false);
	ck_assert_str_eq(array_end(&a), "{t,f}");
}
END_TEST

/* Quoted always, so that NULL, blanks, commas and braces are themselves. */
START_TEST(texts)
{
	static const struct { const char *text, *literal; } cases[] = {
		{ "plain", "{\"plain\"}" }, { "", "{\"\"}" },
		{ "NULL", "{\"NULL\"}" }, { NULL, "{NULL}" },
		{ "a,b", "{\"a,b\"}" }, { " a ", "{\" a \"}" },
		{ "{a}", "{\"{a}\"}" }, { "\"", "{\"\\\"\"}" },
		{ "\\", "{\"\\\\\"}" }, { "\\\"", "{\"\\\\\\\"\"}" },
		{ "a\nb\t", "{\"a\nb\t\"}" }, { "'", "{\"'\"}" },
		{ "\xf0\x9f\x98\x80", "{\"\xf0\x9f\x98\x80\"}" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf a = array_start(arena);

		array_text(&a, cases[i].text);
		ck_assert_str_eq(array_end(&a), cases[i].literal);
	}
}
END_TEST

START_TEST(long_lists_grow)
{
	struct buf a = array_start(arena);
	const char *text;
	int commas = 0;

	for (int i = 0; i < 10000; i++)
		array_int64(&a, i);
	text = array_end(&a);
	for (const char *c = text; *c; c++)
		commas += *c == ',';
	ck_assert_int_eq(commas, 9999);
	ck_assert_str_eq(text + a.len - 6, ",9999}");
}
END_TEST

START_TEST(columns_behind_others)
{
	struct buf col[2];
	struct db_args args;

	array_start_columns(arena, col, 2);
	array_int64(&col[0], 7);
	array_money_or_null(&col[1], &(const int64_t){ 12500 });
	array_money_or_null(&col[1], NULL);
	args = array_end_columns(arena, DB_ARGS("1", NULL), col, 2);
	ck_assert_int_eq(args.count, 4);
	ck_assert_str_eq(args.value[0], "1");
	ck_assert_ptr_null(args.value[1]);
	ck_assert_str_eq(args.value[2], "{7}");
	ck_assert_str_eq(args.value[3], "{1.25,NULL}");
}
END_TEST

TEST_MAIN("array", empty_and_one_of_each, texts, long_lists_grow,
	  columns_behind_others)
