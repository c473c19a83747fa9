/*
 * All that a new user does, from registering to signing out, three times: with
 * a mouse, by the keyboard alone, and with a finger on a phone of 390 pixels.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { openBrowser, openPage, settled, shows } from './browser.mjs';
import { stack } from './stack.mjs';

const password = 'correct horse battery';
/* More than any page has to stop at on the way. */
const MOST_STOPS = 400;
let s, browser;

before(async () => {
	s = await stack({ store: true });
	browser = await openBrowser();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

async function drag(page) {
	await page.locator('.plot').first().scrollIntoViewIfNeeded();
	const box = await page.locator('.plot').first().boundingBox();

	await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width * 0.7, box.y + 80, { steps: 5 });
	await page.mouse.up();
}

/* What a hand can do: press, write, pick, and look closer. */
const mouse = (page) => ({
	press: (what) => what.click(),
	write: (what, text) => what.fill(text),
	pick: (what, value) => what.selectOption(value),
	period: async (name) => {
		await page.locator('[data-opens=Period]').click();
		await page.locator('.panel:popover-open .item',
			{ hasText: name }).click();
	},
	zoom: () => drag(page),
});

const finger = (page) => ({
	...mouse(page),
	press: (what) => what.tap(),
	zoom: () => page.getByRole('button', { name: 'Zoom in' }).tap(),
});

/* Nothing but keys: what is to be pressed is gone to by Tab. */
function keyboard(page) {
	const keys = { 'Last 7 days': 'w', Today: 'd', 'Last 90 days': 'n' };

	async function reach(what) {
		await what.waitFor();
		for (let i = 0; i < MOST_STOPS; i++) {
			if (await what.evaluate((e) => e === document.activeElement))
				return;
			await page.keyboard.press('Tab');
		}
		throw new Error(`no Tab leads to ${what}`);
	}

	return {
		press: async (what) => {
			await reach(what);
			await page.keyboard.press('Enter');
		},
		write: async (what, text) => {
			await reach(what);
			await page.keyboard.type(text);
		},
		pick: async (what, value) => {
			await reach(what);
			for (let i = 0; i < 20 && await what.inputValue() !== value; i++)
				await page.keyboard.press('ArrowDown');
			assert.equal(await what.inputValue(), value);
		},
		/* Keys are letters where one types: so leave what has the focus. */
		period: async (name) => {
			await reach(page.locator('[data-opens=Export]'));
			await page.keyboard.press(keys[name]);
		},
		zoom: async () => {
			await reach(page.getByRole('button', { name: 'Zoom in' }));
			await page.keyboard.press('Enter');
		},
	};
}

async function orders(page) {
	const text = await page.locator('.tile').filter({ has: page.locator(
		'.label', { hasText: /^Orders$/ }) }).locator('.value').innerText();

	return Number(text.replace(/\D/g, ''));
}

async function comesIn(page, hand, { domain, store, email }) {
	const button = (name) => page.getByRole('button', { name, exact: true });
	const field = (name) => page.getByLabel(name, { exact: true });

	await page.goto(s.url);
	await hand.press(page.getByRole('link', { name: 'Create an account' }));
	await hand.write(page.getByLabel('E-mail'), email);
	await hand.write(field('Password'), password);
	await hand.write(page.getByLabel('Shopify store'), domain);
	await hand.press(button('Create the account'));
	await page.getByRole('heading', { level: 1, name: 'Connect' }).waitFor();
	await hand.write(field('Admin API access token'), store.accessToken);
	await hand.press(button('Connect and read its data'));
	await page.getByRole('progressbar').waitFor();
	await page.getByText('so far', { exact: true }).first().waitFor();
	await page.getByRole('progressbar').waitFor({ state: 'detached',
		timeout: 600_000 });
	await page.waitForFunction(() => /\d/.test(document.querySelector(
		'.tile .value')?.textContent) && !document.querySelector('.sofar'));
	await page.locator('.plot canvas').first().waitFor();
	await settled(page);
}

/* How is my store doing: another period, another comparison, closer. */
async function looks(page, hand) {
	await hand.period('Last 7 days');
	await shows(page, 'period', '7d');
	await hand.pick(page.getByLabel('Compare'), 'year_dow');
	await shows(page, 'cmp', 'year_dow');
	await hand.zoom();
	await page.waitForURL(/zoom=/);
	await settled(page);
	await hand.press(page.getByRole('button', { name: 'Reset zoom' }));
	await page.waitForURL((url) => !url.searchParams.has('zoom'));
	await settled(page);
	await hand.press(page.locator('[data-opens=Export]'));
	const [file] = await Promise.all([page.waitForEvent('download'),
		hand.press(page.locator('.panel:popover-open').getByRole('button',
			{ name: 'Figures', exact: true }))]);

	assert.match(await readFile(await file.path(), 'utf8'),
		/Figure,Value,Before,Currency\r\nTotal sales,/);
}

async function follows(page, hand) {
	const pages = page.getByRole('navigation', { name: 'Pages' });
	const to = (name) => hand.press(pages.getByRole('link',
		{ name, exact: true }));

	await to('Customers');
	await page.getByRole('heading', { name: 'Top customers' }).waitFor();
	await settled(page);
	await hand.press(page.locator('tbody a').first());
	await page.getByRole('heading', { name: 'Latest orders' }).waitFor();
	await to('Cohorts');
	await page.getByRole('table', { name: 'Retention of cohorts' }).waitFor();
	await settled(page);
	const row = page.locator('.heats tbody tr').first();

	assert.match(await row.locator('th').innerText(), /\d{4}/);
	assert.equal(await row.locator('.heat').first().innerText(), '100%');
	await to('Overview');
	await page.locator('.plot canvas').first().waitFor();
	await settled(page);
}

async function leaves(page, hand, domain) {
	await hand.period('Today');
	await shows(page, 'period', 'today');
	const old = await orders(page);

	await s.control('POST', `/shops/${domain}/act`, { do: 'order' });
	await page.waitForFunction((n) => [...document.querySelectorAll('.tile')]
		.some((t) => t.querySelector('.label').textContent === 'Orders' &&
			Number(t.querySelector('.value').textContent) > n), old,
	{ timeout: 300_000 });
	page.expected.add('net::ERR_INTERNET_DISCONNECTED');
	await page.context().setOffline(true);
	await page.getByText('You are offline').waitFor();
	await page.context().setOffline(false);
	await page.getByText('You are offline').waitFor({ state: 'detached' });
	await hand.press(page.locator('.account'));
	await hand.press(page.getByRole('button', { name: 'Sign out',
		exact: true }));
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

const ways = [
	{ name: 'with a mouse', hand: mouse, screen: {} },
	{ name: 'by the keyboard alone', hand: keyboard, screen: {} },
	{ name: 'with a finger, 390 px', hand: finger,
		screen: { width: 390, height: 844, hasTouch: true } },
];

for (const [i, { name, hand: handOf, screen }] of ways.entries())
	test(`a whole tour ${name}`, async () => {
		const domain = `tour-${i}.myshopify.com`;
		const store = await s.control('POST', '/shops', { domain,
			seed: 5 + i, orders: 1500, days: 420,
			timezone: 'America/New_York', currency: 'USD' });
		const page = await openPage(browser, screen);
		const hand = handOf(page);

		await s.control('POST', `/shops/${domain}/webhooks`,
			{ url: `${s.url}/webhooks/shopify` });
		/* Whether a session goes on is asked first, and here none does. */
		page.expected.add('401');
		await comesIn(page, hand, { domain, store,
			email: `tour${i}@example.com` });
		await looks(page, hand);
		await follows(page, hand);
		await leaves(page, hand, domain);
		assert.deepEqual(page.troubles, []);
		await page.context().close();
	});
