/*
 * The pages of figures in a real browser: what they show is what the API says,
 * to the digit, and what a key or a button does stands in the address.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { openBrowser, openPage, signIn, violations } from './browser.mjs';
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

/* Drawn, and nothing on it is of the period before. */
async function settled() {
	await page.evaluate(() => new Promise((done) =>
		requestAnimationFrame(() => requestAnimationFrame(done))));
	await page.waitForFunction(() =>
		!document.querySelector('.old, .blank, .skeleton'));
}

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

	assert.equal(await rows.count(), 2);
	for (const [i, shop] of shops.entries()) {
		const { text } = await s.get('/api/metrics/overview?compare=none&' +
			`shopId=${shop.id}`, token);
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
	const { body } = await s.get(`/api/metrics/discounts?${shop}`, token);
	const [found] = body.byCurrency;
	const facts = await card('Discounts').locator('dd').allInnerTexts();

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
	const { text } = await s.get(
		`/api/metrics/refunds?basis=order_day&${shop}`, token);

	assert.equal(Number(digits(await first.innerText())),
		Number(member(text, 'salesReversals')));
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
	await page.keyboard.type('COAST');
	await page.waitForURL(/q=COAST/);
	assert.equal(await rows.count(), all.filter((p) =>
		/coast/i.test(`${p.title} ${p.vendor} ${p.productType}`)).length);
	await page.keyboard.type(' nothing');
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

test('activity: dead letters are listed and applied again', async () => {
	await s.webhook('orders/create', '{"id":',
		{ shop: 'blue-cup.myshopify.com' });
	await go('a', 'Activity');
	const letters = card('Dead letters of');

	await letters.locator('tbody tr').first().waitFor({ timeout: 45_000 });
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
