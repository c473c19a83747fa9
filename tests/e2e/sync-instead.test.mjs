/* Another run is in the way of the one that a command asks for. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readdir } from 'node:fs/promises';

import { connectShop } from './truth.mjs';
import { stack } from './stack.mjs';

const EMPTY = { orders: 0, customers: 0, products: 0 };

describe('where another run is in the way', () => {
	let s, shop, files, shops = 0;

	/* The results of a full sync of another shop. */
	before(async () => {
		s = await stack({ store: true });
		const from = await connectShop(s, 'files.myshopify.com',
			{ seed: 22, orders: 30 });
		const folder = path.join(s.dir, 'store/bulk');

		assert.equal((await s.sync(['full', '--shop', from.domain])).code, 0);
		files = (await readdir(folder)).map((name) =>
			path.join(folder, name));
	});
	after(() => s?.down());

	const fresh = async () => {
		shop = await connectShop(s, `way${++shops}.myshopify.com`, EMPTY);
	};
	const left = (type, status) => s.sql(`WITH run AS (
		INSERT INTO ingest_run (tenant_id, shop_id, type, requested_by,
			status, holder, heartbeat_at)
		VALUES (${shop.tenantId}, ${shop.shopId}, '${type}', 'user',
			'${status}', 'gone:1:00', now() - interval '1 hour')
		RETURNING run_id)
		INSERT INTO directory_run SELECT run_id, ${shop.tenantId} FROM run`);
	const sync = (...args) => s.sync([args[0], '--shop', shop.domain,
		...args.slice(1)]);
	const runs = async () => (await s.sql(`SELECT type || ' ' || status AS run
		FROM ingest_run WHERE shop_id = ${shop.shopId} ORDER BY run_id`))
		.map((row) => row.run);
	const orders = async () => Number((await s.sql(`SELECT count(*) AS n
		FROM orders WHERE shop_id = ${shop.shopId}`))[0].n);

	for (const [type, status] of [['delta', 'running'],
		['full-sync', 'pending']])
		test(`a ${type}, ${status}: files are read after it`, async () => {
			await fresh();
			await left(type, status);
			const { code, stdout } = await sync('full', '--jsonl', ...files);

			assert.equal(code, 0, stdout);
			assert.deepEqual(await runs(),
				[`${type} success`, 'full-sync success']);
			assert.match(stdout, new RegExp(`${type} done.* 0 orders` +
				'.*\n.*full-sync done.* 30 orders'));
			assert.equal(await orders(), 30);
		});

	test('of another kind: the own one is carried out after it', async () => {
		await fresh();
		await left('delta', 'running');
		assert.equal((await sync('reconcile')).code, 0);
		assert.deepEqual(await runs(),
			['delta success', 'reconcile success']);
	});

	test('of the same kind: it is enough', async () => {
		await fresh();
		await left('delta', 'running');
		assert.equal((await sync('delta')).code, 0);
		assert.deepEqual(await runs(), ['delta success']);
	});

	test('a process that lives: files are not read, and it says so',
		async () => {
			await fresh();
			await s.sql(`INSERT INTO sync_lease VALUES (${shop.tenantId},
				${shop.shopId}, 'there:1:00', now(),
				now() + interval '1 hour')`);
			const { code, stdout } = await sync('full', '--jsonl', ...files);

			assert.equal(code, 1);
			assert.match(stdout, /put off.*busy, another process/);
			assert.equal((await sync('full')).code, 0);
			assert.equal(await orders(), 0);
		});
});
