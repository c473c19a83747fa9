/* What is counted of whom at nginx: it holds, and hits nobody else. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';

import { until } from './processes.mjs';
import { stack, top } from './stack.mjs';

const ONE = '203.0.113.1', OTHER = '203.0.113.2', THIRD = '203.0.113.3';
const paths = { api: '/api/ingest/run', auth: '/api/auth/logout',
	events: '/api/events', webhooks: '/webhooks/orders/create' };
let s;

/* An address is what the proxy says, which is ours here. */
before(async () => {
	s = await stack({ set: {
		'nginx.trusted_proxy': '127.0.0.1',
		'nginx.login_rate': '1r/m', 'nginx.login_burst': '1',
		'nginx.events_rate': '10000r/s', 'nginx.events_burst': '10000',
		'nginx.api_connections': '2',
		'nginx.webhook_connections': '2',
		'nginx.events_of_address': '2',
		'nginx.events_connections': '3',
		'nginx.exports_of_address': '1' } });
});
after(() => s?.down());

const asked = async (method, where, address) => (await s.send(method, where,
	{ body: method === 'GET' ? undefined : {},
		headers: { 'X-Forwarded-For': address } })).status;

function open() {
	const { hostname, port } = new URL(s.url);

	return connect(Number(port), hostname).on('error', () => {});
}

/*
 * Requests that begin a body and do not go on: each has its place meanwhile.
 * One that is refused, for whoever asks has a place as well, or let go after
 * a while, begins anew.
 */
async function whileHeld(where, addresses, look) {
	const held = new Set();
	const hold = (address) => {
		const socket = open();
		const again = () => held.delete(socket) && hold(address);

		held.add(socket);
		socket.once('data', () => socket.destroy());
		socket.once('close', again);
		socket.write(`POST ${where} HTTP/1.1\r\nHost: x\r\n` +
			'Content-Type: application/json\r\nContent-Length: 9\r\n' +
			`X-Forwarded-For: ${address}\r\n\r\n`);
	};

	try {
		addresses.forEach(hold);
		/* All of them, and not who asked before. */
		await until('all have their places', async () => {
			for (let i = 0; i < 5; i++)
				if (await asked('POST', where, addresses.at(-1)) !== 429)
					return false;
			return true;
		});
		await look();
	} finally {
		const sockets = [...held];

		held.clear();
		sockets.forEach((socket) => socket.destroy());
	}
	await until('there are places again', async () =>
		await asked('POST', where, addresses.at(-1)) !== 429);
}

describe('at once', () => {
	for (const where of [paths.api, paths.auth])
		test(`as many of one address: ${where}`, () =>
			whileHeld(where, [ONE, ONE], async () => {
				for (const its of [paths.api, paths.auth, '/health'])
					assert.equal(await asked('POST', its, ONE), 429, its);
				for (const its of [paths.api, paths.auth])
					assert.notEqual(await asked('POST', its, OTHER), 429,
						its);
				/* What it asks elsewhere is not counted with it. */
				for (const its of [paths.events, paths.webhooks])
					assert.notEqual(await asked('POST', its, ONE), 429,
						its);
				assert.notEqual(await asked('GET', '/', ONE), 429);
			}));

	test('one visitor does not take the places of all', () =>
		whileHeld(paths.events, [ONE, ONE], async () => {
			assert.equal(await asked('POST', paths.events, ONE), 429);
			assert.notEqual(await asked('POST', paths.events, OTHER), 429);
		}));

	for (const [name, first, ...more] of [['events', ONE, OTHER, THIRD],
		['webhooks', OTHER, THIRD]])
		test(`as many of all together: ${paths[name]}`, () =>
			whileHeld(paths[name], [first, ...more], async () => {
				const others = Object.values(paths).filter((its) =>
					its !== paths[name]);

				for (const address of [first, ...more, '203.0.113.4'])
					assert.equal(await asked('POST', paths[name],
						address), 429);
				for (const its of others)
					assert.notEqual(await asked('POST', its, first), 429,
						its);
			}));

	test('an archive of one address', async () => {
		const workers = s.pids('api');
		const ask = (address) => asked('GET', '/api/export', address);
		let two, other;

		workers.forEach((pid) => s.kill(pid, 'SIGSTOP'));
		try {
			other = ask(OTHER);
			two = [ask(ONE), ask(ONE)];
			assert.equal(await Promise.race(two), 429);
		} finally {
			workers.forEach((pid) => s.kill(pid, 'SIGCONT'));
		}
		assert.deepEqual((await Promise.all(two)).sort(), [401, 429]);
		assert.equal(await other, 401);
	});
});

describe('of guesses', () => {
	const calls = ['register', 'login', 'join', 'forgot', 'reset']
		.map((name) => ['POST', `/api/auth/${name}`])
		.concat([['PUT', '/api/auth/password']]);

	for (const [i, [method, where]] of calls.entries())
		test(`${method} ${where} has as few of one address`, async () => {
			const address = (n) => `198.51.100.${10 * i + n}`;

			for (let n = 0; n < 2; n++)
				assert.notEqual(await asked(method, where, address(1)),
					429);
			for (const [, its] of calls.filter(([how]) => how === method))
				assert.equal(await asked(method, its, address(1)), 429,
					its);
			assert.notEqual(await asked(method, where, address(2)), 429);
			assert.equal(await asked('GET', '/api/auth/me', address(1)),
				401);
		});
});

describe('of time', () => {
	test('each part of a request and an answer has ten seconds', async () => {
		const conf = await readFile(path.join(top, 'nginx/xeno.conf'),
			'utf8');

		for (const name of ['client_header_timeout', 'client_body_timeout',
			'send_timeout'])
			assert.match(conf, new RegExp(`^\t${name} 10s;$`, 'm'));
		assert.match(conf, /^\treset_timedout_connection on;$/m);
	});

	/* Each header comes soon; that there is ever one more does not help. */
	test('headers without end are let go, and take no place', async () => {
		const sockets = Array.from({ length: 100 }, open);
		const closed = sockets.map((socket) => new Promise((done, fail) => {
			socket.once('close', done);
			/* That they are too large, in the end, is said. */
			socket.once('data', (bytes) => fail(new Error(`${bytes}`)));
		}));

		sockets.forEach((socket) => socket.write('POST /api/auth/logout' +
			` HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${ONE}\r\n`));
		const drip = setInterval(() => sockets.forEach((socket) =>
			socket.write('X-More: x\r\n')), 200);

		try {
			assert.equal(await asked('POST', paths.api, ONE), 401);
			assert.equal(await asked('GET', '/health', ONE), 200);
			await Promise.all(closed);
		} finally {
			clearInterval(drip);
			sockets.forEach((socket) => socket.destroy());
		}
	});
});
