/*
 * Amounts of several currencies in one, by rates that the operator loads.
 * Held against the stand-in's own days, converted in fractions of BigInts
 * and rounded once.  XENO_SEED repeats a run.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { exact, fullSync, openShop, plain, random, ranges } from
	'./compare.mjs';
import { addUp, compareConverted, randomRates, rateOn, shift } from
	'./converted.mjs';
import { compareBridge, compareHours, compareSplit } from
	'./converted-parts.mjs';
import { fraction, over, rounded } from './fractions.mjs';
import { askAgain } from './http.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const next = random(seed);
let s, shops, token, days, first, last;

/* The rates that are loaded: { day: { USD: '1.08', ... } }, against EUR. */
let table = {};

/* What the days from `from` to `to` come to in `currency`. */
const converted = (from, to, currency, which = shops) => addUp({ from, to,
	currency, table, sold: which.map((shop) => ({ currency: shop.currency,
		rows: days.get(shop.domain) })) });

async function load(text, more = []) {
	const file = path.join(s.dir, 'rates.csv');

	await writeFile(file, text);
	return s.sync(['rates', file, '--source', 'test', ...more]);
}

/* Loads `made`, in one of the two layouts, instead of what there was. */
async function loadTable(made) {
	const codes = ['USD', 'JPY', 'KWD'];
	const rows = Object.entries(made).flatMap(([day, rates]) =>
		Object.entries(rates).map(([code, rate]) =>
			`${day},${code},${rate}`));
	const columns = Object.keys(made).sort().reverse().map((day) =>
		[day, ...codes.map((code) => made[day][code] ?? 'N/A'), ''].join());
	const { code, stdout, stderr } = await load(next(2) ?
		['day,currency,rate', ...rows].join('\n') :
		[`Date,${codes},`, ...columns, ''].join('\r\n'), ['--replace']);

	assert.equal(code, 0, stdout + stderr);
	table = made;
}

before(async () => {
	console.log(`XENO_SEED=${seed}`);
	s = await stack({ store: true });
	let tenant;
	shops = [];
	for (const [name, currency, timezone] of [
		['yen', 'JPY', 'Asia/Tokyo'], ['dollar', 'USD', 'America/New_York'],
		['euro', 'EUR', 'Europe/Berlin'], ['cent', 'USD', 'UTC']]) {
		const shop = await openShop(s, { tenant, currency, timezone,
			domain: `${name}.myshopify.com`, orders: 90, days: 100,
			refunded: 0.3, cancelled: 0.05, seed: 1 + next(1000),
			webhooks: false });

		await fullSync(s, shop);
		tenant ??= { token: shop.token, tenantId: shop.tenantId };
		shops.push({ ...shop, currency });
	}
	token = tenant.token;
	days = new Map();
	for (const { domain } of shops)
		days.set(domain, (await s.control('GET', `/shops/${domain}/figures`))
			.byDay);
	const sold = [...days.values()].flat().map((row) => row.day).sort();

	first = sold[0];
	last = sold.at(-1);
});
after(() => s?.down());

const overview = (from, to, more = '') => exact(s,
	`/api/metrics/overview?from=${from}&to=${to}${more}`, token);

async function compareOverview(from, to, currency = 'USD', more = '') {
	const got = await overview(from, to, more);

	compareConverted(got.converted, got.missingRate,
		converted(from, to, currency), `${from}..${to} in ${currency}`);
	return got;
}

/* As if all days had changed a moment ago: nothing is read as it was built. */
const markAll = () => s.sql('INSERT INTO rollup_dirty' +
	' (tenant_id, shop_id, day) SELECT tenant_id, shop_id, day' +
	' FROM rollup_day ON CONFLICT DO NOTHING');

/* A number per currency is none: lists have one currency after another. */
for (const [list, figure] of [['top-customers', 'totalSpent'],
	['top-products', 'netSales']])
	test(`the first of each currency, by ${list}`, async () => {
		const ask = (shopId) => exact(s, `/api/metrics/${list}?limit=4&` +
			`shopId=${shopId}&from=${first}&to=${last}`, token);
		const own = (await Promise.all(shops.map((shop) => ask(shop.shopId))))
			.flat();
		const best = ['EUR', 'JPY', 'USD'].flatMap((currency) => own
			.filter((row) => row.currency === currency)
			.sort((a, b) => b[figure] - a[figure] || a.id - b.id).slice(0, 4));
		assert.deepEqual((await ask('all')).map(({ id }) => id),
			best.map(({ id }) => id));
	});

describe('without rates', () => {
	test('there is no total, and the answer says which is not there',
		async () => {
			const got = await compareOverview(first, last);

			assert.ok(got.missingRate);
			assert.equal(got.totalRevenue, null);
			assert.equal(got.byCurrency.length, 3);
		});

	test('one currency needs none', async () => {
		const [yen] = shops;
		const got = await overview(first, last, `&shopId=${yen.shopId}`);
		const same = await overview(first, last,
			`&shopId=${yen.shopId}&currency=JPY`);

		assert.deepEqual([got.converted, got.missingRate], [null, null]);
		assert.equal(plain(same.converted.totalSales),
			plain(got.totalSales));
		assert.equal(same.converted.rates, null);
	});
});

describe('a file of rates', () => {
	const rows = (...more) => ['day,currency,rate', ...more, ''].join('\n');
	const count = async () => (await s.sql(
		'SELECT count(*) AS n FROM exchange_rate'))[0].n;

	test('is taken whole or not at all', async () => {
		for (const [text, says] of [
			[rows('2020-01-02,USD,1.1', '2020-01-03,USD,0'), /line 3, rate/],
			[rows('2020-01-02,USD,1.1', '2020-01-32,USD,1'), /line 3, day/],
			[rows('2020-01-02,usd,1.1'), /line 2, currency/],
			['a,b\n', /line 1, file/]]) {
			const { code, stderr } = await load(text);

			assert.equal(code, 1);
			assert.match(stderr, says);
		}
		assert.equal((await s.sync(['rates', '/nowhere'])).code, 1);
		assert.equal((await s.sync(['rates'])).code, 2);
		assert.equal(await count(), '0');
	});

	test('changes nothing when it comes again', async () => {
		const text = rows('2020-01-02,USD,1.10', '2020-01-03,JPY,160');
		const ask = (version) => s.get('/api/metrics/overview?from=' +
			`${first}&to=${last}`, token, { 'If-None-Match': version });
		const etag = async (version) => {
			const answer = await ask(version);

			return [answer.status, answer.headers.get('etag')];
		};
		const [, before] = await etag('');

		assert.match((await load(text)).stdout, /^4 rates .* 4 new/);
		const [status, loaded] = await etag(before);

		assert.equal(status, 200);
		assert.match((await load(text)).stdout, /^4 rates .* 0 new/);
		assert.equal((await askAgain(ask)).status, 304);
		assert.match((await load(rows('2020-01-02,USD,1.11'))).stdout,
			/^2 rates .* 1 new/);
		assert.equal((await etag(loaded))[0], 200);
		assert.equal(await count(), '4');
	});

	test('has one base', async () => {
		const text = rows('2020-01-02,EUR,0.9');
		const refused = await load(text, ['--base', 'USD']);

		assert.equal(refused.code, 1);
		assert.match(refused.stderr, /against EUR, not USD/);
		assert.equal((await load(text, ['--base', 'usd'])).code, 1);
		assert.equal(await count(), '4');
		const taken = await load(text, ['--base', 'USD', '--replace']);

		assert.equal(taken.code, 0, taken.stderr);
		assert.equal(await count(), '2');
	});
});

describe('with rates', () => {
	before(() => loadTable(randomRates(first, last, next)));

	test('a monitoring system is told of which day the last are', async () => {
		const { stdout } = await s.sync(['metrics']);
		const latest = Object.keys(table).sort().at(-1);

		assert.match(stdout, new RegExp('^xeno_exchange_rates_timestamp' +
			`_seconds ${Date.parse(latest) / 1000}$`, 'm'));
	});

	test('every range is the sum of its days at their rates', async () => {
		for (const [from, to] of ranges(first, last, 12, seed)) {
			await compareOverview(from, to);
			for (const currency of ['EUR', 'JPY', 'KWD'])
				await compareOverview(from, to, currency,
					`&currency=${currency}`);
		}
	});

	test('so is what it is compared with', async () => {
		const got = await overview(shift(last, -20), shift(last, -3),
			`&compare=${first}..${shift(last, -40)}&currency=EUR`);

		compareConverted(got.previous.converted, got.previous.missingRate,
			converted(first, shift(last, -40), 'EUR'), 'previous');
	});

	test('so is each step of a series', async () => {
		for (const granularity of ['week', 'month', 'day']) {
			const points = await exact(s, '/api/metrics/orders-by-date' +
				`?from=${first}&to=${last}&currency=EUR` +
				`&granularity=${granularity}`, token);

			points.forEach(({ day, orders, revenue, ...more }, i) =>
				compareConverted({ ...more, totalOrders: orders,
					totalRevenue: revenue }, more.missingRate,
				converted(day, points[i + 1] ?
					shift(points[i + 1].day, -1) : last, 'EUR'),
				`${granularity} ${day}`));
			assert.equal(points[0].day, first);
		}
	});

	test('so is each step of the bridge', async () => {
		for (const [currency, more] of [['USD', ''],
			['KWD', '&currency=KWD']])
			await compareBridge({ s, token, first, last }, more,
				converted(first, last, currency));
	});

	test('so is each hour, and each part of a split', async () => {
		const mid = shift(first, 50), next3 = shift(mid, 2);
		const book = { s, shops, token, table, first, last };

		await compareHours(book, mid, next3, 'EUR');
		await compareHours(book, `${mid}T09:30:00Z`, `${next3}T15:10:00Z`,
			'JPY');
		for (const by of ['channel', 'country'])
			for (const granularity of ['day', 'month'])
				await compareSplit(book, by, granularity, 'EUR');
		await markAll();
		await compareHours(book, mid, next3, 'USD');
		await compareSplit(book, 'country', 'week', 'KWD');
		assert.equal((await s.sync(['queue'])).code, 0);
	});

	test('one shop is converted where that is asked', async () => {
		const [yen] = shops;
		const got = await overview(first, last,
			`&shopId=${yen.shopId}&currency=EUR`);

		compareConverted(got.converted, got.missingRate,
			converted(first, last, 'EUR', [yen]), 'yen');
	});

	test('instants cut the days', async () => {
		const [, dollar] = shops;
		const { day } = days.get(dollar.domain).find((row) =>
			row.orders > 1);
		const got = await overview(`${day}T09:00:00Z`, `${day}T21:00:00Z`,
			`&shopId=${dollar.shopId}&currency=EUR`);
		const series = await exact(s, '/api/metrics/orders-by-date?from=' +
			`${day}T09:00:00Z&to=${day}T21:00:00Z&currency=EUR` +
			`&shopId=${dollar.shopId}`, token);
		const want = rounded(over(fraction(got.totalSales),
			rateOn(table, 'USD', day).rate), 'EUR');

		assert.equal(plain(got.converted.totalSales), want);
		assert.deepEqual(series.map((p) => [p.day, plain(p.revenue)]),
			[[day, want]]);
	});

	test('a batch has the same', async () => {
		const more = `from=${first}&to=${last}&granularity=month` +
			'&currency=KWD&compare=none';
		const batch = await exact(s,
			`/api/metrics/batch?include=overview,series&${more}`, token);

		assert.equal(batch.overview.converted.currency, 'KWD');
		assert.deepEqual(batch.overview, await exact(s,
			`/api/metrics/overview?${more}`, token));
		assert.deepEqual(batch.series, await exact(s,
			`/api/metrics/orders-by-date?${more}`, token));
	});

	test('what is no currency is refused', async () => {
		for (const call of ['overview', 'orders-by-date', 'batch'])
			for (const currency of ['', 'eur', 'EURO', 'E1R']) {
				const answer = await s.get(`/api/metrics/${call}` +
					`?include=series&currency=${currency}`, token);

				assert.equal(answer.status, 400, answer.text);
				assert.equal(answer.body.field, 'currency');
			}
	});
});

/* Sixths never end, and half of three of them is a half. */
test('a half is a half, however many days it comes of', async () => {
	const made = {};

	for (let day = shift(first, -9); day <= last; day = shift(day, 1))
		made[day] = { USD: '6', JPY: '600' };
	await loadTable(made);
	for (const [from, to] of ranges(first, last, 40, seed + 1))
		await compareOverview(from, to, 'EUR', '&currency=EUR');
});

test('a rate is good for a week, and what it lacks is named', async () => {
	const [yen] = shops;
	const sold = days.get(yen.domain).filter((row) =>
		Number(row.totalRevenue) !== 0);
	const { day } = sold[next(sold.length)];
	const ask = (more = '') => overview(day, day,
		`&shopId=${yen.shopId}&currency=EUR${more}`);

	for (const [back, is] of [[0, true], [7, true], [8, false]]) {
		await loadTable({ [shift(day, -back)]: { JPY: '150' } });
		const got = await ask();

		compareConverted(got.converted, got.missingRate,
			converted(day, day, 'EUR', [yen]), `${back} days`);
		assert.equal(got.converted !== null, is, `${back} days`);
	}
	await loadTable({ [shift(day, 1)]: { JPY: '150' } });
	assert.deepEqual((await ask()).missingRate, { currency: 'JPY', day });
	await loadTable({ [day]: { JPY: '150' } });
	assert.deepEqual((await overview(day, day,
		`&shopId=${yen.shopId}&currency=CHF`)).missingRate,
	{ currency: 'CHF', day });
	const [point] = await exact(s, '/api/metrics/orders-by-date' +
		`?from=${day}&to=${day}&currency=CHF&shopId=${yen.shopId}`, token);

	assert.equal(point.revenue, null);
	assert.equal(point.currency, 'CHF');
	assert.deepEqual(point.missingRate, { currency: 'CHF', day });
	assert.deepEqual(point.rates, null);
	const hours = await exact(s, '/api/metrics/orders-by-date' +
		`?granularity=hour&from=${day}&to=${day}&currency=CHF` +
		`&shopId=${yen.shopId}`, token);

	assert.equal(hours.length, 24);
	assert.ok(hours.some((one) => one.revenue === null));
	for (const one of hours)
		assert.deepEqual(one.missingRate, one.revenue === null ?
			{ currency: 'CHF', day } : null);
	const bridge = await exact(s, '/api/metrics/sales-bridge' +
		`?from=${day}&to=${day}&currency=CHF&shopId=${yen.shopId}`, token);

	assert.deepEqual([bridge.converted, bridge.missingRate],
		[null, { currency: 'CHF', day }]);
});

test('the average order is of what was placed', async () => {
	const { token: mine, shop } = await s.register({
		shopDomain: 'pushed.myshopify.com' });
	const order = (id, price) => ({ id, name: `#${id}`, createdAt:
		'2026-03-02T10:00:00Z', updatedAt: '2026-03-02T10:00:00Z',
	totalPrice: price, lineItems: [{ id, title: 'x', quantity: 1, price }] });

	await s.post('/api/orders', { shopId: shop.id, shop: { currency: 'USD',
		timezone: 'UTC' }, records: [order(1, '10.00'), order(2, '5.01')] },
	mine);
	await loadTable({ '2026-03-02': { USD: '1.2', JPY: '160' } });
	for (const [currency, total, aov] of [['EUR', '12.51', '6.25'],
		['JPY', '2001', '1001'], ['USD', '15.01', '7.51']]) {
		const { converted: got } = await exact(s, '/api/metrics/overview' +
			`?from=2026-03-01&to=2026-03-31&currency=${currency}`, mine);

		assert.equal(plain(got.totalSales), plain(total));
		assert.equal(plain(got.aov), plain(aov), currency);
	}
});
