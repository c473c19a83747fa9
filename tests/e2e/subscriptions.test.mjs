/*
 * Webhook subscriptions: made when a shop is connected, made again when
 * Shopify has dropped them, with what was missed; and shown.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { compare, deltaSync, fullSync, openShop, verify } from
	'./compare.mjs';
import { stack, top } from './stack.mjs';

const PUBLIC = 'https://xeno.example.com';
const URI = `${PUBLIC}/webhooks/shopify`;
const domain = 'subscribed.myshopify.com';
let s, shop, wanted;

before(async () => {
	s = await stack({ store: true, set: { public_url: PUBLIC } });
	shop = await openShop(s, { domain, orders: 30, days: 20,
		webhooks: false });
	await reach(s.url);
	const source = await readFile(path.join(top,
		'lib/domain/shop/subscription.c'), 'utf8');

	wanted = [...source.matchAll(/^\t"(\w+\/\w+)",$/gm)].map((m) => m[1]);
	assert.ok(wanted.length >= 15);
});
after(() => s?.down());

const control = (method, call, body) =>
	s.control(method, `/shops/${domain}${call}`, body);
const reach = (to) => control('POST', '/webhooks', { url: '', retries: 1,
	retryBaseMs: 1, rewrite: { from: PUBLIC, to } });
const subscribed = async () => (await control('GET', '')).subscriptions;
const act = (what) => control('POST', '/act', { do: what });
const shown = async () => {
	const answer = await s.get(`/api/shops/${shop.shopId}/webhooks`,
		shop.token);

	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const audit = async () => {
	const said = await s.sync(['audit', '--shop', domain]);

	assert.equal(said.code, 0, said.stdout + said.stderr);
	return said.stdout;
};
const enumOf = (topic) => topic.toUpperCase().replace('/', '_');

describe('after connecting', () => {
	test('the first sync makes all of them', async () => {
		assert.deepEqual((await shown()).topics, []);
		await fullSync(s, shop);
		assert.deepEqual((await subscribed()).map((x) => x.topic).sort(),
			wanted.map(enumOf).sort());
		assert.deepEqual([...new Set((await subscribed()).map((x) =>
			x.uri))], [URI]);
		assert.equal((await shown()).address, URI);
		assert.deepEqual((await shown()).topics.map((t) => [t.topic,
			t.subscribed, t.subscriptionError]),
		wanted.map((topic) => [topic, true, null]).sort());
	});

	test('deliveries come by them, and are shown by topic', async () => {
		await act('order');
		const { topics, lastDeliveryAt, deadLetters } = await shown();
		const create = topics.find((t) => t.topic === 'orders/create');

		assert.equal(create.deliveries, 1);
		assert.ok(create.lastDeliveryAt);
		assert.ok(Date.now() - Date.parse(lastDeliveryAt) < 60000);
		assert.equal(deadLetters, 0);
		await compare(s, shop, { count: 2 });
	});

	test('the next sync does not ask again', async () => {
		const before = (await shown()).topics[0].checkedAt;

		await deltaSync(s, shop);
		assert.equal((await shown()).topics[0].checkedAt, before);
	});
});

describe('an audit', () => {
	test('finds nothing to do', async () => {
		assert.match(await audit(), /delta done/);
		assert.equal((await subscribed()).length, wanted.length);
	});

	test('makes again what Shopify dropped, and reads what was missed',
		async () => {
			await reach(`${s.url}/nowhere`);
			await act('order');
			await act('customer');
			assert.ok((await subscribed()).length < wanted.length);
			/* Seen there last three days ago: since then, read again. */
			await s.sql('UPDATE webhook_subscription SET checked_at =' +
				' now() - interval \'3 days\' WHERE shop_id = :shop;' +
				'UPDATE sync_watermark SET watermark = now()' +
				' WHERE shop_id = :shop;' +
				'DELETE FROM customer WHERE shop_id = :shop AND' +
				' updated_at > now() - interval \'3 days\';' +
				'UPDATE shop_state SET customers = (SELECT count(*)' +
				' FROM customer WHERE shop_id = :shop)' +
				' WHERE shop_id = :shop',
			{ vars: { shop: shop.shopId } });
			assert.match(await audit(),
				/subscriptions made, 0 refused, the gap/);
			assert.equal((await subscribed()).length, wanted.length);
			await compare(s, shop, { count: 2 });
			assert.match(await verify(s, shop), /nothing differs/);
			await reach(s.url);
			await act('order');
			await compare(s, shop, { count: 2 });
		});

	test('that finds the shop busy is made up for by a delta', async () => {
		await reach(`${s.url}/nowhere`);
		await act('order');
		await s.sql('INSERT INTO sync_lease (tenant_id, shop_id, holder,' +
			' expires_at) VALUES (:tenant, :shop, \'another\', now() +' +
			' interval \'1 hour\')',
		{ vars: { tenant: shop.tenantId, shop: shop.shopId } });
		assert.match(await audit(), /busy, another process/);
		await s.sql('DELETE FROM sync_lease WHERE shop_id = :shop',
			{ vars: { shop: shop.shopId } });
		await deltaSync(s, shop);
		assert.ok((await subscribed()).length < wanted.length);
		await s.sql('UPDATE webhook_subscription SET checked_at = now() -' +
			' interval \'25 h 1 min\' WHERE shop_id = :shop',
		{ vars: { shop: shop.shopId } });
		await deltaSync(s, shop);
		assert.equal((await subscribed()).length, wanted.length);
		await compare(s, shop, { count: 2 });
		await reach(s.url);
	});

	test('leaves another address of the app alone', async () => {
		await s.sql('UPDATE webhook_subscription SET checked_at =' +
			' now() WHERE shop_id = :shop', { vars: { shop: shop.shopId } });
		await s.up(['--set', 'public_url=https://other.example.com']);
		await audit();
		assert.equal((await subscribed()).length, 2 * wanted.length);
		await s.up(['--set', `public_url=${PUBLIC}`]);
	});

	test('says what Shopify refuses', async () => {
		await s.up(['--set', 'public_url=https://x.myshopify.com']);
		assert.match(await audit(), new RegExp('0 webhook subscriptions' +
			` made, ${wanted.length} refused`));
		const [topic] = (await shown()).topics;

		assert.equal(topic.subscribed, false);
		assert.match(topic.subscriptionError, /cannot be a Shopify/);
		const { stdout } = await s.sync(['status', '--shop', domain]);

		assert.match(stdout, new RegExp(
			`last delivery \\d+ s ago, ${wanted.length} topics not`));
		await s.up(['--set', `public_url=${PUBLIC}`]);
		await audit();
		assert.ok((await shown()).topics.every((t) =>
			t.subscribed !== false));
	});

	test('trouble with it does not keep a shop from being read', async () => {
		await s.control('POST', '/faults', { kind: 'internal', times: 1,
			shop: domain });
		assert.match(await audit(), /delta done/);
		await s.control('DELETE', '/faults');
	});

	test('with plain http it makes none', async () => {
		const was = (await shown()).topics[0].checkedAt;

		await s.up(['--set', 'public_url=http://127.0.0.1']);
		assert.match(await audit(), /delta done/);
		assert.equal((await shown()).topics[0].checkedAt, was);
		assert.equal((await shown()).address, null);
		await s.up(['--set', `public_url=${PUBLIC}`]);
	});
});

describe('once the app\'s configuration has them', () => {
	const byApp = () => s.up(['--set', 'webhook_subscriptions=app']);
	const asked = async () => (await s.control('GET', `/log?shop=${domain}`))
		.requests.filter((r) => /^(Uns|S)ubscri/.test(r.operation)).length;

	test('the shop\'s own are ended, once; those elsewhere stay', async () => {
		const uris = async () => (await subscribed()).map((x) => x.uri);
		const elsewhere = (await uris()).filter((uri) => uri !== URI);

		assert.equal((await uris()).length, elsewhere.length +
			wanted.length);
		await byApp();
		assert.match(await audit(), /own webhook subscriptions are ended/);
		assert.deepEqual(await uris(), elsewhere);
		assert.equal((await shown()).address, null);
		assert.ok((await shown()).topics.every((t) =>
			t.subscribed === null));
		const before = await asked();

		assert.match(await audit(), /delta done/);
		await deltaSync(s, shop);
		assert.equal(await asked(), before);
	});

	test('and made again where it has them no more', async () => {
		await s.up(['--set', 'webhook_subscriptions=shop']);
		await deltaSync(s, shop);
		assert.equal((await subscribed()).filter((x) => x.uri === URI)
			.length, wanted.length);
	});
});

test('connected again after app/uninstalled, they are made again', async () => {
	await act('uninstall');
	assert.deepEqual(await subscribed(), []);
	const { access_token: accessToken } = await control('POST', '/tokens', {});

	assert.equal((await s.send('PATCH', `/api/shops/${shop.shopId}`,
		{ token: shop.token, body: { accessToken } })).status, 200);
	await deltaSync(s, shop);
	assert.equal((await subscribed()).length, wanted.length);
});

describe('of a shop that is disconnected', () => {
	const drop = (url) => s.send('DELETE', url, { token: shop.token });
	const url = () => `/api/shops/${shop.shopId}`;

	async function connected() {
		const { access_token: accessToken } =
			await control('POST', '/tokens', {});

		assert.equal((await s.send('PATCH', url(),
			{ token: shop.token, body: { accessToken } })).status, 200);
		await audit();
		assert.equal((await subscribed()).length, wanted.length);
	}

	test('none is left at Shopify', async () => {
		assert.equal((await drop(url())).status, 204);
		assert.deepEqual(await subscribed(), []);
	});

	test('nor where the app\'s configuration has them by now', async () => {
		await connected();
		await s.up(['--set', 'webhook_subscriptions=app']);
		assert.equal((await drop(url())).status, 204);
		assert.deepEqual(await subscribed(), []);
		await s.up(['--set', 'webhook_subscriptions=shop']);
	});

	test('they stay where Shopify does not answer', async () => {
		await connected();
		await s.control('POST', '/faults', { kind: 'status', status: 503,
			shop: domain, times: 1 });
		assert.equal((await drop(url())).status, 204);
		assert.equal((await subscribed()).length, wanted.length);
		assert.equal((await s.webhook('orders/create', {},
			{ shop: domain })).status, 404);
	});

	test('nor of an account that is deleted', async () => {
		await connected();
		const { user } = (await s.get('/api/auth/me', shop.token)).body;
		const answer = await s.post('/api/auth/erase', { email: user.email,
			currentPassword: 'correct horse battery' }, shop.token);

		assert.equal(answer.status, 202, answer.text);
		assert.deepEqual(await subscribed(), []);
	});
});

test('shopify.app.toml has the same topics, and those of privacy', async () => {
	const toml = await readFile(path.join(top, 'scripts/shopify.app.toml'),
		'utf8');
	const topics = [...toml.matchAll(/^#?\t"(\w+\/\w+)",$/gm)]
		.map((m) => m[1]);

	assert.deepEqual(topics.sort(), [...wanted, 'customers/data_request',
		'customers/redact', 'shop/redact'].sort());
});
