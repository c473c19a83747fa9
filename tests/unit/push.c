#include "base/buf.h"
#include "domain/store/push.h"

#include "ledger_helpers.h"

/* Bodies are written with ' for ", so that they can be read. */
static struct push push;

#define NOON INT64_C(1772362800000000)	/* 2026-03-01T11:00:00Z */

static int take(const struct json_field *fields, const char *body)
{
	char *text = arena_strdup(arena, body);

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	clock_set_for_test(NOON);
	push = (struct push){ 0 };
	err = (struct xn_error){ 0 };
	return json_bind(arena, text, strlen(text), fields, &push, &err) ||
	       push_check(arena, &push, &err) ? -1 : 0;
}

#define TIMES "'createdAt':'2026-03-01T12:00:00+01:00'," \
	"'updatedAt':'2026-03-01T11:00:00Z'"
#define ORDER "{'id':'7'," TIMES ",'totalPrice':1"
#define LINE "{'id':1,'quantity':2,'price':'10.00'"

static void take_orders(const char *records)
{
	ck_assert_msg(take(push_order_fields, arena_printf(arena,
		"{'shopId':'3','records':[%s]}", records)) == 0, "%s",
		err.text);
}

START_TEST(an_order_comes_with_all_its_parts)
{
	const struct order *o;

	take_orders(ORDER ",'name':'#7','customerId':5,'channel':'pos',"
		"'country':'DE','currency':'EUR','tip':'1.00',"
		"'discountCodes':['A','B'],'taxesIncluded':true,'lineItems':["
		LINE ",'discount':1.5,'tax':'0.7','giftCard':false,'sku':'S',"
		"'productId':'9','currentQuantity':1},{'id':2,'quantity':0,"
		"'price':0}],'shippingLines':[{'price':'4.90',"
		"'discountedPrice':0,'tax':'0'}],'refunds':[{'id':1,"
		"'createdAt':'2026-02-01T00:00:00Z','lineItems':[{'id':4,"
		"'lineItemId':1,'quantity':1,'subtotal':'9.25','tax':1}],"
		"'adjustments':[{'id':5,'amount':'-2'}]}]}");
	o = &push.orders[0].order;
	ck_assert_int_eq(push.shop_id, 3);
	ck_assert_int_eq(o->id, 7);
	ck_assert_int_eq(o->customer_id, 5);
	ck_assert_int_eq(o->created_at, NOON);
	ck_assert_uint_eq(o->nlines, 2);
	ck_assert_int_eq(o->lines[0].unit_price, E4(10, 0));
	ck_assert_int_eq(order_line_discount(&o->lines[0]), E4(1, 50));
	ck_assert_int_eq(order_line_tax(&o->lines[0]), E4(0, 70));
	ck_assert_int_eq(o->lines[0].current_quantity, 1);
	ck_assert_int_eq(o->lines[1].current_quantity, -1);
	ck_assert_int_eq(order_line_discount(&o->lines[1]), 0);
	ck_assert_int_eq(o->shipping[0].discounted_price, 0);
	ck_assert_str_eq(order_codes(arena, o), "{\"A\",\"B\"}");
	ck_assert_int_eq(o->refunds[0].lines[0].subtotal, E4(9, 25));
	ck_assert_int_eq(o->refunds[0].adjustments[0].amount, -E4(2, 0));
}
END_TEST

START_TEST(its_sales_are_derived_as_of_any_other)
{
	take_orders(ORDER ",'lineItems':[" LINE ",'discount':1.5,"
		    "'tax':'3.52'}]}");
	assert_figures(&push.orders[0].order, .gross = E4(20, 0),
		       .disc = E4(1, 50), .net = E4(18, 50),
		       .taxes = E4(3, 52), .total = E4(22, 2),
		       .units_ordered = 2, .units_net = 2);
}
END_TEST

START_TEST(people_and_products)
{
	ck_assert_int_eq(take(push_customer_fields, "{'shopId':3,'shop':"
		"{'currency':'EUR','timezone':'Europe/Berlin'},'records':["
		"{'id':5,'email':'a@example.com','firstName':'A','lastName':"
		"'B','country':'DE','amountSpent':'5.00','total_spent':5,"
		"'updatedAt':'2026-03-01T11:00:00Z'}]}"), 0);
	ck_assert_str_eq(push.shop->currency, "EUR");
	ck_assert_str_eq(push.customers[0].first_name, "A");
	ck_assert_int_eq(push.customers[0].updated_at, NOON);
	/* It is Shopify's alone to say. */
	ck_assert_ptr_null(push.customers[0].amount_spent);
	ck_assert_int_eq(take(push_product_fields, "{'shopId':3,'records':["
		"{'id':5,'title':'T','productType':'P','publishedAt':null,"
		"'updatedAt':'2026-03-01T11:00:00Z'}]}"), 0);
	ck_assert_str_eq(push.products[0].type, "P");
	ck_assert_uint_eq(push.nproducts, 1);
}
END_TEST

static const struct {
	const char *records, *place, *why;
} mistakes[] = {
	{ "{'id':1}", "records[0].createdAt", "missing" },
	{ "7", "records[0]", "not an object" },
	{ "{'id':'x'}", "records[0].id", "not an id" },
	{ "{'id':-1}", "records[0].id", "not an id" },
	{ "{'id':'01'}", "records[0].id", "not an id" },
	{ "{'id':9223372036854775808}", "records[0].id", "not an id" },
	{ ORDER "}", "records[0].lineItems", "missing" },
	{ ORDER ",'name':7,'lineItems':[]}", "records[0].name",
	  "not a string" },
	{ ORDER ",'country':'DEU','lineItems':[]}", "records[0].country",
	  "longer than 2 characters" },
	{ ORDER ",'country':'\xc3\xa4\xc3\xa4','lineItems':[]}",
	  "records[0].country", "not letters, as DE" },
	{ ORDER ",'country':' ','lineItems':[]}", "records[0].country",
	  "not letters, as DE" },
	{ ORDER ",'tip':-1,'lineItems':[]}", "records[0].tip", "negative" },
	{ ORDER ",'tip':1e40,'lineItems':[]}", "records[0].tip",
	  "not an amount" },
	{ ORDER ",'tip':'0.00001','lineItems':[]}", "records[0].tip",
	  "not an amount" },
	{ ORDER ",'lineItems':[" LINE "},{'id':2,'quantity':1}]}",
	  "records[0].lineItems[1].price", "missing" },
	{ ORDER ",'lineItems':[" LINE "}," LINE "}]}",
	  "records[0].lineItems[1].id", "the same as another's" },
	{ ORDER ",'lineItems':[{'id':1,'quantity':-1,'price':1}]}",
	  "records[0].lineItems[0].quantity", "not from 0 to 1000000000" },
	{ ORDER ",'lineItems':[]}," ORDER ",'lineItems':[]}",
	  "records[1].id", "the same as another's" },
	{ ORDER ",'lineItems':[],'refunds':[{'id':1,'createdAt':"
	  "'2026-01-01T00:00:00Z','lineItems':[{'id':1,'lineItemId':1,"
	  "'quantity':1,'subtotal':1}]}]}",
	  "records[0].refunds[0].lineItems[0].lineItemId",
	  "no such line item" },
	{ ORDER ",'lineItems':[],'refunds':[{'id':1,'createdAt':"
	  "'2026-03-02T11:00:01Z'}]}", "records[0].refunds[0].createdAt",
	  "in the future" },
	{ "{'id':7,'createdAt':'2026-03-01T11:00:00Z','updatedAt':"
	  "'2026-03-02T11:00:01Z','totalPrice':1,'lineItems':[]}",
	  "records[0].updatedAt", "in the future" },
};

START_TEST(a_mistake_is_named_by_its_place)
{
	for (size_t i = 0; i < COUNT_OF(mistakes); i++) {
		ck_assert_int_eq(take(push_order_fields, arena_printf(arena,
			"{'shopId':3,'records':[%s]}",
			mistakes[i].records)), -1);
		ck_assert_str_eq(err.field, mistakes[i].place);
		assert_failed(XN_BAD_INPUT, arena_printf(arena, "%s: %s",
			mistakes[i].place, mistakes[i].why));
	}
}
END_TEST

START_TEST(no_more_than_a_thousand)
{
	struct buf body;

	buf_init(&body, arena);
	buf_adds(&body, "{'shopId':3,'records':[");
	for (int i = 0; i <= PUSH_RECORDS; i++)
		buf_printf(&body, "%s{}", i ? "," : "");
	buf_adds(&body, "]}");
	ck_assert_int_eq(take(push_product_fields, buf_text(&body)), -1);
	ck_assert_str_eq(err.text, "records: too many elements");
}
END_TEST

TEST_MAIN("push", an_order_comes_with_all_its_parts,
	  its_sales_are_derived_as_of_any_other, people_and_products,
	  a_mistake_is_named_by_its_place, no_more_than_a_thousand)
