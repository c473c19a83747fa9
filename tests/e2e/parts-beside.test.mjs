/*
 * Parts are built beside what is going on: deliveries do not wait for them,
 * what is read is true all the while, and who builds may die.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { compareRange, fullSync, listen, openShop, verify }
	from './compare.mjs';
import { stack } from './stack.mjs';
import { stuckQueue } from './stuck.mjs';

let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { seed: 5, orders: 150, days: 60,
		products: 60, webhooks: false, domain: 'beside.myshopify.com' });
	await fullSync(s, shop);
	await listen(s, shop);
});
after(() => s?.down());

const marks = async () => (await s.sql('SELECT taken, count(*) AS n' +
	' FROM rollup_dirty WHERE shop_id = :shop GROUP BY taken ORDER BY 1',
{ vars: { shop: shop.shopId } })).map(({ taken, n }) => [taken, Number(n)]);

const markAll = () => s.sql('INSERT INTO rollup_dirty (tenant_id, shop_id,' +
	' day) SELECT DISTINCT tenant_id, shop_id, local_day FROM sale_event' +
	' WHERE shop_id = :shop ON CONFLICT DO NOTHING',
{ vars: { shop: shop.shopId } });

/* The store does something, and its delivery is answered. */
const act = (what, more) => s.control('POST', `/shops/${shop.domain}/act`,
	{ do: what, ...more });

/*
 * A process that builds all days, has read their facts, and waits for who holds
 * the years: an order since is what they differ by.
 */
async function startToBuild(t) {
	await markAll();
	await act('order');
	const builder = await stuckQueue(t, s,
		'rollup_part WHERE grain = 3 AND dimension < 9');

	assert.ok((await marks()).some(([taken, n]) => taken === 't' && n > 10));
	return builder;
}

async function allIsBuilt() {
	await compareRange(s, shop);
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.deepEqual(await marks(), []);
	await compareRange(s, shop);
	assert.match(await verify(s, shop), /nothing differs/);
}

describe('while days are built', () => {
	test('a delivery of such a day is stored, and counts', async (t) => {
		const builder = await startToBuild(t);

		await act('order');
		await compareRange(s, shop);
		await builder.finish();
		await allIsBuilt();
	});

	test('a product gets another vendor, of a day not known yet', async (t) => {
		for (let i = 0; i < 5; i++)
			await act('order');
		const builder = await startToBuild(t);
		const [sold] = await s.sql(`SELECT product_id AS id
			  FROM sale_event e JOIN product
			 USING (tenant_id, shop_id, product_id)
			 WHERE shop_id = :shop AND line_type = 'product' AND NOT EXISTS (
				SELECT FROM rollup_part p
				 WHERE p.shop_id = :shop AND p.dimension = 4
				   AND p.grain = 1 AND p.period = e.local_day
				   AND p.value = e.product_id::text)`,
		{ vars: { shop: shop.shopId } });

		assert.ok(sold, 'every product was sold that day before');
		await act('product-update', { id: sold.id,
			fields: { vendor: 'Another' } });
		await builder.finish();
		await allIsBuilt();
	});

	test('who builds them is killed, and the next one does', async (t) => {
		const builder = await startToBuild(t);

		/* And so does the server's side, which would go on without it. */
		await s.sql('SELECT pg_terminate_backend(pid) FROM' +
			" pg_stat_activity WHERE wait_event_type = 'Lock'" +
			' AND datname = current_database()');
		await builder.kill();
		await act('order');
		assert.ok((await marks()).some(([taken]) => taken === 't'));
		await allIsBuilt();
	});
});
