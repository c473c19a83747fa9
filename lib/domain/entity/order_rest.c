/*
 * The REST shapes: webhook bodies of every version.  The plain amount of an
 * old body is bound first and the shop's amount of the `_set` after it, which
 * then wins: where the customer paid in another currency, only that is ours.
 */
#include "domain/entity/order.h"


/* {"shop_money": {"amount": "1.00", ...}, ...} into one amount. */
#define SHOP_MONEY(id, st, member)					\
	static const struct json_field id##_amount[] = {		\
		{ JSON_FIELD("amount", MONEY, st, member) }, { 0 }	\
	};								\
	static const struct json_field id[] = {				\
		{ JSON_WITHIN("shop_money", id##_amount) }, { 0 }	\
	}

SHOP_MONEY(discount_set, struct order_discount, amount);
SHOP_MONEY(tax_set, struct order_tax, amount);
SHOP_MONEY(line_price_set, struct order_line, unit_price);
SHOP_MONEY(shipping_price_set, struct order_shipping, price);
SHOP_MONEY(shipping_discounted_set, struct order_shipping, discounted_price);
SHOP_MONEY(refund_subtotal_set, struct refund_line, subtotal);
SHOP_MONEY(refund_tax_set, struct refund_line, total_tax);
SHOP_MONEY(adjustment_set, struct refund_adjustment, amount);
SHOP_MONEY(adjustment_tax_set, struct refund_adjustment, tax_amount);
SHOP_MONEY(tip_set, struct order, total_tip);

static const struct json_field presentment_amount[] = {
	{ JSON_FIELD("amount", MONEY, struct order, presentment_total) },
	{ 0 }
};

static const struct json_field total_amount[] = {
	{ JSON_FIELD("amount", MONEY, struct order, total_price) },
	{ 0 }
};

static const struct json_field total_set[] = {
	{ JSON_WITHIN("shop_money", total_amount) },
	{ JSON_WITHIN("presentment_money", presentment_amount) },
	{ 0 }
};

static const struct json_field discount_fields[] = {
	{ JSON_FIELD("amount", MONEY, struct order_discount, amount) },
	{ JSON_WITHIN("amount_set", discount_set) },
	{ JSON_FIELD("discount_application_index", INT, struct order_discount,
		     application) },
	{ 0 }
};

static const struct json_field tax_fields[] = {
	{ JSON_FIELD("price", MONEY, struct order_tax, amount) },
	{ JSON_WITHIN("price_set", tax_set) },
	{ 0 }
};

static const struct json_field line_fields[] = {
	{ JSON_FIELD("id", ID, struct order_line, id), .required = true },
	{ JSON_FIELD("current_quantity", INT, struct order_line,
		     current_quantity) },
	{ JSON_FIELD("gift_card", BOOL, struct order_line, gift_card) },
	{ JSON_FIELD("title", TEXT, struct order_line, title) },
	{ JSON_FIELD("price", MONEY, struct order_line, unit_price) },
	{ JSON_WITHIN("price_set", line_price_set) },
	{ JSON_FIELD("product_id", ID, struct order_line, product_id) },
	{ JSON_FIELD("quantity", INT, struct order_line, quantity),
	  .required = true },
	{ JSON_FIELD("sku", TEXT, struct order_line, sku) },
	{ JSON_FIELD("tip_payment_gateway", TEXT, struct order_line,
		     tip_gateway) },
	{ JSON_FIELD("variant_id", ID, struct order_line, variant_id) },
	{ JSON_FIELD("variant_title", TEXT, struct order_line, variant_title) },
	{ JSON_FIELD("vendor", TEXT, struct order_line, vendor) },
	{ JSON_ITEMS("tax_lines", tax_fields, struct order_line, taxes,
		     ntaxes) },
	{ JSON_ITEMS("discount_allocations", discount_fields, struct order_line,
		     discounts, ndiscounts) },
	{ 0 }
};

static const struct json_field shipping_fields[] = {
	{ JSON_FIELD("id", ID, struct order_shipping, id) },
	{ JSON_FIELD("is_removed", BOOL, struct order_shipping, removed) },
	{ JSON_FIELD("price", MONEY, struct order_shipping, price) },
	{ JSON_WITHIN("price_set", shipping_price_set) },
	{ JSON_FIELD("discounted_price", MONEY, struct order_shipping,
		     discounted_price) },
	{ JSON_WITHIN("discounted_price_set", shipping_discounted_set) },
	{ JSON_ITEMS("tax_lines", tax_fields, struct order_shipping, taxes,
		     ntaxes) },
	{ JSON_ITEMS("discount_allocations", discount_fields,
		     struct order_shipping, discounts, ndiscounts) },
	{ 0 }
};

static const struct json_field refund_line_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_line, id), .required = true },
	{ JSON_FIELD("line_item_id", ID, struct refund_line, line_id),
	  .required = true },
	{ JSON_FIELD("quantity", INT, struct refund_line, quantity),
	  .required = true },
	{ JSON_FIELD("subtotal", MONEY, struct refund_line, subtotal) },
	{ JSON_WITHIN("subtotal_set", refund_subtotal_set) },
	{ JSON_FIELD("total_tax", MONEY, struct refund_line, total_tax) },
	{ JSON_WITHIN("total_tax_set", refund_tax_set) },
	{ 0 }
};

static const struct json_field adjustment_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_adjustment, id) },
	{ JSON_FIELD("amount", MONEY, struct refund_adjustment, amount) },
	{ JSON_WITHIN("amount_set", adjustment_set) },
	{ JSON_FIELD("kind", TEXT, struct refund_adjustment, kind) },
	{ JSON_FIELD("tax_amount", MONEY, struct refund_adjustment,
		     tax_amount) },
	{ JSON_WITHIN("tax_amount_set", adjustment_tax_set) },
	{ 0 }
};

SHOP_MONEY(refund_shipping_set, struct refund_shipping, subtotal);
SHOP_MONEY(refund_shipping_tax_set, struct refund_shipping, tax);

static const struct json_field refund_shipping_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_shipping, id) },
	{ JSON_WITHIN("subtotal_amount_set", refund_shipping_set) },
	{ JSON_WITHIN("tax_amount_set", refund_shipping_tax_set) },
	{ 0 }
};

const struct json_field refund_rest_fields[] = {
	{ JSON_FIELD("id", ID, struct refund, id), .required = true },
	{ JSON_FIELD("created_at", TIME, struct refund, created_at),
	  .required = true },
	{ JSON_FIELD("processed_at", TIME, struct refund, processed_at) },
	{ JSON_ITEMS("order_adjustments", adjustment_fields, struct refund,
		     adjustments, nadjustments) },
	{ JSON_ITEMS("refund_line_items", refund_line_fields, struct refund,
		     lines, nlines) },
	{ JSON_ITEMS("refund_shipping_lines", refund_shipping_fields,
		     struct refund, shipping, nshipping) },
	{ 0 }
};

static const struct json_field application_fields[] = {
	{ JSON_FIELD("type", TEXT, struct order_code, type) },
	{ JSON_FIELD("title", TEXT, struct order_code, code) },
	{ JSON_FIELD("code", TEXT, struct order_code, code) },
	{ 0 }
};

static const struct json_field country_fields[] = {
	{ JSON_FIELD("country_code", TEXT, struct order, country) },
	{ 0 }
};

/* What older bodies do not say. */
static const struct order_line order_line_initial = { .current_quantity = -1 };
static const struct order_shipping order_shipping_initial = {
	.discounted_price = -1
};

const struct json_field order_rest_fields[] = {
	{ JSON_FIELD("id", ID, struct order, id), .required = true },
	{ JSON_FIELD("cancelled_at", TIME, struct order, cancelled_at) },
	{ JSON_FIELD("cancel_reason", TEXT, struct order, cancel_reason) },
	{ JSON_FIELD("closed_at", TIME, struct order, closed_at) },
	{ JSON_FIELD("created_at", TIME, struct order, created_at),
	  .required = true },
	{ JSON_FIELD("currency", TEXT, struct order, currency) },
	{ JSON_FIELD("email", TEXT, struct order, email) },
	{ JSON_FIELD("financial_status", TEXT, struct order,
		     financial_status) },
	{ JSON_FIELD("fulfillment_status", TEXT, struct order,
		     fulfillment_status) },
	{ JSON_FIELD("name", TEXT, struct order, name) },
	{ JSON_FIELD("presentment_currency", TEXT, struct order,
		     presentment_currency) },
	{ JSON_FIELD("processed_at", TIME, struct order, processed_at) },
	{ JSON_FIELD("source_name", TEXT, struct order, source_name) },
	{ JSON_FIELD("cart_token", TEXT, struct order, cart_token) },
	{ JSON_FIELD("taxes_included", BOOL, struct order, taxes_included) },
	{ JSON_FIELD("test", BOOL, struct order, test) },
	{ JSON_FIELD("total_price", MONEY, struct order, total_price) },
	{ JSON_WITHIN("total_price_set", total_set) },
	{ JSON_FIELD("total_tip_received", MONEY, struct order, total_tip) },
	{ JSON_WITHIN("total_tip_received_set", tip_set) },
	{ JSON_FIELD("updated_at", TIME, struct order, updated_at),
	  .required = true },
	{ JSON_WITHIN("billing_address", country_fields) },
	{ JSON_FIELD("customer", CHILD, struct order, customer),
	  .size = sizeof(struct customer), .fields = customer_rest_fields },
	{ JSON_ITEMS("discount_applications", application_fields, struct order,
		     applications, napplications) },
	{ JSON_ITEMS("line_items", line_fields, struct order, lines, nlines),
	  .initial = &order_line_initial },
	{ JSON_ITEMS("refunds", refund_rest_fields, struct order, refunds,
		     nrefunds) },
	{ JSON_WITHIN("shipping_address", country_fields) },
	{ JSON_ITEMS("shipping_lines", shipping_fields, struct order, shipping,
		     nshipping), .initial = &order_shipping_initial },
	{ 0 }
};
