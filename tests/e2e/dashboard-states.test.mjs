/*
 * Every page of the dashboard in every state that one may find it in: loading,
 * failed, too often asked, outdated, signed out, offline; of a store that is
 * empty, that is read for the first time, that is late; and without a store.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openBrowser, openPage, scrolled, settled, violations }
	from './browser.mjs';
import { forms, isLater, ofStores, pages, password }
	from './dashboard-routes.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const email = (name) => `${name}@example.com`;
const domain = (name) => `${name}.myshopify.com`;
let s, browser, one;

/* A store whose first sync has read the customers, and goes on. */
async function beginFirst() {
	const { accessToken } = await s.control('POST', '/shops',
		{ domain: domain('first'), orders: 50, seed: 4 });
	const { shop, token } = await s.register({ email: email('first'),
		password, shopDomain: domain('first'), accessToken });

	await s.control('POST', '/faults', [0, 0, 3600_000].map((runMs) =>
		({ kind: 'bulk', shop: domain('first'), runMs })));
	await s.post('/api/ingest/run', { shopId: shop.id, type: 'full-sync' },
		token);
}

before(async () => {
	s = await stack({ store: true, pools: { api: 3 } });
	browser = await openBrowser();
	const { token, shops } = await readied(s, { email: email('fern'),
		password }, [{ name: 'fern', domain: domain('fern'), seed: 11,
		orders: 200, days: 100 }]);

	one = {
		shop: shops[0].id,
		customer: (await s.get('/api/customers?limit=1', token)).body[0].id,
		product: (await s.get('/api/metrics/top-products?limit=1', token))
			.body[0].id,
		invitation: (await s.post('/api/invitations', { role: 'analyst',
			email: email('invited') }, token)).body.link.split('#')[1],
	};
	await readied(s, { email: email('empty'), password }, [{ name: 'empty',
		domain: domain('empty'), seed: 12, orders: 0, customers: 0,
		products: 0 }]);
	await beginFirst();
	const none = await s.register({ email: email('none'), password,
		shopDomain: domain('none') });

	await s.send('DELETE', `/api/shops/${none.shop.id}`,
		{ token: none.token });
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const addressOf = ({ path }) => s.url + path.replace(/(?<=customers\/)ID/,
	one.customer).replace(/(?<=products\/)ID/, one.product);

/* A page of somebody who is signed in: by the cookie, as after a while. */
async function pageOf(name) {
	const page = await openPage(browser);
	const { headers } = await s.post('/api/auth/login',
		{ email: email(name), password });
	const [, cookie, value] = /^([^=]+)=([^;]+)/.exec(
		headers.get('set-cookie'));

	await page.context().addCookies([{ name: cookie, value,
		domain: '127.0.0.1', path: '/api/auth', httpOnly: true,
		sameSite: 'Strict' }]);
	await page.addInitScript(() =>
		localStorage.setItem('xeno-session', 'in'));
	return page;
}

const text = async (page) => (await page.locator('main').innerText())
	.replace(/\s+/g, ' ');

async function reads(page, pattern) {
	await page.waitForFunction(({ source }) => new RegExp(source, 'u').test(
		(document.querySelector('main')?.innerText ?? '').replace(/\s+/g, ' ')),
	{ source: pattern.source }, { polling: 100 }).catch(async () =>
		assert.match(await text(page), pattern));
}

async function checkAccess(page) {
	assert.deepEqual(await violations(page), []);
	assert.ok(await page.evaluate(() =>
		document.documentElement.scrollWidth <= innerWidth));
}

/* What the page asks for is answered by { kind } alone, from now on. */
async function control(page) {
	const state = { kind: 'ok', release: null };
	let held;

	const fails = (route, status, retryAfter) => route.fulfill({ status,
		contentType: 'application/json',
		headers: retryAfter ? { 'Retry-After': `${retryAfter}` } : {},
		body: JSON.stringify({ message: `It is ${status}`, code: 'test',
			requestId: 'r-7' }) });

	await page.route((url) => url.pathname.startsWith('/api/') &&
		!/^\/api\/(auth\/(refresh|login)|shops)$/.test(url.pathname),
	async (route) => {
		if (state.kind === 'held')
			await held;
		if (state.kind === 503)
			return fails(route, 503, state.wait);
		if (state.kind === 429)
			return fails(route, 429, 1);
		if (state.kind === 401)
			return fails(route, 401);
		return route.continue();
	});
	return {
		hold() {
			state.kind = 'held';
			held = new Promise((done) => {
				state.release = done;
			});
		},
		set(kind, wait = 1) {
			state.kind = kind;
			state.wait = wait;
			state.release?.();
		},
	};
}

/* All that is shown is asked for again, as after having been offline. */
const askAgain = (page) => page.evaluate(() =>
	dispatchEvent(new Event('online')));
const nothingLoads = (page) => page.waitForFunction(() =>
	!document.querySelector('.skeleton, .old'), null, { polling: 100 });
const failed = (page) => page.locator('.failure strong').allInnerTexts();

async function loads(page, answers, route) {
	answers.hold();
	await page.goto(addressOf(route));
	await page.locator('h1').waitFor();
	if (route.parts.length)
		await page.locator('.skeleton').first().waitFor();
	assert.deepEqual(await failed(page), []);
}

async function fails(page, answers, route) {
	answers.set(503, 15);
	await nothingLoads(page);
	await scrolled(page);
	assert.deepEqual([...new Set(await failed(page))].sort(), route.parts
		.map((part) => `${part} could not be loaded.`));
	for (const part of await page.locator('.failure').allInnerTexts())
		assert.match(part,
			/It is 503\.\s+Request r-7\.\s+Trying again in \d+ s/);
	await checkAccess(page);
}

async function countsDown(page, answers) {
	answers.set(429);
	for (const button of await page.locator('.failure').getByRole('button',
		{ name: 'Try again' }).all())
		await button.click();
	await page.waitForFunction(() => [...document.querySelectorAll('.failure')]
		.every((part) => /There were too many requests/.test(part.innerText)));
	answers.set('ok');
	await page.locator('.failure').first().waitFor({ state: 'detached' });
	await settled(page);
}

/* What is there stays, and says that it is old. */
async function isOutdated(page, answers, route) {
	answers.set(503);
	await askAgain(page);
	await page.getByText('These are the last figures that arrived').first()
		.waitFor();
	assert.match(await text(page), route.has);
}

async function isSignedOut(page, answers, route) {
	answers.set(401);
	await askAgain(page);
	await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
	assert.match(await text(page), route.has);
	await page.getByRole('dialog').getByLabel('Password', { exact: true })
		.fill(password);
	/* Not before: what asks again by itself would be let in, and it be gone. */
	await page.route('**/api/auth/login', (login) => {
		answers.set('ok');
		return login.continue();
	});
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await reads(page, route.has);
}

async function isOffline(page, route) {
	const said = page.getByText('You are offline. What is shown is the last');

	await page.context().setOffline(true);
	await said.waitFor();
	assert.match(await text(page), route.has);
	await page.context().setOffline(false);
	await said.waitFor({ state: 'detached' });
}

describe('a page that loads, fails, waits, and is left alone:',
	{ concurrency: 3 }, () => {
		for (const route of pages)
			test(route.path, async () => {
				const page = await pageOf('fern');
				const answers = await control(page);

				for (const status of ['401', '429', '503',
					'net::ERR_INTERNET_DISCONNECTED'])
					page.expected.add(status);
				await loads(page, answers, route);
				if (route.parts.length) {
					await fails(page, answers, route);
					await countsDown(page, answers);
				}
				answers.set('ok');
				await reads(page, route.has);
				if (route.parts.length) {
					await isOutdated(page, answers, route);
					await isSignedOut(page, answers, route);
				}
				await isOffline(page, route);
				assert.deepEqual(page.troubles, []);
				await page.context().close();
			});
	});

/* Each page is gone to as by a bookmark. */
async function walk(name, list, look) {
	const page = await pageOf(name);

	for (const route of list) {
		await page.goto(addressOf(route));
		await look(page, route);
		await settled(page);
	}
	await checkAccess(page);
	assert.deepEqual(page.troubles, []);
	await page.context().close();
}

describe('every page', { concurrency: 3 }, () => {
	test('of a store without anything', () => walk('empty', ofStores,
		async (page, route) => {
			page.expected.add('404');
			await reads(page, route.empty);
			await checkAccess(page);
		}));

	test('while the first sync goes on', () => walk('first', ofStores,
		(page, route) => {
			page.expected.add('404');
			return reads(page, route.first ??
				/first is read for the first time: what is below is so far/);
		}));

	test('without a store', () => walk('none', pages.filter((p) =>
		!p.path.includes('?')), (page, route) => reads(page,
		route.path === '/connect' ? /Where the token comes from/
			: route.path === '/settings' ? /Settings/
				: /No store yet Connect a Shopify store/)));

	test('of stores that cannot be asked for', async () => {
		const page = await pageOf('fern');
		let asked;
		const asking = new Promise((resolve) => {
			asked = resolve;
		});

		page.expected.add('503');
		await page.route('**/api/shops', async (route) => {
			await new Promise((fail) => {
				asked(fail);
			});
			await route.fulfill({ status: 503, body: '{"message":"Gone"}',
				contentType: 'application/json' });
		}, { times: 1 });
		await page.goto(`${s.url}/cohorts`);
		await page.getByText('Loading your stores').waitFor();
		(await asking)();
		await reads(page, /Your stores could not be loaded\. Gone/);
		await checkAccess(page);
		await page.getByRole('button', { name: 'Try again' }).click();
		await page.getByRole('heading', { name: 'Cohorts' }).waitFor();
		await settled(page);
		assert.deepEqual(page.troubles, []);
		await page.context().close();
	});
});

const answers = {
	503: { status: 503, says: /It is 503 Request r-7/ },
	429: { status: 429, headers: { 'Retry-After': '1' }, says: /It is 429/ },
	offline: { says: /The server cannot be reached\. Check your connection/ },
};

/* As it failed with it; then it is as it was, with all that was written. */
async function isRefused(page, form, { status, headers, says }) {
	const button = page.locator('button[type=submit]').first();

	await page.route(`**${form.call}`, (route) => status ? route.fulfill({
		status, headers, contentType: 'application/json',
		body: JSON.stringify({ message: `It is ${status}`, code: 'test',
			requestId: 'r-7' }) }) : route.abort('internetdisconnected'),
	{ times: 1 });
	await button.click();
	await reads(page, says);
	await page.waitForFunction(({ name }) => document.querySelector(
		'button[type=submit]').innerText === name, { name: form.button });
	for (const [label, value] of Object.entries(form.fields))
		if (label !== 'Shopify store')
			assert.equal(await page.getByLabel(label, { exact: true })
				.inputValue(), value);
}

describe('a form that is not taken', { concurrency: 3 }, () => {
	for (const form of forms)
		test(form.path, async () => {
			const page = form.who ? await pageOf(form.who)
				: await openPage(browser);

			for (const status of ['401', '429', '503',
				'net::ERR_INTERNET_DISCONNECTED'])
				page.expected.add(status);
			await page.goto(s.url + form.path.replace('LINK', one.invitation));
			for (const [label, value] of Object.entries(form.fields))
				await page.getByLabel(label, { exact: true }).fill(value);
			for (const answer of Object.values(answers))
				await isRefused(page, form, answer);
			await checkAccess(page);
			assert.deepEqual(page.troubles, []);
			await page.context().close();
		});

	test('/join, whose link cannot be looked at', async () => {
		const page = await openPage(browser);

		page.expected.add('401').add('503');
		await page.route('**/api/auth/invitation', (route) => route.fulfill({
			status: 503, contentType: 'application/json',
			body: '{"message":"Not now"}' }), { times: 1 });
		await page.goto(`${s.url}/join#${one.invitation}`);
		await reads(page, /Not now/);
		await page.getByRole('button', { name: 'Try again' }).click();
		await reads(page, /invites you as analyst/);
		assert.deepEqual(page.troubles, []);
		await page.context().close();
	});
});

/* Last, for it changes what the others look at. */
test('every page of a store that is late, and waits', async () => {
	await s.sql(`UPDATE shop_state SET last_webhook_at = NULL, failures = 4,
		last_sync_at = now() - interval '2 hours',
		next_attempt_at = now() + interval '1 hour'
		WHERE shop_id = ${one.shop}`);
	await walk('fern', pages.filter(isLater), (page) =>
		reads(page, /The last data came 2 hr\. ago: webhooks and the sync/));
	await walk('fern', pages.filter((p) => p.path === '/activity' ||
		p.path === '/settings?tab=stores'), (page) =>
		reads(page, /Next attempt .* Shopify let the last runs down/));
});
