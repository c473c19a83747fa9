// What an order shows at one time: its state as of then, and the sums that
// REST bodies and GraphQL nodes both print.

import { chargeWorth, lineWorth, shippingWorth } from "./ledger.mjs";
import { portion } from "./money.mjs";
import { chargesOf } from "./orders.mjs";

/* The order as it stood at `at`; later lines, refunds, ... are not there. */
export function asOf(order, at) {
	if (at >= order.updatedAt)
		return order;
	const view = Object.create(order);
	const seen = (list) => list.filter((x) => x.at <= at);
	const then = (time) => time !== null && time <= at ? time : null;
	for (const c of [...order.changes].reverse())
		if (c.at > at && c.was)
			Object.assign(view, c.was);
	return Object.assign(view, {
		lines: seen(order.lines), refunds: seen(order.refunds),
		payments: seen(order.payments),
		cancelledAt: then(order.cancelledAt),
		cancelReason: then(order.cancelledAt) && order.cancelReason,
		closedAt: then(order.closedAt),
		fulfilledAt: then(order.fulfilledAt),
		updatedAt: order.changes.reduce((t, c) =>
			c.at <= at ? Math.max(t, c.at) : t, order.createdAt),
	});
}

function lineState(order, line, voided) {
	let back = 0, subtotal = 0, tax = 0;
	for (const refund of order.refunds)
		for (const r of refund.lines)
			if (r.line === line) {
				back += r.qty;
				subtotal += r.subtotal;
				tax += r.tax;
			}
	const state = lineWorth(line);
	const qty = voided ? 0 : line.qty - back;
	state.qty = qty;
	state.left = voided ? 0 : state.s - subtotal;
	state.leftTax = voided ? 0 : state.t - tax;
	state.leftDiscount = state.a === 0 ? 0 :
		portion(state.a, line.qty - qty, line.qty, line.qty);
	return state;
}

function addLines(order, d, voided) {
	for (const line of order.lines) {
		const state = lineState(order, line, voided);
		d.lines.set(line, state);
		const added = order.taxesIncluded ? 0 : state.t;
		d.total += state.s + added;
		if (line.at <= order.createdAt)
			d.originalTotal += state.s + added;
		d.currentTotal += state.left +
			(order.taxesIncluded ? 0 : state.leftTax);
		if (line.tip) {
			d.tip += state.s;
			continue;
		}
		d.listPrice += line.price * line.qty;
		d.subtotal += state.s;
		d.discounts += state.a;
		d.tax += state.t;
		d.quantity += line.qty;
		d.currentSubtotal += state.left;
		d.currentTax += state.leftTax;
		d.currentDiscounts += state.leftDiscount;
		d.currentQuantity += state.qty;
	}
}

function addShipping(order, d, voided) {
	for (const shipping of order.shipping) {
		const w = shippingWorth(shipping);
		const added = order.taxesIncluded ? 0 : w.t;
		d.listShipping += shipping.price;
		d.shipping += w.s;
		d.discounts += w.a;
		d.tax += w.t;
		d.total += w.s + added;
		d.originalTotal += w.s + added;
		if (voided)
			continue;
		d.currentShipping += w.s;
		d.currentTax += w.t;
		d.currentDiscounts += w.a;
		d.currentTotal += w.s + added;
	}
}

/* What is summed of a charge: originalDuties, currentFees, ... */
const chargeName = (when, { type }) =>
	when + (type === "DUTY" ? "Duties" : "Fees");

function addCharges(order, d, voided) {
	for (const charge of chargesOf(order)) {
		const w = chargeWorth(charge);
		const total = w.s + (order.taxesIncluded ? 0 : w.t);
		d[chargeName("original", charge)] += w.s;
		d.tax += w.t;
		d.total += total;
		d.originalTotal += total;
		if (voided)
			continue;
		d[chargeName("current", charge)] += w.s;
		d.currentTax += w.t;
		d.currentTotal += total;
	}
}

function addRefunds(order, d, voided) {
	for (const refund of order.refunds) {
		for (const c of voided ? [] : refund.charges) {
			d[chargeName("current", c.charge)] -= c.subtotal;
			d.currentTax -= c.tax;
			d.currentTotal -= c.subtotal +
				(order.taxesIncluded ? 0 : c.tax);
		}
		for (const s of refund.shipping) {
			const tax = order.taxesIncluded ? s.tax : 0;
			d.currentShipping -= s.net + tax;
			d.currentTax -= s.tax;
			d.currentTotal -= s.net + s.tax;
			d.refundedShipping += s.net + s.tax;
		}
		for (const a of refund.adjustments)
			d.currentTotal += a.amount;
	}
	for (const p of order.payments)
		if (p.kind === "sale")
			d.received += p.amount;
		else
			d.refunded += p.amount;
}

function financialStatus(order, d) {
	if (order.payments.length === 0)
		return order.cancelledAt ? "VOIDED" : "PENDING";
	if (d.refunded === 0)
		return d.received < d.total - removed(order) ?
			"PARTIALLY_PAID" : "PAID";
	return d.refunded >= d.received ? "REFUNDED" : "PARTIALLY_REFUNDED";
}

/* What edits took away before anybody paid for it. */
function removed(order) {
	let sum = 0;
	for (const refund of order.refunds)
		if (refund.edit)
			for (const l of [...refund.lines, ...refund.charges])
				sum += l.subtotal +
					(order.taxesIncluded ? 0 : l.tax);
	return sum;
}

let lastView = null, lastVersion = 0, last = null;

/* All sums of a view. The last one is kept: fields ask one by one. */
export function derive(order) {
	if (order === lastView && order.changes.length === lastVersion)
		return last;
	const d = { lines: new Map(), listPrice: 0, subtotal: 0, discounts: 0,
		tax: 0, listShipping: 0, shipping: 0, tip: 0, total: 0,
		originalTotal: 0, quantity: 0, currentSubtotal: 0,
		currentTax: 0, currentDiscounts: 0, currentShipping: 0,
		currentTotal: 0, currentQuantity: 0, received: 0, refunded: 0,
		refundedShipping: 0, originalDuties: 0, currentDuties: 0,
		originalFees: 0, currentFees: 0 };
	const voided = order.cancelledAt !== null &&
		order.payments.length === 0;
	addLines(order, d, voided);
	addShipping(order, d, voided);
	addCharges(order, d, voided);
	addRefunds(order, d, voided);
	d.outstanding = voided ? 0 : Math.max(0,
		d.currentTotal - (d.received - d.refunded));
	d.financialStatus = financialStatus(order, d);
	d.fulfillmentStatus = order.fulfilledAt ? "FULFILLED" : "UNFULFILLED";
	lastView = order;
	lastVersion = order.changes.length;
	last = d;
	return d;
}
