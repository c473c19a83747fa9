#include "domain/shopify/shopify.h"

#include "test.h"

START_TEST(to_write_includes_to_read)
{
	static const struct {
		const char *granted[5];
		const char *missing;	/* NULL: none */
	} cases[] = {
		{ { "read_customers", "read_orders", "read_products" }, NULL },
		{ { "write_products", "write_orders", "write_customers" },
		  NULL },
		{ { "read_all_orders", "read_customers", "read_products" },
		  "read_orders" },
		{ { "read_customers", "read_orders" }, "read_products" },
		{ { "read_orders", "read_products", "read_customers_x" },
		  "read_customers" },
		{ { "write_customers", "read_products", "write_order" },
		  "read_orders" },
		{ { NULL }, "read_customers" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct shopify_shop shop = {
			.scopes = (const char **)cases[i].granted,
		};

		while (cases[i].granted[shop.nscopes])
			shop.nscopes++;
		ck_assert_pstr_eq(shopify_missing_scope(&shop),
				  cases[i].missing);
	}
}
END_TEST

START_TEST(to_read_does_not_include_to_write)
{
	const char *granted[] = { "read_orders" };
	struct shopify_shop shop = { .scopes = granted, .nscopes = 1 };

	ck_assert(shopify_has_scope(&shop, "read_orders"));
	ck_assert(!shopify_has_scope(&shop, "write_orders"));
	ck_assert(!shopify_has_scope(&shop, "read_all_orders"));
	ck_assert(!shopify_has_scope(&shop, "orders"));
	ck_assert(!shopify_has_scope(&shop, ""));
}
END_TEST

TEST_MAIN("shopify_scopes", to_write_includes_to_read,
	  to_read_does_not_include_to_write)
