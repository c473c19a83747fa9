#include "domain/shop/subscription.h"

#include "test.h"

#define HTTPS "https://xeno.example.com"
#define HTTP "http://127.0.0.1"

/* Of our own app the setting says it; of any other nothing but its secret. */
START_TEST(ways_to_subscribe)
{
	static const struct {
		const char *setting, *url, *ours, *theirs;
		bool has_secret;
		enum subscription_way way;
	} cases[] = {
		{ "shop", HTTPS, "a", "a", false, SUBSCRIPTION_BY_SHOP },
		{ "shop", HTTPS, "a", "a", true, SUBSCRIPTION_BY_SHOP },
		{ "shop", HTTPS, "a", "b", true, SUBSCRIPTION_BY_SHOP },
		{ "shop", HTTPS, "a", "b", false, SUBSCRIPTION_UNSIGNED },
		{ "shop", HTTPS, "a", "", false, SUBSCRIPTION_UNSIGNED },
		{ "shop", HTTPS, "a", NULL, false, SUBSCRIPTION_BY_SHOP },
		{ "shop", HTTPS, NULL, "b", false, SUBSCRIPTION_BY_SHOP },
		{ "shop", HTTPS, NULL, NULL, false, SUBSCRIPTION_BY_SHOP },
		{ "shop", HTTP, "a", "a", false, SUBSCRIPTION_NONE },
		{ "shop", NULL, "a", "a", false, SUBSCRIPTION_NONE },
		{ "shop", HTTP, "a", "b", false, SUBSCRIPTION_NONE },
		{ "shop", HTTP, "a", "b", true, SUBSCRIPTION_NONE },
		{ "app", HTTPS, "a", "a", false, SUBSCRIPTION_BY_APP },
		{ "app", HTTP, "a", NULL, false, SUBSCRIPTION_BY_APP },
		{ "app", HTTPS, NULL, "b", false, SUBSCRIPTION_BY_APP },
		{ "app", HTTPS, "a", "b", false, SUBSCRIPTION_UNSIGNED },
		{ "app", HTTPS, "a", "b", true, SUBSCRIPTION_BY_SHOP },
		{ "app", HTTP, "a", "b", true, SUBSCRIPTION_NONE },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct conf conf = {
			.webhook_subscriptions = cases[i].setting,
			.public_url = cases[i].url,
			.shopify_api_key = cases[i].ours,
		};
		const struct subscription_app app = {
			cases[i].theirs, cases[i].has_secret,
		};

		ck_assert_msg(subscription_way(&conf, &app) == cases[i].way,
			      "case %zu", i);
	}
}
END_TEST

START_TEST(the_address_is_an_https_one)
{
	struct conf conf = { .public_url = HTTPS };

	ck_assert_str_eq(subscription_address(arena, &conf),
			 HTTPS "/webhooks/shopify");
	conf.public_url = HTTP;
	ck_assert_ptr_null(subscription_address(arena, &conf));
	conf.public_url = NULL;
	ck_assert_ptr_null(subscription_address(arena, &conf));
}
END_TEST

TEST_MAIN("subscription", ways_to_subscribe, the_address_is_an_https_one)
