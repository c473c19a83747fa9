/*
 * Parts are built beside what is going on: deliveries do not wait for them,
 * what is read is true all the while, and who builds may die.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';

import { compareRange, fullSync, listen, openShop, verify }
	from './compare.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';

let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { seed: 5, orders: 150, days: 60,
		webhooks: false, domain: 'beside.myshopify.com' });
	await fullSync(s, shop);
	await listen(s, shop);
});
after(() => s?.down());

const marks = async () => (await s.sql('SELECT taken, count(*) AS n' +
	' FROM rollup_dirty WHERE shop_id = :shop GROUP BY taken ORDER BY 1',
{ vars: { shop: shop.shopId } })).map(({ taken, n }) => [taken, Number(n)]);

const markAll = () => s.sql('INSERT INTO rollup_dirty (tenant_id, shop_id,' +
	' day) SELECT DISTINCT tenant_id, shop_id, local_day FROM sale_event' +
	' WHERE shop_id = :shop ON CONFLICT DO NOTHING',
{ vars: { shop: shop.shopId } });

/* Nobody writes a part until release(). */
async function holdParts() {
	const held = s.sql('BEGIN; LOCK TABLE rollup_part IN SHARE MODE;' +
		' SELECT pg_sleep(600)').catch(() => {});
	const holders = "FROM pg_stat_activity WHERE query LIKE '%pg_sleep(6%'" +
		' AND pid <> pg_backend_pid()';

	await until('the table is held', async () => (await s.sql('SELECT pid ' +
		`${holders} AND wait_event = 'PgSleep'`)).length);
	return async () => {
		await s.sql(`SELECT pg_terminate_backend(pid) ${holders}`);
		await held;
	};
}

/* A process that builds, and waits for who holds the table. */
async function startToBuild() {
	const child = spawn(s.program('xeno-sync'), ['-c', s.env.XENO_CONF,
		'queue'], { stdio: 'ignore', detached: true });
	const ended = new Promise((done) => child.on('close', done));

	await until('it waits for the table', async () => (await s.sql(
		"SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND" +
		" application_name LIKE 'xeno-sync%'")).length, 30000);
	return { child, ended };
}

/* The store makes an order, and its delivery is answered. */
const order = () => s.control('POST', `/shops/${shop.domain}/act`,
	{ do: 'order' });

describe('while days are built', () => {
	test('a delivery of such a day is stored at once, and counts', async () => {
		await markAll();
		const release = await holdParts();
		const { ended } = await startToBuild();

		assert.ok((await marks()).some(([taken, n]) => taken && n > 10));
		await order();
		await compareRange(s, shop);
		await release();
		assert.equal(await ended, 0);
		await compareRange(s, shop);
		assert.equal((await s.sync(['queue'])).code, 0);
		assert.deepEqual(await marks(), []);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('who builds them is killed, and the next one does', async () => {
		await markAll();
		const release = await holdParts();
		const { child, ended } = await startToBuild();

		process.kill(-child.pid, 'SIGKILL');
		await ended;
		await release();
		await order();
		await compareRange(s, shop);
		assert.ok((await marks()).some(([taken]) => taken));
		assert.equal((await s.sync(['queue'])).code, 0);
		assert.deepEqual(await marks(), []);
		await compareRange(s, shop);
		assert.match(await verify(s, shop), /nothing differs/);
	});
});
