/*
 * Our days beside Shopify's own: equal for a store at rest, and what is lost
 * or broken shows on its day and metric.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { exact, fullSync, ledgerSync, openShop, plain } from './compare.mjs';
import { stack } from './stack.mjs';

const SCOPES = ['read_all_orders', 'read_customers', 'read_orders',
	'read_products'];
const METRICS = { totalSales: 'totalRevenue', grossSales: 'grossSales',
	discounts: 'discounts', salesReversals: 'salesReversals',
	netSales: 'netSales', shipping: 'shipping', taxes: 'taxes',
	duties: 'duties', fees: 'fees', orders: 'orders' };
let s;

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());

/* A store on the other side of the date line from most servers. */
const open = (name, more = {}) => openShop(s, { orders: 200, days: 50,
	refunded: 0.3, cancelled: 0.1, duties: 0.2, fees: 0.2, seed: 3,
	webhooks: false, timezone: 'Pacific/Auckland',
	scopes: [...SCOPES, 'read_reports'],
	...more, domain: `${name}.myshopify.com` });

async function reconcile(shop) {
	const { code, stdout, stderr } = await s.sync(['reconcile', '--shop',
		shop.domain]);

	assert.equal(code, 0, stdout + stderr);
	return stdout;
}

const read = (shop, more = '') => exact(s,
	`/api/reconcile?shopId=${shop.shopId}&from=2000-01-01${more}`, shop.token);

const damage = (shop, statement) => s.sql(`${statement};`,
	{ vars: { shop: shop.shopId } });

const different = ({ rows }) => rows.filter((r) => plain(r.difference) !== '0')
	.map(({ day, metric, difference }) =>
		[day, metric, plain(difference)]);

/* What the store's book says of the days, by brute force. */
async function truthOf(shop, first, last) {
	const { byDay } = await s.control('GET', `/shops/${shop.domain}` +
		`/figures?from=${first}&to=${last}`);

	return byDay.flatMap((d) => Object.entries(METRICS).map(
		([metric, name]) => [d.day, metric, plain(d[name])]));
}

describe('a store at rest', () => {
	let shop, first, last;

	before(async () => {
		shop = await open('rest');
		await fullSync(s, shop);
	});

	test('is not compared before Shopify was asked', async () => {
		const got = await read(shop);

		assert.equal(got.available, false);
		assert.match(got.reason, /not been asked yet/);
		assert.deepEqual(got.rows, []);
	});

	test('is equal, each day and metric, and is all there', async () => {
		await reconcile(shop);
		/* What changed in the last hour was derived again by that. */
		await ledgerSync(s, shop);
		const got = await read(shop);

		assert.equal(got.available, true);
		assert.equal(got.reason, null);
		[first, last] = [got.rows[0].day, got.rows.at(-1).day];
		assert.equal((Date.parse(last) - Date.parse(first)) / 86400000, 34);
		assert.deepEqual(got.rows.map((r) =>
			[r.day, r.metric, plain(r.shopify)]),
		await truthOf(shop, first, last));
		assert.deepEqual(different(got), []);
		assert.equal(got.summary.figuresCompared, '350');
		assert.equal(got.summary.figuresDifferent, '0');
		for (const sum of got.summary.metrics) {
			assert.equal(sum.daysCompared, '35');
			assert.equal(sum.daysDifferent, '0');
			assert.equal(plain(sum.ours), plain(sum.shopify));
		}
		for (const metric of ['salesReversals', 'duties', 'fees'])
			assert.ok(got.rows.some((r) => r.metric === metric &&
				plain(r.ours) !== '0'), metric);
	});

	test('is so at once where bodies tell all of it', async () => {
		const bare = await open('bare', { orders: 80, duties: 0, fees: 0 });

		await fullSync(s, bare);
		await reconcile(bare);
		assert.deepEqual(different(await read(bare)), []);
	});

	test('is cut to the days asked for, and is a table', async () => {
		const one = `/api/reconcile?from=${last}&to=${last}`;
		const { rows } = await exact(s, one, shop.token);
		const csv = await s.get(`${one}&format=csv`, shop.token);
		const lines = await s.get(`${one}&format=ndjson`, shop.token);

		assert.deepEqual(rows.map(({ day }) => day), Array(10).fill(last));
		assert.equal(csv.text.trim().split('\r\n').length, 11);
		assert.equal(csv.text.split('\r\n')[0]
			.replaceAll(' (metric)', ''), ['available', 'reason',
			...Object.keys(rows[0])].join());
		assert.equal(lines.text.trim().split('\n').length, 10);
	});

	test('shows a broken rollup, until it is mended', async () => {
		await damage(shop, `UPDATE rollup_day SET taxes = taxes + 12345
			WHERE shop_id = :shop AND day = '${last}'`);
		const broken = await read(shop);

		assert.deepEqual(different(broken), [[last, 'totalSales',
			'1.2345'], [last, 'taxes', '1.2345']]);
		assert.equal(broken.summary.figuresDifferent, '2');
		assert.deepEqual(broken.summary.metrics.filter((m) =>
			m.daysDifferent !== '0').map(({ metric, difference }) =>
			[metric, plain(difference)]),
		[['totalSales', '1.2345'], ['taxes', '1.2345']]);
		await s.sync(['verify', '--shop', shop.domain, '--repair']);
		assert.deepEqual(different(await read(shop)), []);
	});

	test('shows a day that is missing here', async () => {
		await damage(shop, `DELETE FROM rollup_day
			WHERE shop_id = :shop AND day = '${last}'`);
		const truth = (await truthOf(shop, last, last)).filter(
			([, , value]) => value !== '0').map(([day, metric, value]) =>
			[day, metric, value.startsWith('-') ? value.slice(1) :
				`-${value}`]);

		assert.deepEqual(different(await read(shop)), truth);
		await s.sync(['verify', '--shop', shop.domain, '--repair']);
		assert.deepEqual(different(await read(shop)), []);
	});

	test('says what is not Shopify\'s own ledger yet', async () => {
		const [{ day }] = await s.sql('SELECT max(day) AS day FROM' +
			' rollup_day WHERE shop_id = :shop AND orders > 0' +
			` AND day <= '${last}'`, { vars: { shop: shop.shopId } });
		const of = async (derived) => {
			await damage(shop, `UPDATE rollup_day SET derived = ${derived}
				WHERE shop_id = :shop AND day = '${day}'`);
			const { rows } = await read(shop);

			return rows.find((r) => r.day === day).exactness;
		};

		assert.equal(await of(1), 'provisional');
		assert.equal(await of(0), 'exact');
	});
});

test('an order whose webhook was lost shows on its day', async () => {
	const shop = await open('lost', { seed: 5 });

	await fullSync(s, shop);
	await reconcile(shop);
	const { rows } = await read(shop);
	const last = rows.at(-1).day;
	/* One of gift cards alone would be in no sales. */
	const [order] = await s.sql('SELECT order_id, local_day AS day FROM' +
		` orders o WHERE shop_id = :shop AND counted AND local_day <= '${
			last}' AND EXISTS (SELECT FROM sale_event e WHERE e.shop_id =` +
		' o.shop_id AND e.order_id = o.order_id AND e.initial AND' +
		" e.line_type = 'product' AND e.total + e.disc > e.tax)" +
		' ORDER BY local_day DESC, order_id LIMIT 1',
	{ vars: { shop: shop.shopId } });
	const lost = JSON.stringify({ id: Number(order.order_id) });
	const { status } = await s.webhook('orders/delete', lost,
		{ shop: shop.domain });

	assert.equal(status, 200);
	const found = different(await read(shop));

	assert.ok(found.some(([day, metric, difference]) => day === order.day &&
		metric === 'orders' && difference === '-1'), String(found));
	assert.ok(found.some(([day, metric]) => day === order.day &&
		metric === 'grossSales'));
});

describe('no answer', () => {
	test('without the scope, and the run ends well', async () => {
		const shop = await open('unscoped', { scopes: SCOPES, orders: 20 });

		await fullSync(s, shop);
		assert.doesNotMatch(await reconcile(shop), /figures of Shopify/);
		const got = await read(shop);

		assert.equal(got.available, false);
		assert.match(got.reason, /read_reports/);
		assert.deepEqual(got.rows, []);
		assert.equal(got.shops[0].askedAt, null);
	});

	test('is told, and leaves what was told before', async () => {
		const shop = await open('unanswered', { orders: 20 });
		const fault = (fields) => s.control('POST', '/faults',
			{ kind: 'report', shop: shop.domain, ...fields });

		await fullSync(s, shop);
		await reconcile(shop);
		const { rows } = await read(shop);

		for (const [fields, words] of [
			[{ parseErrors: ['Column \'duties\' not found.'] },
				/not understand.*'duties' not found/],
			[{ lacks: 1 }, /lacks days/]]) {
			await fault(fields);
			assert.match(await reconcile(shop), words);
			const got = await read(shop);

			assert.equal(got.available, false);
			assert.match(got.reason, words);
			assert.deepEqual(got.rows, rows);
		}
		await s.control('POST', '/faults', { kind: 'throttle', times: 2,
			shop: shop.domain });
		await reconcile(shop);
		assert.equal((await read(shop)).available, true);
	});
});

test('is erased with its shop', async () => {
	const shop = await open('gone', { orders: 10 });
	const count = async () => (await s.sql('SELECT (SELECT count(*) FROM' +
		' shopify_day WHERE shop_id = :shop) + (SELECT count(*) FROM' +
		' shopify_report WHERE shop_id = :shop) AS n',
	{ vars: { shop: shop.shopId } }))[0].n;

	await fullSync(s, shop);
	await reconcile(shop);
	assert.equal(await count(), '351');
	await s.send('DELETE', `/api/shops/${shop.shopId}?erase=now`,
		{ token: shop.token });
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.equal(await count(), '0');
});
