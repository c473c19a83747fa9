/*
 * An archive of everything of a tenant, as the system's own tar unpacks it:
 * what is in it adds up to what the API says, nothing is of another tenant and
 * nothing opens anything; and it is made in little memory, or breaks off.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, test } from 'node:test';

import * as bodies from './bodies.mjs';
import { exact, fullSync, listen, openShop, parseExact } from './compare.mjs';
import { e4 } from './ledger-rows.mjs';
import { until } from './processes.mjs';
import { run } from './run.mjs';
import { hold } from './stuck.mjs';
import { stack } from './stack.mjs';

const TABLES = ['shops', 'customers', 'products', 'orders', 'order-lines',
	'refunds', 'refund-lines', 'sales', 'storefront-events', 'members',
	'views', 'audit-log'];
const LONG = 60_000;
const password = 'correct horse battery';
let s, mine, second, theirs, made = 0;

async function merchant(name, seed) {
	const shop = await openShop(s, { domain: `${name}.myshopify.com`, seed,
		orders: 120, days: 60, refunded: 0.2, webhooks: false });

	await fullSync(s, shop);
	await listen(s, shop);
	await s.post('/api/views', { name: `${name} view`, path: '/orders',
		shared: true }, shop.token);
	const [{ eventKey }] = (await s.get('/api/shops', shop.token)).body;
	const [{ handle }] = (await s.get('/api/products', shop.token)).body;

	await s.post('/api/events', { key: eventKey, events: [{ id: 'v1',
		type: 'product_viewed', product: handle }] });
	return { ...shop, name, eventKey };
}

async function invite(role) {
	const { body } = await s.post('/api/invitations',
		{ email: `${role}@example.com`, role }, mine.token);
	const { body: { token } } = await s.post('/api/auth/join', { password,
		token: body.link.split('#')[1] });

	return token;
}

before(async () => {
	s = await stack({ store: true });
	mine = await merchant('mine', 1);
	theirs = await merchant('theirs', 2);
	second = await openShop(s, { tenant: { token: mine.token },
		domain: 'second.myshopify.com', seed: 3, orders: 40,
		currency: 'JPY', webhooks: false });
	await fullSync(s, second);
});
after(() => s?.down());

const ask = (token) => fetch(`${s.url}/api/export`,
	{ headers: { Authorization: `Bearer ${token}` } });

/* -> { text: all of it, names, manifest, and the rows of each table } */
async function unpacked(file) {
	const dir = path.join(s.dir, `unpacked${++made}`);

	await mkdir(dir);
	const { stdout } = await run('tar', ['-tf', file], { check: true });

	await run('tar', ['-xf', file, '-C', dir], { check: true });
	const out = { text: '', names: stdout.split('\n').filter(Boolean),
		rows: {} };

	for (const name of (await readdir(path.join(dir, 'xeno-export'))).sort()) {
		const text = await readFile(path.join(dir, 'xeno-export', name),
			'utf8');
		const [, table] = /^(.+)-\d{6}\.ndjson$/.exec(name) ?? [];

		out.text += text;
		if (table)
			(out.rows[table] ??= []).push(...text.split('\n')
				.filter(Boolean).map(parseExact));
		else
			out.manifest = JSON.parse(text);
	}
	return out;
}

async function saved(token = mine.token) {
	const answer = await ask(token);
	const file = path.join(s.dir, `archive${++made}.tar`);

	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('content-type'), 'application/x-tar');
	assert.match(answer.headers.get('content-disposition'),
		/^attachment; filename="xeno-export-\d{4}-\d\d-\d\d\.tar"$/);
	await pipeline(answer.body, createWriteStream(file));
	return file;
}

const archive = async (token) => unpacked(await saved(token));
const sum = (list, name) => list.reduce((n, row) => n + e4(row[name]), 0n);
const listOf = async (kind) => (await s.get(`/api/${kind}?format=ndjson`,
	mine.token)).text.split('\n').filter(Boolean).map(parseExact);
/* What is in revenue: no tip, no gift card. */
const isRevenue = (sale) =>
	!['tip', 'gift_card', 'unknown'].includes(sale.lineType);

describe('an archive', () => {
	let all;

	before(async () => { all = await archive(); });

	test('has a file of each table, and a manifest at its end', () => {
		assert.deepEqual(all.names, [...TABLES.map((table) =>
			`xeno-export/${table}-000001.ndjson`),
		'xeno-export/manifest.json']);
		assert.deepEqual(all.manifest.tables, TABLES.map((name) =>
			({ name, rows: (all.rows[name] ?? []).length, parts: 1 })));
		assert.match(all.manifest.createdAt, /^\d{4}-.*Z$/);
		for (const name of TABLES)
			assert.ok(all.rows[name].length > 0, name);
	});

	test('has what the lists of the API have', async () => {
		for (const kind of ['orders', 'customers', 'products']) {
			const listed = await listOf(kind);
			const byId = new Map(all.rows[kind].map((row) =>
				[`${row.shopId}.${row.id}`, row]));

			assert.equal(all.rows[kind].length, listed.length, kind);
			for (const row of listed) {
				const same = byId.get(`${row.shopId}.${row.id}`);

				for (const name of ['name', 'email', 'title', 'channel',
					'financialStatus', 'firstName', 'handle', 'counted'])
					/* An order's customer may have another address. */
					if (name in row && name in same &&
						!(kind === 'orders' && name === 'email'))
						assert.equal(same[name], row[name], name);
			}
			if (kind === 'orders')
				for (const name of ['totalPrice', 'currentTotal'])
					assert.equal(sum(all.rows.orders, name),
						sum(listed, name), name);
		}
		const { body: shops } = await s.get('/api/shops', mine.token);

		assert.deepEqual(all.rows.shops.map((row) => row.shopDomain),
			shops.map((row) => row.shopDomain));
	});

	test('has a ledger that adds up to the figures', async () => {
		for (const { shopId } of [mine, second]) {
			const sales = all.rows.sales.filter((row) =>
				row.shopId === shopId);
			const whole = await exact(s, '/api/metrics/overview?compare=none' +
				`&from=2000-01-01&to=2099-12-31&shopId=${shopId}`,
			mine.token);

			assert.equal(sum(sales.filter(isRevenue), 'total'),
				e4(whole.totalRevenue));
			assert.equal(all.rows.orders.filter((row) => row.shopId ===
				shopId && row.counted).length, Number(whole.totalOrders));
		}
		/* A refund may be of money alone, without lines. */
		const [order] = all.rows['refund-lines'];
		const detail = await exact(s, `/api/orders/${order.orderId}`,
			mine.token);
		const inOrder = (list) => list.filter((row) =>
			row.orderId === order.orderId);

		assert.equal(sum(inOrder(all.rows.sales), 'total'),
			sum(detail.ledger, 'total'));
		assert.deepEqual(inOrder(all.rows['order-lines']).map((l) => l.id),
			detail.lines.map((l) => l.id));
		assert.ok(inOrder(all.rows.refunds).length > 0);
	});

	test('has nothing of another tenant', () => {
		assert.ok(all.text.includes('mine view'));
		for (const word of ['theirs', theirs.accessToken])
			assert.ok(!all.text.includes(word), word);
		for (const [table, rows] of Object.entries(all.rows))
			assert.ok(rows.every((row) => row.shopId === undefined ||
				[mine.shopId, second.shopId].includes(row.shopId)), table);
	});
});

test('nothing in it opens anything', async () => {
	const { body: token } = await s.post('/api/tokens', { name: 'secretless',
		scopes: ['shops:read'] }, mine.token);
	const { body: invitation } = await s.post('/api/invitations',
		{ email: 'later@example.com', role: 'admin' }, mine.token);
	const kept = await s.sql(['user_account', 'api_token', 'session',
		'invitation', 'shop'].map((table) => 'SELECT v AS value FROM' +
		` ${table} t, jsonb_each_text(to_jsonb(t)) AS e (k, v) WHERE` +
		' k ~ \'(hash|salt|token$|event_key)\'').join(' UNION '));
	const secrets = [mine.accessToken, second.accessToken, mine.token,
		token.token, invitation.link.split('#')[1], mine.eventKey,
		...kept.map((row) => row.value?.replace(/^\\x/, ''))].filter(Boolean);
	const all = await archive();

	assert.ok(secrets.length > 12);
	for (const secret of secrets)
		assert.ok(!all.text.includes(secret), secret);
	for (const [table, rows] of Object.entries(all.rows))
		for (const name of Object.keys(rows[0]))
			assert.doesNotMatch(name, /hash|salt|token|secret|password|key/i,
				table);
});

test('a person who was redacted is not in it', async () => {
	const [customer] = (await archive()).rows.customers.filter((row) =>
		row.email && row.shopId === mine.shopId);
	const answer = await s.webhook('customers/redact', { shop_id: 1,
		shop_domain: mine.domain, customer: { id: Number(customer.id),
			email: customer.email }, orders_to_redact: [] },
	{ shop: mine.domain });

	assert.equal(answer.status, 200, answer.text);
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.ok(!(await archive()).text.includes(customer.email));
});

test('it is of one moment, whatever is written meanwhile', async () => {
	let writing = true;
	const write = async (first) => {
		for (let id = first; writing; id++)
			assert.equal((await s.webhook('orders/create',
				bodies.order(id, 0, { price: '7.00' }),
				{ shop: mine.domain })).status, 200);
	};
	const writers = [write(3000), write(4000000)];

	for (let i = 0; i < 8; i++) {
		const { rows } = await archive();
		const sold = new Map();

		for (const row of rows.sales.filter(isRevenue))
			sold.set(row.orderId, (sold.get(row.orderId) ?? 0n) +
				e4(row.total));
		for (const order of rows.orders.filter((row) => row.counted)) {
			const total = sold.get(order.id);

			assert.equal(total < 0n ? 0n : total, e4(order.currentTotal),
				order.id);
		}
	}
	writing = false;
	await Promise.all(writers);
});

test('who may have it, and that he had it', async () => {
	const count = async () => (await s.sql('SELECT count(*) AS n FROM' +
		' audit_event WHERE action = \'tenant.exported\''))[0].n;
	const before = Number(await count());
	const makeToken = async (scope) => (await s.post('/api/tokens',
		{ name: scope, scopes: [scope] }, mine.token)).body.token;

	for (const [token, status] of [[undefined, 401],
		[await invite('analyst'), 403],
		[await makeToken('orders:read'), 403],
		[await invite('admin'), 200],
		[await makeToken('export:read'), 200]]) {
		const answer = await s.get('/api/export', token);

		assert.equal(answer.status, status);
	}
	assert.equal((await s.send('HEAD', '/api/export',
		{ token: mine.token })).status, 200);
	assert.equal(Number(await count()), before + 2);
	const { body } = await s.get('/api/audit-log', mine.token);

	const [byToken, byMember] = body.filter((e) =>
		e.action === 'tenant.exported');

	assert.match(byToken.actor, /^\S+@example\.com with export:read$/);
	assert.equal(byMember.actor, 'admin@example.com');
});

describe('a large one', () => {
	before(() => s.sql(`INSERT INTO orders (tenant_id, shop_id, order_id,
		created_at, processed_at, updated_at, test, taxes_included,
		currency, total_price, headers_only, counted, spent, local_day,
		name) SELECT ${mine.tenantId}, ${mine.shopId}, 500000000 + n,
		t, t, t, false, false, 'USD', n, false, true, n, t::date, '#L' || n
		FROM (SELECT n, timestamptz '2020-01-01' + n * interval '1 min'
		AS t FROM generate_series(1, ${LONG}) AS n) AS x`));

	const stillWorks = async () => {
		await until('no transaction is left open', async () =>
			(await s.sql('SELECT count(*) AS n FROM pg_stat_activity WHERE' +
				' datname = current_database() AND application_name =' +
				' \'xeno-worker\' AND state = \'idle in transaction\''))[0]
				.n === '0');
		for (let i = 0; i < 6; i++)
			assert.equal((await s.get('/api/shops', mine.token)).status, 200);
		await until('the next may be made', async () => {
			const answer = await ask(mine.token);

			await answer.arrayBuffer();
			return answer.status === 200;
		});
	};

	test('comes in parts, in little memory', async () => {
		const { manifest, rows } = await archive();
		const orders = manifest.tables.find((t) => t.name === 'orders');
		const [{ n }] = await s.sql('SELECT count(*) AS n FROM orders' +
			` WHERE tenant_id = ${mine.tenantId}`);

		assert.ok(orders.parts > 3, `${orders.parts} parts`);
		assert.equal(orders.rows, Number(n));
		assert.equal(new Set(rows.orders.map((row) =>
			`${row.shopId}.${row.id}`)).size, Number(n));
		for (const pid of await s.pids('api')) {
			const status = await readFile(`/proc/${pid}/status`, 'utf8');
			const [, kb] = /VmHWM:\s+(\d+)/.exec(status);

			assert.ok(Number(kb) < 64 * 1024, `${kb} kB`);
		}
	});

	test('one whose client goes away leaves the worker as it was',
		async () => {
			const workers = await s.pids('api');
			const { hostname, port } = new URL(s.url);

			await new Promise((done, failed) => {
				const socket = connect(Number(port), hostname);

				socket.on('error', failed);
				socket.once('data', () => socket.destroy());
				socket.on('close', done);
				socket.write('GET /api/export HTTP/1.1\r\nHost: x\r\n' +
					`Authorization: Bearer ${mine.token}\r\n\r\n`);
			});
			await stillWorks();
			assert.deepEqual(await s.pids('api'), workers);
		});

	test('one that cannot go on breaks off, and does not look whole',
		async () => {
			await s.sql('ALTER TABLE saved_view RENAME TO elsewhere');
			const answer = await ask(mine.token);

			assert.equal(answer.status, 200);
			await assert.rejects(answer.arrayBuffer());
			await s.sql('ALTER TABLE elsewhere RENAME TO saved_view');
			assert.match(await s.log('pool-api'), /an export broke off/);
			await stillWorks();
		});

	/* On its way, and not at its end. */
	async function halfMade(t) {
		await stillWorks();
		t.after(await hold(s, 'LOCK TABLE saved_view'));
		return ask(mine.token);
	}

	test('of long answers one is made at a time', async (t) => {
		const made = async () => (await s.get('/api/audit-log',
			theirs.token)).body.filter((e) =>
			e.action === 'tenant.exported').length;
		const before = await made();
		const table = (path) => s.get(`/api/${path}format=csv`, mine.token);
		const first = await halfMade(t);
		const [other, ...tables] = await Promise.all([ask(theirs.token),
			...['orders?', 'orders?limit=9&', 'products?'].map(table)]);

		assert.deepEqual([other, ...tables].map(({ status }) => status),
			[429, 429, 200, 200]);
		assert.ok(other.headers.get('retry-after'));
		assert.equal((await other.json()).code, 'throttled');
		await first.body.cancel().catch(() => {});
		assert.equal(await made(), before);
	});

	test('one whose worker dies is in nobody\'s way', async (t) => {
		const first = await halfMade(t);

		s.pids('api').forEach((pid) => s.kill(pid));
		await assert.rejects(first.arrayBuffer());
	});

	test('then there is a place again', stillWorks);

	test('who may have none is in nobody\'s way', async () => {
		for (let i = 0; i < 20; i++)
			assert.deepEqual(await Promise.all([1, 2, 3, 4].map(
				async () => (await s.get('/api/export', 'x')).status)),
			[401, 401, 401, 401]);
	});
});
