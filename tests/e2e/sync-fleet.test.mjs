/* Scheduled syncs: many shops, a few processes, nobody in anybody's way. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { spawn } from 'node:child_process';

import { all, faultyShop } from './faulty.mjs';
import { until } from './processes.mjs';
import { assertTrue } from './truth.mjs';
import { program, stack } from './stack.mjs';

describe('a scheduled sync', () => {
	let s, shop;

	before(async () => {
		s = await stack({ store: true });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

	test('ends cleanly by SIGTERM', async () => {
		const names = [(await shop.fresh()).domain,
			(await shop.fresh()).domain];
		const running = () => s.sql(`SELECT shop_domain FROM shop
			JOIN sync_lease USING (tenant_id, shop_id)
			WHERE shop_domain IN ('${names.join("','")}')`);

		for (const name of names)
			await s.control('POST', '/faults', { kind: 'bulk',
				runMs: 6000, shop: name, times: 3 });
		const child = spawn(program('xeno-sync'),
			['-c', s.env.XENO_CONF, 'delta'], { stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', done));

		await until('both are worked on', async () =>
			(await running()).length === 2);
		child.kill('SIGTERM');
		assert.equal(await ended, 1);
		assert.deepEqual(await running(), []);
	});

	test('goes on with the rest when one process dies', async () => {
		const good = await shop.fresh();

		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs: 6000, times: 3 });
		const child = spawn(program('xeno-sync'),
			['-c', s.env.XENO_CONF, 'delta'], { stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', done));
		const holder = async () => (await s.sql(`SELECT holder
			FROM sync_lease WHERE shop_id = ${shop.now.shopId}`,
		{ tenant: shop.now.tenantId }))[0]?.holder;

		await until('it is worked on', holder);
		s.kill(Number((await holder()).split(':')[1]));
		assert.equal(await ended, 1);
		await assertTrue(s, good, all);
		await s.control('DELETE', '/faults');
		await shop.goesWell();
	});

	test('keeps no shop from another that is bad', async () => {
		const good = await shop.fresh();

		await shop.fresh();
		await shop.fault({ kind: 'status', status: 404, times: -1 });
		const { code, stdout } = await s.sync(['delta']);

		assert.equal(code, 1);
		assert.match(stdout, /\d+ shops, 1 failed/);
		await assertTrue(s, good, all);
		assert.deepEqual(await shop.watermarks(), []);
	});

	test('takes up from the queue what nobody did', async () => {
		await shop.fresh();
		const [{ run_id: run }] = await s.sql(`INSERT INTO ingest_run
			(tenant_id, shop_id, type, requested_by) VALUES
			(${shop.now.tenantId}, ${shop.now.shopId},
			'full-sync', 'user') RETURNING run_id`,
		{ tenant: shop.now.tenantId });

		await s.sql(`INSERT INTO directory_run VALUES (${run},
			${shop.now.tenantId}, now() - interval '1 hour')`);
		const { code, stderr } = await s.sync(['queue']);

		assert.equal(code, 0, stderr);
		await assertTrue(s, shop.now, all);
		assert.deepEqual(await s.sql(`SELECT * FROM directory_run
			WHERE run_id = ${run}`), []);
	});
});
