/* What a person did before buying is told, and forgotten, like the rest. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { at, customer, order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { stack } from './stack.mjs';

const domain = 'checkouts.myshopify.com';
let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

async function send(...deliveries) {
	for (const [topic, body] of deliveries)
		assert.equal((await s.webhook(topic, body, { shop: domain })).status,
			200);
}

const checkout = (token, who, second = 0) => ['checkouts/create', { token,
	created_at: at(second), updated_at: at(second), customer: { id: who } }];
const redact = (fields) => ['customers/redact',
	{ shop_domain: domain, customer: fields }];
const rows = (query, vars = {}) => s.sql(query,
	{ vars: { shop: shop.shopId, ...vars } });
/* Whose the checkouts are, and what they are worth to whom. */
const owners = async () => (await rows('SELECT customer_id FROM' +
	' storefront_event WHERE shop_id = :shop AND counted ORDER BY 1'))
	.map((row) => row.customer_id);
const points = async () => (await rows('SELECT customer_id, points FROM' +
	' customer_stat WHERE shop_id = :shop AND points <> 0 ORDER BY 1'))
	.map((row) => [row.customer_id, row.points]);

async function exported(who) {
	const path = `/api/shops/${shop.shopId}/privacy-requests`;

	await send(['customers/data_request', { shop_domain: domain,
		customer: who }]);
	const [{ id }] = (await s.get(path, shop.token)).body;

	return (await s.get(`${path}/${id}/export`, shop.token)).body;
}

test('checkouts are in the export', async () => {
	await send(['customers/create', customer(11, 1)],
		['orders/create', order(1, 1, { customer: customer(11, 1),
			email: 'work@example.com' })],
		checkout('a', 11), checkout('b', 11, 5), checkout('c', 12));
	for (const who of [{ id: 11 }, { email: 'C11@example.com' }]) {
		const { customers, orders, checkouts } = await exported(who);

		assert.deepEqual([customers.map((c) => c.id),
			orders.map((o) => o.id)], [['11'], ['1']]);
		assert.deepEqual(checkouts.map((c) => Date.parse(c.startedAt)),
			[at(0), at(5)].map(Date.parse));
	}
});

test('a redaction makes them nobody\'s, late ones too', async () => {
	const events = () => rows('SELECT sum(events) AS n FROM rollup_event' +
		' WHERE shop_id = :shop');

	assert.deepEqual(await points(), [['11', '10'], ['12', '5']]);
	await send(redact({ id: 11 }), checkout('a', 11, 9), checkout('d', 11));
	assert.deepEqual(await owners(), ['12', null, null, null]);
	assert.deepEqual(await points(), [['12', '5']]);
	assert.deepEqual(await events(), [{ n: '4' }]);
	assert.match(await verify(s, shop), /nothing differs/);
});

test('nor does a merge bring them back', async () => {
	await send(checkout('e', 13), ['customers/merge', { status: 'completed',
		admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/11',
		admin_graphql_api_customer_deleted_id:
			'gid://shopify/Customer/13' }], checkout('f', 13));
	assert.deepEqual(await points(), [['12', '5']]);
	assert.match(await verify(s, shop), /nothing differs/);
});

test('nor are those of somebody known by an address alone', async () => {
	await send(['customers/create', customer(14, 1)], checkout('g', 14),
		redact({ email: 'C14@example.com' }));
	assert.deepEqual(await points(), [['12', '5'], ['14', '5']]);
	const { code, stderr } = await s.sync(['queue']);

	assert.equal(code, 0, stderr);
	assert.deepEqual(await points(), [['12', '5']]);
	assert.match(await verify(s, shop), /nothing differs/);
});
