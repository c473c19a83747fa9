/* scripts/demo: starts, says where, starts again, stops; side by side. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { until } from './processes.mjs';
import { parseEnv, run } from './run.mjs';
import { sharedCluster, top } from './stack.mjs';

const demo = path.join(top, 'scripts/demo');
const stack = path.join(top, 'scripts/stack');
/* The path of somebody who is not root, on Debian: without sbin. */
const env = { ...process.env, XENO_DEMO_ORDERS: '300',
	XENO_DEMO_TRADE: '1200', PATH: process.env.PATH.split(':')
		.filter((dir) => !dir.endsWith('/sbin')).join(':') };
let base;

before(async () => {
	base = await mkdtemp(path.join(tmpdir(), 'xeno-demo-'));
});
after(async () => {
	for (const name of ['a', 'b', 'c'])
		await run(stack, ['down', '--dir', path.join(base, name),
			'--purge']);
	await rm(base, { recursive: true });
});

function start(name, args = [], more = {}) {
	return run(demo, ['--background', '--dir', path.join(base, name),
		...args], { env: { ...env, ...more }, check: true });
}

async function envOf(name) {
	return parseEnv(await readFile(path.join(base, name, 'demo.env'),
		'utf8'));
}

async function call(e, where, { body, token } = {}) {
	const response = await fetch(e.XENO_URL + where, {
		method: body ? 'POST' : 'GET',
		headers: { 'Content-Type': 'application/json',
			...token && { Authorization: `Bearer ${token}` } },
		body: body && JSON.stringify(body) });

	return { status: response.status, body: await response.json() };
}

function login(e) {
	return call(e, '/api/auth/login', { body: {
		email: e.XENO_EMAIL, password: e.XENO_PASSWORD } });
}

async function orders(e, token) {
	return Number((await call(e, '/api/metrics/overview' +
		'?from=2000-01-01&to=2100-01-01', { token })).body.totalOrders);
}

describe('in the background', () => {
	let first, token;

	test('it serves, and says where in demo.env', async () => {
		const { stdout } = await start('a');

		first = await envOf('a');
		assert.deepEqual(Object.keys(first), ['XENO_URL', 'DATABASE_URL',
			'DATABASE_APP_URL', 'XENO_EMAIL', 'XENO_PASSWORD',
			'SHOPIFY_API_SECRET', 'SHOP_DOMAIN', 'STORE_URL']);
		for (const key of ['XENO_URL', 'XENO_EMAIL', 'XENO_PASSWORD'])
			assert.ok(stdout.includes(first[key]), key);
		assert.match(stdout, /100 %/);
		assert.doesNotMatch(stdout, / s left/);
	});

	test('the login works and the backfill is there', async () => {
		const { status, body } = await login(first);

		assert.equal(status, 200);
		token = body.token;
		assert.ok(await orders(first, token) >= 250);
	});

	test('no argument of psql\'s has a password', async () => {
		const bin = path.join(base, 'bin'), said = path.join(bin, 'said');

		await mkdir(bin);
		await writeFile(path.join(bin, 'psql'),
			`#!/bin/sh\necho "$@" >>${said}\n`, { mode: 0o755 });
		await run('node', [path.join(top, 'scripts/lib/demo.mjs'),
			path.join(base, 'a')], { check: true, env: { ...env,
			PATH: `${bin}:${process.env.PATH}` } });
		const text = await readFile(said, 'utf8');

		assert.match(text, /xeno_migrate@/);
		assert.ok(!text.includes(new URL(first.DATABASE_URL).password));
	});

	test('the store trades on, by signed webhooks', async () => {
		const before = await orders(first, token);

		await until('more orders', async () =>
			await orders(first, token) > before);
	});

	test('visitors come, look, and leave or buy', async () => {
		const funnel = async () => (await call(first,
			'/api/metrics/conversion-funnel', { token })).body.funnel;
		const before = await funnel();

		assert.ok(before.productViews > before.checkoutsStarted);
		assert.ok(before.checkoutsStarted > 0);
		assert.ok(before.cartAbandonments > 0);
		await until('more of all', async () => Object.entries(
			await funnel()).every(([step, n]) => n > before[step]));
	});

	test('visitors can be made up', async () => {
		const { body: [shop] } = await call(first, '/api/shops', { token });
		const { status, body } = await call(first,
			'/api/metrics/simulate-events',
			{ token, body: { shopId: shop.id, count: 30 } });

		assert.equal(status, 200, body.message);
		assert.ok(body.created.product_viewed > 0);
	});

	test('both database addresses open', async () => {
		for (const [key, role] of [['DATABASE_URL', 'xeno_owner'],
			['DATABASE_APP_URL', 'xeno_app']])
			assert.equal((await run('psql', ['-XqAt', '-c',
				'SELECT current_user', first[key]],
			{ check: true })).stdout.trim(), role);
	});

	test('another one beside it, on the port of the environment', async () => {
		const server = createServer().listen(0, '127.0.0.1');

		await new Promise((done) => server.once('listening', done));
		const { port } = server.address();

		await new Promise((done) => server.close(done));
		await start('b', [], { PORT: String(port) });
		const second = await envOf('b');

		assert.equal(new URL(second.XENO_URL).port, String(port));
		assert.notEqual(second.XENO_PASSWORD, first.XENO_PASSWORD);
		assert.equal((await login(second)).status, 200);
		assert.equal((await login(first)).status, 200);
		await run(demo, ['--stop', '--dir', path.join(base, 'b')],
			{ check: true });
		assert.equal((await login(first)).status, 200);
	});

	test('stopped and started again: same database, same login', async () => {
		const dir = path.join(base, 'a');

		await run(demo, ['--stop', '--dir', dir], { check: true });
		assert.notEqual((await run(stack, ['status', '--dir', dir])).code,
			0);
		await assert.rejects(login(first));
		await start('a');
		const again = await envOf('a');

		assert.equal(again.XENO_PASSWORD, first.XENO_PASSWORD);
		const { status, body } = await login(again);

		assert.equal(status, 200);
		assert.ok(await orders(again, body.token) >= 250);
	});

	test('started while it runs: nothing is started twice', async () => {
		const dir = path.join(base, 'a');
		const status = () => run(stack, ['status', '--dir', dir],
			{ check: true });
		const before = await status();

		await start('a');
		assert.equal((await status()).stdout, before.stdout);
	});
});

describe('in front', () => {
	test('Ctrl-C stops all of it', async (t) => {
		const dir = path.join(base, 'a');

		await run(demo, ['--stop', '--dir', dir], { check: true });
		const child = spawn(demo, ['--dir', dir], { env });
		const ended = new Promise((done) => child.on('exit', done));
		let said = '';

		t.after(async () => {
			child.kill('SIGINT');
			await ended;
		});
		child.stdout.on('data', (text) => { said += text; });
		child.stderr.resume();
		await until('it is up', () => /Ctrl-C/.test(said), 600000);
		child.kill('SIGINT');
		assert.equal(await ended, 130);
		assert.match((await run(stack, ['status', '--dir', dir])).stderr,
			/nothing runs/);
	});
});

describe('what cannot be', () => {
	let dir, cluster;
	const up = (...more) => run(stack, ['up', '--dir', dir, '--cluster',
		cluster, '--no-store', '--no-schedule', ...more]);
	const withSecret = (secret) => up('--set', `jwt_secret=${secret}`);
	const status = () => run(stack, ['status', '--dir', dir]);

	before(async () => {
		dir = path.join(base, 'c');
		cluster = await sharedCluster();
	});

	test('a taken port is named, and nothing is started', async () => {
		const server = createServer().listen(0, '127.0.0.1');

		await new Promise((done) => server.once('listening', done));
		const { port } = server.address();
		const { code, stderr } = await up('--port', String(port));

		server.close();
		assert.equal(code, 1);
		assert.match(stderr, new RegExp(`nginx does not start.*${port}`));
		assert.match(stderr, /Address already in use/);
		assert.doesNotMatch(stderr, /is stopped again/);
		assert.match((await status()).stderr, /nothing runs/);
	});

	test('a directory that settings cannot hold is refused first', async () => {
		for (const name of ['my stack', 'it\'s', 'a"b', 'a|b', 'a\nb'])
			for (const [script, ...args] of [[stack, 'up'],
				[path.join(top, 'scripts/demo')]]) {
				const refused = path.join(base, name);
				const { code, stderr } = await run(script, [...args,
					'--dir', refused]);

				assert.notEqual(code, 0, name);
				assert.match(stderr, /path has no spaces/, name);
				assert.equal((await run('test', ['-e', refused])).code, 1);
			}
	});

	test('a worker that cannot start is named, with its log', async () => {
		const { code, stderr } = await withSecret('short');

		assert.equal(code, 1);
		assert.match(stderr, /the workers cannot start with/);
		assert.match(stderr, /jwt_secret/);
		assert.match((await status()).stderr, /nothing runs/);
	});

	test('and stops nothing that ran before', async () => {
		assert.equal((await withSecret('s'.repeat(40))).code, 0);
		const { code, stderr } = await withSecret('short');

		assert.equal(code, 1);
		assert.match(stderr, /is left as it is/);
		assert.equal((await status()).code, 0);
		const { XENO_URL } = parseEnv(await readFile(
			path.join(dir, 'stack.env'), 'utf8'));

		assert.equal((await fetch(`${XENO_URL}/ready`)).status, 200);
		assert.equal((await withSecret('s'.repeat(40))).code, 0);
		assert.equal((await run(stack, ['down', '--dir', dir])).code, 0);
	});
});
