/*
 * The figures are true: overview, orders-by-date and top-customers equal what
 * the stand-in store computes by brute force from its own ledger, for many
 * ranges, whatever way the data came in.
 *
 * XENO_SEED draws other stores and other ranges; the seed is in the output.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { UNDERIVED, compare, compareRange, deadLetters, deltaSync, exact,
	fullSync, ledgerSync, listen, openShop, plain, random, ranges, storm,
	verify } from './compare.mjs';
import { stack } from './stack.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const seed = Number(process.env.XENO_SEED ?? 20261122);
let s;

/* A sum of decimals, exactly, in hundredths. */
const cents = (list) => list.reduce((sum, value) => {
	const [whole, part = ''] = plain(value).replace('-', '').split('.');
	const amount = BigInt(whole + part.padEnd(2, '0').slice(0, 2));

	return sum + (String(value).startsWith('-') ? -amount : amount);
}, 0n);

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());

/* An even share of everything that is rare, so that few orders have it all. */
const plenty = { guests: 0.1, giftCards: 0.06, tips: 0.08, testOrders: 0.04,
	cancelled: 0.1, refunded: 0.25, unpaid: 0.1, deletedOrders: 0.03,
	imports: 0.02, duties: 0.15, fees: 0.1 };

const stores = {
	usd: { currency: 'USD', timezone: 'America/New_York', country: 'US',
		taxesIncluded: false, orders: 250, presentment: ['EUR', 'JPY'] },
	eur: { currency: 'EUR', timezone: 'Europe/Berlin', country: 'DE',
		taxesIncluded: true, orders: 200 },
	jpy: { currency: 'JPY', timezone: 'Asia/Tokyo', country: 'JP',
		taxesIncluded: true, orders: 100, bigIds: true },
	/* Without what bodies do not tell: it is to be true at once. */
	kwd: { currency: 'KWD', timezone: 'Asia/Kuwait', country: 'US',
		taxesIncluded: false, orders: 100, shippingRefunds: 'lines',
		duties: 0, fees: 0 },
};

async function holds(shop, more = {}) {
	const truth = await compare(s, shop, { seed, ...more });

	assert.match(await verify(s, shop), /nothing differs/);
	assert.deepEqual(await deadLetters(s, shop), []);
	return truth;
}

/*
 * Business as usual, without any webhook: only a delta can tell.  Where no
 * order allows what is wanted the store refuses.
 */
async function change(shop) {
	const done = new Set();
	const act = async (what, more = {}) => {
		await s.control('POST', `/shops/${shop.domain}/act`,
			{ do: what, ...more }).then(() => done.add(what),
			(error) => assert.match(error.message, / 409 /));
	};

	for (let i = 0; i < 5; i++) {
		await act('order');
		await act('refund');
		await act('cancel');
		await act('refund', { full: true });
	}
	await act('order', { lines: [{ price: '12', qty: 3 }], guest: true });
	await act('order', { test: true });
	await act('pay');
	await act('note');
	await act('customer');
	await act('customer-update');
	await act('product');
	await act('product-update');
	assert.ok(done.size >= 8, [...done].join());
}

/*
 * A delta reads up to the second that it begins in; and of several changes of
 * one order in one second the store dates all but the first later.
 */
async function settle(shop) {
	const plan = await s.control('POST', `/shops/${shop.domain}/plan`, {});
	const last = Math.max(...plan.map((delivery) =>
		Date.parse(delivery.at)));

	await pause(Math.max(0, last + 1100 - Date.now()));
}

for (const [name, settings] of Object.entries(stores))
	describe(`${name}, seed ${seed}`, () => {
		const make = (domain) => ({ ...plenty, ...settings, seed, domain,
			days: 200 });
		const charges = settings.duties === 0 ? [] : ['duties', 'fees'];
		let truth;

		describe('synced, then changed, then stormed', () => {
			let shop;

			before(async () => {
				shop = await openShop(s, { ...make(
					`${name}-sync.myshopify.com`),
				webhooks: false });
			});

			test('after a full sync', async () => {
				await fullSync(s, shop);
				truth = await holds(shop);
			});

			test('the store has what these tests are about', () => {
				const o = truth.overview;

				for (const member of ['discounts', 'salesReversals',
					'shipping', 'taxes', ...charges, 'tips',
					'giftCardSales'])
					assert.notEqual(plain(o[member]), '0', member);
			});

			test('and its previous period', async () => {
				const answer = await s.get('/api/metrics/overview' +
					`?shopId=${shop.shopId}&from=${truth.to}&to=` +
					`${truth.to}&compare=previous`, shop.token);

				assert.equal(answer.body.previous.to < truth.to, true);
				await compareRange(s, shop, [
					answer.body.previous.from,
					answer.body.previous.to]);
			});

			test('after another full sync', async () => {
				await fullSync(s, shop);
				await holds(shop, { count: 3 });
			});

			test('after a delta', async () => {
				await change(shop);
				await listen(s, shop);
				await settle(shop);
				await deltaSync(s, shop);
				if (charges.length)
					await ledgerSync(s, shop);
				await holds(shop);
			});

			test('after a storm on top of it', async () => {
				await storm(s, shop, { seed, duplicates: 0.1 });
				assert.match(await verify(s, shop), /nothing differs/);
				if (charges.length)
					await ledgerSync(s, shop);
				await holds(shop);
			});
		});

		describe('stormed, then synced', () => {
			let shop;

			before(async () => {
				shop = await openShop(s,
					make(`${name}-storm.myshopify.com`));
			});

			test('after a storm into an empty shop', async () => {
				await storm(s, shop, { seed, duplicates: 0.2 });
				await holds(shop, { without: UNDERIVED });
			});

			test('after the same storm again', async () => {
				const version = () => s.sql('SELECT data_version FROM' +
					' shop_state WHERE shop_id = :shop',
				{ vars: { shop: shop.shopId } });
				const was = await version();

				await storm(s, shop, { seed, duplicates: 0.2 });
				assert.deepEqual(await version(), was);
				await holds(shop, { count: 3, without: UNDERIVED });
			});

			test('after the same bodies under other ids', async () => {
				await storm(s, shop, { seed, duplicates: 0,
					fresh: true, limit: 500 });
				await holds(shop, { count: 3, without: UNDERIVED });
			});

			test('after Shopify\'s own ledgers were read', async () => {
				await ledgerSync(s, shop);
				await holds(shop);
			});

			test('after a full sync of the same', async () => {
				await fullSync(s, shop);
				await holds(shop);
			});
		});
	});

/* The stand-in knows days only, so instants are held against the ledger. */
describe(`instants, seed ${seed}`, () => {
	let shop, first, last;

	before(async () => {
		shop = await openShop(s, { ...plenty, seed, orders: 200, days: 20,
			domain: 'instants.myshopify.com', webhooks: false });
		await fullSync(s, shop);
		first = Date.now() - 21 * 86400000;
		last = Date.now();
	});

	const revenue = 'sum(total) FILTER (WHERE line_type NOT IN' +
		' (\'tip\', \'gift_card\'))';
	const inRange = 'BETWEEN :\'from\' AND :\'to\' AND shop_id = :shop';
	const ask = (what, query) => exact(s, `/api/metrics/${what}?` +
		new URLSearchParams({ shopId: shop.shopId, ...query }),
	shop.token);

	for (let i = 0; i < 6; i++)
		test(`range ${i}`, async () => {
			const next = random(seed + i);
			const begin = first + next(last - first);
			const length = next([1, 2, 26, 240][i % 4] * 3600000);
			const range = { from: new Date(begin).toISOString(),
				to: new Date(begin + length).toISOString() };
			const vars = { ...range, shop: shop.shopId };
			const [sum] = await s.sql(`SELECT ${revenue} AS revenue,` +
				' (SELECT count(*) FROM orders WHERE counted AND' +
				` processed_at ${inRange}) AS orders FROM` +
				` sale_event WHERE happened_at ${inRange}`, { vars });
			const best = await s.sql('SELECT customer_id AS id,' +
				' count(*) AS n, sum(spent) * 0.0001 AS spent FROM orders' +
				' WHERE counted AND customer_id IS NOT NULL AND' +
				` processed_at ${inRange} GROUP BY 1` +
				' ORDER BY 3 DESC, 1 LIMIT 5', { vars });
			const overview = await ask('overview', range);
			const points = await ask('orders-by-date', range);
			const top = await ask('top-customers', range);

			assert.equal(overview.totalOrders, sum.orders);
			assert.equal(plain(overview.totalRevenue),
				plain(sum.revenue ?? 0));
			assert.equal(points.reduce((n, p) => n + Number(p.orders),
				0), Number(sum.orders));
			assert.equal(cents(points.map((p) => p.revenue)),
				cents([sum.revenue ?? 0]));
			assert.deepEqual(top.map((c) => [c.id, c.ordersCount,
				plain(c.totalSpent)]), best.map((c) =>
				[c.id, c.n, plain(c.spent)]));
		});
});

/* A tenant's shops together: counts add up, amounts do by currency. */
test('all shops of a tenant', async () => {
	const made = { ...plenty, seed, orders: 60, days: 40, webhooks: false };
	const a = await openShop(s, { ...made, domain: 'all-a.myshopify.com' });
	const shops = [a];

	for (const [name, more] of [['b', {}], ['c', { currency: 'EUR',
		country: 'DE', taxesIncluded: true,
		timezone: 'America/New_York' }]])
		shops.push(await openShop(s, { ...made, ...more, seed: seed + 1,
			domain: `all-${name}.myshopify.com`, tenant: a }));
	for (const shop of shops)
		await fullSync(s, shop);
	const truths = [];

	for (const shop of shops)
		truths.push(await compareRange(s, shop));
	const [from, to] = [truths.map((t) => t.from).sort()[0],
		truths.map((t) => t.to).sort().at(-1)];
	const answer = await exact(s, '/api/metrics/overview?shopId=all' +
		`&from=${from}&to=${to}`, a.token);
	const total = (list, member) => cents(list.map((t) =>
		t.overview[member]));

	assert.equal(answer.totalOrders, String(truths.reduce((n, t) =>
		n + t.overview.totalOrders, 0)));
	assert.equal(answer.totalRevenue, null);
	for (const [currency, list] of [['USD', truths.slice(0, 2)],
		['EUR', truths.slice(2)]]) {
		const row = answer.byCurrency.find((r) =>
			r.currency === currency);

		for (const member of ['totalRevenue', 'grossSales', 'taxes',
			'shipping', 'salesReversals', 'tips'])
			assert.equal(cents([row[member]]), total(list, member),
				`${currency} ${member}`);
	}
});

test('ranges are drawn from the seed and do not go backwards', () => {
	const list = ranges('2026-01-05', '2026-03-09', 12, seed);

	assert.deepEqual(list, ranges('2026-01-05', '2026-03-09', 12, seed));
	assert.equal(list.length, 12);
	for (const [from, to] of list)
		assert.ok(from <= to, `${from}..${to}`);
});
