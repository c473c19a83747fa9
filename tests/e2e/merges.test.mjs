/*
 * Customers that are merged at Shopify, where nobody tells us: the webhook
 * takes a scope that the app may not have, and the orders do not count as
 * changed by it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { compare, deltaSync, fullSync, openShop, verify } from
	'./compare.mjs';
import { stack } from './stack.mjs';

const PUBLIC = 'https://xeno.example.com';
const domain = 'merging.myshopify.com';
const scopes = ['read_all_orders', 'read_customers', 'read_orders',
	'read_products'];
let s, shop;

before(async () => {
	s = await stack({ store: true, set: { public_url: PUBLIC } });
	shop = await openShop(s, { domain, scopes, orders: 60, days: 40,
		customers: 15, webhooks: false });
	await s.control('POST', `/shops/${domain}/webhooks`, { url: '',
		rewrite: { from: PUBLIC, to: s.url } });
	await fullSync(s, shop);
});
after(() => s?.down());

const rows = (sql, more) => s.sql(sql, { vars: { shop: shop.shopId,
	...more } });
const ordersOf = async (id) => Number((await rows('SELECT count(*) AS n' +
	' FROM orders WHERE shop_id = :shop AND customer_id = :id', { id }))[0]
	.n);

/* The two with the most orders become one -> { kept, gone }, ids. */
async function merge() {
	const [keep, drop] = (await rows('SELECT customer_id AS id FROM orders' +
		' WHERE shop_id = :shop AND customer_id IS NOT NULL GROUP BY 1' +
		' ORDER BY count(*) DESC, 1 LIMIT 2')).map((row) => row.id);
	const { ids } = await s.control('POST', `/shops/${domain}/act`,
		{ do: 'merge-customers', keep, drop, quiet: true });

	assert.deepEqual(ids, { kept: keep, gone: drop });
	assert.ok(await ordersOf(drop) > 0);
	return ids;
}

async function reconcile() {
	const { code, stdout, stderr } = await s.sync(['reconcile', '--shop',
		domain]);

	assert.equal(code, 0, stdout + stderr);
	return stdout;
}

async function assertMerged({ kept, gone }, orders) {
	assert.equal(await ordersOf(gone), 0);
	assert.equal(await ordersOf(kept), orders);
	assert.deepEqual(await rows('SELECT order_id FROM order_reread' +
		' WHERE shop_id = :shop'), []);
	await compare(s, shop, { count: 4 });
	assert.match(await verify(s, shop), /nothing differs/);
}

describe('without the scope', () => {
	test('the topic is refused, which is told, and no failure', async () => {
		const { body } = await s.get(`/api/shops/${shop.shopId}/webhooks`,
			shop.token);
		const refused = body.topics.filter((t) => !t.subscribed);

		assert.deepEqual(refused.map((t) => t.topic), ['customers/merge']);
		assert.match(refused[0].subscriptionError, /read_customer_merge/);
		assert.equal((await s.get('/api/shops', shop.token)).body[0].sync
			.status, 'success');
	});

	test('the night finds who is gone, and whose the orders are', async () => {
		const ids = await merge();
		const orders = await ordersOf(ids.kept) + await ordersOf(ids.gone);

		await deltaSync(s, shop);
		assert.ok(await ordersOf(ids.gone) > 0);
		assert.match(await reconcile(), /1 customers were deleted/);
		await assertMerged(ids, orders);
	});

	test('or customers/delete tells, and the next sync reads', async () => {
		const ids = await merge();
		const orders = await ordersOf(ids.kept) + await ordersOf(ids.gone);

		assert.equal((await s.webhook('customers/delete',
			{ id: Number(ids.gone) }, { shop: domain })).status, 200);
		await deltaSync(s, shop);
		await assertMerged(ids, orders);
	});
});

/*
 * Who marks orders and who takes the marks off have many of these rows, each in
 * an order of its own: without the lock they wait for each other.
 */
test('the marks are taken off under the shop\'s lock', async () => {
	await rows('INSERT INTO order_reread (tenant_id, shop_id, order_id,' +
		' reason) SELECT tenant_id, shop_id, order_id, \'a test\'' +
		' FROM orders WHERE shop_id = :shop LIMIT 3');
	await s.sql(`CREATE FUNCTION is_locked() RETURNS trigger
		LANGUAGE plpgsql AS $$ BEGIN
			IF pg_current_xact_id()::xid <> (SELECT xmin FROM shop_state
				WHERE shop_id = OLD.shop_id) THEN
				RAISE 'the shop is not locked';
			END IF;
			RETURN OLD;
		END $$;
		CREATE TRIGGER locked BEFORE DELETE ON order_reread
			FOR EACH ROW EXECUTE FUNCTION is_locked()`);
	try {
		await deltaSync(s, shop);
	} finally {
		await s.sql('DROP FUNCTION is_locked() CASCADE');
	}
	assert.deepEqual(await rows('SELECT order_id FROM order_reread' +
		' WHERE shop_id = :shop'), []);
});

test('the orders of who was redacted are not asked for again', async () => {
	const [{ id }] = await rows('SELECT customer_id AS id FROM orders WHERE' +
		' shop_id = :shop AND customer_id IS NOT NULL LIMIT 1');

	for (const [topic, body] of [['customers/redact',
		{ shop_domain: domain, customer: { id: Number(id) } }],
	['customers/delete', { id: Number(id) }]])
		assert.equal((await s.webhook(topic, body,
			{ shop: domain })).status, 200);
	assert.deepEqual(await rows('SELECT order_id FROM order_reread' +
		' WHERE shop_id = :shop'), []);
});
