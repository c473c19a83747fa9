/*
 * A store that only pushes, by the API: it has its figures like any other one,
 * and charts that hold what is seldom: less than nothing, huge amounts of three
 * decimals, long names, a day alone, and nothing at all.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { looksRight, openBrowser, openPage, scrolled, settled, shows, signIn }
	from './browser.mjs';
import { stack } from './stack.mjs';

const user = { email: 'mary@example.com', password: 'correct horse battery' };
const NAME = 'A till of before, with more of a name than there is room for';
const CHANNEL = 'an-app-that-gives-its-whole-name-to-every-order-it-makes';
let s, browser, page, token, shop;

before(async () => {
	s = await stack();
	({ token, shop } = await s.register({ ...user, shopName: NAME,
		shopDomain: 'pushed.myshopify.com' }));
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await page.getByRole('heading', { name: 'Overview' }).waitFor();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

/* Of one moment, though a day may end meanwhile. */
const DAY = 86_400_000, now = Date.now();
const ago = (days) => new Date(now - days * DAY).toISOString();
const dayAgo = (days) => ago(days).slice(0, 10);
const order = (id, days, more) => ({ id, name: `#${id}`, createdAt: ago(days),
	updatedAt: ago(days), totalPrice: '4000000.125', channel: CHANNEL,
	lineItems: [{ id: 1, productId: 7, quantity: 1, price: '4000000.125' }],
	...more });
/* On the day that it comes back nothing is sold. */
const returned = order(1, 45, { updatedAt: ago(8), refunds: [{ id: 1,
	createdAt: ago(8), lineItems: [{ id: 1, lineItemId: 1, quantity: 1,
		subtotal: '4000000.125' }] }] });
const main = () => page.locator('section.card').filter({ has:
	page.locator('#chart-title') });
const said = (text) => page.getByRole('status').filter({ hasText: text })
	.first().waitFor();

async function open(query = '') {
	await page.goto(`${s.url}/${query}`);
	await settled(page);
}

test('before anything is there it says that it is not connected', () =>
	page.getByText(`${NAME} is not connected yet`).waitFor());

test('what is pushed is there like all figures, and not in the way',
	async () => {
		for (const [path, records] of [['products', [{ id: 7, updatedAt: ago(0),
			title: `${NAME}, of which a dozen is sold in a box` }]],
		['orders', [returned, ...Array.from({ length: 12 }, (_, i) =>
			order(i + 2, i < 8 ? i : i + 1))]]]) {
			const { status, text } = await s.post(`/api/${path}`, {
				shopId: shop.id, records, shop: { currency: 'KWD',
					timezone: 'UTC' } }, token);

			assert.equal(status, 200, text);
		}
		await open();
		await page.locator('.tile', { hasText: 'Orders' }).first()
			.getByText('12', { exact: true }).waitFor();
		await page.getByText('Pushed by the API · UTC · KWD').waitFor();
		assert.equal(await page.getByText('is not connected').count(), 0);
		await looksRight(page, 'pushed', scrolled);
		await page.goto(`${s.url}/activity`);
		await page.getByRole('link', { name: 'Connect it' }).waitFor();
		await page.getByText('UTC, KWD', { exact: true }).waitFor();
	});

test('a long name takes no room from the figures beside it', async () => {
	for (const path of ['', 'products']) {
		await open(path);
		await scrolled(page);
		const cut = await page.locator('.scroll').evaluateAll((list) => list
			.filter((box) => !box.querySelector('.heats') &&
				box.scrollWidth > box.clientWidth + 1)
			.map((box) => box.getAttribute('aria-label')));

		assert.deepEqual(cut, []);
	}
});

test('a day of less than nothing is read so, to the last digit', async () => {
	await open(`?period=${dayAgo(9)}..${dayAgo(5)}`);
	await page.locator('.plot').focus();
	await page.keyboard.press('Home');
	await page.keyboard.press('ArrowRight');
	await said(/: -KWD\s4,000,000\.125/);
	await page.getByLabel('Figure of the chart').selectOption('netSales');
	await looksRight(page, 'pushed-nothing-left');
	await open(`?period=${dayAgo(8)}..${dayAgo(8)}&m=salesReversals`);
	await page.locator('.plot').focus();
	await page.keyboard.press('End');
	await said(/: KWD\s\d/);
	await looksRight(page, 'pushed-one-day');
});

test('an order without a name is opened by its id', async () => {
	const { status, text } = await s.post('/api/orders', { shopId: shop.id,
		records: [order(20, 80, { name: null })] }, token);

	assert.equal(status, 200, text);
	await open('orders?tab=list&period=90d');
	await page.getByRole('link', { name: '20', exact: true }).click();
	const drawer = page.getByRole('dialog');

	await drawer.getByRole('heading', { name: 'Order 20' }).waitFor();
	await drawer.getByRole('cell', { name: '–', exact: true }).first()
		.waitFor();
	await page.keyboard.press('Escape');
});

test('a drag is not cut short by what comes in meanwhile', async () => {
	await open();
	await page.locator('.plot').scrollIntoViewIfNeeded();
	const box = await page.locator('.plot').boundingBox();
	const moveTo = (part) => page.mouse.move(box.x + box.width * part,
		box.y + 60, { steps: 5 });

	await moveTo(0.3);
	await page.mouse.down();
	await moveTo(0.4);
	const { status, text } = await s.post('/api/orders', { shopId: shop.id,
		records: [order(21, 2)] }, token);

	assert.equal(status, 200, text);
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await page.locator('.tile', { hasText: 'Orders' }).first()
		.getByText('13', { exact: true }).waitFor();
	await settled(page);
	await moveTo(0.8);
	await page.mouse.up();
	await page.waitForURL(/zoom=/);
	const [from, to] = new URL(page.url()).searchParams.get('zoom')
		.split('..').map(Date.parse);

	assert.ok((to - from) / DAY > 10, page.url());
});

test('of nothing there is an axis of zero alone, and no badge', async () => {
	await open('?period=2020-01-01..2020-01-31');
	await main().getByText('Total sales KWD 0.000.').waitFor();
	assert.equal(await main().locator('.badge').count(), 0);
	await looksRight(page, 'pushed-empty');
	await page.getByLabel('Figure of the chart').selectOption('aov');
	await shows(page, 'm', 'aov');
	await main().getByText('No order was placed in this period').waitFor();
	assert.equal(await main().locator('.plot').count(), 0);
	assert.equal(await main().getByRole('button', { name: 'CSV' }).count(), 0);
	assert.deepEqual(page.troubles, []);
});
