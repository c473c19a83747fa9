#include <string.h>

#include "test.h"

START_TEST(fills_and_answers_minus_one)
{
	ck_assert_int_eq(xn_fail_field(&err, XN_REFUSED, "email", "no %d", 1),
			 -1);
	ck_assert_str_eq(err.field, "email");
	assert_failed(XN_REFUSED, "no 1");
	ck_assert_int_eq(xn_fail(&err, XN_NOT_FOUND, "gone"), -1);
	ck_assert_str_eq(err.field, "");
	assert_failed(XN_NOT_FOUND, "gone");
}
END_TEST

START_TEST(may_quote_what_it_replaces)
{
	xn_fail(&err, XN_BAD_INPUT, "inner");
	xn_fail(&err, XN_BAD_INPUT, "outer: %s", err.text);
	assert_failed(XN_BAD_INPUT, "outer: inner");
}
END_TEST

START_TEST(cuts_what_is_too_long)
{
	char field[100];

	memset(field, 'x', sizeof(field) - 1);
	field[sizeof(field) - 1] = '\0';
	xn_fail_field(&err, XN_BAD_INPUT, field, "%0500d", 1);
	ck_assert_uint_eq(strlen(err.field), sizeof(err.field) - 1);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
}
END_TEST

START_TEST(every_code_has_a_name)
{
	for (int code = 0; code < XN_NCODES; code++)
		ck_assert_ptr_nonnull(xn_code_name((enum xn_code)code));
	ck_assert_str_eq(xn_code_name(XN_BAD_INPUT), "bad_input");
	ck_assert_str_eq(xn_code_name(XN_UNAUTHENTICATED), "unauthenticated");
}
END_TEST

TEST_MAIN("error", fills_and_answers_minus_one, may_quote_what_it_replaces,
	  cuts_what_is_too_long, every_code_has_a_name)
