// Webhook bodies of orders and refunds, as API version 2026-10 writes
// them: the REST resource, amounts as strings with their sets beside them.

import { convert, decimal } from "./money.mjs";
import { derive } from "./derive.mjs";
import { chargesOf } from "./orders.mjs";
import { pastOf } from "./people.mjs";
import { addressBody, customerPart } from "./bodies-people.mjs";

const ID = "\u0002id:";

/*
 * JSON text of a body. Ids within are strings marked by num(), which lose
 * their quotes here, so that ids beyond 2^53 keep all their digits.
 */
export function text(body) {
	return JSON.stringify(body)
		.replace(/"\\u0002id:(\d+)"/g, "$1");
}

export function num(shop, id) {
	return id === null ? null : ID + shop.idText(id);
}

function seen(order) {
	return order.presentment ?? { currency: order.shop.currency, rate: 1,
		digits: order.shop.digits };
}

/* {shop_money, presentment_money} */
function moneySet(order, minor) {
	const { shop } = order;
	const { currency, rate, digits } = seen(order);
	return {
		shop_money: { amount: decimal(minor, shop.digits),
			currency_code: shop.currency },
		presentment_money: { amount: decimal(convert(minor,
			shop.currency, currency, rate), digits),
		currency_code: currency },
	};
}

const sum = (list) => list.reduce((n, x) => n + x.amount, 0);

/* Both spellings of an amount: `name` in shop currency, and `name_set`. */
function priced(order, name, minor) {
	return { [name]: decimal(minor, order.shop.digits),
		[`${name}_set`]: moneySet(order, minor) };
}

function taxLines(order, taxes) {
	return taxes.map((t) => ({ channel_liable: false,
		...priced(order, "price", t.amount), rate: t.rate,
		title: t.title }));
}

function allocations(order, list) {
	return list.map((a) => ({ amount: decimal(a.amount, order.shop.digits),
		amount_set: moneySet(order, a.amount),
		discount_application_index: a.index }));
}

/* A line's duty; the amount is bare of its set's name. */
function dutyBody(order, duty) {
	const { shop } = order;
	return { id: shop.idText(duty.id), harmonized_system_code: "520300",
		country_code_of_origin: null, ...moneySet(order, duty.amount),
		tax_lines: taxLines(order, duty.taxes),
		admin_graphql_api_id: shop.gid("Duty", duty.id) };
}

/* A line as both an order and a refund show it. */
function lineBody(order, line) {
	const { shop } = order;
	const explicit = line.allocations.filter((a) =>
		order.applications[a.index]?.explicit);
	const alive = line.product && line.product.deletedAt === null;
	const body = {
		id: num(shop, line.id),
		admin_graphql_api_id: shop.gid("LineItem", line.id),
		fulfillable_quantity: order.fulfilledAt ? 0 : line.qty,
		fulfillment_service: "manual",
		fulfillment_status: order.fulfilledAt ? "fulfilled" : null,
		gift_card: line.gift, grams: line.ships ? 200 : 0,
		name: line.variantTitle ?
			`${line.title} - ${line.variantTitle}` : line.title,
		...priced(order, "price", line.price),
		product_exists: Boolean(alive),
		product_id: alive ? num(shop, line.product.id) : null,
		properties: [], quantity: line.qty,
		requires_shipping: line.ships, sku: line.sku,
		taxable: line.taxable, title: line.title,
		...priced(order, "total_discount", sum(explicit)),
		variant_id: alive ? num(shop, line.variant.id) : null,
		variant_inventory_management: alive ? "shopify" : null,
		variant_title: line.variantTitle, vendor: line.vendor,
		tax_lines: taxLines(order, line.taxes),
		duties: line.duty ? [dutyBody(order, line.duty)] : [],
		discount_allocations: allocations(order, line.allocations),
	};
	if (line.tip)
		Object.assign(body, { tip_payment_gateway: "shopify_payments",
			tip_payment_method: "visa" });
	return body;
}

function shippingBody(order, shipping, current) {
	const off = sum(shipping.allocations);
	return {
		id: num(order.shop, shipping.id), carrier_identifier: null,
		code: shipping.title,
		...(current === undefined ? {} : { current_discounted_price_set:
			moneySet(order, current) }),
		...priced(order, "discounted_price", shipping.price - off),
		is_removed: false, phone: null,
		...priced(order, "price", shipping.price),
		requested_fulfillment_service_id: null, source: "shopify",
		title: shipping.title,
		tax_lines: taxLines(order, shipping.taxes),
		discount_allocations: allocations(order, shipping.allocations),
	};
}

function application(order, a) {
	const shop = order.shop;
	return {
		target_type: a.target,
		type: a.type === "code" ? "discount_code" : a.type,
		value: a.kind === "percentage" ? a.value.toFixed(1) :
			decimal(a.amount, shop.digits),
		value_type: a.kind,
		allocation_method: a.explicit ? "one" : "across",
		target_selection: a.explicit ? "explicit" : "all",
		...(a.type === "code" ? { code: a.code } :
			{ title: a.title, description: a.title }),
	};
}

/* Amount and kind of each code, over all lines and shipping. */
function discountCodes(order) {
	const parts = [...order.lines, ...order.shipping]
		.flatMap((x) => x.allocations);
	return order.applications.map((a, index) => ({ a, amount:
		sum(parts.filter((p) => p.index === index)) }))
		.filter(({ a }) => a.type === "code")
		.map(({ a, amount }) => ({ code: a.code,
			amount: decimal(amount, order.shop.digits),
			type: a.target === "shipping_line" ? "shipping" :
				a.kind }));
}

/* The order's tax lines: those of all that is in it, by title. */
function allTaxes(order) {
	const byTitle = new Map();
	for (const part of [...order.lines, ...order.shipping,
		...chargesOf(order)])
		for (const t of part.taxes) {
			const held = byTitle.get(t.title) ??
				{ ...t, amount: 0 };
			held.amount += t.amount;
			byTitle.set(t.title, held);
		}
	return taxLines(order, [...byTitle.values()]);
}

function transactionBody(order, payment) {
	const { shop } = order;
	return {
		id: num(shop, payment.id), order_id: num(shop, order.id),
		kind: payment.kind, gateway: order.gateway, status: "success",
		message: null, created_at: shop.zone.local(payment.at),
		test: order.test, authorization: null, location_id: null,
		user_id: null, parent_id: null,
		processed_at: shop.zone.local(payment.at), device_id: null,
		error_code: null, source_name: order.source, receipt: {},
		amount: decimal(payment.amount, shop.digits),
		currency: shop.currency, payment_id: `#${order.number}.1`,
		manual_payment_gateway: order.gateway === "manual",
		amount_rounding: null,
		admin_graphql_api_id: shop.gid("OrderTransaction", payment.id),
	};
}

function adjustment(order, refund, id, kind, reason, amount, tax) {
	return {
		id: num(order.shop, id), order_id: num(order.shop, order.id),
		refund_id: num(order.shop, refund.id),
		amount: decimal(amount, order.shop.digits),
		amount_set: moneySet(order, amount), kind, reason,
		tax_amount: decimal(tax, order.shop.digits),
		tax_amount_set: moneySet(order, tax),
	};
}

/*
 * Shopify shows shipping given back twice: as a refund_shipping_line and
 * as an order_adjustment of kind shipping_refund. A reader must count it
 * once. Settings can leave one of the two out.
 */
function shippingBack(order, refund) {
	const { shop } = order;
	const how = shop.settings.shippingRefunds;
	return {
		refund_shipping_lines: how === "adjustments" ? [] :
			refund.shipping.map((s) => ({ id: num(shop, s.id),
				shipping_line_id: num(shop, s.of.id),
				shipping_line: shippingBody(order, s.of),
				subtotal_amount_set: moneySet(order, s.net +
					(order.taxesIncluded ? s.tax : 0)),
				...(how === "lines" ? { tax_amount_set:
					moneySet(order, s.tax) } : {}) })),
		order_adjustments: [
			...(how === "lines" ? [] : refund.shipping.map((s) =>
				adjustment(order, refund, s.id + 1,
					"shipping_refund", "Shipping refund",
					-s.net, -s.tax))),
			...refund.adjustments.map((a) => adjustment(order,
				refund, a.id, "refund_discrepancy",
				"Refund discrepancy", a.amount, 0)),
		],
	};
}

export function refundBody(order, refund) {
	const { shop } = order;
	const at = shop.zone.local(refund.at);
	const duties = refund.charges.filter((c) => c.charge.type === "DUTY");
	return {
		id: num(shop, refund.id), order_id: num(shop, order.id),
		created_at: at, note: refund.note, user_id: null,
		processed_at: at, restock: refund.lines.some((l) =>
			l.restock !== "no_restock"),
		duties: duties.map((c) => ({ duty_id: num(shop, c.charge.id),
			amount_set: moneySet(order, c.subtotal) })),
		total_duties_set: moneySet(order, duties.reduce((n, c) =>
			n + c.subtotal, 0)), return: null,
		admin_graphql_api_id: shop.gid("Refund", refund.id),
		...shippingBack(order, refund),
		refund_line_items: refund.lines.map((l) => ({
			id: num(shop, l.id), quantity: l.qty,
			line_item_id: num(shop, l.line.id), location_id: null,
			restock_type: l.restock,
			subtotal: l.subtotal / 10 ** shop.digits,
			total_tax: l.tax / 10 ** shop.digits,
			subtotal_set: moneySet(order, l.subtotal),
			total_tax_set: moneySet(order, l.tax),
			line_item: lineBody(order, l.line) })),
		transactions: refund.transactions.map((t) =>
			transactionBody(order, t)),
	};
}

/* The amounts of duties and fees: null where the order has none. */
function chargeAmounts(order, d) {
	const { fees } = order;
	const dutiable = order.lines.some((l) => l.duty);
	const set = (there, minor) => there ? moneySet(order, minor) : null;
	return {
		current_total_additional_fees_set: set(fees.length,
			d.currentFees),
		current_total_duties_set: set(dutiable, d.currentDuties),
		original_total_additional_fees_set: set(fees.length,
			d.originalFees),
		original_total_duties_set: set(dutiable, d.originalDuties),
	};
}

/* All the amounts that an order shows of itself. */
function amounts(order, d) {
	return {
		current_shipping_price_set: moneySet(order, d.currentShipping),
		...priced(order, "current_subtotal_price", d.currentSubtotal),
		...priced(order, "current_total_discounts", d.currentDiscounts),
		...priced(order, "current_total_price", d.currentTotal),
		...priced(order, "current_total_tax", d.currentTax),
		...chargeAmounts(order, d),
		...priced(order, "subtotal_price", d.subtotal),
		total_cash_rounding_payment_adjustment_set: moneySet(order, 0),
		total_cash_rounding_refund_adjustment_set: moneySet(order, 0),
		...priced(order, "total_discounts", d.discounts),
		...priced(order, "total_line_items_price", d.listPrice),
		total_outstanding: decimal(d.outstanding, order.shop.digits),
		...priced(order, "total_price", d.total),
		total_shipping_price_set: moneySet(order, d.shipping),
		...priced(order, "total_tax", d.tax),
		total_tip_received: decimal(d.tip, order.shop.digits),
	};
}

/* Times, names and codes of an order. */
function heading(order, d) {
	const { shop } = order;
	const local = (at) => at === null ? null : shop.zone.local(at);
	return {
		id: num(shop, order.id),
		admin_graphql_api_id: shop.gid("Order", order.id),
		app_id: order.source === "580111" ? 580111 : null,
		browser_ip: null, buyer_accepts_marketing: false,
		cancel_reason: order.cancelReason,
		cancelled_at: local(order.cancelledAt), cart_token: order.cart,
		checkout_token: order.checkout, client_details: null,
		closed_at: local(order.closedAt),
		confirmation_number: `X${order.number}`, confirmed: true,
		contact_email: order.email || null,
		created_at: local(order.createdAt), currency: shop.currency,
		customer_locale: "en", device_id: null,
		discount_codes: discountCodes(order), duties_included: false,
		email: order.email, estimated_taxes: false,
		financial_status: d.financialStatus.toLowerCase(),
		fulfillment_status: order.fulfilledAt ? "fulfilled" : null,
		landing_site: null, landing_site_ref: null, location_id: null,
		merchant_business_entity_id: "MTU0ODM4MDAwOQ",
		merchant_of_record_app_id: null, name: `#${order.number}`,
		note: order.note, note_attributes: [],
		number: order.number - 1000, order_number: order.number,
		order_status_url: `https://${shop.domain}/orders/` +
			`${order.number}/authenticate`,
		payment_gateway_names: [order.gateway], phone: order.phone,
		po_number: null, presentment_currency: seen(order).currency,
		processed_at: local(order.processedAt), reference: null,
		referring_site: null, source_identifier: null,
		source_name: order.source, source_url: null,
		tags: order.tags.join(", "), tax_exempt: false,
		taxes_included: order.taxesIncluded, test: order.test,
		token: String(order.id), total_weight: 0,
		updated_at: local(order.updatedAt), user_id: null,
	};
}

/* The body of orders/*, of an order or of a view that asOf() made. */
export function orderBody(order) {
	const { shop } = order;
	const d = derive(order);
	const ships = order.lines.some((l) => l.ships);
	const address = order.address && addressBody(order.address,
		order.customer);
	const body = {
		...heading(order, d), ...amounts(order, d),
		tax_lines: allTaxes(order), billing_address: address,
		customer: null,
		discount_applications: order.applications.map((a) =>
			application(order, a)),
		fulfillments: [], line_item_groups: [],
		line_items: order.lines.map((line) => ({
			...lineBody(order, line), attributed_staffs: [],
			current_quantity: d.lines.get(line).qty,
			sales_line_item_group_id: null })),
		payment_terms: null,
		refunds: order.refunds.map((r) => refundBody(order, r)),
		returns: [], shipping_address: ships ? address : null,
		shipping_lines: order.shipping.map((s) => shippingBody(order, s,
			d.currentShipping)),
	};
	if (order.customer)
		body.customer = customerPart(shop,
			pastOf(order.customer, order.updatedAt));
	else if (order.guestKey === "absent")
		delete body.customer;
	return body;
}

/* orders/edited says what changed, not what the order now is. */
export function editBody(order, change) {
	const { shop } = order;
	const at = shop.zone.local(change.at);
	const entry = (line, delta) => ({ id: num(shop, line.id), delta });
	return { order_edit: {
		id: num(shop, order.id + 7), app_id: null, created_at: at,
		committed_at: at, notify_customer: false,
		order_id: num(shop, order.id), staff_note: "", user_id: null,
		line_items: {
			additions: change.line ? [entry(change.line,
				change.line.qty)] : [],
			removals: change.refund ? change.refund.lines.map((l) =>
				entry(l.line, l.qty)) : [] },
		discounts: { line_item: { additions: [], removals: [] } },
		shipping_lines: { additions: [], removals: [] },
	} };
}
