/*
 * Orders and hours in one currency, by brute force: the best customers, orders
 * by what kind of customer placed them, and sales by the hour of the week.
 */
import assert from 'node:assert/strict';

import { exact } from './compare.mjs';
import { asked, byDay, compareAmounts, convert, groupBy, NO_SPEND, numberOf }
	from './converted-apart.mjs';
import { sumOf, times } from './fractions.mjs';
import { sumsOf } from './ledger-rows.mjs';
import { within } from './parted.mjs';
import { bounds, stepOf, stepsOf } from './stepped.mjs';

/* What a day without a rate is worth, for the order alone: next to nothing. */
const HARDLY = [1n, 10n ** 16n];

const spentOn = (orders) => ({ spent: numberOf(orders, ({ spent }) => spent) });

/* The orders that count, with what they come to, of whatever day that is. */
function withSpend({ orders, sales }) {
	const byOrder = groupBy(sales.filter(({ line_type: type }) =>
		!NO_SPEND.includes(type)), ({ order }) => order);

	return orders.filter((order) => order.counted).map((order) => {
		const sum = numberOf(byOrder.get(order) ?? [], ({ total }) => total);

		return { ...order, spent: sum > 0n ? sum : 0n };
	});
}

function spendings(book, currency, range) {
	const lists = book.shops.map(({ currency: own, ledger }) =>
		[...groupBy(within(withSpend(ledger), range).filter((order) =>
			order.customer_id), (order) => order.customer_id)].map(
			([id, orders]) => ({ id, own, orders, figure: convert(book,
				currency, [{ currency: own, sales: orders, dated: byDay }],
				spentOn) })));

	return lists.flat();
}

export async function compareTopCustomers(book, { limit, currency,
	...range }) {
	const where = `customers ${range.from}..${range.to} in ${currency}`;
	const rows = await exact(book.s, '/api/metrics/top-customers?' +
		asked(range, currency, { limit }), book.token);
	const all = spendings(book, currency, range);
	const weight = ({ figure: { sums, missing }, orders }) => missing ?
		sumOf([sums.spent, times([spentOn(orders).spent, 1n], HARDLY)]) :
		sums.spent;
	const sorted = all.map((one) => ({ ...one, weight: weight(one) })).sort(
		({ weight: [n, d], id: x }, { weight: [m, e], id: y }) =>
			m * d !== n * e ? (m * d > n * e ? 1 : -1) :
				x.length - y.length || (x < y ? -1 : 1)).slice(0, limit);

	assert.deepEqual(rows.map(({ id }) => id), sorted.map(({ id }) => id),
		where);
	rows.forEach((row, i) => {
		compareAmounts(row, sorted[i].figure, currency,
			{ totalSpent: 'spent' }, `${where}: ${row.id}`);
		assert.deepEqual([row.currency, Number(row.ordersCount)],
			[currency, sorted[i].orders.length], where);
	});
}

/* What kind of customer placed an order: by the orders before it. */
function kindsOf({ ledger }) {
	const counted = ledger.orders.filter((order) => order.counted);
	const kinds = new Map(counted.map((order) => [order.id,
		order.customer_id ? 'returning' : 'guest']));

	for (const [id, orders] of groupBy(counted, (order) => order.customer_id))
		if (id)
			kinds.set(orders.sort((a, b) => a.day !== b.day
				? (a.day < b.day ? -1 : 1) : a.at - b.at ||
					Number(BigInt(a.id) - BigInt(b.id)))[0].id, 'new');
	return kinds;
}

export async function compareCustomerTypes(book, { step, currency,
	...range }) {
	const where = `${step} ${range.from}..${range.to} in ${currency}`;
	const rows = await exact(book.s, '/api/metrics/orders-by-date?' +
		asked(range, currency, { split: 'customer_type', granularity: step }),
	book.token);
	const [first, last] = bounds(book.shops.map(({ ledger }) => ledger), range);
	const cells = book.shops.map((shop) => {
		const kinds = kindsOf(shop);

		return { ...shop, cells: groupBy(within(withSpend(shop.ledger), range),
			({ id, day }) => `${stepOf(day, step, first.slice(0, 10))} ${
				kinds.get(id)}`) };
	});

	assert.deepEqual(rows.map(({ day, key }) => `${day} ${key}`), stepsOf(step,
		first, last).sort().flatMap((day) => ['new', 'returning', 'guest'].map(
		(key) => `${day} ${key}`)), where);
	for (const row of rows) {
		const key = `${row.day} ${row.key}`;
		const pieces = cells.map(({ currency: own, cells: of }) => ({
			currency: own, dated: byDay, sales: of.get(key) ?? [] }));

		compareAmounts(row, convert(book, currency, pieces, spentOn), currency,
			{ totalSpent: 'spent' }, `${where}: ${key}`);
		assert.deepEqual([row.currency, Number(row.orders)], [currency,
			pieces.reduce((n, { sales }) => n + sales.length, 0)], where);
	}
}

/* "1 13": Monday, from one in the afternoon, by the shop's clock. */
function hourOf({ timezone }) {
	const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric',
		hourCycle: 'h23', timeZone: timezone });

	return ({ at, day }) => `${new Date(day).getUTCDay() || 7} ${
		Number(clock.format(at))}`;
}

export async function compareHours(book, { currency, ...range }) {
	const where = `hours ${range.from}..${range.to} in ${currency}`;
	const rows = await exact(book.s, '/api/metrics/heatmap?' +
		asked(range, currency), book.token);
	const hours = book.shops.map(({ currency: own, ledger }) => ({ own,
		sales: groupBy(within(ledger.sales, range), hourOf(ledger)),
		orders: groupBy(within(ledger.orders, range).filter(
			({ counted }) => counted), hourOf(ledger)) }));
	const salesOf = (sales) => {
		const { netSales, totalSales } = sumsOf(sales);

		return { netSales, totalSales };
	};

	assert.equal(rows.length, 168, where);
	for (const row of rows) {
		const key = `${row.weekday} ${row.hour}`;
		const pieces = hours.map(({ own, sales }) => ({ currency: own,
			dated: byDay, sales: sales.get(key) ?? [] }));

		compareAmounts(row, convert(book, currency, pieces, salesOf), currency,
			{ netSales: 'netSales', totalSales: 'totalSales' },
			`${where}: ${key}`);
		assert.deepEqual([row.currency, Number(row.orders)], [currency,
			hours.reduce((n, { orders }) => n + (orders.get(key)?.length ?? 0),
				0)], where);
	}
}
