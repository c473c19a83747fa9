/*
 * What was sold, by hour, channel, country, code, product, vendor and type, and
 * with a discount or without: the service's answers of a range, held against
 * sums over the ledger's rows.
 *
 *	const ledger = await partsLedger(s, shop);
 *	await compareParts(s, shop, ledger, { from, to });
 */
import assert from 'node:assert/strict';

import { exact, random, ranges } from './compare.mjs';
import { e4, isProduct, ledgerOf, sumsOf } from './ledger-rows.mjs';
import { percent } from './sequence.mjs';

const instantOf = (text) => Date.parse(text.replace(' ', 'T')
	.replace(/([+-]\d\d)$/, '$1:00'));

/* As ledgerOf(), each row with its instant. */
export async function partsLedger(s, shop) {
	const ledger = await ledgerOf(s, shop);

	for (const order of ledger.orders)
		order.at = instantOf(order.processed_at);
	for (const sale of ledger.sales)
		sale.at = instantOf(sale.happened_at);
	[{ timezone: ledger.timezone }] = await s.sql('SELECT timezone' +
		' FROM shop_state WHERE shop_id = :shop',
	{ vars: { shop: shop.shopId } });
	return ledger;
}

/* What of a list is in the range, which is of days or of instants. */
export function within(list, { from, to }) {
	const after = from.includes('T') ? ({ at }) => at >= Date.parse(from) :
		({ day }) => day >= from;
	const before = to.includes('T') ? ({ at }) => at <= Date.parse(to) :
		({ day }) => day <= to;

	return list.filter((row) => after(row) && before(row));
}

/* Ranges of days, every other one with its ends cut by instants. */
export function partsRanges(ledger, count, seed) {
	const days = ledger.sales.map((sale) => sale.day).sort();
	const next = random(seed);
	const time = () => `T${String(next(24)).padStart(2, '0')}:${
		String(next(60)).padStart(2, '0')}:00Z`;

	return ranges(days[0], days.at(-1), count, seed).map(([from, to], i) =>
		[{ from, to }, { from: from + time(), to },
			{ from, to: to + time() },
			{ from: from + time(), to: to + time() }][i % 4])
		.filter(({ from, to }) => from.slice(0, 10) < to.slice(0, 10));
}

export const MEMBERS = ['unitsOrdered', 'unitsNet', 'grossSales', 'discounts',
	'salesReversals', 'netSales', 'shipping', 'taxes', 'duties', 'fees',
	'totalSales', 'tips', 'giftCardSales'];
export const picked = (row) => Object.fromEntries(MEMBERS.map((name) =>
	[name, e4(row[name])]));

const keysOf = {
	discount_code: (order) => order.codes.length ? order.codes : [null],
	channel: (order) => [order.source_name || null],
	country: (order) => [order.country || null],
};
const keyOf = {
	product: (sale) => sale.product_id,
	vendor: (sale, products) => products.get(sale.product_id)?.vendor,
	type: (sale, products) => products.get(sale.product_id)?.product_type,
};
const WAYS = [...Object.keys(keysOf), ...Object.keys(keyOf)];

/* key -> { sales, orders }: what it sold, and in how many orders. */
export function grouped(by, ledger, range) {
	const map = new Map();
	const at = (key) => {
		if (!map.has(key))
			map.set(key, { sales: [], orders: new Set() });
		return map.get(key);
	};

	for (const sale of within(ledger.sales, range)) {
		const keys = keysOf[by] ? keysOf[by](sale.order) :
			[keyOf[by](sale, ledger.products) || null];

		for (const key of keys) {
			at(key).sales.push(sale);
			if (keyOf[by] && sale.initial && sale.side === 'order' &&
				sale.line_type === 'product')
				at(key).orders.add(sale.order_id);
		}
	}
	for (const order of keysOf[by] ? within(ledger.orders, range) : [])
		for (const key of order.counted ? keysOf[by](order) : [])
			at(key).orders.add(order.id);
	return map;
}

/* Of the orders that count, each customer's first. */
export function firstOrders({ orders }) {
	const firsts = new Map();
	const isBefore = (a, b) => a.day !== b.day ? a.day < b.day :
		a.at !== b.at ? a.at < b.at : BigInt(a.id) < BigInt(b.id);

	for (const order of orders) {
		const { customer_id: id, counted } = order;

		if (id && counted && !(firsts.has(id) &&
			isBefore(firsts.get(id), order)))
			firsts.set(id, order);
	}
	return new Set([...firsts.values()].map(({ id }) => id));
}

/* What is told of a code's orders (a Set of ids). */
export function newOf(firsts, orders) {
	const fresh = [...orders].filter((id) => firsts.has(id)).length;

	return { newCustomerOrders: String(fresh),
		newCustomerShare: percent(fresh, orders.size) };
}

function rowsOf(by, ledger, range) {
	const firsts = by === 'discount_code' && firstOrders(ledger);

	return Object.fromEntries([...grouped(by, ledger, range)].map(
		([key, { sales, orders }]) => [key, { ...sumsOf(sales),
			orders: String(orders.size),
			...firsts && newOf(firsts, orders) }]));
}

/* The members that the rows of codes alone have. */
const newIn = ({ newCustomerOrders, newCustomerShare: share }) =>
	newCustomerOrders !== undefined && { newCustomerOrders,
		newCustomerShare: share && Number(share).toFixed(2) };

/* By weekday and hour as a clock in the shop's zone has them. */
async function compareHours(s, shop, ledger, range) {
	const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric',
		hourCycle: 'h23', timeZone: ledger.timezone });
	const where = ({ at, day }) => `${new Date(day).getUTCDay() || 7} ` +
		Number(clock.format(at));
	const answer = await exact(s, '/api/metrics/heatmap?' +
		new URLSearchParams({ shopId: shop.shopId, ...range }), shop.token);
	const hours = new Map(answer.map(({ weekday, hour }) =>
		[`${weekday} ${hour}`, { sales: [], orders: 0 }]));

	assert.equal(hours.size, 168);
	for (const sale of within(ledger.sales, range))
		hours.get(where(sale)).sales.push(sale);
	for (const order of within(ledger.orders, range))
		hours.get(where(order)).orders += order.counted ? 1 : 0;
	for (const row of answer) {
		const { sales, orders } = hours.get(`${row.weekday} ${row.hour}`);
		const { netSales, totalSales } = sumsOf(sales);

		assert.deepEqual({ orders: Number(row.orders),
			netSales: e4(row.netSales), totalSales: e4(row.totalSales) },
		{ orders, netSales, totalSales },
		`${shop.domain} ${row.weekday} ${row.hour} h ` +
			`${range.from}..${range.to}`);
	}
}

/* An order is of those with a discount if what it was placed with had one. */
async function compareDiscounted(s, shop, ledger, range) {
	const { byCurrency: [row] } = await exact(s, '/api/metrics/discounts?' +
		new URLSearchParams({ shopId: shop.shopId, ...range }), shop.token);
	const orders = within(ledger.orders, range).filter((o) => o.counted);
	const placing = new Map(orders.map((order) => [order.id, []]));

	for (const sale of ledger.sales)
		if (sale.initial && sale.side === 'order' &&
			sale.line_type === 'product')
			placing.get(sale.order_id)?.push(sale);
	const all = [...placing.values()];
	const has = (sales) => sales.some((sale) => sale.disc > 0n);
	const each = (list) => list.length && Number(list.flat().reduce(
		(sum, { total, tax }) => sum + total - tax, 0n)) / list.length;

	assert.equal(row.orders, String(all.length));
	assert.equal(row.discountedOrders, String(all.filter(has).length));
	for (const [name, list] of [['aovDiscounted', all.filter(has)],
		['aovFullPrice', all.filter((sales) => !has(sales))]])
		assert.ok(Math.abs(Number(e4(row[name] ?? '0')) - each(list)) <= 51,
			`${shop.domain} ${name} ${range.from}..${range.to}`);
}

const MOST = 3;
const OF_PRODUCT = ['unitsOrdered', 'unitsNet', 'grossSales', 'discounts',
	'salesReversals', 'netSales', 'taxes'];

/* The products with most net sales, and what these sold month by month. */
async function compareProducts(s, shop, ledger, range) {
	const ask = (name, more) => exact(s, `/api/metrics/${name}?` +
		new URLSearchParams({ shopId: shop.shopId, limit: MOST, ...more,
			...range }), shop.token);
	const sold = grouped('product', ledger, range);
	const best = [...sold].filter(([id, { sales }]) =>
		isProduct([id, sales]))
		.map(([id, { sales, orders }]) =>
			({ id, orders: orders.size, ...sumsOf(sales) }))
		.sort((a, b) => a.netSales === b.netSales
			? Number(BigInt(a.id) - BigInt(b.id))
			: a.netSales < b.netSales ? 1 : -1).slice(0, MOST);
	const where = `${shop.domain} top ${range.from}..${range.to}`;

	assert.deepEqual((await ask('top-products')).map((row) =>
		[row.id, Number(row.orders), ...OF_PRODUCT.map((name) =>
			e4(row[name]))]),
	best.map((row) => [row.id, row.orders, ...OF_PRODUCT.map((name) =>
		row[name])]), where);
	const courses = new Map((await ask('product-trends',
		{ granularity: 'month' })).map(({ id, points }) => [id, points]));

	for (const { id } of best) {
		const months = new Map();

		for (const sale of sold.get(id).sales)
			months.set(sale.day.slice(0, 7),
				[...months.get(sale.day.slice(0, 7)) ?? [], sale]);
		assert.deepEqual(
			(courses.get(id) ?? []).map(({ day, netSales }) =>
				[day.slice(0, 7), e4(netSales)]),
			[...months].map(([month, sales]) =>
				[month, sumsOf(sales).netSales])
				.filter(([, net]) => net !== 0n).sort(),
			`${where}, ${id}`);
	}
}

export async function compareParts(s, shop, ledger, range) {
	await compareHours(s, shop, ledger, range);
	await compareProducts(s, shop, ledger, range);
	await compareDiscounted(s, shop, ledger, range);
	for (const by of WAYS) {
		const answer = await exact(s, `/api/metrics/breakdown?` +
			new URLSearchParams({ shopId: shop.shopId, by, limit: 250,
				...range }), shop.token);
		const [{ rows, rest }] = answer.byCurrency;

		assert.equal(rest, null);
		assert.deepEqual(Object.fromEntries(rows.map((row) => [row.key,
			{ ...picked(row), orders: row.orders, ...newIn(row) }])),
		rowsOf(by, ledger, range),
		`${shop.domain} ${by} ${range.from}..${range.to}`);
	}
}
