#include <string.h>

#include "base/clock.h"
#include "worker/run_print.h"

#include "test.h"

#define SECOND CLOCK_SECOND_US
#define NOW (INT64_C(1000000) * SECOND)

static const char *printed(const struct run *run)
{
	struct jsonout w;
	struct buf out;

	clock_set_for_test(NOW);
	buf_init(&out, arena);
	jsonout_init(&w, &out);
	run_print(&w, 42, run);
	clock_set_for_test(-1);
	return buf_text(&out);
}

START_TEST(estimates_only_what_can_be)
{
	static const struct {
		struct run run;
		const char *has;
	} cases[] = {
		{ { .rows_expected = -1 },
		  "\"rowsExpected\":null,\"rowsPerSecond\":null,"
		  "\"estimatedEndAt\":null" },
		/* 1,000 rows in 10 s, 500 to go: 5 s more. */
		{ { .status = RUN_STATUS_RUNNING,
		    .started_at = NOW - 10 * SECOND,
		    .rows_read = 1000, .rows_expected = 1500 },
		  "\"rowsExpected\":1500,\"rowsPerSecond\":100,"
		  "\"estimatedEndAt\":\"1970-01-12T13:46:45Z\"" },
		/* More than was announced: no guess. */
		{ { .status = RUN_STATUS_RUNNING,
		    .started_at = NOW - 10 * SECOND,
		    .rows_read = 1501, .rows_expected = 1500 },
		  "\"rowsPerSecond\":150,\"estimatedEndAt\":null" },
		/* Begun this instant. */
		{ { .status = RUN_STATUS_RUNNING, .started_at = NOW,
		    .rows_read = 5, .rows_expected = 10 },
		  "\"rowsPerSecond\":null,\"estimatedEndAt\":null" },
		/* Slower than a row a second. */
		{ { .status = RUN_STATUS_RUNNING,
		    .started_at = NOW - 10 * SECOND,
		    .rows_read = 5, .rows_expected = 10 },
		  "\"rowsPerSecond\":0,\"estimatedEndAt\":null" },
		/* Over: the rate is that of the run, not of the time since. */
		{ { .status = RUN_STATUS_SUCCESS,
		    .started_at = NOW - 100 * SECOND,
		    .finished_at = NOW - 90 * SECOND, .rows_read = 50,
		    .rows_expected = 50 },
		  "\"rowsPerSecond\":5,\"estimatedEndAt\":null" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *text = printed(&cases[i].run);

		ck_assert_msg(!!strstr(text, cases[i].has), "%zu: %s", i,
			      text);
	}
}
END_TEST

START_TEST(prints_what_the_contract_names)
{
	struct run run = {
		.id = 7, .shop_id = 9, .type = RUN_DELTA,
		.status = RUN_STATUS_FAILED,
		.rows_expected = -1, .error = "why", .requested_by = "user",
		.created_at = SECOND,
	};

	ck_assert_ptr_nonnull(strstr(printed(&run),
		"{\"id\":\"7\",\"tenantId\":\"42\",\"shopId\":\"9\","
		"\"type\":\"delta\",\"status\":\"failed\","
		"\"createdAt\":\"1970-01-01T00:00:01Z\",\"startedAt\":null,"
		"\"finishedAt\":null,\"detail\":null,\"error\":\"why\""));
}
END_TEST

TEST_MAIN("run_print", estimates_only_what_can_be,
	  prints_what_the_contract_names)
