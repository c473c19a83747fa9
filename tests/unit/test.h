#ifndef TEST_H
#define TEST_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/count.h"
#include "base/error.h"
#include "base/log.h"

/*
 * One file tests one module.  It lists its tests with TEST_MAIN(); every test
 * gets a fresh `arena` and `err`, and the arena is freed after it.  What is
 * logged is shown only if TEST_LOG is in the environment.
 */
static struct arena *arena;
static struct xn_error err;

static void test_setup(void)
{
	arena = arena_new(1024);
	err = (struct xn_error){ 0 };
	log_mute_for_test(!getenv("TEST_LOG"));
}

static void test_teardown(void)
{
	arena_free(arena);
}

#define TEST_MAIN(module, ...)						\
int main(void)								\
{									\
	const TTest *const tests[] = { __VA_ARGS__ };			\
	Suite *suite = suite_create(module);				\
	TCase *tcase = tcase_create(module);				\
	SRunner *runner = srunner_create(suite);			\
	int failed;							\
									\
	tcase_add_checked_fixture(tcase, test_setup, test_teardown);	\
	tcase_set_timeout(tcase, 60);					\
	for (size_t i = 0; i < COUNT_OF(tests); i++)			\
		tcase_add_test(tcase, tests[i]);			\
	suite_add_tcase(suite, tcase);					\
	srunner_run_all(runner, CK_ENV);				\
	failed = srunner_ntests_failed(runner);				\
	srunner_free(runner);						\
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;			\
}

/* The last call failed, with this code and exactly this sentence. */
#define assert_failed(want_code, want_text) do {			\
	ck_assert_int_eq(err.code, want_code);				\
	ck_assert_str_eq(err.text, want_text);				\
} while (0)

/*
 * Numbers for a property test.  The seed is printed; TEST_SEED in the
 * environment runs the same numbers again.
 */
struct test_random {
	uint64_t state;
};

static inline struct test_random test_random_new(const char *property)
{
	const char *given = getenv("TEST_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10)
			      : (uint64_t)time(NULL);

	printf("%s: TEST_SEED=%llu\n", property, (unsigned long long)seed);
	fflush(stdout);
	return (struct test_random){ seed };
}

/* splitmix64: any seed will do. */
static inline uint64_t test_random_next(struct test_random *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* 0 to limit - 1. */
static inline uint64_t test_random_below(struct test_random *random,
					 uint64_t limit)
{
	return test_random_next(random) % limit;
}

#endif
