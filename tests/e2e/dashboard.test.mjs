/*
 * The dashboard in a real browser against the real service: as a new user
 * would, from registering to signing out.  Each test goes on where the one
 * before ended.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readFile } from 'node:fs/promises';

import { openBrowser, openPage, picture, settled as settledOn, violations }
	from './browser.mjs';
import { stack } from './stack.mjs';

const domain = 'blue-cup.myshopify.com';
const email = 'grace@example.com';
const password = 'correct horse battery';
let s, store, browser, page, token;

before(async () => {
	/* As strict about logins as it is shipped. */
	s = await stack({ store: true, set: { 'nginx.login_rate': '1r/s',
		'nginx.login_burst': '12' } });
	store = await s.control('POST', '/shops', { domain, seed: 5,
		orders: 2500, days: 420, timezone: 'America/New_York',
		currency: 'USD' });
	await s.control('POST', `/shops/${domain}/webhooks`,
		{ url: `${s.url}/webhooks/shopify` });
	browser = await openBrowser();
	page = await openPage(browser);
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const field = (name) => page.getByLabel(name, { exact: true });
const button = (name) => page.getByRole('button', { name, exact: true });
const tile = (label) => page.locator('.tile').filter({ has:
	page.locator('.label', { hasText: new RegExp(`^${label}$`) }) })
	.locator('.value');
const digits = (text) => text.replace(/[^\d.-]/g, '');
const search = () => new URL(page.url()).searchParams;

const settled = () => settledOn(page);

/* Of the API's own text: no number in between that could round. */
function member(text, name) {
	return new RegExp(`"${name}":(-?[\\d.]+)`).exec(text)[1];
}

async function askOverview(range) {
	return (await s.get(`/api/metrics/overview?compare=none&${range}`, token))
		.text;
}

const shown = {
	'Total sales': 'totalSales', 'Net sales': 'netSales',
	Orders: 'totalOrders', 'Average order value': 'aov',
	'Gross sales': 'grossSales', Discounts: 'discounts',
	Reversals: 'salesReversals', 'Total customers': 'totalCustomers',
	'Active customers': 'activeCustomers', 'New customers': 'newCustomers',
	'Returning customer rate': 'returningCustomerRate',
	'Guest orders': 'guestOrdersShare',
};

async function assertTiles(text) {
	const one = (n) => Math.round(n * 10) / 10;	/* as shares are shown */

	for (const [label, name] of Object.entries(shown)) {
		const words = await tile(label).innerText();
		const value = Number(member(text, name));

		assert.equal(Number(digits(words)), words.endsWith('%') ? one(value)
			: value, label);
	}
	assert.equal(digits(await tile('Total sales').innerText()),
		Number(member(text, 'totalSales')).toFixed(2));
}

/* How many days the chart's table has. */
async function rangeShown() {
	await settled();
	await button('Table').click();
	const days = await page.locator('tbody').first().locator('tr').count();

	await button('Table').click();
	return days;
}

test('the first load keeps to the budget', async () => {
	const weighed = [];
	const weigh = async (r) => ({ url: r.url(),
		size: (await r.sizes()).responseBodySize,
		headers: await (await r.response()).allHeaders() });

	page.on('requestfinished', (r) => weighed.push(weigh(r)));
	await page.goto(s.url, { waitUntil: 'networkidle' });
	page.removeAllListeners('requestfinished');
	const sizes = await Promise.all(weighed);
	const sum = (list) => list.reduce((n, f) => n + f.size, 0);
	const scripts = sizes.filter((f) => f.url.endsWith('.js'));

	assert.ok(sum(scripts) > 1000 && sum(scripts) <= 60_000,
		`JavaScript ${sum(scripts)}`);
	assert.ok(sum(sizes) <= 80_000, `everything ${sum(sizes)}`);
	for (const { url, headers } of sizes
		.filter((f) => /-\w{8}\./.test(f.url))) {
		assert.equal(headers['content-encoding'], 'gzip', url);
		assert.match(headers['cache-control'], /immutable/, url);
	}
});

test('one registers, with a store named as people name it', async () => {
	await page.getByRole('link', { name: 'Create an account' }).click();
	await page.getByLabel('E-mail').fill(email);
	await field('Password').fill('password');
	await page.getByLabel('Shopify store')
		.fill('https://admin.shopify.com/store/blue-cup/orders');
	await page.getByText(`That is ${domain}`).waitFor();
	page.expected.add('422');
	await button('Create the account').click();
	await page.locator('[name=password][aria-invalid]').or(
		page.getByRole('alert')).first().waitFor();
	page.expected.delete('422');
	await field('Password').fill(password);
	await button('Create the account').click();
	await page.getByRole('heading', { name: 'Connect Blue Cup' }).waitFor();
	assert.match(page.url(), /\/connect\?shop=\d+$/);
	token = (await s.post('/api/auth/login', { email, password })).body.token;
});

test('a wrong token is refused in words; a right one connects', async () => {
	page.expected.add('422');
	await field('Admin API access token').fill('shpat_wrong');
	await button('Connect and read its data').click();
	await page.locator('[aria-invalid=true]').or(page.getByRole('alert'))
		.first().waitFor();
	page.expected.delete('422');
	await field('Admin API access token').fill(store.accessToken);
	await button('Connect and read its data').click();
	await page.getByRole('progressbar').waitFor();
	await page.getByText('is read for the first time').waitFor();
	await page.getByText('so far', { exact: true }).first().waitFor();
	await page.setViewportSize({ width: 390, height: 844 });
	assert.deepEqual(await violations(page), []);
	assert.ok(await page.evaluate(() =>
		document.documentElement.scrollWidth <= innerWidth));
	await picture(page, 'first-sync-390', { fullPage: false });
	await page.setViewportSize({ width: 1280, height: 900 });
});

test('the backfill\'s progress ends in figures, without a reload', async () => {
	await page.getByRole('progressbar').waitFor({ state: 'detached',
		timeout: 600_000 });
	await page.waitForFunction(() => /\d/.test(document.querySelector(
		'.tile .value')?.textContent) && !document.querySelector('.sofar'));
	await page.locator('.plot canvas').waitFor();
});

test('the tiles show what the API says, and the store knows', async () => {
	await settled();
	const text = await askOverview('');
	const { from, to } = JSON.parse(text);
	const { overview } = await s.control('GET',
		`/shops/${domain}/figures?from=${from}&to=${to}`);

	await assertTiles(text);
	assert.equal(digits(await tile('Total sales').innerText()),
		overview.totalRevenue);
	assert.equal(digits(await tile('Orders').innerText()),
		String(overview.totalOrders));
});

test('keys pick the period; the address has it; back goes back', async () => {
	await page.keyboard.press('w');
	assert.equal(search().get('period'), '7d');
	assert.equal(await rangeShown(), 7);
	await page.keyboard.press('ArrowLeft');
	const [from, to] = search().get('period').split('..');

	await settled();
	assert.equal(await rangeShown(), 7);
	await assertTiles(await askOverview(`from=${from}&to=${to}`));
	await page.goBack();
	await page.waitForURL((url) => url.searchParams.get('period') === '7d');
	await page.keyboard.press('x');
	await page.waitForURL((url) => url.searchParams.get('cmp') === 'year');
	await page.keyboard.press('t');
	await page.waitForURL((url) => !url.searchParams.has('period'));
	await page.keyboard.press('?');
	await page.getByRole('heading', { name: 'Keys' }).waitFor();
	await page.keyboard.press('w');
	assert.equal(search().get('period'), null, 'a dialog has the keys');
	await page.keyboard.press('Escape');
});

test('a drag zooms, a button resets, another zooms too', async () => {
	await settled();
	await page.locator('.plot').scrollIntoViewIfNeeded();
	const box = await page.locator('.plot').boundingBox();

	await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * 0.7, box.y + 80, { steps: 5 });
	await page.mouse.up();
	await page.waitForURL(/zoom=/);
	const days = await rangeShown();

	assert.ok(days > 5 && days < 15, `${days} days: ${page.url()}`);
	await button('Reset zoom').click();
	assert.equal(await rangeShown(), 30);
	await button('Zoom in').click();
	assert.equal(await rangeShown(), 16);
	await page.keyboard.press('Escape');
	await page.waitForURL((url) => !url.searchParams.has('zoom'));
});

test('the chart can be read by keys, as a table and as CSV', async () => {
	await settled();
	await page.locator('.plot').focus();
	await page.keyboard.press('End');
	await page.keyboard.press('ArrowLeft');
	await page.getByRole('status').filter({ hasText: /\d{4}: \$[\d,.]+/ })
		.first().waitFor();
	await button('Orders').or(page.locator('.pick', { hasText: /^Orders/ }))
		.first().click();
	const [file] = await Promise.all([page.waitForEvent('download'),
		page.keyboard.press('.')]);
	const csv = (await readFile(await file.path(), 'utf8')).split('\r\n');
	const points = (await s.get('/api/metrics/orders-by-date', token)).body;

	await button('Export').click();
	const [figures] = await Promise.all([page.waitForEvent('download'),
		button('Figures').click()]);
	const lines = (await readFile(await figures.path(), 'utf8'))
		.split('\r\n');

	assert.match(lines[0], /Figure,Value,Before,Currency$/);
	assert.equal(lines[1].split(',')[1], Number(
		member(await askOverview(''), 'totalSales')).toFixed(2));

	assert.match(file.suggestedFilename(), /^orders-.*\.csv$/);
	assert.match(csv[0], /Day,Orders,Compared with,Before$/);
	assert.deepEqual(csv.slice(1, -1).map((l) => l.split(',', 2).join()),
		points.map((p) => `${p.day},${p.orders}`));
});

test('a new order appears by its webhook, without a reload', async () => {
	await page.keyboard.press('d');
	await settled();
	const old = Number(digits(await tile('Orders').innerText()));

	await s.control('POST', `/shops/${domain}/act`, { do: 'order' });
	await page.waitForFunction((n) => [...document.querySelectorAll('.tile')]
		.some((t) => t.querySelector('.label').textContent === 'Orders' &&
			Number(t.querySelector('.value').textContent) > n), old,
	{ timeout: 300_000 });
	await page.keyboard.press('t');
});

describe('what can go wrong', () => {
	test('401: a dialog over the page, and nothing is lost', async () => {
		await page.keyboard.press('n');
		await settled();
		page.expected.add('401');
		await page.route('**/api/**', (route) => {
			const headers = { ...route.request().headers() };

			if (!route.request().url().endsWith('/login'))
				delete headers.authorization;
			return route.continue({ headers });
		});
		/* Or a late answer would have it go on by the cookie. */
		await page.route('**/auth/refresh', (route) => route.fulfill({
			status: 401, contentType: 'application/json', body: '{}' }));
		await button(`Account ${email}`).focus();
		await page.keyboard.press('w');
		await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
		assert.deepEqual(await violations(page), []);
		await page.unroute('**/api/**');
		await field('Password').fill(password);
		await button('Sign in').click();
		await page.getByRole('dialog').waitFor({ state: 'detached' });
		await settled();
		await page.unroute('**/auth/refresh');
		page.expected.delete('401');
		assert.ok(await button(`Account ${email}`).evaluate((account) =>
			account === document.activeElement));
		assert.equal(search().get('period'), '7d');
		assert.equal(await rangeShown(), 7);
	});

	test('429 of one widget: the others go on, it comes back', async () => {
		page.expected.add('429');
		await page.keyboard.press('g');
		await page.keyboard.press('a');
		await page.getByRole('heading', { name: 'Runs' }).waitFor();
		await page.keyboard.press('g');
		await page.keyboard.press('o');
		await settled();
		await page.route('**/breakdown*', (route) => route.fulfill({
			status: 429, headers: { 'Retry-After': '2' },
			contentType: 'application/json', body: JSON.stringify({
				message: 'Too many requests', code: 'too_many_requests',
				requestId: 'r1' }) }), { times: 1 });
		await page.keyboard.press('y');
		await page.locator('.plot canvas').waitFor();
		await page.getByText('Trying again in').waitFor();
		await page.getByText('Trying again in').waitFor({
			state: 'detached' });
		await page.getByRole('region', { name: 'Where sales come from' })
			.locator('tbody tr').first().waitFor();
		page.expected.delete('429');
	});

	test('no network: the figures stay, and it says so', async () => {
		page.expected.add('net::ERR_INTERNET_DISCONNECTED');
		await page.context().setOffline(true);
		await page.evaluate(() => dispatchEvent(new Event('online')));
		await page.getByText('You are offline').waitFor();
		assert.match(await tile('Total sales').innerText(), /\$\d/);
		await page.context().setOffline(false);
		await page.getByText('You are offline').waitFor({
			state: 'detached' });
		page.expected.delete('net::ERR_INTERNET_DISCONNECTED');
	});

	test('guessing passwords: the wait is shown and counts', async () => {
		await button(`Account ${email}`).click();
		await button('Sign out').click();
		page.expected.add('401').add('429');
		await page.getByLabel('E-mail').fill('nobody@example.com');
		await field('Password').fill('wrong one');
		const waiting = page.getByRole('button', { name: /^Try again in/ });

		for (let i = 0; i < 30 && !await waiting.count(); i++) {
			/* A button would be waited for, once it has to wait itself. */
			await field('Password').press('Enter');
			await page.waitForFunction(() => !document.querySelector(
				'button[type=submit]').disabled);
		}
		await waiting.waitFor();
		page.expected.clear();
	});
});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
