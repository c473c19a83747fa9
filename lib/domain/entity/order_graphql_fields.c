#include "domain/entity/graphql_fields.h"
#include "domain/entity/order_graphql.h"

/*
 * The members of an order's GraphQL node and where each goes, in the order in
 * which shopify/documents.c asks for them.
 */

const struct json_field graphql_page_fields[] = {
	{ JSON_FIELD("hasNextPage", BOOL, struct graphql_page, more),
	  .required = true },
	{ JSON_FIELD("endCursor", TEXT, struct graphql_page, cursor) },
	{ 0 }
};

GRAPHQL_MONEY(allocated, struct order_discount, amount);

static const struct json_field application_index[] = {
	{ JSON_FIELD("index", INT, struct order_discount, application) },
	{ 0 }
};

static const struct json_field allocation_fields[] = {
	{ JSON_WITHIN("allocatedAmountSet", allocated), .required = true },
	{ JSON_WITHIN("discountApplication", application_index),
	  .required = true },
	{ 0 }
};

GRAPHQL_MONEY(tax_price, struct order_tax, amount);

static const struct json_field tax_fields[] = {
	{ JSON_WITHIN("priceSet", tax_price), .required = true },
	{ 0 }
};

GRAPHQL_ID(line_product, struct order_line, product_id);
GRAPHQL_ID(line_variant, struct order_line, variant_id);
GRAPHQL_MONEY(line_price, struct order_line, unit_price);

static const struct json_field line_fields[] = {
	{ JSON_FIELD("id", ID, struct order_line, id), .required = true },
	{ JSON_FIELD("title", TEXT, struct order_line, title) },
	{ JSON_FIELD("variantTitle", TEXT, struct order_line, variant_title) },
	{ JSON_FIELD("sku", TEXT, struct order_line, sku) },
	{ JSON_FIELD("vendor", TEXT, struct order_line, vendor) },
	{ JSON_FIELD("quantity", INT, struct order_line, quantity),
	  .required = true },
	{ JSON_FIELD("currentQuantity", INT, struct order_line,
		     current_quantity), .required = true },
	{ JSON_FIELD("isGiftCard", BOOL, struct order_line, gift_card) },
	{ JSON_WITHIN("product", line_product) },
	{ JSON_WITHIN("variant", line_variant) },
	{ JSON_WITHIN("originalUnitPriceSet", line_price), .required = true },
	{ JSON_ITEMS("discountAllocations", allocation_fields,
		     struct order_line, discounts, ndiscounts) },
	{ JSON_ITEMS("taxLines", tax_fields, struct order_line, taxes,
		     ntaxes) },
	{ 0 }
};

GRAPHQL_MONEY(shipping_price, struct order_shipping, price);
GRAPHQL_MONEY(shipping_discounted, struct order_shipping, discounted_price);

static const struct json_field shipping_fields[] = {
	{ JSON_FIELD("id", ID, struct order_shipping, id) },
	{ JSON_FIELD("isRemoved", BOOL, struct order_shipping, removed) },
	{ JSON_WITHIN("originalPriceSet", shipping_price), .required = true },
	{ JSON_WITHIN("discountedPriceSet", shipping_discounted),
	  .required = true },
	{ JSON_ITEMS("discountAllocations", allocation_fields,
		     struct order_shipping, discounts, ndiscounts) },
	{ JSON_ITEMS("taxLines", tax_fields, struct order_shipping, taxes,
		     ntaxes) },
	{ 0 }
};

static const struct json_field application_fields[] = {
	{ JSON_FIELD("__typename", TEXT, struct graphql_application, kind) },
	{ JSON_FIELD("index", INT, struct graphql_application, index),
	  .required = true },
	{ JSON_FIELD("code", TEXT, struct graphql_application, code) },
	{ JSON_FIELD("title", TEXT, struct graphql_application, title) },
	{ 0 }
};

GRAPHQL_ID(refunded_line, struct refund_line, line_id);
GRAPHQL_MONEY(refunded_subtotal, struct refund_line, subtotal);
GRAPHQL_MONEY(refunded_tax, struct refund_line, total_tax);

static const struct json_field refund_line_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_line, id) },
	{ JSON_FIELD("quantity", INT, struct refund_line, quantity),
	  .required = true },
	{ JSON_WITHIN("lineItem", refunded_line), .required = true },
	{ JSON_WITHIN("subtotalSet", refunded_subtotal), .required = true },
	{ JSON_WITHIN("totalTaxSet", refunded_tax), .required = true },
	{ 0 }
};

GRAPHQL_MONEY(adjustment_amount, struct refund_adjustment, amount);
GRAPHQL_MONEY(adjustment_tax, struct refund_adjustment, tax_amount);

static const struct json_field adjustment_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_adjustment, id),
	  .required = true },
	{ JSON_FIELD("reason", TEXT, struct refund_adjustment, kind) },
	{ JSON_WITHIN("amountSet", adjustment_amount), .required = true },
	{ JSON_WITHIN("taxAmountSet", adjustment_tax), .required = true },
	{ 0 }
};

GRAPHQL_MONEY(refund_shipping_subtotal, struct refund_shipping, subtotal);
GRAPHQL_MONEY(refund_shipping_tax, struct refund_shipping, tax);

static const struct json_field refund_shipping_fields[] = {
	{ JSON_FIELD("id", ID, struct refund_shipping, id), .required = true },
	{ JSON_WITHIN("subtotalAmountSet", refund_shipping_subtotal),
	  .required = true },
	{ JSON_WITHIN("taxAmountSet", refund_shipping_tax), .required = true },
	{ 0 }
};

GRAPHQL_MONEY(refund_total, struct graphql_refund, refund.total);
GRAPHQL_CONNECTION(refund_lines, struct graphql_refund, lines,
		   refund_line_fields, refund.lines, refund.nlines);
GRAPHQL_CONNECTION(refund_adjustments, struct graphql_refund, adjustments,
		   adjustment_fields, refund.adjustments, refund.nadjustments);
GRAPHQL_CONNECTION(refund_shippings, struct graphql_refund, shipping,
		   refund_shipping_fields, refund.shipping, refund.nshipping);

const struct json_field graphql_refund_fields[] = {
	{ JSON_FIELD("id", ID, struct graphql_refund, refund.id),
	  .required = true },
	{ JSON_FIELD("createdAt", TIME, struct graphql_refund,
		     refund.created_at) },
	{ JSON_FIELD("processedAt", TIME, struct graphql_refund,
		     refund.processed_at), .required = true },
	{ JSON_WITHIN("totalRefundedSet", refund_total), .required = true },
	{ JSON_WITHIN("refundLineItems", refund_lines) },
	{ JSON_WITHIN("orderAdjustments", refund_adjustments) },
	{ JSON_WITHIN("refundShippingLines", refund_shippings) },
	{ 0 }
};

GRAPHQL_ID(order_customer, struct graphql_order, order.customer_id);

static const struct json_field address_fields[] = {
	{ JSON_FIELD("countryCodeV2", TEXT, struct graphql_order,
		     order.country) },
	{ 0 }
};

static const struct json_field total_shop[] = {
	{ JSON_FIELD("amount", MONEY, struct graphql_order, order.total_price),
	  .required = true },
	{ 0 }
};

static const struct json_field total_presentment[] = {
	{ JSON_FIELD("amount", MONEY, struct graphql_order,
		     order.presentment_total), .required = true },
	{ 0 }
};

static const struct json_field total_fields[] = {
	{ JSON_WITHIN("shopMoney", total_shop), .required = true },
	{ JSON_WITHIN("presentmentMoney", total_presentment) },
	{ 0 }
};

GRAPHQL_MONEY(order_tip, struct graphql_order, order.total_tip);
GRAPHQL_CONNECTION(order_lines, struct graphql_order, lines, line_fields,
		   order.lines, order.nlines);
GRAPHQL_CONNECTION(order_shippings, struct graphql_order, shipping,
		   shipping_fields, order.shipping, order.nshipping);
GRAPHQL_CONNECTION(order_applications, struct graphql_order, applications_page,
		   application_fields, applications, napplications);

#define ORDER(json, kind, member)					\
	JSON_FIELD(json, kind, struct graphql_order, order.member)

/* The shipping address comes later than the billing address, and wins. */
const struct json_field graphql_order_fields[] = {
	{ ORDER("id", ID, id), .required = true },
	{ ORDER("name", TEXT, name) },
	{ ORDER("email", TEXT, email) },
	{ ORDER("createdAt", TIME, created_at), .required = true },
	{ ORDER("processedAt", TIME, processed_at), .required = true },
	{ ORDER("updatedAt", TIME, updated_at), .required = true },
	{ ORDER("cancelledAt", TIME, cancelled_at) },
	{ ORDER("closedAt", TIME, closed_at) },
	{ ORDER("cancelReason", TEXT, cancel_reason) },
	{ ORDER("edited", BOOL, edited) },
	{ ORDER("test", BOOL, test), .required = true },
	{ ORDER("taxesIncluded", BOOL, taxes_included), .required = true },
	{ ORDER("currencyCode", TEXT, currency), .required = true },
	{ ORDER("presentmentCurrencyCode", TEXT, presentment_currency) },
	{ ORDER("sourceName", TEXT, source_name) },
	{ ORDER("displayFinancialStatus", TEXT, financial_status) },
	{ ORDER("displayFulfillmentStatus", TEXT, fulfillment_status) },
	{ JSON_WITHIN("customer", order_customer) },
	{ JSON_WITHIN("billingAddress", address_fields) },
	{ JSON_WITHIN("shippingAddress", address_fields) },
	{ JSON_WITHIN("totalPriceSet", total_fields), .required = true },
	{ JSON_WITHIN("totalTipReceivedSet", order_tip) },
	{ JSON_WITHIN("lineItems", order_lines) },
	{ JSON_WITHIN("shippingLines", order_shippings) },
	{ JSON_WITHIN("discountApplications", order_applications) },
	{ JSON_ITEMS("refunds", graphql_refund_fields, struct graphql_order,
		     refunds, nrefunds) },
	{ 0 }
};

#define OF(table, owner, list, element, number)				\
	{ table, sizeof(struct element), offsetof(struct owner, list),	\
	  offsetof(struct owner, number) }

const struct graphql_list_info graphql_lists[GRAPHQL_NLISTS] = {
	[GRAPHQL_LINES] = OF(line_fields, graphql_order,
		order.lines, order_line, order.nlines),
	[GRAPHQL_SHIPPING] = OF(shipping_fields, graphql_order,
		order.shipping, order_shipping, order.nshipping),
	[GRAPHQL_APPLICATIONS] = OF(application_fields, graphql_order,
		applications, graphql_application, napplications),
	[GRAPHQL_REFUND_LINES] = OF(refund_line_fields, graphql_refund,
		refund.lines, refund_line, refund.nlines),
	[GRAPHQL_REFUND_ADJUSTMENTS] = OF(adjustment_fields, graphql_refund,
		refund.adjustments, refund_adjustment, refund.nadjustments),
	[GRAPHQL_REFUND_SHIPPING] = OF(refund_shipping_fields, graphql_refund,
		refund.shipping, refund_shipping, refund.nshipping),
};
