/*
 * The shapes of a push: the names that the API's own answers have.  Texts are
 * strict and short, for what is too long for an index cannot be stored.
 */
#include "domain/store/push.h"


#define NAME_MOST 255
#define TITLE_MOST 1024
#define LINES_MAX 1000
#define REFUNDS_MAX 100
#define CODES_MAX 100

static const struct json_field customer_fields[] = {
	{ JSON_FIELD("id", ID, struct customer, id), .required = true },
	{ JSON_STRICT("email", struct customer, email, NAME_MOST) },
	{ JSON_STRICT("firstName", struct customer, first_name,
		      NAME_MOST) },
	{ JSON_STRICT("lastName", struct customer, last_name, NAME_MOST) },
	{ JSON_STRICT("phone", struct customer, phone, NAME_MOST) },
	{ JSON_STRICT("state", struct customer, state, NAME_MOST) },
	{ JSON_STRICT("country", struct customer, country, 2) },
	{ JSON_FIELD("createdAt", TIME, struct customer, created_at) },
	{ JSON_FIELD("updatedAt", TIME, struct customer, updated_at),
	  .required = true },
	{ 0 }
};

static const struct json_field product_fields[] = {
	{ JSON_FIELD("id", ID, struct product, id), .required = true },
	{ JSON_STRICT("title", struct product, title, TITLE_MOST) },
	{ JSON_STRICT("handle", struct product, handle, NAME_MOST) },
	{ JSON_STRICT("status", struct product, status, NAME_MOST) },
	{ JSON_STRICT("vendor", struct product, vendor, NAME_MOST) },
	{ JSON_STRICT("productType", struct product, type, NAME_MOST) },
	{ JSON_FIELD("createdAt", TIME, struct product, created_at) },
	{ JSON_FIELD("updatedAt", TIME, struct product, updated_at),
	  .required = true },
	{ JSON_FIELD("publishedAt", TIME, struct product, published_at) },
	{ 0 }
};

static const struct json_field line_fields[] = {
	{ JSON_FIELD("id", ID, struct push_line, line.id), .required = true },
	{ JSON_FIELD("productId", ID, struct push_line, line.product_id) },
	{ JSON_FIELD("variantId", ID, struct push_line, line.variant_id) },
	{ JSON_STRICT("title", struct push_line, line.title, TITLE_MOST) },
	{ JSON_STRICT("variantTitle", struct push_line, line.variant_title,
		      TITLE_MOST) },
	{ JSON_STRICT("sku", struct push_line, line.sku, NAME_MOST) },
	{ JSON_STRICT("vendor", struct push_line, line.vendor,
		      NAME_MOST) },
	{ JSON_FIELD("quantity", INT, struct push_line, line.quantity),
	  .required = true },
	{ JSON_FIELD("currentQuantity", INT, struct push_line,
		     line.current_quantity) },
	{ JSON_FIELD("price", MONEY, struct push_line, line.unit_price),
	  .required = true },
	{ JSON_FIELD("discount", MONEY, struct push_line, discount.amount) },
	{ JSON_FIELD("tax", MONEY, struct push_line, tax.amount) },
	{ JSON_FIELD("giftCard", BOOL, struct push_line, line.gift_card) },
	{ 0 }
};

static const struct push_line line_initial = {
	.line.current_quantity = -1,
};

static const struct json_field shipping_fields[] = {
	{ JSON_FIELD("price", MONEY, struct push_shipping, shipping.price),
	  .required = true },
	{ JSON_FIELD("discountedPrice", MONEY, struct push_shipping,
		     shipping.discounted_price) },
	{ JSON_FIELD("tax", MONEY, struct push_shipping, tax.amount) },
	{ 0 }
};

static const struct push_shipping shipping_initial = {
	.shipping.discounted_price = -1,
};

static const struct json_field refund_line_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_line, id), .required = true },
	{ JSON_FIELD("lineItemId", ID, struct refund_line, line_id),
	  .required = true },
	{ JSON_FIELD("quantity", INT, struct refund_line, quantity),
	  .required = true },
	{ JSON_FIELD("subtotal", MONEY, struct refund_line, subtotal),
	  .required = true },
	{ JSON_FIELD("tax", MONEY, struct refund_line, total_tax) },
	{ 0 }
};

static const struct json_field refund_shipping_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_shipping, id), .required = true },
	{ JSON_FIELD("subtotal", MONEY, struct refund_shipping, subtotal),
	  .required = true },
	{ JSON_FIELD("tax", MONEY, struct refund_shipping, tax) },
	{ 0 }
};

static const struct json_field adjustment_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_adjustment, id),
	  .required = true },
	{ JSON_FIELD("amount", MONEY, struct refund_adjustment, amount),
	  .required = true },
	{ JSON_FIELD("tax", MONEY, struct refund_adjustment, tax_amount) },
	{ 0 }
};

static const struct json_field refund_fields[] = {
	{ JSON_FIELD("id", ID, struct refund, id), .required = true },
	{ JSON_FIELD("createdAt", TIME, struct refund, created_at),
	  .required = true },
	{ JSON_FIELD("processedAt", TIME, struct refund, processed_at) },
	{ JSON_ITEMS("lineItems", refund_line_fields, struct refund, lines,
		     nlines), .max = LINES_MAX },
	{ JSON_ITEMS("shippingLines", refund_shipping_fields, struct refund,
		     shipping, nshipping), .max = REFUNDS_MAX },
	{ JSON_ITEMS("adjustments", adjustment_fields, struct refund,
		     adjustments, nadjustments), .max = REFUNDS_MAX },
	{ 0 }
};

static const struct json_field order_fields[] = {
	{ JSON_FIELD("id", ID, struct push_order, order.id), .required = true },
	{ JSON_STRICT("name", struct push_order, order.name, NAME_MOST) },
	{ JSON_FIELD("customerId", ID, struct push_order, order.customer_id) },
	{ JSON_STRICT("email", struct push_order, order.email,
		      NAME_MOST) },
	{ JSON_FIELD("createdAt", TIME, struct push_order, order.created_at),
	  .required = true },
	{ JSON_FIELD("processedAt", TIME, struct push_order,
		     order.processed_at) },
	{ JSON_FIELD("updatedAt", TIME, struct push_order, order.updated_at),
	  .required = true },
	{ JSON_FIELD("cancelledAt", TIME, struct push_order,
		     order.cancelled_at) },
	{ JSON_FIELD("closedAt", TIME, struct push_order, order.closed_at) },
	{ JSON_STRICT("cancelReason", struct push_order, order.cancel_reason,
		      NAME_MOST) },
	{ JSON_STRICT("financialStatus", struct push_order,
		      order.financial_status, NAME_MOST) },
	{ JSON_STRICT("fulfillmentStatus", struct push_order,
		      order.fulfillment_status, NAME_MOST) },
	{ JSON_STRICT("channel", struct push_order, order.source_name,
		      NAME_MOST) },
	{ JSON_STRICT("country", struct push_order, order.country, 2) },
	{ JSON_FIELD("discountCodes", TEXTS, struct push_order, codes),
	  .max = CODES_MAX,
	  .count_offset = offsetof(struct push_order, ncodes) },
	{ JSON_FIELD("test", BOOL, struct push_order, order.test) },
	{ JSON_FIELD("taxesIncluded", BOOL, struct push_order,
		     order.taxes_included) },
	{ JSON_FIELD("totalPrice", MONEY, struct push_order, order.total_price),
	  .required = true },
	{ JSON_FIELD("tip", MONEY, struct push_order, order.total_tip) },
	{ JSON_STRICT("currency", struct push_order, order.currency, 3) },
	{ JSON_ITEMS("lineItems", line_fields, struct push_order, lines,
		     nlines), .required = true, .max = LINES_MAX,
	  .initial = &line_initial },
	{ JSON_ITEMS("shippingLines", shipping_fields, struct push_order,
		     shipping, nshipping), .max = REFUNDS_MAX,
	  .initial = &shipping_initial },
	{ JSON_ITEMS("refunds", refund_fields, struct push_order, order.refunds,
		     order.nrefunds), .max = REFUNDS_MAX },
	{ 0 }
};

static const struct json_field shop_fields[] = {
	{ JSON_STRICT("currency", struct push_shop, currency, 3),
	  .required = true },
	{ JSON_STRICT("timezone", struct push_shop, timezone, 64),
	  .required = true },
	{ 0 }
};

/* Whose records they are, and the records. */
#define RECORDS(member, count, table)					\
	{ JSON_FIELD("shopId", ID, struct push, shop_id),		\
	  .required = true },						\
	{ JSON_FIELD("shop", CHILD, struct push, shop),			\
	  .fields = shop_fields, .size = sizeof(struct push_shop) },	\
	{ JSON_ITEMS("records", table, struct push, member, count),	\
	  .required = true, .max = PUSH_RECORDS },			\
	{ 0 }

const struct json_field push_customer_fields[] = {
	RECORDS(customers, ncustomers, customer_fields)
};

const struct json_field push_product_fields[] = {
	RECORDS(products, nproducts, product_fields)
};

const struct json_field push_order_fields[] = {
	RECORDS(orders, norders, order_fields)
};
