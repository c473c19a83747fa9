#include <string.h>

#include "base/clock.h"
#include "domain/entity/customer_graphql.h"
#include "domain/entity/product_graphql.h"

#include "test.h"

static const struct json *parse(const char *text)
{
	const struct json *tree = json_parse(arena, text, strlen(text), &err);

	ck_assert_msg(tree, "%s", err.text);
	return tree;
}

START_TEST(reads_a_customer)
{
	struct customer c = { 0 };

	ck_assert_int_eq(customer_graphql_bind(arena, parse(
		"{\"id\":\"gid://shopify/Customer/9007199254740993\","
		"\"firstName\":\"Zo\xc3\xab\",\"lastName\":null,"
		"\"state\":\"ENABLED\","
		"\"createdAt\":\"2026-01-01T00:00:00Z\","
		"\"updatedAt\":\"2026-01-02T00:00:00Z\","
		"\"defaultEmailAddress\":{\"emailAddress\":\"z@example.com\"},"
		"\"defaultPhoneNumber\":null,"
		"\"defaultAddress\":{\"countryCodeV2\":\"NL\"}}"), &c, &err),
		0);
	ck_assert_int_eq(c.id, INT64_C(9007199254740993));
	ck_assert_str_eq(c.first_name, "Zo\xc3\xab");
	ck_assert_pstr_eq(c.last_name, NULL);
	ck_assert_str_eq(c.state, "enabled");
	ck_assert_str_eq(c.email, "z@example.com");
	ck_assert_pstr_eq(c.phone, NULL);
	ck_assert_str_eq(c.country, "NL");
	ck_assert_int_eq(c.updated_at - c.created_at, CLOCK_DAY_US);
}
END_TEST

/* A customer's node with `members`; -1: it is refused. */
static int bind_customer(struct customer *c, const char *members)
{
	*c = (struct customer){ 0 };
	err = (struct xn_error){ 0 };
	return customer_graphql_bind(arena, parse(arena_printf(arena,
		"{\"id\":\"gid://shopify/Customer/1\","
		"\"createdAt\":\"2026-01-01T00:00:00Z\","
		"\"updatedAt\":\"2026-01-01T00:00:00Z\"%s}", members)), c,
		&err);
}

/* Nothing spent is said, and is not the same as nothing said. */
START_TEST(what_was_spent)
{
	struct customer c;

	ck_assert_int_eq(bind_customer(&c, ",\"amountSpent\":{\"amount\":"
		"\"1234.5\",\"currencyCode\":\"EUR\"}"), 0);
	ck_assert_int_eq(*c.amount_spent, 12345000);
	ck_assert_str_eq(c.amount_spent_currency, "EUR");
	ck_assert_int_eq(bind_customer(&c, ",\"amountSpent\":{\"amount\":"
		"\"0.0\",\"currencyCode\":\"EUR\"}"), 0);
	ck_assert_int_eq(*c.amount_spent, 0);
	ck_assert_int_eq(bind_customer(&c, ""), 0);
	ck_assert_ptr_null(c.amount_spent);
	ck_assert_int_eq(bind_customer(&c, ",\"amountSpent\":null"), 0);
	ck_assert_ptr_null(c.amount_spent);
	ck_assert_int_eq(bind_customer(&c, ",\"amountSpent\":{\"amount\":"
		"\"NaN\",\"currencyCode\":\"EUR\"}"), -1);
	assert_failed(XN_BAD_INPUT, "amountSpent.amount: not an amount");
	ck_assert_int_eq(bind_customer(&c, ",\"amountSpent\":{\"amount\":"
		"\"1.0\"}"), -1);
	assert_failed(XN_BAD_INPUT, "amountSpent.currencyCode: missing");
}
END_TEST

START_TEST(reads_a_product)
{
	struct product p = { 0 };

	ck_assert_int_eq(product_graphql_bind(arena, parse(
		"{\"id\":\"gid://shopify/Product/1\",\"title\":\"T\","
		"\"handle\":\"t\",\"status\":\"ARCHIVED\",\"vendor\":\"V\","
		"\"productType\":\"Shirts\","
		"\"createdAt\":\"2026-01-01T00:00:00Z\","
		"\"updatedAt\":\"2026-01-02T00:00:00Z\","
		"\"publishedAt\":null}"), &p, &err), 0);
	ck_assert_int_eq(p.id, 1);
	ck_assert_str_eq(p.status, "archived");
	ck_assert_str_eq(p.type, "Shirts");
	ck_assert_int_eq(p.published_at, 0);
}
END_TEST

START_TEST(says_what_is_missing)
{
	struct customer c = { 0 };
	struct product p = { 0 };

	ck_assert_int_eq(customer_graphql_bind(arena, parse(
		"{\"id\":\"gid://shopify/Customer/1\"}"), &c, &err), -1);
	assert_failed(XN_BAD_INPUT, "createdAt: missing");
	ck_assert_int_eq(product_graphql_bind(arena, parse(
		"{\"id\":\"gid://shopify/Product/1\",\"title\":null}"), &p,
		&err), -1);
	assert_failed(XN_BAD_INPUT, "title: missing");
}
END_TEST

TEST_MAIN("people_graphql", reads_a_customer, what_was_spent,
	  reads_a_product, says_what_is_missing)
