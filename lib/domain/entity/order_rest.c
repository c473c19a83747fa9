/*
 * The REST shapes: webhook bodies of every version.  The plain amount of an
 * old body is bound first and the shop's amount of the `_set` after it, which
 * then wins: where the customer paid in another currency, only that is ours.
 */
#include "domain/entity/order.h"

#define TEXT(st, member, key)						\
	{ .name = key, .type = JSON_TEXT, .offset = offsetof(st, member) }
#define NUMBER(st, member, key, kind)					\
	{ .name = key, .type = kind, .offset = offsetof(st, member) }
#define NEEDED(st, member, key, kind)					\
	{ .name = key, .type = kind, .offset = offsetof(st, member),	\
	  .required = true }
#define INSIDE(key, table)						\
	{ .name = key, .type = JSON_OBJECT, .fields = table }
#define LIST(st, member, count, key, element, table)			\
	{ .name = key, .type = JSON_LIST, .offset = offsetof(st, member), \
	  .count_offset = offsetof(st, count), .size = sizeof(element),	\
	  .fields = table }

/* {"shop_money": {"amount": "1.00", ...}, ...} into one amount. */
#define SHOP_MONEY(id, st, member)					\
	static const struct json_field id##_amount[] = {		\
		NUMBER(st, member, "amount", JSON_MONEY), { 0 }		\
	};								\
	static const struct json_field id[] = {				\
		INSIDE("shop_money", id##_amount), { 0 }		\
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
	NUMBER(struct order, presentment_total, "amount", JSON_MONEY),
	{ 0 }
};

static const struct json_field total_amount[] = {
	NUMBER(struct order, total_price, "amount", JSON_MONEY),
	{ 0 }
};

static const struct json_field total_set[] = {
	INSIDE("shop_money", total_amount),
	INSIDE("presentment_money", presentment_amount),
	{ 0 }
};

static const struct json_field discount_fields[] = {
	NUMBER(struct order_discount, amount, "amount", JSON_MONEY),
	INSIDE("amount_set", discount_set),
	NUMBER(struct order_discount, application,
	       "discount_application_index", JSON_INT),
	{ 0 }
};

static const struct json_field tax_fields[] = {
	NUMBER(struct order_tax, amount, "price", JSON_MONEY),
	INSIDE("price_set", tax_set),
	{ 0 }
};

static const struct json_field line_fields[] = {
	NEEDED(struct order_line, id, "id", JSON_ID),
	NUMBER(struct order_line, current_quantity, "current_quantity",
	       JSON_INT),
	NUMBER(struct order_line, gift_card, "gift_card", JSON_BOOL),
	TEXT(struct order_line, title, "title"),
	NUMBER(struct order_line, unit_price, "price", JSON_MONEY),
	INSIDE("price_set", line_price_set),
	NUMBER(struct order_line, product_id, "product_id", JSON_ID),
	NEEDED(struct order_line, quantity, "quantity", JSON_INT),
	TEXT(struct order_line, sku, "sku"),
	TEXT(struct order_line, tip_gateway, "tip_payment_gateway"),
	NUMBER(struct order_line, variant_id, "variant_id", JSON_ID),
	TEXT(struct order_line, variant_title, "variant_title"),
	TEXT(struct order_line, vendor, "vendor"),
	LIST(struct order_line, taxes, ntaxes, "tax_lines", struct order_tax,
	     tax_fields),
	LIST(struct order_line, discounts, ndiscounts, "discount_allocations",
	     struct order_discount, discount_fields),
	{ 0 }
};

static const struct json_field shipping_fields[] = {
	NUMBER(struct order_shipping, id, "id", JSON_ID),
	NUMBER(struct order_shipping, removed, "is_removed", JSON_BOOL),
	NUMBER(struct order_shipping, price, "price", JSON_MONEY),
	INSIDE("price_set", shipping_price_set),
	NUMBER(struct order_shipping, discounted_price, "discounted_price",
	       JSON_MONEY),
	INSIDE("discounted_price_set", shipping_discounted_set),
	LIST(struct order_shipping, taxes, ntaxes, "tax_lines",
	     struct order_tax, tax_fields),
	LIST(struct order_shipping, discounts, ndiscounts,
	     "discount_allocations", struct order_discount, discount_fields),
	{ 0 }
};

static const struct json_field refund_line_fields[] = {
	NEEDED(struct refund_line, id, "id", JSON_ID),
	NEEDED(struct refund_line, line_id, "line_item_id", JSON_ID),
	NEEDED(struct refund_line, quantity, "quantity", JSON_INT),
	NUMBER(struct refund_line, subtotal, "subtotal", JSON_MONEY),
	INSIDE("subtotal_set", refund_subtotal_set),
	NUMBER(struct refund_line, total_tax, "total_tax", JSON_MONEY),
	INSIDE("total_tax_set", refund_tax_set),
	{ 0 }
};

static const struct json_field adjustment_fields[] = {
	NUMBER(struct refund_adjustment, id, "id", JSON_ID),
	NUMBER(struct refund_adjustment, amount, "amount", JSON_MONEY),
	INSIDE("amount_set", adjustment_set),
	TEXT(struct refund_adjustment, kind, "kind"),
	NUMBER(struct refund_adjustment, tax_amount, "tax_amount",
	       JSON_MONEY),
	INSIDE("tax_amount_set", adjustment_tax_set),
	{ 0 }
};

SHOP_MONEY(refund_shipping_set, struct refund_shipping, subtotal);
SHOP_MONEY(refund_shipping_tax_set, struct refund_shipping, tax);

static const struct json_field refund_shipping_fields[] = {
	NUMBER(struct refund_shipping, id, "id", JSON_ID),
	INSIDE("subtotal_amount_set", refund_shipping_set),
	INSIDE("tax_amount_set", refund_shipping_tax_set),
	{ 0 }
};

const struct json_field refund_rest_fields[] = {
	NEEDED(struct refund, id, "id", JSON_ID),
	NEEDED(struct refund, created_at, "created_at", JSON_TIME),
	NUMBER(struct refund, processed_at, "processed_at", JSON_TIME),
	LIST(struct refund, adjustments, nadjustments, "order_adjustments",
	     struct refund_adjustment, adjustment_fields),
	LIST(struct refund, lines, nlines, "refund_line_items",
	     struct refund_line, refund_line_fields),
	LIST(struct refund, shipping, nshipping, "refund_shipping_lines",
	     struct refund_shipping, refund_shipping_fields),
	{ 0 }
};

static const struct json_field application_fields[] = {
	TEXT(struct order_code, type, "type"),
	TEXT(struct order_code, code, "title"),
	TEXT(struct order_code, code, "code"),
	{ 0 }
};

static const struct json_field country_fields[] = {
	TEXT(struct order, country, "country_code"),
	{ 0 }
};

/* What older bodies do not say. */
static const struct order_line order_line_initial = { .current_quantity = -1 };
static const struct order_shipping order_shipping_initial = {
	.discounted_price = -1
};

const struct json_field order_rest_fields[] = {
	NEEDED(struct order, id, "id", JSON_ID),
	NUMBER(struct order, cancelled_at, "cancelled_at", JSON_TIME),
	TEXT(struct order, cancel_reason, "cancel_reason"),
	NUMBER(struct order, closed_at, "closed_at", JSON_TIME),
	NEEDED(struct order, created_at, "created_at", JSON_TIME),
	TEXT(struct order, currency, "currency"),
	NUMBER(struct order, duties_included, "duties_included", JSON_BOOL),
	TEXT(struct order, email, "email"),
	TEXT(struct order, financial_status, "financial_status"),
	TEXT(struct order, fulfillment_status, "fulfillment_status"),
	TEXT(struct order, name, "name"),
	TEXT(struct order, presentment_currency, "presentment_currency"),
	NUMBER(struct order, processed_at, "processed_at", JSON_TIME),
	TEXT(struct order, source_name, "source_name"),
	TEXT(struct order, cart_token, "cart_token"),
	NUMBER(struct order, taxes_included, "taxes_included", JSON_BOOL),
	NUMBER(struct order, test, "test", JSON_BOOL),
	NUMBER(struct order, total_price, "total_price", JSON_MONEY),
	INSIDE("total_price_set", total_set),
	NUMBER(struct order, total_tip, "total_tip_received", JSON_MONEY),
	INSIDE("total_tip_received_set", tip_set),
	NEEDED(struct order, updated_at, "updated_at", JSON_TIME),
	INSIDE("billing_address", country_fields),
	{ .name = "customer", .type = JSON_CHILD,
	  .offset = offsetof(struct order, customer),
	  .size = sizeof(struct customer), .fields = customer_rest_fields },
	LIST(struct order, applications, napplications,
	     "discount_applications", struct order_code, application_fields),
	{ .name = "line_items", .type = JSON_LIST,
	  .offset = offsetof(struct order, lines),
	  .count_offset = offsetof(struct order, nlines),
	  .size = sizeof(struct order_line), .fields = line_fields,
	  .initial = &order_line_initial },
	LIST(struct order, refunds, nrefunds, "refunds", struct refund,
	     refund_rest_fields),
	INSIDE("shipping_address", country_fields),
	{ .name = "shipping_lines", .type = JSON_LIST,
	  .offset = offsetof(struct order, shipping),
	  .count_offset = offsetof(struct order, nshipping),
	  .size = sizeof(struct order_shipping), .fields = shipping_fields,
	  .initial = &order_shipping_initial },
	{ 0 }
};
