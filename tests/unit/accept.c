#include "base/count.h"

#include "worker/accept.h"

#include "test.h"

START_TEST(what_is_named_and_wanted_most)
{
	static const char *const types[] = { "application/json", "text/csv",
					     "application/x-ndjson" };
	static const struct { const char *accept; int chosen; } cases[] = {
		{ NULL, 0 }, { "", 0 }, { "*/*", 0 }, { "text/*", 0 },
		{ "text/html, */*;q=0.8", 0 }, { " , ", 0 },
		{ "text/csv", 1 }, { "TEXT/CSV", 1 }, { "\ttext/csv ", 1 },
		{ "text/html,text/csv", 1 }, { "text/csv; header=absent", 1 },
		{ "text/csvx", 0 }, { "x-text/csv", 0 },
		{ "application/x-ndjson", 2 },
		{ "application/x-ndjson, text/csv", 1 },
		{ "text/csv, application/json", 0 },
		/* "Not this." */
		{ "text/csv;q=0", 0 }, { "text/csv; q=0.000, */*", 0 },
		{ "application/json;q=0, text/csv", 1 },
		{ "text/csv;Q=0,application/x-ndjson", 2 },
		{ "text/csv;q=0.5, application/x-ndjson;q=0.51", 2 },
		{ "application/json;q=0.1, text/csv; a=b ;q=0.2", 1 },
		{ "text/csv;q=0.001", 1 }, { "text/csv;q=1.000", 1 },
		/* No weight at all is as if none were there. */
		{ "text/csv;q=", 1 }, { "text/csv;q=x", 1 },
		{ "text/csv;", 1 }, { "text/csv;q", 1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(accept_choose(cases[i].accept, types, 3) ==
			      cases[i].chosen, "%s",
			      cases[i].accept ? cases[i].accept : "none");
}
END_TEST

TEST_MAIN("accept", what_is_named_and_wanted_most)
