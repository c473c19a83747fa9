/*
 * The dashboard of two stores without Shopify, which use the same ids, and of
 * which one is older; of a search that finds nothing among the latest; and of
 * more products than an answer has.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, openPage, settled, signIn, violations } from
	'./browser.mjs';
import { stack } from './stack.mjs';

const user = { email: 'jane@example.com', password: 'correct horse battery' };
const now = new Date(Date.now() - 3600_000).toISOString();
const shops = [{ name: 'Hats', price: 10, person: 'Ada' },
	{ name: 'Boots', price: 70, person: 'Bob' }];
let s, browser, page, token;

async function push(kind, shop, record) {
	const { status, text } = await s.post(`/api/${kind}`, { shopId: shop.id,
		records: [{ createdAt: now, updatedAt: now, ...record }],
		shop: { currency: 'USD', timezone: 'UTC' } }, token);

	assert.equal(status, 200, text);
}

before(async () => {
	s = await stack();
	const account = await s.register({ ...user, shopName: shops[0].name });
	const { body } = await s.post('/api/auth/add-shop', { shopName:
		shops[1].name, shopDomain: 'boots.myshopify.com' }, account.token);

	token = account.token;
	shops[0].id = account.shop.id;
	shops[1].id = body.shop.id;
	for (const shop of shops) {
		await push('products', shop, { id: 70, title: shop.name });
		await push('customers', shop, { id: 5, firstName: shop.person });
		await push('orders', shop, { id: 1, name: `#${shop.name}`,
			customerId: 5, totalPrice: shop.price, lineItems: [{ id: 10,
				productId: 70, title: shop.name, quantity: 1,
				price: shop.price }] });
	}
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const open = async (where) => {
	await page.waitForLoadState('networkidle');
	await page.goto(s.url + where);
	await settled(page);
};
const card = (name) => page.locator('section.card').filter({ has:
	page.getByRole('heading', { name, exact: true }) });

for (const [where, list] of [['/?shop=all&period=30d', 'Top products'],
	['/products?shop=all&period=30d', 'All products']])
	test(`${list} of all stores lead to each store's own`, async () => {
		for (const { id, name, price } of shops) {
			await open(where);
			await card(list).getByRole('link', { name }).click();
			await page.waitForURL((url) => url.pathname === '/products/70' &&
				url.searchParams.get('shop') === id);
			await settled(page);
			assert.equal(await page.locator('h1').innerText(), name);
			assert.match(await card('In the catalogue').or(page.locator(
				'section[aria-label="Figures"]')).first().innerText(),
			new RegExp(`\\$${price}\\.00`));
		}
	});

for (const list of ['Top customers', 'Most engaged'])
	test(`${list} of all stores lead to each store's own`, async () => {
		for (const { id, person } of shops) {
			await open('/customers?shop=all&period=30d');
			await card(list).getByRole('link', { name: person }).click();
			await page.waitForURL((url) => url.pathname ===
				'/customers/5' && url.searchParams.get('shop') === id);
			await page.getByRole('heading', { name: person }).waitFor();
		}
	});

/* As the API has it of some ten thousands: search-wide.test.mjs. */
test('a page without anybody is not the end', async () => {
	const next = '/api/customers?q=old&cursor=1';

	await page.route(/\/api\/customers\?.*q=old/, (route) => {
		const isFirst = !route.request().url().includes('cursor');

		return route.fulfill({ json: isFirst ? [] : [{ id: '9', shopId:
			shops[0].id, firstName: 'Old', lastName: 'Customer' }],
		headers: isFirst ? { Link: `<${next}>; rel="next"` } : {} });
	});
	await open('/customers?shop=all&tab=list&q=old');
	await page.getByText('there are older ones to look through').waitFor();
	assert.deepEqual(await violations(page), []);
	await page.getByRole('button', { name: 'Show more' }).click();
	await card('All customers').getByText('Old Customer').waitFor();
	await page.getByText('1 customer', { exact: true }).waitFor();
	assert.deepEqual(page.troubles, []);
});

test('all time of a store begins with its own first order', async () => {
	const then = `${new Date().getUTCFullYear() - 2}-02-10T12:00:00Z`;
	const [, boots] = shops;
	const asked = [];

	await push('orders', boots, { id: 2, name: '#Old', totalPrice: 5,
		createdAt: then, lineItems: [] });
	await open(`/products?shop=${shops[0].id}&period=all`);
	page.on('request', (request) => {
		const { pathname, searchParams } = new URL(request.url());

		if (pathname === '/api/metrics/top-products')
			asked.push([searchParams.get('shopId'), searchParams.get('from')]);
	});
	await page.getByLabel('Store').selectOption(boots.id);
	await page.waitForURL((url) => url.searchParams.get('shop') === boots.id);
	await settled(page);
	await page.waitForLoadState('networkidle');
	assert.deepEqual(asked, [[boots.id, `${then.slice(0, 7)}-01`]]);
});

/* As many as an answer has; of each period others, but for number 70. */
const manyProducts = (from) => Array.from({ length: 250 }, (_, i) => ({
	id: i === 2 ? '70' : `${from.replaceAll('-', '')}${i}`,
	shopId: shops[0].id, title: `Hat ${i}`, vendor: null, productType: null,
	currency: 'USD', orders: 1, unitsOrdered: 1, unitsNet: 1,
	grossSales: '1.00', discounts: '0.00', salesReversals: '0.00',
	netSales: i < 3 ? '3.00' : '1.00', reversalRate: null, share: null }));

const manyPairs = (last) => Array.from({ length: 250 }, (_, i) => ({
	id: `1${i}`, withId: i === 249 ? last : `2${i}`, shopId: shops[0].id,
	title: `Hat ${i}`, withTitle: 'Cap', orders: 9, support: '1.00',
	confidence: '2.00', reverseConfidence: '3.00', lift: '4.00' }));

test('what is told of 250 products or pairs is not told of all', async () => {
	let last = '2249';

	await page.route('**/api/metrics/top-products*', (route) =>
		route.fulfill({ json: manyProducts(new URL(route.request().url())
			.searchParams.get('from')) }));
	await page.route('**/api/metrics/basket*', (route) =>
		route.fulfill({ json: manyPairs(last) }));
	await open(`/products?shop=${shops[0].id}&period=30d`);
	const list = card('All products');
	const changes = await list.locator('tbody tr td:last-child')
		.allInnerTexts();

	assert.match(await list.locator('th').last().innerText(), /^Change/);
	assert.deepEqual([...new Set(changes)], ['–', '0%']);
	await list.getByText('3 of all products bring 80% of net sales.').waitFor();
	await list.getByRole('link', { name: 'Hat 2', exact: true }).click();
	await page.waitForURL((url) => url.pathname === '/products/70');
	await settled(page);
	assert.match(await page.locator('section[aria-label="Figures"]')
		.innerText(), /Place by net sales\s+1 of all/);
	await card('Bought with it').getByText(
		'It is in none of the store’s 250 strongest pairs').waitFor();
	assert.deepEqual(await violations(page), []);
	last = '70';
	await page.reload();
	await card('Bought with it').getByText(
		'These are of the store’s 250 strongest pairs').waitFor();
	assert.deepEqual(page.troubles, []);
});
