/*
 * A store made from a purchase log: orders and revenue in all, by month and
 * by customer equal what awk adds up over the file.
 *
 * XENO_PURCHASE_LOG names a log (plain or gzip; customer,day,units,amount, as
 * in tests/shopify/README); without it one of the same shape is drawn from a
 * seed: most customers come once, soon after the beginning.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';

import { deltaSync, fullSync, openShop, parseExact, plain, random, verify }
	from './compare.mjs';
import { groupBy } from './converted-apart.mjs';
import { randomRates, rateOn } from './converted.mjs';
import { fraction, over, rounded, sumOf } from './fractions.mjs';
import { run } from './run.mjs';
import { stack } from './stack.mjs';

const domain = 'log.myshopify.com';
const SEED = Number(process.env.XENO_SEED ?? 7);
const CUSTOMERS = 6000, BEGIN = Date.parse('1997-01-01'), DAYS = 545;
let s, shop, dir, log, first, last;

/* Like the real one in shape: amounts of one line, repeats die down. */
function drawLog() {
	const next = random(SEED);
	const rows = [];

	for (let customer = 1; customer <= CUSTOMERS; customer++) {
		let day = next(60);

		do {
			const units = 1 + next(4) * next(2);
			const cents = units * (899 + next(1200)) - next(5);

			rows.push({ customer, day, units, cents });
			day += 1 + next(120);
		} while (day < DAYS && next(10) < 6);
	}
	/* Some got theirs for nothing. */
	for (const row of rows)
		if (next(200) === 0)
			row.cents = 0;
	rows.sort((a, b) => a.customer - b.customer || a.day - b.day);
	return rows.map(({ customer, day, units, cents }) => [
		String(customer).padStart(5, '0'),
		new Date(BEGIN + day * 86400000).toISOString().slice(0, 10),
		units, `${Math.floor(cents / 100)}.${
			String(cents % 100).padStart(2, '0')}`].join());
}

async function readLog() {
	const given = process.env.XENO_PURCHASE_LOG;

	if (!given)
		return ['customer,day,units,amount', ...drawLog()].join('\n');
	const bytes = await readFile(given);

	return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()
		.trim();
}

/* Cents stay whole in a double, and awk prints them with two decimals. */
const sums = (key, where = '1') => async () => {
	const { stdout } = await run('awk', ['-F,', `NR > 1 && ${where} {` +
		` k = ${key}; n[k]++; split($4, a, "."); ` +
		' c[k] += a[1] * 100 + substr(a[2] "00", 1, 2); u[k] += $3 } END' +
		' { for (k in n) printf "%s,%d,%d,%d.%02d\\n", k, n[k], u[k],' +
		' c[k] / 100, c[k] % 100 }', log], { check: true });

	return stdout.trim().split('\n').map((line) => line.split(','));
};

const inAll = sums('"all"');
const byMonth = sums('substr($2, 1, 7)');
const byCustomer = sums('$1');

before(async () => {
	dir = await mkdtemp(path.join(tmpdir(), 'xeno-log-'));
	log = path.join(dir, 'log.csv');
	const text = await readLog();
	const days = text.split('\n').slice(1).map((line) =>
		line.split(',')[1]).sort();

	[first, last] = [days[0], days.at(-1)];
	await writeFile(log, `${text}\n`);
	s = await stack({ store: true, cluster: 'own', set: {
		'postgres.shared_preload_libraries': 'pg_stat_statements' } });
	await s.sql('CREATE EXTENSION pg_stat_statements');
	shop = await openShop(s, { domain, csv: log, webhooks: false });
});
after(async () => {
	s?.down();
	await rm(dir, { recursive: true, force: true });
});

async function metrics(what, query = '', [from, to] = [first, last]) {
	const answer = await s.get(`/api/metrics/${what}?shopId=` +
		`${shop.shopId}&from=${from}&to=${to}${query}`, shop.token);

	assert.equal(answer.status, 200, answer.text);
	return parseExact(answer.text);
}

test('a full sync takes it', () => fullSync(s, shop));

/* Of each chunk, however many rows are there by then. */
test('no row is read to replace orders that are not known', async () => {
	const cleared = await s.sql('SELECT calls, shared_blks_hit +' +
		' shared_blks_read AS blocks FROM pg_stat_statements' +
		" WHERE query LIKE 'DELETE FROM %stage_known%ctid%'");

	assert.ok(cleared.length >= 5);
	for (const { calls, blocks } of cleared)
		assert.ok(Number(blocks) <= 2 * Number(calls),
			`${blocks} blocks in ${calls} times`);
});

test('orders and revenue in all', async () => {
	const [[, orders, units, amount]] = await inAll();
	const overview = await metrics('overview');

	assert.equal(overview.totalOrders, orders);
	assert.equal(overview.unitsOrdered, units);
	for (const member of ['totalRevenue', 'netSales', 'totalSales'])
		assert.equal(plain(overview[member]), plain(amount), member);
	assert.equal(overview.totalCustomers,
		String((await byCustomer()).length));
});

test('by month', async () => {
	const expected = new Map((await byMonth()).map((row) =>
		[row[0], row]));
	const months = await metrics('orders-by-date', '&granularity=month');
	let found = 0;

	for (const month of months) {
		const [, orders, units, amount] =
			expected.get(month.day.slice(0, 7)) ?? [null, 0, 0, 0];

		assert.equal(month.orders, String(orders), month.day);
		assert.equal(month.unitsOrdered, String(units), month.day);
		assert.equal(plain(month.revenue), plain(amount), month.day);
		found += orders > 0;
	}
	assert.equal(found, expected.size);
});

/* What the best spent: who comes first of equals is by id. */
function best(rows, limit) {
	const cents = (row) => BigInt(row[3].replace('.', ''));
	const sorted = rows.sort((a, b) => cents(b) > cents(a) ? 1 :
		cents(b) < cents(a) ? -1 : 0);

	return sorted.slice(0, limit).map((row) => plain(row[3]));
}

async function compareBest(range, limit, where) {
	const rows = await sums('$1', `$2 >= "${range[0]}" &&` +
		` $2 <= "${range[1]}"`)();
	const byKey = new Map(rows.map((row) => [row[0], row]));
	const top = await metrics('top-customers', `&limit=${limit}`, range);

	assert.deepEqual(top.map((c) => plain(c.totalSpent)),
		best(rows, limit), where);
	for (const customer of top) {
		const [, key] = /^customer(\w+)@/.exec(customer.email);
		const [, orders, , amount] = byKey.get(key);

		assert.equal(customer.ordersCount, orders, `${where}: ${key}`);
		assert.equal(plain(customer.totalSpent), plain(amount),
			`${where}: ${key}`);
	}
}

/*
 * In the whole log, in short ranges, and in one with few customers at all; of
 * months and half-years that the lists of customers are made of, and across.
 */
for (const [name, begin, length, limit] of [['all', 0, 0, 100],
	['a month', 0, 31, 10], ['a day', 20, 1, 250], ['a week', 10, 7, 250],
	['six days', 45, 6, 10], ['a fortnight', 25, 14, 40],
	['the last days', 500, 45, 50],
	['a few weeks', 80, 25, 30], ['two months', 40, 60, 10],
	['a season', 110, 140, 25], ['half a year', 181, 181, 20],
	['a year', 60, 365, 40], ['more', 20, 480, 10]])
	test(`the best customers: ${name}`, () => compareBest(length
		? [dayAt(begin), dayAt(begin + length - 1)] : [first, last], limit,
	name));

/* Few of many orders, so that lists are read and not all orders. */
test('the best customers of random ranges', async () => {
	const next = random(SEED);
	const days = (Date.parse(last) - Date.parse(first)) / 86400000;

	for (let i = 0; i < 40; i++) {
		const begin = next(days);
		const length = 1 + next(Math.min(days - begin, i < 20 ? 60 : days));
		const range = [dayAt(begin), dayAt(begin + length - 1)];
		const limit = 1 + next(8);

		await compareBest(range, limit,
			`seed ${SEED}: ${limit} of ${range.join(' to ')}`);
	}
});

const dayAt = (n) => new Date(Date.parse(first) + n * 86400000).toISOString()
	.slice(0, 10);

/* What each customer spent in days, at the rates of each day. */
async function spentAtRates(table, [from, to]) {
	const spent = [];

	for (const line of (await readLog()).split('\n').slice(1)) {
		const [key, day, , amount] = line.split(',');

		if (day >= from && day <= to)
			spent.push([key, over(fraction(amount),
				rateOn(table, 'USD', day).rate)]);
	}
	return new Map([...groupBy(spent, ([key]) => key)].map(
		([key, list]) => [key, sumOf(list.map(([, part]) => part))]));
}

/* Rates move by a fifth, so that who spent most is often somebody else. */
test('the best customers in another currency', async () => {
	const table = randomRates(first, last, random(SEED));
	const file = path.join(dir, 'rates.csv');

	await writeFile(file, ['day,currency,rate', ...Object.entries(table).map(
		([day, { USD }]) => `${day},USD,${USD}`)].join('\n'));
	assert.equal((await s.sync(['rates', file, '--source', 'test'])).code, 0);
	for (const range of [[first, last], [dayAt(0), dayAt(6)],
		[dayAt(15), dayAt(44)], [dayAt(40), dayAt(160)],
		[dayAt(60), dayAt(424)]]) {
		const spent = await spentAtRates(table, range);
		const top = await metrics('top-customers', '&limit=10&currency=EUR',
			range);
		const wanted = [...spent.values()].sort(([a, b], [c, d]) =>
			a * d < c * b ? 1 : a * d > c * b ? -1 : 0).slice(0, 10);

		assert.deepEqual(top.map((c) => plain(c.totalSpent)),
			wanted.map((amount) => rounded(amount, 'EUR')), range);
		for (const { email, totalSpent } of top) {
			const [, key] = /^customer(\w+)@/.exec(email);

			assert.equal(plain(totalSpent), rounded(spent.get(key), 'EUR'),
				key);
		}
	}
});

test('a delta and a recount find nothing more', async () => {
	await deltaSync(s, shop);
	assert.match(await verify(s, shop), /nothing differs/);
	const [[, orders]] = await inAll();

	assert.equal((await metrics('overview')).totalOrders, orders);
});
