/*
 * Visitors that never were: for a demonstration, which only the operator makes
 * of a tenant, and for nobody else.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { verify } from './compare.mjs';
import { everything } from './rows.mjs';
import { stack } from './stack.mjs';

const URL_ = '/api/metrics/simulate-events';
const DAY = 86400_000;
let s, demo, other;

async function merchant(name) {
	const domain = `${name}.myshopify.com`;
	const { accessToken } = await s.control('POST', '/shops',
		{ domain, orders: 40 });
	const { token, shop, user } = await s.register({ accessToken,
		shopDomain: domain });
	const { code, stderr } = await s.sync(['full', '--shop', domain]);

	assert.equal(code, 0, stderr);
	return { domain, token, shopId: shop.id, tenantId: user.tenantId };
}

/* A member of the demonstration, of this role -> his token. */
async function member(role) {
	const { body: { link } } = await s.post('/api/invitations',
		{ role, email: `${role}@example.com` }, demo.token);
	const { body } = await s.post('/api/auth/join', {
		token: link.split('#')[1], password: 'correct horse battery' });

	return body.token;
}

before(async () => {
	s = await stack({ store: true });
	demo = await merchant('demo');
	other = await merchant('other');
	await s.sql('UPDATE tenant SET is_demonstration = true' +
		' WHERE tenant_id = :tenant',
	{ as: 'owner', vars: { tenant: demo.tenantId } });
});
after(() => s?.down());

const simulate = (body, token = demo.token) => s.post('/api/metrics/' +
	'simulate-events', body, token);
const sum = (list) => list.reduce((a, b) => a + b, 0);
const stored = (shop) => s.sql('SELECT type, counted, ended, product,' +
	' customer_id, extract(epoch FROM happened_at) * 1000 AS ms' +
	' FROM storefront_event WHERE shop_id = :shop',
{ vars: { shop: shop.shopId } });

async function get(path) {
	const answer = await s.get(`/api/metrics/${path}?shopId=${demo.shopId}`,
		demo.token);

	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}

describe('a demonstration', () => {
	let created;

	test('has as many events as were asked for', async () => {
		const recent = (await get('overview')).recentEvents;
		const one = await simulate({ shopId: demo.shopId });
		const two = await simulate({ shopId: demo.shopId, count: 250 });

		assert.equal(one.status, 200, one.text);
		assert.equal(two.status, 200, two.text);
		assert.equal(one.body.message,
			'100 events of made-up visitors are stored');
		assert.equal(sum(Object.values(one.body.created)), 100);
		assert.equal(sum(Object.values(two.body.created)), 250);
		created = Object.fromEntries(Object.entries(one.body.created)
			.map(([type, n]) => [type, n + two.body.created[type]]));
		const { order_completed: orders, ...summary } =
			(await get('behavior-analytics')).eventSummary;

		assert.deepEqual(summary, created);
		assert.ok(orders >= 0);
		assert.ok(created.product_viewed > created.cart_abandoned);
		assert.ok(created.product_viewed > created.checkout_started);
		assert.ok(created.cart_abandoned > 0);
		assert.ok(created.checkout_started > 0);
		/* One of those before may have become a day old meanwhile. */
		const now = (await get('overview')).recentEvents;

		assert.ok(now > recent + 300 && now <= recent + 350, `${now}`);
	});

	test('has them of its own customers and products, of a day', async () => {
		const now = Date.now();
		const rows = await stored(demo);
		const ids = async (table, column) => new Set((await s.sql(
			`SELECT ${column} AS id FROM ${table} WHERE shop_id = :shop`,
			{ vars: { shop: demo.shopId } })).map((row) => row.id));
		const customers = await ids('customer', 'customer_id');
		const products = await ids('product', 'handle');
		const known = rows.filter((row) => row.customer_id);

		for (const [type, n] of Object.entries(created))
			assert.equal(rows.filter((row) => row.type === type &&
				row.counted === 't').length, n, type);
		for (const row of rows) {
			assert.ok(row.ms > now - DAY - 60_000 && row.ms <= now, row.ms);
			if (row.type === 'product_viewed')
				assert.ok(products.has(row.product), row.product);
		}
		assert.ok(known.length && known.length < rows.length);
		for (const row of known)
			assert.ok(customers.has(row.customer_id), row.customer_id);
	});

	test('scores its customers by them', async () => {
		const points = { product_viewed: 1, cart_abandoned: -2,
			checkout_started: 5 };
		const orders = await s.sql('SELECT customer_id, count(*) AS n' +
			' FROM orders WHERE counted AND customer_id IS NOT NULL AND' +
			' shop_id = :shop GROUP BY 1', { vars: { shop: demo.shopId } });
		const scores = new Map(orders.map((row) =>
			[row.customer_id, 10 * row.n]));

		for (const { customer_id: id, type, counted } of await stored(demo))
			if (id && counted === 't')
				scores.set(id, (scores.get(id) ?? 0) + points[type]);
		const best = [...scores].sort(([a, x], [b, y]) => y - x || a - b)
			.slice(0, 10);

		assert.deepEqual((await get('top-engaged-customers')).map((c) =>
			[c.id, c.engagementScore]), best);
	});

	test('has sums that are the rows\'', async () => {
		assert.match(await verify(s, demo), /nothing differs/);
	});

	test('may have had them for a month', async () => {
		const before = await get('conversion-funnel');
		const { status, body, text } = await simulate({ count: 1000,
			shopId: demo.shopId, days: 30 });
		const now = await get('conversion-funnel');
		const oldest = Math.min(...(await stored(demo)).map((r) => r.ms));

		assert.equal(status, 200, text);
		assert.ok(oldest > Date.now() - 30 * DAY - 60_000);
		assert.ok(oldest < Date.now() - 20 * DAY);
		/* The first hours of 30 days are the day before the range. */
		assert.ok(now.funnel.productViews > before.funnel.productViews +
			body.created.product_viewed * 0.8);
		assert.match(await verify(s, demo), /nothing differs/);
	});

	test('may have a shop in which there is nothing', async () => {
		const { body: { shop } } = await s.post('/api/auth/add-shop',
			{ shopDomain: 'empty.myshopify.com', shopName: 'Empty' },
			demo.token);
		const { status, text } = await simulate({ shopId: shop.id,
			count: 1000 });

		assert.equal(status, 200, text);
		for (const row of await stored({ shopId: shop.id }))
			assert.deepEqual([row.product, row.customer_id], [null, null]);
	});

	test('is told what is wrong, and nothing is stored', async () => {
		const before = await everything(s, demo.shopId);

		for (const [body, status, field] of [
			[{}, 400, 'shopId'],
			[{ shopId: 'all' }, 400, 'shopId'],
			[{ shopId: demo.shopId, count: 0 }, 400, 'count'],
			[{ shopId: demo.shopId, count: 1001 }, 400, 'count'],
			[{ shopId: demo.shopId, count: 1.5 }, 400, 'count'],
			[{ shopId: demo.shopId, count: 'x' }, 400, 'count'],
			[{ shopId: demo.shopId, days: 366 }, 400, 'days'],
			[{ shopId: other.shopId }, 404, 'shopId'],
			[{ shopId: '999999' }, 404, 'shopId']]) {
			const answer = await simulate(body);

			assert.deepEqual([answer.status, answer.body.field],
				[status, field], JSON.stringify(body));
		}
		assert.deepEqual(await everything(s, demo.shopId), before);
		assert.deepEqual(await stored(other), []);
	});

	test('lets an analyst, but nobody who may only look', async () => {
		const body = { shopId: demo.shopId, count: 1 };

		assert.equal((await simulate(body, await member('analyst'))).status,
			200);
		assert.equal((await simulate(body, await member('read-only')))
			.status, 403);
		assert.equal((await simulate(body, null)).status, 401);
	});
});

describe('any other tenant', () => {
	test('finds nothing there, whatever it asks', async () => {
		const { requestId, ...nothing } = (await s.post('/api/metrics/x', {},
			other.token)).body;

		assert.ok(requestId);
		for (const body of [{ shopId: other.shopId },
			{ shopId: demo.shopId }, { shopId: other.shopId, count: 0 }, {},
			'{']) {
			const answer = await s.post(URL_, body, other.token);
			const { requestId: id, ...said } = answer.body;

			assert.equal(answer.status, 404, answer.text);
			assert.ok(id);
			assert.deepEqual(said, nothing);
		}
		assert.deepEqual(await stored(other), []);
	});

	test('does not become one by the workers\' role', async () => {
		await assert.rejects(s.sql('UPDATE tenant SET is_demonstration' +
			' = true', { tenant: other.tenantId }), /permission denied/);
		await assert.rejects(s.sql('SELECT is_demonstration FROM tenant',
			{ tenant: other.tenantId }), /permission denied/);
	});
});
