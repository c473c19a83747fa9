// The truth, by brute force: every figure is summed from the ledger rows
// that were written when things happened, over all orders, at each call.
// Whole numbers of the smallest unit; only the answer has decimals.

import { isReversal } from "./ledger.mjs";
import { decimal } from "./money.mjs";
import { dayText, parseDay } from "./zone.mjs";

const MONEY = ["totalRevenue", "grossSales", "discounts", "salesReversals",
	"netSales", "shipping", "taxes", "duties", "fees", "tips",
	"giftCardSales"];
/* What is told of by its net alone, on whichever side. */
const APART = { SHIPPING: "shipping", DUTY: "duties", ADDITIONAL_FEE: "fees" };

export function blank() {
	const row = { totalOrders: 0, unitsOrdered: 0, unitsNet: 0 };
	for (const name of MONEY)
		row[name] = 0;
	return row;
}

/* What comes to what a customer spent on an order. */
const NOT_SPENT = ["TIP", "GIFT_CARD", "UNKNOWN"];

export const isSpent = (s) => !NOT_SPENT.includes(s.type);

/* Add one sale to the figures of its day; nobody knows what an unknown is. */
export function book(row, s) {
	if (s.type === "UNKNOWN")
		return;
	const product = s.type === "PRODUCT";
	if (s.type === "TIP") {
		row.tips += s.net + s.tax;
		return;
	}
	if (s.type === "GIFT_CARD") {
		row.giftCardSales += s.net + s.tax;
		return;
	}
	row.taxes += s.tax;
	row.totalRevenue += s.net + s.tax;
	if (APART[s.type]) {
		row[APART[s.type]] += s.net;
		return;
	}
	row.netSales += s.net;
	if (isReversal(s)) {
		row.salesReversals -= s.net;
	} else if (product) {
		row.grossSales += s.net + s.disc;
		row.discounts += s.disc;
		row.unitsOrdered += s.qty;
	}
	if (product)
		row.unitsNet += s.qty;
}

/* An order counts unless it is a test; gift cards alone are no order. */
function isCounted(order) {
	return order.agreements[0].sales.some((s) => s.type === "PRODUCT");
}

function addRow(to, from) {
	for (const name of Object.keys(from))
		to[name] += from[name];
}

export function printed(shop, row, fields = {}) {
	const out = { ...fields };
	for (const [name, value] of Object.entries(row))
		out[name] = MONEY.includes(name) ?
			decimal(value, shop.digits) : value;
	return { ...out, orders: row.totalOrders, units: row.unitsOrdered,
		revenue: out.totalRevenue };
}

/* Go over the whole book once; call back with (sale, day, order, day placed,
 * instant). */
export function walk(shop, onSale, onOrder) {
	for (const order of shop.orders) {
		if (order.test)
			continue;
		const placed = shop.zone.day(order.processedAt);
		if (isCounted(order))
			onOrder(order, placed);
		for (const agreement of order.agreements) {
			const at = agreement.kind === "OrderAgreement" ?
				order.processedAt : agreement.at;
			for (const s of agreement.sales)
				onSale(s, shop.zone.day(at), order, placed, at);
		}
	}
}

/* Orders of each customer in the order in which they were placed. */
export function ranks(shop) {
	const lists = new Map();
	for (const order of shop.orders)
		if (!order.test && order.customer && isCounted(order)) {
			const list = lists.get(order.customer) ?? [];
			list.push(order);
			lists.set(order.customer, list);
		}
	for (const list of lists.values())
		list.sort((a, b) => a.processedAt - b.processedAt ||
			a.id - b.id);
	return lists;
}

function people(shop, from, to) {
	let active = 0, fresh = 0, returning = 0;
	for (const list of ranks(shop).values()) {
		const days = list.map((o) => shop.zone.day(o.processedAt));
		const inside = (d) => d >= from && d <= to;
		active += days.some(inside) ? 1 : 0;
		fresh += inside(days[0]) ? 1 : 0;
		returning += days.slice(1).some(inside) ? 1 : 0;
	}
	return { customersActive: active, customersNew: fresh,
		customersReturning: returning };
}

function top(shop, spend, limit) {
	return [...spend.values()]
		.sort((a, b) => b.spent - a.spent || a.customer.id -
			b.customer.id)
		.slice(0, limit)
		.map(({ customer, spent, orders }) => ({
			id: shop.idText(customer.id), email: customer.email,
			firstName: customer.firstName,
			lastName: customer.lastName,
			totalSpent: decimal(spent, shop.digits),
			ordersCount: orders,
			...(customer.key ? { key: customer.key } : {}) }));
}

/* The range of days asked for, or all there are. */
function range(shop, from, to) {
	let low = Infinity, high = -Infinity;
	walk(shop, (s, day) => {
		low = Math.min(low, day);
		high = Math.max(high, day);
	}, () => {});
	const today = shop.zone.day(Date.now());
	return [from ? parseDay(from) : Math.min(low, today),
		to ? parseDay(to) : low === Infinity ? today : high];
}

export function figures(shop, { from, to, limit = 5, without = [] } = {}) {
	const [first, last] = range(shop, from, to);
	if (last < first)
		throw new Error("to is before from");
	const days = [];
	for (let d = first; d <= last; d++)
		days.push(blank());
	const spend = new Map(), spentOn = new Map();
	const inside = (d) => d >= first && d <= last;
	let ever = 0;
	walk(shop, (s, day, order, placed) => {
		if (without.includes(s.type))
			return;
		if (inside(day))
			book(days[day - first], s);
		if (inside(placed) && isCounted(order) &&
			spend.has(order.customer) && isSpent(s))
			spentOn.set(order, (spentOn.get(order) ?? 0) +
				s.net + s.tax);
	}, (order, placed) => {
		ever++;
		if (!inside(placed))
			return;
		days[placed - first].totalOrders++;
		if (!order.customer)
			return;
		const entry = spend.get(order.customer) ??
			{ customer: order.customer, spent: 0, orders: 0 };
		entry.orders++;
		spend.set(order.customer, entry);
	});
	/* One that was given back more for than it cost is no spending less. */
	for (const [order, spent] of spentOn)
		spend.get(order.customer).spent += Math.max(spent, 0);
	const total = blank(), months = new Map();
	days.forEach((row, i) => {
		const month = dayText(first + i).slice(0, 7);
		if (!months.has(month))
			months.set(month, blank());
		addRow(total, row);
		addRow(months.get(month), row);
	});
	return {
		from: dayText(first), to: dayText(last),
		currency: shop.currency, timezone: shop.zone.name,
		overview: { totalCustomers: shop.customers.length,
			ordersEver: ever, ...printed(shop, total),
			...people(shop, first, last) },
		byDay: days.map((row, i) => printed(shop, row,
			{ day: dayText(first + i) })),
		byMonth: [...months].map(([month, row]) =>
			printed(shop, row, { month })),
		topCustomers: top(shop, spend, limit),
		customersInRange: spend.size,
	};
}
