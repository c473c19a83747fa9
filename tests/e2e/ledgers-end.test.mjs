/* Shopify's own ledgers are read until an end, and then go on where it was. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { all, faultyShop } from './faulty.mjs';
import { assertTrue } from './truth.mjs';
import { stack } from './stack.mjs';

/* A run begins within the time, and an answer comes after it. */
const SECONDS = '5', TOO_LATE_MS = 7000;

describe('ledgers', () => {
	let s, shop;

	before(async () => {
		s = await stack({ store: true });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

	test('of many shops have one end, and who waits is first', async () => {
		const shops = [];

		for (let i = 0; i < 6; i++) {
			shops.push(await shop.fresh({ orders: 5 }));
			assert.equal((await shop.sync()).code, 0);
		}
		for (const first of [0, 2, 4]) {
			const slow = shops.slice(first, first + 2);

			await s.sql('UPDATE orders SET agreements_due = 1');
			for (const { domain } of slow)
				await s.control('POST', '/faults', { kind: 'stall',
					ms: TOO_LATE_MS, shop: domain });
			const { code, stdout } = await s.sync(['agreements',
				'--seconds', SECONDS]);

			assert.equal(code, 0, stdout);
			assert.equal(stdout, '6 shops, 0 failed, 4 not begun\n');
			assert.deepEqual((await s.sql(`SELECT DISTINCT shop_id
				FROM orders WHERE agreements_due = 0 ORDER BY 1`))
				.map((row) => row.shop_id),
			slow.map(({ shopId }) => String(shopId)));
		}
	});

	/* Of each page the points have to be waited for. */
	test('and the lines of refunds have an end, newest first', async () => {
		await shop.fresh({ orders: 300, refunded: 1, days: 30 });
		assert.equal((await shop.sync()).code, 0);
		const of = `shop_id = ${shop.now.shopId}`;
		const left = `FROM orders WHERE ${of} AND headers_only`;

		await s.sql(`UPDATE orders SET headers_only = true,
			agreements_due = 2 WHERE ${of} AND EXISTS (SELECT FROM refund
			WHERE shop_id = orders.shop_id
			AND order_id = orders.order_id)`);
		await s.control('PATCH', `/shops/${shop.now.domain}`,
			{ maximumAvailable: 1000, restoreRate: 20 });
		const { code, stdout } = await s.sync(['agreements', '--shop',
			shop.now.domain, '--seconds', '1']);

		assert.equal(code, 0, stdout);
		assert.match(stdout, /agreements done .*; refunds are yet to be read/);
		const [rows] = await s.sql(`SELECT count(*) > 0 AS some,
			min(agreements_due) AS due, max(order_id) < (SELECT
			min(order_id) FROM orders o JOIN refund r USING
			(tenant_id, shop_id, order_id)
			WHERE o.${of} AND NOT headers_only) AS are_old ${left}`);

		assert.deepEqual(rows, { some: 't', due: '2', are_old: 't' });
		await s.control('PATCH', `/shops/${shop.now.domain}`,
			{ maximumAvailable: 20000, restoreRate: 10000 });
		assert.equal((await shop.sync('agreements')).code, 0);
		assert.deepEqual(await s.sql(`SELECT order_id ${left}`), []);
		await assertTrue(s, shop.now, all);
	});

	test('for no time, or for longer than a day, are refused', async () => {
		for (const seconds of ['0', '-1', '1.5', '86401', 'x', ''])
			assert.equal((await s.sync(['agreements', '--seconds',
				seconds])).code, 2, seconds);
	});
});
