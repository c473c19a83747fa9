/*
 * Hours, and the parts of a split, in one currency: held against the rows that
 * the stand-in's stores have for them, each at its day's rates.  A book is
 * { s, shops, token, table (of rates), first, last (days) }.
 */
import assert from 'node:assert/strict';

import { exact, plain } from './compare.mjs';
import { addUp, compareConverted } from './converted.mjs';

/* What each store's own book has, taken apart: rows of a day and a key. */
async function apart({ s, shops }, by, from, to) {
	const sold = [];

	for (const { domain, currency } of shops)
		sold.push({ currency, rows: (await s.control('GET',
			`/shops/${domain}/splits?${new URLSearchParams({ by, from,
				to })}`)).map((row) => ({ ...row,
			orders: row.totalOrders, totalRevenue: row.revenue })) });
	return sold;
}

/* Those of them that are wanted, in one currency. */
const adder = ({ table }, sold, currency) => (isWanted) => addUp({ from: '0',
	to: '9', currency, table, sold: sold.map((one) => ({ ...one,
		rows: one.rows.filter(isWanted) })) });

/* The steps of the bridge; `want` is what addUp() has of the range. */
export async function compareBridge({ s, token, first, last }, more, want) {
	const got = await exact(s, '/api/metrics/sales-bridge?' +
		`from=${first}&to=${last}${more}`, token);
	const steps = Object.fromEntries(got.converted.steps.map(
		({ name, amount }) => [name, plain(amount)]));

	assert.equal(got.byCurrency.length, 3);
	assert.equal(got.converted.currency, want.currency);
	assert.equal(got.missingRate, null);
	assert.deepEqual(got.converted.rates, { source: 'test', from: want.from,
		to: want.to });
	for (const name of ['grossSales', 'netSales', 'shipping', 'taxes'])
		assert.equal(steps[name], want[name], name);
	assert.equal(steps.totalSales, want.totalRevenue);
	for (const name of ['discounts', 'salesReversals'])
		assert.equal(plain(steps[name].replace(/^-/, '')), want[name], name);
}

const ofPoint = ({ orders, revenue, ...more }) => ({ ...more,
	totalOrders: orders, totalRevenue: revenue });

export async function compareHours(book, from, to, currency) {
	const those = adder(book, await apart(book, 'hour', from, to), currency);
	const points = await exact(book.s, '/api/metrics/orders-by-date?' +
		new URLSearchParams({ from, to, currency, granularity: 'hour' }),
	book.token);

	assert.equal(new Set(points.map(({ day, hour }) => day + hour)).size,
		points.length);
	assert.equal(those(() => true).orders,
		points.reduce((n, point) => n + Number(point.orders), 0));
	for (const point of points)
		compareConverted(ofPoint(point), point.missingRate,
			those((row) => row.day === point.day &&
				Number(row.key) === Number(point.hour)),
			`${point.day} ${point.hour} in ${currency}`);
}

export async function compareSplit(book, by, granularity, currency) {
	const { first, last } = book;
	const sold = await apart(book, by, first, last);
	const those = adder(book, sold, currency);
	const points = await exact(book.s, '/api/metrics/orders-by-date?' +
		new URLSearchParams({ from: first, to: last, currency, granularity,
			split: by }), book.token);
	const days = [...new Set(points.map(({ day }) => day))];
	const worth = [...new Set(sold.flatMap(({ rows }) =>
		rows.map(({ key }) => key)))].map((key) => ({ key, net: Number(
		those((row) => row.key === key).netSales) }))
		.sort((a, b) => b.net - a.net);
	const told = worth.slice(0, 10).map(({ key }) => key);
	const keys = [...told, ...worth.length > 10 ? [null] : []];

	assert.ok(worth.length > 1);
	assert.deepEqual(points.map(({ day, key, isRest }) => [day, key, isRest]),
		days.flatMap((day) => keys.map((key, i) => [day, key, i === 10])));
	for (const point of points) {
		const end = days[days.indexOf(point.day) + 1] ?? '9999';

		compareConverted(ofPoint(point), point.missingRate,
			those((row) => row.day >= point.day &&
				row.day < end && (point.isRest ? !told.includes(row.key)
				: row.key === point.key)),
			`${by} ${point.key} of ${point.day} in ${currency}`);
	}
}
