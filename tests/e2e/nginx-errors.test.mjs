/* nginx's own errors and limits, in the form of the API's. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';

import { assertError, parseAnswer } from './answers.mjs';
import { stack } from './stack.mjs';

let s;

before(async () => {
	s = await stack({ html: { 'probe.txt': 'probe' } });
});
after(() => s?.down());

describe('errors of nginx itself', () => {
	test('404 for a file that is not there', async () => {
		assertError(await s.get('/none/at/all.js'), 404, 'not_found');
	});

	/* Neither a page nor a way to one, so that no monitor is content. */
	test('404 for what is nearly the service\'s own', async () => {
		const pages = ['/api', '/api/auth', '/api/auth/', '/health/',
			'/ready/', '/Health', '/API/shops', '/API'];

		for (const where of pages)
			for (const answer of [await s.get(where),
				await s.post(where, { email: 'a@b.co' })])
				assertError(answer, 404, 'not_found');
	});

	test('405 for a body where there is only something to get', async () => {
		for (const where of ['/api/export', '/api/metrics/overview']) {
			const answer = await s.post(where, {});

			assertError(answer, 405, 'method_not_allowed');
			assert.match(answer.headers.get('allow'), /^GET, HEAD/);
		}
	});

	test('405 on a file, with Allow', async () => {
		const answer = await s.post('/probe.txt', 'x');

		assertError(answer, 405, 'method_not_allowed');
		assert.equal(answer.headers.get('allow'), 'GET, HEAD');
	});

	test('413 before the upload', async () => {
		const most = { '/api/auth/login': 16384, '/health': 16384,
			'/api/ingest/run': 1 << 20, '/api/orders': 10 << 20,
			'/webhooks/orders/create': 10 << 20 };

		await Promise.all(Object.entries(most).map(
			async ([where, bytes]) => {
				const answer = parseAnswer(await s.raw(
					`POST ${where} HTTP/1.1\r\nHost: x\r\n` +
					`Content-Length: ${bytes + 1}\r\n\r\n`));

				assert.equal(answer.status, 413, where);
				assert.equal(answer.body.code,
					'too_large');
			}));
	});

	test('414 for an address without end', async () => {
		assertError(await s.get(`/${'a'.repeat(9000)}`), 414,
			'uri_too_long');
	});

	test('431 for headers without end', async () => {
		assertError(await s.get('/api/auth/me', 'a'.repeat(9000)), 431,
			'headers_too_large');
	});

	test('400 for what is not HTTP', async () => {
		for (const bytes of ['GARBAGE\r\n\r\n',
			'GET / HTTP/1.1\r\n\r\n',
			'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
			'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n' +
				'Content-Length: 2\r\n\r\n',
			'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n' +
				'Transfer-Encoding: chunked\r\n\r\n',
			'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',
			'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
			'POST /api/auth/login HTTP/1.1\r\nHost: x\r\n' +
				'Content-Length: -1\r\n\r\n']) {
			const answer = parseAnswer(await s.raw(bytes));

			assert.equal(answer.status, 400, bytes);
			assert.equal(answer.body.code, 'bad_request');
		}
	});

	test('501 and 505 for what is not supported', async () => {
		assert.equal(parseAnswer(await s.raw('GET / HTTP/1.1\r\nHost: x\r\n' +
			'Transfer-Encoding: gzip\r\n\r\n')).status, 501);
		assert.equal(parseAnswer(await s.raw('GET / HTTP/3.0\r\nHost: x\r\n' +
			'\r\n')).status, 505);
	});

	test('503 with Retry-After when a pool is not there', async () => {
		const other = await stack();
		const workers = other.pids('api');

		other.kill(other.pidOf('pool-api'));
		workers.forEach((pid) => other.kill(pid));
		await rm(path.join(other.dir, 'run/api.sock'));
		const answer = await other.get('/health');

		await other.down();
		assertError(answer, 503, 'unavailable');
		assert.equal(answer.headers.get('retry-after'), '5');
	});
});

describe('limits', () => {
	let strict;

	before(async () => {
		strict = await stack({ set: {
			'nginx.login_rate': '1r/m', 'nginx.login_burst': '3',
			'nginx.api_rate': '1r/s', 'nginx.api_burst': '20' } });
	});
	after(() => strict?.down());

	test('a login flood is 429 with Retry-After; others go on', async () => {
		const answers = await Promise.all(Array.from({ length: 12 }, () =>
			strict.post('/api/auth/login',
				{ email: 'a@b.co', password: 'wrong password' })));
		const refused = answers.filter((a) => a.status === 429);
		const health = await strict.get('/health');
		const me = await strict.get('/api/auth/me');

		assert.equal(refused.length, 8);
		assertError(refused[0], 429, 'throttled');
		assert.equal(refused[0].headers.get('retry-after'), '10');
		assert.equal(health.status, 200);
		assert.equal(me.status, 401);
	});

	test('each address is counted for itself, if its proxy is ours',
		async () => {
			const behind = await stack({ set: {
				'nginx.trusted_proxy': '127.0.0.1',
				'nginx.login_rate': '1r/m', 'nginx.login_burst': '1',
			} });
			const login = async (s, address) => (await s.post(
				'/api/auth/login', {}, null,
				{ 'X-Forwarded-For': address })).status;

			try {
				for (const n of [1, 2, 3, 1, 2, 3])
					assert.equal(await login(behind,
						`203.0.113.${n}`), 400);
				assert.equal(await login(behind, '203.0.113.1'), 429);
				assert.equal(await login(behind,
					'203.0.113.9, 203.0.113.1'), 429,
				'the last one is what our proxy saw');
			} finally {
				await behind.down();
			}
			for (const n of [1, 2, 3, 4, 5])
				await login(strict, `203.0.113.${n}`);
			assert.equal(await login(strict, '203.0.113.6'), 429,
				'a stranger may not say who he is');
		});

	test('so is a runaway client of the API', async () => {
		const codes = [];

		for (let i = 0; i < 40; i++)
			codes.push((await strict.get('/health')).status);
		const hook = await strict.webhook('orders/create', {},
			{ shop: 'a.myshopify.com' });

		assert.ok(codes.filter((c) => c === 429).length > 10);
		assert.notEqual(hook.status, 429, 'webhooks have no rate');
	});

	test('an archive has no body, nor waits for one', async () => {
		const ask = async (more) => {
			const { status, body } = parseAnswer(await s.raw(
				`GET /api/export HTTP/1.1\r\nHost: x\r\n${more}\r\n\r\n`));

			return [status, body.code];
		};

		for (const more of ['Content-Length: 1', 'Transfer-Encoding: chunked'])
			assert.deepEqual(await ask(more), [413, 'too_large']);
		for (const more of ['Content-Length: 0', 'Accept: */*'])
			assert.deepEqual(await ask(more), [401, 'unauthenticated']);
	});

	test('2,000 idle connections leave room', async () => {
		const { hostname, port } = new URL(s.url);
		const sockets = await Promise.all(Array.from({ length: 2000 }, () =>
			new Promise((resolve, reject) => {
				const socket = connect(Number(port), hostname,
					() => resolve(socket));

				socket.on('error', reject);
			})));

		try {
			assert.equal((await s.get('/health')).status, 200);
		} finally {
			sockets.forEach((socket) => socket.destroy());
		}
	});
});
