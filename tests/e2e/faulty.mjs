/* A shop after the other to try faults on, and what is asked of each. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';

import { until } from './processes.mjs';
import { assertTrue, connectShop, dayBefore } from './truth.mjs';
import { program } from './stack.mjs';

/* The ranges that a small shop's figures are compared over. */
export const all = [[dayBefore(400), dayBefore(0)]];

/* `now` is the shop at hand; fresh() makes another. */
export function faultyShop(s) {
	let shop, shops = 0;
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
	const sums = async () => (await log()).shops[shop.domain];
	const started = async () => (await log()).requests.filter((r) =>
		r.operation === 'BulkRun').length;
	const watermarks = async () => (await s.sql(`SELECT resource
		FROM sync_watermark WHERE shop_id = ${shop.shopId} ORDER BY 1`,
	{ tenant: shop.tenantId })).map((row) => row.resource);
	/* A sync in the background. */
	const start = (what) => {
		const child = spawn(program('xeno-sync'),
			['-c', s.env.XENO_CONF, what, '--shop', shop.domain],
			{ stdio: 'ignore' });

		return { child, ended: new Promise((done) =>
			child.on('close', done)) };
	};
	/* With its operations running. */
	const startAndWait = async () => {
		const syncing = start('full');

		await until('three operations',
			async () => await started() === 3);
		return syncing;
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

	return { fresh, fault, sync, log, sums, started, watermarks,
		start, startAndWait, goesWell, failsBy, get now() { return shop; } };
}
