/* Records that a tenant brings in himself. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openShop, verify } from './compare.mjs';
import { everything } from './rows.mjs';
import { stack } from './stack.mjs';

let s, mine, shopId;
const zone = { currency: 'EUR', timezone: 'Europe/Berlin' };
const day = '2026-03-01T10:00:00Z';

before(async () => {
	s = await stack({ store: true });
	const { token, shop } = await s.register({
		shopDomain: 'pushed.myshopify.com' });

	mine = token;
	shopId = shop.id;
});
after(() => s?.down());

const push = (kind, records, more = {}, token = mine) => {
	const body = { shopId, records, ...more };

	switch (kind) {
	case 'customers': return s.post('/api/customers', body, token);
	case 'products': return s.post('/api/products', body, token);
	default: return s.post('/api/orders', body, token);
	}
};

async function pushed(kind, records, expected, more, token) {
	const answer = await push(kind, records, more, token);

	assert.equal(answer.status, 200, answer.text);
	assert.deepEqual(answer.body, { inserted: 0, updated: 0, ignored: 0,
		...expected });
}

async function refused(answer, status, field, message) {
	const { status: got, body, text } = await answer;

	assert.equal(got, status, text);
	assert.equal(body.field, field, text);
	if (message)
		assert.match(body.message, message);
}

const customer = (id, more) => ({ id, email: `c${id}@example.com`,
	firstName: 'Ada', lastName: 'Byron', country: 'DE', createdAt: day,
	updatedAt: day, ...more });
const product = (id, more) => ({ id, title: `Thing ${id}`, vendor: 'Acme',
	productType: 'Things', updatedAt: day, ...more });
const line = (id, more) => ({ id, productId: 70, title: 'Thing', quantity: 2,
	price: '10.00', discount: '1.50', tax: 3.52, ...more });
const order = (id, more) => ({ id, name: `#${id}`, customerId: '5',
	createdAt: day, updatedAt: day, totalPrice: '22.02',
	financialStatus: 'paid', channel: 'web', country: 'DE',
	discountCodes: ['SPRING'], lineItems: [line(1)], ...more });
const rows = () => everything(s, shopId);
const overview = async () => (await s.get('/api/metrics/overview?shopId=' +
	`${shopId}&from=2026-01-01&to=2026-12-31`, mine)).body;

describe('a shop that Shopify knows nothing of', () => {
	test('gets its currency and zone with the first push', async () => {
		await refused(push('orders', [], { shop: { ...zone,
			currency: 'eur' } }), 400, 'shop.currency');
		await refused(push('orders', [], { shop: { ...zone,
			timezone: 'Mars/Phobos' } }), 400, 'shop.timezone');
		await pushed('customers', [customer(5), customer('6')],
			{ inserted: 2 }, { shop: zone });
		const [shop] = (await s.get('/api/shops', mine)).body;

		assert.deepEqual([shop.currency, shop.timezone, shop.state],
			['EUR', 'Europe/Berlin', 'claimed']);
	});

	test('takes products, and orders with their lines', async () => {
		await pushed('products', [product(70), product(71)],
			{ inserted: 2 });
		await pushed('orders', [order(1001),
			order('1002', { cancelledAt: '2026-03-02T10:00:00Z' }),
			order(1003, { test: true }),
			order(1004, { createdAt: '2026-03-01T23:30:00Z' })],
		{ inserted: 4 });
		const { body } = await s.get('/api/orders/1001', mine);

		assert.equal(body.totalPrice, 22.02);
		assert.equal(body.currency, 'EUR');
		assert.deepEqual(body.discountCodes, ['SPRING']);
		assert.equal(body.lines[0].discount, 1.5);
		assert.equal(body.ledger[0].net, 18.5);
		const [late] = await s.sql('SELECT local_day FROM orders WHERE' +
			` shop_id = ${shopId} AND order_id = 1004`);

		assert.equal(late.local_day, '2026-03-02');
		const figures = await overview();

		assert.equal(figures.totalOrders, 3);
		assert.equal(figures.netSales, 37);
		assert.equal(figures.currency, 'EUR');
	});

	test('takes times of long ago, the epoch too', async () => {
		const old = ['1961-04-12T06:07:00Z', '1969-07-20T20:17:00Z',
			'1970-01-01T00:00:00Z'];
		const seen = [];

		await pushed('orders', old.map((createdAt, i) => order(1101 + i,
			{ createdAt, cancelledAt: old[2] })), { inserted: 3 });
		for (let next = '/api/orders?to=1971-01-01&limit=1'; next;) {
			const { body, headers, text } = await s.get(next, mine);

			assert.ok(Array.isArray(body), text);
			seen.push(...body.map((one) => [one.id, !!one.cancelledAt]));
			[, next] = /^<(.+)>;/.exec(headers.get('link') ?? '') ?? [];
		}
		assert.deepEqual(seen, [['1103', true], ['1102', true],
			['1101', true]]);
	});

	test('keeps that once it has orders', async () => {
		await pushed('orders', [], {}, { shop: zone });
		await refused(push('orders', [], { shop: { ...zone,
			timezone: 'UTC' } }), 422, 'shop', /EUR and Europe\/Berlin/);
	});
});

describe('a record that is pushed again', () => {
	test('is updated, and the figures are the same', async () => {
		const before = await rows();

		await pushed('customers', [customer(5), customer(6)],
			{ updated: 2 });
		await pushed('products', [product(70), product(72)],
			{ updated: 1, inserted: 1 });
		await pushed('orders', [order(1001)], { updated: 1 });
		assert.deepEqual((await rows()).filter((row) =>
			!/"product_id": 72|^totals/.test(row)),
		before.filter((row) => !/^totals/.test(row)));
	});

	test('is ignored if it is older', async () => {
		const old = { updatedAt: '2026-02-28T10:00:00Z' };
		const before = await rows();

		await pushed('customers', [customer(5, { ...old, email: 'x' })],
			{ ignored: 1 });
		await pushed('products', [product(70, { ...old, title: 'x' })],
			{ ignored: 1 });
		await pushed('orders', [order(1001, { ...old, lineItems: [] })],
			{ ignored: 1 });
		assert.deepEqual(await rows(), before);
	});

	test('wins if it is newer', async () => {
		const now = { updatedAt: '2026-03-03T10:00:00Z' };

		await pushed('customers', [customer(5, { ...now,
			email: 'new@example.com' })], { updated: 1 });
		await pushed('orders', [order(1001, { ...now, lineItems:
			[line(1, { quantity: 3 }), line(2, { discount: 0 })] })],
		{ updated: 1 });
		const [{ email }] = await s.sql('SELECT email FROM customer' +
			` WHERE shop_id = ${shopId} AND customer_id = 5`);

		assert.equal(email, 'new@example.com');
		/* 30 - 1.50 + 20, and 18.50 of the late one. */
		assert.equal((await overview()).netSales, 67);
	});

	test('may bring refunds, which no later state takes away', async () => {
		const refund = (id) => ({ id, createdAt: '2026-03-05T10:00:00Z',
			lineItems: [{ id: id * 10, lineItemId: 1, quantity: 1,
				subtotal: '9.25', tax: '1.76' }] });
		const at = (hour, refunds) => order(1004, { refunds,
			updatedAt: `2026-03-05T${hour}:00:00Z` });
		const before = (await overview()).netSales;

		await pushed('orders', [at(11, [refund(1)])], { updated: 1 });
		await pushed('orders', [at(12, [])], { updated: 1 });
		assert.equal((await overview()).netSales, before - 9.25);
		await pushed('orders', [at(13, [refund(1), refund(2)]),
			order(1001, { updatedAt: '2026-03-06T10:00:00Z' })],
		{ updated: 2 });
		const { body } = await s.get('/api/orders/1004', mine);

		assert.equal(body.ledger.filter((sale) =>
			sale.side === 'reversal').length, 2);
	});
});

describe('a push with a mistake', () => {
	const places = {
		'records[1].id': [{ id: 0 }, { id: '1.5' }, { id: null },
			{ id: '9223372036854775808' }, { id: '1000000000000000000' }],
		'records[1].totalPrice': [{ totalPrice: 'free' },
			{ totalPrice: -1 }, { totalPrice: '0.00001' },
			{ totalPrice: undefined }],
		'records[1].updatedAt': [{ updatedAt: '2026-03-01' },
			{ updatedAt: 'now' }, { updatedAt: '2999-01-01T00:00:00Z' }],
		'records[1].createdAt': [{ createdAt: '2026-02-30T00:00:00Z' },
			{ createdAt: '0001-01-01T00:00:00Z' }],
		'records[1].currency': [{ currency: 'USD' }],
		'records[1].name': [{ name: 7 }, { name: 'x'.repeat(256) }],
		'records[1].lineItems': [{ lineItems: undefined },
			{ lineItems: {} }],
		'records[1].lineItems[0].quantity': [
			{ lineItems: [line(1, { quantity: -1 })] },
			{ lineItems: [line(1, { quantity: 1.5 })] }],
		'records[1].lineItems[1].id': [{ lineItems: [line(1), line(1)] }],
		'records[1].lineItems[2].price': [
			{ lineItems: [line(1), line(2), line(3, { price: 'x' })] }],
		'records[1].shippingLines[0].tax': [
			{ shippingLines: [{ price: 1, tax: -1 }] }],
		'records[1].refunds[0].lineItems[0].lineItemId': [
			{ refunds: [{ id: 1, createdAt: day, lineItems: [{ id: 1,
				lineItemId: 9, quantity: 1, subtotal: 1 }] }] }],
		'records[1]': [{ lineItems: [line(1, { quantity: 1e9,
			price: '99999999999999' })] },
		{ lineItems: [line(1, { price: '60000000000000' })] }],
	};

	for (const [place, cases] of Object.entries(places))
		test(`is refused whole: ${place}`, async () => {
			const before = await rows();

			for (const wrong of cases)
				await refused(push('orders', [order(2001),
					order(2002, wrong), order(2003)]), 400, place);
			assert.deepEqual(await rows(), before);
		});

	test('names records of the other kinds too', async () => {
		await refused(push('customers', [customer(8), customer(9,
			{ country: 'DEU' })]), 400, 'records[1].country');
		await refused(push('customers', [customer(8), customer(8)]), 400,
			'records[1].id', /the same as another's/);
		await refused(push('products', [product(80,
			{ publishedAt: 'x' })]), 400, 'records[0].publishedAt');
	});

	test('is not JSON, too long, or too large', async () => {
		await refused(push('customers', undefined), 400, 'records');
		await refused(push('customers', new Array(1001).fill(customer(8))),
			400, 'records');
		await refused(s.post('/api/orders', '[', mine), 400, 'body');
		await refused(s.post('/api/orders', { records: [] }, mine), 400,
			'shopId');
		assert.equal((await s.post('/api/orders',
			'x'.repeat(10 * 1024 * 1024 + 1), mine)).status, 413);
		assert.equal((await s.post('/api/orders', '{}', mine,
			{ 'Content-Type': 'text/plain' })).status, 415);
	});
});

describe('who may push', () => {
	test('is not another tenant, and nobody to a shop that is gone',
		async () => {
			const other = await s.register();

			for (const kind of ['customers', 'products', 'orders']) {
				await refused(push(kind, [], {}, other.token), 404,
					'shopId');
				await refused(push(kind, [], { shopId: '999999' }), 404,
					'shopId');
			}
		});

	test('is a program with the scope', async () => {
		const make = async (scope) => (await s.post('/api/tokens',
			{ name: 'x', scopes: [scope] }, mine)).body.token;

		assert.equal((await push('orders', [], {},
			await make('ingest:run'))).status, 403);
		await pushed('orders', [], {}, {}, await make('records:write'));
	});

	test('is written into the audit log', async () => {
		await pushed('products', [product(90)], { inserted: 1 });
		const [{ action, subject, detail }] = (await s.get(
			'/api/audit-log', mine)).body;

		assert.deepEqual([action, subject, detail], ['products.pushed',
			shopId, '1 inserted, 0 updated']);
	});
});

test('a thousand orders are one push', async () => {
	const many = Array.from({ length: 1000 }, (_, i) => order(5000 + i,
		{ customerId: 5 + i % 90, lineItems: [line(1), line(2), line(3)] }));

	await pushed('orders', many, { inserted: 1000 });
	await pushed('orders', many, { updated: 1000 });
});

test('two pushes at once insert each record once', async () => {
	const some = Array.from({ length: 60 }, (_, i) => order(8000 + i));
	const answers = await Promise.all([push('orders', some),
		push('orders', some), push('orders', some.slice().reverse())]);

	assert.deepEqual(answers.map((a) => a.status), [200, 200, 200]);
	assert.deepEqual(answers.map((a) => a.body.inserted).sort(),
		[0, 0, 60]);
	assert.deepEqual(answers.map((a) => a.body.updated).sort(),
		[0, 60, 60]);
});

test('an order may have a hundred refunds', async () => {
	const refunds = Array.from({ length: 100 }, (_, i) => ({ id: i + 1,
		createdAt: day, lineItems: [{ id: 1, lineItemId: 1, quantity: 1,
			subtotal: '0.01' }] }));
	const one = order(9000, { refunds, lineItems:
		[line(1, { quantity: 100 })] });

	await pushed('orders', [one], { inserted: 1 });
	await pushed('orders', [one], { updated: 1 });
	const { body } = await s.get('/api/orders/9000', mine);

	assert.equal(body.ledger.length, 101);
});

test('the rollups are what the rows add up to', async () => {
	const domain = 'pushed.myshopify.com';
	const { accessToken } = await s.control('POST', '/shops',
		{ domain, orders: 0 });
	const { status, text } = await s.send('PATCH', `/api/shops/${shopId}`,
		{ token: mine, body: { accessToken } });

	assert.equal(status, 200, text);
	await verify(s, { domain });
	await refused(push('orders', [], { shop: { currency: 'CHF',
		timezone: 'UTC' } }), 422, 'shop');
});

test('a connected shop takes pushes, but none of what was deleted',
	async () => {
		const shop = await openShop(s, { domain: 'store.myshopify.com',
			orders: 0, webhooks: false });
		const to = { shopId: shop.shopId };
		const { body: [{ currency }] } = await s.get('/api/shops',
			shop.token);

		await pushed('orders', [order(1, { currency }), order(2)],
			{ inserted: 2 }, to, shop.token);
		for (const [topic, id] of [['orders/delete', 2],
			['customers/delete', 7], ['products/delete', 8]])
			assert.equal((await s.webhook(topic, { id },
				{ shop: shop.domain })).status, 200);
		await pushed('orders', [order(1), order(2)],
			{ updated: 1, ignored: 1 }, to, shop.token);
		await pushed('customers', [customer(7), customer(5)],
			{ inserted: 1, ignored: 1 }, to, shop.token);
		await pushed('products', [product(8)], { ignored: 1 }, to,
			shop.token);
		await verify(s, shop);
		await s.send('DELETE', `/api/shops/${shop.shopId}`,
			{ token: shop.token });
		await refused(push('orders', [], to, shop.token), 422, 'shopId',
			/disconnected/);
	});

test('what has the same id in several shops is in every list', async () => {
	const { token, shop } = await s.register({
		shopDomain: 'same1.myshopify.com' });
	const shops = [shop.id];
	const lists = { orders: [order(7), order(8), order(9)],
		customers: [customer(5), customer(6)],
		products: [product(70), product(71)] };

	for (const name of ['same2', 'same3'])
		shops.push((await s.post('/api/auth/add-shop', { shopName: name,
			shopDomain: `${name}.myshopify.com` }, token)).body.shop.id);
	for (const id of shops)
		for (const [kind, records] of Object.entries(lists))
			await pushed(kind, records, { inserted: records.length },
				{ shopId: id, shop: zone }, token);
	for (const [kind, records] of Object.entries(lists))
		for (const more of ['', kind === 'products' ? '&q=thing'
			: '&q=c']) {
			const rows = [];

			for (let url = `/api/${kind}?limit=2${more}`; url;) {
				const { body, headers } = await s.get(url, token);

				rows.push(...body);
				url = /<([^>]+)>/.exec(headers.get('link'))?.[1];
			}
			assert.deepEqual(rows.map((row) => `${row.id} ${row.shopId}`),
				records.toReversed().flatMap((row) =>
					shops.toReversed().map((id) =>
						`${row.id} ${id}`)), kind + more);
		}
});
