/*
 * What was sold, by what and where, with which discount, and what was given
 * back, in one currency: held against the ledgers' rows, each at the rates of
 * its day.  XENO_SEED repeats a run.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { exact, fullSync, openShop, plain, random } from './compare.mjs';
import { hold } from './contract.mjs';
import { compareBreakdown, compareDiscounts, compareRefunds,
	compareTopProducts, compareTrends, openBook, ratesOf }
	from './converted-apart.mjs';
import { compareCustomerTypes, compareHours, compareTopCustomers }
	from './converted-orders.mjs';
import { randomRates, shift } from './converted.mjs';
import { partsRanges } from './parted.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const next = random(seed);
const WAYS = ['channel', 'country', 'product', 'vendor', 'type',
	'discount_code'];
const BASES = ['refund_day', 'order_day'];
const CURRENCIES = ['EUR', 'USD', 'JPY', 'KWD'];
const any = (list) => list[next(list.length)];
let s, book, token, ids, first, last;

/* { day: { USD: '1.08', ... } } instead of what there was. */
async function load(made) {
	const file = path.join(s.dir, 'rates.csv');

	await writeFile(file, ['day,currency,rate', ...Object.entries(made)
		.flatMap(([day, rates]) => Object.entries(rates).map(([code, rate]) =>
			`${day},${code},${rate}`))].join('\n'));
	const { code, stdout, stderr } = await s.sync(['rates', file, '--source',
		'test', '--replace']);

	assert.equal(code, 0, stdout + stderr);
	book.table = await ratesOf(s);
}

before(async () => {
	console.log(`XENO_SEED=${seed}`);
	s = await stack({ store: true });
	let tenant;
	const shops = [];

	for (const [name, currency, timezone] of [
		['yen', 'JPY', 'Asia/Tokyo'], ['dollar', 'USD', 'America/New_York'],
		['euro', 'EUR', 'Europe/Berlin'], ['cent', 'USD', 'UTC']]) {
		const shop = await openShop(s, { tenant, currency, timezone,
			domain: `${name}.myshopify.com`, orders: 90, days: 100,
			products: 12, refunded: 0.4, cancelled: 0.05, discounted: 0.4,
			tips: 0.05, giftCards: 0.05, duties: 0.2, fees: 0.2,
			seed: 1 + next(1000), webhooks: false });

		await fullSync(s, shop);
		tenant ??= { token: shop.token, tenantId: shop.tenantId };
		shops.push({ ...shop, currency });
	}
	token = tenant.token;
	ids = shops.map(({ shopId }) => shopId);
	book = await openBook(s, token, shops);
	const days = book.shops.flatMap(({ ledger }) => ledger.sales.map(
		({ day }) => day)).sort();

	first = days[0];
	last = days.at(-1);
});
after(() => s?.down());

const whole = () => ({ from: first, to: last });

/* As long as all of it, and some whose ends are cut by instants. */
const drawn = (count, salt) => [whole(), ...partsRanges({ sales:
	book.shops.flatMap(({ ledger }) => ledger.sales) }, count, seed + salt)];

async function compareAll(range, currency) {
	for (const by of WAYS)
		await compareBreakdown(book, { by, currency, ...range,
			limit: any([1, 2, 3, 5, 250]) });
	await compareTopProducts(book, { limit: any([1, 4, 250]), currency,
		...range });
	await compareTrends(book, { limit: any([1, 4, 250]), currency, ...range,
		step: any(['day', 'week', 'month', 'quarter', 'year']) });
	await compareTopCustomers(book, { limit: any([1, 4, 30, 250]), currency,
		...range });
	await compareCustomerTypes(book, { currency, ...range,
		step: any(['day', 'week', 'month', 'quarter', 'year']) });
	await compareHours(book, { currency, ...range });
	await compareDiscounts(book, { currency, ...range });
	for (const basis of BASES)
		await compareRefunds(book, { basis, currency, ...range });
}

const CALLS = [...WAYS.map((by) => `breakdown?by=${by}&`), 'top-products?',
	'product-trends?granularity=week&',
	'top-customers?', 'discounts?', 'heatmap?',
	'orders-by-date?split=customer_type&',
	...BASES.map((basis) => `refunds?basis=${basis}&`)];

/* Whatever is in them, answers are as the document has them. */
async function holdAll(more) {
	for (const call of CALLS) {
		const url = `/api/metrics/${call}currency=EUR&${more}`;

		hold('GET', url, 200, await s.get(url, token));
	}
}

/* As if all days had changed a moment ago: nothing is read as it was built. */
const markAll = () => s.sql('INSERT INTO rollup_dirty' +
	' (tenant_id, shop_id, day) SELECT tenant_id, shop_id, day' +
	' FROM rollup_day ON CONFLICT DO NOTHING');

describe('with a rate of every working day', () => {
	before(() => load(randomRates(first, last, next)));

	test('there is something to tell', () => {
		const sales = book.shops.flatMap(({ ledger }) => ledger.sales);

		assert.ok(sales.some((sale) => sale.side === 'reversal' &&
			sale.day > sale.order.day));
		assert.ok(sales.some(({ day }) => new Date(day).getUTCDay() === 0));
		assert.equal(new Set(book.shops.map(({ currency }) => currency)).size,
			3);
	});

	for (const by of WAYS)
		test(`by ${by}`, async () => {
			for (const currency of CURRENCIES)
				for (const limit of [2, 250])
					await compareBreakdown(book, { by, limit, currency,
						...whole() });
		});

	test('top products', async () => {
		for (const currency of CURRENCIES)
			await compareTopProducts(book, { limit: 5, currency, ...whole() });
	});

	test('what products sold step by step', async () => {
		for (const currency of CURRENCIES)
			for (const step of ['day', 'week', 'month'])
				await compareTrends(book, { limit: 5, step, currency,
					...whole() });
	});

	test('top customers, also of all time', async () => {
		for (const currency of CURRENCIES)
			for (const limit of [250, 40, 3])
				await compareTopCustomers(book, { limit, currency,
					...whole() });
		const ask = (more) => exact(s, '/api/metrics/top-customers?' +
			`limit=250&currency=EUR${more}`, token);

		assert.deepEqual(await ask(''), await ask(`&from=${first}&to=${last}`));
	});

	test('orders by kind of customer, and hours', async () => {
		for (const currency of CURRENCIES) {
			await compareCustomerTypes(book, { step: 'month', currency,
				...whole() });
			await compareHours(book, { currency, ...whole() });
		}
	});

	test('discounts', async () => {
		for (const currency of CURRENCIES)
			await compareDiscounts(book, { currency, ...whole() });
	});

	for (const basis of BASES)
		test(`refunds by ${basis}`, async () => {
			for (const currency of CURRENCIES)
				await compareRefunds(book, { basis, currency, ...whole() });
		});

	test('any range, also cut by instants', async () => {
		for (const range of drawn(16, 1))
			await compareAll(range, any(CURRENCIES));
	});

	test('while no day is built', async () => {
		await markAll();
		for (const range of drawn(4, 2))
			await compareAll(range, any(CURRENCIES));
		assert.equal((await s.sync(['queue'])).code, 0);
	});

	test('one shop\'s own currency needs no rate', async () => {
		const [yen] = ids;
		const { byCurrency: [row] } = await exact(s, '/api/metrics/breakdown' +
			`?by=channel&from=${first}&to=${last}&currency=JPY&shopId=${yen}`,
		token);
		const { byCurrency: [own] } = await exact(s, '/api/metrics/breakdown' +
			`?by=channel&from=${first}&to=${last}&shopId=${yen}`, token);

		assert.equal(row.rates, null);
		assert.equal(plain(row.netSales), plain(own.netSales));
		assert.deepEqual(row.rows.map(({ key, share }) => [key, share]),
			own.rows.map(({ key, share }) => [key, share]));
	});

	test('without a currency each is told by itself', async () => {
		for (const path of ['breakdown?by=product&', 'discounts?', 'refunds?',
			'refunds?basis=order_day&']) {
			const { byCurrency } = await exact(s, `/api/metrics/${path}` +
				`from=${first}&to=${last}`, token);

			assert.deepEqual(new Set(byCurrency.map((row) => row.currency)),
				new Set(['USD', 'EUR', 'JPY']), path);
			assert.ok(byCurrency.every((row) => !('missingRate' in row)));
		}
	});

	test('answers are as documented, also of no sales', async () => {
		await holdAll(`from=${first}&to=${last}`);
		await holdAll('from=2001-01-01&to=2001-01-31');
		const { byCurrency: [row] } = await exact(s, '/api/metrics/refunds?' +
			'currency=EUR&from=2001-01-01&to=2001-01-31', token);

		assert.deepEqual([row.currency, plain(row.totalReversed), row.rates,
			row.missingRate, row.byAge[0].rates], ['EUR', '0', null, null,
			null]);
	});

	test('a batch and a file have the same', async () => {
		const more = `from=${first}&to=${last}&currency=EUR&limit=3`;
		const batch = await exact(s, '/api/metrics/batch?include=' +
			'top_products,top_customers,discounts,refunds,channels,countries,' +
			`types,vendors,discount_codes&basis=order_day&${more}`, token);

		for (const [part, path] of [['topProducts', 'top-products?'],
			['topCustomers', 'top-customers?'],
			['discounts', 'discounts?'],
			['refunds', 'refunds?basis=order_day&'],
			['channels', 'breakdown?by=channel&'],
			['countries', 'breakdown?by=country&'],
			['types', 'breakdown?by=type&'],
			['vendors', 'breakdown?by=vendor&'],
			['discountCodes', 'breakdown?by=discount_code&']])
			assert.deepEqual(batch[part], await exact(s,
				`/api/metrics/${path}${more}`, token), part);
		const { text } = await s.get('/api/metrics/breakdown?by=channel&' +
			`format=ndjson&${more}`, token);
		const [channels] = batch.channels.byCurrency;

		assert.deepEqual(text.trim().split('\n').map((line) => JSON.parse(line))
			.map(({ key, currency, rates, missingRate }) =>
				[key, currency, rates, missingRate]),
		channels.rows.map(({ key, rates }) => [key, 'EUR', rates, null]));
	});
});

/* Sixths never end, and half of three of them is a half. */
test('a half is a half, however many days it comes of', async () => {
	const made = {};

	for (let day = shift(first, -9); day <= last; day = shift(day, 1))
		made[day] = { USD: '6', JPY: '600' };
	await load(made);
	for (const range of drawn(8, 3))
		await compareAll(range, 'EUR');
});

test('what lacks a rate has no amounts, and what does not has', async () => {
	const made = randomRates(first, last, next);
	const [, dollar] = book.shops;
	const { day } = any(dollar.ledger.sales.filter((sale) => sale.side ===
		'order' && sale.total > 0n));

	for (let back = 0; back <= 7; back++)
		delete made[shift(day, -back)]?.USD;
	await load(made);
	for (const range of [...drawn(6, 4), { from: day, to: day }])
		for (const currency of ['EUR', 'USD'])
			await compareAll(range, currency);
	await holdAll(`from=${first}&to=${last}`);
	const { byCurrency: [row] } = await exact(s, '/api/metrics/breakdown?' +
		`by=product&limit=250&from=${first}&to=${last}&currency=EUR`, token);

	assert.equal(row.netSales, null);
	assert.ok(Number(row.totalOrders) > 0);
	assert.equal(row.missingRate.currency, 'USD');
	assert.ok(row.rows.some(({ netSales }) => netSales === null));
	assert.ok(row.rows.some(({ netSales }) => netSales !== null));
});

test('what rates are against lacks none, and has no day', async () => {
	const at = book.shops.findIndex(({ currency }) => currency === 'EUR');
	const { day } = any(book.shops[at].ledger.sales.filter((sale) =>
		sale.side === 'order' && sale.total > 0n));
	const ask = (call) => exact(s, `/api/metrics/${call}?from=${day}&` +
		`to=${day}&currency=USD&shopId=${ids[at]}`, token);

	await load({ [shift(day, -20)]: { USD: '1.2' } });
	for (const { missingRate } of [await ask('overview'),
		...await ask('orders-by-date')])
		assert.deepEqual(missingRate, { currency: 'USD', day });
	await load({ [shift(day, -2)]: { USD: '1.2' },
		[day]: { JPY: '160' } });
	assert.deepEqual((await ask('overview')).converted.rates, { source:
		'test', from: shift(day, -2), to: shift(day, -2) });
});

describe('what is asked', () => {
	test('what is no currency is refused', async () => {
		for (const call of CALLS)
			for (const currency of ['', 'eur', 'EURO']) {
				const { status, body } = await s.get(`/api/metrics/${call}` +
					`currency=${currency}`, token);

				assert.equal(status, 400, call);
				assert.equal(body.field, 'currency');
			}
	});

	test('keys of more than 400 days are refused', async () => {
		const ask = (call, from) => s.get(`/api/metrics/${call}` +
			`currency=EUR&from=${from}&to=2026-01-01`, token);

		for (const call of ['breakdown?by=product&', 'breakdown?by=channel&',
			'top-products?', 'product-trends?granularity=year&',
			'batch?include=discounts,vendors&']) {
			const { status, body } = await ask(call, '2024-11-01');

			assert.equal(status, 400, call);
			assert.equal(body.field, 'from');
			assert.match(body.message, /400 days .* key, converted/);
			assert.equal((await ask(call, '2025-01-01')).status, 200, call);
		}
		for (const call of ['discounts?', 'refunds?',
			'refunds?basis=order_day&'])
			assert.equal((await ask(call, '2010-01-01')).status, 200, call);
		assert.equal((await s.get('/api/metrics/breakdown?by=product&' +
			'from=2010-01-01&to=2026-01-01', token)).status, 200);
	});

	test('another tenant\'s shop is none', async () => {
		for (const call of CALLS)
			assert.equal((await s.get(`/api/metrics/${call}currency=EUR` +
				'&shopId=1000000', token)).status, 404, call);
	});
});
