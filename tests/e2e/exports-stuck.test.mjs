/* An export that Shopify does not end holds nobody: it is cancelled. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { faultyShop } from './faulty.mjs';
import { stack } from './stack.mjs';

/* Longer than any test. */
const runMs = 3600_000;

describe('a bulk operation without an end', () => {
	let s, shop;

	before(async () => {
		s = await stack({ store: true, set: { bulk_stall_s: 1 } });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

	/* Shopify took each. */
	const cancelled = async () => {
		const asked = (await shop.log()).requests.filter((r) =>
			r.operation === 'BulkCancel');

		assert.deepEqual(asked.filter((r) => r.errors), []);
		return asked.length;
	};
	const reconcile = async () => {
		const { code, stdout, stderr } = await shop.sync('reconcile');

		assert.equal(code, 0, stdout + stderr);
		assert.match(stdout, /deleted orders were not looked for/);
		assert.ok(await cancelled() >= 3);
		return stderr;
	};

	test('is begun anew, and ends', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs, times: 3 });
		const { stderr } = await shop.goesWell();

		assert.match(stderr, /orders: the bulk operation stands still/);
		assert.ok(await cancelled() >= 3);
		assert.ok(await shop.started() > 3);
	});

	test('is given up for pages', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs, times: -1 });
		assert.match((await shop.goesWell()).stderr,
			/orders: read by pages instead/);
	});

	test('leaves deletions for another night', async () => {
		await shop.fresh();
		await shop.sync();
		await shop.fault({ kind: 'bulk', runMs, times: -1 });
		assert.match(await reconcile(), /ids of orders: .* stands still/);
		await shop.goesWell('delta');
	});

	test('does so where it creeps on for ever', async () => {
		await shop.fresh();
		await shop.sync();
		await shop.fault({ kind: 'bulk', runMs, creepMs: 50, times: -1 });
		assert.match(await reconcile(),
			/ids of orders: the list takes too long/);
		await shop.goesWell('delta');
	});
});
