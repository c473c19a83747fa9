// What GraphQL shows of orders: one function a field, shared by normal
// queries (graphql executes them) and bulk exports (project.mjs compiles
// them). Amounts travel as {order, minor} until they are printed.

import { allocate, convert, decimal, exponent, shortDecimal } from
	"./money.mjs";
import { derive } from "./derive.mjs";
import { page } from "./lists.mjs";
import { chargesOf } from "./orders.mjs";

const sum = (list) => list.reduce((n, x) => n + x.amount, 0);
const bag = (order, minor) => ({ order, minor });

/* A MoneyBag from one of derive()'s sums. */
const derived = (name) => (order) => bag(order, derive(order)[name]);

/* The same, and null where the order has no such charge. */
const charged = (type, name) => (order) => chargesOf(order).some((c) =>
	c.type === type) ? bag(order, derive(order)[name]) : null;

const gid = (type) => (o) => (o.order ?? o).shop.gid(type, o.id);

const lineOff = (line) => sum(line.allocations);
const explicitOff = (line) => sum(line.allocations.filter((a) =>
	line.order.applications[a.index]?.explicit));

const taxes = (order, list) => list.map((t) => ({ order, ...t }));

const allocations = (order, list) => list.map((a) => ({ order, ...a }));

function applicationNode(order, index) {
	const a = order.applications[index];
	return { order, a, index, __typename: {
		code: "DiscountCodeApplication",
		automatic: "AutomaticDiscountApplication",
		manual: "ManualDiscountApplication" }[a.type] };
}

const application = {
	allocationMethod: ({ a }) => a.explicit ? "ONE" : "ACROSS",
	index: ({ index }) => index,
	targetSelection: ({ a }) => a.explicit ? "EXPLICIT" : "ALL",
	targetType: ({ a }) => a.target.toUpperCase(),
	value: ({ order, a }) => a.kind === "percentage" ?
		{ __typename: "PricingPercentageValue", percentage: a.value } :
		{ __typename: "MoneyV2", currency: order.shop.currency,
			minor: a.amount },
	code: ({ a }) => a.code, title: ({ a }) => a.title,
	description: ({ a }) => a.title,
};

const MONEY = {
	MoneyBag: {
		shopMoney: ({ order, minor }) => ({ minor,
			currency: order.shop.currency }),
		presentmentMoney: ({ order, minor }) => {
			const from = order.shop.currency;
			const seen = order.presentment;
			return seen ? { currency: seen.currency, minor: convert(
				minor, from, seen.currency, seen.rate) } :
				{ currency: from, minor };
		},
	},
	MoneyV2: {
		amount: ({ minor, currency }) => shortDecimal(minor,
			exponent(currency)),
		currencyCode: ({ currency }) => currency,
	},
};

/* An order's ledger, or what a fault makes of it. */
function agreements(o, args, context) {
	const broken = context.app?.faults.take("ledger", context.shop);
	return page(broken ? o.agreements.map((a) => ({ ...a,
		sales: a.sales.map((s) => ({ ...s, qty: 2e9 })) })) :
		o.agreements, args, context);
}

const Order = {
	id: gid("Order"),
	legacyResourceId: (o) => o.shop.idText(o.id),
	name: (o) => `#${o.number}`, number: (o) => o.number,
	confirmationNumber: (o) => `X${o.number}`, confirmed: () => true,
	cancelReason: (o) => o.cancelReason && o.cancelReason.toUpperCase(),
	closed: (o) => o.closedAt !== null, edited: (o) => o.changes.some((c) =>
		c.kind === "edit"),
	currencyCode: (o) => o.shop.currency,
	presentmentCurrencyCode: (o) => o.presentment?.currency ??
		o.shop.currency,
	sourceName: (o) => o.source, sourceIdentifier: () => null,
	attribution: (o) => ({ handle: o.source, icon: null,
		displayName: o.source === "web" ? "Online Store" : o.source }),
	app: (o) => ({ name: "Online Store",
		id: o.shop.gid("App", 580111) }),
	email: (o) => o.email || null,
	displayFinancialStatus: (o) => derive(o).financialStatus,
	displayFulfillmentStatus: (o) => derive(o).fulfillmentStatus,
	returnStatus: () => "NO_RETURN", dutiesIncluded: () => false,
	paymentGatewayNames: (o) => [o.gateway],
	discountCodes: (o) => o.applications.filter((a) => a.type === "code")
		.map((a) => a.code),
	discountCode: (o) => o.applications.find((a) => a.code)?.code ?? null,
	unpaid: (o) => derive(o).outstanding > 0,
	fullyPaid: (o) => derive(o).outstanding === 0,
	subtotalLineItemsQuantity: (o) => derive(o).quantity,
	currentSubtotalLineItemsQuantity: (o) => derive(o).currentQuantity,
	totalPriceSet: derived("total"),
	originalTotalPriceSet: derived("originalTotal"),
	subtotalPriceSet: derived("subtotal"),
	totalDiscountsSet: derived("discounts"),
	totalShippingPriceSet: derived("shipping"),
	totalTaxSet: derived("tax"), totalRefundedSet: derived("refunded"),
	totalRefundedShippingSet: derived("refundedShipping"),
	totalTipReceivedSet: derived("tip"),
	totalReceivedSet: derived("received"),
	totalOutstandingSet: derived("outstanding"),
	currentTotalPriceSet: derived("currentTotal"),
	currentSubtotalPriceSet: derived("currentSubtotal"),
	currentTotalDiscountsSet: derived("currentDiscounts"),
	currentTotalTaxSet: derived("currentTax"),
	currentShippingPriceSet: derived("currentShipping"),
	currentTotalDutiesSet: charged("DUTY", "currentDuties"),
	originalTotalDutiesSet: charged("DUTY", "originalDuties"),
	currentTotalAdditionalFeesSet: charged("ADDITIONAL_FEE",
		"currentFees"),
	originalTotalAdditionalFeesSet: charged("ADDITIONAL_FEE",
		"originalFees"),
	additionalFees: (o) => o.fees,
	netPaymentSet: (o) => bag(o, derive(o).received - derive(o).refunded),
	refundDiscrepancySet: (o) => bag(o, sum(o.refunds.flatMap((r) =>
		r.adjustments))),
	totalCashRoundingAdjustment: (o) => ({
		paymentSet: bag(o, 0), refundSet: bag(o, 0) }),
	billingAddress: (o) => o.address, shippingAddress: (o) =>
		o.lines.some((l) => l.ships) ? o.address : null,
	customerLocale: () => "en", taxExempt: () => false,
	taxLines: (o) => taxes(o, [...o.lines, ...o.shipping,
		...chargesOf(o)].flatMap((x) => x.taxes)),
	refunds: (o, { first }) => first ? o.refunds.slice(0, first) :
		o.refunds,
	lineItems: (o, args, context) => page(o.lines, args, context),
	shippingLines: (o, args, context) => page(o.shipping.map((s) =>
		({ order: o, ...s })), args, context),
	shippingLine: (o) => o.shipping[0] ? { order: o, ...o.shipping[0] } :
		null,
	discountApplications: (o, args, context) => page(o.applications.map(
		(_, i) => applicationNode(o, i)), args, context),
	agreements,
	transactions: (o, { first }) => o.payments.slice(0, first ?? undefined)
		.map((p) => ({ order: o, ...p })),
};

const LineItem = {
	id: gid("LineItem"),
	name: (l) => l.variantTitle ? `${l.title} - ${l.variantTitle}` :
		l.title,
	quantity: (l) => l.qty, isGiftCard: (l) => l.gift,
	currentQuantity: (l) => derive(l.order).lines.get(l).qty,
	refundableQuantity: (l) => derive(l.order).lines.get(l).qty,
	nonFulfillableQuantity: (l) => l.qty -
		derive(l.order).lines.get(l).qty,
	unfulfilledQuantity: (l) => l.order.fulfilledAt ? 0 : l.qty,
	requiresShipping: (l) => l.ships, merchantEditable: () => false,
	restockable: (l) => l.ships,
	product: (l) => l.product?.deletedAt === null ? l.product : null,
	variant: (l) => l.product?.deletedAt === null ? l.variant : null,
	originalUnitPriceSet: (l) => bag(l.order, l.price),
	originalTotalSet: (l) => bag(l.order, l.price * l.qty),
	discountedTotalSet: (l, { withCodeDiscounts }) => bag(l.order,
		l.price * l.qty - (withCodeDiscounts ? lineOff(l) :
			explicitOff(l))),
	discountedUnitPriceSet: (l) => bag(l.order, l.price -
		Math.round(explicitOff(l) / l.qty)),
	discountedUnitPriceAfterAllDiscountsSet: (l) => bag(l.order, l.price -
		Math.round(lineOff(l) / l.qty)),
	priceAfterAllDiscountsBeforeTaxesSet: (l) => bag(l.order,
		l.price * l.qty - lineOff(l) - (l.order.taxesIncluded ?
			sum(l.taxes) : 0)),
	totalDiscountSet: (l) => bag(l.order, explicitOff(l)),
	discountAllocations: (l) => allocations(l.order, l.allocations),
	taxLines: (l) => taxes(l.order, l.taxes),
	duties: (l) => l.duty ? [l.duty] : [],
	customAttributes: () => [],
};

const ShippingLine = {
	id: gid("ShippingLine"), code: (s) => s.title, custom: () => false,
	carrierIdentifier: () => null, deliveryCategory: () => null,
	isRemoved: () => false, source: () => "shopify", phone: () => null,
	originalPriceSet: (s) => bag(s.order, s.price),
	discountedPriceSet: (s) => bag(s.order, s.price - lineOff(s)),
	currentDiscountedPriceSet: (s) => bag(s.order,
		derive(s.order).currentShipping),
	discountAllocations: (s) => allocations(s.order, s.allocations),
	taxLines: (s) => taxes(s.order, s.taxes),
};

const Refund = {
	id: gid("Refund"),
	legacyResourceId: (r) => r.order.shop.idText(r.id),
	createdAt: (r) => r.at, processedAt: (r) => r.at,
	updatedAt: (r) => r.at, return: () => null,
	duties: (r) => r.charges.filter((c) => c.charge.type === "DUTY"),
	totalRefundedSet: (r) => bag(r.order, sum(r.transactions)),
	refundLineItems: (r, args, context) => page(r.lines.map((l) =>
		({ order: r.order, ...l })), args, context),
	refundShippingLines: (r, args, context) => page(r.shipping.map((s) =>
		({ order: r.order, ...s })), args, context),
	orderAdjustments: (r, args, context) => page(r.adjustments.map((a) =>
		({ order: r.order, ...a })), args, context),
	transactions: (r, args, context) => page(r.transactions.map((t) =>
		({ order: r.order, ...t })), args, context),
};

const Sale = {
	id: (s) => s.order.shop.gid("Sale", s.id),
	actionType: (s) => s.action, lineType: (s) => s.type,
	quantity: (s) => s.type === "ADJUSTMENT" ? null : s.qty,
	lineItem: (s) => s.line,
	shippingLine: (s) => s.shipping && s.action !== "RETURN" ?
		{ order: s.order, ...s.shipping } : null,
	totalAmount: (s) => bag(s.order, s.net + s.tax),
	totalTaxAmount: (s) => bag(s.order, s.tax),
	totalDiscountAmountBeforeTaxes: (s) => bag(s.order, s.disc),
	totalDiscountAmountAfterTaxes: (s) => bag(s.order, s.disc),
	duty: (s) => s.charge, additionalFee: (s) => s.charge,
	taxes: (s) => {
		const lines = (s.line ?? s.shipping ?? s.charge)?.taxes ?? [];
		const sign = s.tax < 0 ? -1 : 1;
		return allocate(Math.abs(s.tax), lines.map((t) => t.amount))
			.map((part, i) => ({ order: s.order, id: s.id + i,
				taxLine: { order: s.order, ...lines[i] },
				amount: sign * part }))
			.filter((t) => t.amount !== 0);
	},
};
const SALES = { PRODUCT: "ProductSale", GIFT_CARD: "GiftCardSale",
	TIP: "TipSale", SHIPPING: "ShippingLineSale",
	ADJUSTMENT: "AdjustmentSale", DUTY: "DutySale",
	ADDITIONAL_FEE: "AdditionalFeeSale", UNKNOWN: "UnknownSale" };

const Agreement = {
	id: (a) => a.order.shop.gid("SalesAgreement", a.id),
	happenedAt: (a) => a.at, app: () => null, user: () => null,
	sales: (a, args, context) => page(a.sales.map((s) => ({ ...s,
		order: a.order, __typename: SALES[s.type] })), args, context),
};

const charge = (type) => ({
	id: gid(type), name: (c) => c.name,
	price: (c) => bag(c.order, c.amount),
	taxLines: (c) => taxes(c.order, c.taxes),
	countryCodeOfOrigin: () => null, harmonizedSystemCode: () => "520300",
});

const RefundLineItem = {
	id: gid("RefundLineItem"), lineItem: (l) => l.line,
	quantity: (l) => l.qty, restockType: (l) => l.restock.toUpperCase(),
	restocked: (l) => l.restock !== "no_restock", location: () => null,
	priceSet: (l) => bag(l.order, l.line.price),
	subtotalSet: (l) => bag(l.order, l.subtotal),
	totalTaxSet: (l) => bag(l.order, l.tax),
};

export const ORDER_FIELDS = {
	...MONEY, Order, LineItem, ShippingLine, Refund, RefundLineItem,
	RefundShippingLine: {
		id: gid("RefundShippingLine"),
		shippingLine: (s) => ({ order: s.order, ...s.of }),
		subtotalAmountSet: (s) => bag(s.order, s.net +
			(s.order.taxesIncluded ? s.tax : 0)),
		taxAmountSet: (s) => bag(s.order, s.tax),
	},
	Duty: charge("Duty"), AdditionalFee: charge("AdditionalFee"),
	SaleAdditionalFee: charge("AdditionalFee"),
	RefundDuty: {
		amountSet: (c) => bag(c.charge.order, c.subtotal),
		originalDuty: (c) => c.charge,
	},
	OrderAdjustment: {
		id: gid("OrderAdjustment"), reason: () => "REFUND_DISCREPANCY",
		amountSet: (a) => bag(a.order, a.amount),
		taxAmountSet: (a) => bag(a.order, 0),
	},
	OrderTransaction: {
		id: gid("OrderTransaction"), kind: (t) => t.kind.toUpperCase(),
		status: () => "SUCCESS", gateway: (t) => t.order.gateway,
		createdAt: (t) => t.at, processedAt: (t) => t.at,
		amountSet: (t) => bag(t.order, t.amount),
		test: (t) => t.order.test,
	},
	DiscountAllocation: {
		allocatedAmountSet: (a) => bag(a.order, a.amount),
		discountApplication: (a) => applicationNode(a.order, a.index),
	},
	TaxLine: {
		priceSet: (t) => bag(t.order, t.amount),
		price: (t) => decimal(t.amount, t.order.shop.digits),
		ratePercentage: (t) => Number((t.rate * 100).toFixed(4)),
		channelLiable: () => false, source: () => null,
	},
	DiscountCodeApplication: application,
	AutomaticDiscountApplication: application,
	ManualDiscountApplication: application,
	SaleTax: {
		id: gid("SaleTax"), amount: (t) => bag(t.order, t.amount),
	},
	OrderAgreement: { ...Agreement, order: (a) => a.order },
	OrderEditAgreement: Agreement, RefundAgreement: Agreement,
};
for (const name of Object.values(SALES))
	ORDER_FIELDS[name] = Sale;

/* Abstract types ask an object for its type. */
export function typeOf(value) {
	return value.__typename ?? (value.sales ? value.kind : undefined);
}
