/* Shopify at its worst: a sync ends in true figures, or says why not. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { all, faultyShop } from './faulty.mjs';
import { until } from './processes.mjs';
import { hold, holdRows, untilItWaits } from './stuck.mjs';
import { assertTrue } from './truth.mjs';
import { stack } from './stack.mjs';

describe('a sync', () => {
	let s, shop;

	before(async () => {
		s = await stack({ store: true });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

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
				await shop.fresh();
				await shop.fault(...list);
				await shop.goesWell();
			});

		test('a small bucket', async () => {
			await shop.fresh({ maximumAvailable: 1000,
				restoreRate: 200, orders: 150, refunded: 0.5 });
			await shop.goesWell();
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
				await shop.fresh();
				await shop.fault(...list);
				await shop.goesWell();
				assert.ok(await shop.started() > 3);
			});
	});

	/* The order at its end may lack lines, and what it lacks none tells. */
	test('takes nothing of what a FAILED operation had', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', status: 'FAILED', afterRoots: 5,
			times: 3 });
		await shop.goesWell();
		assert.equal((await shop.sums()).downloads, 3);
		await shop.fresh();
		await shop.fault({ kind: 'bulk', status: 'FAILED', afterRoots: 5,
			times: -1 });
		await shop.goesWell();
		assert.equal((await shop.sums()).downloads, 0);
	});

	/* Over one connection; over the other, customers' sums are under way. */
	test('tells when the parts of days cannot be built', async () => {
		await shop.fresh();
		await s.sql('ALTER TABLE rollup_part ADD CONSTRAINT broken' +
			' CHECK (facts < 0 OR dimension = 9) NOT VALID');
		try {
			await shop.failsBy(/a value does not fit/);
		} finally {
			await s.sql('ALTER TABLE rollup_part DROP CONSTRAINT broken');
		}
		await shop.goesWell();
	});

	test('fetches a result again that broke off', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'download', cutAfter: 300, times: 2 });
		await shop.goesWell();
		assert.equal(await shop.started(), 3);
	});

	test('reads by pages where bulk operations fail', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', status: 'FAILED', times: -1 });
		const { stderr } = await shop.goesWell();

		assert.match(stderr, /orders: read by pages instead/);
	});

	test('goes on where Shopify ends a list, at 25,000', async () => {
		await shop.fresh({ orders: 0, customers: 26000, products: 3,
			maximumAvailable: 100000, restoreRate: 100000 });
		await shop.fault({ kind: 'bulk', status: 'FAILED', times: -1 });
		const { stdout } = await shop.goesWell();

		assert.match(stdout, /\b2[56]\d{3} customers/);
		const pages = (await shop.log()).requests.filter((r) =>
			r.operation === 'Customers');

		assert.ok(pages.length > 100);
		assert.ok(pages.filter((r) => r.variables.after === null)
			.length >= 2);
	});

	for (const [what, fault] of [
		['goes on', { delayMs: 0, runMs: 3000 }],
		['has not begun', { delayMs: 3000 }],
	])
		test(`takes over an operation that ${what}`, async () => {
			await shop.fresh();
			await shop.fault({ kind: 'bulk', times: 3, ...fault });
			const { child, ended } = await shop.startAndWait();

			child.kill('SIGKILL');
			await ended;
			await shop.goesWell();
			assert.equal(await shop.started(), 3);
		});

	test('never shows the token to the result storage', async () => {
		assert.equal((await shop.sums()).leakedTokens, 0);
	});

	test('stops at a revoked token, and asks for a new one', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'token', times: -1 });
		await shop.failsBy(/no longer takes the shop's access token/);
		assert.equal((await shop.sums()).unauthorized, 1);
		const { stdout, code } = await shop.sync('delta');

		assert.equal(code, 0);
		assert.match(stdout, /skipped/);
		const { body } = await s.get('/api/shops', shop.now.token);

		assert.equal(body[0].state, 'needs_reauth');
	});

	for (const [status, pattern] of [
		[402, /frozen/], [403, /does not allow/], [404, /no such shop/],
		[423, /locked/], [430, /security risk/],
	])
		test(`says what ${status} means`, async () => {
			await shop.fresh();
			await shop.fault({ kind: 'status', status, times: -1 });
			await shop.failsBy(pattern);
			assert.deepEqual(await shop.watermarks(), []);
		});

	test('follows no redirect', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'redirect', to: 'https://example.com/',
			times: -1 });
		await shop.failsBy(/Shopify answered 302/);
	});

	test('says which scope is missing', async () => {
		await shop.fresh({ scopes: ['read_orders', 'read_products'] });
		await shop.failsBy(/lacks the access scope read_customers/);
	});

	test('says that history is limited', async () => {
		await shop.fresh({ scopes: ['read_orders', 'read_products',
			'read_customers'] });
		const { stdout } = await shop.sync();

		assert.match(stdout, /limited to 60 days/);
	});

	test('tells when another version is served', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'version', served: '2026-07' });
		const { stderr } = await shop.goesWell();

		assert.match(stderr,
			/asked for version 2026-10, served 2026-07/);
	});

	test('twice at once: one works, one says busy', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs: 1500, times: 3 });
		const [a, b] = await Promise.all(
			[shop.sync(), shop.sync('delta')]);
		const said = [a.stdout, b.stdout].sort((x, y) =>
			x.length - y.length).join('');

		assert.deepEqual([a.code, b.code], [0, 0]);
		assert.match(said, /busy, another process syncs this shop/);
		assert.match(said, /full-sync done|delta done/);
		await assertTrue(s, shop.now, all);
	});

	/* Pages come in the order of changes: what is behind the mark is here. */
	test('killed between two pages: the mark is no further than they are',
		async () => {
			await shop.fresh({ orders: 300, maximumAvailable: 20000,
				restoreRate: 10000 });
			const { shopId } = shop.now;
			const reached = async () => (await s.sql('SELECT extract(epoch' +
				' FROM watermark) - (SELECT max(extract(epoch FROM' +
				' updated_at)) FROM orders WHERE shop_id = :shop) AS ahead,' +
				' (SELECT count(*) FROM orders WHERE shop_id = :shop) AS n' +
				' FROM sync_watermark WHERE shop_id = :shop' +
				" AND resource = 'orders'", { vars: { shop: shopId } }))[0];

			await shop.fault({ kind: 'bulk', status: 'FAILED', times: -1 },
				{ kind: 'stall', ms: 300, times: -1 });
			const { child, ended } = shop.start('full');

			await until('a page is stored', reached, 30000);
			child.kill('SIGKILL');
			await ended;
			const { ahead, n } = await reached();

			assert.ok(Number(n) > 0);
			assert.ok(Number(ahead) <= 0, `${ahead} s ahead`);
			await s.control('DELETE', '/faults');
			await shop.goesWell('delta');
		});

	/* What is left of the run, and of the lease, after a signal. */
	async function stoppedBy(signal) {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs: 20000, times: 3 });
		const { child, ended } = await shop.startAndWait();
		const of = `WHERE shop_id = ${shop.now.shopId}`;

		child.kill(signal);
		assert.equal(await ended, 1);
		assert.deepEqual(await s.sql(`SELECT holder FROM sync_lease ${of}`),
			[]);
		return s.sql(`SELECT r.run_id, status, attempts, holder, error,
			d.run_id IS NOT NULL AS waits FROM ingest_run r
			LEFT JOIN directory_run d USING (run_id) ${of}`);
	}

	test('SIGTERM lets the queue take it up again', async () => {
		const [{ run_id: run, ...left }] = await stoppedBy('SIGTERM');

		assert.deepEqual(left, { status: 'pending', attempts: '0',
			holder: null, error: null, waits: 't' });
		await s.control('DELETE', '/faults');
		await s.sql('UPDATE directory_run SET wanted_at = now() -' +
			" interval '1 hour'");
		assert.equal((await s.sync(['queue'])).code, 0);
		assert.deepEqual(await s.sql(`SELECT run_id, status FROM ingest_run
			WHERE shop_id = ${shop.now.shopId}`),
		[{ run_id: run, status: 'success' }]);
		await assertTrue(s, shop.now, all);
	});

	test('SIGINT, of a terminal, ends it for good', async () => {
		const [{ run_id: _, ...left }] = await stoppedBy('SIGINT');

		assert.deepEqual(left, { status: 'failed', attempts: '1',
			holder: left.holder, error: 'stopped', waits: 'f' });
	});

	/* Two slices of customers: the first is committed, and no more. */
	test('SIGTERM ends it while customers are scored', async (t) => {
		await shop.fresh({ orders: 0, customers: 4500, products: 3,
			maximumAvailable: 100000, restoreRate: 100000 });
		const release = await hold(s, 'LOCK customer_rfm IN SHARE MODE');

		t.after(release);
		const { child, ended } = shop.start('full');

		await untilItWaits(s);
		child.kill('SIGTERM');
		await release();
		assert.equal(await ended, 1);
		assert.deepEqual(await s.sql(`SELECT count(*) AS n,
			(SELECT count(*) FROM rfm_run WHERE shop_id = c.shop_id) AS runs
			FROM customer_rfm c WHERE shop_id = ${shop.now.shopId}
			GROUP BY shop_id`), [{ n: '4001', runs: '0' }]);
	});

	test('gives signs of life while another has the shop', async (t) => {
		await shop.fresh();
		await shop.sync();
		await s.control('POST', `/shops/${shop.now.domain}/act`,
			{ do: 'order' });
		const release = await holdRows(s, 'shop_state WHERE shop_id = ' +
			shop.now.shopId);

		t.after(release);
		const { ended } = shop.start('delta');
		const beat = async () => (await s.sql(`SELECT max(heartbeat_at)
			AS at FROM ingest_run WHERE shop_id = ${shop.now.shopId}`))[0].at;

		await untilItWaits(s);
		const was = await beat();

		await until('it is told that it goes on', async () =>
			await beat() !== was, 10000);
		await release();
		assert.equal(await ended, 0);
		await assertTrue(s, shop.now, all);
	});

	test('run takes up one run by its number', async () => {
		await shop.fresh();
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
