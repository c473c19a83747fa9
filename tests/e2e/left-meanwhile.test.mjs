/*
 * A store that is disconnected while a sync goes on, or erased while a person
 * is: what is yet to be written under its lock is not.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { fullSync, openShop } from './compare.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';
import { whileChanging } from './stuck.mjs';

describe('a store that leaves while a sync goes on', () => {
	const domain = 'leaving.myshopify.com';
	let s, shop, order;

	before(async () => {
		s = await stack({ store: true });
		shop = await openShop(s, { domain, seed: 91, orders: 20,
			webhooks: false });
		const at = new Date(Date.now() - 86_400_000).toISOString();
		const { ids: { order: id } } = await s.control('POST',
			`/shops/${domain}/act`, { do: 'order', at });

		await s.control('POST', `/shops/${domain}/act`,
			{ do: 'unknown-sale', id, at });
		await fullSync(s, shop);
	});
	/* One that is so old that no delta reads it for any other reason. */
	beforeEach(async () => {
		[{ order }] = await rows('INSERT INTO order_reread (tenant_id,' +
			' shop_id, order_id, reason) SELECT tenant_id, shop_id,' +
			' order_id, \'a test\' FROM orders WHERE shop_id = :shop' +
			' ORDER BY updated_at LIMIT 1 ON CONFLICT (tenant_id, shop_id,' +
			' order_id) DO UPDATE SET wanted_at = now()' +
			' RETURNING order_id AS order');
	});
	after(() => s?.down());

	const rows = (sql) => s.sql(sql, { vars: { shop: shop.shopId } });
	const set = (connected) => 'UPDATE shop_state SET connected =' +
		` ${connected} WHERE shop_id = ${shop.shopId}`;

	/* It leaves in the transaction that does this to a marked order. */
	async function leaveAt(what, args) {
		await s.sql(`CREATE FUNCTION leaves() RETURNS trigger
			LANGUAGE plpgsql AS $$ BEGIN ${set(false)}; RETURN NULL; END $$;
			CREATE TRIGGER leaves AFTER ${what} FOR EACH ROW
				WHEN (old.order_id = ${order}) EXECUTE FUNCTION leaves()`);
		try {
			return await s.sync([...args, '--shop', domain]);
		} finally {
			await s.sql(`DROP FUNCTION leaves() CASCADE; ${set(true)}`);
		}
	}

	const marks = () => rows('SELECT order_id AS order FROM order_reread' +
		' WHERE shop_id = :shop');

	test('the marks of orders that were read again stay', async () => {
		const { code, stderr } = await leaveAt('UPDATE ON orders', ['delta']);

		assert.deepEqual(await marks(), [{ order }]);
		assert.match(stderr, /shop not connected/);
		assert.equal(code, 1);
	});

	test('sales without a name are not queued to be read', async () => {
		const queued = () => rows('SELECT order_id FROM orders WHERE' +
			' shop_id = :shop AND agreements_due > 0');

		assert.deepEqual(await queued(), []);
		const { code, stderr } = await leaveAt('DELETE ON order_reread',
			['full']);

		assert.deepEqual(await marks(), []);
		assert.deepEqual(await queued(), []);
		assert.match(stderr, /shop not connected/);
		assert.equal(code, 1);
	});
});

describe('a store that is erased while a person in it is', () => {
	const domain = 'erased.myshopify.com', email = 'ann@example.com';
	let s, shop;

	before(async () => {
		s = await stack({ store: true });
		shop = await openShop(s, { domain, orders: 5, webhooks: false });
	});
	after(() => s?.down());

	const rows = (sql) => s.sql(sql, { vars: { shop: shop.shopId } });
	const request = async () => (await rows('SELECT outcome, email FROM' +
		' privacy_request WHERE shop_id = :shop'))[0];
	const letters = () => rows('SELECT length(body) > 0 AS kept, reason <>' +
		" 'redacted' AS unread FROM dead_letter WHERE shop_id = :shop");

	/* As whoever asks for it begins: lib/domain/privacy/erase.c. */
	const erasure = () => `SET LOCAL xeno.tenant_id = '${shop.tenantId}';
		DELETE FROM shop_state WHERE shop_id = ${shop.shopId};
		WITH wanted AS (INSERT INTO ingest_run (tenant_id, shop_id, type,
			requested_by) VALUES (${shop.tenantId}, ${shop.shopId}, 'erase',
			'user') RETURNING run_id)
		SELECT directory_want_run(run_id) FROM wanted`;

	test('the letters are left to who erases the store', async () => {
		for (const [topic, body] of [['orders/create', `{"email":"${email}"`],
			['customers/redact', { shop_domain: domain,
				customer: { email } }]])
			assert.equal((await s.webhook(topic, body, { shop: domain }))
				.status, 200);
		assert.deepEqual(await letters(), [{ kept: 't', unread: 't' }]);
		const { code, stderr } = await whileChanging(s, erasure(),
			() => s.sync(['queue']));

		assert.equal(code, 0, stderr);
		assert.match(stderr, /privacy request \d+ waits: shop not connected/);
		assert.deepEqual(await letters(), [{ kept: 't', unread: 't' }]);
		assert.deepEqual(await request(), { outcome: null, email });
	});

	test('another body of an id that came is not counted', async () => {
		const [{ id }] = await rows('SELECT webhook_id AS id FROM delivery' +
			" WHERE shop_id = :shop AND topic = 'orders/create'");

		assert.equal((await s.webhook('orders/create', '{"other":1',
			{ shop: domain, id })).status, 200);
		await until('it is logged', async () => (await s.log('pool-webhooks'))
			.includes(`${id} came again with another body`));
		assert.deepEqual(await rows('SELECT sum(other_bodies) AS n FROM' +
			' delivery_count WHERE shop_id = :shop'), [{ n: '0' }]);
	});

	test('and are gone with it, and so is what was asked', async () => {
		await s.sql("UPDATE directory_run SET wanted_at = now() -" +
			" interval '1 minute'");
		assert.equal((await s.sync(['queue'])).code, 0);
		assert.deepEqual(await letters(), []);
		assert.deepEqual(await rows('SELECT shop_id FROM shop' +
			' WHERE shop_id = :shop'), []);
		const { outcome, email: kept } = await request();

		assert.match(outcome, /^erased (before|with the shop)$/);
		assert.equal(kept, null);
	});
});
