/*
 * The shapes of a push: the names that the API's own answers have.  Texts are
 * strict and short, for what is too long for an index cannot be stored.
 */
#include "domain/store/push.h"

#define TEXT(st, member, key, most)					\
	{ .name = key, .type = JSON_TEXT, .strict = true, .max = most,	\
	  .offset = offsetof(st, member) }
#define VALUE(st, member, key, kind)					\
	{ .name = key, .type = kind, .offset = offsetof(st, member) }
#define NEEDED(st, member, key, kind)					\
	{ .name = key, .type = kind, .offset = offsetof(st, member),	\
	  .required = true }
#define LIST(st, member, count, key, most, table)			\
	{ .name = key, .type = JSON_LIST, .offset = offsetof(st, member), \
	  .count_offset = offsetof(st, count), .max = most,		\
	  .size = sizeof(*((st *)0)->member), .fields = table }
#define RECORDS(member, count, table)					\
	{ .name = "records", .type = JSON_LIST, .required = true,	\
	  .offset = offsetof(struct push, member),			\
	  .count_offset = offsetof(struct push, count),			\
	  .max = PUSH_RECORDS, .fields = table,				\
	  .size = sizeof(*((struct push *)0)->member) }

#define NAME_MAX_BYTES 255
#define TITLE_MAX_BYTES 1024
#define LINES_MAX 1000
#define REFUNDS_MAX 100
#define CODES_MAX 100

static const struct json_field customer_fields[] = {
	NEEDED(struct customer, id, "id", JSON_ID),
	TEXT(struct customer, email, "email", NAME_MAX_BYTES),
	TEXT(struct customer, first_name, "firstName", NAME_MAX_BYTES),
	TEXT(struct customer, last_name, "lastName", NAME_MAX_BYTES),
	TEXT(struct customer, phone, "phone", NAME_MAX_BYTES),
	TEXT(struct customer, state, "state", NAME_MAX_BYTES),
	TEXT(struct customer, country, "country", 2),
	VALUE(struct customer, created_at, "createdAt", JSON_TIME),
	NEEDED(struct customer, updated_at, "updatedAt", JSON_TIME),
	{ 0 }
};

static const struct json_field product_fields[] = {
	NEEDED(struct product, id, "id", JSON_ID),
	TEXT(struct product, title, "title", TITLE_MAX_BYTES),
	TEXT(struct product, handle, "handle", NAME_MAX_BYTES),
	TEXT(struct product, status, "status", NAME_MAX_BYTES),
	TEXT(struct product, vendor, "vendor", NAME_MAX_BYTES),
	TEXT(struct product, type, "productType", NAME_MAX_BYTES),
	VALUE(struct product, created_at, "createdAt", JSON_TIME),
	NEEDED(struct product, updated_at, "updatedAt", JSON_TIME),
	VALUE(struct product, published_at, "publishedAt", JSON_TIME),
	{ 0 }
};

static const struct json_field line_fields[] = {
	NEEDED(struct push_line, line.id, "id", JSON_ID),
	VALUE(struct push_line, line.product_id, "productId", JSON_ID),
	VALUE(struct push_line, line.variant_id, "variantId", JSON_ID),
	TEXT(struct push_line, line.title, "title", TITLE_MAX_BYTES),
	TEXT(struct push_line, line.variant_title, "variantTitle",
	     TITLE_MAX_BYTES),
	TEXT(struct push_line, line.sku, "sku", NAME_MAX_BYTES),
	TEXT(struct push_line, line.vendor, "vendor", NAME_MAX_BYTES),
	NEEDED(struct push_line, line.quantity, "quantity", JSON_INT),
	VALUE(struct push_line, line.current_quantity, "currentQuantity",
	      JSON_INT),
	NEEDED(struct push_line, line.unit_price, "price", JSON_MONEY),
	VALUE(struct push_line, discount.amount, "discount", JSON_MONEY),
	VALUE(struct push_line, tax.amount, "tax", JSON_MONEY),
	VALUE(struct push_line, line.gift_card, "giftCard", JSON_BOOL),
	{ 0 }
};

static const struct push_line line_initial = {
	.line.current_quantity = -1,
};

static const struct json_field shipping_fields[] = {
	NEEDED(struct push_shipping, shipping.price, "price", JSON_MONEY),
	VALUE(struct push_shipping, shipping.discounted_price,
	      "discountedPrice", JSON_MONEY),
	VALUE(struct push_shipping, tax.amount, "tax", JSON_MONEY),
	{ 0 }
};

static const struct push_shipping shipping_initial = {
	.shipping.discounted_price = -1,
};

static const struct json_field refund_line_fields[] = {
	NEEDED(struct refund_line, id, "id", JSON_ID),
	NEEDED(struct refund_line, line_id, "lineItemId", JSON_ID),
	NEEDED(struct refund_line, quantity, "quantity", JSON_INT),
	NEEDED(struct refund_line, subtotal, "subtotal", JSON_MONEY),
	VALUE(struct refund_line, total_tax, "tax", JSON_MONEY),
	{ 0 }
};

static const struct json_field refund_shipping_fields[] = {
	NEEDED(struct refund_shipping, id, "id", JSON_ID),
	NEEDED(struct refund_shipping, subtotal, "subtotal", JSON_MONEY),
	VALUE(struct refund_shipping, tax, "tax", JSON_MONEY),
	{ 0 }
};

static const struct json_field adjustment_fields[] = {
	NEEDED(struct refund_adjustment, id, "id", JSON_ID),
	NEEDED(struct refund_adjustment, amount, "amount", JSON_MONEY),
	VALUE(struct refund_adjustment, tax_amount, "tax", JSON_MONEY),
	{ 0 }
};

static const struct json_field refund_fields[] = {
	NEEDED(struct refund, id, "id", JSON_ID),
	NEEDED(struct refund, created_at, "createdAt", JSON_TIME),
	VALUE(struct refund, processed_at, "processedAt", JSON_TIME),
	LIST(struct refund, lines, nlines, "lineItems", LINES_MAX,
	     refund_line_fields),
	LIST(struct refund, shipping, nshipping, "shippingLines",
	     REFUNDS_MAX, refund_shipping_fields),
	LIST(struct refund, adjustments, nadjustments, "adjustments",
	     REFUNDS_MAX, adjustment_fields),
	{ 0 }
};

static const struct json_field order_fields[] = {
	NEEDED(struct push_order, order.id, "id", JSON_ID),
	TEXT(struct push_order, order.name, "name", NAME_MAX_BYTES),
	VALUE(struct push_order, order.customer_id, "customerId", JSON_ID),
	TEXT(struct push_order, order.email, "email", NAME_MAX_BYTES),
	NEEDED(struct push_order, order.created_at, "createdAt", JSON_TIME),
	VALUE(struct push_order, order.processed_at, "processedAt", JSON_TIME),
	NEEDED(struct push_order, order.updated_at, "updatedAt", JSON_TIME),
	VALUE(struct push_order, order.cancelled_at, "cancelledAt", JSON_TIME),
	VALUE(struct push_order, order.closed_at, "closedAt", JSON_TIME),
	TEXT(struct push_order, order.cancel_reason,
	     "cancelReason", NAME_MAX_BYTES),
	TEXT(struct push_order, order.financial_status,
	     "financialStatus", NAME_MAX_BYTES),
	TEXT(struct push_order, order.fulfillment_status,
	     "fulfillmentStatus", NAME_MAX_BYTES),
	TEXT(struct push_order, order.source_name, "channel", NAME_MAX_BYTES),
	TEXT(struct push_order, order.country, "country", 2),
	{ .name = "discountCodes", .type = JSON_TEXTS, .max = CODES_MAX,
	  .offset = offsetof(struct push_order, codes),
	  .count_offset = offsetof(struct push_order, ncodes) },
	VALUE(struct push_order, order.test, "test", JSON_BOOL),
	VALUE(struct push_order, order.taxes_included,
	      "taxesIncluded", JSON_BOOL),
	NEEDED(struct push_order, order.total_price, "totalPrice", JSON_MONEY),
	VALUE(struct push_order, order.total_tip, "tip", JSON_MONEY),
	TEXT(struct push_order, order.currency, "currency", 3),
	{ .name = "lineItems", .type = JSON_LIST, .required = true,
	  .offset = offsetof(struct push_order, lines),
	  .count_offset = offsetof(struct push_order, nlines),
	  .size = sizeof(struct push_line), .max = LINES_MAX,
	  .fields = line_fields, .initial = &line_initial },
	{ .name = "shippingLines", .type = JSON_LIST,
	  .offset = offsetof(struct push_order, shipping),
	  .count_offset = offsetof(struct push_order, nshipping),
	  .size = sizeof(struct push_shipping), .max = REFUNDS_MAX,
	  .fields = shipping_fields, .initial = &shipping_initial },
	LIST(struct push_order, order.refunds, order.nrefunds, "refunds",
	     REFUNDS_MAX, refund_fields),
	{ 0 }
};

static const struct json_field shop_fields[] = {
	{ .name = "currency", .type = JSON_TEXT, .required = true,
	  .strict = true, .max = 3,
	  .offset = offsetof(struct push_shop, currency) },
	{ .name = "timezone", .type = JSON_TEXT, .required = true,
	  .strict = true, .max = 64,
	  .offset = offsetof(struct push_shop, timezone) },
	{ 0 }
};

#define SHOP								\
	NEEDED(struct push, shop_id, "shopId", JSON_ID),		\
	{ .name = "shop", .type = JSON_CHILD,				\
	  .offset = offsetof(struct push, shop),			\
	  .size = sizeof(struct push_shop), .fields = shop_fields }

const struct json_field push_customer_fields[] = {
	SHOP, RECORDS(customers, ncustomers, customer_fields), { 0 }
};

const struct json_field push_product_fields[] = {
	SHOP, RECORDS(products, nproducts, product_fields), { 0 }
};

const struct json_field push_order_fields[] = {
	SHOP, RECORDS(orders, norders, order_fields), { 0 }
};
