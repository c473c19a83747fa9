/*
 * Secrets and personal data that are told nowhere: each is a word of its own
 * here, is used in every way there is, well and badly, and then looked for in
 * the logs of all parts (PostgreSQL's, too) and in the list of processes.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';
import { hold } from './stuck.mjs';

const domain = 'canary.myshopify.com';
const word = () => `canary${randomBytes(6).toString('hex')}`;
const email = `${word()}@example.com`, buyer = `${word()}@example.com`;
const password = `${word()} password`, other = `${word()} password`;
const secrets = { email, buyer, password, other };
const commands = new Map();
let s, timer;

/* What every process was called with, as long as this file runs. */
function watchProcesses() {
	for (const pid of readdirSync('/proc').filter((n) => /^\d+$/.test(n)))
		try {
			const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');

			/* Shopify's side is not ours. */
			if (!line.includes('tests/shopify/main.mjs'))
				commands.set(line, pid);
		} catch {
			/* It has ended. */
		}
}

before(async () => {
	timer = setInterval(watchProcesses, 10);
	s = await stack({ store: true, cluster: 'own' });
	const conf = await readFile(s.env.XENO_CONF, 'utf8');

	for (const [, key, value] of conf.matchAll(
		/^(\w*(?:secret|key)) = (\S{16,})$/gm))
		secrets[key] = value;
	[, secrets.database] = /xeno_app:(\w+)@/.exec(conf);
});
after(async () => {
	clearInterval(timer);
	await s?.down();
});

const statuses = [];

async function call(method, where, how) {
	const answer = await s.send(method, where, how);

	statuses.push(`${answer.status} ${method} ${where.split('?')[0]}`);
	return answer;
}

async function comeIn() {
	const store = await s.control('POST', '/shops', { domain, seed: 7,
		orders: 20, currency: 'EUR', timezone: 'Europe/Berlin' });

	secrets.accessToken = store.accessToken;
	const body = { email, password, shopDomain: domain, shopName: 'C',
		accessToken: store.accessToken,
		apiSecret: secrets.apiSecret = `shpss_${word()}` };

	await call('POST', '/api/auth/register', { body: { ...body,
		accessToken: `shpat_${secrets.refused = word()}` } });
	await call('POST', '/api/auth/register', { body: { ...body,
		email: `${email} no`, password: 'short' } });
	await call('POST', '/api/auth/register', { body });
	await call('POST', '/api/auth/register', { body });
	await call('POST', '/api/auth/login', { body: { email,
		password: other } });
	const answer = await call('POST', '/api/auth/login', { body: { email,
		password } });

	[, secrets.cookie] = /=([^;]+);/.exec(
		answer.headers.getSetCookie()[0]);
	secrets.token = answer.body.token;
	return answer.body;
}

async function goOn({ token, shop }) {
	const made = await call('POST', '/api/tokens', { token, body: {
		name: 'a', scopes: ['customers:read'] } });

	secrets.apiToken = made.body.token;
	await call('GET', `/api/customers?q=${buyer}`,
		{ token: made.body.token });
	await call('GET', '/api/customers', { token: `${made.body.token}x` });
	await call('GET', '/api/customers', { token: `${token}x` });
	await call('GET', `/api/orders?q=${buyer}&limit=x`, { token });
	await call('POST', '/api/customers', { token, body: { shopId: shop.id,
		records: [{ id: 'x', email: buyer }] } });
	await call('POST', '/api/invitations', { token, body: { email: buyer,
		role: 'analyst' } });
	await call('PUT', '/api/auth/password', { token, body: {
		currentPassword: password, newPassword: other } });
}

async function deliver() {
	const body = { ...order(5, 1), email: buyer };
	const send = async (topic, what) => statuses.push((await s.webhook(topic,
		what, { shop: domain })).status + ` ${topic}`);

	await send('orders/create', body);
	await send('orders/create', `{"email": "${buyer}", `);
	await send('orders/create', { ...body, total_price: buyer });
	await send('customers/update', { id: 1, email: buyer,
		updated_at: '2026-10-01T00:00:00Z', created_at: 'infinity' });
	await send('customers/update', { id: 2, email: buyer,
		first_name: 'a\u0000b', updated_at: '2026-10-01T00:00:00Z' });
}

/* Workers die in the midst of it, and nginx logs that by itself. */
async function breakOff({ token }) {
	secrets.mail = `${word()}${'x'.repeat(24)}A`;
	for (const [method, where, table] of [
		['GET', `/api/customers?q=${buyer}`, 'customer'],
		['GET', `/api/orders?q=${buyer}`, 'orders'],
		['GET', `/api/products?q=${buyer}`, 'product'],
		['POST', `/api/unsubscribe?token=1_1_${secrets.mail}`, 'user_mail'],
	]) {
		const release = await hold(s, `LOCK TABLE ${table}`);
		const asked = call(method, where, { token });

		await until('it waits', async () => (await s.sql('SELECT pid FROM' +
			" pg_stat_activity WHERE wait_event_type = 'Lock' AND" +
			" application_name = 'xeno-worker'")).length);
		s.pids('api').forEach((pid) => s.kill(pid));
		assert.equal((await asked).status, 503);
		await release();
	}
}

describe('what is secret', () => {
	test('is used, well and badly', async () => {
		const user = await comeIn();

		await breakOff(user);
		await goOn(user);
		await deliver();
		for (const args of [['full', '--shop', domain],
			['delta'], ['replay'], ['status'], ['queue']])
			await s.sync(args);
		await s.control('POST', `/shops/${domain}/tokens`,
			{ revoke: secrets.accessToken });
		await s.sync(['delta']);
		await s.postgres.kill();
		await call('POST', '/api/auth/login', { body: { email,
			password: other } });
		await s.postgres.start();
		const seen = statuses.map((line) => line.slice(0, 3));

		for (const status of ['200', '201', '400', '401', '409', '422',
			'503'])
			assert.ok(seen.includes(status),
				`${status} is not in ${statuses.join('; ')}`);
	});

	test('is in no log', async () => {
		const names = await readdir(path.join(s.dir, 'log'));

		assert.ok(names.includes('postgres.log'));
		await s.accessLog(await s.get('/health'));
		for (const name of names) {
			const text = await readFile(path.join(s.dir, 'log', name),
				'utf8');

			for (const [what, value] of Object.entries(secrets))
				assert.ok(!text.includes(value), `${what}: ${name}`);
		}
	});

	test('is in no list of processes', () => {
		assert.ok([...commands.keys()].some((line) =>
			line.includes(s.env.XENO_CONF)));
		for (const [what, value] of Object.entries(secrets))
			for (const line of commands.keys())
				assert.ok(!line.includes(value), `${what}: ${line}`);
	});

	test('is in no core: there is none', () => {
		for (const pool of ['api', 'auth', 'webhooks', 'events'])
			for (const pid of s.pids(pool))
				assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'),
					/^Max core file size +0 +0 /m);
	});
});
