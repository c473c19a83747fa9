/*
 * Sales of a kind that Shopify does not name: they are stored, in no figure,
 * and told of as long as they are there.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { compare, deltaSync, fullSync, ledgerSync, openShop, verify }
	from './compare.mjs';
import { stack } from './stack.mjs';

describe('sales that Shopify does not name', () => {
	let s, shop, second, other, orders;

	const act = (one, what, more = {}) => s.control('POST',
		`/shops/${one.domain}/act`, { do: what, ...more });
	const told = async (one) => (await s.get('/api/shops', one.token)).body
		.find((found) => found.id === one.shopId).unknownSales;
	const changes = async (one) => {
		await deltaSync(s, one);
		return ledgerSync(s, one);
	};
	/* The figures are Shopify's without them, and the rollups add up. */
	const holds = async (one) => {
		await compare(s, one, { count: 4 });
		assert.match(await verify(s, one), /nothing differs/);
	};
	/* By the orders' own ledgers, which know their day. */
	const ledgersOf = async (one, ids) => {
		const list = [];

		for (const id of ids) {
			const { ledger } = (await s.get(`/api/orders/${id}` +
				`?shopId=${one.shopId}`, one.token)).body;

			list.push(...ledger.filter((sale) =>
				sale.lineType === 'unknown'));
		}
		return list;
	};
	const daysOf = async (one, ids) => {
		const days = (await ledgersOf(one, ids)).map((sale) =>
			sale.happenedAt.slice(0, 10)).sort();

		return { from: days[0], to: days.at(-1) };
	};

	before(async () => {
		const settings = { orders: 40, timezone: 'UTC', webhooks: false };

		s = await stack({ store: true });
		shop = await openShop(s, { domain: 'unnamed.myshopify.com', seed: 71,
			...settings });
		second = await openShop(s, { domain: 'second.myshopify.com', seed: 72,
			...settings, tenant: shop });
		other = await openShop(s, { domain: 'other.myshopify.com', seed: 73,
			...settings });
		for (const one of [shop, second, other])
			await fullSync(s, one);
	});
	after(() => s?.down());

	test('are not told of where there are none', async () => {
		for (const one of [shop, second, other])
			assert.equal(await told(one), null);
		assert.doesNotMatch((await s.sync(['status'])).stdout, /unknown/);
	});

	test('are stored, in no figure, and told of', async () => {
		orders = [];
		for (let i = 0; i < 2; i++)
			orders.push((await act(shop, 'order')).ids.order);
		await act(shop, 'unknown-sale', { id: orders[0] });
		await act(shop, 'unknown-sale', { id: orders[0], net: '2.5' });
		await act(shop, 'unknown-sale', { id: orders[1], net: '-3',
			tax: '0' });
		assert.match(await changes(shop),
			/; 3 sales are of a kind that Shopify did not name/);
		assert.deepEqual((await ledgersOf(shop, orders)).map((sale) =>
			[sale.side, sale.source, sale.net, sale.tax, sale.total]),
		[['order', 'agreement', 5, 1, 6], ['order', 'agreement', 2.5, 1, 3.5],
			['reversal', 'agreement', -3, 0, -3]]);
		assert.deepEqual(await told(shop), { lines: 3, orders: 2,
			...await daysOf(shop, orders) });
		await holds(shop);
	});

	test('of each shop its own, to its tenant alone', async () => {
		const { ids: { order } } = await act(second, 'order');

		assert.equal(await told(second), null);
		assert.equal(await told(other), null);
		await act(second, 'unknown-sale', { id: order });
		await changes(second);
		const one = { lines: 1, orders: 1, ...await daysOf(second, [order]) };

		assert.deepEqual(await told(second), one);
		assert.equal((await told(shop)).lines, 3);
		assert.equal(await told(other), null);
		/* What changes a shop answers with the same. */
		assert.deepEqual((await s.send('PATCH', `/api/shops/${second.shopId}`,
			{ body: {}, token: second.token })).body.unknownSales, one);
	});

	test('stand in the status and in the metrics', async () => {
		const { from, to } = await daysOf(shop, orders);
		const { stdout: status } = await s.sync(['status']);
		const { stdout: metrics } = await s.sync(['metrics']);

		assert.deepEqual(status.split('\n').filter((line) =>
			line.startsWith('  unknown')).map((line) =>
			/(\d+) sales of (\d+) orders/.exec(line).slice(1)).sort(),
		[['1', '1'], ['3', '2']]);
		assert.ok(status.includes(`  unknown    3 sales of 2 orders, ${from}` +
			` to ${to}, of a kind`), status);
		for (const [one, n] of [[shop, 3], [second, 1], [other, 0]])
			assert.ok(metrics.includes('xeno_shop_unknown_sales{shop=' +
				`"${one.domain}"} ${n}\n`), metrics);
	});

	test('count, and are told of no more, once they have a name', async () => {
		await act(shop, 'name-sales', { id: orders[0] });
		await changes(shop);
		assert.deepEqual(await told(shop), { lines: 1, orders: 1,
			...await daysOf(shop, orders) });
		await holds(shop);
	});

	/* What changed of late a full sync asks for anyway. */
	test('are asked for again by a full sync, though no order changed',
		async () => {
			const at = new Date(Date.now() - 9 * 86_400_000).toISOString();
			const { ids: { order: id } } = await act(shop, 'order', { at });

			await act(shop, 'unknown-sale', { id, at });
			await fullSync(s, shop);
			assert.deepEqual(await told(shop), { lines: 2, orders: 2,
				...await daysOf(shop, [id, orders[1]]) });
			await act(shop, 'name-sales', { id, quiet: true });
			await ledgerSync(s, shop);
			assert.equal((await told(shop)).lines, 2);
			await fullSync(s, shop);
			assert.equal((await told(shop)).lines, 1);
			await holds(shop);
			await act(shop, 'delete-order', { id: orders[1] });
			await s.sync(['reconcile', '--shop', shop.domain]);
			assert.equal(await told(shop), null);
		});
});
