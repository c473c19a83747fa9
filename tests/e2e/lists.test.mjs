/* Orders, customers and products to look through, page by page. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { exact, fullSync, openShop, plain } from './compare.mjs';
import { e4, sumsOf } from './ledger-rows.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? 20261122);
let s, shop, second;

before(async () => {
	s = await stack({ store: true });
	const more = { seed, orders: 160, days: 60, guests: 0.1, cancelled: 0.1,
		testOrders: 0.05, refunded: 0.2, discounted: 0.4, giftCards: 0.04,
		duties: 0.3, fees: 0.3, webhooks: false };

	shop = await openShop(s, { ...more, domain: 'listed.myshopify.com' });
	second = await openShop(s, { ...more, seed: seed + 1, orders: 40,
		bigIds: true, tenant: shop, domain: 'listed-b.myshopify.com' });
	await fullSync(s, shop);
	await fullSync(s, second);
});
after(() => s?.down());

/* Every page of a list, as Link leads. */
async function pages(path, token = shop.token) {
	const list = [];

	for (let next = path, n = 0; next; n++) {
		const answer = await s.get(next, token);

		assert.equal(answer.status, 200, `${next}: ${answer.text}`);
		list.push(...answer.body);
		next = /^<(.+)>; rel="next"$/.exec(
			answer.headers.get('link') ?? '')?.[1];
		assert.ok(n < 200, 'pages without end');
	}
	return list;
}

const ids = (list) => list.map((row) => row.id);
const column = async (query, vars = { shop: shop.shopId }) =>
	(await s.sql(query, { vars })).map((row) => row.id);

describe('orders', () => {
	const by = 'ORDER BY processed_at DESC, order_id DESC';

	test('are all there, newest first, whatever the page', async () => {
		const all = await column('SELECT order_id AS id FROM orders' +
			` WHERE shop_id = :shop ${by}`);

		for (const limit of [3, 50, 250])
			assert.deepEqual(ids(await pages(
				`/api/orders?shopId=${shop.shopId}&limit=${limit}`)),
			all, `limit ${limit}`);
	});

	test('of all shops', async () => {
		assert.deepEqual(ids(await pages('/api/orders?limit=9')),
			await column('SELECT order_id AS id FROM orders' +
				` WHERE shop_id IN (:shop, :second) ${by}`,
			{ shop: shop.shopId, second: second.shopId }));
	});

	const filters = {
		'status=cancelled': 'cancelled_at IS NOT NULL',
		'status=open': 'cancelled_at IS NULL AND closed_at IS NULL',
		'status=test': 'test',
		'financialStatus=refunded': 'financial_status = \'refunded\'',
		'fulfillmentStatus=fulfilled':
			'fulfillment_status = \'fulfilled\'',
		'channel=web': 'source_name = \'web\'',
		'country=US': 'country = \'US\'',
		'from=2026-01-01&to=2099-01-01': 'local_day >= \'2026-01-01\'',
	};

	for (const [query, condition] of Object.entries(filters))
		test(`by ${query}`, async () => {
			assert.deepEqual(ids(await pages(`/api/orders?shopId=` +
				`${shop.shopId}&limit=13&${query}`)),
			await column('SELECT order_id AS id FROM orders' +
				` WHERE shop_id = :shop AND ${condition} ${by}`));
		});

	test('by day, discount code and customer', async () => {
		const [row] = await s.sql('SELECT customer_id, local_day,' +
			' discount_codes[1] AS code FROM orders WHERE shop_id = :shop' +
			' AND customer_id IS NOT NULL AND discount_codes <> \'{}\'' +
			' AND counted LIMIT 1', { vars: { shop: shop.shopId } });

		for (const [query, condition] of [
			[`from=${row.local_day}&to=${row.local_day}`,
				`local_day = '${row.local_day}'`],
			[`discountCode=${row.code}`,
				`'${row.code}' = ANY (discount_codes)`],
			[`customerId=${row.customer_id}`,
				`customer_id = ${row.customer_id} AND counted`]])
			assert.deepEqual(ids(await pages(`/api/orders?shopId=` +
				`${shop.shopId}&limit=2&${query}`)),
			await column('SELECT order_id AS id FROM orders' +
				` WHERE shop_id = :shop AND ${condition} ${by}`),
			query);
	});

	test('by name, e-mail address and id', async () => {
		const [row] = await s.sql('SELECT o.order_id AS id, o.name, c.email' +
			' FROM orders o JOIN customer c USING (tenant_id, shop_id,' +
			' customer_id) WHERE o.shop_id = :shop AND o.counted' +
			' ORDER BY 1 LIMIT 1', { vars: { shop: shop.shopId } });
		const find = async (q) => ids(await pages('/api/orders?' +
			new URLSearchParams({ shopId: shop.shopId, q })));

		for (const q of [row.name, row.name.slice(1), row.email, row.id,
			row.email.slice(0, -4).toUpperCase()])
			assert.ok((await find(q)).includes(row.id), q);
		assert.deepEqual(await find(row.id), [row.id]);
		assert.deepEqual(await find(row.name.slice(0, 3)), await column(
			'SELECT order_id AS id FROM orders WHERE shop_id = :shop' +
			` AND name LIKE '${row.name.slice(0, 3)}%' ${by}`));
		for (const q of ['%', '_', '\'', 'nobody@example.com', '0'])
			assert.deepEqual(await find(q), [], q);
	});

	test('one has its lines, and its ledger in time order', async () => {
		const [{ id }] = await s.sql('SELECT order_id AS id FROM sale_event' +
			' WHERE shop_id = :shop AND side = \'reversal\' LIMIT 1',
		{ vars: { shop: shop.shopId } });
		const order = await exact(s, `/api/orders/${id}`, shop.token);
		const sales = await s.sql('SELECT * FROM sale_event WHERE' +
			' order_id = :id AND shop_id = :shop',
		{ vars: { id, shop: shop.shopId } });
		const times = order.ledger.map((sale) => sale.happenedAt);
		const sums = sumsOf(sales.map((row) => ({ ...row,
			total: e4(row.total), tax: e4(row.tax), disc: e4(row.disc),
			quantity: BigInt(row.quantity) })));

		assert.deepEqual(times, [...times].sort());
		assert.equal(order.ledger.length, sales.length);
		assert.equal(order.ledger.filter((sale) => !['tip', 'gift_card']
			.includes(sale.lineType)).reduce((n, sale) =>
			n + e4(sale.total), 0n), sums.totalSales);
		assert.equal(plain(order.currentTotal), plain(sums.totalSales < 0n ?
			0 : Number(sums.totalSales) / 1e4));
		for (const sale of order.ledger) {
			assert.equal(e4(sale.net) + e4(sale.tax), e4(sale.total));
			assert.equal(e4(sale.gross) - e4(sale.discount),
				e4(sale.net));
		}
		assert.equal(String(order.lines.reduce((n, line) =>
			n + Number(line.quantity), 0)), order.units);
		assert.equal((await s.get(`/api/orders/${id}?shopId=` +
			second.shopId, shop.token)).status, 404);
	});
});

describe('customers', () => {
	const all = 'SELECT customer_id AS id FROM customer WHERE' +
		' shop_id = :shop';

	test('are all there, with what they spent', async () => {
		const list = await pages(
			`/api/customers?shopId=${shop.shopId}&limit=11`);
		const top = await exact(s, '/api/metrics/top-customers?shopId=' +
			`${shop.shopId}&limit=5`, shop.token);

		assert.deepEqual(ids(list), await column(
			`${all} ORDER BY customer_id DESC`));
		for (const best of top) {
			const row = list.find((c) => c.id === best.id);

			assert.equal(plain(row.totalSpent), plain(best.totalSpent));
			assert.equal(String(row.lifetimeOrders),
				best.lifetimeOrders);
		}
	});

	test('by address and names, in any spelling', async () => {
		const [row] = await s.sql('SELECT * FROM customer WHERE shop_id =' +
			' :shop AND first_name ~ \'^[A-Za-z]+$\' AND last_name ~' +
			' \'^[A-Za-z]+$\' ORDER BY customer_id LIMIT 1',
		{ vars: { shop: shop.shopId } });
		const { customer_id: id, first_name: first, last_name: last,
			email } = row;

		for (const q of [email, email.toUpperCase(), email.slice(0, 5),
			first, first.toLowerCase(), last.toUpperCase(),
			last.slice(0, 3), `${first} ${last}`,
			`${first.toLowerCase()} ${last.toLowerCase().slice(0, 3)}`]) {
			const found = ids(await pages('/api/customers?' +
				new URLSearchParams({ shopId: shop.shopId, q })));

			assert.ok(found.includes(id), `${q}: ${found}`);
		}
		assert.deepEqual(ids(await pages(`/api/customers?shopId=` +
			`${shop.shopId}&q=${last}&limit=1`)), await column(
			`${all} AND (last_name LIKE '${last}%' OR first_name LIKE` +
			` '${last}%' OR email LIKE lower('${last}%'))` +
			' ORDER BY customer_id DESC'));
	});

	test('one has its latest orders', async () => {
		const [{ id }] = await s.sql('SELECT customer_id AS id FROM orders' +
			' WHERE shop_id = :shop AND counted AND customer_id IS NOT' +
			' NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1',
		{ vars: { shop: shop.shopId } });
		const { body } = await s.get(`/api/customers/${id}`, shop.token);

		assert.deepEqual(ids(body.latestOrders), (await column('SELECT' +
			' order_id AS id FROM orders WHERE shop_id = :shop AND' +
			` customer_id = ${id} AND counted ORDER BY processed_at DESC,` +
			' order_id DESC')).slice(0, 20));
		assert.equal(body.lifetimeOrders >= body.latestOrders.length, true);
	});
});

test('products, by title, status, vendor and type', async () => {
	const [row] = await s.sql('SELECT * FROM product WHERE shop_id = :shop' +
		' ORDER BY product_id LIMIT 1', { vars: { shop: shop.shopId } });

	for (const [query, condition] of [['', 'true'],
		[`q=${encodeURIComponent(row.title.slice(2, 6).toUpperCase())}`,
			`title ILIKE '%${row.title.slice(2, 6)}%'`],
		[`vendor=${encodeURIComponent(row.vendor)}`,
			`vendor = '${row.vendor}'`],
		[`type=${encodeURIComponent(row.product_type)}`,
			`product_type = '${row.product_type}'`],
		['status=active', 'status = \'active\'']])
		assert.deepEqual(ids(await pages(`/api/products?shopId=` +
			`${shop.shopId}&limit=3&${query}`)), await column(
			'SELECT product_id AS id FROM product WHERE shop_id = :shop' +
			` AND ${condition} ORDER BY product_id DESC`), query);
});

test('what is no such thing is refused by name', async () => {
	for (const [method, path, status, field] of [
		['GET', '/api/orders?cursor=1', 400, 'cursor'],
		['GET', '/api/orders?cursor=1.', 400, 'cursor'],
		['GET', '/api/orders?cursor=.1', 400, 'cursor'],
		['GET', '/api/orders?cursor=--1.5', 400, 'cursor'],
		['GET', '/api/orders?cursor=999999999999999999.1', 400, 'cursor'],
		['GET', '/api/orders?status=gone', 400, 'status'],
		['GET', '/api/orders?limit=251', 400, 'limit'],
		['GET', '/api/orders?q=1&customerId=1', 400, 'q'],
		['GET', `/api/orders?q=${'x'.repeat(256)}`, 400, 'q'],
		['GET', '/api/customers?cursor=x', 400, 'cursor'],
		['GET', '/api/customers?q=%ff', 400, 'q'],
		['GET', '/api/products?limit=0', 400, 'limit'],
		['GET', '/api/orders/999999999999999999', 404],
		['GET', '/api/orders/x', 404],
		['GET', '/api/customers/999999999999999999', 404]]) {
		const answer = await s.send(method, path, { token: shop.token });

		assert.equal(answer.status, status, `${path}: ${answer.text}`);
		assert.equal(answer.body.field, field, path);
	}
});

test('the next page\'s address cannot be broken out of', async () => {
	const answer = await s.get('/api/orders?limit=1&x=%3E%22&y=\'a"',
		shop.token);
	const link = answer.headers.get('link');

	assert.match(link, /^<\/api\/orders\?[^<>" ]+>; rel="next"$/);
});
