/*
 * What was sold by hour of the clock, and step by step by who bought it and
 * where, is what the store's own book comes to: at any moment, on the days on
 * which clocks change, of one shop and of all.  XENO_SEED draws other stores
 * and ranges.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { at, customer, order } from './bodies.mjs';
import { deltaSync, fullSync, listen, openShop, plain, random, ranges, storm,
	verify } from './compare.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';
import { askSeries, clock, compareSeries } from './stepped.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const splits = ['channel', 'country', 'customer_type'];
const steps = ['day', 'week', 'month', 'quarter', 'year'];
const settings = { seed, orders: 260, products: 14, days: 200, guests: 0.15,
	giftCards: 0.05, tips: 0.05, testOrders: 0.04, cancelled: 0.08,
	refunded: 0.3, unpaid: 0.05, discounted: 0.4, imports: 0.03,
	taxesIncluded: true, timezone: 'America/New_York', currency: 'USD',
	country: 'US' };
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);
const DAY_MS = 86400000;
let s;

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());

/* Ranges of the store's days; every other one has its ends cut by instants. */
function drawn(count, salt) {
	const next = random(seed + salt);
	const time = () => `T${String(next(24)).padStart(2, '0')}:${
		String(next(60)).padStart(2, '0')}:00Z`;
	const [first, last] = [dayOf(Date.now() - settings.days * DAY_MS),
		dayOf(Date.now())];

	return ranges(first, last, count, seed + salt).map(([from, to], i) =>
		[{ from, to }, { from: from + time(), to },
			{ from, to: to + time() },
			{ from: from + time(), to: to + time() }][i % 4])
		.filter(({ from, to }) => from.slice(0, 10) < to.slice(0, 10));
}

/* The same, of at most `days` days. */
const shortened = ({ from, to }, days) => {
	const last = dayOf(Date.parse(from.slice(0, 10)) + days * DAY_MS) +
		to.slice(10);

	return { from, to: last < to ? last : to };
};

async function holds(shops, salt) {
	for (const [i, range] of drawn(5, salt).entries()) {
		await compareSeries(s, shops, { by: 'hour', step: 'hour',
			...shortened(range, 3) });
		for (const by of splits)
			for (const step of [steps[(i + salt) % 5], 'day'])
				await compareSeries(s, shops, { by, step, ...range });
	}
}

const marked = async (shop) => Number((await s.sql('SELECT count(*) AS n' +
	' FROM rollup_dirty WHERE shop_id = :shop',
{ vars: { shop: shop.shopId } }))[0].n);

async function opened(domain, more = {}) {
	const all = { ...settings, ...more, domain };
	const { timezone, currency } = all;

	return { ...await openShop(s, { ...all, webhooks: false }), timezone,
		currency };
}

describe(`seed ${seed}`, () => {
	let shop;
	const act = (what) => s.control('POST', `/shops/${shop.domain}/act`,
		{ do: what }).catch((error) => assert.match(error.message,
		/ 409 /));

	test('after a full sync', async () => {
		shop = await opened('series.myshopify.com');
		await fullSync(s, shop);
		await holds([shop], 1);
	});

	test('while days are marked, and when they are built', async () => {
		await listen(s, shop);
		for (const what of ['order', 'refund', 'cancel', 'order',
			'delete-order', 'merge-customers', 'refund', 'order'])
			await act(what);
		assert.ok(await marked(shop) > 0, 'no day is marked');
		await holds([shop], 2);
		assert.equal((await s.sync(['queue'])).code, 0);
		await holds([shop], 3);
	});

	test('after a storm of all there ever was', async () => {
		await storm(s, shop, { seed: seed + 1, duplicates: 0.2,
			fresh: true });
		assert.ok(await marked(shop) > 0, 'no day is marked');
		await holds([shop], 4);
		await deltaSync(s, shop);
		await holds([shop], 5);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('of all shops, by their own days and currencies', async () => {
		const more = [];

		for (const [i, [timezone, currency]] of [['Asia/Tokyo', 'USD'],
			['Australia/Adelaide', 'JPY']].entries()) {
			more.push(await opened(`series${i}.myshopify.com`, { timezone,
				currency, tenant: shop, seed: seed + 5 + i, orders: 90 }));
			await fullSync(s, more[i]);
		}
		await holds([shop, ...more], 6);
	});
});

/*
 * Orders of one's own, placed at known instants in New York: the amount of
 * each is another, so that no two sums are the same by chance.
 */
describe('orders on days on which clocks change', () => {
	const timezone = 'America/New_York';
	const countries = ['US', 'CA', 'MX', 'DE', 'FR', 'IT', 'ES', 'PT', 'NL',
		'BE', 'AT', 'CH', 'SE', null];
	const orders = [];
	let shop;

	/* Every twenty minutes from a midnight to the one after the next. */
	function fill(first, last) {
		for (let at = Date.parse(first); at < Date.parse(last);
			at += 1_200_000) {
			const id = orders.length + 1;

			orders.push({ id, at, price: 100 + id,
				country: countries[id % countries.length],
				hour: clock(timezone, at) });
		}
	}

	const record = ({ id, at, price, country }) => ({ id, name: `#${id}`,
		createdAt: new Date(at).toISOString(), channel: 'market', country,
		updatedAt: '2026-11-10T10:00:00Z', totalPrice: `${price}.00`,
		lineItems: [{ id: 1, productId: 70, title: 'Thing', quantity: 1,
			price: `${price}.00` }] });

	before(async () => {
		fill('2026-03-07T05:00:00Z', '2026-03-10T04:00:00Z');
		fill('2026-10-31T04:00:00Z', '2026-11-03T05:00:00Z');
		const { token, shop: { id } } = await s.register({
			shopDomain: 'clocks.myshopify.com' });

		shop = { token, shopId: id };
		assert.equal((await s.post('/api/orders', { shopId: id, records:
			orders.map(record), shop: { currency: 'USD', timezone } },
		token)).status, 200);
	});

	const ask = (params) => askSeries(s, [shop], params);
	const sumOf = (list) => [list.length,
		list.reduce((n, { price }) => n + price, 0)];
	const numbers = (row) => [Number(row.orders), Number(row.netSales)];

	for (const [day, hours] of [['2026-03-08', 23], ['2026-11-01', 25],
		['2026-11-02', 24]])
		test(`${day} has the sales of ${hours} hours`, async () => {
			const rows = await ask({ from: day, to: day,
				granularity: 'hour' });
			const [whole] = await ask({ from: day, to: day });

			assert.deepEqual(rows.map((row) => [row.day, Number(row.hour)]),
				Array.from({ length: 24 }, (_, hour) => [day, hour]));
			for (const row of rows)
				assert.deepEqual(numbers(row), sumOf(orders.filter((o) =>
					o.hour === `${day}T${row.hour.padStart(2, '0')}`)));
			assert.equal(whole.orders, String(hours * 3));
			assert.deepEqual(numbers(whole), sumOf(orders.filter((o) =>
				o.hour.startsWith(day))));
		});

	test('the hour that comes twice is one, the one left out is zero',
		async () => {
			const of = async (day) => (await ask({ from: day, to: day,
				granularity: 'hour' })).map((row) => Number(row.orders));
			const march = await of('2026-03-08');
			const november = await of('2026-11-01');

			assert.deepEqual(march.slice(0, 4), [3, 3, 0, 3]);
			assert.deepEqual(november.slice(0, 4), [3, 6, 3, 3]);
		});

	test('instants cut the hours, too', async () => {
		/* In the second of the two hours from one to two. */
		const from = '2026-11-01T06:30:00Z', to = '2026-11-01T09:00:00Z';
		const rows = await ask({ from, to, granularity: 'hour' });
		const placed = orders.filter(({ at }) => at >= Date.parse(from) &&
			at <= Date.parse(to));

		assert.deepEqual(rows.map((row) => [Number(row.hour),
			Number(row.orders)]), [[1, 1], [2, 3], [3, 3], [4, 1]]);
		assert.deepEqual(rows.map((row) => numbers(row)[1])
			.reduce((a, b) => a + b), sumOf(placed)[1]);
	});

	test('ten countries are told, the others are one', async () => {
		const range = { from: '2026-10-31', to: '2026-11-02' };
		const rows = await ask({ ...range, split: 'country' });
		const within = orders.filter(({ hour }) => hour >= range.from &&
			hour < '2026-11-03');
		const net = new Map(countries.map((country) => [country,
			sumOf(within.filter((o) => o.country === country))]));
		const told = [...net.keys()].filter((key) => net.get(key)[0])
			.sort((a, b) => net.get(b)[1] - net.get(a)[1]);
		const day = rows.filter((row) => row.day === '2026-11-01');

		assert.deepEqual(day.map(({ key, isRest }) => [key, isRest]),
			[...told.slice(0, 10).map((key) => [key, false]),
				...told.length > 10 ? [[null, true]] : []]);
		assert.ok(rows.length === 3 * day.length && day.length === 11);
		for (const row of day)
			assert.deepEqual(numbers(row), sumOf(within.filter((o) =>
				o.hour.startsWith(row.day) && (row.isRest
					? told.indexOf(o.country) >= 10
					: o.country === row.key))));
	});

	test('guests are told from customers', async () => {
		const rows = await ask({ from: '2026-11-01', to: '2026-11-01',
			split: 'customer_type' });

		assert.deepEqual(rows.map(({ key, orders: n }) => [key, Number(n)]),
			[['new', 0], ['returning', 0], ['guest', 75]]);
	});
});

describe('what is asked for', () => {
	let shop;
	const call = (query) => s.get('/api/metrics/orders-by-date?' +
		new URLSearchParams(query), shop.token);

	before(async () => {
		shop = await openShop(s, { domain: 'asked.myshopify.com', orders: 0,
			webhooks: false });
	});

	for (const [query, field, words] of [
		[{ split: 'colour' }, 'split', /split/],
		[{ split: 'product' }, 'split', /split/],
		[{ granularity: 'minute' }, 'granularity', /granularity/],
		[{ granularity: 'hour', split: 'channel' }, 'split', /hours/],
		[{ granularity: 'hour', from: '2026-01-01', to: '2026-02-02' },
			'from', /31 days .* by hour/],
		[{ split: 'country', from: '2020-01-01', to: '2026-01-01' },
			'from', /800 days .* by day and channel or country/],
		[{ split: 'channel', from: '2019-01-01', to: '2026-01-01',
			granularity: 'week' }, 'from', /2200 days .* by week/],
		[{ split: 'country', granularity: 'month', currency: 'EUR',
			from: '2024-01-01', to: '2026-01-01' }, 'from',
		/400 days .* by month and key, converted/],
		[{ from: '1990-01-01', to: '2026-01-01' }, 'from',
			/7400 days .* by day/]])
		test(`${JSON.stringify(query)} is refused`, async () => {
			const { status, body } = await call(query);

			assert.equal(status, 400);
			assert.equal(body.field, field);
			assert.match(body.message, words);
		});

	test('the longest ranges that are allowed', async () => {
		for (const [query, rows] of [
			[{ granularity: 'hour', from: '2026-01-01', to: '2026-02-01' },
				32 * 24],
			[{ split: 'channel', from: '2000-01-01', to: '2026-01-01',
				granularity: 'month' }, 313],
			[{ split: 'none', from: '2026-01-01', to: '2026-01-02' }, 2],
			[{ split: 'customer_type', from: '2023-01-01',
				to: '2025-12-31' }, 3 * 1096]]) {
			const { status, body, text } = await call(query);

			assert.equal(status, 200, text);
			assert.equal(body.length, rows);
		}
	});

	test('where nothing was sold there are zeroes all the same', async () => {
		const { body: [row, ...more] } = await call({ split: 'channel',
			from: '2026-01-01', to: '2026-01-01' });

		assert.deepEqual(more, []);
		assert.deepEqual([row.key, row.isRest, row.orders, row.totalSales],
			[null, false, 0, 0]);
	});

	test('another\'s shop is not there', async () => {
		for (const query of [{ granularity: 'hour' }, { split: 'channel' },
			{ split: 'customer_type' }])
			assert.equal((await call({ ...query, shopId: '1000000' }))
				.status, 404);
	});
});

test('while a first sync has no customers yet, none is taken off', async () => {
	const shop = await openShop(s, { domain: 'first.myshopify.com',
		orders: 0, timezone: 'UTC', webhooks: false });
	const send = async (id, fields) => assert.equal((await s.webhook(
		'orders/create', order(id, 1, fields), { shop: shop.domain }))
		.status, 200);

	await s.control('POST', '/faults', [1, 2, 3].map(() => ({ kind: 'bulk',
		shop: shop.domain, runMs: 300_000 })));
	await s.post('/api/ingest/run', { shopId: shop.shopId,
		type: 'full-sync' }, shop.token);
	await until('it has begun', async () => (await s.sql('SELECT shop_id' +
		' FROM shop_state WHERE shop_id = :shop' +
		' AND customers_built_to = 0',
	{ vars: { shop: shop.shopId } })).length);
	await send(1, { customer: customer(9, 1) });
	await send(2, { customer: customer(9, 1), processed_at: at(-3600) });
	await send(3, {});
	await send(4, { processed_at: at(-3600) });
	for (const [from, to, guests] of [
		['2026-10-01T11:30:00Z', '2026-10-01', '1'],
		['2026-10-01', '2026-10-01T11:30:00Z', '1'],
		['2026-10-01T10:00:00Z', '2026-10-01T23:00:00Z', '2']])
		assert.deepEqual((await askSeries(s, [shop], { from, to,
			split: 'customer_type' })).map((row) => [row.key,
			plain(row.orders), row.customersComplete]),
		[['new', '0', false], ['returning', '0', false],
			['guest', guests, false]], `${from} ${to}`);
});
