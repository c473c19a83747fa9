#include <stddef.h>

#include "domain/shopify/documents.h"

/*
 * How much of each list comes along with an order on a page.  Few orders have
 * more, and those are read to the end one by one (src/sync/complete.c);
 * larger numbers would make every page dearer, because Shopify counts what
 * could come.
 */
#define MONEY " { shopMoney { amount } } "
#define PAGE_INFO " pageInfo { hasNextPage endCursor } "
#define REST_ARGS "(first: 100, after: $after)"

#define CUSTOMER							\
	" id firstName lastName state createdAt updatedAt"		\
	" amountSpent { amount currencyCode }"				\
	" defaultEmailAddress { emailAddress }"				\
	" defaultPhoneNumber { phoneNumber }"				\
	" defaultAddress { countryCodeV2 } "

#define PRODUCT								\
	" id title handle status vendor productType"			\
	" createdAt updatedAt publishedAt "

#define ORDER								\
	" id name email createdAt processedAt updatedAt cancelledAt"	\
	" closedAt cancelReason edited test taxesIncluded"		\
	" currencyCode presentmentCurrencyCode sourceName"		\
	" displayFinancialStatus displayFulfillmentStatus"		\
	" customer { id }"						\
	" billingAddress { countryCodeV2 }"				\
	" shippingAddress { countryCodeV2 }"				\
	" totalPriceSet { shopMoney { amount }"				\
	" presentmentMoney { amount } }"				\
	" totalTipReceivedSet" MONEY

#define ALLOCATIONS							\
	" discountAllocations { allocatedAmountSet" MONEY		\
	" discountApplication { index } } "

#define LINE								\
	" id title variantTitle sku vendor quantity currentQuantity"	\
	" isGiftCard product { id } variant { id }"			\
	" originalUnitPriceSet" MONEY ALLOCATIONS			\
	" taxLines { priceSet" MONEY "} "

#define SHIPPING							\
	" id isRemoved originalPriceSet" MONEY				\
	" discountedPriceSet" MONEY ALLOCATIONS				\
	" taxLines { priceSet" MONEY "} "

#define APPLICATION							\
	" __typename index"						\
	" ... on DiscountCodeApplication { code }"			\
	" ... on ManualDiscountApplication { title }"			\
	" ... on AutomaticDiscountApplication { title }"		\
	" ... on ScriptDiscountApplication { title } "

#define REFUND " id createdAt processedAt totalRefundedSet" MONEY

#define REFUND_LINE							\
	" id quantity lineItem { id } subtotalSet" MONEY		\
	" totalTaxSet" MONEY

#define REFUND_ADJUSTMENT						\
	" id reason amountSet" MONEY " taxAmountSet" MONEY

#define REFUND_SHIPPING							\
	" id subtotalAmountSet" MONEY " taxAmountSet" MONEY

#define SALE								\
	" actionType lineType quantity totalAmount" MONEY		\
	" totalTaxAmount" MONEY						\
	" totalDiscountAmountBeforeTaxes" MONEY				\
	" ... on ProductSale { lineItem { id } }"			\
	" ... on GiftCardSale { lineItem { id } }"			\
	" ... on TipSale { lineItem { id } } "

/* An order's ledger, as much of it as most have. */
#define AGREEMENTS							\
	" agreements(first: 4) {" PAGE_INFO				\
	" nodes { reason happenedAt sales(first: 8) {" PAGE_INFO	\
	" nodes {" SALE "} } } } "

/* An order as a page shows it. */
#define PAGE_ORDER							\
	ORDER								\
	" lineItems(first: $lines) {" PAGE_INFO "nodes {" LINE "} }"	\
	" shippingLines(first: 2, includeRemovals: true) {"		\
		PAGE_INFO "nodes {" SHIPPING "} }"			\
	" discountApplications(first: 3) {"				\
		PAGE_INFO "nodes {" APPLICATION "} }"			\
	" refunds(first: 3) {" REFUND					\
	" refundLineItems(first: 5) {" PAGE_INFO			\
		"nodes {" REFUND_LINE "} }"				\
	" orderAdjustments(first: 2) {" PAGE_INFO			\
		"nodes {" REFUND_ADJUSTMENT "} }"			\
	" refundShippingLines(first: 2) {" PAGE_INFO			\
		"nodes {" REFUND_SHIPPING "} } } "

const char shopify_select_customer[] = CUSTOMER;
const char shopify_select_product[] = PRODUCT;

/* A child's line in a bulk result says what it is by its __typename. */
const char shopify_select_order[] =
	ORDER
	" refunds(first: 250) {" REFUND "}"
	" lineItems { edges { node { __typename" LINE "} } }"
	" shippingLines(includeRemovals: true)"
	" { edges { node { __typename" SHIPPING "} } }"
	" discountApplications { edges { node {" APPLICATION "} } } ";

const char *shopify_bulk_query(struct arena *a, const char *list,
			       const char *search, const char *select)
{
	const char *filter =
		search ? arena_printf(a, "(query: \"%s\")", search) : "";

	return arena_printf(a, "{ %s%s { edges { node {%s} } } }", list,
			    filter, select);
}

/* Children right behind their parents: they are put together as they come. */
const char shopify_bulk_run[] =
	"mutation BulkRun($query: String!) {"
	" bulkOperationRunQuery(query: $query, groupObjects: true) {"
	" bulkOperation { id status createdAt }"
	" userErrors { code field message } } }";

/* The created ones first: one that begins meanwhile is in both, or in one. */
#define OPERATIONS(status)						\
	status ": bulkOperations(first: 10, query: \"status:" status	\
	" operation_type:query\") { nodes { id status createdAt query } }"

const char shopify_bulk_running[] =
	"query BulkRunning { " OPERATIONS("created") " "
	OPERATIONS("running") " }";

const char shopify_bulk_poll[] =
	"query BulkPoll($id: ID!) { bulkOperation(id: $id) {"
	" id status errorCode createdAt objectCount rootObjectCount"
	" fileSize url } }";

const char shopify_bulk_cancel[] =
	"mutation BulkCancel($id: ID!) { bulkOperationCancel(id: $id) {"
	" bulkOperation { id } userErrors { message } } }";

const char shopify_bulk_nothing[] =
	"{ products(query: \"id:1\") { edges { node { id } } } }";

const char shopify_page_customers[] =
	"query Customers($first: Int!, $after: String, $query: String) {"
	" customers(first: $first, after: $after, query: $query,"
	" sortKey: UPDATED_AT) {" PAGE_INFO "nodes {" CUSTOMER "} } }";

const char shopify_page_products[] =
	"query Products($first: Int!, $after: String, $query: String) {"
	" products(first: $first, after: $after, query: $query,"
	" sortKey: UPDATED_AT) {" PAGE_INFO "nodes {" PRODUCT "} } }";

const char shopify_page_orders[] =
	"query Orders($first: Int!, $after: String, $query: String,"
	" $lines: Int!) {"
	" orders(first: $first, after: $after, query: $query,"
	" sortKey: UPDATED_AT) {" PAGE_INFO "nodes {" PAGE_ORDER "} } }";

#define FIRST_ROW(operation, list)					\
	"query " operation "($after: String, $query: String) { "	\
	list "(first: 1, after: $after, query: $query,"			\
	" sortKey: UPDATED_AT) {" PAGE_INFO "nodes { id updatedAt } } }"

const char shopify_first_customer[] = FIRST_ROW("FirstCustomer", "customers");
const char shopify_first_product[] = FIRST_ROW("FirstProduct", "products");
const char shopify_first_order[] = FIRST_ROW("FirstOrder", "orders");

const char shopify_nodes_orders[] =
	"query OrdersById($ids: [ID!]!, $lines: Int!) {"
	" nodes(ids: $ids) { ... on Order {" PAGE_ORDER AGREEMENTS "} } }";

const char shopify_nodes_agreements[] =
	"query AgreementsById($ids: [ID!]!) {"
	" nodes(ids: $ids) { ... on Order { id updatedAt processedAt test"
	AGREEMENTS "} } }";

const char shopify_nodes_exist[] =
	"query NodesExist($ids: [ID!]!) { nodes(ids: $ids) { id } }";

const char shopify_order_agreement[] =
	"query OrderAgreement($id: ID!, $after: String, $sales: String) {"
	" order(id: $id) { agreements(first: 1, after: $after) {" PAGE_INFO
	" nodes { reason happenedAt sales(first: 100, after: $sales) {"
	PAGE_INFO " nodes {" SALE "} } } } } }";

const char shopify_order_lines[] =
	"query OrderLines($id: ID!, $after: String) { order(id: $id) {"
	" lineItems" REST_ARGS " {" PAGE_INFO "nodes {" LINE "} } } }";

const char shopify_order_shipping[] =
	"query OrderShipping($id: ID!, $after: String) { order(id: $id) {"
	" shippingLines(first: 100, after: $after, includeRemovals: true) {"
	PAGE_INFO "nodes {" SHIPPING "} } } }";

const char shopify_order_applications[] =
	"query OrderApplications($id: ID!, $after: String) {"
	" order(id: $id) { discountApplications" REST_ARGS " {"
	PAGE_INFO "nodes {" APPLICATION "} } } }";

const char shopify_order_refunds[] =
	"query OrderRefunds($id: ID!) { order(id: $id) {"
	" refunds(first: 250) {" REFUND "} } }";

const char shopify_refund_lines[] =
	"query RefundLines($id: ID!, $after: String) { node(id: $id) {"
	" ... on Refund { refundLineItems" REST_ARGS " {" PAGE_INFO
	"nodes {" REFUND_LINE "} } } } }";

const char shopify_refund_adjustments[] =
	"query RefundAdjustments($id: ID!, $after: String) {"
	" node(id: $id) { ... on Refund { orderAdjustments" REST_ARGS
	" {" PAGE_INFO "nodes {" REFUND_ADJUSTMENT "} } } } }";

const char shopify_refund_shipping[] =
	"query RefundShipping($id: ID!, $after: String) { node(id: $id) {"
	" ... on Refund { refundShippingLines" REST_ARGS " {" PAGE_INFO
	"nodes {" REFUND_SHIPPING "} } } } }";

const char shopify_subscriptions[] =
	"query Subscriptions($after: String) {"
	" webhookSubscriptions(first: 100, after: $after) {" PAGE_INFO
	"nodes { id topic uri } } }";

const char shopify_subscribe[] =
	"mutation Subscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {"
	" webhookSubscriptionCreate(topic: $topic,"
	" webhookSubscription: {uri: $uri}) {"
	" webhookSubscription { id } userErrors { message } } }";

const char shopify_unsubscribe[] =
	"mutation Unsubscribe($id: ID!) { webhookSubscriptionDelete(id: $id) {"
	" deletedWebhookSubscriptionId userErrors { message } } }";

const char shopify_shop_document[] =
	"query Shop { shop { name myshopifyDomain currencyCode"
	" ianaTimezone }"
	" currentAppInstallation { accessScopes { handle } app { apiKey } } }";

const char shopify_report[] =
	"query Report($query: String!) { shopifyqlQuery(query: $query) {"
	" parseErrors tableData { columns { name } rows } } }";

#define DOCUMENT(name) { #name, shopify_##name }

const struct shopify_document shopify_documents[] = {
	DOCUMENT(bulk_run),
	DOCUMENT(bulk_running),
	DOCUMENT(bulk_poll),
	DOCUMENT(bulk_cancel),
	DOCUMENT(bulk_nothing),
	DOCUMENT(page_customers),
	DOCUMENT(page_products),
	DOCUMENT(page_orders),
	DOCUMENT(first_customer),
	DOCUMENT(first_product),
	DOCUMENT(first_order),
	DOCUMENT(nodes_orders),
	DOCUMENT(nodes_agreements),
	DOCUMENT(order_agreement),
	DOCUMENT(nodes_exist),
	DOCUMENT(order_lines),
	DOCUMENT(order_shipping),
	DOCUMENT(order_applications),
	DOCUMENT(order_refunds),
	DOCUMENT(refund_lines),
	DOCUMENT(refund_adjustments),
	DOCUMENT(refund_shipping),
	DOCUMENT(subscriptions),
	DOCUMENT(subscribe),
	DOCUMENT(unsubscribe),
	DOCUMENT(shop_document),
	DOCUMENT(report),
	{ 0 }
};
