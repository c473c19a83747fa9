/* Connecting a store by a login at Shopify, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, openPage, picture, violations } from './browser.mjs';
import { atShopify } from './oauth.mjs';
import { stack } from './stack.mjs';

const domain = 'log-in.myshopify.com';
const email = 'ada@example.com';
const password = 'correct horse battery';
let s, browser, page;

before(async () => {
	s = await stack({ store: true });
	await s.control('POST', '/shops', { domain, seed: 9, orders: 30 });
	await s.register({ email, password, shopDomain: domain });
	browser = await openBrowser();
	page = await openPage(browser);
	await page.route(`https://${domain}/**`, async (route) => {
		const { status, location } = await atShopify(s,
			route.request().url());

		await route.fulfill({ status, headers: { Location: location } });
	});
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const field = (name) => page.getByLabel(name, { exact: true });
const button = (name) => page.getByRole('button', { name, exact: true });

/* A page that is loaded anew may ask who one is. */
async function signInIfAsked(shown) {
	await shown.or(page.getByLabel('E-mail')).first().waitFor();
	if (await shown.count())
		return;
	await page.getByLabel('E-mail').fill(email);
	await field('Password').fill(password);
	await page.locator('button[type=submit]').click();
	await shown.waitFor();
}

test('what went wrong there is said', async () => {
	/* The page first asks whether a session goes on. */
	page.expected.add('401');
	await page.goto(`${s.url}/connect?problem=denied&store=${domain}`);
	await signInIfAsked(page.getByText('Nothing was connected'));
	assert.equal(await page.getByLabel('Shopify store').inputValue(), domain);
	assert.deepEqual(await violations(page), []);
	await picture(page, 'connect-login', { fullPage: false });
});

test('a store without a name is asked for, a login without a token is not',
	async () => {
		page.expected.add('400');
		await page.getByLabel('Shopify store').fill('');
		await button('Log in at Shopify instead').click();
		await page.locator('[name=shopDomain][aria-invalid=true]').waitFor();
		page.expected.delete('400');
		assert.equal(await field('Admin API access token').inputValue(), '');
	});

test('the login leads to the store, which is read', async () => {
	await page.getByLabel('Shopify store').fill(`https://${domain}/admin`);
	await button('Log in at Shopify instead').click();
	await page.waitForURL(/\/\?shop=\d+/);
	await signInIfAsked(page.locator('.tile').first());
	assert.match(page.url(), /\/\?shop=\d+/);
	const { body } = await s.post('/api/auth/login', { email, password });
	const [shop] = (await s.get('/api/shops', body.token)).body;

	assert.deepEqual([shop.shopDomain, shop.state, shop.tokenExpires],
		[domain, 'connected', true]);
});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
