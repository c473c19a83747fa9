#include "ledger_helpers.h"

/* Bodies are written with ' for ", so that they can be read. */
static struct order order;

static int bind(const char *body)
{
	char *text = arena_strdup(arena, body);

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	order = (struct order){ 0 };
	err = (struct xn_error){ 0 };
	return json_bind(arena, text, strlen(text), order_rest_fields,
			 &order, &err);
}

#define HEAD "{'id':7,'created_at':'2016-05-01T10:00:00-04:00'," \
	"'updated_at':'2016-05-02T10:00:00-04:00'"
#define SET(amount) "{'shop_money':{'amount':'" amount "'," \
	"'currency_code':'USD'},'presentment_money':{'amount':'999.99'," \
	"'currency_code':'EUR'}}"
#define NOON_UTC_2016_05_01_14 INT64_C(1462111200000000)

static void bind_with(const char *members)
{
	ck_assert_msg(bind(arena_printf(arena, HEAD ",%s}", members)) == 0,
		      "%s", err.text);
}

/* The body of ten years ago: plain amounts, no sets, no allocations. */
static const char old_body[] = HEAD ","
"'email':'bob@example.com','closed_at':null,'number':234,'note':null,"
"'token':'123456abcd','gateway':'authorize_net','test':false,"
"'total_price':'409.94','subtotal_price':'398.00','total_weight':0,"
"'total_tax':'11.94','taxes_included':false,'currency':'USD',"
"'financial_status':'paid','confirmed':true,'total_discounts':'0.00',"
"'total_line_items_price':'398.00','cart_token':null,"
"'buyer_accepts_marketing':true,'name':'#1001','referring_site':'',"
"'landing_site':'/','cancelled_at':null,'cancel_reason':null,"
"'total_price_usd':'409.94','checkout_token':null,'reference':'x',"
"'user_id':null,'location_id':null,'processed_at':"
"'2016-05-01T10:00:00-04:00','discount_codes':[],'note_attributes':[],"
"'source_name':'web','fulfillment_status':null,'tax_lines':["
"{'title':'State Tax','price':'11.94','rate':0.06}],'tags':'',"
"'contact_email':'bob@example.com','line_items':[{'id':466157049,"
"'variant_id':39072856,'title':'IPod','quantity':2,'price':'199.00',"
"'grams':200,'sku':'IPOD','variant_title':'green','vendor':null,"
"'product_id':632910392,'gift_card':false,'taxable':true,'properties':[],"
"'total_discount':'0.00','fulfillment_status':null,'tax_lines':["
"{'title':'State Tax','price':'3.98','rate':0.06},"
"{'title':'County','price':7.96,'rate':0.02}]}],'shipping_lines':["
"{'title':'Free Shipping','price':'0.00','code':'Free','source':'shopify',"
"'tax_lines':[]}],'billing_address':{'first_name':'Bob','country':"
"'United States','country_code':'US'},'fulfillments':[],'client_details':"
"{'browser_ip':'0.0.0.0'},'refunds':[{'id':509562969,'order_id':7,"
"'created_at':'2016-05-03T10:00:00-04:00','note':'it broke','restock':true,"
"'user_id':799407056,'refund_line_items':[{'id':104689539,'quantity':1,"
"'line_item_id':466157049,'subtotal':195.67,'total_tax':3.98}],"
"'transactions':[],'order_adjustments':[]}],'customer':{'id':207119551,"
"'email':'bob@example.com','created_at':'2015-05-01T10:00:00-04:00',"
"'updated_at':'2015-06-01T10:00:00-04:00','first_name':'Bob','last_name':"
"'Norman','orders_count':1,'state':'disabled','total_spent':'0.00',"
"'last_order_id':7,'note':null,'tags':'','default_address':{'id':1,"
"'country_code':'CA'}}}";

START_TEST(a_body_of_ten_years_ago)
{
	ck_assert_msg(bind(old_body) == 0, "%s", err.text);
	ck_assert_int_eq(order.id, 7);
	ck_assert_str_eq(order.name, "#1001");
	ck_assert_str_eq(order.country, "US");
	ck_assert_int_eq(order.created_at, NOON_UTC_2016_05_01_14);
	ck_assert_int_eq(order.total_price, E4(409, 94));
	ck_assert_int_eq(order.lines[0].id, 466157049);
	ck_assert_int_eq(order.lines[0].current_quantity, -1);
	ck_assert_str_eq(order.lines[0].sku, "IPOD");
	ck_assert_ptr_null(order.lines[0].vendor);
	ck_assert_int_eq(order.customer->id, 207119551);
	ck_assert_str_eq(order.customer->country, "CA");
	ck_assert_str_eq(order.customer->state, "disabled");
	ck_assert_int_eq(*order.customer->amount_spent, 0);
	ck_assert_ptr_null(order.presentment_currency);
	assert_figures(&order, .gross = E4(398, 0),
		       .reversals = E4(195, 67), .net = E4(202, 33),
		       .taxes = E4(7, 96), .total = E4(210, 29),
		       .units_ordered = 2, .units_net = 1);
}
END_TEST

/* Where the customer paid in another currency, only the set is ours. */
START_TEST(the_shops_amount_wins)
{
	bind_with("'total_price_set':" SET("20.00") ",'total_price':'18.00',"
		"'total_tip_received_set':" SET("1.00")
		",'total_tip_received':'0.9','line_items':[{'price_set':"
		SET("10.00") ",'price':'9.00','id':1,'quantity':1,"
		"'tip_payment_gateway':null,'tax_lines':[{'price':'0.90',"
		"'price_set':" SET("1.00") "}],'discount_allocations':["
		"{'amount':'1.80','amount_set':" SET("2.00")
		",'discount_application_index':1}]}],'shipping_lines':[{"
		"'id':5,'price':'4.50','price_set':" SET("5.00")
		",'discounted_price':'2.70','discounted_price_set':"
		SET("3.00") ",'tax_lines':[]}]");
	ck_assert_int_eq(order.total_price, E4(20, 0));
	ck_assert_int_eq(order.presentment_total, E4(999, 99));
	ck_assert_int_eq(order.total_tip, E4(1, 0));
	ck_assert_int_eq(order.lines[0].unit_price, E4(10, 0));
	ck_assert_int_eq(order.lines[0].taxes[0].amount, E4(1, 0));
	ck_assert_int_eq(order.lines[0].discounts[0].amount, E4(2, 0));
	ck_assert_int_eq(order.lines[0].discounts[0].application, 1);
	ck_assert_int_eq(order.shipping[0].price, E4(5, 0));
	ck_assert_int_eq(order.shipping[0].discounted_price, E4(3, 0));
}
END_TEST

/* subtotal and total_tax are JSON numbers, the sets beside them strings. */
START_TEST(amounts_of_a_refund)
{
	bind_with("'refunds':[{'id':9,'created_at':'2016-05-03T00:00:00Z',"
		"'refund_line_items':[{'id':1,'line_item_id':2,'quantity':3,"
		"'subtotal':586.45,'total_tax':0},{'id':2,'line_item_id':2,"
		"'quantity':0,'subtotal':1,'subtotal_set':" SET("586.46")
		",'total_tax':2,'total_tax_set':" SET("3.00") "}],"
		"'order_adjustments':[{'id':4,'kind':'shipping_refund',"
		"'amount':'-9.00','amount_set':" SET("-10.00")
		",'tax_amount':'-0.90','tax_amount_set':" SET("-1.00")
		"},{'id':5,'kind':'refund_discrepancy','amount':'2.50',"
		"'tax_amount':'0.00'}]}]");
	ck_assert_uint_eq(order.nrefunds, 1);
	ck_assert_int_eq(order.refunds[0].lines[0].subtotal, E4(586, 45));
	ck_assert_int_eq(order.refunds[0].lines[1].subtotal, E4(586, 46));
	ck_assert_int_eq(order.refunds[0].lines[1].total_tax, E4(3, 0));
	ck_assert_int_eq(order.refunds[0].adjustments[0].amount, -E4(10, 0));
	ck_assert_int_eq(order.refunds[0].adjustments[0].tax_amount,
			 -E4(1, 0));
	ck_assert_int_eq(order.refunds[0].adjustments[1].amount, E4(2, 50));
}
END_TEST

/* Shipping given back shows as an adjustment, as a line, or as both. */
START_TEST(shipping_given_back)
{
	static const char adjustment[] = "'order_adjustments':[{'id':4,"
		"'kind':'shipping_refund','amount':'-10.00','amount_set':"
		SET("-10.00") ",'tax_amount':'-1.00','tax_amount_set':"
		SET("-1.00") "}]";
	/* Beside an adjustment it has no tax of its own. */
	static const char bare[] = "'refund_shipping_lines':[{'id':3,"
		"'subtotal_amount_set':" SET("10.00")
		",'shipping_line':{'id':5,'price':'12.00'}}]";
	static const char whole[] = "'refund_shipping_lines':[{'id':3,"
		"'subtotal_amount_set':" SET("10.00") ",'tax_amount_set':"
		SET("1.00") "}]";
	const char *const ways[] = {
		adjustment, whole,
		arena_printf(arena, "%s,%s", adjustment, bare),
		arena_printf(arena, "%s,%s", whole, adjustment),
		arena_printf(arena, "%s,'refund_shipping_lines':[]",
			     adjustment),
		arena_printf(arena, "%s,'order_adjustments':[]", whole),
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		bind_with(arena_printf(arena,
			"'currency':'USD','shipping_lines':[{'id':5,"
			"'price':'12.00','tax_lines':[{'price':'1.20'}]}],"
			"'refunds':[{'id':9,'created_at':"
			"'2016-05-03T00:00:00Z','refund_line_items':[],%s}]",
			ways[i]));
		ck_assert_msg(derive(&order).shipping == E4(2, 0),
			      "way %zu", i);
		ck_assert_int_eq(figures_of(&order).taxes, E4(0, 20));
	}
}
END_TEST

START_TEST(the_customer)
{
	bind_with("'customer':null");
	ck_assert_ptr_null(order.customer);
	bind_with("'email':''");
	ck_assert_ptr_null(order.customer);
	ck_assert_str_eq(order.email, "");
	bind_with("'customer':{'id':820982911946154508}");
	ck_assert_int_eq(order.customer->id, 820982911946154508);
	ck_assert_ptr_null(order.customer->email);
	ck_assert_int_eq(order.customer->updated_at, 0);
	bind_with("'customer':{'id':1,'email':null,'default_address':null}");
	ck_assert_ptr_null(order.customer->country);
	ck_assert_int_eq(bind(HEAD ",'customer':{}}"), -1);
	assert_failed(XN_BAD_INPUT, "customer.id: missing");
	ck_assert_int_eq(bind(HEAD ",'customer':{'id':'x'}}"), -1);
	assert_failed(XN_BAD_INPUT, "customer.id: not an id");
}
END_TEST

/* Newer bodies do not say it; the currency beside it is another matter. */
START_TEST(what_the_customer_has_spent)
{
	bind_with("'customer':{'id':1,'currency':'EUR'}");
	ck_assert_ptr_null(order.customer->amount_spent);
	bind_with("'customer':{'id':1,'total_spent':null}");
	ck_assert_ptr_null(order.customer->amount_spent);
	bind_with("'customer':{'id':1,'currency':'EUR','total_spent':"
		"'21.80'}");
	ck_assert_int_eq(*order.customer->amount_spent, E4(21, 80));
	ck_assert_ptr_null(order.customer->amount_spent_currency);
	ck_assert_int_eq(bind(HEAD ",'customer':{'id':1,'total_spent':"
		"'1e400'}}"), -1);
	assert_failed(XN_BAD_INPUT, "customer.total_spent: not an amount");
}
END_TEST

/* The shipping address says where it goes, the billing one if nothing goes. */
START_TEST(the_country)
{
	static const char billing[] = "'billing_address':"
		"{'country_code':'US'}";

	bind_with(billing);
	ck_assert_str_eq(order.country, "US");
	bind_with(arena_printf(arena, "'shipping_address':"
		"{'country_code':'DE'},%s", billing));
	ck_assert_str_eq(order.country, "DE");
	bind_with(arena_printf(arena, "'shipping_address':null,%s", billing));
	ck_assert_str_eq(order.country, "US");
	bind_with(arena_printf(arena, "'shipping_address':"
		"{'country_code':null},%s", billing));
	ck_assert_str_eq(order.country, "US");
	bind_with("'billing_address':null");
	ck_assert_ptr_null(order.country);
}
END_TEST

START_TEST(discount_codes)
{
	bind_with("'discount_applications':[{'type':'discount_code','code':"
		"'TEN'},{'type':'automatic','title':'Sale'},{'type':'manual',"
		"'title':'Rounding','description':'x'},{'type':"
		"'discount_code','code':'A\\\"\\\\{},B'}]");
	ck_assert_uint_eq(order.napplications, 4);
	ck_assert_str_eq(order.applications[1].code, "Sale");
	ck_assert_str_eq(order_codes(arena, &order),
			 "{\"TEN\",\"A\\\"\\\\{},B\"}");
	bind_with("'discount_applications':[{'type':'discount_code','code':"
		"'TEN'},{'type':'manual','code':'TEN'},{'type':"
		"'discount_code','code':'ten'},{'type':'discount_code',"
		"'code':'TEN'}]");
	ck_assert_str_eq(order_codes(arena, &order), "{\"TEN\",\"ten\"}");
	bind_with("'discount_applications':[]");
	ck_assert_str_eq(order_codes(arena, &order), "{}");
}
END_TEST

START_TEST(flags_and_times)
{
	bind_with("'test':true,'taxes_included':true,'cancelled_at':"
		"'2016-05-02T00:00:00.5Z','processed_at':null,"
		"'cancel_reason':'fraud','presentment_currency':'EUR'");
	ck_assert(order.test && order.taxes_included);
	ck_assert_int_eq(order.cancelled_at % CLOCK_SECOND_US, 500000);
	ck_assert_int_eq(order.processed_at, 0);
	ck_assert_str_eq(order.cancel_reason, "fraud");
	ck_assert_str_eq(order.presentment_currency, "EUR");
}
END_TEST

START_TEST(errors_name_the_member)
{
	static const struct { const char *body, *text; } cases[] = {
		{ "{}", "id: missing" },
		{ "{'id':7}", "created_at: missing" },
		{ "{'id':7,'created_at':'2016-05-01T10:00:00Z'}",
		  "updated_at: missing" },
		{ HEAD ",'line_items':[{'id':1,'quantity':1},"
		  "{'id':2,'quantity':1,'tax_lines':[{'price':'x'}]}]}",
		  "line_items[1].tax_lines[0].price: not an amount" },
		{ HEAD ",'line_items':[{'id':1,'quantity':1,'price_set':"
		  "{'shop_money':{'amount':'1.23456'}}}]}",
		  "line_items[0].price_set.shop_money.amount: not an amount" },
		{ HEAD ",'refunds':[{'id':1}]}",
		  "refunds[0].created_at: missing" },
		{ HEAD ",'refunds':[{'id':1,'created_at':"
		  "'2016-05-01T10:00:00Z','refund_line_items':[{'id':1,"
		  "'quantity':1}]}]}",
		  "refunds[0].refund_line_items[0].line_item_id: missing" },
		{ HEAD ",'shipping_lines':[{'price':'free'}]}",
		  "shipping_lines[0].price: not an amount" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(bind(cases[i].body), -1);
		assert_failed(XN_BAD_INPUT, cases[i].text);
	}
}
END_TEST

TEST_MAIN("order_rest", a_body_of_ten_years_ago, the_shops_amount_wins,
	  amounts_of_a_refund, shipping_given_back, the_customer,
	  what_the_customer_has_spent, the_country,
	  discount_codes, flags_and_times, errors_name_the_member)
