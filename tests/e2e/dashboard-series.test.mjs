/*
 * The overview's series: a day by its hours, and new and returning
 * customers; each figure is what the API says.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { looksRight, openOverview, picture, scrolled, settled, shows }
	from './browser.mjs';
import { parseExact } from './compare.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'mary@example.com', password: 'correct horse battery' };
const timezone = 'America/New_York';
let s, browser, page, token;

before(async () => {
	s = await stack({ store: true });
	({ token } = await readied(s, user, [{ domain: 'series.myshopify.com',
		name: 'Series', seed: 5, orders: 900, days: 60, guests: 0.15,
		timezone, currency: 'USD' }]));
	({ browser, page } = await openOverview(s, user));
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const points = async (query) => parseExact((await s.get(
	`/api/metrics/orders-by-date?${new URLSearchParams(query)}`, token)).text);
const card = (heading) => page.locator('section.card').filter({ has:
	page.getByRole('heading', { name: heading }) });
const button = (where, name) => where.getByRole('button',
	{ name, exact: true });
const number = (text) => Number(text.replace(/[^\d.-]/g, ''));
const cells = (where, n) => where.locator(`tbody td:nth-child(${n})`)
	.allInnerTexts();
const today = () => new Date().toLocaleDateString('sv-SE',
	{ timeZone: timezone });
const daysAgo = (n) => new Date(Date.parse(today()) - n * 86_400_000)
	.toISOString().slice(0, 10);

async function saved(where) {
	const [file] = await Promise.all([page.waitForEvent('download'),
		button(where, 'CSV').click()]);

	return (await readFile(await file.path(), 'utf8')).trimEnd()
		.replace('\ufeff', '').split('\r\n').map((line) => line.split(','));
}

test('a day is shown by its hours, beside those of the day before',
	async () => {
		await page.keyboard.press('e');
		await shows(page, 'period', 'yesterday');
		const main = card('Total sales');
		const now = await points({ from: daysAgo(1), to: daysAgo(1),
			granularity: 'hour' });
		const old = await points({ from: daysAgo(2), to: daysAgo(2),
			granularity: 'hour' });

		assert.match(await main.getByRole('heading').innerText(), /by hour$/);
		assert.deepEqual(await page.getByLabel('Step').locator('option')
			.allInnerTexts(), ['By hour']);
		assert.ok(await button(main, 'Zoom in').isDisabled());
		await looksRight(page, 'overview-hours', scrolled);
		await page.locator('.plot').focus();
		await page.keyboard.press('Home');
		await page.getByRole('status').filter({ hasText: /, 00:00: \D?\$/ })
			.first().waitFor();
		const [head, ...rows] = await saved(main);

		assert.deepEqual(head, ['Hour from', 'Total sales (USD)',
			'Compared with', 'Before (USD)']);
		assert.deepEqual(rows, now.map((p, i) => [
			`${p.day} ${p.hour.padStart(2, '0')}:00`, p.totalSales,
			`${old[i].day} ${old[i].hour.padStart(2, '0')}:00`,
			old[i].totalSales]));
		await button(main, 'Table').click();
		assert.deepEqual((await cells(main, 2)).map(number),
			now.map((p) => Number(p.totalSales)));
		await button(main, 'Table').click();
	});

test('today has the hours that there were', async () => {
	const hour = (at = Date.now()) => Number(new Date(at).toLocaleTimeString(
		'en-GB', { timeZone: timezone, hour: '2-digit' }));
	/* The page's clock may be a second behind, and so may its hour. */
	const least = Math.min(hour(Date.now() - 5000), hour()) + 1;

	await page.keyboard.press('d');
	await shows(page, 'period', 'today');
	const [, ...rows] = await saved(card('Total sales'));

	assert.ok(rows.length >= least && rows.length <= hour() + 1);
	assert.equal(rows[0][0], `${today()} 00:00`);
});

/* The same days of the month before, as many as that has. */
function sameDaysBefore(day) {
	const [y, m, d] = day.split('-').map(Number);
	const last = new Date(Date.UTC(y, m - 1, 0));
	const month = last.toISOString().slice(0, 8);

	return { from: `${month}01`,
		to: month + String(Math.min(d, last.getUTCDate())).padStart(2, '0') };
}

test('month to date is held against the same days of the month before',
	async () => {
		const wanted = sameDaysBefore(today());
		/* It may be told that nothing has changed: asked here once more. */
		const [request] = await Promise.all([page.waitForRequest((r) =>
			r.url().includes('/metrics/batch') &&
			r.url().includes(wanted.from)), page.keyboard.press('m')]);

		await shows(page, 'period', 'month');
		const { body } = await s.get(request.url().slice(s.url.length), token);
		const { previous } = body.overview;
		const ends = [wanted.from, wanted.to].map((day) => new Date(day));
		const said = new Intl.DateTimeFormat('en-US', { day: 'numeric',
			month: 'short', year: 'numeric', timeZone: 'UTC' });

		assert.deepEqual([previous.from, previous.to],
			[wanted.from, wanted.to]);
		await card('Total sales').locator('.legend').getByText(
			wanted.from === wanted.to ? said.format(ends[0])
				: said.formatRange(...ends)).waitFor();
	});

test('a comparison of other days is not shown as that of these', async () => {
	let go;
	const held = new Promise((done) => {
		go = done;
	});
	const main = card('Total sales');

	await page.route('**/orders-by-date?*', async (route) => {
		await held;
		await route.continue();
	});
	const answered = page.waitForResponse((r) =>
		r.url().includes('/metrics/batch'));

	await page.keyboard.press('l');
	await answered;
	await page.locator('.tiles:not(.old)').waitFor();
	assert.match(await main.getAttribute('class'), /\bold\b/);
	go();
	await settled(page);
	await page.unroute('**/orders-by-date?*');
	assert.doesNotMatch(await main.getAttribute('class'), /\bold\b/);
});

test('a minute later the comparison ends a minute later, and none is dimmed',
	async () => {
		let go;
		const held = new Promise((done) => {
			go = done;
		});
		const main = card('Total sales');
		const isCompared = (url) => /\/orders-by-date\?.*&to=[^&]*T/.test(url);
		const last = (await page.evaluate(() => performance
			.getEntriesByType('resource').map((e) => e.name)))
			.filter(isCompared).at(-1);
		const asked = page.waitForRequest((r) => isCompared(r.url()) &&
			r.url() !== last);

		await page.route('**/orders-by-date?*', async (route) => {
			await held;
			await route.continue();
		});
		await page.evaluate(() => {
			const now = Date.now;

			Date.now = () => now() + 60_000;
		});
		await asked;
		await page.waitForTimeout(100);
		assert.doesNotMatch(await main.getAttribute('class'), /\bold\b/);
		await main.locator('.plot').waitFor();
		go();
		await page.waitForLoadState('networkidle');
		await page.unroute('**/orders-by-date?*');
	});

test('new and returning customers are what the API says', async () => {
	await page.keyboard.press('t');
	await settled(page);
	await scrolled(page);
	const who = card('New and returning customers');
	const rows = await points({ split: 'customer_type' });
	const of = (key, name) => rows.filter((r) => r.key === key)
		.map((r) => Number(r[name]));

	await looksRight(page, 'overview-customer-types', scrolled);
	await button(who, 'Table: New and returning customers').click();
	for (const [choice, name] of [['Orders', 'orders'],
		['Order value', 'totalSpent']]) {
		await button(who, choice).click();
		for (const [i, key] of ['new', 'returning', 'guest'].entries())
			assert.deepEqual((await cells(who, i + 2)).map(number),
				of(key, name), `${key} ${name}`);
	}
	assert.ok(of('new', 'orders').some(Boolean) &&
		of('returning', 'orders').some(Boolean) &&
		of('guest', 'orders').some(Boolean));
	const [head, first] = await saved(who);

	assert.deepEqual(head, ['Day', 'New (USD)', 'Returning (USD)',
		'Guests (USD)']);
	assert.deepEqual(first, [rows[0].day, ...rows.slice(0, 3)
		.map((r) => r.totalSpent)]);
	await button(who, 'Table: New and returning customers').click();
	await who.locator('.bars').focus();
	await page.keyboard.press('End');
	await page.getByRole('status').filter({
		hasText: /: \$[\d,.]+ new, \$[\d,.]+ returning, \$[\d,.]+ guests/ })
		.first().waitFor();
	await who.locator('.tip').waitFor();
	await button(who, 'Orders').click();
});

test('by month, and of one day the days before it', async () => {
	const who = card('New and returning customers');

	await page.keyboard.press('n');
	await shows(page, 'period', '90d');
	await page.getByLabel('Step').selectOption('month');
	await shows(page, 'by', 'month');
	await scrolled(page);
	const months = await points({ split: 'customer_type', from: daysAgo(89),
		to: today(), granularity: 'month' });
	const [head, ...rows] = await saved(who);

	assert.equal(head[0], 'Month from');
	assert.deepEqual(rows.map((row) => row[0]),
		[...new Set(months.map((r) => r.day))]);
	assert.deepEqual(rows.flatMap((row) => row.slice(1)),
		months.map((r) => r.orders));
	await page.keyboard.press('e');
	await shows(page, 'period', 'yesterday');
	await scrolled(page);
	const [, ...days] = await saved(who);

	assert.deepEqual([days.length, days[0][0], days.at(-1)[0]],
		[14, daysAgo(14), daysAgo(1)]);
});

test('what cannot be loaded says so, and what is empty', async () => {
	const who = card('New and returning customers');

	page.expected.add('500');
	await page.route('**/orders-by-date?*customer_type*', (route) =>
		route.fulfill({ status: 500, contentType: 'application/json',
			body: '{"message":"It is broken.","code":"internal"}' }));
	/* Days that were not shown before: on the 7th a week is the month. */
	await page.keyboard.press('ArrowLeft');
	await who.getByText('could not be loaded').waitFor();
	await page.unroute('**/orders-by-date?*customer_type*');
	await button(who, 'Try again').click();
	await who.locator('.bars').waitFor();
	page.expected.delete('500');
	/* What is still asked for would be broken off, which is a trouble. */
	await settled(page);
	await page.waitForLoadState('networkidle');
	await page.goto(`${s.url}/?period=2020-01-01..2020-01-31`);
	await settled(page);
	await scrolled(page);
	await who.getByText('No order was placed').waitFor();
	assert.deepEqual(page.troubles, []);
});

test('of a comparison with more steps each is drawn and counted', async () => {
	/* Of 23 days from a Tuesday on there are four weeks, before them five. */
	const ago = Array.from({ length: 7 }, (_, i) => i + 23).find((n) =>
		new Date(daysAgo(n)).getUTCDay() === 2);
	const [from, to] = [daysAgo(ago), daysAgo(ago - 22)];
	const old = await points({ from: daysAgo(ago + 23), to: daysAgo(ago + 1),
		granularity: 'week' });
	const main = card('Total sales');
	const cents = (amount) => Math.round(number(amount) * 100);

	assert.equal(old.length, 5);
	await page.goto(`${s.url}/?period=${from}..${to}&by=week`);
	await settled(page);
	const [, ...rows] = await saved(main);
	const [was] = await page.locator('.tile', { hasText: 'Total sales' })
		.locator('.delta > .muted').allInnerTexts();

	assert.deepEqual(rows.map((row) => row[3]), old.map((p) => p.totalSales));
	assert.deepEqual(rows.at(-1).slice(0, 3), ['', '', old[4].day]);
	assert.equal(rows.reduce((n, row) => n + cents(row[3]), 0), cents(was));
	await button(main, 'Table').click();
	assert.equal((await cells(main, 1)).at(-1), '–');
	assert.deepEqual((await cells(main, 4)).map(number),
		old.map((p) => Number(p.totalSales)));
	await button(main, 'Table').click();
	await page.locator('.plot canvas').waitFor();
	await picture(page, 'overview-longer');
	await page.locator('.plot').focus();
	await page.keyboard.press('End');
	await page.getByRole('status').filter({
		hasText: /No such week in this period: –, before \$/ }).first()
		.waitFor();
	/* A drag to there is one to the end of this period. */
	const { x, y, width, height } = await page.locator('.plot .u-over')
		.boundingBox();

	await page.mouse.move(x + width * 0.55, y + height / 2);
	await page.mouse.down();
	await page.mouse.move(x + width - 2, y + height / 2, { steps: 4 });
	await page.mouse.up();
	await page.waitForURL((url) => url.searchParams.get('zoom')
		?.endsWith(`..${to}`));
	await settled(page);
	assert.deepEqual(page.troubles, []);
});
