/* The hours of the week on the overview: each cell is what the API says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { looksRight, openOverview, scrolled } from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'mary@example.com', password: 'correct horse battery' };
let s, browser, page, token;

before(async () => {
	s = await stack({ store: true });
	({ token } = await readied(s, user, [{ domain: 'hours.myshopify.com',
		name: 'Hours', seed: 5, orders: 300, days: 60,
		timezone: 'America/New_York', currency: 'USD' }]));
	({ browser, page } = await openOverview(s, user));
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
	await looksRight(page, 'hours', scrolled);
	assert.deepEqual(page.troubles, []);
});
