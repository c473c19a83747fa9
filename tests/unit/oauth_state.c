#include <string.h>

#include "base/clock.h"

#include "domain/shop/oauth_state.h"

#include "test.h"

#define SHOP "x.myshopify.com"
#define NOW (INT64_C(1337178173) * CLOCK_SECOND_US)

static const struct conf conf = { .jwt_secret =
	"0123456789abcdef0123456789abcdef" };

static struct oauth_ticket back;

static int check(const char *cookie, const char *state, const char *domain,
		 int64_t after_s)
{
	return oauth_state_check(arena, &conf, cookie, state, domain,
				 NOW + after_s * CLOCK_SECOND_US, &back,
				 &err);
}

START_TEST(comes_back_with_what_it_left_with)
{
	const char *cookie, *other;
	struct oauth_ticket t = oauth_state_new(arena, &conf, SHOP, 42, NOW,
						&cookie);
	struct oauth_ticket u = oauth_state_new(arena, &conf, SHOP, 0, NOW,
						&other);

	ck_assert_str_ne(t.state, u.state);
	ck_assert_int_eq(check(cookie, t.state, SHOP, 0), 0);
	ck_assert_int_eq(back.tenant_id, 42);
	ck_assert_str_eq(back.domain, SHOP);
	ck_assert_int_eq(check(cookie, t.state, SHOP, 600), 0);
	ck_assert_int_eq(check(other, u.state, SHOP, 600), 0);
	ck_assert_int_eq(back.tenant_id, 0);
	ck_assert_int_eq(check(cookie, t.state, SHOP, 601), -1);
	ck_assert_int_eq(err.code, XN_FORBIDDEN);
	ck_assert_int_eq(check(cookie, u.state, SHOP, 0), -1);
	ck_assert_int_eq(check(other, t.state, SHOP, 0), -1);
	ck_assert_int_eq(check(cookie, t.state, "y.myshopify.com", 0), -1);
	ck_assert_int_eq(check(NULL, t.state, SHOP, 0), -1);
	ck_assert_int_eq(check(cookie, NULL, SHOP, 0), -1);
}
END_TEST

START_TEST(is_refused_after_any_change)
{
	const char *cookie;
	struct oauth_ticket t = oauth_state_new(arena, &conf, SHOP, 42, NOW,
						&cookie);
	char *copy = arena_strdup(arena, cookie);
	static const struct conf other = { .jwt_secret =
		"1123456789abcdef0123456789abcdef" };

	for (size_t i = 0; i < strlen(cookie); i++) {
		copy[i] = cookie[i] == '1' ? '2' : '1';
		ck_assert_msg(check(copy, t.state, SHOP, 0) == -1, "%s", copy);
		copy[i] = '\0';
		ck_assert_msg(check(copy, t.state, SHOP, 0) == -1, "%s", copy);
		copy[i] = cookie[i];
	}
	ck_assert_int_eq(check(arena_printf(arena, "%s0", cookie), t.state,
			       SHOP, 0), -1);
	ck_assert_int_eq(oauth_state_check(arena, &other, cookie, t.state,
					   SHOP, NOW, &back, &err), -1);
	ck_assert_int_eq(check(cookie, t.state, SHOP, 0), 0);
}
END_TEST

TEST_MAIN("oauth_state", comes_back_with_what_it_left_with,
	  is_refused_after_any_change)
