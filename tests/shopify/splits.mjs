// The figures of figures.mjs by day and something else, by brute force over
// the whole book: the hour of the zone's clock, the order's channel or
// country, or what the order is in its customer's sequence.

import { blank, book, isSpent, printed, ranks, walk } from "./figures.mjs";
import { decimal } from "./money.mjs";
import { dayText } from "./zone.mjs";

/* Each order's place in its customer's sequence. */
function typer(shop) {
	const first = new Set([...ranks(shop).values()].map(([order]) => order));
	return (order) => !order.customer ? "guest" :
		first.has(order) ? "new" : "returning";
}

/* What a sale or an order has for a key: (order, instant) -> text or null. */
function keyOf(shop, by) {
	const typeOf = typer(shop);
	return {
		hour: (order, at) => shop.zone.local(at).slice(11, 13),
		channel: (order) => order.source,
		country: (order) => order.address?.code ?? null,
		customer_type: typeOf,
	}[by];
}

/* Is something of a day and an instant in a range of either? */
function within(from, to) {
	const after = (bound, day, at) => bound.includes("T") ?
		at >= Date.parse(bound) : dayText(day) >= bound;
	const before = (bound, day, at) => bound.includes("T") ?
		at <= Date.parse(bound) : dayText(day) <= bound;
	return (day, at) => after(from, day, at) && before(to, day, at);
}

/* What an order comes to by now. */
function worth(order) {
	let sum = 0;
	for (const { sales } of order.agreements)
		for (const s of sales)
			if (isSpent(s))
				sum += s.net + s.tax;
	return Math.max(sum, 0);
}

export function splits(shop, { by, from, to }) {
	const inside = within(from, to), key = keyOf(shop, by);
	const rows = new Map();
	const rowOf = (day, order, at) => {
		const fields = { day: dayText(day), key: key(order, at) };
		const name = JSON.stringify(fields);
		if (!rows.has(name))
			rows.set(name, { fields, sums: blank(), spent: 0 });
		return rows.get(name);
	};
	walk(shop, (s, day, order, placed, at) => {
		if (inside(day, at))
			book(rowOf(day, order, at).sums, s);
	}, (order, placed) => {
		if (!inside(placed, order.processedAt))
			return;
		const row = rowOf(placed, order, order.processedAt);
		row.sums.totalOrders++;
		row.spent += worth(order);
	});
	return [...rows.values()].map(({ fields, sums, spent }) =>
		printed(shop, sums, { ...fields,
			totalSpent: decimal(spent, shop.digits) }));
}
