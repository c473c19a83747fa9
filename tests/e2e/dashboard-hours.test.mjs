/* The hours of the week on the overview: each cell is what the API says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { looksRight, openOverview, scrolled, violations } from './browser.mjs';
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

/* As of several stores in one currency, of which a rate is missing. */
async function changed(change) {
	await page.route('**/api/metrics/heatmap?*', async (route) => {
		const response = await route.fetch();
		const rows = await response.json();

		change(rows.filter((r) => r.orders));
		await route.fulfill({ response, json: rows });
	});
	await page.waitForLoadState('networkidle');
	await page.reload();
	await page.locator('.plot canvas').first().waitFor();
	await scrolled(page);
	await page.getByRole('button', { name: 'Net sales', exact: true })
		.click();
	await page.locator('.heats').getByText('Net sales by hour').waitFor();
	await page.unroute('**/api/metrics/heatmap?*');
	return (await page.locator('.heats tbody td').allInnerTexts())
		.filter(Boolean);
}

test('what is not known has a dash, next to nothing is nothing', async () => {
	const cells = await changed((sold) => {
		sold[0].netSales = null;
		sold[1].netSales = -0.3;
		sold[2].netSales = 12.6;
	});

	assert.deepEqual(cells.slice(0, 3), ['–', '0', '13']);
	assert.equal(await page.locator('.ramp').count(), 1);
	assert.deepEqual(await violations(page), []);
	const none = await changed((sold) => sold.forEach((r) => {
		r.netSales = null;
	}));

	assert.deepEqual([...new Set(none)], ['–']);
	assert.equal(await page.locator('.ramp').count(), 0);
	assert.equal(await page.getByText('Most net sales').count(), 0);
	assert.deepEqual(page.troubles, []);
});
