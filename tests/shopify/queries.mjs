// Queries of bulk operations as the service asks them: the defaults of
// generate-jsonl.mjs, and food for the tests.

const MONEY = "{ shopMoney { amount } }";
const ALLOCATIONS = `discountAllocations { allocatedAmountSet ${MONEY}
	discountApplication { index } }`;
const TAXES = `taxLines { priceSet ${MONEY} }`;

const orders = `{ orders { edges { node {
	id name email createdAt processedAt updatedAt cancelledAt closedAt
	cancelReason test taxesIncluded currencyCode
	presentmentCurrencyCode sourceName displayFinancialStatus
	displayFulfillmentStatus customer { id }
	billingAddress { countryCodeV2 } shippingAddress { countryCodeV2 }
	totalPriceSet { shopMoney { amount } presentmentMoney { amount } }
	totalTipReceivedSet ${MONEY}
	refunds(first: 250) {
		id createdAt processedAt totalRefundedSet ${MONEY} }
	lineItems { edges { node {
		__typename id title variantTitle sku vendor quantity
		currentQuantity isGiftCard product { id } variant { id }
		originalUnitPriceSet ${MONEY} ${ALLOCATIONS} ${TAXES} } } }
	shippingLines(includeRemovals: true) { edges { node {
		__typename id isRemoved originalPriceSet ${MONEY}
		discountedPriceSet ${MONEY} ${ALLOCATIONS} ${TAXES} } } }
	discountApplications { edges { node {
		__typename index
		... on DiscountCodeApplication { code }
		... on ManualDiscountApplication { title }
		... on AutomaticDiscountApplication { title } } } }
} } } }`;

const customers = `{ customers { edges { node {
	id firstName lastName state createdAt updatedAt
	amountSpent { amount currencyCode }
	defaultEmailAddress { emailAddress }
	defaultPhoneNumber { phoneNumber }
	defaultAddress { countryCodeV2 }
} } } }`;

const products = `{ products(query: "status:active,draft,archived,unlisted") {
	edges { node { id title handle status vendor productType createdAt
	updatedAt publishedAt } } } }`;

export const QUERIES = { orders, customers, products };
