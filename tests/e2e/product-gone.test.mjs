/*
 * A product is deleted: Shopify tells none, from then on, of the lines that
 * sold it.  What was sold of it stays its own, whatever becomes of the orders.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { fullSync, listen, openShop, verify } from './compare.mjs';
import { stack } from './stack.mjs';
import { dayBefore } from './truth.mjs';

let s, shop, gone, kept, sales;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { seed: 61, orders: 120, days: 40, products: 4,
		guests: 0.2, refunded: 0.2, cancelled: 0, webhooks: false,
		domain: 'gone.myshopify.com' });
	await fullSync(s, shop);
	await listen(s, shop);
});
after(() => s?.down());

const rows = (sql) => s.sql(sql, { vars: { shop: shop.shopId } });
const act = (what, more) => s.control('POST', `/shops/${shop.domain}/act`,
	{ do: what, ...more });

/* What each product has sold: { id: [gross, units, orders] }. */
async function sold() {
	const { body } = await s.get('/api/metrics/breakdown?by=product' +
		`&limit=100&shopId=${shop.shopId}&from=${dayBefore(400)}` +
		`&to=${dayBefore(-1)}`, shop.token);

	return Object.fromEntries(body.byCurrency[0].rows.map((row) =>
		[row.key, [row.grossSales, row.unitsOrdered, row.orders]]));
}

/* The ids of orders with that product, the latest first. */
const ordersWith = async (id) => (await rows(`SELECT order_id AS id
	FROM order_line JOIN orders USING (tenant_id, shop_id, order_id)
	WHERE shop_id = :shop AND product_id = ${id} AND NOT test
	AND cancelled_at IS NULL ORDER BY orders.created_at DESC`))
	.map((row) => row.id);

async function holds() {
	assert.deepEqual(await sold(), sales);
	for (const id of kept) {
		const { body } = await s.get(`/api/orders/${id}`, shop.token);

		assert.ok(body.lines.some((line) =>
			String(line.productId) === gone), `${id}`);
	}
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.deepEqual(await sold(), sales);
	assert.match(await verify(s, shop), /nothing differs/);
}

test('what was sold of a product that is deleted is its own', async () => {
	[{ id: gone }] = await rows('SELECT product_id AS id FROM product' +
		' WHERE shop_id = :shop ORDER BY product_id LIMIT 1');
	kept = (await ordersWith(gone)).slice(0, 3);
	sales = await sold();
	assert.ok(sales[gone][0] > 0);
	assert.equal(kept.length, 3);
	await act('delete-product', { id: gone });
	await holds();
});

test('when an order is told of again', async () => {
	await act('note', { id: kept[0] });
	await holds();
});

test('when several are told of at once', async () => {
	await Promise.all(kept.map((id) => act('note', { id })));
	await holds();
});

test('when it is given back: its sales and reversals are of one product',
	async () => {
		await act('refund', { id: kept[1], full: true });
		await holds();
		assert.deepEqual(await rows(`SELECT DISTINCT product_id AS id
			FROM sale_event JOIN order_line
			USING (tenant_id, shop_id, order_id, line_id, product_id)
			WHERE shop_id = :shop AND side = 'reversal'
			AND order_id = ${kept[1]} AND product_id = ${gone}`),
		[{ id: gone }]);
	});

test('when all is read again, and what was changed', async () => {
	await fullSync(s, shop);
	await holds();
	await s.control('POST', `/shops/${shop.domain}/touch`, { orders: 60,
		minutes: 5 });
	assert.equal((await s.sync(['delta', '--shop', shop.domain])).code, 0);
	await holds();
	assert.equal((await s.sync(['agreements', '--shop', shop.domain])).code,
		0);
	await holds();
});
