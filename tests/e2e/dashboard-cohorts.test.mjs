/*
 * Cohorts, groups of customers and how soon they come back, in a real browser:
 * what the pages show is what the API says, to the digit.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { goTo, looksRight, openBrowser, openPage, settled, shows,
	signIn } from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'mary@example.com', password: 'correct horse battery' };
let s, browser, page, token, shop;

before(async () => {
	s = await stack({ store: true });
	({ token, shops: [shop] } = await readied(s, user, [{
		domain: 'blue-cup.myshopify.com', name: 'Blue Cup', seed: 5,
		orders: 1500, days: 500, timezone: 'America/New_York',
		currency: 'USD' }]));
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await page.locator('.plot canvas').first().waitFor();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const get = async (call) => (await s.get(`${call}${call.includes('?') ? '&'
	: '?'}shopId=${shop.id}`, token)).body;
const digits = (text) => text.replace(/[^\d.-]/g, '');
const button = (name) => page.getByRole('button', { name, exact: true });

/* The texts of the table's cells, row by row, without what is to come. */
const cells = () => page.locator('.heats tbody tr').evaluateAll((rows) =>
	rows.map((row) => [...row.querySelectorAll('td:not(.none)')].map((td) =>
		td.firstChild.textContent)));

const percent = (n) => `${(Math.round(n * 10) / 10)
	.toFixed(n === 0 || n >= 100 ? 0 : 1)}%`;

/* Of each cell with a figure: its column, its colour, its contrast. */
const coloured = () => page.locator('.heats').evaluate((table) => {
	const [canvas] = [new OffscreenCanvas(1, 1).getContext('2d',
		{ willReadFrequently: true })];
	const seen = (...colours) => {
		canvas.clearRect(0, 0, 1, 1);
		for (const colour of colours) {
			canvas.fillStyle = colour;
			canvas.fillRect(0, 0, 1, 1);
		}
		return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
	};
	const light = (rgb) => rgb.map((c) => c / 255).map((c) => c <= 0.04045
		? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const card = getComputedStyle(table.closest('.card')).backgroundColor;

	return [...table.querySelectorAll('tbody tr')].flatMap((row) =>
		[...row.querySelectorAll('.heat')].map((cell, n) => {
			const style = getComputedStyle(cell);
			const [ink, paper] = [seen(style.color),
				seen(card, style.backgroundColor)].map(light);

			return { n, text: cell.firstChild.textContent,
				colour: style.backgroundColor,
				contrast: (Math.max(ink, paper) + 0.05) /
					(Math.min(ink, paper) + 0.05) };
		}));
});

test('cohorts: who comes back, each cell as the API has it', async () => {
	const { byCurrency: [{ cohorts, average }] } =
		await get('/api/metrics/cohorts');

	await page.keyboard.press('g');
	await page.keyboard.press('h');
	await page.getByRole('table', { name: 'Retention of cohorts' }).waitFor();
	await settled(page);
	const rows = await cells();

	assert.equal(rows.length, cohorts.length + 1);
	for (const [i, cohort] of cohorts.entries())
		assert.deepEqual([Number(digits(rows[i][0])), ...rows[i].slice(1)],
			[cohort.size, percent(cohort.reorderedRate),
				...cohort.periods.map((p) => percent(p.retention))],
			cohort.cohort);
	assert.deepEqual(rows.at(-1).slice(1), [average[0].reorderedRate,
		...average.map((a) => a.retention)].map(percent));
	await page.getByRole('columnheader', { name: 'Again in month 0' })
		.waitFor();
	await looksRight(page, 'cohorts');
});

test('the colours tell months apart, and can be read in any light',
	async () => {
		for (const theme of ['light', 'dark']) {
			await page.emulateMedia({ colorScheme: theme });
			await page.waitForFunction((name) =>
				document.documentElement.dataset.theme === name, theme);
			const found = await coloured();
			const later = found.filter((c) => c.n > 0);
			const [pale, deep] = [Math.min, Math.max].map((pick) => {
				const of = (c) => parseFloat(c.text);
				const value = pick(...later.map(of));

				return later.find((c) => of(c) === value);
			});

			assert.ok(found.every((c) => c.contrast >= 4.5), theme);
			assert.equal(new Set(found.filter((c) => c.n === 0)
				.map((c) => c.colour)).size, 1);
			assert.ok(new Set(later.map((c) => c.colour)).size >
				later.length / 3);
			assert.notEqual(pale.colour, deep.colour);
		}
		await page.emulateMedia({ colorScheme: 'light' });
		await page.getByText(/in month 0, which has no colour/).waitFor();
		await page.locator('.ramp').filter({ hasText:
			/palest [\d.]+%.*deepest [\d.]+%/ }).waitFor();
	});

test('another figure, grain, basis and number of cohorts', async () => {
	await button('Orders').click();
	await shows(page, 'cohort', 'orders');
	await button('Quarters').click();
	await shows(page, 'grain', 'quarter');
	await button('All').click();
	await shows(page, 'since', 'all');
	await page.getByLabel('Basis').selectOption('ledger_day');
	await shows(page, 'cohortsBy', 'ledger_day');
	const { byCurrency: [{ cohorts }] } = await get('/api/metrics/cohorts?' +
		'grain=quarter&basis=ledger_day&from=1990-01-01');
	const rows = await cells();

	assert.equal(rows.length, cohorts.length);
	assert.deepEqual(rows.map((r) => r.slice(1).map((t) =>
		Number(digits(t)))), cohorts.map((c) => c.periods.map((p) =>
		p.orders)));
	await button('Value').click();
	await shows(page, 'cohort', 'ltv');
	await page.getByLabel('Cohort beside it')
		.selectOption(cohorts[0].cohort);
	await page.locator('.plot').focus();
	await page.keyboard.press('Home');
	await page.getByRole('status').filter({ hasText: /quarter 0: \$/ })
		.first().waitFor();
	await looksRight(page, 'cohorts-value');
});

test('the curves as a table, and as a file', async () => {
	const { byCurrency: [{ cohorts: [own], average }] } =
		await get('/api/metrics/cohorts?grain=quarter&basis=ledger_day' +
			'&from=1990-01-01');
	const besides = (n) => own.periods.find((p) => p.n === n)?.ltv;

	await button('Table: Value on average').click();
	const rows = page.getByRole('table', { name: 'Value on average' })
		.locator('tbody tr');

	await rows.first().waitFor();
	assert.deepEqual((await rows.allInnerTexts()).map((t) =>
		t.split('\t').map(digits)),
	average.map((a) => [String(a.n), ...[a.ltv, besides(a.n)].map((v) =>
		v === undefined ? '' : Number(v).toFixed(2))]));
	assert.equal(await page.locator('.plot').count(), 0);
	const [file] = await Promise.all([page.waitForEvent('download'),
		button('CSV: Value on average').click()]);
	const text = await readFile(await file.path(), 'utf8');

	assert.equal(file.suggestedFilename(), 'cohorts-ltv-quarter.csv');
	assert.deepEqual(text.trim().split(/\r?\n/).slice(1).map((line) =>
		line.split(',').map((v) => v && Number(v))),
	average.map((a) => [a.n, a.ltv, besides(a.n) ?? '']));
	await looksRight(page, 'cohorts-curves');
	await button('Table: Value on average').click();
	await page.locator('.plot canvas').waitFor();
});

test('cohorts of certain first orders, by the address', async () => {
	const [{ rows: products }] = (await get('/api/metrics/breakdown?' +
		'by=product&from=1990-01-01&limit=250')).byCurrency;
	const { key, label } = products.find((p) => p.key !== null);
	const sizes = async (filter) => (await get('/api/metrics/cohorts?' +
		`from=1990-01-01&${filter}`)).byCurrency[0].cohorts.map((c) => c.size);
	const own = () => cells().then((rows) => rows.slice(0, -1)
		.map((row) => Number(digits(row[0]))));

	await page.goto(`${s.url}/cohorts?since=all`);
	await settled(page);
	const everybody = await own();

	await page.getByLabel('Of which first product').selectOption({ label });
	await shows(page, 'f', `product:${key}`);
	await settled(page);
	assert.deepEqual(await own(), await sizes(`product=${key}`));
	assert.notDeepEqual(await own(), everybody);
	await page.getByLabel('Of which channel').selectOption({ index: 1 });
	const channel = await page.getByLabel('Of which channel').inputValue();

	await settled(page);
	assert.deepEqual(await own(),
		await sizes(`product=${key}&channel=${channel}`));
	await looksRight(page, 'cohorts-filtered');
	await page.reload();
	await settled(page);
	assert.equal(await page.getByLabel('Of which channel').inputValue(),
		channel);
	await page.keyboard.press('Escape');
	await page.waitForURL((url) => !url.searchParams.has('f'));
	const [{ rows: codes }] = (await get('/api/metrics/breakdown?' +
		'by=discount_code&from=1990-01-01&limit=250')).byCurrency;
	const code = codes.find((c) => c.key !== null).key;

	await page.getByLabel('Of which code').selectOption(code);
	await settled(page);
	assert.deepEqual(await own(),
		await sizes(`discountCode=${encodeURIComponent(code)}`));
	await page.goBack();
	await settled(page);
	assert.deepEqual(await own(), everybody);
});

test('how soon customers come back, and how many do', async () => {
	const found = await get('/api/metrics/repeat');

	await goTo(page, 'Customers');
	await page.getByRole('link', { name: 'Coming back' }).click();
	await settled(page);
	const tables = page.locator('table');

	assert.deepEqual((await tables.first().locator('td:last-child')
		.allInnerTexts()).map((t) => Number(digits(t))),
	found.gaps.histogram.map((g) => g.orders));
	assert.deepEqual((await tables.last().locator('td:nth-child(3)')
		.allInnerTexts()).map((t) => Number(digits(t))),
	found.repurchase.map((r) => r.repurchased));
	const facts = await page.locator('dd').allInnerTexts();

	assert.equal(Number(digits(facts[0].split(' of ')[0])),
		found.repeatCustomers);
	assert.equal(Number(digits(facts[1])), found.gaps.median);
	await looksRight(page, 'customers-back');
});

test('customers in groups, each with its list', async () => {
	const { code, stderr } = await s.sync(['rfm']);

	assert.equal(code, 0, stderr);
	const [{ groups }] = await get('/api/metrics/rfm');

	await page.getByRole('link', { name: 'Groups', exact: true }).click();
	await page.locator('.segment').first().waitFor();
	await settled(page);
	assert.deepEqual(await page.locator('.segment').evaluateAll((list) =>
		list.map((a) => [a.querySelector('.label').textContent,
			Number(a.querySelector('.value').textContent)])),
	groups.map((g) => [g.name, g.customers]));
	await looksRight(page, 'customers-groups');
	const group = groups.find((g) => g.customers > 0 && g.customers <= 50);

	await page.locator('.segment').filter({ hasText: group.name }).first()
		.click();
	await page.getByRole('button', { name: `Group: ${group.name}` }).waitFor();
	await settled(page);
	assert.equal(await page.locator('tbody tr').count(), group.customers);
	await page.getByRole('button', { name: `Group: ${group.name}` }).click();
	await page.waitForURL((url) => !url.searchParams.has('f'));
});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
