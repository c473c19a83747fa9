// What happens to an order: placed, paid, fulfilled, refunded, cancelled,
// edited, deleted. Each writes the ledger and the list of changes, by which
// webhooks are sent and states of the past are shown.

import { agree, adjustmentSale, chargeSale, chargeWorth, lineSale, lineWorth,
	shippingReturn, shippingSale, shippingWorth, unknownSale } from
	"./ledger.mjs";
import { portion } from "./money.mjs";
import { credit } from "./people.mjs";
import { tick } from "./store.mjs";

function change(shop, order, at, kind, fields = {}) {
	order.updatedAt = at;
	order.changes.push({ at, kind, ...fields });
	shop.version++;
	const customer = order.customer;
	if (customer && at > customer.updatedAt)
		customer.updatedAt = at;
}

/* Money in (kind sale) or out (kind refund). */
function move(shop, order, at, kind, amount) {
	const payment = { id: shop.nextId("OrderTransaction"), at, kind,
		amount };
	order.payments.push(payment);
	if (order.customer && !order.deletedAt)
		credit(order.customer, at, 0,
			kind === "sale" ? amount : -amount);
	return payment;
}

/* The duties of an order's lines, and its fees. */
export function chargesOf(order) {
	return [...order.lines.map((line) => line.duty), ...order.fees]
		.filter(Boolean);
}

/* What the customer owes for all there is: tax added or within. */
export function due(order) {
	const tax = (w) => order.taxesIncluded ? 0 : w.t;
	let total = 0;
	for (const line of order.lines) {
		const w = lineWorth(line);
		total += w.s + tax(w);
	}
	for (const shipping of order.shipping) {
		const w = shippingWorth(shipping);
		total += w.s + tax(w);
	}
	for (const charge of chargesOf(order)) {
		const w = chargeWorth(charge);
		total += w.s + tax(w);
	}
	return total;
}

/*
 * Place an order. The draft has lines and shipping (see baskets.mjs),
 * createdAt, and what else an order shows; the rest is filled in here.
 */
export function place(shop, draft) {
	const order = {
		shop, id: shop.nextId("Order"), number: ++shop.orderNumber,
		updatedAt: draft.createdAt, processedAt: draft.createdAt,
		customer: null, email: null, phone: null, note: null, tags: [],
		test: false, source: "web", taxesIncluded: shop.taxesIncluded,
		presentment: null, address: null, applications: [],
		shipping: [], fees: [], gateway: "shopify_payments",
		cancelledAt: null, cancelReason: null, closedAt: null,
		fulfilledAt: null, deletedAt: null, guestKey: "null", cart: null,
		checkout: null, ...draft,
		refunds: [], payments: [], edits: [], agreements: [],
		changes: [],
	};
	for (const line of order.lines)
		Object.assign(line, { order, id: shop.nextId("LineItem"),
			at: order.createdAt });
	for (const shipping of order.shipping)
		shipping.id = shop.nextId("ShippingLine");
	for (const charge of chargesOf(order))
		Object.assign(charge, { order, id: shop.nextId("Charge") });
	const customer = order.customer;
	if (customer) {
		credit(customer, order.createdAt, 1, 0);
		customer.lastOrderId = order.id;
	}
	change(shop, order, order.createdAt, "create");
	agree(shop, order, "OrderAgreement", order.createdAt, [
		...order.lines.map((line) =>
			lineSale(shop, order, line, "ORDER", 1, 0, line.qty)),
		...order.shipping.map((s) =>
			shippingSale(shop, order, s, "ORDER", 1)),
		...chargesOf(order).map((charge) =>
			chargeSale(shop, order, charge, "ORDER", 1)),
	]);
	if (draft.paid !== false)
		move(shop, order, order.createdAt, "sale", due(order));
	return order;
}

const paidIn = (order) => order.payments.reduce((n, p) =>
	n + (p.kind === "sale" ? p.amount : 0), 0);

export const isPaid = (order) => order.payments.length > 0;

export function pay(shop, order, when) {
	const at = tick(order, when);
	move(shop, order, at, "sale", due(order) - paidIn(order));
	change(shop, order, at, "paid");
}

export function fulfil(shop, order, when) {
	const at = tick(order, when);
	order.fulfilledAt = at;
	order.closedAt = at;
	change(shop, order, at, "fulfilled");
}

/* A change of no consequence for money: the note. */
export function annotate(shop, order, when, note) {
	const at = tick(order, when);
	const was = order.note;
	order.note = note;
	change(shop, order, at, "note", { was: { note: was } });
}

/* Units of a line that were taken back already. */
function returned(order, line) {
	let qty = 0;
	for (const refund of order.refunds)
		for (const r of refund.lines)
			if (r.line === line)
				qty += r.qty;
	return qty;
}

/* Shipping not given back yet, as net and tax. */
function shippingLeft(order, shipping) {
	const w = shippingWorth(shipping);
	let net = w.s - (order.taxesIncluded ? w.t : 0), tax = w.t;
	for (const refund of order.refunds)
		for (const s of refund.shipping)
			if (s.of === shipping) {
				net -= s.net;
				tax -= s.tax;
			}
	return { net, tax };
}

function refundLines(shop, order, wanted, restock, sales, action) {
	return wanted.map(({ line, qty }) => {
		const k0 = returned(order, line);
		const w = lineWorth(line);
		sales.push(lineSale(shop, order, line, action, -1, k0,
			k0 + qty));
		return { id: shop.nextId("RefundLineItem"), line, qty, restock,
			from: k0,
			subtotal: portion(w.s, k0, k0 + qty, line.qty),
			tax: portion(w.t, k0, k0 + qty, line.qty) };
	});
}

const feesLeft = (order) => order.fees.filter((fee) => !order.refunds.some(
	(r) => r.charges.some(({ charge }) => charge === fee)));

/* Duties go back with the units that they are for, fees with shipping. */
function refundCharges(shop, order, lines, shipping, sales, action) {
	const parts = [
		...lines.filter(({ line }) => line.duty)
			.map(({ line, from, qty }) =>
				[line.duty, from, from + qty]),
		...(shipping ? feesLeft(order) : []).map((fee) => [fee, 0, 1]),
	];
	return parts.map(([charge, k0, k1]) => {
		const w = chargeWorth(charge);
		sales.push(chargeSale(shop, order, charge, action, -1, k0,
			k1));
		return { charge, subtotal: portion(w.s, k0, k1, charge.units),
			tax: portion(w.t, k0, k1, charge.units) };
	});
}

/*
 * Refund lines [{line, qty}], all shipping left where `shipping`, and keep
 * `fee` (a restocking fee; negative gives more back than the goods). An
 * order edit that removes a line is a refund that moves no money.
 */
export function refund(shop, order, when, { lines = [], shipping = false,
	fee = 0, restock = "return", note = null, edit = false } = {}) {
	const at = tick(order, when);
	const sales = [], action = edit ? "UPDATE" : "RETURN";
	const r = { order, id: shop.nextId("Refund"), at, note, shipping: [],
		adjustments: [], transactions: [], edit };
	r.lines = refundLines(shop, order, lines, restock, sales, action);
	r.charges = refundCharges(shop, order, r.lines, shipping, sales,
		action);
	for (const s of shipping ? order.shipping : []) {
		const left = shippingLeft(order, s);
		if (left.net === 0 && left.tax === 0)
			continue;
		r.shipping.push({ id: shop.nextId("RefundShippingLine"), of: s,
			...left });
		sales.push(shippingReturn(shop, s, left.net, left.tax));
	}
	if (fee !== 0) {
		r.adjustments.push({ id: shop.nextId("OrderAdjustment"),
			amount: fee });
		sales.push(adjustmentSale(shop, fee));
	}
	order.refunds.push(r);
	if (!shop.streaming)
		shop.byId.Refund.set(r.id, r);
	let back = -fee;
	for (const l of [...r.lines, ...r.charges])
		back += l.subtotal + (order.taxesIncluded ? 0 : l.tax);
	for (const s of r.shipping)
		back += s.net + s.tax;
	if (!edit && back > 0)
		r.transactions.push(move(shop, order, at, "refund", back));
	agree(shop, order, edit ? "OrderEditAgreement" : "RefundAgreement",
		at, sales, r);
	change(shop, order, at, edit ? "edit" : "refund", { refund: r });
	return r;
}

/* Lines with what of them is left. */
export function remaining(order) {
	return order.lines.map((line) => ({ line,
		qty: line.qty - returned(order, line) }))
		.filter(({ qty }) => qty > 0);
}

/* What was given back for nothing, which a full refund then withholds. */
function given(order) {
	let sum = 0;
	for (const r of order.refunds)
		for (const a of r.adjustments)
			sum -= a.amount;
	return sum;
}

/* Cancel: a paid order is refunded whole, an unpaid one just ends. */
export function cancel(shop, order, when, reason = "customer") {
	if (isPaid(order)) {
		const lines = remaining(order);
		const left = order.shipping.some((s) => {
			const { net, tax } = shippingLeft(order, s);
			return net !== 0 || tax !== 0;
		});
		if (lines.length || left || feesLeft(order).length)
			refund(shop, order, when, { lines, shipping: true,
				restock: "cancel", fee: given(order) });
	}
	const at = tick(order, when);
	if (!isPaid(order))
		agree(shop, order, "OrderEditAgreement", at, [
			...remaining(order).map(({ line, qty }) =>
				lineSale(shop, order, line, "RETURN", -1,
					line.qty - qty, line.qty)),
			...order.shipping.map((s) => {
				const { net, tax } = shippingLeft(order, s);
				return shippingReturn(shop, s, net, tax);
			}),
			...remaining(order).filter(({ line }) => line.duty)
				.map(({ line, qty }) => chargeSale(shop, order,
					line.duty, "RETURN", -1, line.qty - qty,
					line.qty)),
			...feesLeft(order).map((fee) =>
				chargeSale(shop, order, fee, "RETURN", -1)),
		]);
	order.cancelledAt = at;
	order.cancelReason = reason;
	order.closedAt ??= at;
	change(shop, order, at, "cancel");
}

/* Add a line to a placed order (a draft line of baskets.mjs). */
export function addLine(shop, order, when, line) {
	const at = tick(order, when);
	Object.assign(line, { order, id: shop.nextId("LineItem"), at });
	order.lines.push(line);
	agree(shop, order, "OrderEditAgreement", at,
		[lineSale(shop, order, line, "UPDATE", 1, 0, line.qty)]);
	if (isPaid(order))
		move(shop, order, at, "sale", due(order) - paidIn(order));
	change(shop, order, at, "edit", { line });
}

/*
 * An edit of which the ledger tells a sale that it has no name for, and the
 * order itself nothing.
 */
export function addUnknown(shop, order, when, net, tax) {
	const at = tick(order, when);
	agree(shop, order, "OrderEditAgreement", at,
		[unknownSale(shop, net, tax)]);
	change(shop, order, at, "edit");
}

const isUnknown = (s) => s.type === "UNKNOWN";

export const hasUnknown = (order) => order.agreements.some(({ sales }) =>
	sales.some(isUnknown));

/*
 * The API has learned a name for them.  Where that is quiet, the order does not
 * count as changed.
 */
export function nameSales(shop, order, when, quiet) {
	for (const { sales } of order.agreements)
		for (const s of sales.filter(isUnknown))
			s.type = "ADJUSTMENT";
	if (!quiet)
		change(shop, order, tick(order, when), "edit");
}

export function remove(shop, order, when) {
	const at = tick(order, when);
	change(shop, order, at, "delete");
	if (order.customer)
		credit(order.customer, at, -1, order.payments.reduce((n, p) =>
			n + (p.kind === "sale" ? -p.amount : p.amount), 0));
	order.deletedAt = at;
	if (shop.byId.Order.has(order.id))
		shop.remove("Order", shop.orders, order, at);
	else
		shop.gone.push({ type: "Order", object: order });
}
