/* Shopify's agreements as our ledger: sides, days, what is cut. */
#include <string.h>

#include "domain/entity/agreement.h"
#include "domain/entity/ledger.h"

#include "test.h"

#define MONEY(name, amount)						\
	"\"" name "\":{\"shopMoney\":{\"amount\":\"" amount "\"}}"
#define SALE(action, type, quantity, total, tax, disc, line)		\
	"{\"actionType\":\"" action "\",\"lineType\":\"" type "\","	\
	"\"quantity\":" quantity "," MONEY("totalAmount", total) ","	\
	MONEY("totalTaxAmount", tax) ","				\
	MONEY("totalDiscountAmountBeforeTaxes", disc) line "}"
#define LINE(id)							\
	",\"lineItem\":{\"id\":\"gid://shopify/LineItem/" id "\"}"
#define PAGE(more) "\"pageInfo\":{\"hasNextPage\":" more ",\"endCursor\":\"c\"}"
#define AGREEMENT(reason, at, more, sales)				\
	"{\"reason\":\"" reason "\",\"happenedAt\":\"" at "\","		\
	"\"sales\":{" PAGE(more) ",\"nodes\":[" sales "]}}"
#define ORDER(test, more, agreements)					\
	"{\"id\":\"gid://shopify/Order/7\","				\
	"\"updatedAt\":\"2026-10-09T10:00:00Z\","			\
	"\"processedAt\":\"2026-10-01T09:00:00Z\",\"test\":" test ","	\
	"\"agreements\":{" PAGE(more) ",\"nodes\":[" agreements "]}}"

/* Refunds are told of between sales, and come out behind them. */
static const char whole[] = ORDER("false", "false",
	AGREEMENT("ORDER", "2026-10-02T10:00:00Z", "false",
		SALE("ORDER", "PRODUCT", "2", "231.0", "11.0", "10.0",
		     LINE("11")) ","
		SALE("ORDER", "SHIPPING", "1", "5.35", "0.35", "2.0", ""))
	"," AGREEMENT("REFUND", "2026-10-05T10:00:00Z", "false",
		SALE("RETURN", "PRODUCT", "-1", "-115.5", "-5.5", "-5.0",
		     LINE("11")) ","
		SALE("RETURN", "ADJUSTMENT", "null", "3.0", "0.0", "0.0", ""))
	"," AGREEMENT("ORDER_EDIT", "2026-10-06T10:00:00Z", "false",
		SALE("UPDATE", "PRODUCT", "1", "20.0", "0.0", "0.0",
		     LINE("12")) ","
		SALE("UPDATE", "PRODUCT", "-1", "-20.0", "0.0", "0.0",
		     LINE("12")) ","
		SALE("UPDATE", "SOMETHING_NEW", "1", "1.0", "0.0", "0.0", ""))
);

static const struct sale expected[] = {
	{ SIDE_ORDER, SALE_PRODUCT, true, 11, 0, 0, 0, 2,
	  2310000, 110000, 100000 },
	{ SIDE_ORDER, SALE_SHIPPING, true, 0, 0, 0, 0, 1,
	  53500, 3500, 20000 },
	{ SIDE_ORDER, SALE_PRODUCT, false, 12, 0, 0, 6, 1, 200000, 0, 0 },
	{ SIDE_ORDER, SALE_UNKNOWN, false, 0, 0, 0, 6, 1, 10000, 0, 0 },
	{ SIDE_REVERSAL, SALE_PRODUCT, false, 11, 0, 0, 5, -1,
	  -1155000, -55000, -50000 },
	{ SIDE_REVERSAL, SALE_ADJUSTMENT, false, 0, 0, 0, 5, 0,
	  30000, 0, 0 },
	{ SIDE_REVERSAL, SALE_PRODUCT, false, 12, 0, 0, 6, -1,
	  -200000, 0, 0 },
};

static void bind(const char *text, struct agreements *g)
{
	const struct json *tree = json_parse(arena, text, strlen(text), &err);

	*g = (struct agreements){ 0 };
	ck_assert_ptr_nonnull(tree);
	ck_assert_msg(!json_bind_tree(arena, tree, agreement_fields, g,
				      &err), "%s", err.text);
}

static int64_t day_of_october(int64_t us)
{
	return us / INT64_C(86400000000) - 20726;	/* 2026-09-30 */
}

START_TEST(makes_sales_of_agreements)
{
	struct agreements g;
	struct order o;

	bind(whole, &g);
	ck_assert(!agreement_is_cut(&g));
	ck_assert_int_eq(agreement_ledger(arena, &g, &o, &err), 0);
	ck_assert_int_eq(o.id, 7);
	ck_assert_uint_eq(o.nsales, COUNT_OF(expected));
	for (size_t i = 0; i < o.nsales; i++) {
		const struct sale *s = &o.sales[i], *e = &expected[i];

		ck_assert_int_eq(s->side, e->side);
		ck_assert_int_eq(s->type, e->type);
		ck_assert_int_eq(s->initial, e->initial);
		ck_assert_int_eq(s->line_id, e->line_id);
		ck_assert_int_eq(s->quantity, e->quantity);
		ck_assert_int_eq(s->total, e->total);
		ck_assert_int_eq(s->tax, e->tax);
		ck_assert_int_eq(s->disc, e->disc);
		/* The order as placed counts when it was processed. */
		ck_assert_int_eq(day_of_october(s->happened_at),
				 e->initial ? 1 : e->happened_at);
	}
	ck_assert(ledger_counts(&o));
	ck_assert_int_eq(ledger_spent(&o), 2363500 + 200000 - 1155000 +
			 30000 - 200000);
}
END_TEST

/* Shopify's name of a line type, and ours. */
START_TEST(each_line_type_has_its_name)
{
	static const char *const names[][2] = {
		{ "PRODUCT", "product" },
		{ "SHIPPING", "shipping" },
		{ "TIP", "tip" },
		{ "GIFT_CARD", "gift_card" },
		{ "DUTY", "duty" },
		{ "FEE", "fee" },
		{ "ADDITIONAL_FEE", "fee" },
		{ "ADJUSTMENT", "adjustment" },
		{ "UNKNOWN", "unknown" },
	};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct agreements g;
		struct order o;

		bind(arena_printf(arena, ORDER("false", "false", AGREEMENT(
			"ORDER", "2026-10-01T10:00:00Z", "false",
			SALE("ORDER", "%s", "1", "1.0", "0.0", "0.0", ""))),
			names[i][0]), &g);
		ck_assert_int_eq(agreement_ledger(arena, &g, &o, &err), 0);
		ck_assert_uint_eq(o.nsales, 1);
		ck_assert_str_eq(sale_type_name(o.sales[0].type), names[i][1]);
	}
}
END_TEST

/* Duties and fees are spent, and what is given back of them is not. */
START_TEST(duties_and_fees_are_spent)
{
	struct agreements g;
	struct order o;

	bind(ORDER("false", "false",
		AGREEMENT("ORDER", "2026-10-01T10:00:00Z", "false",
			SALE("ORDER", "PRODUCT", "1", "50.0", "0.0", "0.0",
			     LINE("1")) ","
			SALE("ORDER", "DUTY", "2", "8.4", "0.4", "0.0", "") ","
			SALE("ORDER", "ADDITIONAL_FEE", "1", "3.0", "0.0",
			     "0.0", "")) ","
		AGREEMENT("REFUND", "2026-10-02T10:00:00Z", "false",
			SALE("RETURN", "DUTY", "-1", "-4.2", "-0.2", "0.0", "")
			"," SALE("ORDER", "FEE", "1", "5.0", "0.0", "0.0",
				 ""))), &g);
	ck_assert_int_eq(agreement_ledger(arena, &g, &o, &err), 0);
	ck_assert_uint_eq(o.nsales, 5);
	ck_assert_int_eq(ledger_spent(&o), 500000 + 84000 + 30000 - 42000 +
			 50000);
	/* A fee for the return is charged, whatever else it gives back. */
	ck_assert_int_eq(o.sales[3].side, SIDE_ORDER);
	ck_assert_int_eq(o.sales[4].side, SIDE_REVERSAL);
}
END_TEST

START_TEST(a_test_order_sells_nothing)
{
	struct agreements g;
	struct order o;

	bind(ORDER("true", "false", AGREEMENT("ORDER", "2026-10-01T10:00:00Z",
		"false", SALE("ORDER", "PRODUCT", "1", "1.0", "0.0", "0.0",
			      LINE("1")))), &g);
	ck_assert_int_eq(agreement_ledger(arena, &g, &o, &err), 0);
	ck_assert_uint_eq(o.nsales, 0);
	ck_assert(!ledger_counts(&o));
}
END_TEST

/* A product that an edit adds makes no order of a gift card. */
START_TEST(a_gift_card_stays_no_order)
{
	struct agreements g;
	struct order o;

	bind(ORDER("false", "false",
		AGREEMENT("ORDER", "2026-10-01T10:00:00Z", "false",
			SALE("ORDER", "GIFT_CARD", "1", "50.0", "0.0", "0.0",
			     LINE("1"))) ","
		AGREEMENT("ORDER_EDIT", "2026-10-01T10:00:00Z", "false",
			SALE("UPDATE", "PRODUCT", "1", "9.0", "0.0", "0.0",
			     LINE("2")))), &g);
	ck_assert_int_eq(agreement_ledger(arena, &g, &o, &err), 0);
	ck_assert_uint_eq(o.nsales, 2);
	ck_assert(!ledger_counts(&o));
}
END_TEST

START_TEST(sees_what_is_cut)
{
	struct agreements g;

	bind(ORDER("false", "true", ""), &g);
	ck_assert(agreement_is_cut(&g));
	bind(ORDER("false", "false", AGREEMENT("ORDER",
		"2026-10-01T10:00:00Z", "true", "")), &g);
	ck_assert(agreement_is_cut(&g));
	ck_assert_str_eq(g.list[0].page.cursor, "c");
}
END_TEST

START_TEST(refuses_what_no_count_holds)
{
	struct agreements g;
	struct order o;

	bind(ORDER("false", "false", AGREEMENT("ORDER",
		"2026-10-01T10:00:00Z", "false", SALE("ORDER", "PRODUCT",
		"1000000001", "1.0", "0.0", "0.0", LINE("1")))), &g);
	ck_assert_int_eq(agreement_ledger(arena, &g, &o, &err), -1);
	ck_assert_int_eq(err.code, XN_BAD_INPUT);
}
END_TEST

TEST_MAIN("agreement", makes_sales_of_agreements, each_line_type_has_its_name,
	  duties_and_fees_are_spent, a_test_order_sells_nothing,
	  a_gift_card_stays_no_order, sees_what_is_cut,
	  refuses_what_no_count_holds)
