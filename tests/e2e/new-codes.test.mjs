/*
 * Which orders of a code are their customer's first: whichever order of a
 * customer comes, changes and goes, and whatever the others are of.  (Whole
 * stores are held against the stand-in wherever compare.mjs is.)
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { readFile } from 'node:fs/promises';

import { at, customer, order } from './bodies.mjs';
import { compareCodes, fullSync, openShop, verify } from './compare.mjs';
import { stack, top } from './stack.mjs';

const DAY_S = 86400, BOTH = { from: '2026-09-01', to: '2026-12-31' };
let s, shop, made = 0, second = 0;

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());
beforeEach(async () => {
	shop = await openShop(s, { domain: `codes${++made}.myshopify.com`,
		orders: 0, webhooks: false });
});

const day = (n) => at(n * DAY_S).slice(0, 10);
const codesOf = (codes) => codes.map((code) => ({ type: 'discount_code',
	code, value: '1.0', value_type: 'fixed_amount' }));

async function send(topic, body) {
	const { status, text } = await s.webhook(topic, body,
		{ shop: shop.domain, id: `codes-${made}-${second}` });

	assert.equal(status, 200, text);
}

/* An order of a customer (0: a guest), `when` days later. */
const place = (id, who, when, codes, more) => send('orders/updated',
	order(id, ++second, { processed_at: at(when * DAY_S),
		created_at: at(when * DAY_S), discount_applications: codesOf(codes),
		customer: who ? customer(who, 0) : null, ...more }));
const gone = (id) => send('orders/delete', { id, n: ++second });

async function rowsOf(query = {}) {
	const { status, body, text } = await s.get('/api/metrics/breakdown?' +
		new URLSearchParams({ by: 'discount_code', shopId: shop.shopId,
			...BOTH, ...query }), shop.token);

	assert.equal(status, 200, text);
	return body.byCurrency.flatMap(({ rows, rest }) =>
		rest ? [...rows, { ...rest, key: 'rest' }] : rows);
}

/* { code: [orders, those that are new, their share] } */
const told = async (query) => Object.fromEntries((await rowsOf(query))
	.map((row) => [row.key, [row.orders, row.newCustomerOrders,
		row.newCustomerShare]]));

async function holds(wanted, query) {
	assert.deepEqual(await told(query), wanted);
	assert.match(await verify(s, shop), /nothing differs/);
}

test('a first order is new to each of its codes, a guest\'s to none',
	async () => {
		await place(1, 5, 0, ['A', 'B']);
		await place(2, 5, 1, ['A']);
		await place(3, 0, 1, ['A']);
		await place(4, 6, 1, []);
		await holds({ A: [3, 1, 33.33], B: [1, 1, 100], null: [1, 1, 100] });
		await holds({ A: [2, 0, 0], null: [1, 1, 100] }, { from: day(1) });
	});

test('one from before takes its place, and gives it back', async () => {
	await place(1, 5, 10, ['A']);
	await place(2, 5, 20, ['B']);
	await holds({ A: [1, 1, 100], B: [1, 0, 0] });
	await place(3, 5, 0, ['C']);
	await holds({ A: [1, 0, 0], B: [1, 0, 0], C: [1, 1, 100] });
	await gone(3);
	await holds({ A: [1, 1, 100], B: [1, 0, 0] });
	await gone(1);
	await holds({ B: [1, 1, 100] });
	await gone(2);
	await holds({});
});

test('its code, its day and its customer may become others', async () => {
	await place(1, 5, 10, ['A']);
	await place(2, 5, 20, ['B']);
	await place(1, 5, 10, ['C']);
	await holds({ B: [1, 0, 0], C: [1, 1, 100] });
	await place(1, 5, 40, ['C']);
	await holds({ B: [1, 1, 100], C: [1, 0, 0] });
	await place(2, 6, 20, ['B']);
	await holds({ B: [1, 1, 100], C: [1, 1, 100] });
	await place(2, 6, 20, ['B'], { test: true });
	assert.deepEqual((await told()).C, [1, 1, 100]);
	assert.equal((await told()).B?.[1] ?? 0, 0);
	assert.match(await verify(s, shop), /nothing differs/);
});

test('days that are marked, cut or left to the rest', async () => {
	await place(1, 5, 0, ['A']);
	await place(2, 6, 0, ['B'], { processed_at: at(3600) });
	await place(3, 5, 0, ['B'], { processed_at: at(7200) });
	await place(4, 7, 1, ['C'], { price: '99.00' });
	for (const isBuilt of [false, true]) {
		if (isBuilt)
			assert.equal((await s.sync(['queue'])).code, 0);
		await holds({ C: [1, 1, 100], rest: [3, 2, 66.67] }, { limit: 1 });
		await holds({ B: [2, 1, 50] }, { from: at(60), to: at(9000) });
		await holds({ B: [1, 0, 0], C: [1, 1, 100] }, { from: at(3601) });
		await holds({ A: [1, 1, 100] }, { from: at(0), to: at(0) });
	}
	/* A rate is not needed to count. */
	await holds({ C: [1, 1, 100], rest: [3, 2, 66.67] },
		{ limit: 1, currency: 'USD' });
	assert.deepEqual(await told({ to: at(9000), currency: 'EUR' }),
		await told({ to: at(9000) }));
});

test('unknown, while the customers are not all counted', async () => {
	await place(1, 5, 0, ['A']);
	await s.sql('UPDATE shop_state SET customers_built_to = 4,' +
		' data_version = data_version + 1 WHERE shop_id = :shop',
	{ vars: { shop: shop.shopId } });
	assert.deepEqual(await told(), { A: [1, null, null] });
});

test('what the migration counts is what changes would have', async () => {
	shop = await openShop(s, { domain: 'counted.myshopify.com', orders: 80,
		days: 500, guests: 0.1, discounted: 0.5, seed: 3, webhooks: false });
	await fullSync(s, shop);
	await s.sql('DELETE FROM rollup_part WHERE dimension = 9');
	assert.match((await s.sync(['verify', '--shop', shop.domain])).stdout,
		/rollup_part\.new: \d+ rows differ/);
	await s.sql(await readFile(path.join(top, 'sql/deploy/new_codes.sql'),
		'utf8'));
	assert.match(await verify(s, shop), /nothing differs/);
	await compareCodes(s, shop, { from: '2020-01-01', to: '2027-12-31' });
});
