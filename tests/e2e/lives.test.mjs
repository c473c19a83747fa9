/*
 * What is good for so many days, each just before its end and just behind it:
 * the row is set back.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { stack } from './stack.mjs';

const email = 'owner@example.com', password = 'correct horse battery';
let s, owner;

before(async () => {
	s = await stack();
	owner = await s.register({ email, password });
});
after(() => s?.down());

test('an invitation is good for 7 days', async () => {
	const { body } = await s.post('/api/invitations',
		{ email: 'late@example.com', role: 'analyst' }, owner.token);
	const token = body.link.split('#')[1];
	const later = (much) => s.sql('UPDATE invitation SET expires_at =' +
		` expires_at - interval '${much}'`);
	const look = async () => (await s.post('/api/auth/invitation',
		{ token })).status;

	await later('6 days 23 hours');
	assert.equal(await look(), 200);
	await later('1 hour');
	assert.equal(await look(), 404);
	assert.equal((await s.post('/api/auth/join', { token, password }))
		.status, 404);
});

test('a session that is used goes on for 180 days', async () => {
	await s.sql('DELETE FROM session');
	const login = await s.post('/api/auth/login', { email, password });
	const cookieOf = (answer) => answer.headers.get('set-cookie')
		.split(';')[0];
	const refresh = (answer) => s.post('/api/auth/refresh', {}, undefined,
		{ Cookie: cookieOf(answer), Origin: s.url });
	const at = `user_id = ${login.body.user.id}`;

	await s.sql('UPDATE session SET created_at = created_at - interval' +
		` '179 days' WHERE ${at}`);
	const next = await refresh(login);

	assert.equal(next.status, 200);
	assert.deepEqual(await s.sql('SELECT expires_at - created_at AS life' +
		` FROM session WHERE ${at}`), [{ life: '180 days' }]);
	await s.sql('UPDATE session SET expires_at = expires_at - interval' +
		` '1 day' WHERE ${at}`);
	assert.equal((await refresh(next)).status, 401);
	assert.equal((await s.get('/api/shops', next.body.token)).status, 401);
});

/* However many guess meanwhile, its owner comes in from there. */
test('a network is its owner\'s for 90 days', async () => {
	const attempt = async (client) => Number((await s.sql(
		'SELECT login_attempt(:\'email\', :\'client\') AS wait',
		{ as: 'app', vars: { email, client } }))[0].wait);
	const later = (days) => s.sql('UPDATE login_throttle SET known_until =' +
		` known_until - interval '${days} days'`);

	await attempt('192.0.2.1');
	await s.sql(`SELECT login_succeeded('${email}', '192.0.2.1')`,
		{ as: 'app' });
	await s.sql(`SELECT login_attempt('${email}', '2001:db8:' || i || '::1')
		FROM generate_series(1, 100) i`, { as: 'app' });
	await later(89);
	assert.equal(await attempt('192.0.2.1'), 0);
	await later(1);
	assert.ok(await attempt('192.0.2.1') > 0);
});
