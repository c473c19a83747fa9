/* Answers as CSV and as lines of JSON, and lists that are long. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import * as bodies from './bodies.mjs';
import { fullSync, openShop, parseExact } from './compare.mjs';
import { askAgain } from './http.mjs';
import { stack } from './stack.mjs';

const LONG = 30000;
let s, shop, bare, units;

before(async () => {
	s = await stack({ store: true, pools: { api: 1 } });
	shop = await openShop(s, { domain: 'tables.myshopify.com', orders: 80,
		seed: 11, days: 60, discounted: 0.4, refunded: 0.2,
		webhooks: false });
	await fullSync(s, shop);
	/* Another tenant's, of which nothing is known. */
	bare = (await s.register()).token;
	units = new Map((await s.get('/api/metrics/definitions')).body.map((d) =>
		[d.name, d.unit]));
});
after(() => s?.down());

/* RFC 4180: lines of fields, and a field may be in quotes. */
function parseCsv(text) {
	const fields = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y, rows = [[]];

	while (fields.lastIndex < text.length) {
		const [, field, end] = fields.exec(text);

		rows.at(-1).push(field[0] === '"' ?
			field.slice(1, -1).replaceAll('""', '"') : field);
		if (end !== ',')
			rows.push([]);
	}
	rows.pop();
	return rows;
}

/* Objects whose members are columns, and what is in no table. */
const NESTED = { rates: ['source', 'from', 'to'],
	missingRate: ['currency', 'day'], gaps: ['median', 'p25', 'p75', 'p90'],
	conversionRates: ['viewToCart', 'cartToCheckout', 'checkoutToOrder'] };
const LEFT_OUT = ['rest', 'converted'];

const plainMembers = (row) => Object.entries(row).filter(([name, value]) =>
	Object(value) !== value && !LEFT_OUT.includes(name));

const unitOf = (name) => units.has(name) ? ` (${units.get(name)})` : '';

/* [its name in the first line, the value] of each column. */
const columnsOf = (row) => Object.entries(row).flatMap(([name, value]) =>
	NESTED[name]
		? NESTED[name].map((member) => [`${name}.${member}${unitOf(member)}`,
			value?.[member] ?? null])
		: plainMembers({ [name]: value }).map(() =>
			[name + unitOf(name), value]));

const partsOf = (a) => a.byCurrency.flatMap(
	({ totalOrders, totalRevenue, ...c }) =>
		c.rows.map((row) => ({ ...a, ...c, ...row })));

/* What the table of an answer should hold, by the answer as JSON. */
const rowsOf = {
	'overview?': (a) => a.byCurrency.map((row) => ({ ...a, ...row })),
	'orders-by-date?': (a) => a,
	'orders-by-date?granularity=hour': (a) => a,
	'orders-by-date?split=channel': (a) => a,
	'orders-by-date?split=customer_type': (a) => a,
	'top-customers?limit=20': (a) => a,
	'top-products?limit=7': (a) => a,
	'product-trends?granularity=week': (a) => a.flatMap((p) =>
		p.points.map((point) => ({ ...p, ...point }))),
	'sales-bridge?': (a) => a.byCurrency.flatMap(({ steps, currency }) =>
		steps.map((step) => ({ ...a, currency, ...step }))),
	'breakdown?by=channel': partsOf,
	'breakdown?by=discount_code': partsOf,
	'discounts?': (a) => a.byCurrency.map((row) => ({ ...a, ...row })),
	'refunds?': (a) => a.byCurrency.map((row) => ({ ...a, ...row })),
	'basket?': (a) => a,
	'insights?from=2026-01-01': (a) => a,
	'heatmap?': (a) => a,
	'cohorts?grain=week': (a) => a.byCurrency.flatMap((c) =>
		c.cohorts.flatMap((row) => row.periods.map((p) => ({ ...a, ...c,
			...row, ...p })))),
	'rfm?': (a) => a.flatMap((shop) =>
		shop.groups.map((row) => ({ ...shop, ...row }))),
	'repeat?': (a) => a.repurchase.map((row) => ({ ...a, ...row })),
	'conversion-funnel?': (a) => [{ ...a, ...a.funnel }],
	'behavior-analytics?': (a) => [{ ...a, ...a.eventSummary }],
};

for (const [call, rows] of Object.entries(rowsOf))
	test(`${call} as a table`, async () => {
		const path = `/api/metrics/${call}&shopId=${shop.shopId}`;
		const json = await s.get(path, shop.token);
		const csv = await s.get(`${path}&format=csv`, shop.token);
		const lines = await s.get(path, shop.token,
			{ Accept: 'application/x-ndjson' });
		const wanted = rows(parseExact(json.text));
		const columns = wanted.map(columnsOf);
		const [header, ...table] = parseCsv(csv.text);

		assert.match(csv.headers.get('content-type'), /^text\/csv/);
		assert.match(csv.headers.get('content-disposition'),
			/filename="[a-z-]+\.csv"/);
		assert.notEqual(csv.headers.get('etag'), json.headers.get('etag'));
		assert.match(lines.headers.get('vary'), /Accept/);
		if (wanted.length)
			assert.deepEqual(header,
				columns[0].map(([name]) => name));
		assert.deepEqual(table, columns.map((row) => row.map(([, value]) =>
			value === null ? '' : String(value))));
		assert.deepEqual(lines.text.split('\n').filter(Boolean)
			.map(parseExact).map(plainMembers).map((row) =>
				new Map(row)), wanted.map((row) =>
			new Map(plainMembers(row))));
		/* Once more: what is kept is still turned into a table. */
		assert.equal((await s.get(`${path}&format=csv`, shop.token)).text,
			csv.text);
		assert.equal((await askAgain((tag) => s.get(`${path}&format=csv`,
			shop.token, { 'If-None-Match': tag }))).status, 304);
	});

/* What a program reads every night must not change its shape on a quiet one. */
test('without rows there is the line of names all the same', async () => {
	const calls = [...Object.keys(rowsOf),
		'top-engaged-customers?'].flatMap((call) => [call,
		`${call}&currency=EUR`]).map((call) => `/api/metrics/${call}`);
	const names = async (path, token) => {
		const { status, text } = await s.get(`${path}&format=csv`, token);

		assert.equal(status, 200, `${path}: ${text}`);
		return parseCsv(text)[0];
	};

	for (const path of [...calls, '/api/orders?', '/api/customers?',
		'/api/products?', '/api/orders?limit=5', '/api/reconcile?'])
		assert.deepEqual(await names(path, bare),
			await names(path, shop.token), path);
	for (const path of ['orders', 'customers', 'products']) {
		const { body: [row] } = await s.get(`/api/${path}`, shop.token);

		assert.deepEqual(await names(`/api/${path}?`, bare),
			columnsOf(row).map(([name]) => name));
	}
	assert.equal((await s.get('/api/orders?format=ndjson', bare)).text, '');
});

test('texts arrive as they are, and formulas as texts', async () => {
	const names = ['=1+1', '+49', '-1', '@x', '\tx', 'a,b', 'a"b', 'a\r\nb',
		'ö €', '\u0001', 'x', 'x;=1+1;y', 'x; -1', '@;@'];

	for (const [i, name] of names.entries())
		assert.equal((await s.webhook('customers/create', bodies.customer(
			8800000 + i, 5, { first_name: name }),
		{ shop: shop.domain })).status, 200);
	const csv = parseCsv((await s.get('/api/customers?format=csv',
		shop.token)).text);
	const at = csv[0].indexOf('firstName');
	const [, ...rows] = csv;

	for (const [i, name] of names.entries())
		assert.equal(rows.find((row) => row[0] === String(8800000 + i))[at],
			name.replace(/(^|;)(?=[=+\-@\t])/g, '$1\''));
});

test('a list as a table is whole, in little memory', async () => {
	await s.sql(`INSERT INTO orders (tenant_id, shop_id, order_id,
		created_at, processed_at, updated_at, test, taxes_included,
		currency, total_price, headers_only, counted, spent, local_day,
		name) SELECT ${shop.tenantId}, ${shop.shopId}, 500000000 + n,
		t, t, t, false, false, 'USD', n, false, true, n, t::date, '#L' || n
		FROM (SELECT n, timestamptz '2020-01-01' + n * interval '1 min'
		AS t FROM generate_series(1, ${LONG}) AS n) AS x`);
	const all = (await s.sql('SELECT order_id AS id FROM orders WHERE' +
		' shop_id = :shop ORDER BY processed_at DESC, order_id DESC',
	{ vars: { shop: shop.shopId } })).map((row) => row.id);
	const csv = parseCsv((await s.get(`/api/orders?shopId=${shop.shopId}`,
		shop.token, { Accept: 'text/csv' })).text);
	const lines = (await s.get(`/api/orders?shopId=${shop.shopId}` +
		'&format=ndjson', shop.token)).text.split('\n').filter(Boolean);

	assert.deepEqual(csv.slice(1).map((row) => row[0]), all);
	assert.deepEqual(lines.map((line) => JSON.parse(line).id), all);
	for (const pid of await s.pids('api')) {
		const status = await readFile(`/proc/${pid}/status`, 'utf8');
		const [, kb] = /VmHWM:\s+(\d+)/.exec(status);

		assert.ok(Number(kb) < 64 * 1024, `${kb} kB`);
	}
});

test('a table is not for who does not want one', async () => {
	const type = async (accept) => (await s.get('/api/metrics/rfm',
		shop.token, { Accept: accept })).headers.get('content-type');

	assert.match(await type('text/csv;q=0'), /^application\/json/);
	assert.match(await type('TEXT/CSV'), /^text\/csv/);
});

test('a limit makes it a page, with the next one in Link', async () => {
	const answer = await s.get('/api/orders?format=csv&limit=5', shop.token);

	assert.equal(parseCsv(answer.text).length, 6);
	assert.match(answer.headers.get('link'), /format=csv&limit=5&cursor=/);
});

test('errors are JSON all the same', async () => {
	for (const [path, status, field] of [
		['/api/orders?format=xml', 400, 'format'],
		['/api/orders?format=csv&cursor=x', 400, 'cursor'],
		['/api/metrics/overview?format=csv&from=x', 400, 'from'],
		['/api/metrics/overview?format=csv&shopId=99999', 404],
		['/api/metrics/batch?include=series&format=csv', 400, 'format']]) {
		const answer = await s.get(path, shop.token);

		assert.equal(answer.status, status, path);
		assert.equal(answer.body.field, field, path);
	}
	assert.equal((await s.get('/api/orders?format=csv', 'x')).status, 401);
});

test('what breaks off does not look whole', async () => {
	const answer = await fetch(`${s.url}/api/orders?format=csv`,
		{ headers: { Authorization: `Bearer ${shop.token}` } });
	const reader = answer.body.getReader();

	await reader.read();
	await s.sql('ALTER TABLE customer RENAME TO gone');
	await assert.rejects(async () => {
		while (!(await reader.read()).done)
			continue;
	});
	await s.sql('ALTER TABLE gone RENAME TO customer');
});
