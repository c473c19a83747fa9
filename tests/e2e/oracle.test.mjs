/*
 * Shopify's own library is the judge of signatures and names: what it takes
 * we take, what it refuses we refuse, but where a test here says that we are
 * stricter.  The service runs without a store: what is authentic comes from a
 * shop that is not connected, and is answered 404.
 */
import '@shopify/shopify-api/adapters/node';
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';

import { signQuery, signedQuery } from '../shopify/oauth.mjs';
import { Random } from '../shopify/random.mjs';
import { stack } from './stack.mjs';

const PREVIOUS = 'shpss_00000000000000000000000000000001';
const seed = Number(process.env.TEST_SEED ?? Date.now() % 1e6);
let s, current, previous, random;

function library(apiSecretKey) {
	return shopifyApi({ apiKey: s.env.SHOPIFY_API_KEY, apiSecretKey,
		scopes: ['read_orders'], hostName: new URL(s.url).host,
		hostScheme: 'http', apiVersion: ApiVersion.July26,
		isEmbeddedApp: false,
		logger: { level: LogSeverity.Error, log: () => {} } });
}

before(async () => {
	console.log(`TEST_SEED=${seed}`);
	random = new Random(seed, 'oracle');
	s = await stack({ set: { shopify_api_secret_previous: PREVIOUS } });
	current = library(s.env.SHOPIFY_API_SECRET);
	previous = library(PREVIOUS);
});
after(() => s?.down());

const pick = (list) => list[Math.floor(random.next() * list.length)];
const digest = (body, secret, form = 'base64') =>
	createHmac('sha256', secret).update(body).digest(form);

/* A text with one character at a random place replaced, added or dropped. */
function damaged(text) {
	const at = Math.floor(random.next() * text.length);
	const c = pick([...'aZ09+/=-_ %&']);
	const kind = Math.floor(random.next() * 3);
	const made = kind === 0 ? text.slice(0, at) + c + text.slice(at + 1)
		: kind === 1 ? text.slice(0, at) + c + text.slice(at)
			: text.slice(0, at) + text.slice(at + 1);

	return made === text ? damaged(text) : made;
}

describe('webhooks', () => {
	const bodies = ['{}', '{"id":1}', '{not JSON', ' {}',
		'{"name":"Läden & Söhne \u{1f600}"}', '{"a":"\\u0000"}',
		`{"note":"${'x'.repeat(100000)}"}`, '\n\t{"a":[1,\n\t2]}\r\n'];

	function delivery(body, hmac, change = {}) {
		const headers = { 'X-Shopify-Topic': 'orders/updated',
			'X-Shopify-Shop-Domain': 'nobody.myshopify.com',
			'X-Shopify-API-Version': '2026-10',
			'X-Shopify-Webhook-Id': randomUUID(),
			'X-Shopify-Event-Id': randomUUID(),
			'X-Shopify-Triggered-At': new Date().toISOString(),
			'X-Shopify-Hmac-Sha256': hmac, ...change };

		return { body, headers: Object.fromEntries(
			Object.entries(headers).filter(([, v]) => v !== null)) };
	}

	/* What the library says, with either secret, and what we say. */
	async function verdicts({ body, headers }) {
		const said = await Promise.all([current, previous].map((shopify) =>
			shopify.webhooks.validate({ rawBody: body, rawRequest:
				{ method: 'POST', url: '/webhooks', headers },
			rawResponse: {} })));
		const { status, text } = await s.send('POST', '/webhooks',
			{ body, headers });

		return { theirs: said.some((v) => v.valid), status, text,
			reason: said.map((v) => v.reason) };
	}

	async function assertAgreed(sent, what) {
		const { theirs, status, text } = await verdicts(sent);

		assert.ok([401, 404].includes(status), `${what}: ${status} ${text}`);
		assert.equal(status === 404, theirs, `${what}: ${status}`);
		return theirs;
	}

	test('are taken by both, signed by either secret', async () => {
		for (const body of bodies)
			for (const secret of [s.env.SHOPIFY_API_SECRET, PREVIOUS])
				assert.ok(await assertAgreed(delivery(body,
					digest(body, secret)), body.slice(0, 40)));
		const bare = delivery('{}', digest('{}', PREVIOUS), {
			'X-Shopify-Event-Id': null, 'X-Shopify-Triggered-At': null });

		assert.ok(await assertAgreed(bare, 'no optional header'));
	});

	test('are refused by both when anything was changed', async () => {
		for (let i = 0; i < 60; i++) {
			const body = pick(bodies);
			const hmac = digest(body, s.env.SHOPIFY_API_SECRET);
			const what = `seed ${seed}, ${i}`;

			await assertAgreed(delivery(damaged(body), hmac), what);
			await assertAgreed(delivery(body, damaged(hmac).trim() || 'x'),
				what);
		}
		const good = digest('{}', s.env.SHOPIFY_API_SECRET);

		for (const hmac of [digest('{}', 'other'), good.slice(0, -1),
			digest('{}', s.env.SHOPIFY_API_SECRET, 'hex'), good.toLowerCase(),
			digest('{}', s.env.SHOPIFY_API_SECRET, 'base64url'), 'x',
			`${good}=`])
			assert.equal(await assertAgreed(delivery('{}', hmac), hmac),
				false);
	});

	test('without a header that is needed are refused by both', async () => {
		for (const [name, status] of [['X-Shopify-Hmac-Sha256', 401],
			['X-Shopify-Webhook-Id', 400], ['X-Shopify-Topic', 400],
			['X-Shopify-Shop-Domain', 400]]) {
			const said = await verdicts(delivery('{}',
				digest('{}', s.env.SHOPIFY_API_SECRET), { [name]: null }));

			assert.deepEqual([said.theirs, said.status], [false, status],
				name);
		}
	});

	/* It knows no other text that Shopify signs. */
	test('that are empty neither takes, that are no object it alone',
		async () => {
			for (const [body, theirs] of [['', false], ['not JSON', true],
				['[{}]', true], ['shop=a.myshopify.com', true]]) {
				const said = await verdicts(delivery(body,
					digest(body, s.env.SHOPIFY_API_SECRET)));

				assert.deepEqual([said.theirs, said.status],
					[theirs, 401], body);
			}
		});
});

describe('queries', () => {
	const values = ['plain', 'with space', 'a+b', 'a&b=c', 'é€\u{1f600}',
		'50%', '', '/?#[]@!$', "it's (so)*~", 'host=x', '%2F', 'a,b;c'];
	const names = ['code', 'state', 'embedded', 'locale', 'session', 'x_y',
		'id_token'];

	/*
	 * Shopify's own parameters need no encoding, and releases of the library
	 * differ in theirs: this one encodes as forms do, so that is signed.
	 */
	function query({ secret = s.env.SHOPIFY_API_SECRET, offset = 0 } = {}) {
		const fields = names.filter(() => random.next() < 0.6)
			.map((name) => [name, pick(values)]);
		const pairs = [...fields, ['shop', 'some-shop.myshopify.com'],
			['timestamp', Math.floor(Date.now() / 1000) + offset]]
			.map((pair) => String(new URLSearchParams([pair])));
		const hmac = digest([...pairs].sort().join('&'), secret, 'hex');

		return [...pairs, `hmac=${hmac}`]
			.sort(() => random.next() - 0.5).join('&');
	}

	async function verdicts(raw) {
		const params = Object.fromEntries(new URLSearchParams(raw));
		const said = await Promise.all([current, previous].map((shopify) =>
			shopify.utils.validateHmac(params).catch(() => false)));
		const { status, text } = await s.get(`/api/shopify/install?${raw}`);

		return { theirs: said.some(Boolean), ours: status === 302, status,
			text };
	}

	test('are taken by both, signed by either secret', async () => {
		for (let i = 0; i < 60; i++) {
			const raw = query({ secret: pick([PREVIOUS, undefined]) });
			const said = await verdicts(raw);

			assert.deepEqual([said.theirs, said.ours], [true, true],
				`seed ${seed}, ${i}: ${raw}: ${said.text}`);
		}
	});

	test('are refused by both when something was changed', async () => {
		for (let i = 0; i < 150; i++) {
			const raw = damaged(query());
			const said = await verdicts(raw);

			/* Unsigned, it is a person who asks for the login. */
			if (!new URLSearchParams(raw).has('hmac'))
				continue;
			/* How it is encoded is not ours to mend: we may be stricter. */
			assert.ok(said.theirs || !said.ours,
				`seed ${seed}, ${i}: ${raw}: ${said.text}`);
			assert.ok([302, 400, 401].includes(said.status), said.text);
		}
		for (const fault of [{ secret: 'wrong' }, { offset: 100 },
			{ offset: -100 }])
			for (let i = 0; i < 5; i++) {
				const said = await verdicts(query(fault));

				assert.deepEqual([said.theirs, said.status], [false, 401]);
			}
	});

	test('have the same window', async () => {
		for (const [offset, good] of [[-85, true], [85, true],
			[-95, false], [95, false]]) {
			const said = await verdicts(query({ offset }));

			assert.deepEqual([said.theirs, said.ours], [good, good],
				String(offset));
		}
	});

	test('as the stand-in signs them are taken by both', async () => {
		for (const signWith of ['previous', undefined]) {
			const raw = signedQuery({ apiSecret: s.env.SHOPIFY_API_SECRET,
				apiSecretPrevious: PREVIOUS },
			{ domain: 'some-shop.myshopify.com' },
			{ code: '0907a61c', state: '15784812987661' }, { signWith });
			const said = await verdicts(raw);

			assert.deepEqual([said.theirs, said.ours], [true, true], raw);
		}
	});
});

describe('names of shops', () => {
	const accepts = async (shop) => (await s.get('/api/shopify/install?shop=' +
		encodeURIComponent(shop))).status === 302;

	test('are taken where the library takes them', async () => {
		for (const shop of ['x.myshopify.com', 'my-shop-2.myshopify.com',
			'2x.myshopify.com', 'UPPER.myshopify.com', 'a--b-.myshopify.com'])
			assert.deepEqual([!!current.utils.sanitizeShop(shop),
				await accepts(shop)], [true, true], shop);
	});

	test('are never taken where it does not', async () => {
		const fixed = ['', 'x', 'evil.com', 'x.myshopify.com.evil.com',
			'evil.com/x.myshopify.com', 'x.myshopify.com/../evil',
			'x.myshopify.com\n', '\nx.myshopify.com', 'x.myshopify.com\0',
			'x.myshopify.com?a', 'x.myshopify.com#', 'x@y.myshopify.com',
			'x.myshopify.com:443', 'https://x.myshopify.com',
			' x.myshopify.com', 'x.y.myshopify.com', '.myshopify.com',
			'-x.myshopify.com', 'xmyshopify.com', 'x.myshopifyXcom',
			'é.myshopify.com', 'x%2e.myshopify.com', 'x.myshopify.comm'];

		for (const shop of fixed)
			assert.ok(!await accepts(shop) &&
				!current.utils.sanitizeShop(shop), JSON.stringify(shop));
		for (let i = 0; i < 150; i++) {
			const shop = damaged('some-shop-1.myshopify.com');

			assert.ok(current.utils.sanitizeShop(shop) ||
				!await accepts(shop), `seed ${seed}: ${shop}`);
		}
	});

	test('where the library is laxer, are not', async () => {
		for (const shop of ['x_y.myshopify.com', 'x.myshopify.com/',
			'x.shopify.com', 'x.myshopify.io', 'x.shop.dev',
			'admin.shopify.com/store/x', `${'x'.repeat(300)}.myshopify.com`])
			assert.deepEqual([!!current.utils.sanitizeShop(shop),
				await accepts(shop)], [true, false], shop);
	});
});

describe('the way to Shopify', () => {
	test('is the one that the library goes', async () => {
		const shop = 'some-shop.myshopify.com';
		const headers = {};

		await current.auth.begin({ shop, isOnline: false,
			callbackPath: '/api/shopify/callback',
			rawRequest: { method: 'GET', url: '/', headers: {
				'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130' } },
			rawResponse: {
				setHeader: (name, value) => { headers[name] = value; },
				writeHead: (status, said) => Object.assign(headers, said),
				write: () => {}, end: () => {},
				getHeaders: () => headers,
			} });
		const theirs = new URL(headers.Location);
		const { headers: said } = await s.get(
			`/api/shopify/install?shop=${shop}`);
		const ours = new URL(said.get('location'));

		assert.equal(ours.origin + ours.pathname,
			theirs.origin + theirs.pathname);
		for (const name of ['client_id', 'redirect_uri'])
			assert.equal(ours.searchParams.get(name),
				theirs.searchParams.get(name), name);
		assert.match(ours.searchParams.get('state'), /^[0-9a-f]{32}$/);
	});

	test('and the way back has the signature that it makes', async () => {
		const params = { code: 'c', host: 'aG9zdA', state: 's',
			shop: 'some-shop.myshopify.com',
			timestamp: String(Math.floor(Date.now() / 1000)) };
		const hmac = signQuery(s.env.SHOPIFY_API_SECRET,
			Object.entries(params));

		assert.equal(await current.utils.validateHmac({ ...params, hmac }),
			true);
		assert.equal((await s.get('/api/shopify/callback?' +
			new URLSearchParams({ ...params, hmac }))).status, 403);
	});
});
