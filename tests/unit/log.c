#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include "test.h"

static char line[8192];

/* Run one call with stderr in a pipe, and keep what it wrote in line[]. */
#define CAPTURE(call) do {						\
	int ends[2], saved = dup(STDERR_FILENO);			\
	ssize_t n;							\
									\
	ck_assert_int_eq(pipe(ends), 0);				\
	dup2(ends[1], STDERR_FILENO);					\
	log_mute_for_test(false);					\
	call;								\
	dup2(saved, STDERR_FILENO);					\
	close(ends[1]);							\
	close(saved);							\
	n = read(ends[0], line, sizeof(line) - 1);			\
	line[n < 0 ? 0 : n] = '\0';					\
	close(ends[0]);							\
} while (0)

START_TEST(writes_one_line_of_json)
{
	char want[400];

	clock_set_for_test(INT64_C(1700000000123456));
	log_process("xeno-test");
	log_context("req-1");
	CAPTURE(log_warn("a \"b\"\n\\ %d", 7));
	snprintf(want, sizeof(want),
		 "{\"time\":\"2023-11-14T22:13:20.123Z\",\"level\":\"warn\","
		 "\"process\":\"xeno-test\",\"pid\":%d,"
		 "\"context\":\"req-1\","
		 "\"message\":\"a \\\"b\\\"\\n\\\\ 7\"}\n", (int)getpid());
	ck_assert_str_eq(line, want);
	log_context(NULL);
	CAPTURE(log_error("x"));
	ck_assert_ptr_null(strstr(line, "context"));
	ck_assert_ptr_nonnull(strstr(line, "\"level\":\"error\""));
}
END_TEST

START_TEST(any_bytes_stay_one_short_valid_line)
{
	struct test_random random = test_random_new("log");
	char message[3000];

	for (int round = 0; round < 300; round++) {
		size_t len = test_random_below(&random, sizeof(message));

		for (size_t i = 0; i < len; i++)
			message[i] = (char)(1 + test_random_below(&random,
								  255));
		message[len] = '\0';
		log_context(round % 2 ? message : NULL);
		CAPTURE(log_info("%s", message));
		len = strlen(line);
		ck_assert_uint_lt(len, 4096);
		ck_assert(text_utf8_valid(line, len));
		ck_assert_ptr_eq(strchr(line, '\n'), line + len - 1);
		for (size_t i = 0; i + 1 < len; i++)
			if ((unsigned char)line[i] < ' ')
				ck_abort_msg("a control character");
	}
}
END_TEST

START_TEST(says_that_it_cut)
{
	CAPTURE(log_info("%09999d", 1));
	ck_assert_ptr_nonnull(strstr(line, "000...\"}"));
}
END_TEST

TEST_MAIN("log", writes_one_line_of_json, any_bytes_stay_one_short_valid_line,
	  says_that_it_cut)
