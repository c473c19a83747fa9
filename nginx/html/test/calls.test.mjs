/* What is asked of the API, and what comes of it when no answer arrives. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

/* As much of a browser as the modules need to be loaded. */
const kept = new Map();
const listeners = [];

for (const [name, value] of Object.entries({
	localStorage: {
		getItem: (key) => kept.get(key) ?? null,
		setItem: (key, text) => kept.set(key, text),
		removeItem: (key) => kept.delete(key),
	},
	location: { pathname: '/', search: '' },
	document: { hidden: true, addEventListener() {} },
	navigator: { onLine: true },
	addEventListener: (type, fn) => listeners.push([type, fn]),
	setInterval() {},
}))
	Object.defineProperty(globalThis, name, { value, writable: true,
		configurable: true });

const { call, restore, signIn, signOut } = await import('../src/api.js');
const { status, unasked } = await import('../src/session.js');
const { overviewPath } = await import('../src/view.js');

const json = (status, body, headers = {}) => new Response(
	JSON.stringify(body), { status, headers });
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64');
const signedIn = { token: `x.${encode({ iat: 0, exp: 900 })}.x`,
	user: { id: '1', role: 'owner' } };

/* What was asked for, in order, and what answers by its path. */
let asked, answers;

beforeEach(() => {
	asked = [];
	answers = {};
	kept.clear();
});
globalThis.fetch = async (path) => {
	asked.push(path);
	return answers[path]();
};

const happens = (what) => Promise.all(listeners.filter(([type]) =>
	type === what).map(([, listen]) => listen()));
const unreachable = (error) => error.name === 'ApiError' &&
	error.status === 0 && error.code === 'unreachable';

test('a period that is cut off is cut by each store\'s own clock', () => {
	const range = { from: '2026-07-10', to: '2026-07-10' };
	const earlier = { from: '2026-07-09', to: '2026-07-09',
		until: Date.parse('2026-07-10T00:00:00Z') };
	const { searchParams } = new URL(overviewPath({ id: 'all', range,
		how: 'prev', months: 0, today: range.to, earlier }), 'http://a');

	assert.deepEqual(['from', 'to', 'compare'].map((name) =>
		searchParams.get(name)), ['2026-07-10', '2026-07-10',
		'2026-07-09..2026-07-09']);
});

/* Its head came, and half of its body. */
const cut = () => new Response(new ReadableStream({
	start(controller) {
		controller.enqueue(new TextEncoder().encode('{"id":'));
		controller.error(new TypeError('network error'));
	},
}));

for (const how of [{}, { asFile: true }, { open: true }])
	test(`an answer that is cut off has not arrived ${JSON.stringify(how)}`,
		async () => {
			answers['/api/x'] = cut;
			await assert.rejects(call('GET', '/api/x', how), unreachable);
		});

const ends = (path) => path === '/api/auth/logout';

test('who left without a network is out, however often it is reloaded',
	async () => {
		answers['/api/auth/login'] = () => json(200, signedIn);
		answers['/api/auth/logout'] = () => Promise.reject(
			new TypeError('no network'));
		await signIn('a@example.com', 'x');
		await signOut();
		assert.equal(status.value, 'out');
		/* As it is after a reload. */
		status.value = 'new';
		answers['/api/auth/logout'] = () => json(503, {});
		await restore();
		assert.equal(status.value, 'out');
		answers['/api/auth/logout'] = () => json(200, {});
		await happens('online');
		await happens('online');
		assert.deepEqual([asked.filter(ends).length,
			asked.includes('/api/auth/refresh')], [3, false]);
	});

test('a token that is too old leaves by the cookie', async () => {
	let n = 0;

	answers['/api/auth/login'] = () => json(200, signedIn);
	answers['/api/auth/logout'] = () => json(++n === 1 ? 401 : 200, {});
	await signIn('a@example.com', 'x');
	await signOut();
	assert.deepEqual([n, kept.size], [2, 0]);
	/* As it is after a reload: nobody is asked for. */
	status.value = 'new';
	await restore();
	assert.deepEqual([n, status.value, asked.includes('/api/auth/refresh')],
		[2, 'out', false]);
});

test('who has left in another tab does not go on by the cookie', async () => {
	answers['/api/auth/login'] = () => json(200, signedIn);
	answers['/api/shops'] = () => json(401, {});
	await signIn('a@example.com', 'x');
	kept.set('xeno-session', 'left');
	await assert.rejects(call('GET', '/api/shops'),
		(error) => error.status === 401);
	assert.deepEqual([asked.includes('/api/auth/refresh'), status.value,
		kept.get('xeno-session')], [false, 'expired', 'left']);
});

test('who signs in again has not left', async () => {
	answers['/api/auth/login'] = () => json(200, signedIn);
	answers['/api/auth/logout'] = () => json(503, {});
	await signIn('a@example.com', 'x');
	await signOut();
	assert.equal(kept.get('xeno-session'), 'left');
	await signIn('a@example.com', 'x');
	assert.equal(kept.get('xeno-session'), 'in');
});

test('while the server cannot say who is here nobody is signed out',
	async () => {
		for (const answer of [() => json(503, {}, { 'Retry-After': '9' }),
			() => json(429, {}, { 'Retry-After': '9' }),
			() => Promise.reject(new TypeError('no network'))]) {
			status.value = 'new';
			unasked.value = null;
			kept.set('xeno-session', 'in');
			answers['/api/auth/refresh'] = answer;
			await restore();
			assert.equal(status.value, 'new');
			assert.ok(unasked.value.retryAt > Date.now() + 8000);
		}
		answers['/api/auth/refresh'] = () => json(401, {});
		await unasked.value.retry();
		assert.deepEqual([status.value, kept.size], ['out', 0]);
	});

test('a browser that keeps nothing is asked who is here', async () => {
	const { getItem } = localStorage;

	status.value = 'new';
	answers['/api/auth/refresh'] = () => json(200, signedIn);
	localStorage.getItem = () => {
		throw new Error('not allowed');
	};
	await restore();
	localStorage.getItem = getItem;
	assert.equal(status.value, 'in');
});

test('it is asked again by itself', async () => {
	let n = 0;

	status.value = 'new';
	kept.set('xeno-session', 'in');
	answers['/api/auth/refresh'] = () => ++n < 3
		? json(503, {}, { 'Retry-After': '0' }) : json(200, signedIn);
	await restore();
	for (let i = 0; i < 100 && status.value === 'new'; i++)
		await pause(20);
	assert.deepEqual([status.value, n], ['in', 3]);
});
