/* A shop that cannot be reached is tried ever more seldom, alone. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { all, faultyShop } from './faulty.mjs';
import { until } from './processes.mjs';
import { assertTrue } from './truth.mjs';
import { stack } from './stack.mjs';

/* What the n-th failure in a row is to cost at most, in seconds. */
const longest = (n) => Math.min(600 * 2 ** (n - 1), 4 * 3600);

describe('a shop that cannot be reached', () => {
	let s, shop, good;

	before(async () => {
		s = await stack({ store: true });
		shop = faultyShop(s);
		good = await shop.fresh({ orders: 10 });
		await shop.fresh({ orders: 10 });
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

	/* All of the attempts of a query, without their pauses. */
	const isDown = () => shop.fault({ kind: 'status', status: 503,
		retryAfter: 0.01, times: -1 });
	const row = async () => (await s.sql(`SELECT failures, extract(epoch
		FROM next_attempt_at - now())::int AS wait FROM shop_state
		WHERE shop_id = ${shop.now.shopId}`,
	{ tenant: shop.now.tenantId }))[0];
	/* As if the time had passed. */
	const passTime = () => s.sql(`UPDATE shop_state SET next_attempt_at =
		now() WHERE shop_id = ${shop.now.shopId}`,
	{ tenant: shop.now.tenantId });
	const asked = async () => (await shop.sums()).requests;
	const listed = async () => (await s.get('/api/shops', shop.now.token))
		.body[0];
	const runs = (of) => s.sql(`SELECT status FROM ingest_run
		WHERE shop_id = ${of.shopId} ORDER BY run_id`,
	{ tenant: of.tenantId });

	test('is tried ever more seldom', async () => {
		await isDown();
		for (let n = 1; n <= 7; n++) {
			const { code, stdout, stderr } = await s.sync(['delta']);
			const { failures, wait } = await row();

			assert.equal(code, 1);
			assert.match(stderr, /Shopify answered 503/);
			assert.match(stdout, /2 shops, 1 failed/);
			assert.equal(Number(failures), n);
			assert.ok(wait <= longest(n), `${wait} s after ${n}`);
			assert.ok(wait >= longest(n) * 0.8 - 60, `${wait} after ${n}`);
			await passTime();
		}
		assert.equal((await runs(good)).length, 7);
		await assertTrue(s, good, all);
	});

	test('is not asked before, by whatever process', async () => {
		await isDown();
		await s.sync(['delta']);
		const before = await asked();

		for (const what of ['delta', 'audit', 'reconcile']) {
			const { code, stdout, stderr } = await s.sync([what]);

			assert.equal(code, 0, stdout + stderr);
			assert.match(stderr, /skipped.*let the last runs down, 8 in/);
		}
		assert.equal(await asked(), before);
		assert.equal((await row()).failures, '8');
		assert.ok((await runs(good)).slice(7).every((r) =>
			r.status === 'success'));
	});

	test('shows it', async () => {
		const { nextAttemptAt } = await listed();
		const ahead = Date.parse(nextAttemptAt) - Date.now();
		const name = shop.now.domain.replaceAll('.', '\\.');

		assert.ok(ahead > 3 * 3600e3 && ahead < 4 * 3600e3);
		assert.match((await s.sync(['status'])).stdout,
			/^ {2}waits {6}until \S+Z, after 8 failures in a row$/m);
		const { stdout } = await s.sync(['metrics']);

		assert.match(stdout, new RegExp('^xeno_shop_failures_in_a_row' +
			`\\{shop="${name}"\\} 8$`, 'm'));
		const [, at] = new RegExp('^xeno_shop_next_attempt_timestamp_seconds' +
			`\\{shop="${name}"\\} (\\d+)$`, 'm').exec(stdout);

		assert.equal(Number(at), Math.floor(Date.parse(nextAttemptAt) / 1000));
		const [fine] = (await s.get('/api/shops', good.token)).body;

		assert.equal(fine.nextAttemptAt, null);
	});

	test('is asked at once by whoever wants it', async () => {
		await isDown();
		const { code } = await shop.sync('delta');

		assert.equal(code, 1);
		assert.equal((await row()).failures, '1');
		const { status } = await s.post('/api/ingest/run',
			{ shopId: shop.now.shopId, type: 'delta' },
			shop.now.token);

		assert.equal(status, 202);
		await until('it failed, too', async () => {
			const { sync, nextAttemptAt } = await listed();

			return sync.requestedBy === 'user' &&
				sync.status === 'failed' && nextAttemptAt;
		});
		assert.equal((await row()).failures, '1');
	});

	test('is as any other once it answers', async () => {
		await passTime();
		const { code, stdout } = await s.sync(['delta']);

		assert.equal(code, 0, stdout);
		assert.deepEqual(await row(), { failures: '0', wait: null });
		assert.equal((await listed()).nextAttemptAt, null);
		await assertTrue(s, shop.now, all);
	});

	test('or is closed waits; one whose token is dead is told', async () => {
		for (const [status, failures] of [[402, '1'], [423, '2'],
			[404, '3'], [403, '3'], [401, '3']]) {
			await s.control('DELETE', '/faults');
			await shop.fault({ kind: 'status', status, times: -1 });
			await s.sync(['delta']);
			assert.equal((await row()).failures, failures, `${status}`);
			await passTime();
		}
		assert.equal((await listed()).state, 'needs_reauth');
	});
});
