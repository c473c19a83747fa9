/*
 * Figures of customers' sequences of orders by brute force: each customer's
 * orders are gone through, for every question anew.
 *
 *	const truth = await sequenceOf(s, shop);
 *	people(truth, { from, to });
 */

/* Each customer's orders, as placed; those of guests beside them. */
export async function sequenceOf(s, shop) {
	const { orders, ...rest } = await s.control('GET',
		`/shops/${shop.domain}/sequences`);
	const customers = new Map();

	for (const order of orders) {
		if (order.customerId === null)
			continue;
		const list = customers.get(order.customerId) ?? [];

		list.push(order);
		customers.set(order.customerId, list);
	}
	return { ...rest, orders, customers };
}

/* 100 * part / whole with two decimals, halves away from zero. */
export function percent(part, whole) {
	if (whole === 0)
		return null;
	const n = (BigInt(part) * 20000n + BigInt(whole)) /
		(2n * BigInt(whole));

	return `${n / 100n}.${String(n % 100n).padStart(2, '0')}`;
}

/* Days, or instants (whatever has a T), both inclusive. */
const isInside = (order, { from, to }) =>
	(from.includes('T') ? Date.parse(order.at) >= Date.parse(from) :
		order.day >= from) &&
	(to.includes('T') ? Date.parse(order.at) <= Date.parse(to) :
		order.day <= to);

/* The members of overview. */
export function people(truth, range) {
	let active = 0, fresh = 0, returning = 0, ever = 0;

	for (const list of truth.customers.values()) {
		const inside = list.map((order) => isInside(order, range));

		if (!inside.includes(true))
			continue;
		active++;
		fresh += inside[0] ? 1 : 0;
		returning += inside.slice(1).includes(true) ? 1 : 0;
		ever += list.length > 1 ? 1 : 0;
	}
	const orders = truth.orders.filter((order) => isInside(order, range));
	const guests = orders.filter((order) => order.customerId === null);

	return { activeCustomers: active, newCustomers: fresh,
		returningCustomers: returning,
		returningCustomerRate: percent(returning, active),
		returningCustomerRateShopify: percent(ever, active),
		guestOrdersShare: percent(guests.length, orders.length) };
}
