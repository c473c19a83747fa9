/*
 * Every page of the dashboard at 1,280 and 390 pixels, in both themes: nothing
 * that axe objects to, nothing that is cut off or makes the page scroll
 * sideways.  XENO_SCREENS=1 has pictures made, in build/screens.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { goTo, openBrowser, openPage, picture, scrolled, settled,
	shiftOf, signIn,
	violations } from './browser.mjs';
import { pages } from './dashboard-routes.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const email = 'ada@example.com';
const password = 'correct horse battery';
let s, browser;

before(async () => {
	s = await stack({ store: true });
	await readied(s, { email, password }, [{ name: 'Fern Books',
		domain: 'fern-books.myshopify.com', seed: 11, orders: 900, days: 400,
		timezone: 'Europe/Berlin', currency: 'EUR', taxesIncluded: true }]);
	browser = await openBrowser();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

/* Each page as it is for one who looks, or listens, on any screen. */
for (const theme of ['light', 'dark'])
	for (const width of [1280, 390])
		test(`every page is accessible: ${theme}, ${width} px`, async () => {
			const own = await openPage(browser, { width, theme });
			const check = async (name) => {
				await picture(own, `${name}-${width}-${theme}`);
				assert.deepEqual(await violations(own), [], name);
				assert.ok(await own.evaluate(() =>
					document.documentElement.scrollWidth <= innerWidth), name);
			};

			await own.goto(`${s.url}/register`);
			await own.getByLabel('Shopify store').waitFor();
			await check('register');
			await signIn(own, s.url, email, password);
			await own.locator('.plot canvas').waitFor();
			await own.getByRole('region', { name: 'Top products' })
				.locator('tbody tr').first().waitFor();
			await settled(own);
			assert.ok(await shiftOf(own) <= 0.02,
				`${await shiftOf(own)} of the screen has jumped`);
			await scrolled(own);
			await own.getByRole('region', { name: 'Top customers' })
				.locator('tbody tr').first().waitFor();
			await check('overview');
			await own.locator('[data-opens=Period]').click();
			await check('period');
			await own.keyboard.press('Escape');
			await own.getByRole('button', { name: 'Table', exact: true })
				.click();
			await check('table');
			await own.keyboard.press('?');
			await own.getByRole('dialog').waitFor();
			await check('keys');
			await own.keyboard.press('Escape');
			await goTo(own, 'Orders');
			await own.getByRole('heading', { name: 'From gross' }).waitFor();
			await own.getByRole('heading', { name: 'Discounts' }).waitFor();
			await settled(own);
			await check('orders');
			await own.getByRole('link', { name: 'All orders' }).click();
			await settled(own);
			await check('order-list');
			await own.locator('tbody a').first().click();
			await own.getByRole('heading', { name: 'Ledger' }).waitFor();
			await check('order');
			await own.keyboard.press('Escape');
			await goTo(own, 'Customers');
			await settled(own);
			await check('customers');
			await own.locator('tbody a').first().click();
			await own.getByRole('heading', { name: 'Latest orders' })
				.waitFor();
			await check('customer');
			await goTo(own, 'Products');
			await own.getByRole('heading', { name: 'All products' }).waitFor();
			await settled(own);
			await check('products');
			await goTo(own, 'Activity');
			await own.getByRole('heading', { name: 'Runs' }).waitFor();
			await own.locator('tbody tr').first().waitFor();
			await check('activity');
			await own.locator('.account').click();
			await own.getByRole('link', { name: 'Connect another' }).click();
			await own.getByLabel('Admin API access token',
				{ exact: true }).waitFor();
			await check('connect');
			await own.locator('.account').click();
			await own.getByRole('button', { name: 'Sign out' }).click();
			await own.getByRole('heading', { name: 'Sign in' }).waitFor();
			await check('sign-in');
			await own.setViewportSize({ width: 320, height: 640 });
			await check('sign-in-320');
			assert.deepEqual(own.troubles, []);
			await own.context().close();
		});

test('no page is wider than a screen of 320 pixels', async () => {
	const own = await openPage(browser, { width: 320, height: 640 });

	await signIn(own, s.url, email, password);
	await own.locator('.plot canvas').waitFor();
	for (const { path: address } of pages.filter((p) =>
		!p.path.includes('ID'))) {
		await own.goto(s.url + address);
		await own.locator('h1').waitFor();
		await settled(own);
		await scrolled(own);
		assert.ok(await own.evaluate(() =>
			document.documentElement.scrollWidth <= innerWidth), address);
		assert.equal(await own.locator('h1').count(), 1, address);
	}
	assert.deepEqual(own.troubles, []);
	await own.context().close();
});

test('a page whose script does not come says so, and comes later', async () => {
	const own = await openPage(browser);

	await signIn(own, s.url, email, password);
	await own.locator('.plot canvas').waitFor();
	own.expected.add('net::ERR_FAILED');
	await own.route('**/part-*.js', (route) => route.abort());
	await goTo(own, 'Activity');
	await own.getByText('This page could not be loaded').waitFor();
	assert.deepEqual(await violations(own), []);
	await own.unroute('**/part-*.js');
	own.expected.clear();
	await goTo(own, 'Overview');
	await own.locator('.plot canvas').waitFor();
	await goTo(own, 'Activity');
	await own.getByRole('heading', { name: 'Runs' }).waitFor();
	assert.deepEqual(own.troubles, []);
	await own.context().close();
});
