/*
 * All stores in one currency, in a real browser: to the digit what the API
 * says, and who made the rates; or that there is none.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { openBrowser, openPage, pictures, settled, signIn, violations } from
	'./browser.mjs';
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
			await page.screenshot({ path: path.join(pictures,
				`overview-converted-${width}.png`) });
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

test('one store has nothing to convert', async () => {
	await page.getByLabel('Store', { exact: true })
		.selectOption(shops[0].id);
	await settled(page);
	assert.equal(await card().count(), 0);
	assert.deepEqual(page.troubles, []);
});
