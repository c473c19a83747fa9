/*
 * Topics beside the plain creation, update and deletion: edits, merges, the
 * shop itself; and how many deliveries there were of each.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { at, customer, order } from './bodies.mjs';
import { compare, deadLetters, deltaSync, fullSync, listen, openShop, plain,
	verify } from './compare.mjs';
import { assertSame, everything, wipe } from './rows.mjs';
import { stack } from './stack.mjs';

const domain = 'topics.myshopify.com';
let s, shop, ids = 7000;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 40, webhooks: false });
});
after(() => s?.down());

const newId = () => ++ids;
const gid = (id) => `gid://shopify/Customer/${id}`;
const merge = (kept, gone, status = 'completed') => ({
	admin_graphql_api_customer_kept_id: gid(kept),
	admin_graphql_api_customer_deleted_id: gid(gone),
	admin_graphql_api_job_id: null, status, errors: [] });

async function send(...deliveries) {
	for (const [topic, body, headers] of deliveries) {
		const answer = await s.webhook(topic, body,
			{ shop: domain, headers });

		assert.deepEqual([answer.status, answer.text], [200, 'ok'],
			`${topic}: ${answer.text}`);
	}
}

const rows = (query, vars = {}) => s.sql(query,
	{ vars: { shop: shop.shopId, ...vars } });

async function buyerOf(id) {
	const [row] = await rows('SELECT customer_id FROM orders' +
		' WHERE shop_id = :shop AND order_id = :id', { id });

	return row && Number(row.customer_id);
}

async function spentBy(id) {
	const [row] = await rows('SELECT orders, spent / 10000.0 AS spent' +
		' FROM customer_stat' +
		' WHERE shop_id = :shop AND customer_id = :id', { id });

	return row ? [Number(row.orders), plain(row.spent)] : [0, '0'];
}

describe('customers/merge', () => {
	test('the orders are the kept one\'s, and the figures follow',
		async () => {
			const [kept, gone] = [newId(), newId()];
			const [first, second] = [newId(), newId()];

			await send(['customers/create', customer(kept, 1)],
				['customers/create', customer(gone, 1)],
				['orders/create', order(first, 1,
					{ customer: customer(kept, 1) })],
				['orders/create', order(second, 1, { price: '7.00',
					customer: customer(gone, 1) })],
				['orders/create', order(newId(), 1, { test: true,
					customer: customer(gone, 1) })],
				['customers/merge', merge(kept, gone)]);
			assert.equal(await buyerOf(second), kept);
			assert.equal(await buyerOf(ids), kept);
			assert.deepEqual(await spentBy(kept), [2, '17']);
			assert.deepEqual(await spentBy(gone), [0, '0']);
			assert.deepEqual(await rows('SELECT customer_id FROM' +
				' customer WHERE shop_id = :shop AND customer_id' +
				' IN (:kept, :gone)', { kept, gone }),
			[{ customer_id: String(kept) }]);
			assert.match(await verify(s, shop), /nothing differs/);
		});

	test('orders of the one that is gone that come late are moved, too',
		async () => {
			const [kept, gone, id] = [newId(), newId(), newId()];

			await send(['customers/merge', merge(kept, gone)],
				['orders/create', order(id, 1,
					{ customer: customer(gone, 1) })],
				['customers/update', customer(gone, 9)]);
			assert.equal(await buyerOf(id), kept);
			assert.deepEqual(await rows('SELECT email FROM customer WHERE' +
				' shop_id = :shop AND customer_id = :gone', { gone }),
			[]);
		});

	test('one merge after another, in both orders', async () => {
		for (const turned of [false, true]) {
			const [a, b, c, id] = [newId(), newId(), newId(), newId()];
			const merges = [['customers/merge', merge(b, a)],
				['customers/merge', merge(c, b)]];

			await send(['orders/create', order(id, 1,
				{ customer: customer(a, 1) })],
			...(turned ? merges.reverse() : merges));
			assert.equal(await buyerOf(id), c);
			await send(['orders/updated', order(id, 2,
				{ customer: customer(a, 1) })]);
			assert.equal(await buyerOf(id), c);
		}
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('who is redacted is so by every number', async () => {
		for (const late of [false, true]) {
			const [a, b, c] = [newId(), newId(), newId()];
			const [id, after] = [newId(), newId()];
			const email = `merged${a}@example.com`;
			const told = [['customers/merge', merge(b, a)],
				['customers/merge', merge(c, b)]];
			const redact = ['customers/redact', { shop_domain: domain,
				customer: { id: c } }];
			const bought = { customer: customer(a, 1, { email }), email };

			await send(['orders/create', order(id, 1, bought)],
				...(late ? [redact, ...told] : [...told, redact]),
				['orders/updated', order(id, 2, bought)],
				['orders/create', order(after, 1, bought)]);
			assert.equal(await buyerOf(after), c);
			assert.deepEqual(await rows('SELECT order_id FROM orders WHERE' +
				' shop_id = :shop AND email = :\'email\'', { email }),
			[], `the merges were ${late ? 'late' : 'before'}`);
		}
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('one that failed, or of one with itself, changes nothing',
		async () => {
			const [kept, gone, id] = [newId(), newId(), newId()];

			await send(['orders/create', order(id, 1,
				{ customer: customer(gone, 1) })],
			['customers/merge', merge(kept, gone, 'failed')],
			['customers/merge', merge(gone, gone)]);
			assert.equal(await buyerOf(id), gone);
			assert.deepEqual(await spentBy(gone), [1, '10']);
		});

	test('any order of deliveries comes to the same', async () => {
		await wipe(s, shop.shopId);
		const [kept, gone] = [newId(), newId()];
		const list = [
			['customers/create', customer(kept, 1)],
			['customers/update', customer(gone, 2)],
			['orders/create', order(newId(), 1,
				{ customer: customer(gone, 1) })],
			['orders/updated', order(ids, 5, { price: '4.00',
				customer: customer(gone, 1) })],
			['customers/merge', merge(kept, gone)],
		];
		let first;

		for (let turn = 0; turn < list.length; turn++) {
			await wipe(s, shop.shopId);
			await send(...list.slice(turn), ...list.slice(0, turn));
			const now = await everything(s, shop.shopId);

			first ??= now;
			assertSame(now, first, `turned by ${turn}`);
		}
		assert.match(await verify(s, shop), /nothing differs/);
	});
});

test('orders/partially_fulfilled, customers/enable and /disable', async () => {
	const [id, who] = [newId(), newId()];

	await send(['orders/partially_fulfilled', order(id, 1,
		{ fulfillment_status: 'partial' })],
	['customers/disable', customer(who, 1, { state: 'disabled' })],
	['customers/enable', customer(who, 2, { state: 'enabled' })]);
	assert.deepEqual(await rows('SELECT fulfillment_status, state FROM' +
		' orders o, customer c WHERE order_id = :id AND c.customer_id' +
		' = :who', { id, who }),
	[{ fulfillment_status: 'partial', state: 'enabled' }]);
});

describe('shop/update', () => {
	const told = (second, fields) => ({ id: 1, myshopify_domain: domain,
		updated_at: at(second), ...fields });
	const shopRow = async () => (await rows('SELECT name, currency,' +
		' timezone FROM shop WHERE shop_id = :shop'))[0];

	test('name, currency and zone; the newest wins', async () => {
		await send(['shop/update', told(9, { name: 'New name',
			currency: 'EUR', iana_timezone: 'Europe/Berlin' })],
		['shop/update', told(5, { name: 'Old name', currency: 'USD',
			iana_timezone: 'Asia/Tokyo' })]);
		assert.deepEqual(await shopRow(), { name: 'New name',
			currency: 'EUR', timezone: 'Europe/Berlin' });
	});

	test('what is not said, or not known, stays', async () => {
		await send(['shop/update', told(11, { name: '', currency: null,
			iana_timezone: 'Mars/Olympus' })]);
		assert.deepEqual(await shopRow(), { name: 'New name',
			currency: 'EUR', timezone: 'Europe/Berlin' });
	});

	test('the days of stored orders stay as they are', async () => {
		assert.deepEqual(await rows('SELECT timezone FROM shop_state' +
			' WHERE shop_id = :shop'),
		[{ timezone: 'America/New_York' }]);
	});

	test('nor do those of visits move, where no order is', async () => {
		const visited = await openShop(s, { orders: 0, webhooks: false,
			domain: 'visited.myshopify.com' });
		const zone = async () => (await s.sql('SELECT timezone FROM' +
			' shop_state WHERE shop_id = :shop',
		{ vars: { shop: visited.shopId } }))[0].timezone;
		const was = await zone();
		const tell = async (topic, body) => assert.equal((await s.webhook(
			topic, body, { shop: visited.domain })).status, 200);

		await tell('checkouts/create', { token: 'x', created_at: at(1),
			updated_at: at(1), customer: { id: 71 } });
		await tell('shop/update', { myshopify_domain: visited.domain,
			updated_at: at(99), iana_timezone: 'Asia/Tokyo' });
		assert.equal(await zone(), was);
		assert.match(await verify(s, visited), /nothing differs/);
	});

	test('another shop\'s is a dead letter', async () => {
		await send(['shop/update', told(12,
			{ myshopify_domain: 'other.myshopify.com' })]);
		assert.match((await deadLetters(s, shop)).at(-1).reason,
			/^myshopify_domain/);
	});
});

describe('with the store', () => {
	const act = (fields) => s.control('POST', `/shops/${domain}/act`, fields);

	test('a merge, told of by webhooks alone', async () => {
		await wipe(s, shop.shopId);
		await fullSync(s, shop);
		await listen(s, shop);
		await act({ do: 'merge-customers' });
		await compare(s, shop, { seed: 4, count: 4 });
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('an edit marks its order, and the next sync reads it', async () => {
		const { ids: made } = await act({ do: 'edit' });

		assert.deepEqual(await rows('SELECT order_id, reason, happened_at' +
			' IS NOT NULL AS dated FROM order_reread' +
			' WHERE shop_id = :shop'),
		[{ order_id: made.order, reason: 'edited', dated: 't' }]);
		await deltaSync(s, shop);
		assert.deepEqual(await rows('SELECT order_id FROM order_reread' +
			' WHERE shop_id = :shop'), []);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('a full sync after a merge that Shopify forgot', async () => {
		const [kept, gone] = (await rows('SELECT customer_id AS id,' +
			' count(*) FROM orders WHERE shop_id = :shop AND counted' +
			' AND customer_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC,' +
			' 1 LIMIT 2')).map((row) => row.id);

		await send(['customers/merge', merge(kept, gone)]);
		await fullSync(s, shop);
		assert.deepEqual(await spentBy(gone), [0, '0']);
		assert.match(await verify(s, shop), /nothing differs/);
	});
});

test('deliveries are counted by topic, duplicates not', async () => {
	const count = async (topic) => Number((await rows('SELECT deliveries' +
		' FROM delivery_count WHERE shop_id = :shop AND topic =' +
		' :\'topic\'', { topic }))[0]?.deliveries ?? 0);
	const was = await count('carts/update');

	for (const id of ['one', 'one', 'two'])
		await s.webhook('carts/update', { id: 7 }, { shop: domain, id });
	assert.equal(await count('carts/update'), was + 2);
	assert.deepEqual(await rows('SELECT topic FROM delivery_count c' +
		' WHERE shop_id = :shop AND deliveries <> (SELECT count(*) FROM' +
		' delivery d WHERE d.shop_id = c.shop_id AND d.topic = c.topic)'),
	[]);
});
