/*
 * A shop moves to another time zone: with the next sync every day and hour of
 * it is that zone's, in all figures, and nothing is lost or counted twice.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { holdRows, untilItWaits } from './stuck.mjs';
import { assertTrue, connectShop, dayBefore } from './truth.mjs';
import { stack } from './stack.mjs';

describe('a shop that moves to another time zone', () => {
	let s, shop;

	const act = (what, more = {}) => s.control('POST',
		`/shops/${shop.domain}/act`, { do: what, ...more });
	const zones = async () => (await s.sql(`SELECT s.timezone AS said,
		t.timezone AS days FROM shop s JOIN shop_state t USING (shop_id)
		WHERE shop_id = ${shop.shopId}`, { tenant: shop.tenantId }))[0];
	const sync = async (what) => {
		const { code, stdout, stderr } = await s.sync([what, '--shop',
			shop.domain]);

		assert.equal(code, 0, stderr + stdout);
	};
	const verify = async () => {
		const { code, stdout } = await s.sync(['verify']);

		assert.equal(code, 0, stdout);
	};
	const versionOf = async () => (await s.get('/api/metrics/overview?' +
		`shopId=${shop.shopId}`, shop.token)).headers.get('etag');

	before(async () => {
		s = await stack({ store: true });
		shop = await connectShop(s, 'moving.myshopify.com', { seed: 31,
			orders: 300, days: 90, refunded: 0.2, cancelled: 0.05,
			timezone: 'America/Los_Angeles' });
		await s.control('POST', `/shops/${shop.domain}/webhooks`,
			{ url: `${s.url}/webhooks/shopify` });
		await sync('full');
		await act('checkout');
		await assertTrue(s, shop);
	});
	after(() => s?.down());

	test('keeps its days until it is read again', async () => {
		const daysOf = async () => (await s.get(
			`/api/metrics/orders-by-date?shopId=${shop.shopId}` +
			`&from=${dayBefore(60)}&to=${dayBefore(2)}`,
			shop.token)).body;
		const was = await daysOf();

		await act('shop-update', { fields: { timezone: 'Asia/Tokyo' } });
		assert.deepEqual(await zones(), { said: 'Asia/Tokyo',
			days: 'America/Los_Angeles' });
		assert.deepEqual(await daysOf(), was);
		await verify();
	});

	test('has them in the new zone once it is', async (t) => {
		const was = await versionOf();
		/* Of those that a delta reads none, or it would wait before. */
		const release = await holdRows(s, 'orders WHERE processed_at <' +
			" now() - interval '3 days' AND updated_at < now() -" +
			` interval '2 days' AND shop_id = ${shop.shopId}`);
		const moving = sync('delta');

		/* It cannot renew its lease while it is at it. */
		t.after(release);
		await untilItWaits(s);
		assert.deepEqual(await s.sql(`SELECT expires_at > now() +
			interval '5 min' AS long FROM sync_lease
			WHERE shop_id = ${shop.shopId}`), [{ long: 't' }]);
		await release();
		await moving;
		assert.deepEqual(await zones(), { said: 'Asia/Tokyo',
			days: 'Asia/Tokyo' });
		assert.notEqual(await versionOf(), was);
		await assertTrue(s, shop);
		await verify();
		const [{ wrong }] = await s.sql(`SELECT count(*) AS wrong
			FROM storefront_event WHERE shop_id = ${shop.shopId}
			 AND local_day <> (happened_at AT TIME ZONE 'Asia/Tokyo')::date`,
		{ tenant: shop.tenantId });

		assert.equal(wrong, '0');
	});

	test('counts new orders on their days there', async () => {
		await act('order');
		await act('refund');
		await assertTrue(s, shop);
		await verify();
	});

	test('is not moved again by another sync', async () => {
		await sync('delta');
		await sync('reconcile');
		assert.deepEqual(await zones(), { said: 'Asia/Tokyo',
			days: 'Asia/Tokyo' });
		await assertTrue(s, shop);
	});

	test('and back, without a webhook', async () => {
		await s.control('POST', `/shops/${shop.domain}/webhooks`,
			{ url: null });
		await act('shop-update',
			{ fields: { timezone: 'America/Los_Angeles' } });
		await sync('reconcile');
		await assertTrue(s, shop);
		await verify();
	});
});

/* Their days are of the old zone until they are moved, too. */
describe('a shop that has had visitors only', () => {
	let s;

	before(async () => {
		s = await stack({ store: true });
	});
	after(() => s?.down());

	async function visited(domain) {
		const shop = await connectShop(s, domain, { orders: 0,
			timezone: 'America/Los_Angeles' });
		const { body: [{ eventKey: key }] } = await s.get('/api/shops',
			shop.token);
		const { status, text } = await s.post('/api/events', { key,
			events: [{ id: 'a', type: 'product_viewed', product: 'cup' }] });

		assert.equal(status, 204, text);
		return shop;
	}

	async function daysOf(shop) {
		return s.sql(`SELECT count(*) AS all, count(*) FILTER (WHERE
			local_day = (happened_at AT TIME ZONE 'Pacific/Kiritimati')
				::date) AS there
			FROM storefront_event WHERE shop_id = ${shop.shopId}`,
		{ tenant: shop.tenantId });
	}

	for (const [how, command] of [['a webhook', 'delta'],
		['a sync', 'reconcile']])
		test(`is moved when ${how} tells the zone`, async () => {
			const shop = await visited(`visited-${command}.myshopify.com`);

			if (how === 'a webhook')
				await s.control('POST', `/shops/${shop.domain}/webhooks`,
					{ url: `${s.url}/webhooks/shopify` });
			await s.control('POST', `/shops/${shop.domain}/act`,
				{ do: 'shop-update',
					fields: { timezone: 'Pacific/Kiritimati' } });
			const { code, stdout, stderr } = await s.sync([command,
				'--shop', shop.domain]);

			assert.equal(code, 0, stderr + stdout);
			assert.deepEqual(await daysOf(shop),
				[{ all: '1', there: '1' }]);
		});
});
