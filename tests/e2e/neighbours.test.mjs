/*
 * A shop that is written for long, and whose pages go on telling of views:
 * that is nobody else's concern.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openShop } from './compare.mjs';
import { stack } from './stack.mjs';
import { holdRows } from './stuck.mjs';

/* At once is less than a page waits for its shop. */
const AT_ONCE = 50, SOON_MS = 400, PAGE_MS = 2000;
let s, busy, other;

/* One worker a pool: whoever waits in it holds all of it up. */
before(async () => {
	s = await stack({ store: true, pools: { api: 1, webhooks: 1, events: 1 },
		set: { 'nginx.events_rate': '10000r/s',
			'nginx.events_burst': '10000' } });
	[busy, other] = await Promise.all(['busy', 'other'].map((name) =>
		openShop(s, { domain: `${name}.myshopify.com`, orders: 0,
			webhooks: false })));
	for (const shop of [busy, other]) {
		const { body: [{ eventKey }] } = await s.get('/api/shops',
			shop.token);

		shop.key = eventKey;
	}
});
after(() => s?.down());

const tell = ({ key }, id) => s.post('/api/events', { key, events:
	[{ id: `${id}`, type: 'product_viewed', product: 'hat' }] });

async function timed(what, most, answer) {
	const was = Date.now();
	const { status, text } = await answer;

	assert.ok(status < 300, `${what}: ${status} ${text}`);
	assert.ok(Date.now() - was < most, `${what}: ${Date.now() - was} ms`);
}

test('pages that wait for their shop keep no other waiting', async () => {
	const release = await holdRows(s, `shop_state WHERE shop_id =
		${busy.shopId}`);
	const flood = Array.from({ length: AT_ONCE }, (_, i) => tell(busy, i));

	try {
		await timed('figures', SOON_MS, s.get(
			`/api/metrics/overview?shopId=${other.shopId}`,
			other.token));
		await timed('a webhook', SOON_MS, s.webhook('made/up', { id: 1 },
			{ shop: other.domain }));
		await timed('another shop\'s page', PAGE_MS, tell(other, 1));
		for (const { status, headers } of await Promise.all(flood)) {
			assert.equal(status, 503);
			assert.ok(headers.get('retry-after'));
		}
	} finally {
		await release();
	}
});

test('nor do records that are pushed to it', async () => {
	const { token, shop: { id: shopId } } = await s.register({
		shopDomain: 'own.myshopify.com', shopName: 'Own' });
	const push = () => s.post('/api/products', { shopId, records: [{ id: 1,
		title: 'Hat', createdAt: '2026-03-01T10:00:00Z',
		updatedAt: '2026-03-01T10:00:00Z' }] }, token);
	const release = await holdRows(s, `shop_state WHERE shop_id = ${shopId}`);
	const flood = [push(), push()];

	try {
		await timed('figures', SOON_MS, s.get(
			`/api/metrics/overview?shopId=${other.shopId}`,
			other.token));
		await timed('a list', SOON_MS, s.get(
			`/api/products?shopId=${other.shopId}`, other.token));
	} finally {
		await release();
	}
	for (const { status } of await Promise.all(flood))
		assert.ok([200, 503].includes(status));
});

test('and are heard again when nobody writes it', async () => {
	for (let i = 0; i < AT_ONCE; i++)
		await timed('the shop\'s page', PAGE_MS, tell(busy, i));
});
