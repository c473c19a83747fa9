/*
 * Shops that are connected by the token of an app of their merchant's own:
 * what Shopify delivers by that app's subscriptions its own secret signs, for
 * that shop and for no other.
 */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { compare, deltaSync, fullSync, verify } from './compare.mjs';
import { assertError } from './merchants.mjs';
import { atShopify, cookieOf } from './oauth.mjs';
import { stack } from './stack.mjs';

const PUBLIC = 'https://xeno.example.com';
const LACKS = 'the secret of the app that the access token is of is not known';
const appOf = (name) => ({ apiKey: `key-of-${name}`,
	secret: `shpss_of_${name}_${randomBytes(8).toString('hex')}` });
let s, a, b, ids = 7000;

/* A shop with the token of another app, and its account. */
async function open(name, { secret = true, ...settings } = {}) {
	const domain = `${name}.myshopify.com`, app = appOf(name);
	const { accessToken } = await s.control('POST', '/shops', { domain,
		app, orders: 20, days: 20, ...settings });
	const { token, shop, user } = await s.register({ shopDomain: domain,
		accessToken, email: `${name}@example.com`,
		...(secret ? { apiSecret: app.secret } : {}) });
	const m = { domain, app, accessToken, token, shopId: shop.id,
		tenantId: user.tenantId };

	await control(m, 'POST', '/webhooks', { url: '', retries: 0,
		rewrite: { from: PUBLIC, to: s.url } });
	return m;
}

const control = (m, method, call, body) =>
	s.control(method, `/shops/${m.domain}${call}`, body);
const subscribed = async (m) => (await control(m, 'GET', '')).subscriptions;
const act = (m, what) => control(m, 'POST', '/act', { do: what });
const patch = (m, body) => s.send('PATCH', `/api/shops/${m.shopId}`,
	{ token: m.token, body });
const shopOf = async (m) => (await s.get('/api/shops', m.token)).body
	.find((shop) => shop.id === m.shopId);
const webhooksOf = async (m) => (await s.get(
	`/api/shops/${m.shopId}/webhooks`, m.token)).body;
const boxOf = async (m) => (await s.sql('SELECT api_secret FROM shop' +
	' WHERE shop_id = :shop', { vars: { shop: m.shopId } }))[0].api_secret;
const stored = async (m, id) => (await s.sql('SELECT count(*) AS n FROM' +
	' delivery WHERE shop_id = :shop AND webhook_id = :\'id\'',
{ vars: { shop: m.shopId, id } }))[0].n === '1';

/* An order, told of by whoever has a secret. */
async function deliver(m, secret, domain = m.domain) {
	const id = randomUUID();
	const { status, body } = await s.webhook('orders/create',
		order(++ids, 1), { shop: domain, id, secret });

	return { id, status, body };
}

/* More often than there are processes: each has met the shop by then. */
async function each(m, secret, status, domain) {
	for (let i = 0; i < 6; i++) {
		const answer = await deliver(m, secret, domain);

		assert.equal(answer.status, status);
		assert.equal(await stored(m, answer.id), status === 200);
	}
}

before(async () => {
	s = await stack({ store: true, set: { public_url: PUBLIC } });
	[a, b] = [await open('foreign-a'), await open('foreign-b')];
});
after(() => s?.down());

describe('two shops with the tokens of two apps', () => {
	test('are both subscribed to, and what comes is stored', async () => {
		for (const m of [a, b]) {
			await fullSync(s, m);
			assert.equal((await subscribed(m)).length, 20);
			for (const what of ['order', 'customer', 'order'])
				await act(m, what);
			await compare(s, m, { count: 2 });
			assert.match(await verify(s, m), /nothing differs/);
			const { topics } = await webhooksOf(m);

			assert.equal(topics.find((t) => t.topic === 'orders/create')
				.deliveries, 2);
			assert.ok(topics.every((t) => t.subscribed !== false));
			const log = await s.control('GET', `/log?shop=${m.domain}`);

			assert.equal(log.shops[m.domain].webhookFailures, 0);
		}
	});

	test('sign each for itself, and for no other', async () => {
		for (const [m, other] of [[a, b], [b, a]]) {
			await each(m, m.app.secret, 200);
			await each(m, other.app.secret, 401);
			await each(m, s.env.SHOPIFY_API_SECRET, 200);
			await each(m, m.app.secret, 401, 'nobody.myshopify.com');
		}
		const [wrong, nobodys] = [await deliver(a, 'another'),
			await deliver(a, 'another', 'nobody.myshopify.com')];

		for (const { body } of [wrong, nobodys])
			delete body.requestId;
		assert.deepEqual(wrong.body, nobodys.body);
	});

	test('are stored together, whoever signed', async () => {
		const secrets = [a.app.secret, s.env.SHOPIFY_API_SECRET, 'another'];
		const answers = await Promise.all(Array.from({ length: 60 },
			(_, i) => deliver(a, secrets[i % 3])));

		for (const [i, { status, id }] of answers.entries()) {
			assert.equal(status, i % 3 === 2 ? 401 : 200);
			assert.equal(await stored(a, id), i % 3 !== 2);
		}
		assert.match(await verify(s, a), /nothing differs/);
	});

	test('have the secret sealed, and nobody is shown it', async () => {
		assert.match(await boxOf(a), /^\\x01/);
		const shown = await s.get('/api/shops', a.token);

		assert.equal(shown.body[0].hasApiSecret, true);
		for (const text of [shown.text, await s.log('pool-webhooks'),
			await s.log('pool-api'), await s.log('pool-auth')])
			assert.ok(!text.includes(a.app.secret));
	});
});

describe('without the secret', () => {
	let c;

	before(async () => { c = await open('foreign-c', { secret: false }); });

	test('nothing is subscribed to, and it is said why', async () => {
		const said = await fullSync(s, c);

		assert.match(said, new RegExp(`no webhooks: ${LACKS}`));
		assert.deepEqual(await subscribed(c), []);
		const hooks = await webhooksOf(c);

		assert.deepEqual([hooks.needsApiSecret, hooks.address],
			[true, null]);
		assert.equal(hooks.topics.length, 20);
		for (const topic of hooks.topics)
			assert.deepEqual([topic.subscribed, topic.subscriptionError],
				[false, LACKS]);
		const [run] = (await s.get('/api/ingest/runs?shopId=' + c.shopId,
			c.token)).body;

		assert.match(run.detail, new RegExp(LACKS));
		const tried = await s.send('POST',
			`/api/shops/${c.shopId}/webhooks/test`, { token: c.token });

		assert.equal(tried.status, 422);
		assert.match(tried.body.message, new RegExp(LACKS));
		await each(c, c.app.secret, 401);
		await compare(s, c, { count: 2 });
	});

	test('it may be given later, to the token that is there', async () => {
		const answer = await patch(c, { apiSecret: c.app.secret });

		assert.equal(answer.status, 200, answer.text);
		assert.equal(answer.body.hasApiSecret, true);
		assert.ok(!answer.text.includes(c.app.secret));
		const hooks = await webhooksOf(c);

		assert.equal(hooks.needsApiSecret, false);
		assert.equal(hooks.address, `${PUBLIC}/webhooks/shopify`);
		assert.ok(hooks.topics.every((t) => t.subscribed === null));
		await deltaSync(s, c);
		assert.equal((await subscribed(c)).length, 20);
		await act(c, 'order');
		await compare(s, c, { count: 2 });
		await each(c, c.app.secret, 200);
	});

	test('it is another one by then: that counts, and no longer the first',
		async () => {
			const anew = appOf('foreign-c').secret;

			assert.equal((await patch(c, { apiSecret: anew })).status, 200);
			await each(c, c.app.secret, 401);
			await each(c, anew, 200);
			assert.equal((await patch(c,
				{ apiSecret: c.app.secret })).status, 200);
		});

	test('what is no secret, or has no token, is told so', async () => {
		const domain = 'claimed.myshopify.com';

		assertError(await patch(c, { apiSecret: 'a b' }), 400, 'bad_input',
			'apiSecret');
		for (const path of ['add-shop', 'register'])
			assertError(await s.post(`/api/auth/${path}`, {
				email: 'x@example.com', password: 'correct horse battery',
				shopDomain: domain, shopName: 'x', apiSecret: 'shpss_1' },
			c.token), 400, 'bad_input', 'apiSecret');
		const { body } = await s.post('/api/auth/add-shop',
			{ shopDomain: domain, shopName: 'x', apiSecret: '' }, c.token);

		assertError(await patch({ ...c, shopId: body.shop.id },
			{ apiSecret: 'shpss_1' }), 422, 'refused', 'apiSecret');
	});

	test('another token forgets it', async () => {
		const { access_token: accessToken } = await control(c, 'POST',
			'/tokens', { app: c.app });

		await each(c, c.app.secret, 200);
		assert.equal((await patch(c, { accessToken })).body.hasApiSecret,
			false);
		assert.equal(await boxOf(c), null);
		await each(c, c.app.secret, 401);
		assert.equal((await webhooksOf(c)).needsApiSecret, true);
		assert.equal((await patch(c, { accessToken,
			apiSecret: c.app.secret })).body.hasApiSecret, true);
		await each(c, c.app.secret, 200);
	});

	test('which app a token is of is learnt by a sync, too', async () => {
		await s.sql('UPDATE shop SET api_key = NULL, api_secret = NULL' +
			' WHERE shop_id = :shop', { vars: { shop: c.shopId } });
		assert.equal((await webhooksOf(c)).needsApiSecret, false);
		await fullSync(s, c);
		assert.equal((await webhooksOf(c)).needsApiSecret, true);
		assert.equal((await patch(c,
			{ apiSecret: c.app.secret })).status, 200);
	});
});

describe('where the app\'s configuration subscribes', () => {
	test('it does not for another app: this server still does', async () => {
		const d = await open('foreign-d');

		await s.up(['--set', 'webhook_subscriptions=app']);
		await fullSync(s, d);
		assert.equal((await subscribed(d)).length, 20);
		assert.equal((await webhooksOf(d)).address,
			`${PUBLIC}/webhooks/shopify`);
		await act(d, 'order');
		await compare(s, d, { count: 2 });
		await s.up();
	});
});

test('under another key it is still the secret', async () => {
	const conf = await readFile(s.env.XENO_CONF, 'utf8');
	const [, old] = /^key_encryption_key = (\w+)$/m.exec(conf);
	const now = randomBytes(32).toString('hex'), before = await boxOf(a);
	const { code } = await s.sync(['rewrap'], { env: {
		KEY_ENCRYPTION_KEY: now, KEY_ENCRYPTION_KEY_PREVIOUS: old } });

	assert.equal(code, 0);
	assert.notEqual(await boxOf(a), before);
	await s.up(['--set', `key_encryption_key=${now}`]);
	await each(a, a.app.secret, 200);
	await each(a, b.app.secret, 401);
});

describe('it is forgotten', () => {
	test('by a login at Shopify: our app\'s secret alone is good', async () => {
		await each(b, b.app.secret, 200);
		const begun = await s.post('/api/shopify/install',
			{ shopDomain: b.domain }, b.token);
		const { location } = await atShopify(s, begun.body.url);
		const answer = await s.get(location.slice(PUBLIC.length), null,
			{ Cookie: cookieOf(begun) });

		assert.equal(answer.headers.get('location'),
			`${PUBLIC}/?shop=${b.shopId}`);
		const { hasApiSecret, tokenExpires } = await shopOf(b);

		assert.deepEqual([hasApiSecret, tokenExpires], [false, true]);
		await each(b, b.app.secret, 401);
		await each(b, s.env.SHOPIFY_API_SECRET, 200);
		assertError(await patch(b, { apiSecret: b.app.secret }), 422,
			'refused', 'apiSecret');
		assert.equal((await webhooksOf(b)).needsApiSecret, false);
	});

	test('by app/uninstalled, which it signs itself', async () => {
		const e = await open('foreign-e');

		await each(e, e.app.secret, 200);
		assert.equal((await s.webhook('app/uninstalled',
			{ myshopify_domain: e.domain },
			{ shop: e.domain, secret: e.app.secret })).status, 200);
		assert.equal(await boxOf(e), null);
		await each(e, e.app.secret, 401);
	});

	const redact = (m, secret) => s.webhook('customers/redact',
		{ shop_domain: m.domain, customer: { id: 1 } },
		{ shop: m.domain, secret });
	const redactions = async (m) => Number((await s.sql('SELECT count(*)' +
		' AS n FROM privacy_request WHERE shop_id = :shop',
	{ vars: { shop: m.shopId } }))[0].n);

	test('with the shop; what privacy law asks for comes by ours', async () => {
		assert.equal((await redact(a, a.app.secret)).status, 200);
		assert.equal((await s.send('DELETE', `/api/shops/${a.shopId}`,
			{ token: a.token })).status, 204);
		assert.deepEqual(await subscribed(a), []);
		assert.equal(await boxOf(a), null);
		await each(a, a.app.secret, 401);
		assert.equal((await redact(a, a.app.secret)).status, 401);
		assert.equal((await redact(a, s.env.SHOPIFY_API_SECRET)).status,
			200);
	});

	test('for who has the domain next; his is for nobody else', async () => {
		const app = appOf('foreign-a');
		const { access_token: accessToken } = await control(a, 'POST',
			'/tokens', { app });
		const { token, shop } = await s.register({ accessToken,
			shopDomain: a.domain, email: 'next@example.com',
			apiSecret: app.secret });
		const next = { ...a, token, shopId: shop.id };

		await each(next, a.app.secret, 401);
		await each(next, app.secret, 200);
		const before = await redactions(a);

		assert.equal((await redact(next, app.secret)).status, 200);
		assert.deepEqual([await redactions(a), await redactions(next)],
			[before, 1]);
		assert.equal((await redact(next,
			s.env.SHOPIFY_API_SECRET)).status, 200);
		assert.equal(await redactions(a), before + 1);
	});
});
