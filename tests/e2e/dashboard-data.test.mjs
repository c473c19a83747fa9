/*
 * The pages of figures in a real browser: what they show is what the API says,
 * to the digit, and what a key or a button does stands in the address.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { metrics } from '../../nginx/html/src/definitions.js';
import { openBrowser, openPage, settled as settledOn, shows, signIn,
	violations } from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'mary@example.com', password: 'correct horse battery' };
let s, browser, page, token, shops;

before(async () => {
	s = await stack({ store: true });
	({ token, shops } = await readied(s, user, [
		{ domain: 'blue-cup.myshopify.com', name: 'Blue Cup', seed: 5,
			orders: 1200, days: 200, timezone: 'America/New_York',
			currency: 'USD' },
		{ domain: 'fern-books.myshopify.com', name: 'Fern Books', seed: 11,
			orders: 300, days: 200, timezone: 'Europe/Berlin',
			currency: 'EUR', taxesIncluded: true },
	]));
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await page.locator('.plot canvas').waitFor();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const button = (name) => page.getByRole('button', { name, exact: true });
const search = () => new URL(page.url()).searchParams;
const card = (heading) => page.locator('section.card').filter({ has:
	page.getByRole('heading', { name: heading }) });
const digits = (text) => text.replace(/[^\d.-]/g, '');

const settled = () => settledOn(page);

async function go(key, heading) {
	await page.keyboard.press('g');
	await page.keyboard.press(key);
	await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
	await settled();
}

/* The lines of a file that a press of something saves, as cells. */
async function saved(press) {
	const [file] = await Promise.all([page.waitForEvent('download'), press()]);
	const text = (await readFile(await file.path(), 'utf8'))
		.replace('\ufeff', '');

	return text.split('\r\n').slice(0, -1).map((line) => line.split(','));
}

/* Of the API's own text: no number in between that could round. */
function member(text, name) {
	return new RegExp(`"${name}":(-?[\\d.]+|null)`).exec(text)[1];
}

test('all stores: each with its own figures, and a way to it', async () => {
	await page.getByLabel('Store').selectOption('all');
	await settled();
	const rows = card('Stores').locator('tbody tr');
	/* It may be tomorrow in Berlin: the first store says what today is. */
	const { from, to } = (await s.get('/api/metrics/overview?compare=none&' +
		`shopId=${shops[0].id}`, token)).body;

	assert.equal(await rows.count(), 2);
	for (const [i, shop] of shops.entries()) {
		const { text } = await s.get('/api/metrics/overview?compare=none&' +
			`from=${from}&to=${to}&shopId=${shop.id}`, token);
		const cells = await rows.nth(i).locator('td').allInnerTexts();

		assert.equal(digits(cells[1]), member(text, 'totalOrders'));
		assert.equal(Number(digits(cells[3])),
			Number(member(text, 'totalSales')));
	}
	await page.getByLabel('EUR').check();
	assert.equal(search().get('cur'), 'EUR');
	await page.locator('.value', { hasText: '€' }).first().waitFor();
	await rows.nth(1).getByRole('link').click();
	await settled();
	assert.equal(search().get('shop'), shops[1].id);
	await page.getByLabel('Store').selectOption(shops[0].id);
});

test('orders: the bridge adds up from gross to total sales', async () => {
	await go('r', 'Orders');
	const { text } = await s.get('/api/metrics/overview?compare=none&' +
		`shopId=${shops[0].id}`, token);
	const lines = await saved(() => page.keyboard.press('.'));
	const amounts = Object.fromEntries(lines.slice(1).map((l) => [l[0], l[1]]));
	const cents = (amount) => Math.round(Number(amount) * 100);

	assert.deepEqual(lines[0], ['Step', 'Amount (USD)', 'Share', 'Before']);
	assert.equal(lines[1][2], '100');
	assert.equal(amounts['Gross sales'], member(text, 'grossSales'));
	assert.equal(amounts.Discounts, `-${member(text, 'discounts')}`);
	assert.equal(amounts['Total sales'], member(text, 'totalSales'));
	assert.equal(cents(amounts['Gross sales']) + cents(amounts.Discounts) +
		cents(amounts.Reversals), cents(amounts['Net sales']));
	assert.equal(lines.slice(1, -1).filter((l) => l[0] !== 'Net sales')
		.reduce((n, l) => n + cents(l[1]), 0), cents(amounts['Total sales']));
	const shown = await card('From gross').locator('tbody tr').first()
		.locator('td').allInnerTexts();

	assert.equal(digits(shown[2]), Number(amounts['Gross sales']).toFixed(2));
	assert.match(shown[4], /from \$[\d,.]+/);
	await page.getByLabel('Compare').selectOption('none');
	await settled();
	assert.equal(search().get('cmp'), 'none');
	assert.equal(await card('From gross').locator('th').count(), 4);
	await page.goBack();
	await button('What is Net sales?').click();
	await page.getByText('Gross sales − discounts − reversals').waitFor();
	await page.keyboard.press('Escape');
});

test('orders: discounts by code, reversals on either basis', async () => {
	const shop = `shopId=${shops[0].id}`;
	const ask = async (path) => (await s.get(`/api/metrics/${path}${shop}`,
		token)).body.byCurrency[0];
	const found = await ask('discounts?');
	const { rows } = await ask('breakdown?by=discount_code&limit=20&');
	const facts = await card('Discounts').locator('dd').allInnerTexts();
	const shares = card('Discounts').locator('td:nth-child(3)');

	assert.deepEqual((await shares.allInnerTexts()).slice(0, rows.length)
		.map(digits).map(Number), rows.map(({ newCustomerShare: share }) =>
		Math.round(share * 10) / 10));
	assert.equal(Number(digits(facts[0])), found.discounts);
	assert.match(facts[2], new RegExp(`^${found.discountedOrders} `));
	const reversals = card('Reversals');
	const first = reversals.locator('dd').first();
	const before = await first.innerText();

	await button('By day of the order').click();
	assert.equal(search().get('basis'), 'order_day');
	await page.waitForFunction((text) => [...document.querySelectorAll('dd')]
		.every((dd) => dd.textContent !== text), before);
	await settled();
	assert.equal(Number(digits(await first.innerText())),
		(await ask('refunds?basis=order_day&')).salesReversals);
	assert.equal(await reversals.locator('tbody tr').count(), 9);
});

test('overview: where sales come from, and what sold most', async () => {
	await go('o', 'Overview');
	const rows = card('Where sales').locator('tbody tr');

	for (const by of ['channel', 'country', 'vendor', 'type',
		'discount_code']) {
		await page.getByLabel('Sales by', { exact: true }).selectOption(by);
		await settled();
		const { byCurrency } = (await s.get(`/api/metrics/breakdown?by=${by}` +
			`&limit=7&shopId=${shops[0].id}`, token)).body;
		const [first] = byCurrency[0].rows;
		const cells = await rows.first().locator('td').allInnerTexts();

		assert.equal(Number(digits(cells[2])), first.netSales, by);
	}
	assert.equal(search().get('dim'), 'discount_code');
	await card('Top products').getByRole('link', { name: 'All products' })
		.click();
	await page.getByRole('heading', { name: 'Products', level: 1 }).waitFor();
});

test('products: all of them, by any column, found by words', async () => {
	await settled();
	const all = (await s.get('/api/metrics/top-products?limit=250&' +
		`shopId=${shops[0].id}`, token)).body;
	const lines = await saved(() => card('All products')
		.getByRole('button', { name: 'CSV' }).click());
	const rows = card('All products').locator('tbody tr');

	assert.deepEqual(lines.slice(1).map((l) => l[0]), all.map((p) => p.id));
	assert.equal(await rows.count(), Math.min(25, all.length));
	await button(`Show all ${all.length}`).click();
	assert.equal(await rows.count(), all.length);
	await page.getByRole('columnheader', { name: 'Units' })
		.getByRole('button').click();
	assert.equal(search().get('sort'), '-unitsOrdered');
	assert.equal(Number(digits(await rows.first().locator('td').nth(1)
		.innerText())), Math.max(...all.map((p) => p.unitsOrdered)));
	await page.keyboard.press('/');
	/* The address waits, and the field keeps its space meanwhile. */
	await page.keyboard.type('COAST ');
	await shows(page, 'q', 'COAST');
	assert.equal(await rows.count(), all.filter((p) =>
		/coast/i.test(`${p.title} ${p.vendor} ${p.productType}`)).length);
	await page.keyboard.type('nothing');
	await page.getByText('fits “COAST nothing”').waitFor();
	await page.keyboard.press('Escape');
	await page.waitForURL((url) => !url.searchParams.has('q'));
	const pairs = (await s.get('/api/metrics/basket?limit=15&' +
		`shopId=${shops[0].id}`, token)).body;

	if (pairs.length)
		assert.equal(await card('Bought together').locator('tbody tr')
			.count(), pairs.length);
	else
		await page.getByText('No two products').waitFor();
});

/* The ids of a list's orders, page after page, as the API has them. */
async function listed(path) {
	const ids = [];

	for (let next = path; next;) {
		const answer = await s.get(next, token);

		ids.push(...answer.body.map((o) => o.id));
		next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1];
	}
	return ids;
}

test('orders: all of them, page by page, by state and words', async () => {
	await go('r', 'Orders');
	await page.getByRole('navigation', { name: 'Orders' })
		.getByRole('link', { name: 'All orders' }).click();
	await settled();
	assert.equal(search().get('tab'), 'list');
	const rows = card('All orders').locator('tbody tr');
	const { from, to } = (await s.get('/api/metrics/overview?compare=none&' +
		`shopId=${shops[0].id}`, token)).body;
	const path = `/api/orders?shopId=${shops[0].id}&from=${from}&to=${to}`;
	const all = await listed(path);
	const shownIds = async () => (await saved(() => page.keyboard.press('.')))
		.slice(1).map((l) => l[0]);

	assert.ok(all.length > 100, `${all.length} orders`);
	assert.deepEqual(await shownIds(), all.slice(0, 50));
	for (let n = 100; n < all.length + 50; n += 50) {
		await button('Show more').click();
		await page.waitForFunction((most) => document.querySelectorAll(
			'tbody tr').length === most, Math.min(n, all.length));
	}
	assert.deepEqual(await shownIds(), all);
	assert.equal(await button('Show more').count(), 0);
	const whole = await saved(() => button('Whole list as CSV').click());

	assert.equal(whole[0][0], 'id');
	assert.deepEqual(whole.slice(1).map((l) => l[0]), all);
	await page.getByLabel('State of the order').selectOption('cancelled');
	await settled();
	assert.equal(search().get('f'), 'status:cancelled');
	assert.deepEqual(await shownIds(),
		await listed(`${path}&status=cancelled`));
	await page.getByLabel('State of the order').selectOption('');
	const name = await rows.nth(3).locator('a').first().innerText();

	await page.keyboard.press('/');
	await page.keyboard.type(name);
	await shows(page, 'q', name);
	assert.equal(await rows.count(), 1);
	await page.keyboard.press('Escape');
	await page.waitForURL((url) => !url.searchParams.has('q'));
});

test('orders: what has a channel leads to its orders', async () => {
	await go('o', 'Overview');
	await page.getByLabel('Sales by', { exact: true })
		.selectOption('channel');
	await settled();
	await card('Where sales').locator('tbody a').first().click();
	await page.getByText(/^Channel: /).waitFor();
	await settled();
	assert.deepEqual(await violations(page), []);
	assert.match(search().get('f'), /^channel:/);
	await page.getByRole('button', { name: /^Channel: / }).click();
	await page.waitForURL((url) => !url.searchParams.has('f'));
});

test('one order: its ledger in time order adds up', async () => {
	await page.getByLabel('State of the order').selectOption('cancelled');
	await settled();
	await card('All orders').locator('tbody a').first().click();
	const drawer = page.getByRole('dialog');

	await drawer.getByRole('heading', { name: 'Ledger' }).waitFor();
	const [id, shopId] = search().get('order').split('@');
	const { body } = await s.get(`/api/orders/${id}?shopId=${shopId}`, token);
	const rows = drawer.getByRole('table', { name: 'Ledger' })
		.locator('tbody tr');
	const sums = (await rows.locator('td:last-child').allInnerTexts())
		.map(digits);

	assert.equal(sums.length, body.ledger.length);
	body.ledger.reduce((n, sale, i) => {
		const sum = n + Math.round(sale.total * 100);

		assert.equal(Math.round(Number(sums[i]) * 100), sum);
		return sum;
	}, 0);
	assert.deepEqual(await violations(page), []);
	await page.keyboard.press('Escape');
	await drawer.waitFor({ state: 'detached' });
	await page.waitForURL((url) => !url.searchParams.has('order'));
	await page.goBack();
	await drawer.waitFor();
	await page.goForward();
	await drawer.waitFor({ state: 'detached' });
});

test('customers: found by the beginning of a name; a profile', async () => {
	await go('c', 'Customers');
	const top = (await s.get('/api/metrics/top-customers?limit=50' +
		'&from=2020-01-01&to=2100-01-01&' +
		`shopId=${shops[0].id}`, token)).body;

	const asked = [];
	const note = (request) => asked.push(request.url());

	page.on('request', note);
	await page.keyboard.press('a');
	await shows(page, 'period', 'all');
	page.off('request', note);
	/* Not before it is known which days all time has. */
	assert.equal(asked.filter((url) => url.includes('top-customers')).length,
		1);
	await button(`Show all ${top.length}`).click();
	assert.equal(await card('Top customers').locator('tbody tr').count(),
		top.length);
	assert.equal(Number(digits(await card('Top customers').locator('tbody tr')
		.first().locator('td').last().innerText())), top[0].totalSpent);
	await page.getByRole('link', { name: 'All customers' }).click();
	await settled();
	await page.keyboard.press('/');
	await page.keyboard.type(top[0].email);
	const rows = card('All customers').locator('tbody tr');

	await shows(page, 'q', top[0].email);
	assert.equal(await rows.count(), 1);
	assert.equal(Number(digits(await rows.first().locator('td').last()
		.innerText())), top[0].totalSpent);
	await rows.first().getByRole('link').click();
	await page.getByRole('heading', { name: 'Latest orders' }).waitFor();
	assert.deepEqual(await violations(page), []);
	assert.match(page.url(), new RegExp(`/customers/${top[0].id}\\?`));
	const facts = await page.locator('dd').allInnerTexts();

	const { amountSpent } = (await s.get(`/api/customers/${top[0].id}`,
		token)).body;

	assert.equal(facts[0], String(top[0].lifetimeOrders));
	assert.deepEqual(facts[1].split('Shopify: ').map(digits).map(Number),
		[top[0].totalSpent, amountSpent]);
	await card('Latest orders').locator('tbody a').first().click();
	await page.getByRole('dialog').getByRole('heading', { name: 'Ledger' })
		.waitFor();
	await page.getByRole('button', { name: 'Close' }).click();
	await page.getByRole('link', { name: 'All orders of this customer' })
		.click();
	await page.getByText(/^Customer: /).waitFor();
	await settled();
	assert.equal(await card('All orders').locator('tbody tr').count(),
		top[0].lifetimeOrders);
	/* The API has the orders of one, or what is searched for. */
	await page.goto(`${page.url()}&q=x`);
	await card('All orders').locator('tbody tr').first().waitFor();
	assert.equal(await page.getByRole('searchbox').count(), 0);
});

test('every figure that is shown is one that the API defines', async () => {
	const { body } = await s.get('/api/metrics/definitions');
	const units = new Map(body.map((d) => [d.name, d.unit]));

	for (const { name, kind } of metrics)
		assert.equal(units.get(name), kind, name);
});

test('activity: dead letters are listed and applied again', async () => {
	await s.webhook('orders/create', '{"id":',
		{ shop: 'blue-cup.myshopify.com' });
	await go('a', 'Activity');
	const letters = card('Dead letters of');

	await letters.locator('tbody tr').first().waitFor({ timeout: 300_000 });
	assert.deepEqual(await violations(page), []);
	await letters.getByRole('button', { name: /^Apply again: orders.create/ })
		.click();
	await page.getByText('orders/create still fails').first().waitFor();
	await s.sql("UPDATE dead_letter SET topic = 'products/delete'," +
		" body = '{\"id\": 1}'");
	await button('Apply all again').click();
	await page.getByText('1 applied, 0 still fail').first().waitFor();
	await letters.waitFor({ state: 'detached' });
});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
