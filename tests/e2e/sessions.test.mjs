/* Sessions: the cookie, its rotation, and how each way to end one ends it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';
import { holdRows, whileChanging } from './stuck.mjs';

const password = 'correct horse battery';
let s, count = 0;

before(async () => {
	s = await stack({ set: { session_ttl_s: 1000 }, pools: { auth: 2 } });
});
after(() => s?.down());

const cookieOf = (answer) => answer.headers.get('set-cookie');
const valueOf = (answer) => cookieOf(answer).split(';')[0];

async function signIn(email, headers) {
	const answer = await s.post('/api/auth/login', { email, password },
		undefined, headers);

	assert.equal(answer.status, 200, answer.text);
	return { token: answer.body.token, cookie: valueOf(answer), answer };
}

async function newUser() {
	const email = `session${++count}@example.com`;
	const { user } = await s.register({ email });

	await s.sql(`DELETE FROM session WHERE user_id = ${user.id}`);
	return { email, id: user.id };
}

const refresh = (cookie, headers = { Origin: s.url }) =>
	s.post('/api/auth/refresh', {}, undefined,
		{ ...cookie && { Cookie: cookie }, ...headers });

const status = async (token, path = '/api/shops') =>
	(await s.get(path, token)).status;

/* As if the last use was so long ago. */
const age = (user, seconds) => s.sql(`UPDATE session SET used_at = used_at -
	interval '${seconds} s' WHERE user_id = ${user.id}`);

describe('the cookie', () => {
	test('is for the browser alone, and for /api/auth', async () => {
		const user = await newUser();
		const { answer } = await signIn(user.email);

		assert.match(cookieOf(answer), new RegExp(
			`^xeno_session_${new URL(s.url).port}=\\d+_\\d+_[\\w-]{86}; ` +
			'Path=/api/auth; Max-Age=1000; HttpOnly; SameSite=Strict$'));
		const stored = JSON.stringify(await s.sql('SELECT * FROM session' +
			` WHERE user_id = ${user.id}`));
		const secret = Buffer.from(valueOf(answer).split('=')[1]
			.split('_').slice(2).join('_'), 'base64url');

		assert.equal(secret.length, 64);
		for (const part of [secret.subarray(0, 32), secret.subarray(32)])
			assert.ok(!stored.includes(part.toString('hex')));
		assert.ok(!JSON.stringify(answer.body).includes(secret
			.toString('base64url')));
	});

	test('is not for a page of another origin', async () => {
		const user = await newUser();
		const answer = await s.post('/api/auth/login',
			{ email: user.email, password }, undefined,
			{ Origin: 'https://evil.example' });

		assert.equal(answer.status, 200);
		assert.equal(cookieOf(answer), null);
	});

	test('is Secure, and says so, where the site is https', async () => {
		await s.up(['--set', 'public_url=https://xeno.example.com']);
		const user = await newUser();
		const { cookie, answer } = await signIn(user.email);

		assert.match(cookieOf(answer), /^__Secure-xeno_session=.*; Secure$/);
		/* Here its name is another, so there is none. */
		assert.equal((await refresh(cookie)).status, 401);
		assert.equal((await refresh(cookie,
			{ Origin: 'https://xeno.example.com' })).status, 200);
		await s.up();
	});
});

describe('refresh', () => {
	test('goes on with another cookie, as login answers', async () => {
		const user = await newUser();
		let { cookie, token } = await signIn(user.email);

		for (let i = 0; i < 3; i++) {
			const answer = await refresh(cookie);

			assert.equal(answer.status, 200, answer.text);
			assert.deepEqual(Object.keys(answer.body),
				['message', 'token', 'user', 'shop']);
			assert.equal(answer.body.user.email, user.email);
			assert.notEqual(valueOf(answer), cookie);
			assert.equal(await status(answer.body.token), 200);
			assert.equal(await status(token), 200);
			({ token } = answer.body);
			cookie = valueOf(answer);
		}
	});

	test('takes POST with JSON from this origin alone', async () => {
		const user = await newUser();
		const { cookie } = await signIn(user.email);

		for (const headers of [{}, { Origin: 'https://evil.example' },
			{ Origin: 'null' }, { Origin: `${s.url}.evil.example` }])
			assert.equal((await refresh(cookie, headers)).status, 403);
		assert.equal((await s.send('POST', '/api/auth/refresh', { body: 'x',
			headers: { Cookie: cookie, Origin: s.url,
				'Content-Type': 'text/plain' } })).status, 415);
		assert.equal((await s.get('/api/auth/refresh', undefined,
			{ Cookie: cookie, Origin: s.url })).status, 405);
		assert.equal((await refresh(cookie)).status, 200);
	});

	test('by an old cookie ends the session for everybody', async () => {
		const user = await newUser();
		const { cookie: first } = await signIn(user.email);
		const second = await refresh(first);

		await age(user, 11);
		const answer = await refresh(first);

		assert.equal(answer.status, 401);
		assert.match(cookieOf(answer), /=; .*Max-Age=0;/);
		assert.equal((await refresh(valueOf(second))).status, 401);
		assert.equal(await status(second.body.token), 401);
		assert.deepEqual(await s.sql('SELECT action FROM audit_event WHERE' +
			` user_id = ${user.id} ORDER BY event_id DESC LIMIT 1`),
		[{ action: 'session.reused' }]);
	});

	test('of two tabs, or once more, gives one and the same cookie',
		async () => {
			const user = await newUser();
			const { cookie } = await signIn(user.email);
			const answers = await Promise.all(Array.from({ length: 6 },
				() => refresh(cookie)));
			const cookies = new Set(answers.map(valueOf));

			assert.deepEqual(answers.map((a) => a.status),
				Array(6).fill(200));
			assert.equal(cookies.size, 1);
			assert.equal((await refresh([...cookies][0])).status, 200);
			/* Two behind is old, however lately. */
			assert.equal((await refresh(cookie)).status, 401);
		});

	test('by what only looks like a cookie harms nobody', async () => {
		const user = await newUser();
		const { cookie } = await signIn(user.email);
		const [name, value] = cookie.split('=');
		const [tenant, id, ...rest] = value.split('_');
		const secret = rest.join('_');

		for (const bad of ['', 'x', '1_2', `${tenant}_${id}_`,
			`${tenant}_${id}_${'A'.repeat(86)}`,
			`${tenant}_${Number(id) + 1}_${secret}`,
			`${Number(tenant) + 1}_${id}_${secret}`,
			`0_${id}_${secret}`, `${tenant}_${id}_${secret}A`,
			`${'9'.repeat(30)}_${id}_${secret}`])
			assert.equal((await refresh(`${name}=${bad}`)).status, 401, bad);
		assert.equal((await refresh()).status, 401);
		assert.equal((await refresh(`a=b; ${cookie}; c=d`)).status, 200);
	});

	test('ends when it was not used for so long', async () => {
		const user = await newUser();
		const { cookie, token } = await signIn(user.email);

		await s.sql('UPDATE session SET expires_at = now() WHERE user_id =' +
			` ${user.id}`);
		assert.equal((await refresh(cookie)).status, 401);
		assert.equal(await status(token), 401);
		await signIn(user.email);
		assert.equal((await s.sql('SELECT count(*) AS n FROM session WHERE' +
			` user_id = ${user.id}`))[0].n, '1');
	});
});

describe('a session ends at once', () => {
	test('by logout, with the cookie or the token', async () => {
		const user = await newUser();
		const a = await signIn(user.email), b = await signIn(user.email);
		const out = await s.post('/api/auth/logout', {}, undefined,
			{ Cookie: a.cookie, Origin: s.url });

		assert.equal(out.status, 200, out.text);
		assert.match(cookieOf(out), /Max-Age=0/);
		assert.equal(await status(a.token), 401);
		assert.equal((await refresh(a.cookie)).status, 401);
		assert.equal(await status(b.token), 200);
		assert.equal((await s.post('/api/auth/logout', {}, b.token)).status,
			200);
		assert.equal(await status(b.token), 401);
		assert.equal(await status(b.token, '/api/auth/me'), 401);
		assert.equal(await status(b.token, '/api/metrics/overview'), 401);
	});

	test('by two logouts at once, which both take the cookie', async () => {
		const user = await newUser(), at = `user_id = ${user.id}`;

		for (const how of ['cookie', 'token']) {
			const { cookie, token } = await signIn(user.email);
			const out = () => (how === 'token'
				? s.post('/api/auth/logout', {}, token)
				: s.post('/api/auth/logout', {}, undefined,
					{ Cookie: cookie, Origin: s.url }));
			const outs = await whileChanging(s, 'SELECT FROM session WHERE' +
				` ${at} FOR UPDATE`, () => Promise.all([out(), out()]), 2);

			for (const answer of outs) {
				/* A cookie's may come when all is over: 401. */
				assert.ok(answer.status === 200 || (how === 'cookie' &&
					answer.status === 401), answer.text);
				assert.match(cookieOf(answer), /Max-Age=0/);
			}
		}
		assert.deepEqual(await s.sql('SELECT action FROM audit_event WHERE' +
			` action = 'session.logout' AND actor = '${user.email}'`),
		Array(2).fill({ action: 'session.logout' }));
	});

	test('by a new password, and only by the right one', async () => {
		const user = await newUser();
		const a = await signIn(user.email), b = await signIn(user.email);
		const change = (currentPassword, newPassword) =>
			s.send('PUT', '/api/auth/password', { token: a.token,
				body: { currentPassword, newPassword } });

		for (const [old, anew, field] of [['wrong', 'a third battery',
			'currentPassword'], ['wrong', 'y'.repeat(9), 'newPassword'],
		[password, 'short', 'newPassword'],
		[password, user.email.slice(0, -12), 'newPassword']]) {
			const answer = await change(old, anew);

			assert.equal(answer.status, 422, answer.text);
			assert.equal(answer.body.field, field);
			assert.match(answer.body.message, new RegExp(`^${field}: `));
		}
		const changed = await change(password, 'another horse battery');

		assert.equal(changed.status, 200, changed.text);
		assert.equal(await status(a.token), 401);
		assert.equal(await status(b.token), 401);
		assert.equal((await refresh(b.cookie)).status, 401);
		assert.equal(await status(changed.body.token), 200);
		assert.equal((await refresh(valueOf(changed))).status, 200);
		assert.equal((await s.post('/api/auth/login',
			{ email: user.email, password })).status, 401);
	});

	test('a weak new password is no guess at the old one', async () => {
		const { token } = await signIn((await newUser()).email);
		const change = (newPassword) => s.send('PUT', '/api/auth/password',
			{ token, body: { currentPassword: password, newPassword } });

		for (let i = 0; i < 12; i++)
			assert.equal((await change('y'.repeat(9))).status, 422);
		assert.equal((await change('another horse battery')).status, 200);
	});

	test('from the list of them', async () => {
		const user = await newUser();
		const a = await signIn(user.email, { 'User-Agent': 'One/1.0' });
		const b = await signIn(user.email, { 'User-Agent': 'x'.repeat(999) });
		const c = await signIn(user.email);
		const list = async () => (await s.get('/api/auth/sessions', c.token))
			.body;
		const three = await list();

		assert.deepEqual(three.map((one) => one.current),
			[true, false, false]);
		assert.equal(three[1].userAgent, 'x'.repeat(255));
		assert.equal(three[2].userAgent, 'One/1.0');
		assert.equal((await s.send('DELETE',
			`/api/auth/sessions/${three[2].id}`, { token: c.token })).status,
		204);
		assert.equal(await status(a.token), 401);
		assert.equal(await status(b.token), 200);
		assert.equal((await s.send('DELETE', '/api/auth/sessions',
			{ token: c.token })).status, 204);
		assert.equal(await status(b.token), 401);
		assert.equal((await list()).length, 1);
	});

	test('when a user is disabled, or his role is another', async () => {
		const user = await newUser();
		const set = (text) => s.sql(`UPDATE user_account SET ${text}
			WHERE user_id = ${user.id}`);
		const a = await signIn(user.email);

		await set('disabled_at = now()');
		assert.equal(await status(a.token), 401);
		assert.equal((await refresh(a.cookie)).status, 401);
		assert.equal((await s.post('/api/auth/login',
			{ email: user.email, password })).status, 401);
		await set('disabled_at = NULL, role = \'read-only\'');
		assert.equal(await status(a.token), 401);
		const renewed = await refresh(a.cookie);

		assert.equal(renewed.body.user.role, 'read-only');
		assert.equal(await status(renewed.body.token), 200);
	});
});

test('of a hundred sessions and more the oldest end', async () => {
	const user = await newUser();
	const first = await signIn(user.email);

	await s.sql(`INSERT INTO session (tenant_id, user_id, family_hash,
		token_hash, expires_at) SELECT tenant_id, user_id, 'x', 'y',
		expires_at FROM session, generate_series(1, 120)
		WHERE user_id = ${user.id}`);
	await signIn(user.email);
	assert.equal((await s.sql('SELECT count(*) AS n FROM session WHERE' +
		` user_id = ${user.id}`))[0].n, '100');
	assert.equal(await status(first.token), 401);
});

test('whoever is no longer in writes nothing', async () => {
	const user = await newUser();
	const { token } = await signIn(user.email);

	await s.post('/api/auth/logout', {}, token);
	for (const [method, path, body] of [
		['POST', '/api/auth/add-shop', { shopName: 'X',
			shopDomain: 'late.myshopify.com' }],
		['PATCH', '/api/shops/1', { name: 'X' }],
		['POST', '/api/ingest/run', { shopId: '1', type: 'delta' }],
		['DELETE', '/api/auth/sessions', undefined]])
		assert.equal((await s.send(method, path, { token, body })).status,
			401, path);
	assert.equal((await s.sql('SELECT count(*) AS n FROM shop WHERE' +
		' shop_domain = \'late.myshopify.com\''))[0].n, '0');
});

test('a read-only member looks and does nothing else', async () => {
	const user = await newUser();
	const { cookie } = await signIn(user.email);

	await s.sql('UPDATE user_account SET role = \'read-only\' WHERE user_id' +
		` = ${user.id}`);
	const { token } = (await refresh(cookie)).body;

	assert.equal(await status(token), 200);
	assert.equal(await status(token, '/api/metrics/overview'), 200);
	for (const [method, path, body] of [
		['POST', '/api/auth/add-shop', { shopName: 'X', shopDomain: 'x' }],
		['PATCH', '/api/shops/1', { name: 'X' }],
		['DELETE', '/api/shops/1', undefined],
		['POST', '/api/ingest/run', { shopId: '1', type: 'delta' }]]) {
		const answer = await s.send(method, path, { token, body });

		assert.equal(answer.status, 403, path);
		assert.equal(answer.body.code, 'forbidden');
	}
});

/* Each of two could want the row that the other one has. */
test('a login waits for no row that it only sweeps away', async () => {
	await s.sql(`INSERT INTO login_throttle
		SELECT sha256(n::text::bytea), '192.0.2.1', 1, now() - interval '2 d',
		       NULL, now() - interval '1 d' FROM generate_series(1, 2) AS n`);
	const expired = 'login_throttle WHERE expires_at < now()';
	const release = await holdRows(s, `${expired} AND account = sha256('1')`);

	await s.sql(`BEGIN; SET LOCAL lock_timeout = 1000;
		SELECT login_attempt('a@example.com', '192.0.2.2'); COMMIT`);
	assert.equal((await s.sql(`SELECT client FROM ${expired}`)).length, 1);
	await release();
});
