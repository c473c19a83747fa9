/*
 * Taking in deliveries: who may send them, which topic they are of, and that
 * each takes effect once.  What is in them: webhook-bodies.test.mjs.
 */
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { at, customer, order, product } from './bodies.mjs';
import { deadLetters, openShop, verify } from './compare.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';

const PREVIOUS = 'shpss_the_secret_before_this_one';
const domain = 'hooks.myshopify.com';
let s, shop, ids = 1000;

before(async () => {
	s = await stack({ store: true,
		set: { shopify_api_secret_previous: PREVIOUS } });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

const newId = () => ++ids;
const deliver = (topic, body, how = {}) =>
	s.webhook(topic, body, { shop: domain, ...how });
const sign = (secret, body, encoding = 'base64') =>
	createHmac('sha256', secret).update(body).digest(encoding);

async function row(query, id) {
	return (await s.sql(query, { vars: { id, shop: shop.shopId } }))[0];
}

const findOrder = (id) => row('SELECT *, (SELECT sum(total) FROM sale_event' +
	' WHERE order_id = o.order_id) AS ledger FROM orders o' +
	' WHERE order_id = :id AND shop_id = :shop', id);
const findDelivery = (id) => row('SELECT * FROM delivery' +
	' WHERE webhook_id = :\'id\'', id);

describe('signatures', () => {
	const body = () => JSON.stringify(order(newId(), 1));

	async function stores(secret) {
		const id = randomUUID();
		const { status, text } = await deliver('orders/create', body(),
			{ id, secret });

		assert.deepEqual([status, text], [200, 'ok']);
		assert.ok(await findDelivery(id));
	}

	test('by the client secret', () => stores(s.env.SHOPIFY_API_SECRET));
	test('by the client secret before it', () => stores(PREVIOUS));
	test('by the webhook secret', () => stores(s.env.WEBHOOK_SECRET));

	const good = (text) => sign(s.env.SHOPIFY_API_SECRET, text);
	const wrong = {
		'by another secret': (text) => sign('another', text),
		'by no secret': (text) => sign('', text),
		'in hexadecimal': (text) =>
			sign(s.env.SHOPIFY_API_SECRET, text, 'hex'),
		'in the alphabet of URLs': (text) =>
			sign(s.env.SHOPIFY_API_SECRET, text, 'base64url'),
		'of another body': (text) => good(`${text} `),
		'cut short': (text) => good(text).slice(0, 40),
		'without padding': (text) => good(text).slice(0, 43),
		'with more behind it': (text) => `${good(text)}AAAA`,
		'twice': (text) => `${good(text)}, ${good(text)}`,
		'empty': () => '',
		'that is no base64': () => `${'*'.repeat(43)}=`,
		'of zeroes': () => Buffer.alloc(32).toString('base64'),
		'with one bit changed': (text) => {
			const bytes = Buffer.from(good(text), 'base64');

			bytes[31] ^= 1;
			return bytes.toString('base64');
		},
	};

	for (const [name, make] of Object.entries(wrong))
		test(`${name}: 401, and nothing is stored`, async () => {
			const text = body(), id = randomUUID();
			const answer = await deliver('orders/create', text, { id,
				headers: { 'X-Shopify-Hmac-Sha256': make(text) } });

			assert.equal(answer.status, 401);
			assert.equal(answer.body.code, 'unauthenticated');
			assert.equal(await findDelivery(id), undefined);
			assert.equal(await findOrder(JSON.parse(text).id),
				undefined);
		});

	test('missing: 401', async () => {
		const answer = await s.send('POST', '/webhooks/orders/create', {
			body: body(), headers: { 'X-Shopify-Topic': 'orders/create',
				'X-Shopify-Shop-Domain': domain,
				'X-Shopify-Webhook-Id': randomUUID() } });

		assert.equal(answer.status, 401);
	});

	test('wrong on a body that is no JSON: 401, not looked into', async () => {
		const answer = await deliver('orders/create', '{"id":',
			{ secret: 'another' });

		assert.equal(answer.status, 401);
	});
});

describe('topic and shop', () => {
	const send = (path, header, body, more = {}) => {
		const text = JSON.stringify(body);
		const headers = { 'X-Shopify-Topic': header,
			'X-Shopify-Shop-Domain': domain,
			'X-Shopify-Webhook-Id': randomUUID(),
			'X-Shopify-Hmac-Sha256':
				sign(s.env.SHOPIFY_API_SECRET, text), ...more };

		for (const name of Object.keys(headers))
			if (headers[name] === undefined)
				delete headers[name];
		return s.send('POST', path, { body: text, headers });
	};

	for (const [path, header] of [
		['/webhooks/orders/create', 'orders/create'],
		['/webhooks/orders%2Fcreate', 'orders/create'],
		['/webhooks/orders-create', 'orders/create'],
		['/webhooks/shopify', 'orders/create'],
		['/webhooks', 'orders/create'],
		['/webhooks/orders/create', undefined],
		['/webhooks/orders%2fcreate', undefined],
		['/webhooks/orders-create', undefined],
		['/webhooks/orders/update', 'orders/updated'],
		['/webhooks/orders-updated', 'orders/updated'],
		['/webhooks/orders/update', undefined],
		['/webhooks/orders/updated', 'orders/update'],
	])
		test(`${path} with ${header ?? 'no header'}`, async () => {
			const id = newId();
			const answer = await send(path, header, order(id, 1));

			assert.equal(answer.status, 200, answer.text);
			assert.ok(await findOrder(id));
		});

	for (const [path, header] of [
		['/webhooks/orders/create', 'orders/updated'],
		['/webhooks/orders-create', 'customers/create'],
		['/webhooks/orders%2Fcreate', 'orders/create2'],
		['/webhooks/shopify', undefined],
		['/webhooks', undefined],
		['/webhooks/shopify', ''],
	])
		test(`${path} with ${header ?? 'no header'}: 400`, async () => {
			const id = newId();
			const answer = await send(path, header, order(id, 1));

			assert.equal(answer.status, 400, answer.text);
			assert.equal(answer.body.field, 'X-Shopify-Topic');
			assert.equal(await findOrder(id), undefined);
		});

	for (const name of ['X-Shopify-Shop-Domain', 'X-Shopify-Webhook-Id'])
		test(`without ${name}: 400`, async () => {
			const answer = await send('/webhooks/shopify',
				'orders/create', order(newId(), 1),
				{ [name]: undefined });

			assert.equal(answer.status, 400);
			assert.equal(answer.body.field, name);
		});

	test('a shop that nobody has: 404', async () => {
		const answer = await send('/webhooks/shopify', 'orders/create',
			order(newId(), 1),
			{ 'X-Shopify-Shop-Domain': 'nobody.myshopify.com' });

		assert.equal(answer.status, 404);
	});

	test('a shop that is only claimed: 404', async () => {
		await s.register({ shopDomain: 'claimed.myshopify.com' });
		const answer = await send('/webhooks/shopify', 'orders/create',
			order(newId(), 1),
			{ 'X-Shopify-Shop-Domain': 'claimed.myshopify.com' });

		assert.equal(answer.status, 404);
	});

	test('the shop in capitals is the same shop', async () => {
		const id = newId();
		const answer = await send('/webhooks/shopify', 'orders/create',
			order(id, 1),
			{ 'X-Shopify-Shop-Domain': 'HOOKS.MyShopify.com' });

		assert.equal(answer.status, 200);
		assert.ok(await findOrder(id));
	});

	for (const topic of ['themes/create', 'made/up',
		'customer.tags_added', 'bulk_operations/finish',
		'inventory_levels/update', 'shop/update'])
		test(`${topic} is acknowledged and counted`, async () => {
			const id = randomUUID();
			const answer = await send('/webhooks/shopify', topic,
				{ id: 7 }, { 'X-Shopify-Webhook-Id': id });

			assert.deepEqual([answer.status, answer.text], [200, 'ok']);
			assert.equal((await findDelivery(id)).topic, topic);
		});

	test('other methods: 405', async () => {
		for (const method of ['GET', 'PUT', 'DELETE'])
			assert.equal((await s.send(method,
				'/webhooks/orders/create')).status, 405);
	});
});

describe('duplicates', () => {
	test('50 at once take effect once', async () => {
		const id = newId(), webhookId = randomUUID();
		const version = async () => Number((await row('SELECT' +
			' data_version FROM shop_state WHERE shop_id = :shop',
		0)).data_version);

		/* Ahead of the clock, it counts changes one by one. */
		await row('UPDATE shop_state SET data_version = :id' +
			' WHERE shop_id = :shop', 4e15);
		const was = await version();
		const answers = await Promise.all(Array.from({ length: 50 }, () =>
			deliver('orders/create', order(id, 1), { id: webhookId })));

		assert.deepEqual([...new Set(answers.map((a) => a.status))], [200]);
		assert.equal(await version(), was + 1);
		assert.equal(plainly((await findOrder(id)).ledger), '10');
	});

	test('50 of one body under 50 ids come to the same', async () => {
		const id = newId();
		const answers = await Promise.all(Array.from({ length: 50 }, () =>
			deliver('orders/create', order(id, 1))));

		assert.deepEqual([...new Set(answers.map((a) => a.status))], [200]);
		assert.equal(plainly((await findOrder(id)).ledger), '10');
		assert.match(await verify(s, shop), /nothing differs/);
	});

	const otherBodies = async () => Number((await row('SELECT' +
		' sum(other_bodies) AS n FROM delivery_count WHERE shop_id = :shop',
	0)).n);

	/* What cannot be applied is no less another body. */
	for (const [what, other] of Object.entries({
		'another body': (id) => order(id, 2, { price: '99.00' }),
		'a broken one': () => '{"id":7,',
	}))
		test(`the same id with ${what}: the first stays, it is counted and` +
			' logged', async () => {
			const id = newId(), webhookId = randomUUID();
			const was = await otherBodies();
			const first = order(id, 1);
			const logged = async () => (await s.log('pool-webhooks'))
				.split('\n').filter((line) => line.includes(webhookId) &&
					line.includes('came again with another body')).length;

			for (const body of [first, first, other(id), first])
				assert.equal((await deliver('orders/create', body,
					{ id: webhookId })).status, 200);
			assert.equal(plainly((await findOrder(id)).ledger), '10');
			assert.equal(await otherBodies(), was + 1);
			await until('it is logged', logged);
			assert.equal(await logged(), 1);
			assert.match((await s.sync(['metrics'])).stdout,
				new RegExp(`^xeno_shop_other_bodies_total\\{shop="${
					shop.domain}",topic="orders/create"\\} ${was + 1}$`, 'm'));
		});

	test('the same id for another shop is another delivery', async () => {
		const other = await openShop(s,
			{ domain: 'hooks2.myshopify.com', orders: 0,
				webhooks: false });
		const id = randomUUID();

		await deliver('products/create', product(5, 1), { id });
		await deliver('products/create', product(5, 1),
			{ id, shop: other.domain });
		assert.deepEqual(await s.sql('SELECT count(*) FROM product' +
			' WHERE product_id = 5'), [{ count: '2' }]);
	});
});

test('no delivery of this file became a dead letter', async () => {
	assert.deepEqual(await deadLetters(s, shop), []);
});

/*
 * Workers know connected shops by heart, so each kind of delivery meets a
 * shop of its own that both workers believe to be connected.
 */
describe('app/uninstalled', () => {
	const kinds = { 'orders/create': order, 'customers/update': customer,
		'products/create': product, 'made/up': product,
		'products/update': () => '{"id":' };
	const stored = (id) => s.sql('SELECT (SELECT count(*) FROM delivery' +
		' WHERE shop_id = :id) AS deliveries, (SELECT count(*)' +
		' FROM customer WHERE shop_id = :id) AS customers,' +
		' (SELECT count(*) FROM product WHERE shop_id = :id)' +
		' AS products, (SELECT count(*) FROM dead_letter' +
		' WHERE shop_id = :id) AS letters', { vars: { id } });
	const many = (what) => Promise.all(Array.from({ length: 16 }, what));
	let n = 0, left;

	for (const [topic, body] of Object.entries(kinds))
		test(`after it ${topic} is 404 and leaves nothing`, async () => {
			const gone = `gone${++n}.myshopify.com`;

			left = await openShop(s, { domain: gone, orders: 0,
				webhooks: false });
			await many(() => s.webhook('customers/create',
				customer(newId(), 1), { shop: gone }));
			assert.equal((await s.webhook('app/uninstalled',
				{ id: 1, myshopify_domain: gone },
				{ shop: gone })).status, 200);
			assert.deepEqual(await s.sql('SELECT is_active,' +
				' access_token FROM shop WHERE shop_id = :id',
			{ vars: { id: left.shopId } }),
			[{ is_active: 'f', access_token: null }]);

			const was = await stored(left.shopId);
			const answers = await many(() => s.webhook(topic,
				body(newId(), 2), { shop: gone }));

			assert.deepEqual([...new Set(answers.map((a) =>
				a.status))], [404], topic);
			assert.deepEqual(await stored(left.shopId), was);
		});

	test('of another shop, or of none, changes nothing', async () => {
		const other = await openShop(s, { domain: 'mine.myshopify.com',
			orders: 0, webhooks: false });

		for (const body of [{ id: 1 }, { myshopify_domain: null },
			{ myshopify_domain: 'theirs.myshopify.com' }])
			assert.equal((await s.webhook('app/uninstalled', body,
				{ shop: other.domain })).status, 200);
		assert.deepEqual((await deadLetters(s, other)).map((one) =>
			one.reason), ['myshopify_domain: missing',
			'myshopify_domain: missing',
			'myshopify_domain: another shop\'s']);
		assert.equal((await s.webhook('customers/update',
			customer(newId(), 9), { shop: other.domain })).status, 200);
	});

	test('one of before the shop was connected changes nothing', async () => {
		const late = await openShop(s, { domain: 'late.myshopify.com',
			orders: 0, webhooks: false });
		const answer = await s.webhook('app/uninstalled',
			{ myshopify_domain: late.domain },
			{ shop: late.domain, headers: { 'X-Shopify-Triggered-At':
				new Date(Date.now() - 3600000).toISOString() } });

		assert.equal(answer.status, 200);
		assert.equal((await s.webhook('customers/update',
			customer(newId(), 9), { shop: late.domain })).status, 200);
	});

	test('connected again, it receives again', async () => {
		const { access_token: accessToken } = await s.control('POST',
			`/shops/${left.domain}/tokens`, {});
		const answer = await s.send('PATCH', `/api/shops/${left.shopId}`,
			{ token: left.token, body: { accessToken } });
		const id = newId();

		assert.equal(answer.status, 200, answer.text);
		assert.equal((await s.webhook('customers/update',
			customer(id, 9), { shop: left.domain })).status, 200);
		assert.deepEqual(await s.sql('SELECT updated_at = :\'at\' AS' +
			' stored FROM customer WHERE customer_id = :id',
		{ vars: { id, at: at(9) } }), [{ stored: 't' }]);
	});
});

/* 10.0000 as the database has it is 10. */
function plainly(text) {
	return String(text).replace(/\.?0+$/, '');
}
