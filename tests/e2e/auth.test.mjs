/* Registering, logging in, adding shops: the contract of /api/auth. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';

const password = 'correct horse battery';
const front = 'https://front.example';
let s;

before(async () => {
	s = await stack({ store: true, set: { cors_origin: front } });
});
after(() => s?.down());

let count = 0;

/* A fresh, complete registration. */
function wanted(fields = {}) {
	count++;
	return { email: `auth${count}@example.com`, password,
		shopDomain: `auth-${count}.myshopify.com`, shopName: `Auth ${count}`,
		...fields };
}

/* A shop of the stand-in's, with the token that opens it. */
async function liveShop(domain) {
	return s.control('POST', '/shops', { domain, seed: 7, orders: 3,
		currency: 'INR', timezone: 'Asia/Kolkata' });
}

function assertError(answer, status, code, field) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.body.code, code);
	assert.equal(answer.body.field, field);
	assert.match(answer.body.requestId, /^[0-9a-f]{32}$/);
	assert.ok(answer.body.message.length > 5);
}

/* As existing front ends do it. */
const payloadOf = (token) => JSON.parse(atob(token.split('.')[1]));

function assertSession(body, email) {
	const { token, user, shop } = body;
	const claims = payloadOf(token);

	assert.deepEqual(Object.keys(body), ['message', 'token', 'user', 'shop']);
	assert.deepEqual(Object.keys(user), ['id', 'email', 'tenantId', 'role']);
	assert.match(user.id, /^\d+$/);
	assert.match(user.tenantId, /^\d+$/);
	assert.equal(user.email, email);
	assert.doesNotMatch(token.split('.')[1], /[-_]/);
	assert.deepEqual(
		[claims.userId, claims.tenantId, claims.email, claims.storeId],
		[user.id, user.tenantId, email, shop?.id ?? null]);
	assert.equal(claims.exp - claims.iat, 900);
	assert.ok(claims.iss && claims.aud && claims.sub);
}

describe('register', () => {
	test('makes a user, a tenant and a claimed shop', async () => {
		const all = wanted({ email: 'Ann+x@Example.COM',
			shopDomain: ' https://Ann.MyShopify.com/admin ' });
		const answer = await s.post('/api/auth/register', all);

		assert.equal(answer.status, 201, answer.text);
		assertSession(answer.body, 'ann+x@example.com');
		assert.equal(answer.body.shop.shopDomain, 'ann.myshopify.com');
		assert.equal(answer.body.shop.name, all.shopName);
		assert.equal(answer.body.shop.state, 'claimed');
	});

	test('takes an address once, in any case', async () => {
		const all = wanted();

		await s.register(all);
		for (const email of [all.email, all.email.toUpperCase()]) {
			const again = await s.post('/api/auth/register',
				{ ...wanted(), email });

			assertError(again, 409, 'conflict', 'email');
			assert.equal(again.body.message, 'User already exists');
		}
	});

	test('of one address at once makes one user', async () => {
		const all = wanted();
		const answers = await Promise.all(Array.from({ length: 8 }, () =>
			s.post('/api/auth/register', all)));
		const statuses = answers.map((a) => a.status).sort();

		assert.deepEqual(statuses, [201, ...Array(7).fill(409)]);
	});

	test('names what is wrong, and leaves nothing behind', async () => {
		const cases = [
			[{ email: undefined }, 400, 'email'],
			[{ email: 7 }, 400, 'email'],
			[{ email: 'no-at-sign' }, 400, 'email'],
			[{ email: `${'a'.repeat(300)}@example.com` }, 400, 'email'],
			[{ password: null }, 400, 'password'],
			[{ password: 'short' }, 422, 'password'],
			[{ password: 'password123' }, 422, 'password'],
			[{ password: 'x7'.repeat(37) }, 422, 'password'],
			[{ password: 'passw\u0000rd-with-nul' }, 400, 'body'],
			[{ shopDomain: undefined }, 400, 'shopDomain'],
			[{ shopDomain: 'bare' }, 400, 'shopDomain'],
			[{ shopDomain: 'x.myshopify.com.evil.com' }, 400, 'shopDomain'],
			[{ shopName: undefined }, 400, 'shopName'],
			[{ shopName: '' }, 400, 'shopName'],
			[{ shopName: 'n'.repeat(256) }, 400, 'shopName'],
			[{ accessToken: 'not a token' }, 400, 'accessToken'],
			[{ accessToken: {} }, 400, 'accessToken'],
		];
		const before = await s.sql('SELECT count(*) AS n FROM tenant');

		for (const [fields, status, field] of cases) {
			const answer = await s.post('/api/auth/register',
				wanted(fields));

			assertError(answer, status,
				status === 400 ? 'bad_input' : 'refused', field);
		}
		assert.deepEqual(await s.sql('SELECT count(*) AS n FROM tenant'),
			before);
	});

	test('with a token that Shopify confirms connects the shop', async () => {
		const { accessToken } = await liveShop('live1.myshopify.com');
		const all = wanted({ shopDomain: 'live1.myshopify.com',
			accessToken });
		const { token, shop } = await s.register(all);
		const [stored] = await s.sql('SELECT * FROM shop WHERE shop_id = ' +
			shop.id);

		assert.equal(shop.state, 'connected');
		assert.deepEqual([stored.currency, stored.timezone],
			['INR', 'Asia/Kolkata']);
		assert.match(stored.scopes, /read_orders/);
		/* Sealed: not there in any readable form. */
		assert.ok(!JSON.stringify(stored).includes(accessToken));
		assert.ok(!Buffer.from(stored.access_token.slice(2), 'hex')
			.includes(accessToken));
		for (const pool of ['api', 'auth', 'webhooks', 'events'])
			assert.ok(!(await s.log(`pool-${pool}`))
				.includes(accessToken));
		assert.equal((await s.get('/api/shops', token)).body[0].verified,
			true);
	});

	test('with a refused token leaves no user behind', async () => {
		await liveShop('live2.myshopify.com');
		const all = wanted({ shopDomain: 'live2.myshopify.com',
			accessToken: 'shpat_00000000000000000000000000000000' });
		const answer = await s.post('/api/auth/register', all);

		assertError(answer, 422, 'refused', 'accessToken');
		delete all.accessToken;
		await s.register(all);
	});
});

describe('login', () => {
	test('answers as registering does, with the first shop', async () => {
		const all = wanted();
		const { token, shop } = await s.register(all);

		await s.post('/api/auth/add-shop', { shopName: 'Second',
			shopDomain: 'aaa-second.myshopify.com' }, token);
		const answer = await s.post('/api/auth/login',
			{ email: all.email.toUpperCase(), password });

		assert.equal(answer.status, 200, answer.text);
		assertSession(answer.body, all.email);
		assert.deepEqual(answer.body.shop, shop);

		for (const { id } of (await s.get('/api/shops', token)).body)
			await s.send('DELETE', `/api/shops/${id}`, { token });
		const without = await s.post('/api/auth/login',
			{ email: all.email, password });

		assertSession(without.body, all.email);
		assert.equal(without.body.shop, null);
	});

	test('says the same of a wrong password and an unknown user',
		async () => {
			const all = wanted();

			await s.register(all);
			for (const [email, word] of [
				[all.email, `${password}.`],
				[all.email, ''],
				[all.email, 'x'.repeat(100)],
				['nobody@example.com', password],
				['not-an-address', password],
			]) {
				const answer = await s.post('/api/auth/login',
					{ email, password: word });

				assertError(answer, 401, 'unauthenticated');
				assert.equal(answer.body.message, 'Invalid credentials');
			}
		});

	test('cannot be had back by mail where there is none', async () => {
		for (const email of ['ada@example.com', 'nobody@example.com']) {
			const { status, body } = await s.post('/api/auth/forgot',
				{ email });

			assert.equal(status, 422);
			assert.match(body.message, /sends no mail/);
		}
	});

	test('needs both members', async () => {
		assertError(await s.post('/api/auth/login', { email: 'a@b.co' }),
			400, 'bad_input', 'password');
		assertError(await s.post('/api/auth/login', { password }),
			400, 'bad_input', 'email');
	});

	test('is throttled by account', async () => {
		const all = wanted(), other = wanted();

		await s.register(all);
		await s.register(other);
		for (let i = 0; i < 10; i++)
			assertError(await s.post('/api/auth/login',
				{ email: all.email, password: 'wrong' }),
			401, 'unauthenticated');
		const answer = await s.post('/api/auth/login',
			{ email: all.email, password });
		const wait = Number(answer.headers.get('retry-after'));

		assertError(answer, 429, 'throttled');
		assert.ok(wait > 0 && wait <= 900, `Retry-After: ${wait}`);
		assert.equal((await s.post('/api/auth/login',
			{ email: other.email, password })).status, 200);
	});

	test('does not lock the owner out', async () => {
		const attempt = async (client) => Number((await s.sql(
			'SELECT login_attempt(:\'email\', :\'client\') AS wait',
			{ as: 'app', vars: { email: 'owner@example.com', client } })
		)[0].wait);

		await attempt('192.0.2.1');
		await s.sql('SELECT login_succeeded(\'owner@example.com\',' +
			' \'192.0.2.1\')', { as: 'app' });
		/* From everywhere: 100 guesses, then nobody new comes in. */
		await s.sql(`SELECT login_attempt('Owner@example.com',
			'2001:db8:' || i || '::1') FROM generate_series(1, 100) i`,
		{ as: 'app' });
		assert.ok(await attempt('198.51.100.7') > 0);
		assert.equal(await attempt('192.0.2.1'), 0);
		/* One network is one guesser, whatever address it uses. */
		await s.sql(`SELECT login_attempt('six@example.com',
			'2001:db8::' || i) FROM generate_series(1, 10) i`,
		{ as: 'app' });
		assert.ok(Number((await s.sql(`SELECT login_attempt(
			'six@example.com', '2001:db8::ff') AS wait`,
		{ as: 'app' }))[0].wait) > 0);
	});

	test('one network alone does not use up what all have', async () => {
		const attempt = async (client) => Number((await s.sql(
			'SELECT login_attempt(\'alone@example.com\', :\'client\')' +
			' AS wait', { as: 'app', vars: { client } }))[0].wait);

		assert.equal(await attempt('192.0.2.60'), 0);
		for (let i = 0; i < 150; i++)
			await attempt('192.0.2.60');
		assert.ok(await attempt('192.0.2.60') > 0);
		assert.equal(await attempt('198.51.100.60'), 0);
	});

	test('renews a hash of another cost', async () => {
		const all = wanted();
		const hash = async () => (await s.sql('SELECT password_hash FROM' +
			` user_account WHERE email = '${all.email}'`))[0].password_hash;

		await s.register(all);
		assert.match(await hash(), /^\$2b\$04\$/);
		await s.up(['--set', 'bcrypt_cost=5']);
		for (let i = 0; i < 2; i++)
			assert.equal((await s.post('/api/auth/login',
				{ email: all.email, password })).status, 200);
		assert.match(await hash(), /^\$2b\$05\$/);
		await s.up();
	});
});

describe('add-shop', () => {
	test('claims a shop once, and blocks nobody else', async () => {
		const a = await s.register(wanted());
		const b = await s.register(wanted());
		const shop = { shopDomain: 'wanted-by-two.myshopify.com',
			shopName: 'Two' };
		const first = await s.post('/api/auth/add-shop', shop, a.token);

		assert.equal(first.status, 201, first.text);
		assert.deepEqual(Object.keys(first.body), ['message', 'shop']);
		assert.equal(first.body.shop.verified, false);
		assertError(await s.post('/api/auth/add-shop', shop, a.token),
			409, 'conflict', 'shopDomain');
		assert.equal((await s.post('/api/auth/add-shop', shop, b.token))
			.status, 201);
	});

	test('connects with a token, for one tenant only', async () => {
		const a = await s.register(wanted());
		const b = await s.register(wanted());
		const { accessToken } = await liveShop('live3.myshopify.com');
		const shop = { shopDomain: 'live3.myshopify.com', shopName: 'Three' };
		const refused = await s.post('/api/auth/add-shop',
			{ ...shop, accessToken: 'shpat_wrong' }, a.token);

		assertError(refused, 422, 'refused', 'accessToken');
		assert.equal((await s.get('/api/shops', a.token)).body.length, 1);

		/* Claimed first, then connected: the same shop. */
		const claimed = await s.post('/api/auth/add-shop', shop, a.token);
		const connected = await s.post('/api/auth/add-shop',
			{ ...shop, accessToken }, a.token);

		assert.equal(connected.status, 201, connected.text);
		assert.equal(connected.body.shop.id, claimed.body.shop.id);
		assert.equal(connected.body.shop.state, 'connected');
		assertError(await s.post('/api/auth/add-shop',
			{ ...shop, accessToken }, a.token), 409, 'conflict', 'shopDomain');
		assertError(await s.post('/api/auth/add-shop',
			{ ...shop, accessToken }, b.token), 409, 'conflict', 'shopDomain');
		assert.equal((await s.get('/api/shops', b.token)).body.length, 1);
	});

	test('refuses the token of another shop', async () => {
		const { token } = await s.register(wanted());
		const { accessToken } = await liveShop('live4.myshopify.com');

		await liveShop('live5.myshopify.com');
		assertError(await s.post('/api/auth/add-shop', { accessToken,
			shopDomain: 'live5.myshopify.com', shopName: 'Five' }, token),
		422, 'refused', 'accessToken');
	});
});

describe('the token', () => {
	test('says who it is', async () => {
		const { token, user, shop } = await s.register(wanted());
		const answer = await s.get('/api/auth/me', token);

		assert.equal(answer.status, 200);
		assert.deepEqual(answer.body, { user, shop });
		assert.equal((await s.get('/api/auth/me', undefined,
			{ Authorization: `bearer  ${token}` })).status, 200);
	});

	test('is refused unless it is ours, whole and unchanged', async () => {
		const { token } = await s.register(wanted());
		const [head, body, mac] = token.split('.');
		const none = Buffer.from('{"alg":"none","typ":"JWT"}')
			.toString('base64url');
		const other = Buffer.from(JSON.stringify({ ...payloadOf(token),
			tenantId: '1' })).toString('base64url');

		for (const bad of ['', 'x', `${head}.${body}`, `${head}.${body}.`,
			`${none}.${body}.`, `${head}.${other}.${mac}`,
			`${token}a`, 'a'.repeat(3000), `${token} ${token}`])
			assertError(await s.get('/api/auth/me', bad), 401,
				'unauthenticated');
		assertError(await s.get('/api/auth/me', undefined,
			{ Authorization: `Basic ${token}` }), 401, 'unauthenticated');
	});
});

describe('another origin', () => {
	test('may ask if it is named in the settings', async () => {
		const preflight = await s.send('OPTIONS', '/api/auth/login',
			{ headers: { Origin: front,
				'Access-Control-Request-Method': 'POST' } });
		const allowed = (name) => preflight.headers
			.get(`access-control-allow-${name}`);

		assert.equal(preflight.status, 204);
		assert.equal(allowed('origin'), front);
		assert.equal(allowed('methods'),
			'GET, POST, PUT, PATCH, DELETE, OPTIONS');
		assert.equal(allowed('headers'), 'Content-Type, Authorization');
		assert.equal((await s.get('/api/shops', undefined,
			{ Origin: front })).headers
			.get('access-control-allow-origin'), front);
		assert.equal((await s.get('/api/shops', undefined,
			{ Origin: 'https://evil.example' })).headers
			.get('access-control-allow-origin'), null);
	});
});
