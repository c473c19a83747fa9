/*
 * Most states of an order are of its payment and its parcels: they leave its
 * sales and all figures alone.  Whatever a figure goes by is seen.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { at, customer, order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { stack } from './stack.mjs';

const domain = 'updates.myshopify.com';
let s, shop, id = 5000;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

async function send(topic, body) {
	const answer = await s.webhook(topic, body, { shop: domain });

	assert.deepEqual([answer.status, answer.text], [200, 'ok']);
}

const rows = (sql) => s.sql(sql, { vars: { id, shop: shop.shopId } });
const sales = () => rows('SELECT xmin, event_no FROM sale_event' +
	' WHERE order_id = :id ORDER BY event_no');
const marks = () => rows('SELECT day FROM rollup_dirty WHERE shop_id = :shop');

async function isTrue() {
	assert.match(await verify(s, shop), /nothing differs/);
}

async function build() {
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.deepEqual(await marks(), []);
}

/* A new one, of which all is built. */
async function create() {
	id++;
	await send('orders/create', order(id, 1,
		{ financial_status: 'pending' }));
	await build();
}

test('of payment and parcels: sales and days stay as they are', async () => {
	await create();
	const was = await sales();

	await send('orders/paid', order(id, 2, { email: 'a@example.com',
		closed_at: at(2), fulfillment_status: 'fulfilled' }));
	assert.deepEqual(await rows('SELECT financial_status AS money,' +
		' fulfillment_status AS parcels FROM orders WHERE order_id = :id'),
	[{ money: 'paid', parcels: 'fulfilled' }]);
	assert.equal(was.length, 1);
	assert.deepEqual(await sales(), was);
	assert.deepEqual(await marks(), []);
	await isTrue();
});

for (const [what, fields] of Object.entries({
	channel: { source_name: 'pos' },
	country: { billing_address: { country_code: 'DE' } },
	'discount code': { discount_applications: [{ type: 'discount_code',
		code: 'TEN', value: '0.0' }] },
	day: { processed_at: at(-90000) },
	second: { processed_at: at(3) },
	customer: { customer: customer(9001, 1) },
	quantity: { quantity: 2, price: '5.00' },
	price: { price: '11.00' },
	cancellation: { cancelled_at: at(2) },
	test: { test: true },
}))
	test(`of its ${what}`, async () => {
		await create();
		await send('orders/updated', order(id, 2, fields));
		assert.ok((await marks()).length > 0);
		await isTrue();
		await build();
		await isTrue();
	});

/* One code may be applied to products and to shipping. */
test('a code that comes twice is in its row once', async () => {
	const row = async () => {
		const { body } = await s.get('/api/metrics/breakdown?' +
			new URLSearchParams({ by: 'discount_code', limit: '250',
				shopId: shop.shopId, from: '2026-10-01',
				to: '2026-10-01' }), shop.token);
		const { orders, netSales } = body.byCurrency[0].rows.find(
			({ key }) => key === 'TWICE');

		return { orders, netSales };
	};

	id++;
	await send('orders/create', order(id, 1, { discount_applications:
		Array(2).fill({ type: 'discount_code', code: 'TWICE' }) }));
	assert.deepEqual(await row(), { orders: 1, netSales: 10 });
	const { status, text } = await s.post('/api/orders', {
		shopId: shop.shopId, records: [{ id: id + 1, createdAt: at(0),
			updatedAt: at(1), totalPrice: '5.00',
			discountCodes: ['TWICE', 'TWICE'], lineItems: [{ id: 1,
				title: 'Thing', quantity: 1, price: '5.00' }] }] },
	shop.token);

	assert.equal(status, 200, text);
	assert.deepEqual(await row(), { orders: 2, netSales: 15 });
	await build();
	assert.deepEqual(await row(), { orders: 2, netSales: 15 });
	await isTrue();
});
