/* Connecting a shop by a login at Shopify, and all that may go wrong there. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { signQuery } from '../shopify/oauth.mjs';
import { atShopify, comeBack, connect, cookieOf, leave } from './oauth.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';
import { whileChanging } from './stuck.mjs';

const PREVIOUS = 'shpss_00000000000000000000000000000001';
let s, count = 0;

before(async () => {
	s = await stack({ store: true,
		set: { shopify_api_secret_previous: PREVIOUS } });
});
after(() => s?.down());

/* A shop at Shopify, and a user whose only shop is another one. */
async function merchant(settings = {}) {
	const domain = `login${++count}.myshopify.com`;

	await s.control('POST', '/shops', { domain, seed: count, orders: 3,
		currency: 'EUR', timezone: 'Europe/Paris', ...settings });
	const { token } = await s.register({
		email: `login${count}@example.com`,
		shopDomain: `claimed${count}.myshopify.com` });

	return { domain, token };
}

const fault = (domain, what) => s.control('POST', '/faults',
	{ kind: 'oauth', shop: domain, ...what });

const shopOf = async ({ domain, token }) =>
	(await s.get('/api/shops', token)).body
		.find((shop) => shop.shopDomain === domain);

/* Who connects it waits for its state, and keeps nothing meanwhile. */
async function stateFirst(m, work) {
	const where = `WHERE shop_id = ${(await shopOf(m)).id} FOR UPDATE`;

	return whileChanging(s, `SELECT FROM shop_state ${where}`, work, 1,
		`SELECT FROM shop ${where} NOWAIT`);
}

function assertError(answer, status, code, field) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.body.code, code);
	assert.equal(answer.body.field, field);
}

/* The address signed anew after a change of its parameters. */
function resigned(back, change, secret = s.env.SHOPIFY_API_SECRET) {
	const [path, query] = back.split('?');
	const params = new URLSearchParams(query);

	change(params);
	params.delete('hmac');
	params.set('hmac', signQuery(secret, params.entries()));
	return `${path}?${params}`;
}

describe('a login at Shopify', () => {
	test('connects the shop, reads it, and leads to the dashboard',
		async () => {
			const m = await merchant();
			const left = await leave(s, m.domain, m.token);
			const q = left.url.searchParams;

			assert.equal(left.url.origin + left.url.pathname,
				`https://${m.domain}/admin/oauth/authorize`);
			assert.equal(q.get('client_id'), s.env.SHOPIFY_API_KEY);
			assert.equal(q.get('redirect_uri'),
				`${s.url}/api/shopify/callback`);
			assert.equal(q.get('scope'), null);
			assert.match(left.begin.headers.get('set-cookie'),
				new RegExp('^xeno_shopify=[^;]+; Path=/api/shopify/callback; ' +
					'Max-Age=600; HttpOnly; SameSite=Lax$'));
			const answer = await comeBack(s, left);

			assert.equal(answer.status, 302, answer.text);
			const shop = await shopOf(m);

			assert.equal(answer.to, `/?shop=${shop.id}`);
			assert.match(answer.headers.get('set-cookie'),
				/^xeno_shopify=; .*Max-Age=0;/);
			assert.deepEqual([shop.state, shop.verified, shop.currency,
				shop.timezone], ['connected', true, 'EUR', 'Europe/Paris']);
			await until('it was read', async () =>
				(await shopOf(m)).sync?.status === 'success');
			const [row] = await s.sql(`SELECT access_token, refresh_token,
				token_expires_at BETWEEN now() + interval '50 min'
				AND now() + interval '60 min' AS hour
				FROM shop WHERE shop_id = ${shop.id}`);

			assert.equal(row.hour, 't');
			assert.match(row.refresh_token, /^\\x01/);
			for (const name of ['pool-api', 'xeno-access', 'nginx'])
				assert.doesNotMatch(await s.log(name),
					/shpat_|shprt_|code=|shpss_/);
		});

	test('asks for the scopes of the settings', async () => {
		const m = await merchant();

		await s.up(['--set', 'shopify_scopes=read_orders,read_products,' +
			'read_customers']);
		const { begin } = await leave(s, m.domain, m.token);

		assert.match(begin.body.url,
			/&scope=read_orders,read_products,read_customers&redirect_uri=/);
		await s.up();
	});

	test('over TLS has a cookie for TLS alone', async () => {
		const m = await merchant();

		await s.up(['--set', 'public_url=https://xeno.example.com']);
		const { headers, body } = await s.post('/api/shopify/install',
			{ shopDomain: m.domain }, m.token);

		assert.match(headers.get('set-cookie'),
			/^__Secure-xeno_shopify=.*; Secure$/);
		assert.match(body.url, /redirect_uri=https%3A%2F%2Fxeno\.example\.com/);
		await s.up();
	});

	test('again, by the same account, renews access', async () => {
		const m = await merchant();
		const id = await connect(s, m.domain, m.token);

		await s.sql(`UPDATE shop_state SET needs_reauth = true
			WHERE shop_id = ${id}`);
		assert.equal((await shopOf(m)).state, 'needs_reauth');
		assert.equal(await connect(s, m.domain, m.token), id);
		assert.equal((await shopOf(m)).state, 'connected');
	});

	test('waits like a token that is typed in', async () => {
		const m = await merchant();
		const { accessToken } = await s.control('POST', '/shops',
			{ domain: 'typed.myshopify.com', orders: 3 });

		m.domain = 'typed.myshopify.com';
		const add = (more) => s.post('/api/auth/add-shop',
			{ shopDomain: m.domain, shopName: 'X', ...more }, m.token);

		assert.equal((await add()).status, 201);
		assert.equal((await stateFirst(m, () => add({ accessToken })))
			.status, 201);
	});

	test('connects a shop that was only claimed, and a claim blocks nobody',
		async () => {
			const m = await merchant(), other = await merchant();

			for (const { token } of [m, other])
				assert.equal((await s.post('/api/auth/add-shop', {
					shopDomain: m.domain, shopName: 'X' }, token)).status,
				201);
			await stateFirst(m, () => connect(s, m.domain, m.token));
			assert.equal((await shopOf(m)).state, 'connected');
			const late = await comeBack(s,
				await leave(s, m.domain, other.token));

			assert.deepEqual([late.status, late.to],
				[302, '/connect?problem=taken']);
			/* Nor has it ended the tokens that were given before. */
			assert.equal((await s.sync(['refresh', '--all'])).code, 0);
			assert.equal((await shopOf(m)).state, 'connected');
		});
});

describe('Shopify opens the app', () => {
	const open = async (domain, how = {}) => {
		const { url } = await s.control('POST', `/shops/${domain}/install`,
			{ appUrl: `${s.url}/api/shopify/install`, ...how });

		return s.get(url.slice(s.url.length));
	};

	test('and is led to its login, and on to whose the shop is', async () => {
		const m = await merchant();
		const go = async () => {
			const opened = await open(m.domain);
			const { location } = await atShopify(s,
				opened.headers.get('location'));

			assert.equal(opened.status, 302, opened.text);
			return comeBack(s, { cookie: cookieOf(opened),
				back: location.slice(s.url.length) });
		};

		assert.equal((await go()).to, `/connect?store=${m.domain}`);
		const id = await connect(s, m.domain, m.token);

		assert.equal((await go()).to, `/?shop=${id}`);
	});

	test('signed by either secret, and by no other, just now', async () => {
		const { domain } = await merchant();

		assert.equal((await open(domain, { signWith: 'previous' })).status,
			302);
		assertError(await open(domain, { hmac: 'wrong' }), 401,
			'unauthenticated', 'hmac');
		assertError(await open(domain, { timestampOffset: -100 }), 401,
			'unauthenticated', 'timestamp');
		assertError(await open(domain, { timestampOffset: 100 }), 401,
			'unauthenticated', 'timestamp');
		assert.equal((await open(domain, { timestampOffset: -80 })).status,
			302);
	});

	test('with no domain that an address may be made of', async () => {
		for (const shop of ['', 'x', 'evil.com', 'x.myshopify.com.evil.com',
			'x.myshopify.com%2Fadmin', 'x_y.myshopify.com', 'x.shop.dev',
			'x.myshopify.com%0A', 'a.b.myshopify.com', '-x.myshopify.com',
			'x.myshopify.com%00', `${'x'.repeat(260)}.myshopify.com`,
			'x.myshopify.com&shop=y.myshopify.com'])
			assertError(await s.get(`/api/shopify/install?shop=${shop}`),
				400, 'bad_input', 'shop');
		assertError(await s.get('/api/shopify/install'), 400, 'bad_input',
			'shop');
		assert.equal((await s.get('/api/shopify/install' +
			'?shop=Upper.MyShopify.com')).headers.get('location')
			.slice(0, 28), 'https://upper.myshopify.com/');
	});
});

describe('the way back is refused', () => {
	test('to another browser, and a second time', async () => {
		const m = await merchant(), other = await merchant();
		const left = await leave(s, m.domain, m.token);
		const begun = await leave(s, m.domain, other.token);

		for (const cookie of [null, 'xeno_shopify=', 'xeno_shopify=x.1.2.y',
			begun.cookie, left.cookie.replace(/.$/, ''),
			left.cookie.replace(/\.(\d+)\./, '.1.'),
			left.cookie.replace(/^(xeno_shopify=)./, '$1g')])
			assertError(await comeBack(s, { ...left, cookie }), 403,
				'forbidden', 'state');
		assert.equal((await comeBack(s, left)).status, 302);
		assertError(await comeBack(s, left), 403, 'forbidden', 'state');
	});

	test('with a state of another shop', async () => {
		const m = await merchant(), other = await merchant();
		const left = await leave(s, m.domain, m.token);

		assertError(await comeBack(s, { ...left, back: resigned(left.back,
			(q) => q.set('shop', other.domain)) }), 403, 'forbidden', 'state');
		await fault(m.domain, { state: 'wrong' });
		assertError(await comeBack(s, await leave(s, m.domain, m.token)),
			403, 'forbidden', 'state');
	});

	test('when anything in it was changed', async () => {
		const m = await merchant();
		const { back, cookie } = await leave(s, m.domain, m.token);
		const query = back.split('?')[1];

		for (const name of ['code', 'host', 'shop', 'state', 'timestamp'])
			assertError(await comeBack(s, { cookie, back: back.replace(
				new RegExp(`${name}=(.)`), (_, c) =>
					`${name}=${c === 'b' ? 'c' : 'b'}`) }), 401,
			'unauthenticated', 'hmac');
		assertError(await comeBack(s, { cookie, back: `${back}&more=1` }),
			401, 'unauthenticated', 'hmac');
		assertError(await comeBack(s, { cookie, back: `${back}&hmac=1` }),
			400, 'bad_input', 'hmac');
		assertError(await comeBack(s, { cookie, back: back.replace(
			/hmac=[^&]+/, (h) => h.toUpperCase().replace('HMAC', 'hmac')) }),
		401, 'unauthenticated', 'hmac');
		assertError(await s.get('/api/shopify/callback'), 400, 'bad_input',
			'shop');
		assertError(await s.get(`/api/shopify/callback?shop=${m.domain}`),
			400, 'bad_input', 'hmac');
		/* The order in which they stand does not matter. */
		assert.equal((await comeBack(s, { cookie, back:
			`/api/shopify/callback?${query.split('&').reverse().join('&')}`
		})).status, 302);
	});

	test('too late, and with a secret that is nobody\'s', async () => {
		const m = await merchant();

		await fault(m.domain, { timestampOffset: -95 });
		assertError(await comeBack(s, await leave(s, m.domain, m.token)),
			401, 'unauthenticated', 'timestamp');
		await fault(m.domain, { hmac: 'wrong' });
		assertError(await comeBack(s, await leave(s, m.domain, m.token)),
			401, 'unauthenticated', 'hmac');
		await fault(m.domain, { signWith: 'previous' });
		assert.match((await comeBack(s, await leave(s, m.domain, m.token)))
			.to, /^\/\?shop=/);
	});
});

describe('what Shopify says no to', () => {
	const problem = async (m) => (await comeBack(s,
		await leave(s, m.domain, m.token))).to;

	test('is told by the dashboard', async () => {
		const m = await merchant();
		const token = (what) => s.control('POST', '/faults',
			{ kind: 'token_endpoint', shop: m.domain, ...what });

		await fault(m.domain, { deny: true });
		assert.equal(await problem(m), '/connect?problem=denied');
		await fault(m.domain, { scope: 'read_orders,read_products' });
		assert.equal(await problem(m), '/connect?problem=scopes');
		await token({ status: 503 });
		assert.equal(await problem(m), '/connect?problem=unavailable');
		/* The answer was lost: the code may have been used by it. */
		await token({ drop: true });
		assert.match(await problem(m), /problem=(refused|unavailable)$/);
		await token({ stallMs: 6000 });
		assert.equal(await problem(m), '/connect?problem=unavailable');
		await s.control('POST', '/faults', { kind: 'token', shop: m.domain });
		assert.equal(await problem(m), '/connect?problem=refused');
		assert.equal(await shopOf(m), undefined);
		await connect(s, m.domain, m.token);
	});

	test('a code that was used is worth nothing', async () => {
		const m = await merchant();
		const first = await leave(s, m.domain, m.token);
		const code = new URLSearchParams(first.back.split('?')[1])
			.get('code');

		assert.match((await comeBack(s, first)).to, /^\/\?shop=/);
		const second = await leave(s, m.domain, m.token);

		assert.equal((await comeBack(s, { ...second, back: resigned(
			second.back, (q) => q.set('code', code)) })).to,
		'/connect?problem=refused');
	});

	test('to write includes to read', async () => {
		const m = await merchant();

		await fault(m.domain, { scope: 'write_orders,write_products,' +
			'write_customers' });
		await connect(s, m.domain, m.token);
	});
});

test('a login is asked for with a domain, a body and a user', async () => {
	const { token } = await merchant();
	const ask = (body, as = token) => s.post('/api/shopify/install', body, as);

	assertError(await ask({}), 400, 'bad_input', 'shopDomain');
	assertError(await ask({ shopDomain: 'evil.com' }), 400, 'bad_input',
		'shopDomain');
	assertError(await ask({ shopDomain: 'x.myshopify.com' }, null), 401,
		'unauthenticated');
	assert.equal((await ask({ shopDomain: 'https://X.myshopify.com/admin' }))
		.status, 200);
	/* Nothing of it is for somebody who is signed out: no ticket either. */
	const { token: gone } = await merchant();

	await s.post('/api/auth/logout', undefined, gone);
	const late = await ask({ shopDomain: 'x.myshopify.com' }, gone);

	assertError(late, 401, 'unauthenticated');
	assert.equal(late.headers.get('set-cookie'), null);
	await s.up(['--set', 'public_url=']);
	assertError(await ask({ shopDomain: 'x.myshopify.com' }), 422, 'refused');
	assertError(await s.get('/api/shopify/install?shop=x.myshopify.com'),
		422, 'refused');
	assert.match(await s.log('pool-api'), /a login at Shopify needs/);
});
