#include <string.h>

#include "base/clock.h"
#include "domain/entity/ledger.h"
#include "domain/entity/order_graphql.h"

#include "test.h"

extern const struct json_field order_rest_fields[];

#define SHOP(amount) "{\"shopMoney\":{\"amount\":\"" amount "\"}}"
#define REST(amount) "{\"shop_money\":{\"amount\":\"" amount "\"}}"

/* One order as a page shows it, ... */
static const char graphql[] = "{"
"\"id\":\"gid://shopify/Order/820982911946154508\",\"name\":\"#1001\","
"\"email\":\"jon@example.com\","
"\"createdAt\":\"2026-10-01T10:00:00Z\","
"\"processedAt\":\"2026-10-01T09:59:58Z\","
"\"updatedAt\":\"2026-10-03T10:00:00Z\",\"cancelledAt\":null,"
"\"closedAt\":null,\"cancelReason\":\"FRAUD\",\"test\":false,"
"\"taxesIncluded\":true,"
"\"currencyCode\":\"EUR\",\"presentmentCurrencyCode\":\"USD\","
"\"sourceName\":\"web\",\"displayFinancialStatus\":\"PARTIALLY_REFUNDED\","
"\"displayFulfillmentStatus\":\"PARTIALLY_FULFILLED\","
"\"customer\":{\"id\":\"gid://shopify/Customer/7\"},"
"\"billingAddress\":{\"countryCodeV2\":\"US\"},"
"\"shippingAddress\":{\"countryCodeV2\":\"DE\"},"
"\"totalPriceSet\":{\"shopMoney\":{\"amount\":\"232.0\"},"
"\"presentmentMoney\":{\"amount\":\"250.5\"}},"
"\"totalTipReceivedSet\":" SHOP("1.0") ","
"\"lineItems\":{\"pageInfo\":{\"hasNextPage\":false,\"endCursor\":\"c\"},"
"\"nodes\":[{\"id\":\"gid://shopify/LineItem/11\",\"title\":\"Shirt\","
"\"variantTitle\":\"Large\",\"sku\":\"S-L\",\"vendor\":\"V\","
"\"quantity\":2,\"currentQuantity\":1,\"isGiftCard\":false,"
"\"product\":{\"id\":\"gid://shopify/Product/21\"},"
"\"variant\":{\"id\":\"gid://shopify/ProductVariant/31\"},"
"\"originalUnitPriceSet\":" SHOP("115.5") ","
"\"discountAllocations\":[{\"allocatedAmountSet\":" SHOP("10.0") ","
"\"discountApplication\":{\"index\":1}}],"
"\"taxLines\":[{\"priceSet\":" SHOP("11.0") "}]},"
"{\"id\":\"gid://shopify/LineItem/12\",\"title\":\"Card\","
"\"variantTitle\":null,\"sku\":null,\"vendor\":null,\"quantity\":1,"
"\"currentQuantity\":1,\"isGiftCard\":true,\"product\":null,"
"\"variant\":null,\"originalUnitPriceSet\":" SHOP("5.0") ","
"\"discountAllocations\":[],\"taxLines\":[]}]},"
"\"shippingLines\":{\"pageInfo\":{\"hasNextPage\":false,"
"\"endCursor\":null},\"nodes\":[{\"id\":\"gid://shopify/ShippingLine/41\","
"\"isRemoved\":false,\"originalPriceSet\":" SHOP("7.0") ","
"\"discountedPriceSet\":" SHOP("5.0") ",\"discountAllocations\":[{"
"\"allocatedAmountSet\":" SHOP("2.0") ","
"\"discountApplication\":{\"index\":0}}],"
"\"taxLines\":[{\"priceSet\":" SHOP("0.35") "}]}]},"
"\"discountApplications\":{\"pageInfo\":{\"hasNextPage\":false,"
"\"endCursor\":null},\"nodes\":["
"{\"__typename\":\"DiscountCodeApplication\",\"index\":1,"
"\"code\":\"TEN\"},"
"{\"__typename\":\"AutomaticDiscountApplication\",\"index\":0,"
"\"title\":\"Cheap shipping\"}]},"
"\"refunds\":[{\"id\":\"gid://shopify/Refund/51\","
"\"createdAt\":\"2026-10-02T10:00:00Z\","
"\"processedAt\":\"2026-10-02T10:00:01Z\","
"\"totalRefundedSet\":" SHOP("111.5") ","
"\"refundLineItems\":{\"pageInfo\":{\"hasNextPage\":false,"
"\"endCursor\":null},\"nodes\":["
"{\"id\":\"gid://shopify/RefundLineItem/61\",\"quantity\":1,"
"\"lineItem\":{\"id\":\"gid://shopify/LineItem/11\"},"
"\"subtotalSet\":" SHOP("110.5") ",\"totalTaxSet\":" SHOP("5.5") "}]},"
"\"orderAdjustments\":{\"pageInfo\":{\"hasNextPage\":false,"
"\"endCursor\":null},\"nodes\":["
"{\"id\":\"gid://shopify/OrderAdjustment/71\","
"\"reason\":\"REFUND_DISCREPANCY\",\"amountSet\":" SHOP("-1.0") ","
"\"taxAmountSet\":" SHOP("0.0") "}]},"
"\"refundShippingLines\":{\"pageInfo\":{\"hasNextPage\":false,"
"\"endCursor\":null},\"nodes\":["
"{\"id\":\"gid://shopify/RefundShippingLine/81\","
"\"subtotalAmountSet\":" SHOP("5.0") ","
"\"taxAmountSet\":" SHOP("0.35") "}]}}]}";

/* ... and as its webhook's body. */
static const char rest[] = "{"
"\"id\":820982911946154508,\"name\":\"#1001\","
"\"email\":\"jon@example.com\",\"created_at\":\"2026-10-01T12:00:00+02:00\","
"\"processed_at\":\"2026-10-01T11:59:58+02:00\","
"\"updated_at\":\"2026-10-03T12:00:00+02:00\",\"cancelled_at\":null,"
"\"closed_at\":null,\"cancel_reason\":\"fraud\",\"test\":false,"
"\"taxes_included\":true,\"currency\":\"EUR\","
"\"presentment_currency\":\"USD\",\"source_name\":\"web\","
"\"financial_status\":\"partially_refunded\","
"\"fulfillment_status\":\"partial\","
"\"billing_address\":{\"country_code\":\"US\"},"
"\"shipping_address\":{\"country_code\":\"DE\"},"
"\"total_price\":\"232.00\",\"total_price_set\":{\"shop_money\":{"
"\"amount\":\"232.00\"},\"presentment_money\":{\"amount\":\"250.50\"}},"
"\"total_tip_received\":\"1.00\",\"line_items\":["
"{\"id\":11,\"title\":\"Shirt\",\"variant_title\":\"Large\","
"\"sku\":\"S-L\",\"vendor\":\"V\",\"quantity\":2,\"current_quantity\":1,"
"\"gift_card\":false,\"product_id\":21,\"variant_id\":31,"
"\"price_set\":" REST("115.50") ",\"discount_allocations\":[{"
"\"amount_set\":" REST("10.00") ",\"discount_application_index\":1}],"
"\"tax_lines\":[{\"price_set\":" REST("11.00") "}]},"
"{\"id\":12,\"title\":\"Card\",\"variant_title\":null,\"sku\":null,"
"\"vendor\":null,\"quantity\":1,\"current_quantity\":1,"
"\"gift_card\":true,\"product_id\":null,\"variant_id\":null,"
"\"price\":\"5.00\",\"discount_allocations\":[],\"tax_lines\":[]}],"
"\"shipping_lines\":[{\"id\":41,\"is_removed\":false,"
"\"price_set\":" REST("7.00") ",\"discounted_price_set\":" REST("5.00") ","
"\"discount_allocations\":[{\"amount_set\":" REST("2.00") ","
"\"discount_application_index\":0}],"
"\"tax_lines\":[{\"price_set\":" REST("0.35") "}]}],"
"\"discount_applications\":[{\"type\":\"automatic\","
"\"title\":\"Cheap shipping\"},{\"type\":\"discount_code\","
"\"code\":\"TEN\"}],\"refunds\":[{\"id\":51,"
"\"created_at\":\"2026-10-02T10:00:00Z\","
"\"processed_at\":\"2026-10-02T10:00:01Z\",\"refund_line_items\":[{"
"\"id\":61,\"line_item_id\":11,\"quantity\":1,"
"\"subtotal_set\":" REST("110.50") ",\"total_tax_set\":" REST("5.50") "}],"
"\"order_adjustments\":[{\"id\":71,\"kind\":\"refund_discrepancy\","
"\"amount_set\":" REST("-1.00") ",\"tax_amount_set\":" REST("0.00") "},"
"{\"id\":81,\"kind\":\"shipping_refund\","
"\"amount_set\":" REST("-4.65") ",\"tax_amount_set\":" REST("-0.35")
"}]}]}";

static struct graphql_order *from_graphql(const char *text)
{
	struct graphql_order *g = arena_alloc(arena, sizeof(*g));
	const struct json *node = json_parse(arena, text, strlen(text), &err);

	ck_assert_msg(node && !order_graphql_bind(arena, node, g, &err),
		      "%s", err.text);
	order_graphql_finish(arena, g);
	return g;
}

static struct order *from_rest(const char *text)
{
	struct order *o = arena_alloc(arena, sizeof(*o));

	ck_assert_msg(!json_bind(arena, text, strlen(text), order_rest_fields,
				 o, &err), "%s", err.text);
	return o;
}

static void assert_same_lines(const struct order *g, const struct order *r)
{
	ck_assert_uint_eq(g->nlines, r->nlines);
	for (size_t i = 0; i < g->nlines; i++) {
		const struct order_line *a = &g->lines[i], *b = &r->lines[i];

		ck_assert_int_eq(a->id, b->id);
		ck_assert_int_eq(a->product_id, b->product_id);
		ck_assert_int_eq(a->variant_id, b->variant_id);
		ck_assert_pstr_eq(a->title, b->title);
		ck_assert_pstr_eq(a->variant_title, b->variant_title);
		ck_assert_pstr_eq(a->sku, b->sku);
		ck_assert_pstr_eq(a->vendor, b->vendor);
		ck_assert_int_eq(a->quantity, b->quantity);
		ck_assert_int_eq(a->current_quantity, b->current_quantity);
		ck_assert_int_eq(a->unit_price, b->unit_price);
		ck_assert_int_eq(a->gift_card, b->gift_card);
		ck_assert_uint_eq(a->ndiscounts, b->ndiscounts);
		for (size_t j = 0; j < a->ndiscounts; j++)
			ck_assert_int_eq(a->discounts[j].application,
					 b->discounts[j].application);
	}
}

/* Refund.createdAt may be null, and the database wants to know. */
START_TEST(a_refund_that_says_only_when_it_was_processed)
{
	static const char created[] =
		"\"createdAt\":\"2026-10-02T10:00:00Z\"";
	char *text = arena_strdup(arena, graphql);
	char *at = strstr(text, created);
	const struct order *o;

	ck_assert_ptr_nonnull(at);
	memset(at + strlen("\"createdAt\":"), ' ',
	       strlen(created) - strlen("\"createdAt\":"));
	memcpy(at + strlen("\"createdAt\":"), "null", 4);
	o = &from_graphql(text)->order;
	ck_assert_uint_eq(o->nrefunds, 1);
	ck_assert_int_eq(o->refunds[0].created_at,
			 o->refunds[0].processed_at);
}
END_TEST

/* RefundLineItem.id may be null, of two lines of one line item as well. */
START_TEST(refund_lines_without_ids_are_told_apart)
{
	static const char id[] = "\"id\":\"gid://shopify/RefundLineItem/61\"";
	static const char end[] = SHOP("5.5") "}";
	char *text = arena_strdup(arena, graphql);
	char *at = strstr(text, id), *after = strstr(text, end);
	struct refund_part one, two;
	const struct refund *r;

	ck_assert(at && after);
	memset(at, ' ', strlen(id));
	memcpy(at, "\"id\":null", 9);
	after += strlen(end);
	text = arena_printf(arena, "%.*s,%.*s%s", (int)(after - text), text,
			    (int)(after - at) + 1, at - 1, after);
	r = from_graphql(text)->order.refunds;
	ck_assert_uint_eq(r->nlines, 2);
	ck_assert(refund_part(r, 0, &one) && refund_part(r, 1, &two));
	ck_assert_int_eq(one.line_id, two.line_id);
	ck_assert_int_ne(one.id, two.id);
}
END_TEST

START_TEST(makes_what_a_webhook_makes)
{
	const struct order *g = &from_graphql(graphql)->order;
	const struct order *r = from_rest(rest);

	ck_assert_int_eq(g->id, INT64_C(820982911946154508));
	ck_assert_int_eq(g->id, r->id);
	ck_assert_int_eq(g->customer_id, 7);
	ck_assert_pstr_eq(g->name, r->name);
	ck_assert_pstr_eq(g->email, r->email);
	ck_assert_int_eq(g->created_at, r->created_at);
	ck_assert_int_eq(g->processed_at, r->processed_at);
	ck_assert_int_eq(g->updated_at, r->updated_at);
	ck_assert_pstr_eq(g->cancel_reason, r->cancel_reason);
	ck_assert_int_eq(g->taxes_included, r->taxes_included);
	ck_assert_pstr_eq(g->currency, r->currency);
	ck_assert_pstr_eq(g->presentment_currency, r->presentment_currency);
	ck_assert_int_eq(g->total_price, r->total_price);
	ck_assert_int_eq(g->presentment_total, r->presentment_total);
	ck_assert_int_eq(g->total_tip, r->total_tip);
	ck_assert_pstr_eq(g->source_name, r->source_name);
	ck_assert_pstr_eq(g->country, "DE");
	ck_assert_pstr_eq(g->country, r->country);
	ck_assert_pstr_eq(g->financial_status, r->financial_status);
	ck_assert_pstr_eq(g->fulfillment_status, r->fulfillment_status);
	ck_assert_uint_eq(g->napplications, r->napplications);
	for (size_t i = 0; i < g->napplications; i++) {
		ck_assert_pstr_eq(g->applications[i].code,
				  r->applications[i].code);
		ck_assert_pstr_eq(g->applications[i].type,
				  r->applications[i].type);
	}
	assert_same_lines(g, r);
}
END_TEST

/* What an order comes to, by side and type, sum for sum. */
struct sums {
	int64_t quantity, total, tax, disc;
};

static struct sums sum_of(const struct order *o, enum sale_side side,
			  enum sale_type type)
{
	struct sums s = { 0 };

	for (size_t i = 0; i < o->nsales; i++) {
		const struct sale *sale = &o->sales[i];

		if (sale->side != side || sale->type != type)
			continue;
		s.quantity += sale->quantity;
		s.total += sale->total;
		s.tax += sale->tax;
		s.disc += sale->disc;
	}
	return s;
}

START_TEST(makes_the_same_ledger)
{
	struct order *g = &from_graphql(graphql)->order;
	struct order *r = from_rest(rest);

	ck_assert_int_eq(ledger_derive(arena, g, &err), 0);
	ck_assert_int_eq(ledger_derive(arena, r, &err), 0);
	for (int side = SIDE_ORDER; side <= SIDE_REVERSAL; side++) {
		for (int type = SALE_PRODUCT; type <= SALE_UNKNOWN; type++) {
			struct sums a = sum_of(g, (enum sale_side)side,
					       (enum sale_type)type);
			struct sums b = sum_of(r, (enum sale_side)side,
					       (enum sale_type)type);

			ck_assert_msg(!memcmp(&a, &b, sizeof(a)),
				      "%s %s: %lld, %lld",
				      sale_side_name((enum sale_side)side),
				      sale_type_name((enum sale_type)type),
				      (long long)a.total, (long long)b.total);
		}
	}
	ck_assert_int_eq(ledger_spent(g), ledger_spent(r));
}
END_TEST

/* Indexes are Shopify's word: far ones cost nothing, gaps stay empty. */
START_TEST(survives_odd_applications)
{
	struct graphql_application odd[] = {
		{ "ManualDiscountApplication", NULL, "by hand", 2 },
		{ "NewKindOfApplication", NULL, "later", 0 },
		{ "DiscountCodeApplication", "FAR", NULL, INT64_MAX },
		{ "DiscountCodeApplication", "NEAR", NULL, -1 },
	};
	struct graphql_order g = { .applications = odd, .napplications = 4 };

	order_graphql_finish(arena, &g);
	ck_assert_uint_eq(g.order.napplications, 3);
	ck_assert_pstr_eq(g.order.applications[0].code, "later");
	ck_assert_pstr_eq(g.order.applications[0].type, NULL);
	ck_assert_pstr_eq(g.order.applications[1].code, NULL);
	ck_assert_pstr_eq(g.order.applications[2].type, "manual");
}
END_TEST

START_TEST(says_what_is_wrong)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "{}", "id: missing" },
		{ "{\"id\":\"gid://shopify/Order/0\"}", "id: not an id" },
		{ "{\"id\":\"gid://shopify/Order/1\",\"createdAt\":\"now\"}",
		  "createdAt: not an RFC 3339 time" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct graphql_order g = { 0 };
		const struct json *node = json_parse(arena, cases[i].text,
			strlen(cases[i].text), &err);

		ck_assert_int_eq(order_graphql_bind(arena, node, &g, &err),
				 -1);
		assert_failed(XN_BAD_INPUT, cases[i].want);
	}
}
END_TEST

START_TEST(translates_states)
{
	static const struct { const char *graphql, *rest; } words[] = {
		{ "UNFULFILLED", NULL }, { "FULFILLED", "fulfilled" },
		{ "PARTIALLY_FULFILLED", "partial" },
		{ "RESTOCKED", "restocked" }, { "ON_HOLD", "on_hold" },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct graphql_order g = {
			.order.fulfillment_status = words[i].graphql,
		};

		order_graphql_finish(arena, &g);
		ck_assert_pstr_eq(g.order.fulfillment_status, words[i].rest);
	}
}
END_TEST

TEST_MAIN("order_graphql", makes_what_a_webhook_makes,
	  a_refund_that_says_only_when_it_was_processed,
	  refund_lines_without_ids_are_told_apart, makes_the_same_ledger,
	  survives_odd_applications, says_what_is_wrong, translates_states)
