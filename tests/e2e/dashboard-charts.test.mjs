/*
 * What charts have in common: a day that is pointed at in one is marked in the
 * others, and who reads one goes on where he was when it is drawn anew.  And
 * the way out of a period in which there is nothing to draw, and what the
 * arrows do in a table.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { looksRight, openBrowser, openPage, scrolled, settled, shows, signIn }
	from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'mary@example.com', password: 'correct horse battery' };
let s, browser, page, token;

before(async () => {
	s = await stack({ store: true });
	({ token } = await readied(s, user, [{ domain: 'charts.myshopify.com',
		name: 'Charts', seed: 5, orders: 900, days: 60,
		timezone: 'America/New_York', currency: 'USD' }]));
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await page.locator('.plot canvas').first().waitFor();
	await settled(page);
	await scrolled(page);
	await page.locator('.bars').waitFor();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const main = () => page.locator('.plot');
const bars = () => page.locator('.bars');
const dayIn = (chart) => chart.locator('.tip p').first().innerText();
const nothingIn = (chart) => chart.locator('.tip')
	.waitFor({ state: 'detached' });

/* Until both say the same: one follows the other. */
async function sameDay() {
	await page.waitForFunction(() => {
		const [a, b] = ['.plot', '.bars'].map((chart) => document
			.querySelector(`${chart} .tip p`)?.textContent);

		return a && a === b;
	});
	return dayIn(main());
}

async function pointAt(chart, part) {
	await chart.scrollIntoViewIfNeeded();
	const box = await chart.boundingBox();

	await page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
}

async function pointAway() {
	await page.mouse.move(2, 2);
	await nothingIn(main());
	await nothingIn(bars());
}

test('a day that one chart is pointed at is marked in the other', async () => {
	await pointAt(main(), 0.3);
	const early = await sameDay();

	await pointAt(main(), 0.8);
	await page.waitForFunction((old) => document.querySelector(
		'.plot .tip p').textContent !== old, early);
	assert.notEqual(await sameDay(), early);
	await pointAway();
	await pointAt(bars(), 0.5);
	await sameDay();
	await looksRight(page, 'overview-pointed', async () => {
		await settled(page);
		await pointAt(bars(), 0.5);
		await sameDay();
	});
	await pointAway();
});

test('so it is with a longer step, and not with hours', async () => {
	await page.getByLabel('Step').selectOption('week');
	await shows(page, 'by', 'week');
	await scrolled(page);
	await pointAt(bars(), 0.3);
	await sameDay();
	await pointAway();
	await page.getByLabel('Step').selectOption('day');
	await page.keyboard.press('Escape');
	await page.locator('h1').click();
	await page.keyboard.press('e');
	await shows(page, 'period', 'yesterday');
	await scrolled(page);
	await pointAt(bars(), 0.5);
	await bars().locator('.tip').waitFor();
	await nothingIn(main());
	await pointAway();
	await page.keyboard.press('t');
	await settled(page);
	await scrolled(page);
});

test('who reads a chart goes on where he was, whatever the screen does',
	async () => {
		const has = () => main().evaluate((plot) =>
			plot === document.activeElement);

		await main().focus();
		await page.keyboard.press('End');
		await page.keyboard.press('ArrowLeft');
		await page.keyboard.press('ArrowLeft');
		const day = await sameDay();

		await page.emulateMedia({ colorScheme: 'dark' });
		await page.waitForFunction(() =>
			document.documentElement.dataset.theme === 'dark');
		assert.equal(await sameDay(), day);
		await page.setViewportSize({ width: 700, height: 900 });
		await page.waitForFunction(() => document.querySelector('.plot canvas')
			.clientWidth < 700);
		assert.equal(await sameDay(), day);
		assert.ok(await has());
		await page.emulateMedia({ colorScheme: 'light' });
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.keyboard.press('ArrowRight');
		await page.waitForFunction((old) => document.querySelector(
			'.plot .tip p')?.textContent !== old, day);
		assert.notEqual(await sameDay(), day);
		assert.ok(await has());
		await page.locator('h1').click();
		await pointAt(main(), 0.4);
		const pointed = await sameDay();

		await page.emulateMedia({ colorScheme: 'dark' });
		await page.waitForFunction(() =>
			document.documentElement.dataset.theme === 'dark');
		await settled(page);
		assert.equal(await sameDay(), pointed);
		await page.emulateMedia({ colorScheme: 'light' });
		await pointAway();
	});

test('each product has a line, highest on the day that sold most of it',
	async () => {
		const get = async (call) => (await s.get(`/api/metrics/${call}`, token))
			.body;
		const days = (await get('orders-by-date')).map((p) => p.day);
		const trends = await get('product-trends');

		await page.keyboard.press('g');
		await page.keyboard.press('p');
		const rows = page.getByRole('region', { name: 'All products' })
			.locator('tbody tr');

		await rows.locator('.spark polyline').first().waitFor();
		for (const [i, { id, points }] of trends.slice(0, 5).entries()) {
			const most = points.reduce((a, b) =>
				b.netSales > a.netSales ? b : a);
			const line = (await rows.nth(i).locator('.spark polyline')
				.getAttribute('points')).split(' ')
				.map((p) => Number(p.split(',')[1]));

			assert.match(await rows.nth(i).locator('a').getAttribute('href'),
				new RegExp(`/products/${id}\\b`));
			assert.equal(line.length, days.length);
			assert.equal(line[days.indexOf(most.day)], Math.min(...line));
		}
		await looksRight(page, 'products-trends');
		await page.keyboard.press('e');
		await shows(page, 'period', 'yesterday');
		assert.equal(await rows.locator('.spark').count(), 0);
		await page.keyboard.press('t');
		await settled(page);
	});

test('every page of a period says when the last order was, if it has none',
	async () => {
		const last = (await s.get('/api/metrics/orders-by-date', token)).body
			.filter((p) => p.orders > 0).at(-1).day;
		const said = new Date(`${last}T00:00:00Z`).toLocaleDateString('en-US',
			{ weekday: 'short', day: 'numeric', month: 'short',
				year: 'numeric', timeZone: 'UTC' });

		for (const path of ['/', '/orders', '/orders?tab=list', '/customers',
			'/products']) {
			const and = path.includes('?') ? '&' : '?';

			await page.goto(`${s.url}${path}${and}` +
				'period=2001-01-01..2001-01-31');
			await page.getByText('No orders in this period. The last one was' +
				` on ${said}.`).waitFor();
			await settled(page);
			if (path === '/products')
				await looksRight(page, 'products-empty');
			await page.getByRole('button',
				{ name: 'Show the 30 days up to then' }).click();
			await page.waitForURL((url) => url.searchParams.get('period')
				.endsWith(`..${last}`));
			await page.getByText('No orders in this period').waitFor({
				state: 'detached' });
		}
	});

test('the arrows scroll a table that is wider than its place', async () => {
	const hours = page.locator('.scroll[aria-label^="Orders by hour"]');
	const scrolledTo = async (isThere) => page.waitForFunction(isThere,
		await hours.elementHandle(), { timeout: 300_000 });
	const period = () => new URL(page.url()).searchParams.get('period');

	await page.setViewportSize({ width: 390, height: 900 });
	await page.goto(`${s.url}/?period=7d`);
	await settled(page);
	await scrolled(page);
	await hours.focus();
	assert.ok(await hours.evaluate((region) =>
		region.scrollWidth > region.clientWidth));
	await page.keyboard.press('ArrowRight');
	await scrolledTo((region) => region.scrollLeft > 0);
	await page.keyboard.press('ArrowLeft');
	await scrolledTo((region) => region.scrollLeft === 0);
	assert.equal(period(), '7d');
	await page.setViewportSize({ width: 1280, height: 900 });
	await settled(page);
});

test('in one that is not they pick the period, if there is one', async () => {
	const all = page.locator('.scroll[aria-label="Top products"]');
	const taken = () => page.evaluate(() => globalThis.xenoTaken);

	/* The last to hear of a key. */
	await page.evaluate(() => addEventListener('keydown', (event) => {
		globalThis.xenoTaken = event.defaultPrevented;
	}));
	await all.focus();
	assert.ok(await all.evaluate((region) =>
		region.scrollWidth <= region.clientWidth));
	await page.keyboard.press('ArrowRight');
	assert.equal(await taken(), false);
	await page.keyboard.press('ArrowLeft');
	assert.equal(await taken(), true);
	await page.waitForURL((url) =>
		url.searchParams.get('period').includes('..'));
	await settled(page);
});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
