/*
 * What is shown is shown whole and as far as it is known: long figures, small
 * screens, paper, days that go on, shares of nothing, an answer that makes no
 * sense, an address that makes none.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { goTo, openOverview, scrolled, settled, shows, violations }
	from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'fay@example.com', password: 'correct horse battery' };
const asLate = 'up to the same time of day';
let s, browser, page;

before(async () => {
	s = await stack({ store: true });
	await readied(s, user, ['fits', 'tight'].map((name, i) => ({
		domain: `${name}.myshopify.com`, name, seed: 5 + i, orders: 300,
		days: 90, timezone: 'America/New_York', currency: 'USD' })));
	({ browser, page } = await openOverview(s, user));
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const card = (heading) => page.locator('section.card').filter({ has:
	page.getByRole('heading', { name: heading }) });

async function at(width, path) {
	await page.setViewportSize({ width, height: 900 });
	await page.waitForLoadState('networkidle');
	await page.goto(s.url + path);
	await settled(page);
	await scrolled(page);
}

/* Cards of tables of which a part is out of sight. */
const cut = (named = '') => page.locator(`.scroll${named}`).evaluateAll(
	(list) => list.filter((e) => e.scrollWidth > e.clientWidth)
		.map((e) => e.ariaLabel));

test('after signing in one is where the page begins', async () => {
	assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
});

test('days that go on compare with as much of those before, and say so',
	async () => {
		const caption = page.locator('.chart figcaption').first();

		assert.match(await caption.innerText(), new RegExp(asLate));
		assert.match(await page.locator('.legend').first().innerText(),
			new RegExp(asLate));
		await page.getByRole('button', { name: 'Table', exact: true })
			.first().click();
		const rows = page.locator('section.card').filter({ has:
			page.locator('#chart-title') }).locator('tbody tr');

		assert.match(await rows.last().innerText(), /, to the same time/);
		assert.doesNotMatch(await rows.first().innerText(), /same time/);
		await page.getByRole('button', { name: 'Table', exact: true })
			.first().click();
		await goTo(page, 'Orders');
		await page.locator('.head.page', { hasText: asLate }).waitFor();
		await page.keyboard.press('e');
		await shows(page, 'period', 'yesterday');
		const said = await page.locator('.head.page p').first()
			.innerText();

		assert.match(said, /, against \w/);
		assert.doesNotMatch(said, /same time/);
		await goTo(page, 'Overview');
		await settled(page);
		assert.doesNotMatch(await caption.innerText(), /same time/);
		await page.keyboard.press('t');
		await settled(page);
	});

test('of nothing there is no share', async () => {
	await scrolled(page);
	const rows = card('From looking').locator('tbody tr');

	await rows.first().waitFor();
	assert.equal(await rows.first().locator('td').nth(1).innerText(), '0');
	assert.match(await rows.last().locator('td').last().innerText(),
		/^–\s*of checkouts$/);
});

test('a long figure is whole', async () => {
	await page.route('**/api/metrics/batch*', async (route) => {
		const answer = await route.fetch();
		const text = await answer.text();

		await route.fulfill({ response: answer, body: text.replaceAll(
			/"(totalSales|aov)":-?[\d.]+/g, '"$1":-12345678901.23') });
	});
	for (const width of [1280, 768, 390, 360]) {
		await at(width, '/');
		const value = page.locator('.tile .value').first();

		assert.equal(await value.innerText(), '-$12,345,678,901.23');
		assert.deepEqual(await value.evaluate((e) => [
			e.scrollWidth <= e.clientWidth,
			e.offsetHeight < 2 * parseFloat(getComputedStyle(e).fontSize)]),
		[true, true], `${width}`);
	}
	await page.unroute('**/api/metrics/batch*');
});

test('tables fit a tablet and a phone', async () => {
	await at(768, '/');
	assert.deepEqual(await cut(':not(:has(.heats))'), []);
	for (const path of ['/', '/?shop=all', '/orders', '/products',
		'/activity', '/activity?shop=all', '/settings?tab=log']) {
		await at(360, path);
		assert.deepEqual(await cut(':not(:has(.heats))'), [], path);
	}
	await at(360, '/activity?shop=all');
	const words = page.locator('td .words').first();

	assert.ok(await words.evaluate((e) => e.clientWidth > 100));
	assert.ok(await page.locator('td', { hasText: 'ago' }).first().evaluate(
		(e) => e.offsetHeight < 50));
});

test('forms fit the narrowest screen', async () => {
	for (const path of ['/connect', '/settings', '/settings?tab=members']) {
		await at(320, path);
		assert.deepEqual(await page.locator('form').evaluateAll((list) =>
			list.filter((e) => e.scrollWidth > e.clientWidth)
				.map((e) => e.innerText)), [], path);
	}
});

test('what is chosen shows without colours', async () => {
	await at(1280, '/');
	await page.emulateMedia({ forcedColors: 'active' });
	const edges = await page.locator('header nav a').evaluateAll((list) =>
		list.map((e) => getComputedStyle(e).borderBottomColor));

	assert.ok(!edges.slice(1).includes(edges[0]), edges.join(' '));
	assert.equal(await page.getByRole('button', { name: 'Orders', exact: true,
		pressed: true }).first().evaluate((e) =>
		getComputedStyle(e).outlineStyle), 'solid');
	await page.emulateMedia({ forcedColors: 'none' });
});

/* What is pressed, but in a sentence; a label presses its box. */
const small = () => page.locator('button, a, select, input').evaluateAll(
	(list) => list.filter((e) => e.checkVisibility() && !e.closest(
		'.skip, label:has(input), p:not(.fresh, .foot)')).map((e) => {
		const { width, height } = e.getBoundingClientRect();

		return width < 24 || height < 24 ? `${e.ariaLabel ?? e.innerText} ${
			width}x${height}` : null;
	}).filter(Boolean));

test('what is pressed is 24 pixels or more', async () => {
	for (const path of ['/', '/orders', '/orders?tab=list', '/customers',
		'/customers?tab=groups', '/products', '/cohorts', '/activity',
		'/settings', '/settings?tab=stores'])
		for (const width of [1280, 360]) {
			await at(width, path);
			assert.deepEqual(await small(), [], `${path} ${width}`);
		}
});

test('on paper there are figures, in ink', async () => {
	await at(1280, '/orders');
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	for (const name of ['Views', 'CSV', 'What is Net sales?'])
		assert.equal(await page.getByRole('button', { name, exact: true })
			.filter({ visible: true }).count(), 0, name);
	assert.ok(await page.getByLabel('Store').isVisible());
	assert.equal(await page.evaluate(() => getComputedStyle(
		document.documentElement).getPropertyValue('--ink')), '#1d2024');
	await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
});

test('days that no store can have are no period', async () => {
	for (const period of ['1000-01-01..2026-11-29', '0202-11-01..2026-11-29',
		'9000-01-01..9999-12-31']) {
		await at(1280, `/?period=${period}`);
		await page.getByRole('button', { name: 'Period: Last 30 days' })
			.waitFor();
	}
	assert.deepEqual(page.troubles, []);
});

test('a page that cannot be drawn says so, and the next one is there',
	async () => {
		await page.route('**/api/metrics/overview*', (route) =>
			route.fulfill({ json: {} }));
		await page.waitForLoadState('networkidle');
		await page.goto(`${s.url}/orders`);
		await page.getByRole('heading', { name: 'cannot be shown' }).waitFor();
		assert.deepEqual(await violations(page), []);
		assert.match(page.troubles.splice(0).join('\n'), /TypeError/);
		await page.unroute('**/api/metrics/overview*');
		await page.getByRole('link', { name: 'Go to the overview' }).click();
		await page.locator('.plot canvas').first().waitFor();
		await settled(page);
	});

test('what failed is told in a sentence', async () => {
	const failing = (route) => route.fulfill({ status: 503,
		json: { message: 'It does not answer', requestId: 'r-9' } });

	page.expected.add('503');
	await page.route('**/api/metrics/batch*', failing);
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await page.getByText('It does not answer. These are the last')
		.first().waitFor();
	await page.unroute('**/api/metrics/batch*');
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await page.waitForFunction(() => !document.querySelector('.notice.warn'));
});

test('a store that refuses is not live', async () => {
	const fresh = page.locator('.fresh');

	assert.match(await fresh.innerText(), /^Live/);
	await page.route('**/api/shops', async (route) => {
		const answer = await route.fetch();

		await route.fulfill({ response: answer, body: (await answer.text())
			.replaceAll('"state":"connected"', '"state":"needs_reauth"') });
	});
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await fresh.getByText('Last data').waitFor();
	await page.unroute('**/api/shops');
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await fresh.getByText('Live').waitFor();
});

/* What the API says of figures waits until the function returned is called. */
async function heldUp() {
	let release;
	const held = new Promise((done) => { release = done; });

	await page.route('**/api/metrics/**', async (route) => {
		await held;
		await route.continue();
	});
	return async () => {
		release();
		await settled(page);
		await page.unroute('**/api/metrics/**');
	};
}

test('while other days load, there are no files of the last ones', async () => {
	await at(1280, '/orders');
	const files = page.getByRole('button', { name: 'CSV', exact: true });
	const areOff = () => files.evaluateAll((list) => list.map((e) =>
		e.disabled));
	const loaded = await heldUp();

	assert.deepEqual(await areOff(), [false, false, false]);
	await page.keyboard.press('n');
	await page.locator('.card.old').nth(2).waitFor();
	assert.deepEqual(await areOff(), [true, true, true]);
	await page.locator('[data-opens=Export]').click();
	assert.equal(await page.locator('.panel:popover-open .item:enabled')
		.count(), 0);
	await page.keyboard.press('Escape');
	await loaded();
	assert.deepEqual(await areOff(), [false, false, false]);
});

test('sales by another dimension load, and are not none', async () => {
	await at(1280, '/');
	const loaded = await heldUp();

	await page.getByLabel('Sales by', { exact: true }).selectOption('vendor');
	await card('Where sales').locator('.skeleton').waitFor();
	assert.equal(await page.getByText('Nothing was sold').count(), 0);
	await loaded();
	await card('Where sales').locator('tbody tr').first().waitFor();
});

test('the stores load, fail, and are there again', async () => {
	const ofOne = /metrics\/overview\?shopId=\d/;

	page.expected.add('503');
	await page.route(ofOne, (route) => route.fulfill({ status: 503,
		headers: { 'Retry-After': '1' },
		json: { message: 'Not now', code: 'unavailable' } }));
	await page.waitForLoadState('networkidle');
	await page.goto(`${s.url}/?shop=all`);
	await card('Stores').getByText('could not be loaded').waitFor();
	await page.unroute(ofOne);
	await card('Stores').getByRole('link').nth(1).waitFor();
	await settled(page);
	page.expected.delete('503');
});

test('the focus is never lost', async () => {
	const focused = () => page.evaluate(() => {
		const at = document.activeElement;

		return at.id || at.getAttribute('aria-label') || at.innerText;
	});

	await at(1280, '/orders?tab=list&f=channel%3Aweb');
	await page.getByRole('button', { name: /^Channel: / }).press('Enter');
	await page.waitForURL((url) => !url.searchParams.has('f'));
	await settled(page);
	assert.equal(await focused(), 'All orders');
	const order = card('All orders').locator('tbody a').first();
	const name = await order.innerText();

	await order.press('Enter');
	await page.getByRole('dialog').getByText('Ledger').first().waitFor();
	await page.goBack();
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	assert.equal(await focused(), name);
	await at(1280, '/products');
	const product = card('All products').locator('tbody a').first();
	const title = await product.innerText();

	await product.press('Enter');
	await page.waitForFunction((t) => document.title === `${t} · Xeno`, title);
	assert.equal(await focused(), 'main');
	await page.getByRole('navigation', { name: 'Pages' })
		.getByRole('link', { name: 'Cohorts' }).press('Enter');
	await page.getByRole('status').filter({ hasText: /^Cohorts$/ }).waitFor();
	assert.equal(await page.title(), 'Cohorts · Xeno');
	await at(1280, '/');
});

test('who signs in again is at the password', async () => {
	const refused = (route) => route.fulfill({ status: 401,
		json: { message: 'Not any more', code: 'unauthorized' } });

	page.expected.add('401');
	await page.route('**/api/metrics/**', refused);
	await page.route('**/api/auth/refresh', refused);
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await page.getByRole('dialog').waitFor();
	assert.equal(await page.evaluate(() => document.activeElement.name),
		'password');
	await page.unroute('**/api/metrics/**');
	await page.unroute('**/api/auth/refresh');
	await page.keyboard.type(user.password);
	await page.keyboard.press('Enter');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await settled(page);
});

test('nobody is signed out where it cannot be asked who is here', async () => {
	page.expected.add('503');
	await page.route('**/api/auth/refresh', (route) => route.fulfill({
		status: 503, headers: { 'Retry-After': '2' },
		json: { message: 'Not now', code: 'unavailable' } }));
	await page.reload();
	await page.getByRole('heading', { name: 'does not answer' }).waitFor();
	assert.deepEqual(await violations(page), []);
	await page.unroute('**/api/auth/refresh');
	await page.locator('.plot canvas').first().waitFor();
	page.expected.delete('503');
});

test('nothing else was wrong', () => assert.deepEqual(page.troubles, []));
