/* Views of the dashboard that members keep and share. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';

const password = 'correct horse battery';
let s, owner, admin, analyst, reader;

before(async () => {
	s = await stack();
	owner = await s.register();
	[admin, analyst, reader] = await Promise.all(['admin', 'analyst',
		'read-only'].map(async (role) => {
		const { body } = await s.post('/api/invitations',
			{ email: `${role}@example.com`, role }, owner.token);

		return (await s.post('/api/auth/join', { password,
			token: body.link.split('#')[1] })).body;
	}));
});
after(() => s?.down());

const list = async (who) => (await s.get('/api/views', who.token)).body;
const names = async (who) => (await list(who)).map((v) => v.name);
const keep = (who, fields) => s.post('/api/views', { path: '/', ...fields },
	who.token);
const change = (who, id, body) => s.send('PATCH', `/api/views/${id}`,
	{ token: who.token, body });
const remove = (who, id) => s.send('DELETE', `/api/views/${id}`,
	{ token: who.token });

function refused(answer, status, field) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.body.field, field, answer.text);
}

async function kept(who, fields) {
	const answer = await keep(who, fields);

	assert.equal(answer.status, 201, answer.text);
	return answer.body;
}

describe('a view', () => {
	test('is kept, changed and deleted', async () => {
		const view = await kept(reader, { name: 'Ü "x"', path: '/orders',
			query: 'q=%C3%BC&period=2026-01-01..2026-01-31' });
		const { id, createdAt, ...rest } = view;

		assert.match(id, /^\d+$/);
		assert.ok(Date.parse(createdAt));
		assert.deepEqual(rest, { name: 'Ü "x"', path: '/orders',
			query: 'q=%C3%BC&period=2026-01-01..2026-01-31',
			shared: false, own: true });
		assert.deepEqual(await list(reader), [view]);
		const changed = await change(reader, id, { name: 'y', query: '' });

		assert.equal(changed.status, 200, changed.text);
		assert.deepEqual(changed.body, { ...view, name: 'y', query: '' });
		assert.deepEqual((await change(reader, id, {})).body, changed.body);
		assert.equal((await remove(reader, id)).status, 204);
		assert.equal((await remove(reader, id)).status, 404);
		assert.deepEqual(await list(reader), []);
	});

	test('has a name of its own among a member\'s', async () => {
		const first = await kept(reader, { name: 'a' });
		const other = await kept(reader, { name: 'b' });
		const foreign = await kept(analyst, { name: 'a' });

		refused(await keep(reader, { name: 'a' }), 409, 'name');
		refused(await change(reader, other.id, { name: 'a' }), 409, 'name');
		assert.equal((await change(reader, first.id,
			{ name: 'a' })).status, 200);
		assert.deepEqual(await names(reader), ['a', 'b']);
		await Promise.all([remove(reader, first.id),
			remove(reader, other.id), remove(analyst, foreign.id)]);
	});

	for (const [field, fields] of [
		['name', {}], ['name', { name: '' }], ['name', { name: 7 }],
		['name', { name: 'x'.repeat(101) }], ['name', { name: 'a\nb' }],
		['path', { name: 'x', path: '' }],
		['path', { name: 'x', path: 'orders' }],
		['path', { name: 'x', path: '//example.com' }],
		['path', { name: 'x', path: '/\\example.com' }],
		['path', { name: 'x', path: '/x?y' }],
		['path', { name: 'x', path: `/${'x'.repeat(200)}` }],
		['query', { name: 'x', query: '?a=b' }],
		['query', { name: 'x', query: 'a\r\nb' }],
		['query', { name: 'x', query: 'x'.repeat(2001) }],
		['shared', { name: 'x', shared: 'yes' }],
	])
		test(`is not kept: ${JSON.stringify(fields).slice(0, 60)}`,
			async () => refused(await keep(owner, fields), 400, field));

	test('is one of a hundred, however many ask at once', async () => {
		const answers = [];

		for (let i = 0; i < 96; i++)
			await kept(owner, { name: `v${i}` });
		answers.push(...await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((i) =>
			keep(owner, { name: `w${i}` }))));
		assert.deepEqual(answers.map((a) => a.status).sort(),
			[201, 201, 201, 201, 422, 422, 422, 422]);
		assert.equal((await list(owner)).length, 100);
		await Promise.all((await list(owner)).map((v) =>
			remove(owner, v.id)));
	});
});

describe('a shared view', () => {
	test('is made by an analyst or above', async () => {
		refused(await keep(reader, { name: 's', shared: true }), 403,
			'shared');
		const own = await kept(reader, { name: 's' });

		refused(await change(reader, own.id, { shared: true }), 403,
			'shared');
		await remove(reader, own.id);
	});

	test('is seen by all, and changed by its owner or an admin',
		async () => {
			const { id } = await kept(analyst, { name: 's', shared: true });

			assert.deepEqual((await list(reader)).map((v) => [v.id, v.own]),
				[[id, false]]);
			refused(await change(reader, id, { name: 'x' }), 403);
			refused(await remove(reader, id), 403);
			assert.equal((await change(admin, id, { name: 'x' })).status,
				200);
			assert.deepEqual(await names(analyst), ['x']);
			assert.equal((await change(analyst, id,
				{ shared: false })).status, 200);
			assert.deepEqual(await names(reader), []);
			refused(await change(admin, id, { name: 'y' }), 404);
			refused(await remove(admin, id), 404);
			assert.equal((await change(analyst, id,
				{ shared: true })).status, 200);
			assert.equal((await remove(owner, id)).status, 204);
			assert.deepEqual(await names(analyst), []);
		});

	test('goes with the member who made it', async () => {
		const { id } = await kept(analyst, { name: 's', shared: true });

		assert.deepEqual(await names(owner), ['s']);
		assert.equal((await s.send('DELETE',
			`/api/members/${analyst.user.id}`,
			{ token: owner.token })).status, 204);
		assert.deepEqual(await names(owner), []);
		refused(await change(owner, id, { name: 'x' }), 404);
	});
});

test('a view is nothing to a program', async () => {
	const { body } = await s.post('/api/tokens',
		{ name: 'BI', scopes: ['metrics:read'] }, owner.token);

	assert.equal((await s.get('/api/views', body.token)).status, 403);
});
