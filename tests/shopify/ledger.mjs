// The store's own book of sales, written when a thing happens and never
// re-derived from an answer: figures.mjs reads it, and so Order.agreements.
// A sale: {id, action, type, line, shipping, charge, qty, net, tax, disc},
// signed.

import { mulDiv, portion } from "./money.mjs";

const sum = (list) => list.reduce((n, x) => n + x.amount, 0);

/* What a line is worth as sold: s after discounts, t tax, a discounts. */
export function lineWorth(line) {
	const a = sum(line.allocations);
	return { s: line.price * line.qty - a, t: sum(line.taxes), a };
}

/* The same of a shipping line. */
export function shippingWorth(shipping) {
	const a = sum(shipping.allocations);
	return { s: shipping.price - a, t: sum(shipping.taxes), a };
}

/*
 * The same of a charge: a line's duty, or an additional fee of the order
 * ({type, name, amount, units, taxes}, the type being its sales').
 */
export function chargeWorth(charge) {
	return { s: charge.amount, t: sum(charge.taxes), a: 0 };
}

/* The part of a worth that units k0 to k1 of q have, as signed amounts. */
function amounts(order, worth, k0, k1, q) {
	const s = portion(worth.s, k0, k1, q);
	const t = portion(worth.t, k0, k1, q);
	const a = portion(worth.a, k0, k1, q);
	if (!order.taxesIncluded)
		return { net: s, tax: t, disc: a };
	const net = s - t;
	return { net, tax: t, disc: s > 0 ? mulDiv(a, net, s) : a };
}

function lineType(line) {
	if (line.tip)
		return "TIP";
	return line.gift ? "GIFT_CARD" : "PRODUCT";
}

function sale(shop, fields, sign, part) {
	return {
		id: shop.nextId("Sale"), line: null, shipping: null,
		charge: null, qty: 0, ...fields, net: sign * part.net,
		tax: sign * part.tax, disc: sign * part.disc,
	};
}

/* Units k0 to k1 of a line sold (sign 1) or taken back (sign -1). */
export function lineSale(shop, order, line, action, sign, k0, k1) {
	return sale(shop, { action, type: lineType(line), line,
		qty: sign * (k1 - k0) }, sign,
	amounts(order, lineWorth(line), k0, k1, line.qty));
}

export function shippingSale(shop, order, shipping, action, sign) {
	return sale(shop, { action, type: "SHIPPING", shipping, qty: sign },
		sign, amounts(order, shippingWorth(shipping), 0, 1, 1));
}

/* A charge, or what of a duty is due to units k0 to k1 of its line. */
export function chargeSale(shop, order, charge, action, sign, k0 = 0,
	k1 = charge.units) {
	return sale(shop, { action, type: charge.type, charge,
		qty: sign * (k1 - k0) }, sign,
	amounts(order, chargeWorth(charge), k0, k1, charge.units));
}

/* A part of the shipping given back, with amounts fixed by the refund. */
export function shippingReturn(shop, shipping, net, tax) {
	return sale(shop, { action: "RETURN", type: "SHIPPING", shipping,
		qty: -1 }, -1, { net, tax, disc: 0 });
}

/* A difference between what came back and what was paid for it. */
export function adjustmentSale(shop, amount) {
	return sale(shop, { action: "RETURN", type: "ADJUSTMENT" }, 1,
		{ net: amount, tax: 0, disc: 0 });
}

/* One of a kind that the API has no name for, until nameSales(). */
export function unknownSale(shop, net, tax) {
	return sale(shop, { action: "UPDATE", type: "UNKNOWN", qty: 1 }, 1,
		{ net, tax, disc: 0 });
}

/* Enter an agreement; kinds are Shopify's type names. */
export function agree(shop, order, kind, at, sales, refund = null) {
	const reason = { OrderAgreement: "ORDER", RefundAgreement: "REFUND",
		OrderEditAgreement: "ORDER_EDIT" }[kind];
	order.agreements.push({ id: shop.nextId("SalesAgreement"), kind,
		reason, at, sales, refund, order });
}

/* Which side of the report a sale stands on. */
export function isReversal(s) {
	return s.action === "RETURN" || s.type === "ADJUSTMENT" ||
		(s.action === "UPDATE" && s.net < 0);
}
