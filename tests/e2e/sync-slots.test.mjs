/* How many processes work on shops at once: of all, of the schedule, of one. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { spawn } from 'node:child_process';

import { all, faultyShop } from './faulty.mjs';
import { until } from './processes.mjs';
import { hold } from './stuck.mjs';
import { assertTrue } from './truth.mjs';
import { program, stack } from './stack.mjs';

/* The schedule may have 1 to 3, what somebody asked for 4 to 2. */
const SLOTS = 4;

/* Slots are locks of numbers below 0: lib/domain/run/slot.c. */
const ofTenant = (shop, n) => -(shop.tenantId * 1000 + n);

describe('of four slots', () => {
	let s, shop, release = null;

	before(async () => {
		s = await stack({ store: true,
			set: { sync_processes: String(SLOTS) } });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(async () => {
		await release?.();
		release = null;
		await s.control('DELETE', '/faults');
		await s.sql(`UPDATE shop SET is_active = false;
			UPDATE ingest_run SET status = 'failed', finished_at = now()
			WHERE finished_at IS NULL; DELETE FROM directory_run`);
	});

	const take = async (...keys) => {
		release = await hold(s, `SELECT ${keys.map((key) =>
			`pg_advisory_lock(${key})`).join()}`);
	};
	const taken = async () => (await s.sql(`SELECT
		(classid::bigint << 32) | objid::bigint AS key FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND objsubid = 1
		AND (classid::bigint << 32) | objid::bigint < 0
		AND database = (SELECT oid FROM pg_database
			WHERE datname = current_database()) ORDER BY 1 DESC`))
		.map((row) => Number(row.key));
	const connections = async (name) => Number((await s.sql(`SELECT count(*)
		AS n FROM pg_stat_activity WHERE datname = current_database()
		AND application_name = '${name}'`))[0].n);
	const ask = async (of) => {
		const { status, body } = await s.post('/api/ingest/run',
			{ shopId: of.shopId, type: 'full-sync' }, of.token);

		assert.equal(status, 202);
		return body.id;
	};
	const statusOf = async (run) => (await s.sql(`SELECT status
		FROM ingest_run WHERE run_id = ${run}`))[0].status;
	/* As a minute later. */
	const queue = async () => {
		await s.sql('UPDATE directory_run SET wanted_at = now() -' +
			" interval '1 hour'");
		const { code, stdout, stderr } = await s.sync(['queue']);

		assert.equal(code, 0, stdout + stderr);
		return stdout;
	};

	test('none is free: a run waits, and the queue takes it up', async () => {
		await shop.fresh();
		await take(-1, -2, -3, -4);
		const run = await ask(shop.now);

		await until('it was tried', async () => (await s.log('pool-api'))
			.includes(`run ${run} waits for the queue`));
		assert.match((await s.sync(['run', String(run)])).stdout,
			/waits for the queue/);
		assert.equal(await queue(), '1 shop, 0 failed, 1 not begun\n');
		assert.equal(await statusOf(run), 'pending');
		assert.match((await s.sync(['status'])).stdout,
			/^4 of 4 processes are at work on shops$/m);
		await release();
		assert.equal(await queue(), '1 shop, 0 failed\n');
		assert.equal(await statusOf(run), 'success');
		await assertTrue(s, shop.now, all);
		assert.match((await s.sync(['status'])).stdout,
			/^0 of 4 processes are at work on shops$/m);
	});

	test('one is a process\'s, and free when that was killed', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs: 60000, times: 3 });
		const { child, ended } = await shop.startAndWait();

		assert.deepEqual(await taken(), [-4, ofTenant(shop.now, 1)]);
		child.kill('SIGKILL');
		await ended;
		await until('both are free', async () => !(await taken()).length);
	});

	test('it is taken again when the connection was lost', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs: 60000, times: 3 });
		const { child, ended } = await shop.startAndWait();
		const locks = await taken();

		await s.sql(`SELECT pg_terminate_backend(pid) FROM pg_locks
			WHERE locktype = 'advisory' AND objsubid = 1 AND
			(classid::bigint << 32) | objid::bigint = ${locks[0]}`);
		await until('they are free', async () => !(await taken()).length);
		await until('and taken', async () => (await taken()).length === 2);
		assert.deepEqual(await taken(), locks);
		child.kill('SIGTERM');
		await ended;
	});

	test('a tenant has half, and others have the rest', async () => {
		const mine = await shop.fresh(), other = await shop.fresh();

		await take(-1, -2, -3, -4, ofTenant(mine, 1), ofTenant(mine, 2));
		const runs = [await ask(mine), await ask(other)];

		for (const run of runs)
			await until('it was tried', async () =>
				(await s.log('pool-api')).includes(`run ${run} waits`));
		await release();
		await take(ofTenant(mine, 1), ofTenant(mine, 2));
		assert.match(await queue(), / 0 failed, 1 not begun$/m);
		assert.deepEqual([await statusOf(runs[0]), await statusOf(runs[1])],
			['pending', 'success']);
		await release();
		await queue();
		assert.equal(await statusOf(runs[0]), 'success');
	});

	test('an erasure needs none, and others need not wait', async () => {
		await shop.fresh();
		await take(-1, -2, -3, -4);
		await s.sql(`WITH run AS (INSERT INTO ingest_run
			(tenant_id, shop_id, type, requested_by) VALUES
			(${shop.now.tenantId}, ${shop.now.shopId}, 'erase', 'user')
			RETURNING run_id), off AS (DELETE FROM directory_shop
			WHERE shop_id = ${shop.now.shopId})
			INSERT INTO directory_run SELECT run_id,
			${shop.now.tenantId} FROM run`);
		await s.sql(`DELETE FROM shop_state
			WHERE shop_id = ${shop.now.shopId}`);
		await queue();
		assert.deepEqual(await s.sql(`SELECT FROM shop
			WHERE shop_id = ${shop.now.shopId}`), []);
	});

	test('one is not the schedule\'s, which waits', async () => {
		const asked = await shop.fresh();

		await take(-1, -2, -3);
		const child = spawn(program('xeno-sync'), ['-c', s.env.XENO_CONF,
			'delta'], { stdio: ['ignore', 'pipe', 'inherit'] });
		const said = child.stdout.toArray();
		const ended = new Promise((done) => child.on('close', done));

		await until('two processes wait', async () =>
			await connections('xeno-sync') === 3);
		assert.equal((await shop.sync('full')).code, 0);
		assert.deepEqual(await s.sql(`SELECT requested_by FROM ingest_run
			WHERE shop_id = ${asked.shopId}`),
		[{ requested_by: 'command' }]);
		await release();
		assert.equal(await ended, 0);
		assert.match(String(await said), /^\d+ shops, 0 failed\n$/);
		await assertTrue(s, asked, all);
	});

	test('one that a fleet needs no more is free', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs: 60000, times: 3 });
		const child = spawn(program('xeno-sync'), ['-c', s.env.XENO_CONF,
			'delta'], { stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', done));

		await until('the others have a delta', async () =>
			await shop.started() === 3 && await connections('xeno-sync')
				=== 2);
		/* Who waits for Shopify has no rows yet. */
		assert.equal(await connections('xeno-sync rows'), 0);
		assert.equal((await taken()).length, 2);
		child.kill('SIGTERM');
		assert.equal(await ended, 1);
	});
});
