/* Several answers at once, all of one moment, whatever is written meanwhile. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import * as bodies from './bodies.mjs';
import { exact, fullSync, openShop } from './compare.mjs';
import { askAgain } from './http.mjs';
import { e4 } from './ledger-rows.mjs';
import { stack } from './stack.mjs';

const range = '&from=2026-01-01&to=2099-12-31';
let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain: 'batch.myshopify.com', orders: 120,
		seed: 5, days: 90, refunded: 0.2, webhooks: false });
	await fullSync(s, shop);
});
after(() => s?.down());

const ask = (path) => exact(s, path, shop.token);

test('each part is what its own call answers', async () => {
	const calls = {
		overview: 'overview?', series: 'orders-by-date?',
		topCustomers: 'top-customers?', topProducts: 'top-products?',
		salesBridge: 'sales-bridge?', discounts: 'discounts?',
		refunds: 'refunds?', basket: 'basket?', insights: 'insights?',
		heatmap: 'heatmap?',
		channels: 'breakdown?by=channel', countries: 'breakdown?by=country',
		types: 'breakdown?by=type', vendors: 'breakdown?by=vendor',
		discountCodes: 'breakdown?by=discount_code',
		cohorts: 'cohorts?', repeat: 'repeat?', rfm: 'rfm?',
	};
	const words = Object.keys(calls).map((name) =>
		name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
	const more = '&granularity=month&compare=year_dow&from=2026-01-01' +
		'&to=2026-11-01';
	const batch = await ask(`/api/metrics/batch?include=${words}${more}`);
	const { dataVersion, ...parts } = batch;

	assert.match(dataVersion, /^-?\d+$/);
	assert.deepEqual(Object.keys(parts), Object.keys(calls));
	for (const [name, call] of Object.entries(calls)) {
		const path = `/api/metrics/${call}${more}`;
		const { headers } = await s.get(path, shop.token);

		assert.deepEqual(parts[name], await ask(path), name);
		assert.equal(headers.get('data-version'), dataVersion, name);
	}
});

test('so is a series by hour, or one that is split', async () => {
	for (const more of ['granularity=hour&from=2026-11-01&to=2026-11-02',
		'split=channel', 'split=country&granularity=week',
		'split=customer_type&granularity=month'])
		assert.deepEqual((await ask('/api/metrics/batch?include=series&' +
			more)).series, await ask(`/api/metrics/orders-by-date?${more}`));
});

test('all parts are of one moment', async () => {
	let writing = true, written = 0;
	const write = async (first) => {
		for (let id = first; writing; id++) {
			const answer = await s.webhook('orders/create',
				bodies.order(id, 0, { price: '7.00' }),
				{ shop: shop.domain });

			assert.equal(answer.status, 200, answer.text);
			written++;
		}
	};
	const writers = [write(1000), write(2000000)];
	const sum = (list, name) => list.reduce((n, row) =>
		n + e4(row[name]), 0n);
	const versions = new Set();

	for (let i = 0; i < 25; i++) {
		const { dataVersion, overview, series, salesBridge, channels } =
			await ask('/api/metrics/batch?include=channels,series,' +
				`overview,sales_bridge&granularity=month${range}`);
		const total = e4(overview.totalRevenue);

		versions.add(dataVersion);
		assert.equal(sum(series, 'revenue'), total);
		assert.equal(e4(salesBridge.byCurrency[0].steps.at(-1).amount),
			total);
		assert.equal(e4(channels.byCurrency[0].totalSales), total);
		assert.equal(sum([...channels.byCurrency[0].rows,
			channels.byCurrency[0].rest].filter(Boolean), 'totalSales'),
		total);
	}
	writing = false;
	await Promise.all(writers);
	assert.ok(written > 20 && versions.size > 5, `${written} written`);
});

test('the same again is not sent twice', async () => {
	const path = '/api/metrics/batch?include=series,top_customers' +
		`&granularity=month${range}`;
	const again = await askAgain((tag) => s.get(path, shop.token,
		{ 'If-None-Match': tag }));

	assert.equal(again.status, 304);
});

test('what is no part is refused, and the next call works', async () => {
	for (const [method, path, status, field] of [
		['GET', '/api/metrics/batch', 400, 'include'],
		['GET', '/api/metrics/batch?include=', 400, 'include'],
		['GET', '/api/metrics/batch?include=a', 400, 'include'],
		['GET', `/api/metrics/batch?include=${'a'.repeat(39)}%C3%A9`, 400,
			'include'],
		['GET', '/api/metrics/batch?include=series,', 200],
		['GET', '/api/metrics/batch?include=,series', 400, 'include'],
		['GET', '/api/metrics/batch?include=series,series', 400, 'include'],
		['GET', '/api/metrics/batch?include=series&granularity=minute', 400,
			'granularity'],
		['GET', '/api/metrics/batch?include=overview&split=colour', 400,
			'split'],
		['GET', '/api/metrics/batch?include=series&granularity=hour' +
			'&from=2026-01-01&to=2026-03-01', 400, 'from'],
		['GET', '/api/metrics/batch?include=overview&granularity=hour' +
			'&from=2026-01-01&to=2026-03-01', 200],
		['GET', '/api/metrics/batch?include=overview&shopId=99999', 404],
		['GET', '/api/metrics/batch?include=overview', 200],
		['GET', '/api/metrics/overview', 200]]) {
		const answer = await s.send(method, path, { token: shop.token });

		assert.equal(answer.status, status, `${path}: ${answer.text}`);
		assert.equal(answer.body.field, field, path);
		assert.ok(!answer.text.includes('\uFFFD'), answer.text);
	}
});
