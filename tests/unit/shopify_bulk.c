#include <string.h>

#include "base/clock.h"
#include "domain/shopify/bulk.h"

#include "test.h"

START_TEST(knows_what_to_do)
{
	static const struct {
		const char *status, *error_code, *url;
		int64_t objects;
		enum bulk_step step;
	} cases[] = {
		{ "",          "", "",         0, BULK_WAIT },
		{ "CREATED",   "", "",         0, BULK_WAIT },
		{ "RUNNING",   "", "",         9, BULK_WAIT },
		{ "CANCELING", "", "",         9, BULK_WAIT },
		{ "COMPLETED", "", "https://", 9, BULK_TAKE },
		{ "COMPLETED", "", "",         0, BULK_EMPTY },
		{ "COMPLETED", "", "",         9, BULK_AGAIN },
		{ "CANCELED",  "", "",         9, BULK_AGAIN },
		{ "EXPIRED",   "", "",         9, BULK_AGAIN },
		{ "FAILED", "TIMEOUT", "",     9, BULK_AGAIN },
		{ "FAILED", "INTERNAL_SERVER_ERROR", "", 9, BULK_AGAIN },
		{ "FAILED", "ACCESS_DENIED", "", 9, BULK_DENIED },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct bulk_operation op = { .objects = cases[i].objects };

		strcpy(op.status, cases[i].status);
		strcpy(op.error_code, cases[i].error_code);
		strcpy(op.url, cases[i].url);
		ck_assert_msg(bulk_step(&op) == cases[i].step, "%s %s",
			      cases[i].status, cases[i].error_code);
	}
}
END_TEST

START_TEST(polls_less_and_less)
{
	int64_t last = bulk_poll_pause_us(0);

	ck_assert_int_eq(last, CLOCK_SECOND_US / 5);
	for (int i = 1; i < 100; i++) {
		int64_t us = bulk_poll_pause_us(i);

		ck_assert_int_ge(us, last);
		ck_assert_int_le(us, 5 * CLOCK_SECOND_US);
		last = us;
	}
	ck_assert_int_eq(last, 5 * CLOCK_SECOND_US);
}
END_TEST

START_TEST(sees_what_stands_still)
{
	static const struct {
		const char *status;
		int64_t objects, now_us;
		bool is_still;
	} looks[] = {
		{ "CREATED", 0, 5, false },
		{ "CREATED", 0, 14, false },
		{ "CREATED", 0, 15, true },
		{ "RUNNING", 0, 20, false },	/* it has begun */
		{ "RUNNING", 0, 29, false },
		{ "RUNNING", 9, 30, false },	/* it goes on */
		{ "RUNNING", 9, 39, false },
		{ "RUNNING", 9, 40, true },
	};
	struct bulk_watch watch = { 0 };

	for (size_t i = 0; i < COUNT_OF(looks); i++) {
		struct bulk_operation op = { .objects = looks[i].objects };

		strcpy(op.status, looks[i].status);
		ck_assert_msg(bulk_stands_still(&watch, &op, looks[i].now_us,
						10) == looks[i].is_still,
			      "look %zu", i);
	}
}
END_TEST

TEST_MAIN("shopify_bulk", knows_what_to_do, polls_less_and_less,
	  sees_what_stands_still)
