/*
 * What pages have beyond the first figures, and for whom: what stands out, the
 * funnel, one product, saved views, privacy requests, and what a role may not.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { goTo, looksRight, openBrowser, openPage, scrolled, settled, shows,
	signIn } from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const domain = 'blue-cup.myshopify.com';
const user = { email: 'mary@example.com', password: 'correct horse battery' };
const reader = { email: 'rose@example.com', password: 'another horse battery' };
let s, browser, page, guest, token, shop;

before(async () => {
	s = await stack({ store: true });
	({ token, shops: [shop] } = await readied(s, user, [{ domain,
		name: 'Blue Cup', seed: 5, orders: 1200, days: 200,
		timezone: 'America/New_York', currency: 'USD',
		scopes: ['read_all_orders', 'read_customers', 'read_orders',
			'read_products', 'read_reports'] }]));
	const { link } = (await s.post('/api/invitations',
		{ email: reader.email, role: 'read-only' }, token)).body;

	await s.post('/api/auth/join', { token: link.split('#')[1],
		password: reader.password });
	browser = await openBrowser();
	page = await openPage(browser);
	guest = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await signIn(guest, s.url, reader.email, reader.password);
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const cardOf = (on, heading) => on.locator('section.card').filter({ has:
	on.getByRole('heading', { name: heading }) });
const card = (heading) => cardOf(page, heading);
const button = (name, on = page) => on.getByRole('button',
	{ name, exact: true });
const digits = (text) => text.replace(/[^\d.-]/g, '');

const get = async (call) => (await s.get(`${call}${call.includes('?') ? '&'
	: '?'}shopId=${shop.id}`, token)).body;

test('figures say whether they are final', async () => {
	const { exactness } = await get('/api/metrics/overview?compare=none');
	const word = exactness[0].toUpperCase() + exactness.slice(1);

	await settled(page);
	await button(`What is ${word}?`).click();
	await page.getByText('Shopify’s own ledger').waitFor();
	await page.keyboard.press('Escape');
	await goTo(page, 'Orders');
	await card('From gross').locator('.badge', { hasText: word }).waitFor();
	await goTo(page, 'Overview');
});

test('what stands out is said, and leads to where it shows', async () => {
	await page.keyboard.press('n');
	await shows(page, 'period', '90d');
	const { from, to } = await get('/api/metrics/overview?compare=none');
	const ninety = new Date(Date.parse(to) - 89 * 86_400_000).toISOString()
		.slice(0, 10);
	const found = await get('/api/metrics/insights?limit=10&' +
		`from=${ninety}&to=${to}`);
	const items = card('What stands out').getByRole('listitem');

	assert.ok(from < to);
	if (found.length > 4)
		await button(`Show all ${found.length}`).click();
	assert.deepEqual((await items.allInnerTexts()).map((t) =>
		t.replace(/^[▲▼]\s*/, '')), found.map((i) => i.text));
	if (!found.length)
		return;
	await items.first().getByRole('link').click();
	await settled(page);
	assert.equal(new URL(page.url()).searchParams.get('period'),
		new URL(found[0].link, s.url).searchParams.get('period'));
});

test('the funnel shows the steps and the shares', async () => {
	const { funnel, conversionRates } =
		await get('/api/metrics/conversion-funnel');

	await goTo(page, 'Overview');
	await page.keyboard.press('t');
	await settled(page);
	await scrolled(page);
	const rows = card('From looking').locator('tbody tr');

	await rows.first().waitFor();
	assert.deepEqual((await rows.locator('td:nth-child(2)').allInnerTexts())
		.map((t) => Number(digits(t))), [funnel.productViews,
		funnel.cartAbandonments, funnel.checkoutsStarted,
		funnel.ordersCompleted]);
	assert.equal(Number(digits(await rows.last().locator('td').last()
		.locator('.block').first().innerText())),
	Math.round(conversionRates.checkoutToOrder * 10) / 10);
});

test('customers: those who do most', async () => {
	const found = await get('/api/metrics/top-engaged-customers?limit=10');

	await goTo(page, 'Customers');
	await settled(page);
	const rows = card('Most engaged').locator('tbody tr');

	assert.deepEqual((await rows.locator('td:last-child').allInnerTexts())
		.map((t) => Number(digits(t))), found.map((c) => c.engagementScore));
	await looksRight(page, 'customers-top');
});

test('a product has a page of its own', async () => {
	const all = await get('/api/metrics/top-products?limit=250');
	const [first] = all;

	await goTo(page, 'Products');
	await settled(page);
	await page.getByRole('link', { name: first.title, exact: true }).first()
		.click();
	await page.getByRole('heading', { level: 1, name: first.title })
		.waitFor();
	await settled(page);
	assert.match(page.url(), new RegExp(`/products/${first.id}(\\?|$)`));
	const facts = page.getByRole('region', { name: 'Figures' })
		.locator('dd');

	assert.equal(Number(digits((await facts.first().innerText())
		.split('\n')[0])), first.netSales);
	assert.equal(await facts.last().innerText(), `1 of ${all.length}`);
	const pairs = (await get('/api/metrics/basket?limit=250')).filter((p) =>
		p.id === first.id || p.withId === first.id);

	assert.equal(await card('Bought with it').locator('tbody tr').count(),
		pairs.length);
	await page.getByRole('heading', { name: 'In the catalogue' }).waitFor();
	await looksRight(page, 'product');
	await page.goto(`${s.url}/products/1`);
	await page.getByText('It was not sold in this period').waitFor();
});

test('a view is kept, found again, shared, and removed', async () => {
	await page.goto(`${s.url}/orders?period=90d&cmp=year_dow`);
	await settled(page);
	await button('Views').click();
	await page.getByText('No view is kept yet').waitFor();
	await page.getByLabel('Keep what is shown as').fill('Quarter');
	await page.getByLabel('For everybody of this account').check();
	await button('Keep it').click();
	await page.getByRole('link', { name: /^Quarter/ }).waitFor();
	await looksRight(page, 'views');
	page.expected.add('409');
	await page.getByLabel('Keep what is shown as').fill('Quarter');
	await button('Keep it').click();
	await page.locator('.panel [aria-invalid=true]').or(
		page.locator('.panel [role=alert]')).first().waitFor();
	page.expected.delete('409');
	await page.keyboard.press('Escape');
	await goTo(guest, 'Customers');
	await settled(guest);
	await button('Views', guest).click();
	await guest.getByRole('link', { name: /^Quarter/ }).click();
	await shows(guest, 'cmp', 'year_dow');
	assert.equal(new URL(guest.url()).pathname, '/orders');
	await button('Views', guest).click();
	assert.equal(await guest.getByLabel('For everybody of this account')
		.count(), 0);
	assert.equal(await guest.getByRole('button',
		{ name: /^(Remove|Rename) the view/ }).count(), 0);
	await guest.keyboard.press('Escape');
	await button('Views').click();
	await button('Rename the view Quarter').click();
	await page.getByLabel('New name of Quarter').fill('Ninety days');
	await looksRight(page, 'views-rename');
	await button('Rename').click();
	await page.getByRole('link', { name: /^Ninety days/ }).waitFor();
	await page.getByText('The view is called Ninety days now').first()
		.waitFor();
	await button('Remove the view Ninety days').click();
	await page.getByText('No view is kept yet').waitFor();
	await page.keyboard.press('Escape');
});

test('who only reads is told what takes another role', async () => {
	await goTo(guest, 'Activity');
	await guest.getByText('Starting a sync takes the role analyst').waitFor();
	assert.equal(await button('Sync now', guest).count(), 0);
	await looksRight(guest, 'activity-reader');
	await guest.locator('.account').click();
	assert.equal(await guest.getByRole('link', { name: 'Connect another' })
		.count(), 0);
	await guest.keyboard.press('Escape');
	await guest.goto(`${s.url}/connect`);
	await guest.getByText('Connecting a store takes the role admin').waitFor();
	await looksRight(guest, 'connect-reader');
	await guest.goto(`${s.url}/settings?tab=privacy`);
	await guest.getByRole('heading', { name: 'Profile' }).waitFor();
	assert.equal(await guest.getByRole('navigation', { name: 'Settings' })
		.count(), 0);
});

test('privacy: a request is listed, and its data is saved', async () => {
	const [customer] = await get('/api/metrics/top-customers?limit=1' +
		'&from=2020-01-01&to=2100-01-01');

	await s.webhook('customers/data_request', { shop_id: 1,
		shop_domain: domain, orders_requested: [],
		customer: { id: Number(customer.id), email: customer.email },
		data_request: { id: 99 } }, { shop: domain });
	await page.goto(`${s.url}/settings?tab=privacy`);
	const row = card('Requests at').locator('tbody tr');

	await row.getByText('Open', { exact: true }).waitFor();
	await looksRight(page, 'settings-privacy');
	const [file] = await Promise.all([page.waitForEvent('download'),
		row.getByRole('button', { name: /^Save the data/ }).click()]);
	const saved = JSON.parse(await readFile(await file.path(), 'utf8'));

	assert.equal(saved.customers[0].email, customer.email);
	await row.getByText('Done', { exact: true }).waitFor();
});

test('activity: our days beside those of Shopify’s reports', async () => {
	await goTo(page, 'Activity');
	await page.getByText('not been asked yet').waitFor();
	const { code, stderr } = await s.sync(['reconcile', '--shop', domain]);

	assert.equal(code, 0, stderr);
	await s.sql('UPDATE shopify_day SET amount = amount + 10000 WHERE metric' +
		" = 'netSales' AND day = (SELECT max(day) FROM shopify_day)");
	await page.reload();
	await settled(page);
	const { summary: { metrics }, rows } = await get('/api/reconcile');
	const shown = card('Compared with Shopify’s').locator('tbody tr');

	assert.ok(metrics.length > 5);
	assert.deepEqual((await shown.locator('td:nth-child(2)').allInnerTexts())
		.map((t) => Number(digits(t))), metrics.map((m) => m.ours));
	assert.equal(await card('Days that differ').locator('tbody tr').count(),
		rows.filter((r) => r.difference !== 0).length);
	await button('All').click();
	const all = card('All days compared').locator('tbody tr');

	await button(`Show all ${rows.length}`).click();
	assert.deepEqual((await all.locator('td:nth-child(3)').allInnerTexts())
		.map((t) => Number(digits(t))), rows.map((r) => r.ours));
	await button('That differ').click();
	await looksRight(page, 'activity-reconcile');
});

test('in all of this: no console error, no violation, no failed request',
	() => {
		assert.deepEqual(page.troubles, []);
		assert.deepEqual(guest.troubles, []);
	});
