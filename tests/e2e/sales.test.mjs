/*
 * What was sold, taken apart: breakdowns, top products, bridge, discounts,
 * refunds and pairs, held against sums made here, row by row, over what the
 * database's ledger has.  XENO_SEED draws other stores and ranges.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { exact, fullSync, openShop, random } from './compare.mjs';
import { e4, isProduct, ledgerOf, sumsOf } from './ledger-rows.mjs';
import { stack } from './stack.mjs';

const DAY_MS = 86400000;
const seed = Number(process.env.XENO_SEED ?? 20261122);
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);
let s, shop, ledger, range;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain: 'sold.myshopify.com', seed,
		orders: 700, products: 12, days: 120, guests: 0.1, giftCards: 0.05,
		tips: 0.08, testOrders: 0.04, cancelled: 0.08, refunded: 0.3,
		unpaid: 0.05, discounted: 0.4, duties: 0.1, fees: 0.1,
		timezone: 'Europe/Berlin', currency: 'EUR', country: 'DE',
		taxesIncluded: true, webhooks: false });
	await fullSync(s, shop);
	await s.control('POST', `/shops/${shop.domain}/act`,
		{ do: 'delete-product' });
	ledger = await ledgerOf(s, shop);
});
after(() => s?.down());

const ask = (what, more = {}) => exact(s, `/api/metrics/${what}?` +
	new URLSearchParams({ shopId: shop.shopId, ...range, ...more }),
shop.token);

const MEMBERS = ['unitsOrdered', 'unitsNet', 'grossSales', 'discounts',
	'salesReversals', 'netSales', 'shipping', 'taxes', 'duties', 'fees',
	'totalSales', 'tips', 'giftCardSales'];
const picked = (row) => Object.fromEntries(MEMBERS.map((name) =>
	[name, e4(row[name])]));
const percent = (part, whole) => whole === 0n ? null : Number(part) * 100 /
	Number(whole);
const near = (got, wanted, where) => wanted === null ?
	assert.equal(got, null, where) :
	assert.ok(Math.abs(Number(got) - wanted) < 0.0051, `${where}: ${got}`);

/* The keys of a sale, by what a breakdown goes by. */
const keysOf = {
	discount_code: (sale) => sale.order.codes.length ? sale.order.codes :
		[null],
	product: (sale) => [sale.product_id],
	vendor: (sale) => [ledger.products.get(sale.product_id)?.vendor ?? null],
	type: (sale) => [ledger.products.get(sale.product_id)?.product_type ??
		null],
	channel: (sale) => [sale.order.source_name],
	country: (sale) => [sale.order.country],
};
const ofLines = ['product', 'vendor', 'type'];

function groups(by, sales) {
	const map = new Map();

	for (const sale of sales)
		for (const key of keysOf[by](sale))
			map.set(key, [...map.get(key) ?? [], sale]);
	return map;
}

/* Orders with that key, placed in the range. */
function ordersOf(by, key, sales) {
	if (!ofLines.includes(by))
		return ledger.orders.filter((order) => order.counted &&
			order.day >= range.from && order.day <= range.to &&
			keysOf[by]({ order }).includes(key)).length;
	return new Set(sales.filter((sale) => sale.initial &&
		sale.side === 'order' && sale.line_type === 'product')
		.map((sale) => sale.order_id)).size;
}

async function holdsBy(by, sales) {
	const where = `by ${by}, ${range.from}..${range.to}, seed ${seed}`;
	const overview = await ask('overview', { compare: 'none' });
	const [all] = (await ask('breakdown', { by, limit: 250 })).byCurrency;
	const [few] = (await ask('breakdown', { by, limit: 2 })).byCurrency;
	const wanted = groups(by, sales);

	assert.deepEqual(picked(all), picked(overview), where);
	assert.equal(all.rest, null, where);
	for (const [key, list] of wanted) {
		const row = all.rows.find((r) => r.key === key);

		assert.ok(row, `${where}: ${key}`);
		assert.deepEqual(picked(row), sumsOf(list), `${where}: ${key}`);
		assert.equal(row.orders, String(ordersOf(by, key, list)),
			`${where}: orders of ${key}`);
		near(row.share, percent(e4(row.netSales), e4(all.netSales)),
			`${where}: share of ${key}`);
	}
	assert.deepEqual(few.rows, all.rows.slice(0, 2), where);
	if (by === 'discount_code')
		return;
	for (const answer of [all, few])
		for (const name of MEMBERS)
			assert.equal([...answer.rows, answer.rest].reduce((n, row) =>
				n + (row ? e4(row[name]) : 0n), 0n),
			e4(overview[name]), `${where}: sum of ${name}`);
	if (!ofLines.includes(by))
		assert.equal(String(all.rows.reduce((n, row) =>
			n + Number(row.orders), 0)), overview.totalOrders, where);
}

function holdsProducts(rows, sales) {
	const wanted = [...groups('product', sales)].filter(isProduct)
		.map(([id, list]) => ({ id, ...sumsOf(list) }))
		.sort((a, b) => a.netSales === b.netSales ?
			Number(BigInt(a.id) - BigInt(b.id)) :
			a.netSales < b.netSales ? 1 : -1);

	assert.deepEqual(rows.map((row) => [row.id, e4(row.netSales)]),
		wanted.slice(0, 5).map((row) => [row.id, row.netSales]));
	for (const row of rows) {
		const { title, vendor } = ledger.products.get(row.id) ?? {};

		if (title)
			assert.deepEqual([row.title, row.vendor],
				[title, vendor ?? null]);
		near(row.reversalRate, percent(e4(row.salesReversals),
			e4(row.grossSales) - e4(row.discounts)), row.title);
	}
}

const BUCKETS = [0, 1, 2, 4, 8, 15, 31, 61, 91];

function holdsRefunds(answer, sales, placed) {
	const [row] = answer.byCurrency;
	const back = sales.filter((sale) => sale.side === 'reversal' &&
		!['tip', 'gift_card'].includes(sale.line_type));
	const days = (sale) => (Date.parse(sale.day) -
		Date.parse(sale.order.day)) / DAY_MS;
	const orders = (list) => String(new Set(list.map((sale) =>
		sale.order_id)).size);
	const sums = sumsOf(sales);

	assert.equal(row.orders, String(placed.length));
	assert.equal(row.reversedOrders, orders(back));
	assert.equal(e4(row.salesReversals), sums.salesReversals);
	assert.equal(e4(row.salesBeforeReversals),
		sums.grossSales - sums.discounts);
	assert.equal(e4(row.totalReversed), -back.reduce((n, sale) =>
		n + sale.total, 0n));
	near(row.reversalRate, percent(sums.salesReversals,
		sums.grossSales - sums.discounts), 'reversalRate');
	row.byAge.forEach((age, i) => {
		const list = back.filter((sale) => days(sale) >= BUCKETS[i] &&
			(i === 8 || days(sale) < BUCKETS[i + 1]));

		assert.equal(age.fromDays, String(BUCKETS[i]));
		assert.equal(age.reversedOrders, orders(list), `${BUCKETS[i]}`);
		assert.equal(e4(age.salesReversals), sumsOf(list).salesReversals);
	});
}

/* Pairs by counting, without any cleverness. */
function pairsOf(sales) {
	const orders = new Map(), items = new Map(), pairs = new Map();
	const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);

	for (const sale of sales)
		if (sale.initial && sale.side === 'order' &&
			sale.line_type === 'product')
			orders.set(sale.order_id, (orders.get(sale.order_id) ??
				new Set()).add(sale.product_id));
	for (const set of orders.values()) {
		const list = [...set].filter(Boolean);

		for (const a of list) {
			count(items, a);
			for (const b of list)
				if (a !== b)
					count(pairs, `${a} ${b}`);
		}
	}
	return [...pairs].map(([key, n]) => {
		const [a, b] = key.split(' ');

		return { a, b, n, confidence: 100 * n / items.get(a),
			support: 100 * n / orders.size, lift: n * orders.size /
				items.get(a) / items.get(b),
			first: items.get(a) < items.get(b) ||
				(items.get(a) === items.get(b) &&
				BigInt(a) < BigInt(b)) };
	}).filter((p) => p.n >= 5 && p.lift > 1 && p.first)
		.sort((p, q) => q.n * Math.log(q.lift) - p.n * Math.log(p.lift));
}

/* The first day in range of the step that a day is in. */
function stepOf(day, granularity) {
	const date = new Date(`${day}T00:00:00Z`);
	const first = {
		day: () => day,
		week: () => dayOf(date - ((date.getUTCDay() + 6) % 7) * DAY_MS),
		month: () => `${day.slice(0, 7)}-01`,
		quarter: () => `${day.slice(0, 5)}${String(3 * Math.floor(
			date.getUTCMonth() / 3) + 1).padStart(2, '0')}-01`,
		year: () => `${day.slice(0, 4)}-01-01`,
	}[granularity]();

	return first < range.from ? range.from : first;
}

/* Each product's net sales by step, those that are not 0. */
function trendsOf(sales, granularity) {
	const all = [...groups('product', sales)].filter(isProduct);

	return all.map(([id, list]) => {
		const steps = new Map();

		for (const sale of list) {
			const step = stepOf(sale.day, granularity);

			steps.set(step, [...steps.get(step) ?? [], sale]);
		}
		return { id, net: sumsOf(list).netSales,
			points: [...steps].map(([day, part]) =>
				[day, sumsOf(part).netSales])
				.filter(([, net]) => net !== 0n).sort() };
	}).filter(({ points }) => points.length).sort((a, b) =>
		a.net === b.net ? Number(BigInt(a.id) - BigInt(b.id))
			: a.net < b.net ? 1 : -1);
}

function drawn(i) {
	const next = random(seed + i);
	const end = Date.now() - next(60) * DAY_MS;

	return { from: dayOf(end - next(50) * DAY_MS), to: dayOf(end) };
}

for (const i of [0, 1, 2, 3])
	describe(`range ${i}, seed ${seed}`, () => {
		let sales, placed;

		before(() => {
			range = i ? drawn(i) : { from: dayOf(Date.now() -
				130 * DAY_MS), to: dayOf(Date.now() + DAY_MS) };
			sales = ledger.sales.filter((sale) =>
				sale.day >= range.from && sale.day <= range.to);
			placed = ledger.orders.filter((order) => order.counted &&
				order.day >= range.from && order.day <= range.to);
		});

		for (const by of Object.keys(keysOf))
			test(`by ${by}`, () => holdsBy(by, sales));

		test('top products', async () => {
			holdsProducts(await ask('top-products'), sales);
		});

		for (const granularity of ['day', 'week', 'month', 'quarter', 'year'])
			test(`what products sold by ${granularity}`, async () => {
				const rows = await ask('product-trends', { granularity });
				const wanted = trendsOf(sales, granularity);

				assert.deepEqual(rows.map(({ id, currency, points }) => ({ id,
					currency, points: points.map((p) =>
						[p.day, e4(p.netSales)]) })),
				wanted.map(({ id, points }) => ({ id, currency: 'EUR',
					points })));
				assert.deepEqual(await ask('product-trends',
					{ granularity, limit: 3 }), rows.slice(0, 3));
			});

		test('the bridge leads from gross to total', async () => {
			const [{ steps }] = (await ask('sales-bridge')).byCurrency;
			const sums = sumsOf(sales);
			let level = 0n;

			for (const { name, amount, isTotal } of steps) {
				if (isTotal === true)
					assert.equal(e4(amount), sums[name], name);
				if (isTotal === true && name !== 'grossSales')
					assert.equal(level, e4(amount), name);
				else
					level += e4(amount);
			}
		});

		test('discounts', async () => {
			const [row] = (await ask('discounts')).byCurrency;
			const taken = new Set(sales.filter((sale) => sale.initial &&
				sale.line_type === 'product' && sale.disc > 0n)
				.map((sale) => sale.order_id));
			const full = placed.filter((order) => !taken.has(order.id));
			const worth = (orders) => sales.filter((sale) =>
				sale.initial && sale.line_type === 'product' &&
				orders.includes(sale.order)).reduce((n, sale) =>
				n + sale.total - sale.tax, 0n);

			assert.equal(row.orders, String(placed.length));
			assert.equal(row.discountedOrders, String(taken.size));
			near(row.discountedOrdersShare, percent(taken.size,
				placed.length || 0n), 'share');
			near(row.discountRate, percent(e4(row.discounts),
				e4(row.grossSales)), 'rate');
			if (full.length)
				near(row.aovFullPrice, Number(worth(full)) /
					full.length / 1e4, 'aovFullPrice');
		});

		test('refunds by their own day', async () => {
			holdsRefunds(await ask('refunds'), sales, placed);
		});

		test('refunds of the orders placed', async () => {
			const answer = await ask('refunds', { basis: 'order_day' });

			holdsRefunds(answer, ledger.sales.filter((sale) =>
				placed.includes(sale.order)), placed);
			const today = new Date().toLocaleDateString('sv-SE',
				{ timeZone: 'Europe/Berlin' });

			assert.equal(answer.isMature, Date.parse(today) -
				Date.parse(range.to) >= 30 * DAY_MS);
		});

		test('pairs', async () => {
			const rows = await ask('basket', { limit: 250 });
			const wanted = pairsOf(sales);

			assert.deepEqual(rows.map((r) => `${r.id} ${r.withId}`).sort(),
				wanted.map((p) => `${p.a} ${p.b}`).sort());
			for (const row of rows) {
				const pair = wanted.find((p) => p.a === row.id &&
					p.b === row.withId);

				assert.equal(row.orders, String(pair.n));
				near(row.lift, pair.lift, 'lift');
				near(row.support, pair.support, 'support');
				near(row.confidence, pair.confidence, 'confidence');
			}
		});
	});

test('the store has what these tests are about', async () => {
	range = { from: dayOf(Date.now() - 130 * DAY_MS), to: dayOf(Date.now()) };
	const sums = sumsOf(ledger.sales);

	for (const name of MEMBERS)
		assert.notEqual(sums[name], 0n, name);
	assert.ok(pairsOf(ledger.sales).length > 0);
	assert.ok(groups('discount_code', ledger.sales).size > 2);
	assert.ok(Number((await ask('overview')).totalOrders) > 500);
});

test('what is no such thing is refused by name', async () => {
	for (const [method, path, field] of [
		['GET', '/api/metrics/breakdown', 'by'],
		['GET', '/api/metrics/breakdown?by=colour', 'by'],
		['GET', '/api/metrics/breakdown?by=type&limit=0', 'limit'],
		['GET', '/api/metrics/refunds?basis=day', 'basis'],
		['GET', '/api/metrics/basket?limit=1000', 'limit'],
		['GET', '/api/metrics/discounts?from=x', 'from'],
		['GET', '/api/metrics/sales-bridge?shopId=x', 'shopId'],
		['GET', '/api/metrics/product-trends?granularity=hour',
			'granularity'],
		['GET', '/api/metrics/product-trends?from=2020-01-01&to=2023-01-01',
			'from'],
		['GET', '/api/metrics/top-products?from=2026-02-30', 'from']]) {
		const answer = await s.send(method, path, { token: shop.token });

		assert.equal(answer.status, 400, path);
		assert.equal(answer.body.field, field);
	}
});

test('pairs of too many orders are refused, with the days that would do',
	async () => {
		const to = dayOf(Date.now()), ago = (n) =>
			dayOf(Date.parse(to) - n * DAY_MS);
		const get = (from) => s.send('GET', '/api/metrics/basket?' +
			new URLSearchParams({ shopId: shop.shopId, from, to }),
		{ token: shop.token });
		const more = (by, day) => s.sql('UPDATE rollup_day' +
			' SET orders = orders + :by::bigint WHERE shop_id = :shop' +
			" AND day = (SELECT max(day) FROM rollup_day WHERE" +
			" shop_id = :shop AND day <= :'day') RETURNING day::text",
		{ vars: { by, day, shop: shop.shopId } });
		const [{ day }] = await more(100000, ago(5));
		const days = (Date.parse(to) - Date.parse(day)) / DAY_MS;
		const refused = await get(ago(90));

		assert.equal(refused.status, 400);
		assert.equal(refused.body.field, 'from');
		assert.match(refused.body.message,
			new RegExp(`: pairs are of 100000 .* last ${days} days `));
		assert.equal((await get(ago(days - 1))).status, 200);
		assert.deepEqual(await more(-100000, day), [{ day }]);
		assert.equal((await get(ago(90))).status, 200);
	});
