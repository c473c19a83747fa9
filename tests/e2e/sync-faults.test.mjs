/* Shopify at its worst: a sync ends in true figures, or says why not. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { spawn } from 'node:child_process';

import { until } from './processes.mjs';
import { assertTrue, connectShop, dayBefore } from './truth.mjs';
import { program, stack } from './stack.mjs';

const all = [[dayBefore(400), dayBefore(0)]];

describe('a sync', () => {
	let s, shop, shops = 0;

	before(async () => {
		s = await stack({ store: true });
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

	const fresh = async (settings = {}) => {
		shop = await connectShop(s, `fault${++shops}.myshopify.com`,
			{ seed: shops, orders: 60, ...settings });
		return shop;
	};
	const fault = (...list) => s.control('POST', '/faults',
		list.map((f) => ({ shop: shop.domain, ...f })));
	const sync = (what = 'full') =>
		s.sync([what, '--shop', shop.domain]);
	const log = async () => (await s.control('GET',
		`/log?shop=${shop.domain}`));
	const started = async () => (await log()).requests.filter((r) =>
		r.operation === 'BulkRun').length;
	const watermarks = async () => (await s.sql(`SELECT resource
		FROM sync_watermark WHERE shop_id = ${shop.shopId} ORDER BY 1`,
	{ tenant: shop.tenantId })).map((row) => row.resource);
	/* A sync in the background, with its operations running. */
	const startAndWait = async () => {
		const child = spawn(program('xeno-sync'),
			['-c', s.env.XENO_CONF, 'full', '--shop', shop.domain],
			{ stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', done));

		await until('three operations',
			async () => await started() === 3);
		return { child, ended };
	};
	const goesWell = async (what) => {
		const result = await sync(what);

		assert.equal(result.code, 0, result.stdout + result.stderr);
		await assertTrue(s, shop, all);
		assert.equal((await watermarks()).length, 3);
		return result;
	};
	const failsBy = async (pattern) => {
		const result = await sync();

		assert.equal(result.code, 1, result.stdout);
		assert.match(result.stdout, pattern);
		const [run] = await s.sql(`SELECT status, error FROM ingest_run
			WHERE shop_id = ${shop.shopId}
			ORDER BY run_id DESC LIMIT 1`,
		{ tenant: shop.tenantId });

		assert.equal(run.status, 'failed');
		assert.match(run.error, pattern);
	};

	describe('waits out', () => {
		for (const [what, list] of Object.entries({
			'being throttled': [{ kind: 'throttle', times: 2 }],
			'429 with Retry-After': [
				{ kind: 'status', status: 429, retryAfter: 1 }],
			'503, then a dropped connection, then nonsense': [
				{ kind: 'status', status: 503 },
				{ kind: 'drop' }, { kind: 'garbage' }],
			'an answer cut in the middle': [{ kind: 'cut' }],
			'an internal error': [{ kind: 'internal' }],
		}))
			test(what, async () => {
				await fresh();
				await fault(...list);
				await goesWell();
			});

		test('a small bucket', async () => {
			await fresh({ maximumAvailable: 1000, restoreRate: 200,
				orders: 150, refunded: 0.5 });
			await goesWell();
		});
	});

	describe('starts another bulk operation', () => {
		for (const [what, list] of Object.entries({
			'after one FAILED, with half of the data': [
				{ kind: 'bulk', status: 'FAILED',
					afterRoots: 5, times: 3 }],
			'after one was CANCELED': [
				{ kind: 'bulk', status: 'CANCELED', times: 2 }],
			'when the address has run out': [
				{ kind: 'bulk', urlTtlMs: 1, times: 1 }],
			'when a result is cut short every time': [
				{ kind: 'bulk', truncate: 200, times: 1 }],
		}))
			test(what, async () => {
				await fresh();
				await fault(...list);
				await goesWell();
				assert.ok(await started() > 3);
			});
	});

	test('fetches a result again that broke off', async () => {
		await fresh();
		await fault({ kind: 'download', cutAfter: 300, times: 2 });
		await goesWell();
		assert.equal(await started(), 3);
	});

	test('reads by pages where bulk operations fail', async () => {
		await fresh();
		await fault({ kind: 'bulk', status: 'FAILED', times: -1 });
		const { stderr } = await goesWell();

		assert.match(stderr, /orders: read by pages instead/);
	});

	test('goes on where Shopify ends a list, at 25,000', async () => {
		await fresh({ orders: 0, customers: 26000, products: 3,
			maximumAvailable: 100000, restoreRate: 100000 });
		await fault({ kind: 'bulk', status: 'FAILED', times: -1 });
		const { stdout } = await goesWell();

		assert.match(stdout, /\b2[56]\d{3} customers/);
		const pages = (await log()).requests.filter((r) =>
			r.operation === 'Customers');

		assert.ok(pages.length > 100);
		assert.ok(pages.filter((r) => r.variables.after === null)
			.length >= 2);
	});

	test('takes over an operation that goes on', async () => {
		await fresh();
		await fault({ kind: 'bulk', runMs: 3000, times: 3 });
		const { child, ended } = await startAndWait();

		child.kill('SIGKILL');
		await ended;
		await goesWell();
		assert.equal(await started(), 3);
	});

	test('never shows the token to the result storage', async () => {
		assert.equal((await log()).shops[shop.domain].leakedTokens, 0);
	});

	test('stops at a revoked token, and asks for a new one', async () => {
		await fresh();
		await fault({ kind: 'token', times: -1 });
		await failsBy(/no longer takes the shop's access token/);
		assert.equal((await log()).shops[shop.domain].unauthorized, 1);
		const { stdout, code } = await sync('delta');

		assert.equal(code, 0);
		assert.match(stdout, /skipped/);
		const { body } = await s.get('/api/shops', shop.token);

		assert.equal(body[0].state, 'needs_reauth');
	});

	for (const [status, pattern] of [
		[402, /frozen/], [403, /does not allow/], [404, /no such shop/],
		[423, /locked/], [430, /security risk/],
	])
		test(`says what ${status} means`, async () => {
			await fresh();
			await fault({ kind: 'status', status, times: -1 });
			await failsBy(pattern);
			assert.deepEqual(await watermarks(), []);
		});

	test('follows no redirect', async () => {
		await fresh();
		await fault({ kind: 'redirect', to: 'https://example.com/',
			times: -1 });
		await failsBy(/Shopify answered 302/);
	});

	test('says which scope is missing', async () => {
		await fresh({ scopes: ['read_orders', 'read_products'] });
		await failsBy(/lacks the access scope read_customers/);
	});

	test('says that history is limited', async () => {
		await fresh({ scopes: ['read_orders', 'read_products',
			'read_customers'] });
		const { stdout } = await sync();

		assert.match(stdout, /limited to 60 days/);
	});

	test('tells when another version is served', async () => {
		await fresh();
		await fault({ kind: 'version', served: '2026-07' });
		const { stderr } = await goesWell();

		assert.match(stderr,
			/asked for version 2026-10, served 2026-07/);
	});

	test('twice at once: one works, one says busy', async () => {
		await fresh();
		await fault({ kind: 'bulk', runMs: 1500, times: 3 });
		const [a, b] = await Promise.all([sync(), sync('delta')]);
		const said = [a.stdout, b.stdout].sort((x, y) =>
			x.length - y.length).join('');

		assert.deepEqual([a.code, b.code], [0, 0]);
		assert.match(said, /busy, another process syncs this shop/);
		assert.match(said, /full-sync done|delta done/);
		await assertTrue(s, shop, all);
	});

	test('SIGTERM ends it cleanly', async () => {
		await fresh();
		await fault({ kind: 'bulk', runMs: 20000, times: 3 });
		const { child, ended } = await startAndWait();

		child.kill('SIGTERM');
		assert.equal(await ended, 1);
		const [run] = await s.sql(`SELECT status, error FROM ingest_run
			WHERE shop_id = ${shop.shopId}`,
		{ tenant: shop.tenantId });

		assert.deepEqual(run, { status: 'failed', error: 'stopped' });
		assert.deepEqual(await s.sql(`SELECT holder FROM sync_lease
			WHERE shop_id = ${shop.shopId}`,
		{ tenant: shop.tenantId }), []);
	});

	test('SIGTERM ends a scheduled one cleanly too', async () => {
		const names = [(await fresh()).domain, (await fresh()).domain];
		const running = () => s.sql(`SELECT shop_domain FROM shop
			JOIN sync_lease USING (tenant_id, shop_id)
			WHERE shop_domain IN ('${names.join("','")}')`);

		for (const name of names)
			await s.control('POST', '/faults', { kind: 'bulk',
				runMs: 20000, shop: name, times: 3 });
		const child = spawn(program('xeno-sync'),
			['-c', s.env.XENO_CONF, 'delta'], { stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', done));

		await until('both are worked on', async () =>
			(await running()).length === 2, 60000);
		child.kill('SIGTERM');
		assert.equal(await ended, 1);
		assert.deepEqual(await running(), []);
	});

	test('the rest goes on when one process dies', async () => {
		const good = await fresh();

		await fresh();
		await fault({ kind: 'bulk', runMs: 60000, times: 3 });
		const child = spawn(program('xeno-sync'),
			['-c', s.env.XENO_CONF, 'delta'], { stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', done));
		const holder = async () => (await s.sql(`SELECT holder
			FROM sync_lease WHERE shop_id = ${shop.shopId}`,
		{ tenant: shop.tenantId }))[0]?.holder;

		await until('it is worked on', holder, 60000);
		s.kill(Number((await holder()).split(':')[1]));
		assert.equal(await ended, 1);
		await assertTrue(s, good, all);
		await s.control('DELETE', '/faults');
		await goesWell();
	});

	test('one bad shop does not keep the others', async () => {
		await fresh();
		const good = shop;

		await fresh();
		await fault({ kind: 'status', status: 404, times: -1 });
		const { code, stdout } = await s.sync(['delta']);

		assert.equal(code, 1);
		assert.match(stdout, /\d+ shops, [12] failed/);
		await assertTrue(s, good, all);
		assert.deepEqual(await watermarks(), []);
	});

	test('the queue takes up what nobody did', async () => {
		await fresh();
		const [{ run_id: run }] = await s.sql(`INSERT INTO ingest_run
			(tenant_id, shop_id, type, requested_by) VALUES
			(${shop.tenantId}, ${shop.shopId}, 'full-sync', 'user')
			RETURNING run_id`, { tenant: shop.tenantId });

		await s.sql(`INSERT INTO directory_run VALUES (${run},
			${shop.tenantId}, now() - interval '1 hour')`);
		const { code, stderr } = await s.sync(['queue']);

		assert.equal(code, 0, stderr);
		await assertTrue(s, shop, all);
		assert.deepEqual(await s.sql(`SELECT * FROM directory_run
			WHERE run_id = ${run}`), []);
	});

	test('run takes up one run by its number', async () => {
		await fresh();
		const { code, stderr } = await s.sync(['run', '999999']);

		assert.equal(code, 1);
		assert.match(stderr, /no run 999999 is waiting/);
	});

	test('does not understand what it does not know', async () => {
		for (const args of [[], ['no'], ['run'], ['run', 'x'],
			['full', '--jsonl', 'f'], ['delta', '--shop']]) {
			const { code, stderr } = await s.sync(args);

			assert.equal(code, 2, args.join(' '));
			assert.match(stderr, /usage: xeno-sync/);
		}
	});
});
