/* The shipped nginx configuration: a lint, and probes of a running server. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';

import { run } from './run.mjs';
import { stack, top } from './stack.mjs';

let s;

before(async () => {
	s = await stack({ html: {
		'index.html': '<!doctype html><title>probe</title>',
		'probe.txt': 'probe',
		'probe-1A2B3C4D.js': '"probe";',
		'probe-1A2B3C4D.js.gz': gzipSync('"probe";'),
		'.secret': 'secret',
	} });
});
after(() => s?.down());

/* What API.md promises of every error, nginx's own included. */
function assertError(answer, status, code) {
	assert.equal(answer.status, status, answer.text);
	assert.match(answer.headers.get('content-type'), /^application\/json/);
	assert.equal(answer.body.code, code);
	assert.ok(answer.body.message.length > 5);
	assert.match(answer.body.requestId, /^[0-9a-f]{32}$/);
	assert.equal(answer.headers.get('x-request-id'),
		answer.body.requestId);
	assert.doesNotMatch(answer.text, /<|nginx/i);
}

/* An answer of raw(): its status line, headers in one text, JSON body. */
function parse(text) {
	const [head, ...rest] = text.split('\r\n\r\n');

	return { status: Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), head,
		body: JSON.parse(rest.join('\r\n\r\n')) };
}

describe('configuration', () => {
	test('passes nginx -t without a warning', async () => {
		const { code, stderr } = await run('nginx', ['-t', '-q',
			'-e', 'stderr', '-p', path.join(s.dir, 'nginx'),
			'-c', 'nginx.conf']);

		assert.equal(stderr, '');
		assert.equal(code, 0);
	});

	test('is what is shipped, on the sites\' own lines too', async () => {
		for (const name of ['server', 'upstreams', 'proxies']) {
			const shipped = await readFile(path.join(top,
				`nginx/site/${name}.conf`), 'utf8');
			const used = await readFile(path.join(s.dir,
				`nginx/xeno-site/${name}.conf`), 'utf8');

			assert.equal(used.split('\n').length,
				shipped.split('\n').length);
			assert.doesNotMatch(used, /listen 80|\/run\/xeno\//);
		}
	});

	test('every location that adds a header has all of them', async () => {
		const text = await readFile(path.join(top,
			'nginx/locations.conf'), 'utf8');

		assert.doesNotMatch(text, /add_header/);
	});
});

describe('headers', () => {
	const everywhere = {
		'x-content-type-options': /^nosniff$/,
		'referrer-policy': /^no-referrer$/,
		'permissions-policy': /camera=\(\)/,
		'content-security-policy':
			/default-src 'none'.*frame-ancestors 'none'/,
		'cross-origin-opener-policy': /^same-origin$/,
		'x-request-id': /^[0-9a-f]{32}$/,
		server: /^nginx$/,
	};

	for (const where of ['/health', '/api/auth/me', '/nothing.js',
		'/webhooks/shopify'])
		test(`of ${where}`, async () => {
			const { headers } = await s.get(where);

			for (const [name, pattern] of Object.entries(everywhere))
				assert.match(headers.get(name) ?? '', pattern);
			assert.equal(headers.get('strict-transport-security'),
				null, 'only with TLS');
			assert.doesNotMatch(
				headers.get('content-security-policy'),
				/unsafe-/);
		});

	test('nothing of the API is stored on the way', async () => {
		for (const where of ['/health', '/api/auth/me', '/api/none'])
			assert.match((await s.get(where)).headers
				.get('cache-control'), /no-store|private/);
	});

	test('a request has one id, ours, in the answer and the log', async () => {
		const answer = await s.get('/health', null,
			{ 'X-Request-Id': 'forged' });
		const id = answer.headers.get('x-request-id');
		const lines = await s.accessLog();

		assert.match(id, /^[0-9a-f]{32}$/);
		assert.equal(lines.filter((l) => l.requestId === id).length, 1);
	});
});

describe('errors of nginx itself', () => {
	test('404 for a file that is not there', async () => {
		assertError(await s.get('/none/at/all.js'), 404, 'not_found');
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
				const answer = parse(await s.raw(
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
			const answer = parse(await s.raw(bytes));

			assert.equal(answer.status, 400, bytes);
			assert.equal(answer.body.code, 'bad_request');
		}
	});

	test('501 and 505 for what is not supported', async () => {
		assert.equal(parse(await s.raw('GET / HTTP/1.1\r\nHost: x\r\n' +
			'Transfer-Encoding: gzip\r\n\r\n')).status, 501);
		assert.equal(parse(await s.raw('GET / HTTP/3.0\r\nHost: x\r\n' +
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
			'nginx.login_rate': '1r/s', 'nginx.login_burst': '3',
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

describe('what reaches the worker', () => {
	test('a disguised path gets to the same pool, and no further', async () => {
		const disguises = ['/api//auth/login', '/api/x/../auth/login',
			'/webhooks/%2e%2e/api/auth/login', '/api/%61uth/login'];

		for (const where of disguises) {
			const answer = parse(await s.raw(`POST ${where} HTTP/1.1\r\n` +
				'Host: x\r\nConnection: close\r\n' +
				'Content-Length: 2\r\n\r\n{}'));

			assert.ok([400, 404].includes(answer.status), answer.head);
		}
		const lines = (await s.accessLog())
			.filter((l) => disguises.includes(l.path));

		assert.equal(lines.length, disguises.length);
		assert.ok(lines.every((l) => l.pool === 'auth'));
	});

	test('a topic with %2F, a slash or a dash is one topic', async () => {
		for (const topic of ['orders%2Fcreate', 'orders/create',
			'orders-create']) {
			const answer = await s.webhook('orders/create', { id: 1 }, {
				shop: 'nobody.myshopify.com',
				path: `/webhooks/${topic}` });

			assert.equal(answer.status, 404, answer.text);
			assert.match(answer.body.message, /connected/);
		}
	});

	test('a chunked body has a length again', async () => {
		const body = '{"email":"a@b.co","password":"wrong password"}';
		const text = await s.raw('POST /api/auth/login HTTP/1.1\r\n' +
			'Host: x\r\nContent-Type: application/json\r\n' +
			'Connection: close\r\n' +
			'Transfer-Encoding: chunked\r\n\r\n' +
			`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);

		assert.match(text, /^HTTP\/1.1 401\b/);
	});

	test('a body shorter than it says never arrives', async () => {
		await s.raw('POST /api/auth/login HTTP/1.1\r\nHost: x\r\n' +
			'Content-Length: 100\r\n\r\n{"email":', { end: true });
		const last = (await s.accessLog()).filter((l) =>
			l.path === '/api/auth/login' && l.status === 400).at(-1);

		assert.equal(last.worker, '', 'the worker never saw it');
	});

	test('the client\'s own word on its address is nothing', async () => {
		const answer = await s.get('/health', null,
			{ 'X-Forwarded-For': '203.0.113.9' });

		assert.equal(answer.status, 200);
		assert.doesNotMatch(JSON.stringify(await s.accessLog()),
			/203\.0\.113\.9|127\.0\.0\.1/);
	});

	test('no query, which may hold a secret, is logged', async () => {
		await s.get('/api/shopify/callback?code=canary-code&x=1');
		await s.get('/health?token=canary-token');
		const lines = JSON.stringify(await s.accessLog()) +
			await s.log('nginx');

		assert.doesNotMatch(lines, /canary/);
	});
});

describe('the dashboard\'s files', () => {
	test('with a hash in the name are kept for good', async () => {
		const answer = await s.get('/probe-1A2B3C4D.js');
		const { headers } = answer;

		assert.equal(answer.status, 200);
		assert.match(headers.get('cache-control'), /immutable/);
		assert.match(headers.get('content-type'), /javascript/);
		assert.match(headers.get('content-security-policy'),
			/script-src 'self'/);
		assert.equal(headers.get('content-encoding'), 'gzip');
		assert.equal(answer.text, '"probe";');
	});

	test('without one are asked for each time', async () => {
		for (const where of ['/', '/index.html', '/orders', '/probe.txt'])
			assert.equal((await s.get(where)).headers
				.get('cache-control'), 'no-cache');
	});

	test('a page of the application is index.html', async () => {
		assert.match((await s.get('/customers/123')).text, /probe/);
	});

	test('hidden files are not there', async () => {
		assertError(await s.get('/.secret'), 404, 'not_found');
		assertError(await s.get('/.error'), 404, 'not_found');
		assertError(await s.get('/.git/config'), 404, 'not_found');
	});
});
