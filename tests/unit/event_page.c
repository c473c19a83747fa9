/* The key that a storefront's pages speak by. */
#include "domain/store/event_page.h"

#include "test.h"

#define HEX "0123456789abcdef0123456789abcdef"

START_TEST(takes_a_key_apart)
{
	int64_t tenant, shop;
	const char *key;

	ck_assert_int_eq(event_page_key(arena, "12-345-" HEX, &tenant, &shop,
					&key), 0);
	ck_assert_int_eq(tenant, 12);
	ck_assert_int_eq(shop, 345);
	ck_assert_str_eq(key, HEX);
}
END_TEST

START_TEST(refuses_what_is_none)
{
	static const char *const cases[] = {
		"", "-", "1-2", "1-2-", "1-2-" HEX "0", "1-2-0" "-" HEX,
		"0-2-" HEX, "1-0-" HEX, "01-2-" HEX, "1--" HEX, "-2-" HEX,
		"1-2-0123456789ABCDEF0123456789ABCDEF", "a-2-" HEX,
		"1234567890123456789-2-" HEX, " 1-2-" HEX, HEX,
	};
	int64_t tenant, shop;
	const char *key;

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(event_page_key(arena, cases[i], &tenant, &shop,
					     &key) == -1, "%s", cases[i]);
}
END_TEST

TEST_MAIN("event_page", takes_a_key_apart, refuses_what_is_none)
