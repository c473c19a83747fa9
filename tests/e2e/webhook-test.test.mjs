/*
 * Whether webhooks reach the service: Shopify is asked to send one, which
 * comes, or does not, the way that every other takes.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { compare, fullSync, openShop } from './compare.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';

const PUBLIC = 'https://xeno.example.com';
const TOPIC = 'bulk_operations/finish';
const domain = 'tested.myshopify.com';
let s, shop, idle;

const control = (method, call, body) =>
	s.control(method, `/shops/${domain}${call}`, body);
const reach = (to, secret = null) => control('POST', '/webhooks', { url: '',
	retries: 1, retryBaseMs: 1, rewrite: { from: PUBLIC, to },
	secret });
const isSubscribed = async () => (await control('GET', '')).subscriptions
	.some((x) => x.topic === 'BULK_OPERATIONS_FINISH');
const begin = ({ shopId } = shop) => s.send('POST',
	`/api/shops/${shopId}/webhooks/test`, { token: shop.token });

async function came() {
	const { body } = await s.get(`/api/shops/${shop.shopId}/webhooks`,
		shop.token);

	return body.topics.find((t) => t.topic === TOPIC)?.deliveries ?? 0;
}

/* Begun, with what has come until now as what came before. */
async function begun() {
	const before = await came();
	const answer = await begin();

	assert.equal(answer.status, 202, answer.text);
	assert.deepEqual(answer.body, { topic: TOPIC, deliveries: before });
	return before;
}

async function refused(pattern) {
	const answer = await begin();

	assert.equal(answer.status, 422, answer.text);
	assert.match(answer.body.message, pattern);
}

async function audit() {
	assert.equal((await s.sync(['audit', '--shop', domain])).code, 0);
	assert.ok(await isSubscribed());
}

before(async () => {
	s = await stack({ store: true, set: { public_url: PUBLIC } });
	shop = await openShop(s, { domain, orders: 30, days: 20,
		webhooks: false });
	const added = await s.post('/api/auth/add-shop', {
		shopDomain: 'idle.myshopify.com', shopName: 'Idle' }, shop.token);

	idle = { shopId: added.body.shop.id };
	await reach(s.url);
});
after(() => s?.down());

test('before the first sync there is nothing that would come', () =>
	refused(/^bulk_operations\/finish is not subscribed to yet/));

test('the first full sync shows by itself that they come', async () => {
	await fullSync(s, shop);
	await until('three deliveries', async () => await came() === 3);
});

test('a test is a delivery of Shopify\'s, and changes no figure', async () => {
	const before = await begun();

	await until('one more', async () => await came() === before + 1);
	await compare(s, shop, { count: 2 });
});

test('nothing comes where they do not reach us, or are not ours', async () => {
	for (const [to, secret] of [[`${s.url}/nowhere`, null],
		[s.url, 'of another app']]) {
		await reach(to, secret);
		const before = await begun();

		await until('given up', async () => !await isSubscribed());
		assert.equal(await came(), before);
		await audit();
	}
	await reach(s.url);
});

test('a store that is not connected has none', async () => {
	const answer = await begin(idle);

	assert.equal(answer.status, 422, answer.text);
	assert.equal((await begin({ shopId: '999999' })).status, 404);
});

test('what Shopify says is told, and is not about who asks', async () => {
	await s.control('POST', '/faults', { kind: 'status', status: 503,
		shop: domain, times: 1 });
	assert.equal((await begin()).status, 503);
	await s.control('POST', '/faults', { kind: 'status', status: 401,
		shop: domain, times: 1 });
	await refused(/./);
	const before = await begun();

	await until('one more', async () => await came() === before + 1);
});

test('where the address is none, or the app subscribes', async () => {
	await s.up(['--set', 'public_url=http://127.0.0.1']);
	await refused(/public_url is not an https one/);
	await s.up(['--set', 'webhook_subscriptions=app']);
	const before = await begun();

	await until('one more', async () => await came() === before + 1);
});
