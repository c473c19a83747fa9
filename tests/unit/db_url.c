#include <string.h>

#include "wrap/db.h"

#include "test.h"

START_TEST(takes_what_is_one)
{
	static const char *const urls[] = {
		"postgresql://xeno_app:p%40ss@127.0.0.1/xeno",
		"postgres://u@[::1]:5432,h2:5433/xeno?sslmode=require",
		"host=/run/postgresql dbname=xeno password='a \"b\"'",
		"postgresql:///xeno?host=/run/postgresql&port=5432",
	};

	for (size_t i = 0; i < COUNT_OF(urls); i++)
		ck_assert_msg(!db_check_url("x", urls[i], &err), "%s: %s",
			      urls[i], err.text);
}
END_TEST

/* Each has the password in it, as something else than one, too. */
START_TEST(says_what_is_wrong_and_no_secret)
{
	static const struct { const char *url, *said; } cases[] = {
		{ "s3cret", "missing" },
		{ "postgresq://u:s3cret@h/xeno", "missing" },
		{ "u:s3cret@h/xeno", "missing" },
		{ "postgresql://u:s3cret%zz@h/xeno", "percent-encoded token" },
		{ "postgresql://u:s3cret@[::1/xeno", "IPv6" },
		{ "postgresql://u:s3cret@h:543z/xeno", "port" },
		{ "postgresql://u@h/xeno?s3cret=1", "query parameter" },
		{ "postgresql://u@h/xeno?s3cret", "query parameter" },
		{ "host=h s3cret=1", "connection option" },
		{ "host=h password='s3cret", "unterminated" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(db_check_url("database_url", cases[i].url,
					      &err), -1);
		ck_assert_int_eq(err.code, XN_BAD_INPUT);
		ck_assert_str_eq(err.field, "database_url");
		ck_assert_msg(!strncmp(err.text, "database_url: ", 14) &&
			      strstr(err.text, cases[i].said), "%s",
			      err.text);
		ck_assert_msg(!strstr(err.text, "s3cret"), "%s", err.text);
	}
}
END_TEST

TEST_MAIN("db_url", takes_what_is_one, says_what_is_wrong_and_no_secret)
