/*
 * In the Azores clocks are put back at one, to midnight: the first hour of
 * 2026-10-25 comes twice, from 00:00 and from 01:00 UTC, and is that day's.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { exact, openShop, plain } from './compare.mjs';
import { stack } from './stack.mjs';

const domain = 'azores.myshopify.com';
let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false,
		timezone: 'Atlantic/Azores' });
});
after(() => s?.down());

async function push(...instants) {
	const records = instants.map(([id, at]) => ({ id, createdAt: at,
		updatedAt: at, totalPrice: '5.00', lineItems: [{ id: 1,
			title: 'Thing', quantity: 1, price: '5.00' }] }));
	const { status, text } = await s.post('/api/orders',
		{ shopId: shop.shopId, records }, shop.token);

	assert.equal(status, 200, text);
}

const get = (path, query) => exact(s, `${path}?` +
	new URLSearchParams({ shopId: shop.shopId, ...query }), shop.token);

test('an order is listed on the day that has it in its figures', async () => {
	await push([1, '2026-10-24T23:59:59Z'], [2, '2026-10-25T00:00:00Z'],
		[3, '2026-10-25T00:30:00Z'], [4, '2026-10-25T01:30:00Z'],
		[5, '2026-10-26T00:59:59Z'], [6, '2026-10-26T01:00:00Z']);
	for (const [day, expected] of [['2026-10-24', ['1']],
		['2026-10-25', ['5', '4', '3', '2']], ['2026-10-26', ['6']]]) {
		const range = { from: day, to: day };
		const list = await get('/api/orders', range);

		assert.deepEqual(list.map(({ id }) => id), expected, day);
		assert.equal(plain((await get('/api/metrics/overview',
			range)).totalOrders), String(expected.length), day);
	}
	for (const [from, to, expected] of [
		['2026-10-25', '2026-10-25T00:30:00Z', ['3', '2']],
		['2026-10-25T00:30:00Z', '2026-10-25', ['5', '4', '3']]])
		assert.deepEqual((await get('/api/orders', { from, to }))
			.map(({ id }) => id), expected, `${from} ${to}`);
});

test('found by name, too', async () => {
	const found = async (day) => (await get('/api/orders',
		{ q: '3', from: day, to: day })).map(({ id }) => id);

	assert.deepEqual([await found('2026-10-24'), await found('2026-10-25')],
		[[], ['3']]);
});

test('a checkout of its first hour is in a range of instants', async () => {
	for (const at of ['2026-10-24T23:30:00Z', '2026-10-25T00:30:00Z'])
		assert.equal((await s.webhook('checkouts/create', { token: at,
			cart_token: null, created_at: at, updated_at: at,
			line_items: [] }, { shop: domain })).status, 200);
	for (const [from, to, expected] of [
		['2026-10-25T00:10:00Z', '2026-10-25T12:00:00Z', '1'],
		['2026-10-25T00:40:00Z', '2026-10-25T12:00:00Z', '0'],
		['2026-10-24T12:00:00Z', '2026-10-24T23:59:59Z', '1'],
		['2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', '2']])
		assert.equal(plain((await get('/api/metrics/conversion-funnel',
			{ from, to })).funnel.checkoutsStarted), expected,
		`${from} ${to}`);
});

test('what stands out is of whole days', async () => {
	const days = async (from, to) => [...new Set((await get(
		'/api/metrics/insights', { from, to })).map(({ day }) => day))];
	const many = (day, first) => Array.from({ length: 10 }, (_, i) =>
		[first + i, `${day}T12:00:00Z`]);

	await push([10, '2026-08-29T12:00:00Z'], ...many('2026-10-24', 20),
		...many('2026-10-25', 30));
	assert.deepEqual(await days('2026-10-24', '2026-10-25'),
		['2026-10-25', '2026-10-24']);
	assert.deepEqual(await days('2026-10-24', '2026-10-24T23:59:59Z'),
		['2026-10-24']);
	assert.deepEqual(await days('2026-10-24', '2026-10-24T23:59:58Z'), []);
	assert.deepEqual(await days('2026-10-25T00:00:00Z', '2026-10-25'),
		['2026-10-25']);
	assert.deepEqual(await days('2026-10-25T00:30:00Z', '2026-10-25'), []);
});
