// Every order that counts, in the order in which they were placed, with what
// it sold by day: for whoever has to reckon by customers' sequences.  Amounts
// are whole numbers of the smallest unit, 10^-digits of the currency.

import { isSpent } from "./figures.mjs";
import { isReversal } from "./ledger.mjs";
import { dayText } from "./zone.mjs";

/* The same rule as figures.mjs: no tests, nor gift cards alone. */
function isCounted(order) {
	return !order.test &&
		order.agreements[0].sales.some((s) => s.type === "PRODUCT");
}

/* Net sales are of products, and what was adjusted. */
function isNet(s) {
	return s.type === "PRODUCT" || (s.type === "ADJUSTMENT" &&
		isReversal(s));
}

function shown(shop, order) {
	const placed = dayText(shop.zone.day(order.processedAt));
	const net = new Map();
	let spent = 0;
	for (const agreement of order.agreements) {
		const day = agreement.kind === "OrderAgreement" ? placed :
			dayText(shop.zone.day(agreement.at));
		for (const s of agreement.sales) {
			if (isNet(s))
				net.set(day, (net.get(day) ?? 0) + s.net);
			if (isSpent(s))
				spent += s.net + s.tax;
		}
	}
	return { id: shop.idText(order.id), day: placed,
		at: new Date(order.processedAt).toISOString(),
		customerId: order.customer ? shop.idText(order.customer.id) :
			null, spent: Math.max(spent, 0), net: [...net],
		channel: order.source, discountCodes: order.applications
			.filter((a) => a.type === "code").map((a) => a.code),
		products: order.lines.filter((l) => l.product)
			.map((l) => shop.idText(l.product.id)) };
}

export function sequences(shop) {
	const orders = shop.orders.filter(isCounted)
		.sort((a, b) => a.processedAt - b.processedAt || a.id - b.id)
		.map((order) => shown(shop, order));
	return { currency: shop.currency, digits: shop.digits,
		timezone: shop.zone.name, orders };
}
