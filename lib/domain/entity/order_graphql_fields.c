#include "domain/entity/graphql_fields.h"
#include "domain/entity/order_graphql.h"

/*
 * The members of an order's GraphQL node and where each goes, in the order in
 * which shopify/documents.c asks for them.
 */

const struct json_field graphql_page_fields[] = {
	{ FIELD("hasNextPage", BOOL, struct graphql_page, more),
	  .required = true },
	{ FIELD("endCursor", TEXT, struct graphql_page, cursor) },
	{ 0 }
};

MONEY(allocated, struct order_discount, amount);

static const struct json_field application_index[] = {
	{ FIELD("index", INT, struct order_discount, application) },
	{ 0 }
};

static const struct json_field allocation_fields[] = {
	{ WITHIN("allocatedAmountSet", allocated), .required = true },
	{ WITHIN("discountApplication", application_index),
	  .required = true },
	{ 0 }
};

MONEY(tax_price, struct order_tax, amount);

static const struct json_field tax_fields[] = {
	{ WITHIN("priceSet", tax_price), .required = true },
	{ 0 }
};

ID_OF(line_product, struct order_line, product_id);
ID_OF(line_variant, struct order_line, variant_id);
MONEY(line_price, struct order_line, unit_price);

static const struct json_field line_fields[] = {
	{ FIELD("id", ID, struct order_line, id), .required = true },
	{ FIELD("title", TEXT, struct order_line, title) },
	{ FIELD("variantTitle", TEXT, struct order_line, variant_title) },
	{ FIELD("sku", TEXT, struct order_line, sku) },
	{ FIELD("vendor", TEXT, struct order_line, vendor) },
	{ FIELD("quantity", INT, struct order_line, quantity),
	  .required = true },
	{ FIELD("currentQuantity", INT, struct order_line,
		current_quantity), .required = true },
	{ FIELD("isGiftCard", BOOL, struct order_line, gift_card) },
	{ WITHIN("product", line_product) },
	{ WITHIN("variant", line_variant) },
	{ WITHIN("originalUnitPriceSet", line_price), .required = true },
	{ LIST("discountAllocations", allocation_fields, struct order_line,
	       discounts, struct order_discount, ndiscounts) },
	{ LIST("taxLines", tax_fields, struct order_line,
	       taxes, struct order_tax, ntaxes) },
	{ 0 }
};

MONEY(shipping_price, struct order_shipping, price);
MONEY(shipping_discounted, struct order_shipping, discounted_price);

static const struct json_field shipping_fields[] = {
	{ FIELD("id", ID, struct order_shipping, id) },
	{ FIELD("isRemoved", BOOL, struct order_shipping, removed) },
	{ WITHIN("originalPriceSet", shipping_price), .required = true },
	{ WITHIN("discountedPriceSet", shipping_discounted),
	  .required = true },
	{ LIST("discountAllocations", allocation_fields,
	       struct order_shipping, discounts, struct order_discount,
	       ndiscounts) },
	{ LIST("taxLines", tax_fields, struct order_shipping,
	       taxes, struct order_tax, ntaxes) },
	{ 0 }
};

static const struct json_field application_fields[] = {
	{ FIELD("__typename", TEXT, struct graphql_application, kind) },
	{ FIELD("index", INT, struct graphql_application, index),
	  .required = true },
	{ FIELD("code", TEXT, struct graphql_application, code) },
	{ FIELD("title", TEXT, struct graphql_application, title) },
	{ 0 }
};

ID_OF(refunded_line, struct refund_line, line_id);
MONEY(refunded_subtotal, struct refund_line, subtotal);
MONEY(refunded_tax, struct refund_line, total_tax);

static const struct json_field refund_line_fields[] = {
	{ FIELD("id", ID, struct refund_line, id) },
	{ FIELD("quantity", INT, struct refund_line, quantity),
	  .required = true },
	{ WITHIN("lineItem", refunded_line), .required = true },
	{ WITHIN("subtotalSet", refunded_subtotal), .required = true },
	{ WITHIN("totalTaxSet", refunded_tax), .required = true },
	{ 0 }
};

MONEY(adjustment_amount, struct refund_adjustment, amount);
MONEY(adjustment_tax, struct refund_adjustment, tax_amount);

static const struct json_field adjustment_fields[] = {
	{ FIELD("id", ID, struct refund_adjustment, id), .required = true },
	{ FIELD("reason", TEXT, struct refund_adjustment, kind) },
	{ WITHIN("amountSet", adjustment_amount), .required = true },
	{ WITHIN("taxAmountSet", adjustment_tax), .required = true },
	{ 0 }
};

MONEY(refund_shipping_subtotal, struct refund_shipping, subtotal);
MONEY(refund_shipping_tax, struct refund_shipping, tax);

static const struct json_field refund_shipping_fields[] = {
	{ FIELD("id", ID, struct refund_shipping, id), .required = true },
	{ WITHIN("subtotalAmountSet", refund_shipping_subtotal),
	  .required = true },
	{ WITHIN("taxAmountSet", refund_shipping_tax), .required = true },
	{ 0 }
};

MONEY(refund_total, struct graphql_refund, refund.total);
CONNECTION(refund_lines, struct graphql_refund, lines, refund_line_fields,
	   refund.lines, struct refund_line, refund.nlines);
CONNECTION(refund_adjustments, struct graphql_refund, adjustments,
	   adjustment_fields, refund.adjustments, struct refund_adjustment,
	   refund.nadjustments);
CONNECTION(refund_shippings, struct graphql_refund, shipping,
	   refund_shipping_fields, refund.shipping, struct refund_shipping,
	   refund.nshipping);

const struct json_field graphql_refund_fields[] = {
	{ FIELD("id", ID, struct graphql_refund, refund.id),
	  .required = true },
	{ FIELD("createdAt", TIME, struct graphql_refund,
		refund.created_at) },
	{ FIELD("processedAt", TIME, struct graphql_refund,
		refund.processed_at), .required = true },
	{ WITHIN("totalRefundedSet", refund_total), .required = true },
	{ WITHIN("refundLineItems", refund_lines) },
	{ WITHIN("orderAdjustments", refund_adjustments) },
	{ WITHIN("refundShippingLines", refund_shippings) },
	{ 0 }
};

ID_OF(order_customer, struct graphql_order, order.customer_id);

static const struct json_field address_fields[] = {
	{ FIELD("countryCodeV2", TEXT, struct graphql_order, order.country) },
	{ 0 }
};

static const struct json_field total_shop[] = {
	{ FIELD("amount", MONEY, struct graphql_order, order.total_price),
	  .required = true },
	{ 0 }
};

static const struct json_field total_presentment[] = {
	{ FIELD("amount", MONEY, struct graphql_order,
		order.presentment_total), .required = true },
	{ 0 }
};

static const struct json_field total_fields[] = {
	{ WITHIN("shopMoney", total_shop), .required = true },
	{ WITHIN("presentmentMoney", total_presentment) },
	{ 0 }
};

MONEY(order_tip, struct graphql_order, order.total_tip);
CONNECTION(order_lines, struct graphql_order, lines, line_fields,
	   order.lines, struct order_line, order.nlines);
CONNECTION(order_shippings, struct graphql_order, shipping, shipping_fields,
	   order.shipping, struct order_shipping, order.nshipping);
CONNECTION(order_applications, struct graphql_order, applications_page,
	   application_fields, applications, struct graphql_application,
	   napplications);

#define ORDER(json, kind, member)					\
	FIELD(json, kind, struct graphql_order, order.member)

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
	{ ORDER("dutiesIncluded", BOOL, duties_included) },
	{ ORDER("currencyCode", TEXT, currency), .required = true },
	{ ORDER("presentmentCurrencyCode", TEXT, presentment_currency) },
	{ ORDER("sourceName", TEXT, source_name) },
	{ ORDER("displayFinancialStatus", TEXT, financial_status) },
	{ ORDER("displayFulfillmentStatus", TEXT, fulfillment_status) },
	{ WITHIN("customer", order_customer) },
	{ WITHIN("billingAddress", address_fields) },
	{ WITHIN("shippingAddress", address_fields) },
	{ WITHIN("totalPriceSet", total_fields), .required = true },
	{ WITHIN("totalTipReceivedSet", order_tip) },
	{ WITHIN("lineItems", order_lines) },
	{ WITHIN("shippingLines", order_shippings) },
	{ WITHIN("discountApplications", order_applications) },
	{ LIST("refunds", graphql_refund_fields, struct graphql_order,
	       refunds, struct graphql_refund, nrefunds) },
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
