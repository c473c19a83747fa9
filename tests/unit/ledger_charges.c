#include "ledger_helpers.h"

/* Duties and fees: of what only Shopify's ledger tells, what is stored. */

static const struct sale charges[] = {
	{ .type = SALE_DUTY, .initial = true, .happened_at = DAY(10),
	  .total = E4(9, 90), .tax = E4(0, 90) },
	{ .type = SALE_FEE, .initial = true, .happened_at = DAY(10),
	  .total = E4(3, 0) },
	{ .side = SIDE_REVERSAL, .type = SALE_DUTY, .happened_at = DAY(12),
	  .total = -E4(4, 40), .tax = -E4(0, 40) },
};

/* One at 100 without tax. */
static struct order_line line = { .id = 11, .product_id = 21, .quantity = 1,
				  .unit_price = E4(100, 0) };

static struct order make(void)
{
	return (struct order){ .id = 1, .processed_at = DAY(10),
		.currency = "EUR", .lines = &line, .nlines = 1,
		.charges = charges, .ncharges = 3 };
}

START_TEST(they_stay)
{
	struct order order = make();

	derive(&order);
	ck_assert_int_eq(ledger_spent(&order), E4(108, 50));
}
END_TEST

/* Also of an order that is read back: numbers of what was sold stay. */
START_TEST(what_was_sold_comes_first)
{
	struct order order = make();

	derive(&order);
	for (int again = 0; again < 2; again++) {
		ck_assert_uint_eq(order.nsales, 4);
		ck_assert_int_eq(order.sales[0].line_id, 11);
		ck_assert_int_eq(order.sales[1].total, E4(9, 90));
		ck_assert_int_eq(order.sales[2].total, E4(3, 0));
		ck_assert_int_eq(order.sales[3].total, -E4(4, 40));
		ck_assert_int_eq(order.sales[3].happened_at, DAY(12));
		ck_assert_int_eq(ledger_derive_reversals(arena, &order, &err),
				 0);
	}
}
END_TEST

START_TEST(a_cancellation_gives_them_back)
{
	struct order order = make();

	order.cancelled_at = DAY(14);
	derive(&order);
	ck_assert_int_eq(ledger_spent(&order), 0);
	ck_assert_uint_eq(order.nsales, 7);
	ck_assert_int_eq(order.sales[5].total, -E4(5, 50));
	ck_assert_int_eq(order.sales[5].tax, -E4(0, 50));
	ck_assert_int_eq(order.sales[5].happened_at, DAY(14));
	ck_assert_int_eq(order.sales[6].total, -E4(3, 0));
}
END_TEST

START_TEST(a_test_order_has_none)
{
	struct order order = make();

	order.test = true;
	derive(&order);
	ck_assert_uint_eq(order.nsales, 0);
}
END_TEST

TEST_MAIN("ledger_charges", they_stay, what_was_sold_comes_first,
	  a_cancellation_gives_them_back, a_test_order_has_none)
