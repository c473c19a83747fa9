/*
 * What Shopify cannot answer for: one row is left out, with its letter, and
 * the list goes on; when Shopify is away nothing is.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { faultyShop } from './faulty.mjs';
import { stack } from './stack.mjs';

/* Without the pauses before the next attempt. */
const fast = { status: 502, retryAfter: 0.01 };

describe('a sync', () => {
	let s, shop;

	const act = async (what, more = {}) => (await s.control('POST',
		`/shops/${shop.now.domain}/act`, { do: what, ...more })).ids;
	const rows = (query) => s.sql(query.replaceAll('SHOP',
		`shop_id = ${shop.now.shopId}`), { tenant: shop.now.tenantId });
	const letters = () => rows(`SELECT reason, convert_from(body, 'UTF8')
		AS body FROM dead_letter WHERE SHOP AND topic = 'sync'
		AND replayed_at IS NULL ORDER BY body`);
	const waiting = async () => (await letters()).map((l) => l.body);
	/* Whoever asks for this field of the object, for as long as it is so. */
	const strike = (id, field, more) => shop.fault({ kind: 'object', id,
		field, times: -1, ...more });
	const heal = () => s.control('DELETE', '/faults');
	const ends = async (what, code = 0) => {
		const result = await shop.sync(what);

		assert.equal(result.code, code, result.stdout + result.stderr);
		return result.stdout;
	};
	const replay = async () => (await s.sync(['replay', '--shop',
		shop.now.domain])).stdout;
	const some = async (what, count) => {
		const made = [];

		for (let i = 0; i < count; i++)
			made.push(String((await act(what))[what]));
		return made;
	};
	const due = (id) => rows(`SELECT agreements_due FROM orders WHERE SHOP
		AND order_id = ${id}`).then((r) => Number(r[0].agreements_due));
	const order = (id) => `gid://shopify/Order/${id}`;

	before(async () => {
		s = await stack({ store: true });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(heal);

	test('passes a customer, who is there once he is stored', async () => {
		await shop.fresh();
		await shop.sync();
		const all = await some('customer', 5);
		const gid = `gid://shopify/Customer/${all[2]}`;
		const stored = async () => (await rows(`SELECT customer_id AS id
			FROM customer WHERE SHOP AND customer_id IN (${all})
			ORDER BY 1`)).map((r) => r.id);

		await strike(gid, 'firstName', fast);
		assert.match(await ends('delta'), /1 could not be stored/);
		assert.deepEqual(await letters(), [{ body: gid, reason: 'Shopify' +
			' cannot answer for it: Shopify answered 502' }]);
		assert.deepEqual(await stored(), all.filter((_, i) => i !== 2));
		assert.match(await replay(), /is not stored yet.*\n0 replayed, 1/);
		await heal();
		await ends('delta');
		assert.deepEqual(await stored(), all);
		assert.match(await replay(), /^1 replayed, 0 failed/);
	});

	test('passes an order whose ledger is an internal error', async () => {
		await shop.fresh();
		await shop.sync();
		const all = await some('order', 3);

		await ends('delta');
		await strike(order(all[1]), 'agreements');
		assert.match(await ends('agreements'), /1 could not be stored/);
		for (const id of all)
			assert.equal(await due(id), 0);
		assert.deepEqual(await letters(), [{ body: order(all[1]), reason:
			'Shopify cannot answer for it: Shopify had an internal' +
			' error' }]);
		await heal();
		assert.match(await replay(), /^1 replayed, 0 failed/);
		await shop.goesWell('delta');
	});

	test('passes an order of a page, and one to be read again', async () => {
		await shop.fresh();
		await shop.sync();
		const all = await some('order', 3);

		await strike(order(all[1]), 'lineItems', fast);
		assert.match(await ends('delta'), /1 could not be stored/);
		assert.deepEqual(await waiting(), [order(all[1])]);
		assert.match(await replay(), /^1 replayed, 0 failed/);
		assert.match(await ends('delta'), /could not be stored/);
		assert.deepEqual(await rows(`SELECT 1 FROM order_reread
			WHERE SHOP`), []);
		assert.deepEqual(await waiting(), [order(all[1])]);
		await heal();
		assert.match(await replay(), /^1 replayed, 0 failed/);
		await shop.goesWell('delta');
	});

	test('passes an order whose further lines are not answered', async () => {
		await shop.fresh();
		await shop.sync();
		const { order: id } = await act('order', { lines: Array.from(
			{ length: 12 }, () => ({ price: '1.00', qty: 1 })) });

		await strike(order(id), 'lineItems',
			{ operation: 'OrderLines', ...fast });
		assert.match(await ends('delta'), /1 could not be stored/);
		assert.deepEqual(await waiting(), [order(id)]);
		await heal();
		await shop.goesWell('delta');
	});

	test('passes one when pages take the place of an export', async () => {
		await shop.fresh();
		const { product } = await act('product');

		await act('product');
		await shop.fault({ kind: 'bulk', status: 'FAILED', times: -1 });
		await strike(`gid://shopify/Product/${product}`, 'title', fast);
		assert.match(await ends('full'), /1 could not be stored/);
		assert.deepEqual(await waiting(),
			[`gid://shopify/Product/${product}`]);
		assert.equal((await shop.watermarks()).length, 3);
	});

	test('leaves nothing out while all of Shopify is away', async () => {
		await shop.fresh();
		await shop.sync();
		const [id] = await some('order', 1);

		await ends('delta');
		await shop.fault({ kind: 'status', times: -1, ...fast });
		for (const what of ['agreements', 'delta'])
			assert.match(await ends(what, 1), /Shopify answered 502/);
		assert.deepEqual(await waiting(), []);
		assert.ok(await due(id) > 0);
		await heal();
		await ends('agreements');
		await shop.goesWell('delta');
	});

	test('gives up where one after the other is not answered', async () => {
		await shop.fresh();
		await shop.sync();
		const all = await some('customer', 7);

		for (const id of all)
			await strike(`gid://shopify/Customer/${id}`, 'firstName', fast);
		assert.match(await ends('delta', 1),
			/answers for none of 6 rows: Shopify answered 502/);
		assert.equal((await waiting()).length, 5);
		await heal();
		await shop.goesWell('delta');
		assert.match(await replay(), /^5 replayed, 0 failed/);
	});
});
