#include "ledger_helpers.h"

/* Random orders, and what holds of all of them: ledger_random.c. */

static struct order_discount ten_off[] = { { E4(10, 0), 0 } };
static struct order_tax tax_21[] = { { E4(21, 0) } };
static struct order_tax tax_050[] = { { E4(0, 50) } };

/* 2 at 115.50, 10 off, 21 tax; shipping 5 with 0.50 tax. */
static struct order_line lines[3];
static struct order_shipping shipping[2];
static struct refund refunds[2];
static struct refund_line refund_lines[2];
static struct order order;

static void set_up(void)
{
	lines[0] = (struct order_line){ .id = 11, .product_id = 21,
		.variant_id = 31, .quantity = 2, .unit_price = E4(115, 50),
		.discounts = ten_off, .ndiscounts = 1,
		.taxes = tax_21, .ntaxes = 1 };
	lines[1] = lines[2] = (struct order_line){ 0 };
	shipping[0] = (struct order_shipping){ .id = 41, .price = E4(5, 0),
		.discounted_price = -1, .taxes = tax_050, .ntaxes = 1 };
	shipping[1] = (struct order_shipping){ 0 };
	refunds[0] = refunds[1] = (struct refund){ 0 };
	order = (struct order){ .id = 1, .created_at = DAY(9),
		.processed_at = DAY(10), .updated_at = DAY(20),
		.currency = "EUR", .lines = lines, .nlines = 1,
		.shipping = shipping, .nshipping = 1, .refunds = refunds };
}

/* `quantity` of the first line, on a later day. */
static void add_refund(int64_t quantity, int64_t subtotal, int64_t tax)
{
	refund_lines[order.nrefunds] = (struct refund_line){
		60 + (int64_t)order.nrefunds, 11, quantity, subtotal, tax };
	refunds[order.nrefunds] = (struct refund){
		.id = 50 + (int64_t)order.nrefunds, .created_at = DAY(12),
		.lines = &refund_lines[order.nrefunds], .nlines = 1 };
	order.nrefunds++;
}

START_TEST(taxes_on_top)
{
	set_up();
	assert_figures(&order, .gross = E4(231, 0), .disc = E4(10, 0),
		       .net = E4(221, 0), .shipping = E4(5, 0),
		       .taxes = E4(21, 50), .total = E4(247, 50),
		       .units_ordered = 2, .units_net = 2);
}
END_TEST

/* 241.50 less 10.50 is 231, of which 11 are tax: 10.50 is 10 without it. */
START_TEST(taxes_included)
{
	struct order_discount off[] = { { E4(10, 50), 0 } };
	struct order_tax tax[] = { { E4(11, 0) } };

	set_up();
	order.taxes_included = true;
	lines[0].unit_price = E4(120, 75);
	lines[0].discounts = off;
	lines[0].taxes = tax;
	assert_figures(&order, .gross = E4(230, 0), .disc = E4(10, 0),
		       .net = E4(220, 0), .shipping = E4(4, 50),
		       .taxes = E4(11, 50), .total = E4(236, 0),
		       .units_ordered = 2, .units_net = 2);
}
END_TEST

/* The discount's share of the tax is rounded to the currency's unit. */
START_TEST(discounts_round_to_the_unit)
{
	static const struct {
		const char *currency;
		int64_t price, off, tax, disc;
	} cases[] = {
		/* 9.99 off 29.97, 3.19 tax in it: 9.99 * 16.79 / 19.98 */
		{ "EUR", E4(29, 97), E4(9, 99), E4(3, 19), 84000 },
		/* 333 off 1000, 61 tax in it: 333 * 606 / 667 = 302.5 */
		{ "JPY", E4(1000, 0), E4(333, 0), E4(61, 0), E4(303, 0) },
		/* 1.111 off 10, 0.423 tax in it: 1.111 * 8.466 / 8.889 */
		{ "KWD", E4(10, 0), 11110, 4230, 10580 },
		/* All of it off: there is no tax, and all is discount. */
		{ "EUR", E4(5, 0), E4(5, 0), 0, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct order_discount off[] = { { cases[i].off, 0 } };
		struct order_tax tax[] = { { cases[i].tax } };
		struct figures f;

		set_up();
		order.taxes_included = true;
		order.currency = cases[i].currency;
		order.nshipping = 0;
		lines[0].quantity = 1;
		lines[0].unit_price = cases[i].price;
		lines[0].discounts = off;
		lines[0].taxes = tax;
		f = derive(&order);
		ck_assert_int_eq(f.total, cases[i].price - cases[i].off);
		ck_assert_int_eq(f.net, f.total - cases[i].tax);
		if (f.total)
			ck_assert_int_eq(f.disc, cases[i].disc);
		else
			ck_assert_int_eq(f.disc, cases[i].off);
	}
}
END_TEST

START_TEST(several_discounts_and_taxes)
{
	struct order_discount off[] = { { E4(3, 0), 0 }, { E4(7, 0), 1 } };
	struct order_tax tax[] = { { E4(20, 0) }, { E4(1, 0) } };

	set_up();
	lines[0].discounts = off;
	lines[0].ndiscounts = 2;
	lines[0].taxes = tax;
	lines[0].ntaxes = 2;
	assert_figures(&order, .gross = E4(231, 0), .disc = E4(10, 0),
		       .net = E4(221, 0), .shipping = E4(5, 0),
		       .taxes = E4(21, 50), .total = E4(247, 50),
		       .units_ordered = 2, .units_net = 2);
}
END_TEST

START_TEST(shipping_by_allocation_or_by_discounted_price)
{
	struct order_discount off[] = { { E4(2, 0), 0 } };

	for (int how = 0; how < 3; how++) {
		set_up();
		shipping[0].discounts = how == 1 ? NULL : off;
		shipping[0].ndiscounts = how != 1;
		shipping[0].discounted_price = how == 0 ? -1 : E4(3, 0);
		ck_assert_int_eq(derive(&order).shipping, E4(3, 0));
	}
	set_up();
	shipping[0].removed = true;
	ck_assert_int_eq(derive(&order).shipping, 0);
	ck_assert_int_eq(figures_of(&order).taxes, E4(21, 0));
}
END_TEST

START_TEST(gift_cards_and_tips_are_apart)
{
	set_up();
	lines[0].gift_card = true;
	lines[0].ndiscounts = 0;
	lines[0].ntaxes = 0;
	order.nshipping = 0;
	assert_figures(&order, .gift_cards = E4(231, 0));
	ck_assert(!ledger_counts(&order));
	ck_assert_int_eq(ledger_spent(&order), 0);

	set_up();
	lines[1] = (struct order_line){ .id = 12, .quantity = 1,
		.unit_price = E4(4, 0), .tip_gateway = "shopify_payments" };
	lines[2] = (struct order_line){ .id = 13, .quantity = 1,
		.unit_price = E4(50, 0), .gift_card = true };
	order.nlines = 3;
	order.total_tip = E4(4, 0);
	assert_figures(&order, .gross = E4(231, 0), .disc = E4(10, 0),
		       .net = E4(221, 0), .shipping = E4(5, 0),
		       .taxes = E4(21, 50), .total = E4(247, 50),
		       .tips = E4(4, 0), .gift_cards = E4(50, 0),
		       .units_ordered = 2, .units_net = 2);
	ck_assert(ledger_counts(&order));
	ck_assert_int_eq(ledger_spent(&order), E4(247, 50));
}
END_TEST

/* A tip that is no line, and one that no line says to be. */
START_TEST(tips_without_a_mark)
{
	set_up();
	order.total_tip = E4(3, 0);
	ck_assert_int_eq(derive(&order).tips, E4(3, 0));
	ck_assert_int_eq(figures_of(&order).gross, E4(231, 0));

	set_up();
	order.total_tip = E4(3, 0);
	lines[1] = (struct order_line){ .id = 12, .quantity = 1,
					.unit_price = E4(3, 0) };
	order.nlines = 2;
	ck_assert_int_eq(derive(&order).tips, E4(3, 0));
	ck_assert_int_eq(figures_of(&order).units_ordered, 2);
}
END_TEST

START_TEST(a_refund_on_a_later_day)
{
	set_up();
	add_refund(1, E4(110, 50), E4(10, 50));
	assert_figures(&order, .gross = E4(231, 0), .disc = E4(10, 0),
		       .reversals = E4(110, 50), .net = E4(110, 50),
		       .shipping = E4(5, 0), .taxes = E4(11, 0),
		       .total = E4(126, 50), .units_ordered = 2,
		       .units_net = 1);
	ck_assert_int_eq(figures_from(&order, DAY(11)).total, -E4(121, 0));
	ck_assert_int_eq(figures_from(&order, DAY(11)).gross, 0);
	add_refund(1, E4(110, 50), E4(10, 50));
	refunds[1].processed_at = DAY(15);
	ck_assert_int_eq(derive(&order).net, 0);
	ck_assert_int_eq(figures_from(&order, DAY(13)).total, -E4(121, 0));
	ck_assert_int_eq(ledger_spent(&order), E4(5, 50));
}
END_TEST

START_TEST(a_refund_where_taxes_are_included)
{
	set_up();
	order.taxes_included = true;
	add_refund(2, E4(221, 0), E4(21, 0));
	assert_figures(&order, .gross = E4(200, 0) + 90500,
		       .disc = 90500, .reversals = E4(200, 0),
		       .shipping = E4(4, 50), .taxes = E4(0, 50),
		       .total = E4(5, 0), .units_ordered = 2);
}
END_TEST

START_TEST(a_restocking_fee_is_kept)
{
	struct refund_adjustment fee[] = {
		{ .id = 71, .kind = "refund_discrepancy", .amount = E4(7, 0) },
	};

	set_up();
	add_refund(2, E4(221, 0), E4(21, 0));
	refunds[0].adjustments = fee;
	refunds[0].nadjustments = 1;
	assert_figures(&order, .gross = E4(231, 0), .disc = E4(10, 0),
		       .reversals = E4(214, 0), .net = E4(7, 0),
		       .shipping = E4(5, 0), .taxes = E4(0, 50),
		       .total = E4(12, 50), .units_ordered = 2);
}
END_TEST

/* However it is told: as an adjustment, as a shipping row, or as both. */
START_TEST(shipping_given_back_counts_once)
{
	struct refund_adjustment adjustment[] = {
		{ .id = 71, .kind = "shipping_refund", .amount = -E4(5, 0),
		  .tax_amount = -E4(0, 50) },
	};
	struct refund_shipping row[] = {
		{ .id = 72, .subtotal = E4(5, 0), .tax = E4(0, 50) },
	};

	for (int how = 1; how < 4; how++) {
		set_up();
		add_refund(2, E4(221, 0), E4(21, 0));
		refunds[0].adjustments = adjustment;
		refunds[0].nadjustments = how & 1;
		refunds[0].shipping = row;
		refunds[0].nshipping = how > 1;
		assert_figures(&order, .gross = E4(231, 0), .disc = E4(10, 0),
			       .reversals = E4(221, 0), .units_ordered = 2);
		ck_assert_int_eq(ledger_spent(&order), 0);
	}
}
END_TEST

START_TEST(cancelled_before_it_was_paid)
{
	set_up();
	order.cancelled_at = DAY(14);
	assert_figures(&order, .gross = E4(231, 0), .disc = E4(10, 0),
		       .reversals = E4(221, 0), .units_ordered = 2);
	ck_assert_int_eq(figures_from(&order, DAY(11)).total, -E4(247, 50));
	ck_assert_int_eq(figures_from(&order, DAY(15)).total, 0);
	ck_assert(ledger_counts(&order));
	ck_assert_int_eq(ledger_spent(&order), 0);
}
END_TEST

START_TEST(cancelled_with_a_refund)
{
	/* Of one: the rest is given back on the day of the cancellation. */
	set_up();
	order.cancelled_at = DAY(14);
	add_refund(1, E4(110, 50), E4(10, 50));
	ck_assert_int_eq(derive(&order).total, 0);
	ck_assert_int_eq(figures_from(&order, DAY(13)).total, -E4(126, 50));
	ck_assert_int_eq(figures_of(&order).units_net, 0);

	/* Of all lines: what the shop kept is kept, shipping too. */
	set_up();
	order.cancelled_at = DAY(14);
	add_refund(2, E4(221, 0), E4(21, 0));
	ck_assert_int_eq(derive(&order).total, E4(5, 50));
	ck_assert_int_eq(figures_from(&order, DAY(13)).total, 0);
}
END_TEST

START_TEST(test_orders_sell_nothing)
{
	set_up();
	order.test = true;
	assert_figures(&order, .gross = 0);
	ck_assert_uint_eq(order.nsales, 0);
	ck_assert(!ledger_counts(&order));
	ck_assert_int_eq(ledger_spent(&order), 0);
}
END_TEST

/* A bulk export has the sums of refunds, and no cancellation beside them. */
START_TEST(headers_alone)
{
	set_up();
	add_refund(2, 0, 0);
	refunds[0].nlines = 0;
	refunds[0].total = E4(30, 0);
	order.headers_only = true;
	order.cancelled_at = DAY(14);
	ck_assert_int_eq(derive(&order).reversals, E4(30, 0));
}
END_TEST

START_TEST(what_spent_cannot_be_below_zero)
{
	set_up();
	add_refund(2, E4(400, 0), 0);
	ck_assert_int_lt(derive(&order).total, 0);
	ck_assert_int_eq(ledger_spent(&order), 0);
}
END_TEST

START_TEST(amounts_that_do_not_fit)
{
	for (int i = 0; i < 4; i++) {
		struct order_discount off[] = { { INT64_MAX, 0 },
						{ INT64_MAX, 0 } };

		set_up();
		switch (i) {
		case 0:
			lines[0].quantity = INT64_MAX;
			break;
		case 1:
			lines[0].discounts = off;
			lines[0].ndiscounts = 2;
			break;
		case 2:
			add_refund(1, INT64_MAX, INT64_MAX);
			break;
		default:
			shipping[0].price = INT64_MAX;
		}
		ck_assert_int_eq(ledger_derive(arena, &order, &err), -1);
		ck_assert_int_eq(err.code, XN_BAD_INPUT);
	}
}
END_TEST

START_TEST(names)
{
	for (int t = SALE_PRODUCT; t <= SALE_UNKNOWN; t++)
		ck_assert_int_eq(sale_type_parse(sale_type_name(
			(enum sale_type)t)), t);
	ck_assert_int_eq(sale_type_parse("other"), SALE_UNKNOWN);
	ck_assert_str_eq(sale_side_name(SIDE_ORDER), "order");
	ck_assert_str_eq(sale_side_name(SIDE_REVERSAL), "reversal");
}
END_TEST

TEST_MAIN("ledger", taxes_on_top, taxes_included, discounts_round_to_the_unit,
	  several_discounts_and_taxes,
	  shipping_by_allocation_or_by_discounted_price,
	  gift_cards_and_tips_are_apart, tips_without_a_mark,
	  a_refund_on_a_later_day, a_refund_where_taxes_are_included,
	  a_restocking_fee_is_kept, shipping_given_back_counts_once,
	  cancelled_before_it_was_paid, cancelled_with_a_refund,
	  test_orders_sell_nothing, headers_alone,
	  what_spent_cannot_be_below_zero, amounts_that_do_not_fit, names)
