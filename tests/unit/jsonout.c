#include <signal.h>
#include <string.h>

#include "base/jsonout.h"

#include "test.h"

static struct buf buf;
static struct jsonout w;

static void begin(void)
{
	buf_init(&buf, arena);
	jsonout_init(&w, &buf);
}

START_TEST(writes_every_kind)
{
	begin();
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "text", "a");
	jsonout_put_text(&w, "none", NULL);
	jsonout_put_int64(&w, "number", -5);
	jsonout_put_id(&w, "id", INT64_C(820982911946154508));
	jsonout_put_bool(&w, "yes", true);
	jsonout_put_bool(&w, "no", false);
	jsonout_put_null(&w, "null");
	jsonout_put_money(&w, "money", 18063800);
	jsonout_put_decimal(&w, "decimal", "5.0000");
	jsonout_key(&w, "list");
	jsonout_array_begin(&w);
	jsonout_id(&w, 1);
	jsonout_array_begin(&w);
	jsonout_array_end(&w);
	jsonout_object_begin(&w);
	jsonout_object_end(&w);
	jsonout_text(&w, "");
	jsonout_raw(&w, "[true]", 6);
	jsonout_array_end(&w);
	jsonout_object_end(&w);
	ck_assert_str_eq(buf_text(&buf),
		"{\"text\":\"a\",\"none\":null,\"number\":-5,"
		"\"id\":\"820982911946154508\",\"yes\":true,\"no\":false,"
		"\"null\":null,\"money\":1806.38,\"decimal\":5.00,"
		"\"list\":[\"1\",[],{},\"\",[true]]}");
}
END_TEST

START_TEST(escapes)
{
	static const struct { const char *s, *want; } cases[] = {
		{ "", "\"\"" }, { "plain", "\"plain\"" },
		{ "\"\\/", "\"\\\"\\\\/\"" },
		{ "a\n\r\tb", "\"a\\n\\r\\tb\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" },
		{ "\xe2\x82\xac", "\"\xe2\x82\xac\"" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		begin();
		jsonout_text(&w, cases[i].s);
		ck_assert_str_eq(buf_text(&buf), cases[i].want);
	}
	begin();
	jsonout_text_n(&w, "a\0b", 3);
	ck_assert_str_eq(buf_text(&buf), "\"a\\u0000b\"");
}
END_TEST

START_TEST(trims_decimals)
{
	static const struct { const char *s, *want; } cases[] = {
		{ "1806.3800", "1806.38" }, { "5.0000", "5.00" },
		{ "0.1250", "0.125" }, { "0.0000", "0.00" },
		{ "-12.3456", "-12.3456" }, { "7", "7" }, { "100", "100" },
		{ "0.1", "0.1" }, { "-0.5000", "-0.50" }, { NULL, "null" },
		{ "123456789012345678901234567890.1200",
		  "123456789012345678901234567890.12" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		begin();
		jsonout_object_begin(&w);
		jsonout_put_decimal(&w, "d", cases[i].s);
		ck_assert_str_eq(buf_text(&buf),
			arena_printf(arena, "{\"d\":%s", cases[i].want));
	}
}
END_TEST

START_TEST(nests_to_its_depth)
{
	begin();
	for (int i = 0; i < 16; i++) {
		jsonout_object_begin(&w);
		jsonout_put_int64(&w, "n", i);
		jsonout_key(&w, "a");
		jsonout_array_begin(&w);
		jsonout_id(&w, i);
	}
	for (int i = 0; i < 16; i++) {
		jsonout_id(&w, i);
		jsonout_array_end(&w);
		jsonout_put_null(&w, "z");
		jsonout_object_end(&w);
	}
	buf_text(&buf);
	ck_assert_ptr_nonnull(strstr(buf.data,
		"\"a\":[\"15\",\"0\"],\"z\":null},\"1\"]"));
	ck_assert_int_eq(w.depth, 0);
}
END_TEST

static const char *const not_decimals[] = {
	"", "-", ".5", "5.", "01", "-01.5", "1e5", "NaN", "Infinity", "1 ",
	"+1", "1.2.3", "0x1", "--1",
};

START_TEST(dies_of_what_is_no_decimal)
{
	begin();
	jsonout_object_begin(&w);
	jsonout_put_decimal(&w, "d", not_decimals[_i]);
}
END_TEST

static void value_without_key(void)
{
	jsonout_object_begin(&w);
	jsonout_id(&w, 1);
}

static void key_in_array(void)
{
	jsonout_array_begin(&w);
	jsonout_key(&w, "a");
}

static void key_after_key(void)
{
	jsonout_object_begin(&w);
	jsonout_key(&w, "a");
	jsonout_key(&w, "b");
}

static void end_after_key(void)
{
	jsonout_object_begin(&w);
	jsonout_key(&w, "a");
	jsonout_object_end(&w);
}

static void wrong_end(void)
{
	jsonout_object_begin(&w);
	jsonout_array_end(&w);
}

static void end_of_nothing(void)
{
	jsonout_array_end(&w);
}

static void too_deep(void)
{
	for (int i = 0; i < 33; i++)
		jsonout_array_begin(&w);
}

static void (*const misuses[])(void) = {
	value_without_key, key_in_array, key_after_key, end_after_key,
	wrong_end, end_of_nothing, too_deep,
};

START_TEST(dies_of_misuse)
{
	begin();
	misuses[_i]();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		writes_every_kind, escapes, trims_decimals, nests_to_its_depth,
	};
	Suite *suite = suite_create("jsonout");
	TCase *tcase = tcase_create("jsonout");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, test_setup, test_teardown);
	for (size_t i = 0; i < COUNT_OF(tests); i++)
		tcase_add_test(tcase, tests[i]);
	tcase_add_loop_test_raise_signal(tcase, dies_of_what_is_no_decimal,
					 SIGABRT, 0, COUNT_OF(not_decimals));
	tcase_add_loop_test_raise_signal(tcase, dies_of_misuse, SIGABRT, 0,
					 COUNT_OF(misuses));
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
