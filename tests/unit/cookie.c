#include "request_helpers.h"

#include "worker/cookie.h"

START_TEST(finds_the_first_of_its_name)
{
	static const struct {
		const char *header, *value;
	} cases[] = {
		{ NULL, NULL },
		{ "", NULL },
		{ "name=v", "v" },
		{ "name=", "" },
		{ "name", NULL },
		{ "a=b; name=v; name=w", "v" },
		{ "a=b;name=v=w ", "v=w " },
		{ "; ; name=v;", "v" },
		{ "rename=x; names=y; name=v", "v" },
		{ "a=name=v", NULL },
		{ "NAME=v", NULL },
	};
	struct request req = { .arena = arena };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *value;

		req.header.cookie = cases[i].header;
		value = cookie_find(&req, "name");
		if (cases[i].value)
			ck_assert_str_eq(value, cases[i].value);
		else
			ck_assert_ptr_null(value);
	}
}
END_TEST

TEST_MAIN("cookie", finds_the_first_of_its_name)
