/* Whether webhooks come, and a test of it, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { looksRight, openBrowser, openPage, signIn } from './browser.mjs';
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
