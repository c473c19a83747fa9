/* The hours of the week on the overview: each cell is what the API says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import path from 'node:path';

import { openBrowser, openPage, pictures, scrolled, settled, signIn,
	violations } from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'mary@example.com', password: 'correct horse battery' };
let s, browser, page, token;

before(async () => {
	s = await stack({ store: true });
	({ token } = await readied(s, user, [{ domain: 'hours.myshopify.com',
		name: 'Hours', seed: 5, orders: 300, days: 60,
		timezone: 'America/New_York', currency: 'USD' }]));
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await page.locator('.plot canvas').first().waitFor();
	await settled(page);
});
after(async () => {
	await browser?.close();
	await s?.down();
});

test('each hour has its orders, in both themes and on a phone', async () => {
	const { body } = await s.get('/api/metrics/heatmap', token);

	await scrolled(page);
	const rows = await page.locator('.heats tbody tr').evaluateAll((list) =>
		list.map((row) => [...row.querySelectorAll('td')].map((td) =>
			Number(td.textContent))));

	assert.deepEqual(rows.flat(), body.map((r) => r.orders));
	for (const theme of ['light', 'dark'])
		for (const width of [1280, 390]) {
			await page.setViewportSize({ width, height: 900 });
			await page.emulateMedia({ colorScheme: theme });
			await scrolled(page);
			await page.screenshot({ fullPage: true, path: path.join(pictures,
				`hours-${width}-${theme}.png`) });
			assert.deepEqual(await violations(page), []);
			assert.ok(await page.evaluate(() =>
				document.documentElement.scrollWidth <= innerWidth));
		}
	assert.deepEqual(page.troubles, []);
});
