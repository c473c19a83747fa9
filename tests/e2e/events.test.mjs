/*
 * What visitors do before they buy: carts and checkouts by webhook, in any
 * order, views by the storefront's pages, and the figures that come of them.
 */
import assert from 'node:assert/strict';
import vm from 'node:vm';
import { after, before, beforeEach, describe, test } from 'node:test';

import { customer, order } from './bodies.mjs';
import { verify } from './compare.mjs';
import { assertSame, everything, wipe } from './rows.mjs';
import { stack } from './stack.mjs';

const HOUR = 3600_000;
const domain = 'events.myshopify.com';
let s, shop, ids = 9000, now;

before(async () => {
	s = await stack({ store: true });
	const { accessToken } = await s.control('POST', '/shops',
		{ domain, orders: 0, timezone: 'UTC' });
	const { token, shop: { id }, user } = await s.register(
		{ shopDomain: domain, accessToken });

	shop = { domain, token, shopId: id, tenantId: user.tenantId };
	now = Date.now();
});
after(() => s?.down());

const ago = (hours) => new Date(now - hours * HOUR).toISOString();
const cart = (token, hours, quantities = [1]) => ({ id: token, token,
	line_items: quantities.map((quantity) => ({ id: 1, quantity })),
	note: null, updated_at: ago(hours), created_at: ago(hours) });
const checkout = (token, hours, fields = {}) => ({ token, cart_token: null,
	created_at: ago(hours), updated_at: ago(hours), line_items: [],
	...fields });
const bought = (hours, fields = {}) => order(++ids, 0, {
	created_at: ago(hours), processed_at: ago(hours),
	updated_at: ago(hours), ...fields });

async function send(...deliveries) {
	for (const [topic, body] of deliveries) {
		const answer = await s.webhook(topic, body, { shop: domain });

		assert.deepEqual([answer.status, answer.text], [200, 'ok'],
			`${topic}: ${answer.text}`);
	}
}

async function get(path, more = '') {
	const answer = await s.get(`${path}?shopId=${shop.shopId}${more}`,
		shop.token);

	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}

const engaged = (more) => get('/api/metrics/top-engaged-customers', more);
const stored = () => everything(s, shop.shopId);
const dead = () => s.sql('SELECT reason FROM dead_letter WHERE shop_id =' +
	' :shop ORDER BY dead_letter_id', { vars: { shop: shop.shopId } });

async function funnel(more) {
	const { funnel: f } = await get('/api/metrics/conversion-funnel', more);

	return [f.productViews, f.cartAbandonments, f.checkoutsStarted,
		f.ordersCompleted];
}

describe('a cart', () => {
	beforeEach(() => wipe(s, shop.shopId));

	test('is abandoned when an hour has passed', async () => {
		await send(['carts/create', cart('a', 30)],
			['carts/create', cart('b', 0.5)]);
		assert.deepEqual(await funnel(), [0, 1, 0, 0]);
		await send(['carts/update', cart('a', 0.25)]);
		assert.deepEqual(await funnel(), [0, 0, 0, 0]);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('is not when there is nothing in it', async () => {
		await send(['carts/create', cart('a', 30)],
			['carts/update', cart('a', 29, [])],
			['carts/create', cart('b', 30, [0])]);
		assert.deepEqual(await funnel(), [0, 0, 0, 0]);
	});

	test('is not once a checkout or an order came of it', async () => {
		await send(['carts/create', cart('a?key=secret', 30)],
			['carts/create', cart('b?key=secret', 30)],
			['carts/create', cart('c', 30)],
			['checkouts/create', checkout('x', 2, { cart_token: 'a' })],
			['orders/create', bought(2, { cart_token: 'b' })]);
		assert.deepEqual(await funnel(), [0, 1, 1, 1]);
		await send(['carts/update', cart('a?key=secret', 1.5)]);
		assert.deepEqual(await funnel(), [0, 1, 1, 1]);
	});
});

describe('a checkout', () => {
	beforeEach(() => wipe(s, shop.shopId));

	test('counts once, on the day it was begun', async () => {
		await send(['checkouts/create', checkout('x', 50)],
			['checkouts/update', checkout('x', 50,
				{ updated_at: ago(2), customer: { id: 71 } })],
			['checkouts/create', checkout('x', 50)]);
		assert.deepEqual(await funnel(), [0, 0, 1, 0]);
		const day = ago(50).slice(0, 10);

		assert.deepEqual(await funnel(`&from=${day}&to=${day}`),
			[0, 0, 1, 0]);
		const [row] = await s.sql('SELECT customer_id FROM' +
			' storefront_event WHERE shop_id = :shop',
		{ vars: { shop: shop.shopId } });

		assert.equal(row.customer_id, '71');
	});

	test('without a name is kept as a dead letter', async () => {
		const was = (await dead()).length;

		await send(['checkouts/create', { created_at: ago(1) }],
			['carts/create', cart('', 1)],
			['carts/create', { token: 'x', updated_at: 'infinity' }]);
		assert.deepEqual((await dead()).slice(was).map((d) => d.reason),
			['token: missing', 'token: empty',
				'updated_at: not an RFC 3339 time']);
	});
});

test('the order of arrival does not matter', async () => {
	const list = [['carts/create', cart('a', 30)],
		['carts/update', cart('a', 28, [1, 2])],
		['checkouts/create', checkout('x', 27,
			{ cart_token: 'a', customer: { id: 71 } })],
		['checkouts/update', checkout('x', 27,
			{ updated_at: ago(26), customer: { id: 72 } })],
		['carts/create', cart('b', 40)],
		['carts/update', cart('b', 39, [])],
		['carts/update', cart('b', 20, [3])],
		['orders/create', bought(25, { cart_token: 'a',
			customer: customer(72, 0) })]];
	let first;

	for (const order_ of [list, [...list].reverse(), [...list, ...list],
		[...list.slice(4), ...list.slice(0, 4)]]) {
		await wipe(s, shop.shopId);
		await send(...order_);
		first ??= await stored();
		assertSame(await stored(), first);
		assert.match(await verify(s, shop), /nothing differs/);
	}
	assert.deepEqual(await funnel(), [0, 1, 1, 1]);
});

describe('the figures', () => {
	before(async () => {
		await wipe(s, shop.shopId);
		await send(
			...[1, 2, 3].map((n) => ['carts/create', cart(`c${n}`, 30)]),
			...[1, 2, 3, 4].map((n) => ['checkouts/create',
				checkout(`x${n}`, 26 + n, { customer: { id: 80 + n } })]),
			['checkouts/create', checkout('x9', 2,
				{ customer: { id: 81 } })],
			['customers/create', customer(82, 0)],
			['orders/create', bought(3, { customer: customer(82, 0) })],
			['orders/create', bought(28, { customer: customer(83, 0) })],
			['orders/create', bought(28, { customer: customer(83, 0) })]);
	});

	test('are what the formulas say', async () => {
		const body = await get('/api/metrics/behavior-analytics');

		assert.deepEqual(body, {
			eventSummary: { product_viewed: 0, cart_abandoned: 3,
				checkout_started: 5, order_completed: 3 },
			totalEvents: 11,
			funnel: { productViews: 0, cartAbandonments: 3,
				checkoutsStarted: 5, ordersCompleted: 3 },
			conversionRates: { viewToCart: 0, cartToCheckout: 62.5,
				checkoutToOrder: 60 },
		});
		const none = await get('/api/metrics/conversion-funnel',
			'&from=2020-01-01&to=2020-01-31');

		assert.deepEqual(none.conversionRates, { viewToCart: 0,
			cartToCheckout: 0, checkoutToOrder: 0 });
	});

	test('of instants come from the events', async () => {
		assert.deepEqual(await funnel(`&from=${ago(28.5)}&to=${ago(26.5)}`),
			[0, 0, 2, 2]);
		assert.deepEqual(await funnel(`&from=${ago(29.5)}&to=${ago(28.5)}`),
			[0, 3, 1, 0]);
	});

	test('count the last 24 hours', async () => {
		assert.equal((await get('/api/metrics/overview')).recentEvents, 2);
	});

	test('list the most engaged first', async () => {
		const list = await engaged();

		assert.deepEqual(list.map((c) => [c.id, c.engagementScore,
			c.ordersCount]), [['83', 25, 2], ['82', 15, 1],
			['81', 10, 0], ['84', 5, 0]]);
		assert.equal(list[1].email, 'c82@example.com');
		assert.equal((await engaged('&limit=2')).length, 2);
		assert.deepEqual((await get('/api/metrics/top-customers')).map((c) =>
			[c.id, c.engagementScore]), [['83', 25], ['82', 15]]);
	});

	test('follow a merge of customers', async () => {
		const gid = (id) => `gid://shopify/Customer/${id}`;

		await send(['customers/merge', { status: 'completed',
			admin_graphql_api_customer_kept_id: gid(84),
			admin_graphql_api_customer_deleted_id: gid(81) }],
		['checkouts/create', checkout('x10', 4,
			{ customer: { id: 81 } })]);
		assert.deepEqual((await engaged()).map((c) =>
			[c.id, c.engagementScore]),
		[['83', 25], ['84', 20], ['82', 15]]);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('are mended by verify', async () => {
		for (const harm of [
			'UPDATE rollup_event SET events = events + 1',
			'DELETE FROM rollup_event',
			'UPDATE customer_stat SET points = points - 5']) {
			const was = await stored();

			await s.sql(`${harm} WHERE shop_id = :shop`,
				{ vars: { shop: shop.shopId } });
			const found = await s.sync(['verify', '--shop', domain]);

			assert.equal(found.code, 1);
			assert.match(found.stdout, /(rollup_event|points): \d+ rows/);
			const mended = await s.sync(['verify', '--repair',
				'--shop', domain]);

			assert.equal(mended.code, 0, mended.stderr);
			assert.match(await verify(s, shop), /nothing differs/);
			assertSame(await stored(), was);
		}
	});

	test('as a table', async () => {
		const { text } = await s.get('/api/metrics/conversion-funnel' +
			`?shopId=${shop.shopId}&format=ndjson`, shop.token);

		assert.deepEqual(JSON.parse(text), { productViews: 0,
			cartAbandonments: 3, checkoutsStarted: 6,
			ordersCompleted: 3, conversionRates: { viewToCart: 0,
				cartToCheckout: 66.67, checkoutToOrder: 50 } });
	});
});

describe('a page of the storefront', () => {
	const views = (...ids_) => ids_.map((id) =>
		({ id, type: 'product_viewed', product: 'hat' }));
	const tell = (body, headers = {}) => s.post('/api/events', body, null,
		{ Origin: 'https://shop.example.com', ...headers });
	let key;

	beforeEach(() => wipe(s, shop.shopId));
	before(async () => {
		const { body: [mine] } = await s.get('/api/shops', shop.token);

		key = mine.eventKey;
		assert.match(key, /^\d+-\d+-[0-9a-f]{32}$/);
	});

	test('tells of views, each once', async () => {
		const answer = await tell({ key, events: views('a', 'b', 'a') });

		assert.equal(answer.status, 204, answer.text);
		assert.equal(answer.headers.get('access-control-allow-origin'), '*');
		assert.equal(answer.headers.get('set-cookie'), null);
		const beacon = await tell(JSON.stringify(
			{ key, events: views('b', 'c') }),
		{ 'Content-Type': 'text/plain;charset=UTF-8' });

		assert.equal(beacon.status, 204, beacon.text);
		await send(['checkouts/create', checkout('x', 1)]);
		const { funnel: f, conversionRates } =
			await get('/api/metrics/conversion-funnel');

		assert.equal(f.productViews, 3);
		assert.equal(conversionRates.viewToCart, 33.33);
		assert.equal((await get('/api/metrics/overview')).recentEvents, 4);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('may be of any origin', async () => {
		const { status, headers } = await s.send('OPTIONS', '/api/events',
			{ headers: { Origin: 'https://shop.example.com',
				'Access-Control-Request-Method': 'POST' } });

		assert.equal(status, 204);
		assert.equal(headers.get('access-control-allow-origin'), '*');
		assert.match(headers.get('access-control-allow-methods'), /POST/);
		assert.equal((await s.get('/api/shops', shop.token,
			{ Origin: 'https://shop.example.com' })).headers
			.get('access-control-allow-origin'), null);
	});

	test('is told what is wrong, and nothing is stored', async () => {
		const other = key.replace(/[0-9a-f]{32}$/, '0'.repeat(32));
		const cases = [
			[{ key: other, events: views('a') }, 404, 'key'],
			[{ key: 'x', events: [] }, 404, 'key'],
			[{ key, events: [{ ...views('a')[0],
				type: 'order_completed' }] }, 400, 'events[0].type'],
			[{ key, events: [{ id: 'a', type: 'product_viewed' }] }, 400,
				'events[0].product'],
			[{ key, events: views(...Array(51).keys()).map((v) =>
				({ ...v, id: `${v.id}` })) }, 400, 'events'],
			[{ events: [] }, 400, 'key'],
		];

		for (const [body, status, field] of cases) {
			const answer = await tell(body);

			assert.deepEqual([answer.status, answer.body.field],
				[status, field], JSON.stringify(body).slice(0, 99));
		}
		assert.deepEqual((await stored()).filter((row) =>
			row.startsWith('storefront_event')), []);
	});

	test('has a key that is good while its shop is connected', async () => {
		const claimed = await s.register();
		const { body: [{ eventKey }] } = await s.get('/api/shops',
			claimed.token);
		const answer = await tell({ key: eventKey, events: views('a') });

		assert.equal(answer.status, 404, answer.text);
	});

	/* The script as a browser would run it. */
	test('runs the pixel', async () => {
		const { text, headers } = await s.get('/pixel.js');
		const told = [];
		const visit = (pathname) => vm.runInNewContext(text, { URL,
			location: { pathname },
			document: { currentScript: {
				src: `${s.url}/pixel.js`, dataset: { key } } },
			navigator: { sendBeacon: (url, body) =>
				told.push([String(url), body]) } });

		assert.match(headers.get('content-type'), /javascript/);
		assert.equal(headers.get('cross-origin-resource-policy'),
			'cross-origin');
		assert.match(headers.get('cache-control'), /max-age=3600/);
		visit('/collections/all');
		visit('/collections/all/products/caf%C3%A9-cup');
		assert.equal(told.length, 1);
		const [[url, body]] = told;

		assert.equal(url, `${s.url}/api/events`);
		assert.deepEqual(Object.keys(JSON.parse(body)), ['key', 'events']);
		assert.equal((await tell(body,
			{ 'Content-Type': 'text/plain' })).status, 204);
		const [row] = await s.sql('SELECT product, customer_id FROM' +
			' storefront_event WHERE shop_id = :shop',
		{ vars: { shop: shop.shopId } });

		assert.deepEqual({ ...row }, { product: 'caf\u00e9-cup',
			customer_id: row.customer_id });
		assert.ok(!row.customer_id);
	});

	test('is slowed down when it tells too much', async () => {
		const all = await Promise.all(Array.from({ length: 60 }, () =>
			tell({ key, events: [] })));
		const codes = new Set(all.map((a) => a.status));

		assert.deepEqual([...codes].sort(), [204, 429]);
	});
});
