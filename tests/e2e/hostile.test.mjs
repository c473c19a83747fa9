/*
 * Bodies, numbers and requests that are wrong on purpose: each is answered by
 * an error that names the place, soon, and by workers that stay alive.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';

import { PROMPT_MS } from './processes.mjs';
import { stack } from './stack.mjs';

let s, token, shopId, workers;

const pools = ['api', 'auth', 'webhooks', 'events'];
const alive = () => Object.fromEntries(pools.map((p) => [p, s.pids(p)]));

before(async () => {
	const { shop, ...body } = await (s = await stack()).register();

	token = body.token;
	shopId = shop.id;
	workers = alive();
});
after(async () => {
	const now = s && alive();

	await s?.down();
	assert.deepEqual(now, workers, 'a worker died');
});

/* An answer within 2 s, an error of ours, with the field and the place. */
async function assertRefused(what, send, status, field, place) {
	const began = Date.now();
	const answer = await send();

	assert.equal(answer.status, status, `${what}: ${answer.text}`);
	assert.equal(answer.body.field, field, `${what}: ${answer.text}`);
	if (place)
		assert.match(answer.body.message, place, what);
	assert.ok(answer.body.message.length < 300, what);
	assert.ok(Date.now() - began < PROMPT_MS, `${what}: too slow`);
}

const nested = (open, close, n) => open.repeat(n) + close.repeat(n);

/* Bytes that are not the JSON they say they are. */
const garbage = [
	['nothing', ''],
	['blanks', ' \n\t'],
	['one word', 'null,', /line 1, column 5/],
	['a cut object', '{"email":"a@b.co","passw', /line 1/],
	['a cut string at a line of its own', '{\n"email": "a', /line 2/],
	['garbage behind', '{"email":"a@b.co"} x', /column 20/],
	['two documents', '{}{}'],
	['single quotes', '{\'email\':\'a@b.co\'}'],
	['a comma too many', '{"email":"a@b.co",}'],
	['no colon', '{"email" "a@b.co"}'],
	['a bare control character', '{"email":"a\u0001b"}'],
	['a NUL in the text', '{"email":"a\\u0000@b.co","password":"x"}'],
	['a NUL byte', '{"email":"a\0b"}'],
	['a lone surrogate', '{"email":"\\ud800@b.co","password":"x"}'],
	['a surrogate the wrong way round', '{"email":"\\udc00\\ud800"}'],
	['invalid UTF-8', Buffer.from('7b22656d61696c223a22ff227d', 'hex')],
	['overlong UTF-8', Buffer.from('7b22656d61696c223a22c0af227d', 'hex')],
	['UTF-16', Buffer.from('\ufeff{"email":"a"}', 'utf16le')],
	['a byte order mark', Buffer.from('efbbbf7b7d', 'hex')],
	['a bad escape', '{"email":"\\x41"}'],
	['a key twice', '{"email":"a@b.co","email":"c@d.co","password":"x"}'],
	['NaN', '{"email":NaN}'],
	['Infinity', '{"email":-Infinity}'],
	['a number with a zero before', '{"email":01}'],
	['a number without an end', '{"email":1.}'],
	['depth', nested('[', ']', 4000)],
	['depth of objects', '{"a":'.repeat(2500)],
];

/* JSON that is not what the endpoint asks for. */
const wrongTypes = [
	['a list', [], 'body'],
	['a string', '"x"', 'body'],
	['null', 'null', 'body'],
	['an object as text', { email: {}, password: 'x' }, 'email'],
	['a number as text', { email: 1, password: 'x' }, 'email'],
	['a list as text', { email: ['a@b.co'], password: 'x' }, 'email'],
	['the wrong case', { Email: 'a@b.co', password: 'x' }, 'email'],
	['too long', { email: 'a'.repeat(2000), password: 'x' }, 'email'],
];

/* Numbers that are no id: never rounded to one. */
const noIds = ['1.5', '1e2', '-1', '0', '1e400', '-0',
	'9223372036854775808', '123456789012345678901234567890', 'true',
	'"1.0"', '"0x10"', '" 1"', '"1 "', '""', '[1]'];

describe('a body', () => {
	for (const [what, bytes, place] of garbage)
		test(`of ${what} is refused`, () => assertRefused(what,
			() => s.post('/api/auth/login', bytes), 400, 'body', place));

	for (const [what, body, field] of wrongTypes)
		test(`with ${what} is refused`, () => assertRefused(what,
			() => s.post('/api/auth/login', body), 400, field));

	test('with an id that is none is refused, never rounded', async () => {
		for (const id of noIds)
			await assertRefused(id, () => s.post('/api/ingest/run',
				`{"shopId":${id},"type":"delta"}`, token), 400, 'shopId');
		/* One above 2^53 is exact: it is just nobody's. */
		for (const id of ['9007199254740993', '999999999999999999'])
			await assertRefused(id, () => s.post('/api/ingest/run',
				`{"shopId":${id},"type":"delta"}`, token), 404, 'shopId');
	});

	test('that is huge is refused before it is read', async () => {
		await assertRefused('20 kB to auth', () => s.post('/api/auth/login',
			`{"email":"${'a'.repeat(20000)}"}`), 413, undefined);
		const answer = await s.post('/api/ingest/run', '1'.repeat(1100000),
			token);

		assert.equal(answer.status, 413);
	});

	/* The sanitizers keep what was freed, and shadow the rest. */
	const mostKb = process.env.XENO_BUILD?.endsWith('/asan') ? 98304 : 65536;

	test('of as much as is allowed costs little', async () => {
		const bodies = [
			`[${'1,'.repeat(520000)}1]`,
			`{"a":[${'[],'.repeat(340000)}[]]}`,
			`{"a":"${'\\u00e9'.repeat(170000)}"}`,
			`{${Array.from({ length: 70000 }, (_, i) => `"k${i}":0`)}}`,
			nested('[', ']', 500000),
			`{"shopId":${'9'.repeat(1000000)},"type":"delta"}`,
		];

		for (const body of bodies) {
			const began = Date.now();
			const answer = await s.post('/api/ingest/run', body, token);

			assert.equal(answer.status, 400, answer.text);
			assert.ok(Date.now() - began < PROMPT_MS,
				`${body.slice(0, 20)}: ${Date.now() - began} ms`);
		}
		for (const pid of pools.flatMap((p) => s.pids(p))) {
			const status = await readFile(`/proc/${pid}/status`, 'utf8');

			assert.ok(Number(/VmHWM:\s+(\d+)/.exec(status)[1]) < mostKb,
				`${pid}: ${/VmHWM.*/.exec(status)[0]}`);
		}
	});

	test('may be chunked, and may say what it is not', async () => {
		const head = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\n' +
			'Connection: close\r\nContent-Type: ';
		const chunked = await s.raw(`${head}application/json\r\n` +
			'Transfer-Encoding: chunked\r\n\r\n' +
			'14\r\n{"email":"a@b.co","p\r\n' +
			'11\r\nassword":"wrong"}\r\n0\r\n\r\n');

		assert.match(chunked, /^HTTP\/1.1 401 /);
		for (const type of ['text/plain', 'application/xml',
			'application/x-www-form-urlencoded'])
			assert.equal((await s.send('POST', '/api/auth/login', {
				body: '{"email":"a@b.co","password":"x"}',
				headers: { 'Content-Type': type } })).status, 415);
	});
});

describe('a path or a query', () => {
	test('that is wrong is refused', async () => {
		const cases = [
			['/api/metrics/overview?from=2026-02-30', 400, 'from'],
			['/api/metrics/overview?from=infinity', 400, 'from'],
			['/api/metrics/overview?to=now', 400, 'to'],
			['/api/metrics/overview?to=2026-06-30T23:59:60Z', 400, 'to'],
			['/api/metrics/overview?from=2026-01-01T00:00:00', 400, 'from'],
			['/api/metrics/overview?from=%ff', 400, 'from'],
			['/api/metrics/overview?from=%', 400, 'from'],
			['/api/metrics/overview?from=1&from=2', 400, 'from'],
			['/api/metrics/overview?shopId=1%27%20OR%201=1', 400, 'shopId'],
			['/api/metrics/overview?compare=x', 400, 'compare'],
			...['shopId', 'from', 'currency', 'compare'].map((name) =>
				[`/api/metrics/overview?${name}=`, 400, name]),
			['/api/metrics/orders-by-date?from=0001-01-01&to=9999-12-31',
				400, 'from'],
			['/api/metrics/orders-by-date?granularity=second', 400,
				'granularity'],
			['/api/metrics/top-customers?limit=1e3', 400, 'limit'],
			['/api/ingest/runs/%00', 404, undefined],
			['/api/ingest/runs/%2e%2e', 404, undefined],
			['/api/ingest/runs/1%2f2', 404, undefined],
			['/api/ingest/runs/99999999999999999999', 404, undefined],
			['/api//shops', 404, undefined],
			['/api/shops/', 404, undefined],
		];

		for (const [url, status, field] of cases) {
			const answer = await s.get(url, token);

			/* nginx itself refuses a %00. */
			if (answer.status === 400 && url.includes('%00'))
				continue;
			assert.equal(answer.status, status, `${url}: ${answer.text}`);
			assert.equal(answer.body.field, field, url);
		}
	});
});

/* FastCGI by hand, past nginx: what a broken or hostile front end may say. */
function record(type, content) {
	const bytes = Buffer.from(content);

	return Buffer.concat([Buffer.from([1, type, 0, 1, bytes.length >> 8,
		bytes.length & 255, 0, 0]), bytes]);
}

function pair(name, value) {
	return Buffer.concat([Buffer.from([name.length, value.length]),
		Buffer.from(name + value)]);
}

async function fastcgi(params, stdin, { keep = 0, cut } = {}) {
	const conf = await readFile(path.join(s.dir,
		'nginx/xeno-site/upstreams.conf'), 'utf8');
	const socket = connect(/unix:(\S*api\.sock)/.exec(conf)[1]);
	const parts = [];

	socket.on('data', (data) => parts.push(data));
	socket.on('error', () => {});
	socket.write(record(1, [0, 1, keep, 0, 0, 0, 0, 0]));
	if (Object.keys(params).length)
		socket.write(record(4, Buffer.concat(Object.entries(params)
			.map(([name, value]) => pair(name, String(value)))))
			.subarray(0, cut));
	if (!cut)
		socket.write(Buffer.concat([record(4, ''), record(5, stdin),
			...stdin.length ? [record(5, '')] : []]));
	else
		socket.end();
	return new Promise((resolve) => socket.on('close', () =>
		resolve(Buffer.concat(parts).toString('latin1'))));
}

describe('FastCGI', () => {
	const call = (length, stdin, how) => fastcgi({ REQUEST_METHOD: 'POST',
		REQUEST_URI: '/api/auth/login', CONTENT_LENGTH: length,
		CONTENT_TYPE: 'application/json' }, stdin, how);
	const body = '{"email":"a@b.co","password":"x"}';

	test('with a Content-Length that lies is 400', async () => {
		assert.match(await call(body.length, body), /Status: 401 /);
		for (const length of [body.length - 1, body.length + 1, 0, 900,
			'x', '-1', '33,33', '0x21'])
			assert.match(await call(length, body), /Status: 400 /,
				`Content-Length: ${length}`);
		assert.match(await call('99999999999999999999', body),
			/Status: 413 /);
	});

	test('that is cut short costs nothing', async () => {
		for (const cut of [1, 8, 9, 30])
			assert.match(await call(5, '', { cut }),
				/^$|Status: 400 /);
		assert.equal((await s.get('/health')).status, 200);
	});

	test('does not keep a worker to itself', async () => {
		const began = Date.now();

		assert.match(await call(body.length, body, { keep: 1 }),
			/Status: 401 /);
		assert.ok(Date.now() - began < PROMPT_MS);
	});

	test('needs no parameters to be answered', async () => {
		assert.match(await fastcgi({}, ''), /Status: 404 /);
	});
});

test('who never ends a request does not stop the others', async () => {
	const conf = await readFile(path.join(s.dir,
		'nginx/xeno-site/upstreams.conf'), 'utf8');
	const sockets = Array.from({ length: 200 }, () =>
		connect(Number(new URL(s.url).port), '127.0.0.1'));

	assert.ok(conf);
	for (const socket of sockets) {
		socket.on('error', () => {});
		socket.write('POST /api/auth/login HTTP/1.1\r\nHost: x\r\n' +
			'Content-Length: 100\r\n\r\n{"em');
	}
	const began = Date.now();

	assert.equal((await s.get('/api/shops', token)).body[0].id, shopId);
	assert.ok(Date.now() - began < PROMPT_MS);
	for (const socket of sockets)
		socket.destroy();
});
