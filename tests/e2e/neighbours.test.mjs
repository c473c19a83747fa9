/*
 * A shop that is written for long, and whose pages go on telling of views:
 * that is nobody else's concern.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openShop } from './compare.mjs';
import { stack } from './stack.mjs';
import { holdRows } from './stuck.mjs';

const AT_ONCE = 50;
let s, busy, other;

/* One worker a pool: whoever waits in it holds all of it up. */
before(async () => {
	s = await stack({ store: true, pools: { api: 1, webhooks: 1, events: 1 },
		set: { 'nginx.events_rate': '10000r/s',
			'nginx.events_burst': '10000',
			/* They come from many addresses. */
			'nginx.events_of_address': '1000' } });
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

const flood = (shop) => Promise.all(Array.from({ length: AT_ONCE },
	(_, i) => tell(shop, i)));

async function heard(what, answer) {
	const { status, text } = await answer;

	assert.ok(status < 300, `${what}: ${status} ${text}`);
}

/*
 * As if each of its workers waited for a shop, and for as long: who is sent
 * there waits, and nobody else.
 */
async function whilePoolStands(send) {
	const signal = (name) => s.pids('events').forEach((pid) =>
		s.kill(pid, name));
	let isAnswered = false, answers;

	signal('SIGSTOP');
	try {
		answers = send();
		answers.then(() => { isAnswered = true; });
		await heard('figures', s.get(
			`/api/metrics/overview?shopId=${other.shopId}`,
			other.token));
		await heard('a list', s.get(
			`/api/products?shopId=${other.shopId}`, other.token));
		await heard('a webhook', s.webhook('made/up', { id: 1 },
			{ shop: other.domain }));
		assert.equal(isAnswered, false);
	} finally {
		signal('SIGCONT');
	}
	for (const answer of await answers)
		await heard('who waited', answer);
}

test('pages wait for their shop in a pool of their own', () =>
	whilePoolStands(() => flood(busy)));

test('and so do records that are pushed', async () => {
	const { token, shop: { id: shopId } } = await s.register({
		shopDomain: 'own.myshopify.com', shopName: 'Own' });

	await whilePoolStands(() => Promise.all([1, 2].map((id) =>
		s.post('/api/products', { shopId, records: [{ id, title: 'Hat',
			createdAt: '2026-03-01T10:00:00Z',
			updatedAt: '2026-03-01T10:00:00Z' }] }, token))));
});

test('while one is written for long, another\'s are heard', async () => {
	const release = await holdRows(s, `shop_state WHERE shop_id =
		${busy.shopId}`);

	try {
		const answers = flood(busy);

		await heard('another shop\'s page', tell(other, 1));
		for (const { status, headers } of await answers) {
			assert.equal(status, 503);
			assert.ok(headers.get('retry-after'));
		}
	} finally {
		await release();
	}
});

test('and its own again when nobody writes it', async () => {
	for (let i = 0; i < AT_ONCE; i++)
		await heard('the shop\'s page', tell(busy, AT_ONCE + i));
});
