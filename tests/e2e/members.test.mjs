/* Members by invitation, what each role may, API tokens, the audit log. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';
import { whileChanging } from './stuck.mjs';

const password = 'correct horse battery';
let s, owner, count = 0;

before(async () => {
	s = await stack();
	owner = await s.register({ email: 'owner@example.com' });
});
after(() => s?.down());

const secretOf = (link) => link.split('#')[1];
const status = async (token, path = '/api/shops') =>
	(await s.get(path, token)).status;
const invite = (role, token = owner.token,
	email = `member${++count}@example.com`) =>
	s.post('/api/invitations', { email, role }, token);
const join = (link, word = password) => s.post('/api/auth/join',
	{ token: secretOf(link), password: word });

async function member(role) {
	const { body } = await invite(role);
	const joined = await join(body.link);

	assert.equal(joined.status, 201, joined.text);
	return joined.body;
}

const change = (who, user, body) => s.send('PATCH',
	`/api/members/${user.id}`, { token: who.token, body });
const remove = (who, user) => s.send('DELETE', `/api/members/${user.id}`,
	{ token: who.token });

async function lastEvents(n) {
	const { body } = await s.get(`/api/audit-log?limit=${n}`, owner.token);

	return body.map((e) => [e.actor, e.action, e.subject, e.detail]);
}

describe('an invitation', () => {
	test('makes a member with its role, once', async () => {
		const { body, status: made } = await invite('analyst');

		assert.equal(made, 201);
		assert.match(body.link,
			new RegExp(`^${s.url}/join#\\d+_\\d+_[\\w-]{43}$`));
		const about = await s.post('/api/auth/invitation',
			{ token: secretOf(body.link) });

		assert.deepEqual([about.body.email, about.body.role,
			about.body.invitedBy], [body.email, 'analyst',
			'owner@example.com']);
		const weak = await join(body.link, 'short');

		assert.equal(weak.status, 422);
		assert.equal(weak.body.field, 'password');
		const joined = await join(body.link);

		assert.equal(joined.body.user.role, 'analyst');
		assert.equal(joined.body.user.tenantId, owner.user.tenantId);
		assert.equal(joined.body.shop.id, owner.shop.id);
		assert.ok(joined.headers.get('set-cookie'));
		assert.equal((await join(body.link)).status, 404);
		assert.equal((await s.post('/api/auth/login', { password,
			email: body.email })).body.user.role, 'analyst');
		assert.deepEqual((await lastEvents(3)).reverse(), [
			['owner@example.com', 'member.invited', body.email, 'analyst'],
			[body.email, 'member.joined', body.email, 'analyst'],
			[body.email, 'session.login', null, null]]);
	});

	test('of two at once makes one member', async () => {
		const { body } = await invite('read-only');
		const answers = await Promise.all([1, 2, 3].map(() =>
			join(body.link)));

		assert.deepEqual(answers.map((a) => a.status).sort(),
			[201, 404, 404]);
	});

	test('is good no more once it is old, withdrawn or made anew',
		async () => {
			const first = (await invite('admin')).body;
			const again = (await invite('read-only', owner.token,
				first.email)).body;

			assert.equal((await join(first.link)).status, 404);
			await s.send('DELETE', `/api/invitations/${again.id}`,
				{ token: owner.token });
			assert.equal((await join(again.link)).status, 404);
			const third = (await invite('admin')).body;

			await s.sql('UPDATE invitation SET expires_at = now()');
			assert.equal((await join(third.link)).status, 404);
			assert.deepEqual((await s.get('/api/invitations',
				owner.token)).body, []);
		});

	test('is not guessed, nor taken for another tenant\'s', async () => {
		const { body } = await invite('admin');
		const [, id, secret] = /^\d+_(\d+)_(.+)$/
			.exec(secretOf(body.link));

		for (const token of ['', 'x', `1_${id}_${'A'.repeat(43)}`,
			`999999_${id}_${secret}`, `${secretOf(body.link)}A`])
			assert.equal((await s.post('/api/auth/join',
				{ token, password })).status, 404, token);
	});

	test('is refused for a member, and for somebody else\'s user',
		async () => {
			const one = await member('read-only');
			const other = await s.register();

			assert.equal((await invite('admin', owner.token,
				one.user.email.toUpperCase())).status, 409);
			const { body } = await invite('admin', owner.token,
				other.user.email);
			const taken = await join(body.link);

			assert.equal(taken.status, 409);
			assert.equal(taken.body.message, 'User already exists');
			for (const [email, role] of [['x', 'admin'],
				['a@example.com', 'king']])
				assert.equal((await invite(role, owner.token, email))
					.status, 400);
		});
});

describe('an invitation of who may invite no more', () => {
	const ends = {
		'is removed': (who) => remove(owner, who),
		'is disabled': (who) => change(owner, who, { disabled: true }),
		'has a lower role': (who) => change(owner, who,
			{ role: 'analyst' }),
	};

	for (const [what, end] of Object.entries(ends))
		test(`is good no more: ${what}`, async () => {
			const admin = await member('admin');
			const { body } = await invite('admin', admin.token);
			const other = await invite('admin');

			assert.equal((await end(admin.user)).status, 204);
			assert.equal((await join(body.link)).status, 404);
			assert.equal((await join(other.body.link)).status, 201);
		});

	test('but stays with more of a role', async () => {
		const admin = await member('admin');
		const { body } = await invite('admin', admin.token);

		await change(owner, admin.user, { role: 'owner' });
		assert.equal((await join(body.link)).status, 201);
	});
});

describe('roles', () => {
	test('say what each may do', async () => {
		const routes = [
			['GET', '/api/shops', undefined, 'read-only'],
			['GET', '/api/auth/sessions', undefined, 'read-only'],
			['POST', '/api/ingest/run', { shopId: '999', type: 'delta' },
				'analyst'],
			['GET', '/api/tokens', undefined, 'analyst'],
			['GET', '/api/members', undefined, 'admin'],
			['POST', '/api/invitations', {}, 'admin'],
			['GET', '/api/audit-log', undefined, 'admin'],
			['PATCH', '/api/shops/999', {}, 'admin'],
		];
		const order = ['read-only', 'analyst', 'admin', 'owner'];

		for (const role of order) {
			const { token } = await member(role);

			for (const [method, path, body, least] of routes) {
				const answer = await s.send(method, path, { token, body });

				assert.equal(answer.status === 403,
					order.indexOf(role) < order.indexOf(least),
					`${role} ${method} ${path}: ${answer.text}`);
			}
		}
	});

	test('change at once, and for the token that is out', async () => {
		const one = await member('analyst');

		assert.equal((await change(owner, one.user, { role: 'admin' }))
			.status, 204);
		assert.equal(await status(one.token), 401);
		const again = (await s.post('/api/auth/login', { password,
			email: one.user.email })).body;

		assert.equal(await status(again.token, '/api/members'), 200);
		assert.deepEqual((await lastEvents(2))[1], ['owner@example.com',
			'member.role', one.user.email, 'admin, was analyst']);
		await change(owner, one.user, { disabled: true });
		assert.equal(await status(again.token), 401);
		assert.equal((await s.post('/api/auth/login', { password,
			email: one.user.email })).status, 401);
		await change(owner, one.user, { disabled: false });
		assert.equal((await s.post('/api/auth/login', { password,
			email: one.user.email })).status, 200);
	});

	test('of owners are the owners\' business', async () => {
		const admin = await member('admin');

		assert.equal((await invite('owner', admin.token)).status, 403);
		for (const body of [{ role: 'read-only' }, { disabled: true }])
			assert.equal((await change(admin, owner.user, body)).status,
				403);
		assert.equal((await remove(admin, owner.user)).status, 403);
		const one = await member('read-only');

		assert.equal((await change(admin, one.user, { role: 'owner' }))
			.status, 403);
		assert.equal((await change(admin, one.user, { role: 'admin' }))
			.status, 204);
	});

	test('of oneself are nobody\'s, and an owner stays', async () => {
		const a = await s.register(), b = (await join((await invite('owner',
			a.token)).body.link)).body;

		for (const body of [{ role: 'admin' }, { disabled: true }])
			assert.equal((await change(a, a.user, body)).status, 422);
		assert.equal((await remove(a, a.user)).status, 422);
		/* Each takes the other's away at once: one of them stays. */
		const answers = await Promise.all([change(a, b.user,
			{ role: 'admin' }), change(b, a.user, { role: 'admin' })]);
		const owners = await s.sql('SELECT count(*) AS n FROM user_account' +
			` WHERE role = 'owner' AND tenant_id = ${a.user.tenantId}`);

		assert.equal(owners[0].n, '1', answers.map((r) => r.text).join());
	});

	test('are not for who loses his meanwhile', async () => {
		const a = await member('admin'), b = await member('admin');
		const answers = await whileChanging(s, 'SELECT FROM user_account' +
			` WHERE tenant_id = ${a.user.tenantId} FOR UPDATE`,
		() => Promise.all([change(a, b.user, { role: 'analyst' }),
			change(b, a.user, { disabled: true })]), 2);

		assert.deepEqual(answers.map((r) => r.status).sort(), [204, 401]);
	});

	test('end with the member, whose address is free again', async () => {
		const one = await member('analyst');
		const { body } = await s.post('/api/tokens',
			{ name: 'x', scopes: ['shops:read'] }, one.token);

		assert.equal(await status(body.token), 200);
		assert.equal((await remove(owner, one.user)).status, 204);
		assert.equal(await status(one.token), 401);
		assert.equal(await status(body.token), 401);
		assert.equal((await remove(owner, one.user)).status, 404);
		await s.register({ email: one.user.email });
	});
});

describe('an API token', () => {
	const make = (fields, token = owner.token) => s.post('/api/tokens',
		{ name: 'BI', scopes: ['shops:read'], ...fields }, token);

	test('does what its scopes say, and is shown once', async () => {
		const { body } = await make({ scopes: ['shops:read', 'metrics:read',
			'shops:read'] });

		assert.match(body.token, /^xeno_\d+_\d+_[\w-]{43}$/);
		assert.deepEqual(body.scopes, ['shops:read', 'metrics:read']);
		assert.equal(body.lastUsedAt, null);
		assert.equal(await status(body.token), 200);
		assert.equal(await status(body.token, '/api/metrics/overview'), 200);
		const runs = await s.get('/api/ingest/runs', body.token);

		assert.equal(runs.status, 403);
		assert.match(runs.body.message, /ingest:read/);
		for (const path of ['/api/auth/me', '/api/tokens', '/api/members',
			'/api/audit-log'])
			assert.equal(await status(body.token, path), 403, path);
		const list = await s.get('/api/tokens', owner.token);
		const listed = list.body.find((one) => one.id === body.id);

		assert.ok(!list.text.includes(body.token.slice(-43)));
		assert.ok(!(await s.log('pool-api')).includes(body.token));
		assert.ok(Date.now() - Date.parse(listed.lastUsedAt) < 60_000);
		assert.deepEqual((await lastEvents(1))[0], ['owner@example.com',
			'token.created', 'BI', '{"shops:read","metrics:read"}']);
	});

	test('sees no more by a batch than by single calls', async () => {
		const batch = async (scopes, include) => {
			const { body } = await make({ scopes });
			const answer = await s.get('/api/metrics/batch?include=' +
				include, body.token);

			return [answer.status, answer.body.field];
		};
		const both = ['metrics:read', 'customers:read'];

		assert.deepEqual(await batch(['metrics:read'], 'overview,series'),
			[200, undefined]);
		assert.deepEqual(await batch(['metrics:read'],
			'overview,top_customers'), [403, 'include']);
		assert.deepEqual(await batch(['customers:read'], 'overview'),
			[403, undefined]);
		assert.deepEqual(await batch(both, 'overview,top_customers'),
			[200, undefined]);
	});

	test('is not guessed, and ends when it says', async () => {
		const { body } = await make({ expiresAt: new Date(Date.now() +
			3600_000).toISOString() });
		const text = body.token;

		assert.equal(await status(text), 200);
		for (const bad of ['xeno_', 'xeno_1_1_x', `${text}A`,
			text.slice(0, -1), `${text.slice(0, -43)}${'A'.repeat(43)}`,
			text.toUpperCase(), text.slice(5)])
			assert.equal(await status(bad), 401, bad);
		await s.sql('UPDATE api_token SET expires_at = now()' +
			` WHERE token_id = ${body.id}`);
		assert.equal(await status(text), 401);
		for (const fields of [{ scopes: [] }, { scopes: ['x'] },
			{ name: '' }, { expiresAt: '2020-01-01T00:00:00Z' },
			{ expiresAt: '1970-01-01T00:00:00Z' }, { expiresAt: 'soon' }])
			assert.equal((await make(fields)).status, 400,
				JSON.stringify(fields));
	});

	test('may never more than its user', async () => {
		const one = await member('analyst');
		const { body } = await make({ scopes: ['ingest:run', 'shops:read'] },
			one.token);
		const start = () => s.post('/api/ingest/run',
			{ shopId: '999', type: 'delta' }, body.token);

		assert.equal((await start()).status, 404);
		await change(owner, one.user, { role: 'read-only' });
		assert.equal((await start()).status, 403);
		assert.equal(await status(body.token), 200);
		await change(owner, one.user, { disabled: true });
		assert.equal(await status(body.token), 401);
	});

	test('is listed and revoked by its user and by admins', async () => {
		const one = await member('analyst'), two = await member('analyst');
		const { body } = await make({}, one.token);
		const path = `/api/tokens/${body.id}`;
		const ids = async (token) => (await s.get('/api/tokens', token)).body
			.map((t) => t.id);

		assert.deepEqual(await ids(one.token), [body.id]);
		assert.deepEqual(await ids(two.token), []);
		assert.ok((await ids(owner.token)).includes(body.id));
		assert.equal((await s.send('DELETE', path, { token: two.token }))
			.status, 404);
		assert.equal((await s.send('DELETE', path, { token: owner.token }))
			.status, 204);
		assert.equal(await status(body.token), 401);
	});
});

describe('the audit log', () => {
	test('says what was done to shops and runs', async () => {
		const a = await s.register({ email: 'auditor@example.com' });
		const path = `/api/shops/${a.shop.id}`;

		await s.send('PATCH', path, { token: a.token, body: { name: 'New' } });
		await s.post('/api/auth/add-shop', { shopName: 'Two',
			shopDomain: 'audited-two.myshopify.com' }, a.token);
		await s.send('DELETE', path, { token: a.token });
		const { body } = await s.get('/api/audit-log', a.token);

		assert.deepEqual(body.map((e) => e.action), ['shop.disconnected',
			'shop.added', 'shop.changed', 'account.registered']);
		assert.ok(body.every((e) => e.actor === 'auditor@example.com'));
		assert.equal(body[1].subject, 'audited-two.myshopify.com');
	});

	test('comes page by page, and nobody writes in it', async () => {
		const first = await s.get('/api/audit-log?limit=2', owner.token);
		const link = /<([^>]+)>/.exec(first.headers.get('link'))[1];
		const next = await s.get(link, owner.token);

		assert.ok(Number(next.body[0].id) < Number(first.body[1].id));
		for (const change_ of ['UPDATE audit_event SET actor = \'x\'',
			'DELETE FROM audit_event'])
			await assert.rejects(s.sql(change_,
				{ tenant: owner.user.tenantId }), /permission denied/);
	});
});
