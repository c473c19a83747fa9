/*
 * All stores in one currency, in a real browser: to the digit what the API
 * says, and who made the rates; or that there is none.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { openBrowser, openPage, picture, scrolled, settled, signIn,
	violations } from './browser.mjs';
import { parseExact } from './compare.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'jane@example.com', password: 'correct horse battery' };
let s, browser, page, token, shops;

before(async () => {
	s = await stack({ store: true });
	({ token, shops } = await readied(s, user, [
		{ domain: 'blue-cup.myshopify.com', name: 'Blue Cup', seed: 5,
			orders: 200, days: 50, timezone: 'America/New_York',
			currency: 'USD' },
		{ domain: 'fern-books.myshopify.com', name: 'Fern Books', seed: 11,
			orders: 100, days: 50, timezone: 'Europe/Berlin',
			currency: 'EUR', taxesIncluded: true },
	]));
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await page.locator('.plot canvas').waitFor();
	await page.getByLabel('Store').selectOption('all');
	await settled(page);
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const card = () => page.locator('section.card').filter({ has:
	page.getByRole('heading', { name: 'All stores in' }) });
const digits = (text) => text.split(/[▲▼]/)[0].replace(/[^\d.-]/g, '');
const saved = async (press) => {
	const [file] = await Promise.all([page.waitForEvent('download'), press()]);

	return readFile(await file.path(), 'utf8');
};

test('without rates it says which is not there', async () => {
	const said = await card().innerText();

	assert.match(said, /Nothing is converted: there is no .* rate of EUR/);
	assert.equal(await card().locator('dd').count(), 0);
	assert.deepEqual(await violations(page), []);
});

const DAY = 86_400_000;
const PAGES = ['/', '/orders', '/products'];

/* Once nothing is asked for: what is broken off is a trouble. */
async function open(at) {
	await page.waitForLoadState('networkidle');
	await page.goto(s.url + at);
	await settled(page);
}

/* A page of all stores in dollars, by its address. */
const openInOne = (at) => open(`${at}?shop=all&cur=all-USD`);
const cardOf = (title) => page.locator('section.card').filter({ has:
	page.getByRole('heading', { name: title, exact: true }) });

test('nor is anything else, and the pages say so', async () => {
	const offered = page.getByRole('radio', { name: /^All in/ });

	assert.equal(await offered.count(), 0);
	for (const at of PAGES) {
		await openInOne(at);
		await page.getByText(/ is converted: there is no .* rate of EUR/)
			.first().waitFor();
		assert.deepEqual(await violations(page), []);
	}
	assert.match(await cardOf('All products').innerText(),
		/Not all is converted/);
	/* Two weeks from Monday on, in each of which both stores sold. */
	const ago = Math.floor(Date.now() / DAY) - 16;
	const week = ago - (ago + 3) % 7;
	const [from, to] = [week, week + 13].map((n) =>
		new Date(n * DAY).toISOString().slice(0, 10));
	const main = page.locator('section.card').filter({ has:
		page.locator('#chart-title') });

	await open(`/?shop=all&cur=all-USD&period=${from}..${to}&by=week`);
	await main.getByText('Whoever runs this service can load the rates')
		.waitFor();
	assert.equal(await main.locator('.plot, .badge, .legend').count(), 0);
	await page.getByText('An exchange rate is missing').waitFor();
	await page.getByLabel('Figure of the chart').selectOption('orders');
	await main.locator('.plot canvas').waitFor();
	await page.getByLabel('Figure of the chart').selectOption('totalSales');
	await main.locator('.plot').waitFor({ state: 'detached' });
	await openInOne('/');
	await scrolled(page);
	/* Though all that are among the best are. */
	for (const title of ['Top products', 'Top customers'])
		await cardOf(title).getByText('Not all is converted').waitFor();
	await open('/?shop=all');
});

test('of one currency, what is of all stores says so', async () => {
	await scrolled(page);
	await page.locator('.tile', { hasText: 'Total customers' })
		.getByText('of all stores').waitFor();
	await cardOf('From looking to buying').getByText('Of all stores').waitFor();
});

/* A rate each day of the last year. */
function ratesOf(usd) {
	const days = Array.from({ length: 365 }, (_, i) => new Date(Date.now() -
		(i - 1) * 86400000).toISOString().slice(0, 10));

	return ['day,currency,rate', ...days.map((d) => `${d},USD,${usd}`)]
		.join('\n');
}

test('with rates it is what the API says, and names their source',
	async () => {
		const file = path.join(s.dir, 'rates.csv');

		await writeFile(file, ratesOf('1.0815'));
		const { code, stderr } = await s.sync(['rates', file, '--source',
			'European Central Bank']);

		assert.equal(code, 0, stderr);
		await page.reload();
		await settled(page);
		await card().getByText('Source: European Central Bank').waitFor();
		/* It may be tomorrow in Berlin: the first store has the page's days. */
		const { from, to } = (await s.get('/api/metrics/overview?' +
			`shopId=${shops[0].id}`, token)).body;
		const { text, body } = await s.get('/api/metrics/overview?' +
			`from=${from}&to=${to}`, token);
		const converted = text.slice(text.indexOf('"converted":{'));
		const member = (name) => new RegExp(`"${name}":(-?[\\d.]+|null)`)
			.exec(converted)[1];
		const shown = await card().locator('dd').allInnerTexts();

		assert.equal(body.converted.currency, 'USD');
		assert.match(shown[0], /^\$/);
		for (const [i, name] of ['totalSales', 'netSales', 'totalOrders',
			'aov'].entries())
			assert.equal(Number(digits(shown[i])), Number(member(name)), name);
		assert.match(await card().innerText(), /Converted at daily rates/);
		assert.deepEqual(await violations(page), []);
		for (const width of [1280, 390]) {
			await page.setViewportSize({ width, height: 900 });
			await card().scrollIntoViewIfNeeded();
			await picture(page, `overview-converted-${width}`,
				{ fullPage: false });
		}
		await page.setViewportSize({ width: 1280, height: 900 });
		const csv = await saved(async () => {
			await page.getByRole('button', { name: 'Export', exact: true })
				.click();
			await page.getByRole('button', { name: 'All currencies' }).click();
		});

		assert.match(csv, new RegExp(`Total sales,${member('totalSales')},` +
			'USD,European Central Bank'));
	});

/* What the page asks for, as the API answers it. */
async function answered(name, more = {}) {
	const wanted = (r) => new URL(r.url()).pathname ===
		`/api/metrics/${name}` && Object.entries(more).every(([key, value]) =>
		new URL(r.url()).searchParams.get(key) === value);

	await page.waitForLoadState('networkidle');
	const [response] = await Promise.all([page.waitForResponse(wanted),
		page.reload()]);

	await settled(page);
	await page.waitForLoadState('networkidle');
	assert.equal(new URL(response.url()).searchParams.get('currency'), 'USD');
	return parseExact(await response.text());
}

/* The amounts of a card's table, in its last column but `others`. */
async function column(title, others = 0) {
	const rows = await cardOf(title).locator('tbody tr').all();

	return Promise.all(rows.map(async (row) => Number(digits((await row
		.locator('td, th').allInnerTexts()).at(-1 - others)))));
}

test('all of it can be in that currency, and what it is made of', async () => {
	await page.getByRole('radio', { name: 'All in USD' }).check();
	await settled(page);
	assert.equal(new URL(page.url()).searchParams.get('cur'), 'all-USD');
	const { overview, topProducts, topCustomers, series } =
		await answered('batch');
	const tile = page.locator('.tile').filter({ hasText: 'Total sales' });

	assert.equal(Number(digits(await tile.locator('.value').innerText())),
		Number(overview.converted.totalSales));
	assert.equal(new Set(series.map((p) => p.currency)).size, 1);
	assert.deepEqual(await column('Top products'),
		topProducts.map((p) => Number(p.netSales)));
	await scrolled(page);
	assert.deepEqual(await column('Top customers'),
		topCustomers.map((c) => Number(c.totalSpent)));
	const { byCurrency: [{ rows, rest }] } = await answered('breakdown',
		{ by: 'channel' });

	assert.deepEqual(await column('Where sales come from', 1),
		[...rows, ...rest ? [rest] : []].map((r) => Number(r.netSales)));
	await scrolled(page);
	for (const title of ['Top products', 'Where sales come from',
		'Top customers'])
		assert.match(await cardOf(title).innerText(),
			/Converted at daily rates. Source: European Central Bank/, title);
	const hours = cardOf('Hours of the week');

	await hours.getByRole('button', { name: 'Net sales' }).click();
	assert.match(await hours.innerText(), /Converted at daily rates/);
	assert.deepEqual(await violations(page), []);
	await picture(page, 'overview-in-one-1280');
});

test('so can discounts, what was given back, customers, products', async () => {
	await openInOne('/orders');
	const { byCurrency: [given] } = await answered('discounts');
	const { byCurrency: [back] } = await answered('refunds');
	const facts = async (title) => (await cardOf(title).locator('dd')
		.allInnerTexts()).map((text) => Number(digits(text)));

	assert.equal((await facts('Discounts'))[0], Number(given.discounts));
	assert.equal((await facts('Reversals'))[0], Number(back.salesReversals));
	assert.deepEqual(await column('Reversals', 1),
		back.byAge.map((r) => Number(r.salesReversals)));
	for (const title of ['Discounts', 'Reversals'])
		assert.match(await cardOf(title).innerText(),
			/Converted at daily rates/, title);
	assert.deepEqual(await violations(page), []);
	await picture(page, 'orders-in-one-1280');
	await openInOne('/customers');
	assert.deepEqual(await column('Top customers'), (await answered(
		'top-customers')).map((c) => Number(c.totalSpent)).slice(0, 20));
	assert.match(await cardOf('Top customers').innerText(),
		/Converted at daily rates/);
	await openInOne('/products');
	assert.match(await cardOf('All products').innerText(),
		/Converted at daily rates/);
	assert.deepEqual(await violations(page), []);
	assert.deepEqual(page.troubles, []);
});

test('not of more days than can be', async () => {
	await open('/?shop=all&cur=all-USD&zoom=2024-01-01..2026-01-01');
	await page.getByText('Amounts of several currencies').waitFor();
	assert.equal(await page.getByRole('radio', { name: /^All in/ }).count(),
		0);
	await open('/?shop=all');
	assert.deepEqual(page.troubles, []);
});

test('one store has nothing to convert', async () => {
	await page.getByLabel('Store', { exact: true })
		.selectOption(shops[0].id);
	await settled(page);
	assert.equal(await card().count(), 0);
	assert.deepEqual(page.troubles, []);
});

/* Without Shopify: a customer who is the first in every list. */
async function pushed(shopId, currency) {
	/* In every zone a day that is over, and of the last seven. */
	const at = new Date(Date.now() - 2 * DAY).toISOString();

	const orders = Array.from({ length: 40 }, (_, i) => ({ id: i + 1,
		name: `#${i + 1}`, customerId: 5, totalPrice: 70, lineItems: [
			{ id: i + 1, title: 'Hat', quantity: 1, price: 70 }] }));

	for (const [kind, records] of Object.entries({
		customers: [{ id: 5, firstName: 'Ada' }], orders })) {
		const { status, text } = await s.post(`/api/${kind}`, { shopId,
			records: records.map((r) => ({ createdAt: at, updatedAt: at,
				...r })), shop: { currency, timezone: 'UTC' } }, token);

		assert.equal(status, 200, text);
	}
}

/* What its rows of a card's table have in front of their last digits. */
async function signs(title) {
	await cardOf(title).locator('tbody tr').first().waitFor();
	const rows = await cardOf(title).locator('tbody tr').all();

	return new Set(await Promise.all(rows.map(async (row) =>
		/([^\d\s–-]*)[\d.,]+\s*$/.exec((await row.locator('td')
			.allInnerTexts()).filter((t) => /\d\.\d\d/.test(t)).at(-1))[1])));
}

test('dollars of two kinds are told apart where they are together',
	async () => {
		const { body } = await s.post('/api/auth/add-shop', { shopName:
			'Hats', shopDomain: 'hats.myshopify.com' }, token);

		await pushed(body.shop.id, 'CAD');
		await open('/?shop=all&cmp=none');
		assert.deepEqual(await signs('Stores'), new Set(['$', '€', 'CA$']));
		await open('/customers?shop=all&period=7d');
		for (const title of ['Top customers', 'Most engaged'])
			assert.ok((await signs(title)).has('CA$'), title);
		for (const [at, title] of [
			['/customers?tab=list&q=Ada', 'All customers'],
			['/orders?tab=list&period=7d', 'All orders']]) {
			await open(`${at}&shop=all`);
			assert.ok((await signs(title)).has('CA$'), title);
			await open(`${at}&shop=${body.shop.id}`);
			assert.deepEqual(await signs(title), new Set(['$']), title);
		}
		assert.deepEqual(page.troubles, []);
	});
