/* A full sync against the stand-in store: all of it, and exactly it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { spawn } from 'node:child_process';

import { until } from './processes.mjs';
import { run } from './run.mjs';
import { assertTrue, connectShop, rowsOf } from './truth.mjs';
import { program, stack } from './stack.mjs';

const SHOPS = {
	'plain.myshopify.com': { seed: 11, orders: 600,
		timezone: 'Europe/Berlin', currency: 'EUR' },
	'vat.myshopify.com': { seed: 12, orders: 400, taxesIncluded: true,
		timezone: 'Asia/Tokyo', currency: 'JPY', country: 'JP',
		refunded: 0.3, cancelled: 0.1 },
	'big-ids.myshopify.com': { seed: 13, orders: 200, bigIds: true,
		timezone: 'America/St_Johns', currency: 'KWD', country: 'KW',
		presentment: ['USD', 'EUR'], giftCards: 0.1, tips: 0.2 },
	'empty.myshopify.com': { seed: 14, orders: 0, customers: 0,
		products: 0 },
};

async function runOf(s, shop) {
	const [row] = await s.sql(`SELECT * FROM ingest_run
		WHERE shop_id = ${Number(shop.shopId)}
		ORDER BY run_id DESC LIMIT 1`, { tenant: shop.tenantId });

	return row;
}

async function watermarks(s, shop) {
	return s.sql(`SELECT resource, watermark FROM sync_watermark
		WHERE shop_id = ${Number(shop.shopId)} ORDER BY resource`,
	{ tenant: shop.tenantId });
}

/* Start a full sync, kill it as soon as `when` is so. */
async function killWhen(s, shop, when) {
	const child = spawn(program('xeno-sync'), ['-c', s.env.XENO_CONF,
		'full', '--shop', shop.domain], { stdio: 'ignore' });
	const ended = new Promise((done) => child.on('close', done));

	try {
		await until('the moment to kill', when);
	} finally {
		child.kill('SIGKILL');
		await ended;
	}
}

describe('a full sync', () => {
	let s;

	before(async () => {
		s = await stack({ store: true });
	});
	after(() => s?.down());

	/* Before autovacuum comes to them, a quarter of a minute later. */
	test('leaves no table unknown to the planner', async () => {
		const shop = await connectShop(s, 'planned.myshopify.com',
			{ seed: 20, orders: 100 });
		const unknown = () => s.sql('SELECT relname FROM pg_class WHERE' +
			" relname IN ('orders', 'sale_event', 'customer')" +
			' AND reltuples < 0 ORDER BY 1');

		assert.equal((await unknown()).length, 3);
		assert.equal((await s.sync(['full', '--shop', shop.domain])).code,
			0);
		assert.deepEqual(await unknown(), []);
	});

	for (const [domain, settings] of Object.entries(SHOPS))
		test(`of ${domain} is true`, async () => {
			const shop = await connectShop(s, domain, settings);
			const { code, stdout, stderr } = await s.sync(
				['full', '--shop', domain]);

			assert.equal(code, 0, stderr);
			assert.match(stdout, /full-sync done/);
			await assertTrue(s, shop);

			const row = await runOf(s, shop);

			assert.equal(row.status, 'success');
			assert.equal(row.error, null);
			assert.ok(Number(row.rows_read) >= shop.orders +
				shop.customers + shop.products);
			assert.equal((await watermarks(s, shop)).length, 3);
		});

	test('again changes nothing', async () => {
		const shop = await connectShop(s, 'again.myshopify.com',
			{ seed: 21, orders: 300 });
		const full = ['full', '--shop', shop.domain];

		await s.sync(full);
		const before_ = await rowsOf(s, shop);

		assert.equal((await s.sync(full)).code, 0);
		assert.deepEqual(await rowsOf(s, shop), before_);
		await assertTrue(s, shop);
	});

	test('takes over currency and time zone', async () => {
		const { body } = await s.get('/api/shops', (await connectShop(s,
			'zone.myshopify.com', { orders: 5, currency: 'SEK',
				timezone: 'Europe/Stockholm' })).token);

		assert.equal(body[0].timezone, 'Europe/Stockholm');
		await s.control('PATCH', '/shops/zone.myshopify.com',
			{ name: 'A better name' });
		await s.sync(['full', '--shop', 'zone.myshopify.com']);
		const [row] = await s.sql(`SELECT name, currency, timezone
			FROM shop WHERE shop_domain = 'zone.myshopify.com'`);

		assert.deepEqual(row, { name: 'A better name', currency: 'SEK',
			timezone: 'Europe/Stockholm' });
	});

	test('reads ready files, each as what it is', async () => {
		const shop = await connectShop(s, 'files.myshopify.com',
			{ seed: 22, orders: 150 });
		const copy = await connectShop(s, 'copy.myshopify.com',
			{ seed: 23, orders: 0, customers: 0, products: 0 });
		const folder = path.join(s.dir, 'store/bulk');
		const known = new Set(await readdir(folder));

		await s.sync(['full', '--shop', shop.domain]);
		const files = (await readdir(folder))
			.filter((name) => !known.has(name))
			.map((name) => path.join(folder, name));

		assert.equal(files.length, 3);
		const { code, stdout, stderr } = await s.sync(['full', '--shop',
			copy.domain, '--jsonl', ...files]);

		assert.equal(code, 0, stderr);
		assert.match(stdout,
			/refunds of \d+ orders are yet to be read/);
		const there = await rowsOf(s, shop);
		const here = await rowsOf(s, copy);

		for (const table of ['customer', 'product', 'orders',
			'order_line', 'refund'])
			assert.equal(here[table][0].n, there[table][0].n,
				table);
		// What the files lack is not forgotten: it is queued.
		assert.equal((await watermarks(s, copy)).length, 3);
		assert.deepEqual(await s.sql(`SELECT DISTINCT agreements_due
			FROM orders WHERE headers_only
			AND shop_id = ${copy.shopId}`,
		{ tenant: copy.tenantId }), [{ agreements_due: '2' }]);
	});

	test('draws its progress on a terminal', async () => {
		const shop = await connectShop(s, 'terminal.myshopify.com',
			{ seed: 24, orders: 300 });

		await s.control('POST', '/faults', { kind: 'bulk', runMs: 2500,
			shop: shop.domain, times: 3 });
		const { stdout } = await run('script', ['-qec',
			`'${program('xeno-sync')}' -c '${s.env.XENO_CONF}' ` +
			`full --shop ${shop.domain}`, '/dev/null'],
		{ check: true });

		assert.match(stdout,
			/\rexporting {2}Shopify is preparing the data/);
		assert.doesNotMatch(stdout,
			/\r(customers|products|orders) +Shopify is preparing/);
		assert.match(stdout, /full-sync done in \d+\.\d s: .*orders/);
		assert.doesNotMatch(stdout, /"level":"info"/);
	});

	test('says what is wrong with a file', async () => {
		const shop = await connectShop(s, 'wrong.myshopify.com',
			{ orders: 1 });
		const file = path.join(s.dir, 'wrong.jsonl');
		const full = ['full', '--shop', shop.domain, '--jsonl'];
		const cases = [
			[null, /No such file/],
			['{"id":"gid://shopify/Metafield/1"}\n',
				/not a customer, a product or an order/],
			['{"id":"gid://shopify/LineItem/1",' +
				'"__parentId":"gid://shopify/Order/1"}\n',
			/line 1 stands apart from its parent/],
		];

		for (const [text, pattern] of cases) {
			if (text !== null)
				await writeFile(file, text);
			const { code, stdout } = await s.sync([...full,
				text === null ? '/nowhere.jsonl' : file]);

			assert.equal(code, 1);
			assert.match(stdout, pattern);
			assert.match((await runOf(s, shop)).error, pattern);
		}
		assert.deepEqual(await watermarks(s, shop), []);
	});

	test('leaves out what cannot be, and says so', async () => {
		const shop = await connectShop(s, 'odd.myshopify.com',
			{ orders: 0, customers: 0, products: 0 });
		const file = path.join(s.dir, 'odd.jsonl');
		const customer = (n, at) => JSON.stringify({
			id: `gid://shopify/Customer/${n}`, state: 'ENABLED',
			createdAt: at, updatedAt: at,
		});

		await writeFile(file, [customer(1, '2026-01-01T00:00:00Z'),
			customer(2, 'infinity'), '{"id":', customer(3,
				'2026-01-02T00:00:00Z')].join('\n'));
		const { code, stdout } = await s.sync(['full', '--shop',
			shop.domain, '--jsonl', file]);

		assert.equal(code, 0);
		assert.match(stdout, /2 could not be stored/);
		assert.deepEqual(await s.sql(`SELECT customer_id FROM customer
			WHERE shop_id = ${shop.shopId} ORDER BY customer_id`,
		{ tenant: shop.tenantId }),
		[{ customer_id: '1' }, { customer_id: '3' }]);
	});
});

describe('killed and run again', () => {
	let s, shop;

	before(async () => {
		s = await stack({ store: true });
		shop = await connectShop(s, 'killed.myshopify.com',
			{ seed: 31, orders: 8000, refunded: 0.05,
				maximumAvailable: 1000, restoreRate: 20 });
	});
	after(() => s?.down());

	const count = async (table) => Number((await s.sql(`SELECT count(*) AS n
		FROM ${table} WHERE shop_id = ${Number(shop.shopId)}`,
	{ tenant: shop.tenantId }))[0].n);
	const moments = {
		'while Shopify prepares': async () =>
			(await runOf(s, shop))?.phase === 'exporting',
		'while orders are stored': async () =>
			await count('orders') > 0,
		'while refunds are read': async () =>
			await count('refund_line') > 0,
	};

	for (const [what, when] of Object.entries(moments))
		test(what, async () => {
			await s.control('POST', '/faults', { kind: 'bulk',
				runMs: 2000, shop: shop.domain, times: 3 });
			await killWhen(s, shop, when);
			await s.control('DELETE', '/faults');
			assert.deepEqual(await watermarks(s, shop), []);
		});

	test('the next one does not wait, and is true', async () => {
		await s.control('PATCH', `/shops/${shop.domain}`,
			{ maximumAvailable: 20000, restoreRate: 10000 });
		const { code, stdout, stderr } = await s.sync(
			['full', '--shop', shop.domain]);

		assert.equal(code, 0, stderr);
		assert.match(stdout, /full-sync done/);
		assert.equal((await runOf(s, shop)).status, 'success');
		assert.equal((await watermarks(s, shop)).length, 3);
		await assertTrue(s, shop);
	});
});
