/*
 * What the database said a moment ago is told without asking it again, and
 * nobody who was told that something is done is told what was before.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { compareRange, deltaSync, fullSync, listen, openShop }
	from './compare.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';

let s, shop;

before(async () => {
	s = await stack({ store: true, pools: { api: 1, auth: 1, webhooks: 1 } });
	shop = await openShop(s, { seed: 5, orders: 60, days: 20,
		webhooks: false, domain: 'recent.myshopify.com' });
	await fullSync(s, shop);
});
after(() => s?.down());

const act = (what) => s.control('POST', `/shops/${shop.domain}/act`,
	{ do: what });

/* What it is compared with would move every minute. */
async function overview({ token, shopId } = shop, headers = {}) {
	const answer = await s.get('/api/metrics/overview?compare=none&' +
		`shopId=${shopId}`, token, headers);

	return { ...answer, orders: answer.body.totalOrders };
}

/* When a worker last asked the database anything, in milliseconds. */
async function lastQuery() {
	const [{ at }] = await s.sql('SELECT extract(epoch FROM' +
		' max(query_start)) * 1000 AS at FROM pg_stat_activity' +
		" WHERE application_name = 'xeno-worker'" +
		' AND datname = current_database()');

	assert.ok(at, 'it can be seen');
	return Number(at);
}

/*
 * Ask until that is told without the database; -> the answer.  Once more right
 * after another, for it is of a second.
 */
async function told(who, headers) {
	let answer;

	await until('an answer without the database', async () => {
		await overview(who, headers);
		const since = Date.now();

		answer = await overview(who, headers);
		return await lastQuery() < since;
	}, 20000);
	return answer;
}

test('while nothing is written, the database is not asked', async () => {
	const asked = await overview();
	const answer = await told();

	assert.equal(asked.status, 200);
	assert.equal(answer.text, asked.text);
	assert.match(asked.headers.get('server-timing'),
		/^db;dur=(?!0\.000$)\d+\.\d{3}$/);
	assert.equal(answer.headers.get('server-timing'), 'db;dur=0.000');
	assert.equal((await told(shop, { 'If-None-Match':
		answer.headers.get('etag') })).status, 304);
});

test('another tenant is told its own', async () => {
	const other = await openShop(s, { seed: 6, orders: 10, days: 20,
		webhooks: false, domain: 'another.myshopify.com' });

	await fullSync(s, other);
	const before = await told();

	assert.notEqual((await told(other)).orders, before.orders);
	assert.equal((await overview({ ...other, shopId: shop.shopId })).status,
		404);
	assert.equal((await told()).orders, before.orders);
});

test('a run that has ended is seen', async () => {
	const { orders } = await told();

	await act('order');
	assert.equal((await overview()).orders, orders);
	await deltaSync(s, shop);
	assert.equal((await overview()).orders, orders + 1);
});

test('who was told of a delivery finds the order', async () => {
	await listen(s, shop);
	for (let i = 0; i < 3; i++) {
		const { orders } = await told();

		await act('order');
		assert.equal((await overview()).orders, orders + 1);
	}
	await compareRange(s, shop);
});

test('what is written by hand is seen within a second', async () => {
	const { headers } = await told();

	await s.sql('UPDATE shop_state SET data_version = data_version + 1' +
		' WHERE shop_id = :shop', { vars: { shop: shop.shopId } });
	await until('another tag', async () =>
		(await overview()).headers.get('etag') !== headers.get('etag'));
});

/* A database that was restored has a version of before, and goes on. */
test('no version is told twice', async () => {
	const version = async () =>
		Number((await overview()).headers.get('data-version'));
	const set = (to) => s.sql('UPDATE shop_state SET data_version = :to' +
		' WHERE shop_id = :shop', { vars: { shop: shop.shopId, to } });
	const before = await version();

	await act('order');
	const last = await version();

	assert.ok(last > before);
	await set(before);
	await until('that it is seen', async () => await version() === before);
	await act('order');
	assert.ok(await version() > last);
});

test('what a shop has become is seen', async () => {
	const path = `/api/shops/${shop.shopId}`;
	const { token, accessToken } = shop;
	const patch = (body) => s.send('PATCH', path, { token, body });
	const version = async () =>
		(await overview()).headers.get('data-version');
	let known = await version();

	async function changes(what, change) {
		await change();
		const now = await version();

		assert.notEqual(now, known, what);
		known = now;
	}

	await changes('it is switched off', () => patch({ isActive: false }));
	await changes('and on', () => patch({ isActive: true }));
	await changes('it is disconnected', () => s.send('DELETE', path,
		{ token }));
	await changes('and connected', () => patch({ accessToken }));
	await patch({ name: 'Another' });
	assert.equal(await version(), known, 'its name is in no figure');
});

test('a session that has ended is refused', async () => {
	await told();
	assert.equal((await s.post('/api/auth/logout', {}, shop.token)).status,
		200);
	assert.equal((await overview()).status, 401);
});
