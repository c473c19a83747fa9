/*
 * Rollups by dimension and hour are exact at any moment: while days are marked
 * and their facts stand in for them, and when they are built.  XENO_SEED draws
 * other stores, storms and ranges.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { compareRange, deltaSync, fullSync, listen, openShop, random, storm,
	verify } from './compare.mjs';
import { compareParts, partsLedger, partsRanges } from './parted.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const settings = { seed, orders: 240, products: 14, days: 150, guests: 0.1,
	giftCards: 0.05, tips: 0.05, testOrders: 0.04, cancelled: 0.08,
	refunded: 0.3, unpaid: 0.05, discounted: 0.4, taxesIncluded: true,
	timezone: 'America/New_York', currency: 'USD', country: 'US' };
let s;

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());

/* Days, wholly (1) or by vendor and type alone (2). */
const marked = async (shop, kind = 0) => Number((await s.sql(
	'SELECT count(*) AS n FROM rollup_dirty WHERE shop_id = :shop' +
	' AND :kind IN (0, kind)', { vars: { shop: shop.shopId, kind } },
))[0].n);

/* The products of most orders, and on how many days they were sold. */
const bestsellers = (shop) => s.sql('SELECT product_id AS id, title,' +
	' count(DISTINCT local_day) AS days FROM sale_event JOIN product' +
	' USING (tenant_id, shop_id, product_id) WHERE shop_id = :shop' +
	" AND line_type = 'product'" +
	' GROUP BY product_id, title' +
	' ORDER BY count(DISTINCT order_id) DESC, product_id LIMIT 3',
{ vars: { shop: shop.shopId } });

/* Of years: to a day amid the sales, from such a day, and all. */
function longRanges(ledger, salt) {
	const days = ledger.sales.map(({ day }) => day).sort();
	const day = days[random(seed + salt)(days.length)];

	return [{ from: '2023-08-20', to: day },
		{ from: day, to: '2028-02-02' },
		{ from: '2024-02-11', to: '2028-08-30' }];
}

async function holds(shop, salt) {
	const ledger = await partsLedger(s, shop);

	for (const range of [...partsRanges(ledger, 6, seed + salt),
		...longRanges(ledger, salt)])
		await compareParts(s, shop, ledger, range);
	assert.match(await verify(s, shop), /nothing differs/);
}

/* Right before the days are built, and after: by what cron calls. */
async function holdsBoth(shop, salt) {
	assert.ok(await marked(shop) > 0, 'no day is marked');
	await compareRange(s, shop);
	await holds(shop, salt);
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.equal(await marked(shop), 0);
	await holds(shop, salt + 1);
}

describe(`seed ${seed}`, () => {
	let shop;
	/* Where no order allows what is wanted the store refuses. */
	const act = (what, more) => s.control('POST',
		`/shops/${shop.domain}/act`, { do: what, ...more })
		.catch((error) => assert.match(error.message, / 409 /));

	before(async () => {
		shop = await openShop(s, { ...settings, webhooks: false,
			domain: 'parts.myshopify.com' });
	});

	test('a full sync builds all of it', async () => {
		await fullSync(s, shop);
		assert.equal(await marked(shop), 0);
		await holds(shop, 1);
	});

	test('deliveries of changes and deletions', async () => {
		await listen(s, shop);
		for (const what of ['order', 'refund', 'cancel', 'order',
			'delete-order', 'product-update', 'delete-order', 'order',
			'delete-product', 'refund', 'delete-order', 'order'])
			await act(what);
		await holdsBoth(shop, 2);
	});

	test('products of another vendor, of another type, and gone', async () => {
		const [one, two, three] = await bestsellers(shop);
		const becomes = (id, fields) => act('product-update', { id, fields });
		const isMarked = async (days) => assert.deepEqual(
			[await marked(shop, 1), await marked(shop, 2)], [0, days]);

		await becomes(one.id, { title: 'Another name' });
		await isMarked(0);
		await becomes(one.id, { vendor: 'Acquired & Sons' });
		await isMarked(Number(one.days));
		await holdsBoth(shop, 20);
		await becomes(two.id, { type: 'Reclassified',
			vendor: 'Acquired & Sons' });
		await isMarked(Number(two.days));
		await holdsBoth(shop, 22);
		await act('delete-product', { id: three.id });
		await isMarked(Number(three.days));
		await holdsBoth(shop, 24);
		const { body } = await s.get('/api/metrics/top-products?' +
			`shopId=${shop.shopId}&from=2020-01-01&limit=50`, shop.token);

		assert.equal(body.find(({ id }) => id === three.id).title,
			three.title);
		assert.equal(body.find(({ id }) => id === one.id).title,
			'Another name');
	});

	test('the same, noticed by a sync', async () => {
		const quiet = await openShop(s, { ...settings, orders: 60,
			webhooks: false, domain: 'quiet-parts.myshopify.com' });

		for (const sync of [deltaSync, fullSync]) {
			await fullSync(s, quiet);
			const [one, two] = await bestsellers(quiet);

			for (const { id } of [one, two])
				await s.control('POST', `/shops/${quiet.domain}/act`,
					{ do: 'product-update', id, fields: {
						vendor: `Since ${sync.name}`, type: id } });
			await sync(s, quiet);
			assert.equal(await marked(quiet), 0);
			await holds(quiet, 26);
		}
	});

	test('a storm of all there ever was, with duplicates', async () => {
		await storm(s, shop, { seed: seed + 1, duplicates: 0.2,
			fresh: true });
		await holdsBoth(shop, 4);
	});

	test('a delta and the store\'s own ledgers', async () => {
		await act('order');
		await act('edit');
		await deltaSync(s, shop);
		assert.equal(await marked(shop), 0);
		assert.equal((await s.sync(['agreements', '--shop',
			shop.domain])).code, 0);
		assert.equal(await marked(shop), 0);
		await holds(shop, 6);
	});

	test('what the store does while a full sync goes on', async () => {
		const busy = await openShop(s, { ...settings, seed: seed + 2,
			orders: 600, webhooks: false,
			domain: 'busy.myshopify.com' });
		let isOver = false, n = 0;

		await listen(s, busy);
		const sync = fullSync(s, busy).finally(() => { isOver = true; });

		for (; !isOver; n++)
			await s.control('POST', `/shops/${busy.domain}/act`,
				{ do: ['order', 'refund', 'cancel', 'delete-order'][n % 4] })
				.catch((error) => assert.match(error.message, / 409 /));
		await sync;
		assert.ok(n >= 4, `${n} deliveries`);
		await holds(busy, 20);
	});

	test('a storm before anything was read', async () => {
		const late = await openShop(s, { ...settings, orders: 60,
			domain: 'late-parts.myshopify.com' });

		await storm(s, late, { seed: seed + 2, duplicates: 0.1 });
		await holdsBoth(late, 8);
		await fullSync(s, late);
		await holds(late, 10);
	});

	test('records of one\'s own', async () => {
		const records = [1, 2].map((id) => ({ id, name: `#${id}`,
			createdAt: `2026-0${id}-03T23:30:00Z`, channel: 'market',
			updatedAt: '2026-03-03T10:00:00Z', totalPrice: '22.02',
			country: 'FR', discountCodes: ['ONE', 'TWO'],
			lineItems: [{ id: 1, productId: 70, title: 'Thing',
				quantity: 2, price: '10.00', discount: '1.50',
				tax: 3.52 }] }));
		const push = async () => assert.equal((await s.post('/api/orders',
			{ shopId: shop.shopId, records }, shop.token)).status, 200);

		await push();
		await holdsBoth(shop, 11);
		records[0].updatedAt = '2026-03-04T10:00:00Z';
		records[0].createdAt = '2026-02-09T10:00:00Z';
		records[0].channel = 'fair';
		await push();
		await holdsBoth(shop, 13);
		const things = [{ id: 70, title: 'Thing', vendor: 'A fair',
			updatedAt: '2026-03-04T10:00:00Z' }];

		assert.equal((await s.post('/api/products', { shopId: shop.shopId,
			records: things }, shop.token)).status, 200);
		assert.deepEqual([await marked(shop, 1), await marked(shop, 2)],
			[0, 2]);
		await holdsBoth(shop, 15);
	});

	test('the hours of a week without sales are zeroes', async () => {
		const { status, body } = await s.get('/api/metrics/heatmap?' +
			`shopId=${shop.shopId}&from=2001-01-01&to=2001-01-07`,
		shop.token);

		assert.equal(status, 200);
		assert.deepEqual(body.map(({ weekday, hour, ...row }) => row),
			Array(168).fill({ currency: 'USD', orders: 0, netSales: 0,
				totalSales: 0 }));
		assert.equal((await s.get('/api/metrics/heatmap?shopId=1000000',
			shop.token)).status, 404);
	});
});
