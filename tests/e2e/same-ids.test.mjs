/*
 * Two stores without Shopify, whose ids are whatever somebody chose: the same
 * ones, for other things.  Over all stores they are apart.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';

const MONTH = 'from=2026-03-01&to=2026-03-31';
const day = '2026-03-10T10:00:00Z';
let s, token;
const shops = [{ name: 'hats', price: '10.00', people: 'Ada', orders: 3 },
	{ name: 'boots', price: '70.00', people: 'Bob', orders: 2 }];

const order = ({ name, price }, id, quantity) => ({ id, name: `${name}-${id}`,
	customerId: 5, createdAt: day, updatedAt: day,
	totalPrice: price * quantity, lineItems: [
		{ id: 10 * id, productId: 70, title: name, quantity, price }] });

async function push(kind, shop, records) {
	const { status, text } = await s.post(`/api/${kind}`, { shopId: shop.id,
		records, shop: { currency: 'USD', timezone: 'UTC' } }, token);

	assert.equal(status, 200, text);
}

before(async () => {
	s = await stack();
	const account = await s.register({ shopDomain: 'hats.myshopify.com' });
	const { body } = await s.post('/api/auth/add-shop', { shopName: 'boots',
		shopDomain: 'boots.myshopify.com' }, account.token);

	token = account.token;
	shops[0].id = account.shop.id;
	shops[1].id = body.shop.id;
	for (const shop of shops) {
		await push('products', shop, [{ id: 70, title: shop.name,
			vendor: `${shop.name} & Co`, updatedAt: day }]);
		await push('customers', shop, [{ id: 5, firstName: shop.people,
			email: `${shop.people}@example.com`, createdAt: day,
			updatedAt: day }]);
		await push('orders', shop, Array.from({ length: shop.orders },
			(_, i) => order(shop, i + 1, 2)));
		await push('orders', shop, [{ ...order(shop, 9, 1), totalPrice: 5,
			lineItems: [{ id: 90, title: 'No product', quantity: 1,
				price: '5.00' }] }]);
	}
});
after(() => s?.down());

async function get(path) {
	const { status, body, text } = await s.get(`/api/${path}`, token);

	assert.equal(status, 200, text);
	return body;
}

/* 3 orders of 2 hats at 10, and 2 of 2 boots at 70: the boots first. */
const net = { hats: 60, boots: 280 };
const ranked = () => [...shops].reverse();

function products(more) {
	const of = (path) => get(`metrics/${path}&${MONTH}&shopId=all${more}`);

	test('each with its own title and sales', async () => {
		assert.deepEqual((await of('top-products?limit=5')).map((p) =>
			[p.id, p.shopId, p.title, p.vendor, p.netSales, p.orders]),
		ranked().map(({ id, name, orders }) =>
			['70', id, name, `${name} & Co`, net[name], orders]));
		assert.equal((await of('top-products?limit=1')).length, 1);
	});

	test('each with its own course', async () => {
		assert.deepEqual((await of('product-trends?granularity=month'))
			.map((p) => [p.id, p.shopId, p.points[0].netSales]),
		ranked().map(({ id, name }) => ['70', id, net[name]]));
	});

	test('each in a breakdown, and what is no product once', async () => {
		const { byCurrency: [{ rows, rest }] } =
			await of('breakdown?by=product');
		const { byCurrency: [few] } =
			await of('breakdown?by=product&limit=1');

		assert.deepEqual(rows.map((r) => [r.key, r.shopId, r.label,
			r.netSales]), [...ranked().map(({ id, name }) =>
			['70', id, name, net[name]]), [null, null, null, 10]]);
		assert.equal(rest, null);
		assert.equal(few.rest.netSales, net.hats + 10);
		assert.equal(few.rest.shopId, null);
	});

	test('and other keys are of all stores', async () => {
		const { byCurrency: [{ rows }] } = await of('breakdown?by=channel');

		assert.deepEqual(rows.map((r) => [r.shopId, r.netSales]),
			[[null, net.hats + net.boots + 10]]);
	});
}

for (const more of ['', '&currency=USD']) {
	describe(`products, from marked days${more}`, () => products(more));
	describe(`products, from stored parts${more}`, () => {
		before(async () => {
			assert.equal((await s.sync(['queue'])).code, 0);
			assert.deepEqual(await s.sql('SELECT day FROM rollup_dirty'), []);
		});
		products(more);
		after(async () => {
			for (const shop of shops)
				await push('orders', shop, [order(shop, 1, 2)]);
		});
	});
}

test('lists have what each store has', async () => {
	for (const q of ['', '&q=hats', '&q=boots'])
		assert.deepEqual((await get(`products?shopId=all${q}`)).map((p) =>
			[p.id, p.shopId, p.title]).sort(), shops.filter(({ name }) =>
			!q || q.endsWith(name)).map(({ id, name }) =>
			['70', id, name]));
	assert.deepEqual((await get('customers?shopId=all')).map((c) =>
		[c.id, c.shopId, c.firstName, c.lifetimeOrders]).sort(),
	shops.map(({ id, people, orders }) => ['5', id, people, orders + 1]));
	for (const { id, name, orders } of shops) {
		assert.equal((await get(`orders?shopId=all&q=${name}`)).length,
			orders + 1);
		assert.equal((await get(`orders/1?shopId=${id}`)).name, `${name}-1`);
	}
});

test('customers are two persons', async () => {
	for (const path of [`top-customers?${MONTH}&`, 'top-customers?',
		`top-customers?${MONTH}&currency=USD&`, 'top-engaged-customers?'])
		assert.deepEqual((await get(`metrics/${path}shopId=all`)).map((c) =>
			[c.id, c.shopId, c.firstName, c.totalSpent]).sort(),
		shops.map(({ id, name, people }) => ['5', id, people,
			net[name] + 5]));
	assert.equal((await get(`metrics/overview?${MONTH}&shopId=all`))
		.newCustomers, 2);
});

test('and both are in their cohort', async () => {
	const { byCurrency: [{ cohorts }] } =
		await get(`metrics/cohorts?${MONTH}&shopId=all`);
	const [{ size, periods: [first] }, ...others] = cohorts;

	assert.deepEqual(others, []);
	assert.deepEqual([size, first.customers, first.orders, first.netSales],
		[2, 2, 7, 350]);
});

test('pairs that weigh the same are in the order of the stores', async () => {
	const firsts = Array.from({ length: 8 }, (_, i) => 100 + 2 * i);

	for (const shop of ranked())
		await push('orders', shop, firsts.flatMap((first) =>
			[0, 1, 2, 3, 4].map((i) => ({ id: 10 * first + i,
				createdAt: '2026-05-10T10:00:00Z', updatedAt: day,
				totalPrice: 2, lineItems: [0, 1].map((n) => ({ id: n + 1,
					productId: first + n, title: 'Pair', quantity: 1,
					price: '1.00' })) }))));
	const rows = firsts.flatMap((first) => shops.map(({ id }) =>
		`${id} ${first} ${first + 1}`));

	for (const limit of [1, 2, 3, 50])
		assert.deepEqual((await get('metrics/basket?from=2026-05-01&' +
			`to=2026-05-31&shopId=all&limit=${limit}`)).map((pair) =>
			`${pair.shopId} ${pair.id} ${pair.withId}`),
		rows.slice(0, limit), `limit ${limit}`);
});
