/* Whether webhooks come, and a test of it, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { looksRight, openBrowser, openPage, signIn } from './browser.mjs';
import { until } from './processes.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const PUBLIC = 'https://xeno.example.com';
const domain = 'told.myshopify.com';
const user = { email: 'ada@example.com', password: 'correct horse battery' };
let s, browser, page, token, shop, title;

const reach = (to) => s.control('POST', `/shops/${domain}/webhooks`, {
	url: '', retries: 0, rewrite: { from: PUBLIC, to } });

before(async () => {
	s = await stack({ store: true, set: { public_url: PUBLIC } });
	({ token, shops: [shop] } = await readied(s, user, [{ domain,
		name: 'Told', seed: 3, orders: 40, days: 60 }]));
	title = `Webhooks of ${(await s.get('/api/shops', token)).body[0].name}`;
	await reach(s.url);
	browser = await openBrowser();
	page = await openPage(browser);
	await page.clock.install();
	await signIn(page, s.url, user.email, user.password);
	await page.locator('.plot canvas').waitFor();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const button = (name) => page.getByRole('button', { name, exact: true });
const card = () => page.getByRole('region', { name: title, exact: true });
const says = (text) => card().getByRole('status').filter({ hasText: text })
	.waitFor();

test('each topic, as the API has it', async () => {
	await page.goto(`${s.url}/connect`);
	await card().getByText('Last delivery').waitFor();
	const { topics } = (await s.get(`/api/shops/${shop.id}/webhooks`, token))
		.body;

	assert.deepEqual(await card().locator('tbody tr').evaluateAll((rows) =>
		rows.map((row) => [...row.cells].slice(0, 3).map((td) =>
			td.textContent))),
	topics.map((t) => [t.topic, 'Subscribed', String(t.deliveries)]));
	await card().getByText(`${topics.length} of ${topics.length} topics`)
		.waitFor();
	await card().getByText(`${PUBLIC}/webhooks/shopify`).waitFor();
});

test('a test that passes says so', async () => {
	await button('Test webhooks').click();
	await says('Webhooks reach this server.');
	await looksRight(page, 'connect-webhooks');
});

test('one of which nothing comes says what may be wrong', async () => {
	await reach(`${s.url}/nowhere`);
	await button('Test webhooks').click();
	await says('Waiting for it');
	await page.clock.fastForward(61_000);
	await says('Nothing has come within a minute.');
	await looksRight(page, 'connect-webhooks-none');
});

describe('a store with the token of an app of its own', () => {
	const app = { apiKey: 'another', secret: 'shpss_of_another' };
	const own = 'own.myshopify.com';
	const hooks = () => page.getByRole('region',
		{ name: `Webhooks of ${name}`, exact: true });
	const secret = () => page.getByLabel(`API secret key of ${name}’s app`,
		{ exact: true });
	const shopOf = async (where) => (await s.get('/api/shops', token)).body
		.find((x) => x.shopDomain === where);
	const isRead = (where) => until('it was read', async () =>
		(await shopOf(where)).sync?.status === 'success');
	let name;

	test('without its secret says that nothing is subscribed to', async () => {
		const { accessToken } = await s.control('POST', '/shops',
			{ domain: own, app, orders: 10, days: 20 });

		await page.goto(`${s.url}/connect`);
		await page.getByLabel('Shopify store').fill(own);
		await page.getByLabel('Admin API access token', { exact: true })
			.fill(accessToken);
		await button('Connect and read its data').click();
		await page.waitForURL(/\/\?/);
		await isRead(own);
		({ name } = await shopOf(own));
		await page.goto(`${s.url}/settings?tab=stores`);
		await button(`Webhooks of ${name}`).click();
		await hooks().getByText('0 of 20 topics').waitFor();
		await hooks().getByText('Nothing is subscribed to.').waitFor();
		await secret().waitFor();
		await looksRight(page, 'settings-webhooks-secret');
	});

	test('is given it there', async () => {
		page.expected.add('400');
		await secret().fill('no secret');
		await button('Subscribe').click();
		await hooks().getByText('Not the secret of an app').waitFor();
		page.expected.delete('400');
		await secret().fill(app.secret);
		await button('Subscribe').click();
		await hooks().getByText('20 of 20 topics').waitFor();
		await secret().waitFor({ state: 'detached' });
		await s.control('POST', `/shops/${own}/webhooks`, { url: '',
			retries: 0, rewrite: { from: PUBLIC, to: s.url } });
		await button('Test webhooks').click();
		await hooks().getByRole('status').filter({
			hasText: 'Webhooks reach this server.' }).waitFor();
	});

	test('or with the token at once', async () => {
		const { accessToken } = await s.control('POST', '/shops',
			{ domain: `x${own}`, app, orders: 5, days: 20 });

		await page.goto(`${s.url}/connect`);
		await page.getByLabel('Shopify store').fill(`x${own}`);
		await page.getByLabel('Admin API access token', { exact: true })
			.fill(accessToken);
		await page.getByLabel('API secret key of the app', { exact: true })
			.fill(app.secret);
		await button('Connect and read its data').click();
		await page.waitForURL(/\/\?/);
		assert.equal((await shopOf(`x${own}`)).hasApiSecret, true);
		/* Nothing is asked for any more when the service begins anew. */
		await isRead(`x${own}`);
		await page.goto(`${s.url}/settings?tab=you`);
		await page.getByRole('heading', { name: 'Settings' }).waitFor();
	});
});

test('one that cannot be is refused in words, in the settings too',
	async () => {
		await s.up(['--set', 'public_url=http://127.0.0.1']);
		await page.goto(`${s.url}/settings?tab=stores`);
		await button(title).click();
		page.expected.add('422');
		await button('Test webhooks').click();
		await card().getByRole('alert').filter({
			hasText: 'public_url is not an https one' }).waitFor();
		page.expected.delete('422');
		await looksRight(page, 'settings-webhooks');
		await button(title).click();
		await card().waitFor({ state: 'detached' });
	});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
