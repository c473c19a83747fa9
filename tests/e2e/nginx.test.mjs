/* The shipped nginx configuration: a lint, and probes of a running server. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readFile, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';

import { assertError, parseAnswer } from './answers.mjs';
import { until } from './processes.mjs';
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
		const lines = await s.accessLog(answer);

		assert.match(id, /^[0-9a-f]{32}$/);
		assert.equal(lines.filter((l) => l.requestId === id).length, 1);
	});
});

/* The lines that site/server.conf has as comments, for this stack. */
async function useTls(other, port) {
	const site = path.join(other.dir, 'nginx/xeno-site/server.conf');
	const [key, cert] = ['key', 'cert'].map((name) =>
		path.join(other.dir, `${name}.pem`));
	const text = await readFile(site, 'utf8');

	await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
		'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost',
		'-days', '1', '-keyout', key, '-out', cert], { check: true });
	await writeFile(site, text.replace(/^#\t(listen|ssl_)/gm, '$1')
		.replace('listen 443', `listen 127.0.0.1:${port}`)
		.replace(/\S+\/xeno\.pem/, cert)
		.replace(/\S+\/xeno\.key/, key));
	process.kill(other.pidOf('nginx'), 'SIGHUP');
}

function getTls(port) {
	return new Promise((resolve, reject) => {
		https.get({ port, host: '127.0.0.1', path: '/health',
			rejectUnauthorized: false }, (answer) => {
			answer.resume();
			resolve(answer);
		}).on('error', reject);
	});
}

describe('with TLS', () => {
	let other, answer, port;

	before(async () => {
		const server = createServer().listen(0, '127.0.0.1');

		await new Promise((done) => server.once('listening', done));
		({ port } = server.address());

		await new Promise((done) => server.close(done));
		other = await stack();
		await useTls(other, port);
		await until('nginx speaks TLS', () => getTls(port).then((a) => {
			answer = a;
			return true;
		}, () => false));
	});
	after(() => other?.down());

	test('as the shipped comments say, every answer has HSTS', () => {
		assert.equal(answer.statusCode, 200);
		assert.match(answer.headers['strict-transport-security'],
			/^max-age=63072000/);
	});

	test('HTTP on its port is told so in JSON', async () => {
		const plain = await fetch(`http://127.0.0.1:${port}/health`);

		assert.equal(plain.status, 400);
		assert.equal((await plain.json()).code, 'bad_request');
	});
});

describe('what reaches the worker', () => {
	test('a disguised path gets to the same pool, and no further', async () => {
		const disguises = ['/api//auth/login', '/api/x/../auth/login',
			'/webhooks/%2e%2e/api/auth/login', '/api/%61uth/login'];

		for (const where of disguises) {
			const answer = parseAnswer(await s.raw(
				`POST ${where} HTTP/1.1\r\nHost: x\r\n` +
				'Connection: close\r\n' +
				'Content-Length: 2\r\n\r\n{}'));

			assert.ok([400, 404].includes(answer.status), answer.head);
		}
		const lines = (await s.accessLog(...disguises.map((where) =>
			(l) => l.path === where)))
			.filter((l) => disguises.includes(l.path));

		assert.equal(lines.length, disguises.length);
		assert.ok(lines.every((l) => l.pool === 'auth'));
	});

	test('the log names the pool that answered', async () => {
		const lines = await s.accessLog(await s.post('/api/orders', {}),
			await s.get('/api/orders'));

		assert.deepEqual(lines.filter((l) => l.path === '/api/orders')
			.map((l) => `${l.method} ${l.pool}`).sort(),
		['GET api', 'POST events']);
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
		const isIt = (l) => l.path === '/api/auth/login' && l.status === 400;
		const last = (await s.accessLog(isIt)).filter(isIt).at(-1);

		assert.equal(last.worker, '', 'the worker never saw it');
	});

	test('the client\'s own word on its address is nothing', async () => {
		const answer = await s.get('/health', null,
			{ 'X-Forwarded-For': '203.0.113.9' });

		assert.equal(answer.status, 200);
		assert.doesNotMatch(JSON.stringify(await s.accessLog(answer)),
			/203\.0\.113\.9|127\.0\.0\.1/);
	});

	test('no query, which may hold a secret, is logged', async () => {
		const lines = JSON.stringify(await s.accessLog(
			await s.get('/api/shopify/callback?code=canary-code&x=1'),
			await s.get('/health?token=canary-token'))) +
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
		assert.equal(answer.text, '"probe";');
		assert.equal((await s.get('/probe-1A2B3C4D.js', null,
			{ 'Accept-Encoding': 'gzip' })).headers
			.get('content-encoding'), 'gzip');
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
