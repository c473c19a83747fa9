/*
 * Who ordered again in the period of his first order has cells of his own: they
 * follow whichever order of a customer comes, changes and goes, and are what a
 * build anew makes.  (Whole stores are held against brute force by
 * customers.test.mjs.)
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { readFile } from 'node:fs/promises';

import { at, customer, order } from './bodies.mjs';
import { fullSync, openShop, verify } from './compare.mjs';
import { stack, top } from './stack.mjs';

const DAY_S = 86400;
let s, shop, made = 0, second = 0;

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());
beforeEach(async () => {
	shop = await openShop(s, { domain: `again${++made}.myshopify.com`,
		orders: 0, timezone: 'UTC', webhooks: false });
});

async function send(topic, body) {
	const { status, text } = await s.webhook(topic, body,
		{ shop: shop.domain, id: `again-${made}-${second}` });

	assert.equal(status, 200, text);
}

/* An order of a customer, `when` days after October 1st, a Thursday. */
const place = (id, who, when) => send('orders/updated',
	order(id, ++second, { processed_at: at(when * DAY_S),
		created_at: at(when * DAY_S),
		customer: who ? customer(who, 0) : null }));
const gone = (id) => send('orders/delete', { id, n: ++second });

/* Rows of zeroes are as good as none. */
const cells = (which = '') => s.sql('SELECT kind, period, since, class,' +
	' customers, orders, amount, ledger FROM customer_cell' +
	' WHERE shop_id = :shop AND (customers, orders, amount, ledger)' +
	` <> (0, 0, 0, 0) ${which} ORDER BY kind, period, since, class`,
{ vars: { shop: shop.shopId } });

/* { kind: { period: customers } }, as stored. */
async function stored() {
	const all = {};

	for (const row of await cells('AND kind BETWEEN 7 AND 9 AND class = 3')) {
		assert.deepEqual([row.since, row.orders, row.amount, row.ledger],
			[row.period, '0', '0', '0']);
		(all[row.kind] ??= {})[row.period] = Number(row.customers);
	}
	return all;
}

/* { cohort: [size, reordered] }, as told. */
async function told(grain, more = {}) {
	const { status, body, text } = await s.get('/api/metrics/cohorts?' +
		new URLSearchParams({ shopId: shop.shopId, grain,
			from: '2026-09-01', ...more }), shop.token);

	assert.equal(status, 200, text);
	return Object.fromEntries(body.byCurrency.flatMap((c) => c.cohorts)
		.map((row) => [row.cohort, [row.size, row.reordered]]));
}

/* What is there is what all of it, built anew, would be. */
async function asBuilt() {
	const grown = await cells();
	const { code, stdout } = await s.sync(['verify', '--rebuild', '--shop',
		shop.domain]);

	assert.match(await verify(s, shop), /nothing differs/);
	assert.equal(code, 0, stdout);
	assert.deepEqual(await cells(), grown);
}

test('each the customer\'s last one, of every two periods', async () => {
	/* Within the week; across a week, a month; from the month before. */
	for (const [id, who, when] of [[1, 5, 0], [2, 5, 3], [3, 5, 3],
		[4, 6, 0], [5, 6, 4], [6, 7, 0], [7, 7, 31], [8, 8, -1], [9, 8, 0],
		[10, 9, 1], [11, 0, 1], [12, 0, 1]])
		await place(id, who, when);
	assert.match(await verify(s, shop), /nothing differs/);
	assert.deepEqual(await stored(), { 7: { '2026-09-28': 2 },
		8: { '2026-10-01': 2 }, 9: { '2026-10-01': 3 } });
	for (const some of [{}, { channel: 'web' }]) {
		assert.deepEqual(await told('week', some),
			{ '2026-09-28': [5, 2] });
		assert.deepEqual(await told('month', some),
			{ '2026-09-01': [1, 0], '2026-10-01': [4, 2] });
		assert.deepEqual(await told('quarter', some),
			{ '2026-07-01': [1, 0], '2026-10-01': [4, 3] });
	}
	await asBuilt();
});

test('one from before, between, moved and gone', async () => {
	await place(1, 5, 10);
	await place(2, 5, 29);
	assert.deepEqual(await stored(), { 8: { '2026-10-01': 1 },
		9: { '2026-10-01': 1 } });
	await place(3, 5, 9);
	assert.deepEqual(await stored(), { 7: { '2026-10-05': 1 },
		8: { '2026-10-01': 1 }, 9: { '2026-10-01': 1 } });
	await place(3, 5, -10);
	assert.deepEqual(await stored(), {});
	await place(3, 6, -10);
	await gone(1);
	assert.deepEqual(await stored(), {});
	/* A week has days of two months. */
	await place(4, 5, 31);
	assert.deepEqual(await stored(), { 7: { '2026-10-26': 1 },
		9: { '2026-10-01': 1 } });
	assert.match(await verify(s, shop), /nothing differs/);
	await gone(2);
	await asBuilt();
	assert.deepEqual(await stored(), {});
});

test('what the migration adds is what changes would have', async () => {
	const run = async (what) => s.sql(await readFile(path.join(top,
		`sql/${what}/reorder_cells.sql`), 'utf8'));

	shop = await openShop(s, { domain: 'migrated.myshopify.com', orders: 120,
		customers: 25, days: 300, seed: 3, webhooks: false });
	await fullSync(s, shop);
	const built = await cells(), again = await stored();

	assert.deepEqual(Object.keys(again), ['7', '8', '9']);
	await run('revert');
	assert.deepEqual(await stored(), {});
	assert.match((await s.sync(['verify', '--shop', shop.domain])).stdout,
		/customer_cell: \d+ rows differ/);
	await run('deploy');
	await run('verify');
	assert.match(await verify(s, shop), /nothing differs/);
	assert.deepEqual(await cells(), built);
});
