#include "domain/shop/connect.h"

#include "test.h"

START_TEST(takes_what_people_paste)
{
	static const struct {
		const char *text, *domain;	/* NULL: refused */
	} cases[] = {
		{ "x.myshopify.com", "x.myshopify.com" },
		{ "My-Shop-2.MyShopify.com", "my-shop-2.myshopify.com" },
		{ "https://x.myshopify.com", "x.myshopify.com" },
		{ "http://x.myshopify.com/", "x.myshopify.com" },
		{ "HTTPS://X.myshopify.com/admin?a=b", "x.myshopify.com" },
		{ "  x.myshopify.com\n", "x.myshopify.com" },
		{ "x.myshopify.com#top", "x.myshopify.com" },
		{ "x", NULL },
		{ "", NULL },
		{ ".myshopify.com", NULL },
		{ "-x.myshopify.com", NULL },
		{ "x.myshopify.com.evil.com", NULL },
		{ "evil.com/x.myshopify.com", NULL },
		{ "evil.com#x.myshopify.com", NULL },
		{ "x.y.myshopify.com", NULL },
		{ "x_y.myshopify.com", NULL },
		{ "xmyshopify.com", NULL },
		{ "x.myshopify.com:443", NULL },
		{ "user@x.myshopify.com", NULL },
		{ "x.myshopify.co", NULL },
		{ "ftp://x.myshopify.com", NULL },
		{ "x .myshopify.com", NULL },
		{ "x\xc3\xa9.myshopify.com", NULL },
		{ "127.0.0.1", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *domain = NULL;
		int rc = shop_parse_domain(arena, cases[i].text, &domain,
					   &err);

		ck_assert_msg(rc == (cases[i].domain ? 0 : -1), "%s",
			      cases[i].text);
		if (rc)
			ck_assert_str_eq(err.field, "shopDomain");
		else
			ck_assert_str_eq(domain, cases[i].domain);
	}
}
END_TEST

START_TEST(bounds_the_length)
{
	char *text = arena_alloc(arena, 300);
	const char *domain;

	for (int i = 0; i < 255 - 14; i++)
		text[i] = 'a';
	snprintf(text + 255 - 14, 32, ".myshopify.com");
	ck_assert_int_eq(shop_parse_domain(arena, text, &domain, &err), 0);
	snprintf(text + 256 - 14, 32, ".myshopify.com");
	text[255 - 14] = 'a';
	ck_assert_int_eq(shop_parse_domain(arena, text, &domain, &err), -1);
}
END_TEST

/* The state that a merchant reads: the first thing that needs doing. */
START_TEST(names_the_state)
{
	struct shop shop = { 0 };

	ck_assert_str_eq(shop_state(&shop), "claimed");
	shop.verified = true;
	ck_assert_str_eq(shop_state(&shop), "disconnected");
	shop.connected = shop.needs_reauth = true;
	ck_assert_str_eq(shop_state(&shop), "needs_reauth");
	shop.needs_reauth = false;
	ck_assert_str_eq(shop_state(&shop), "paused");
	shop.is_active = true;
	ck_assert_str_eq(shop_state(&shop), "connected");
}
END_TEST

TEST_MAIN("shop_domain", takes_what_people_paste, bounds_the_length,
	  names_the_state)
