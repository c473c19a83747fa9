/*
 * Staying signed in, joining by a link, and the Settings page, in a real
 * browser.  Each test goes on where the one before ended.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { goTo, openBrowser, openPage, picture, signIn, violations }
	from './browser.mjs';
import { until } from './processes.mjs';
import { run } from './run.mjs';
import { stack } from './stack.mjs';

const email = 'ada@example.com';
const password = 'correct horse battery';
const newPassword = 'another horse battery';
let s, browser, page, owner;

before(async () => {
	s = await stack({ set: { jwt_ttl_s: 3 } });
	owner = await s.register({ email, shopDomain: 'fern.myshopify.com',
		shopName: 'Fern' });
	browser = await openBrowser();
	page = await openPage(browser);
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const button = (name, on = page) => on.getByRole('button',
	{ name, exact: true });
const field = (name, on = page) => on.getByLabel(name, { exact: true });
const dialog = () => page.getByRole('dialog');

async function check(name) {
	for (const width of [1280, 390]) {
		await page.setViewportSize({ width, height: 900 });
		await picture(page, `${name}-${width}-light`);
		assert.ok(await page.evaluate(() =>
			document.documentElement.scrollWidth <= innerWidth),
		`${name} ${width}`);
		assert.deepEqual(await violations(page), [], name);
	}
	await page.setViewportSize({ width: 1280, height: 900 });
	await page.emulateMedia({ colorScheme: 'dark' });
	assert.deepEqual(await violations(page), [], `${name} dark`);
	await page.emulateMedia({ colorScheme: 'light' });
}

const part = (name) => page.getByRole('navigation', { name: 'Settings' })
	.getByRole('link', { name }).click();

test('a reload stays signed in, and no storage has a secret', async () => {
	await signIn(page, s.url, email, password);
	await page.locator('.account').waitFor();
	for (let i = 0; i < 3; i++) {
		await page.reload();
		await page.locator('.account').waitFor();
	}
	const kept = await page.evaluate(() =>
		[{ ...localStorage }, { ...sessionStorage }, document.cookie]);

	assert.deepEqual(Object.keys(kept[0]).sort(),
		['xeno-session', 'xeno-shortcuts', 'xeno-theme']);
	assert.equal(kept[0]['xeno-session'], 'in');
	assert.deepEqual(kept.slice(1), [{}, '']);
	/* Another tab, and a token that ends meanwhile. */
	const other = await page.context().newPage();

	await other.goto(s.url);
	await other.locator('.account').waitFor();
	await other.close();
	await page.waitForTimeout(3500);
	await page.locator('.account').click();
	await page.getByRole('link', { name: 'Settings' }).click();
	await page.getByRole('region', { name: 'Where you are signed in' })
		.last().locator('tbody tr').first().waitFor();
	await check('settings');
});

test('what mail one wants is noted', async () => {
	await page.getByText('This service').waitFor();
	await page.getByLabel('How often').selectOption('weekly');
	await page.getByLabel('Weekday').selectOption('3');
	await page.getByLabel('Hour').selectOption('7');
	await page.getByLabel('Tell me at once').check();
	await button('Keep this').click();
	await page.getByText('The mail that you want').first().waitFor();
	await page.reload();
	await page.locator('.account').waitFor();
	assert.equal(await page.getByLabel('Weekday').inputValue(), '3');
	assert.equal(await page.getByLabel('Hour').inputValue(), '7');
	const { token } = (await s.post('/api/auth/login',
		{ email, password })).body;
	const { body } = await s.get('/api/digest', token);

	assert.deepEqual([body.frequency, body.weekday, body.hour, body.alerts],
		['weekly', 3, 7, true]);
});

test('another password ends every other session', async () => {
	await s.post('/api/auth/login', { email, password }, undefined,
		{ 'User-Agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0' });
	page.expected.add('422');
	await field('Current password').fill('wrong password');
	await field('New password').fill(newPassword);
	await button('Change the password').click();
	await page.getByText('Not the password').waitFor();
	page.expected.delete('422');
	await field('Current password').fill(password);
	await button('Change the password').click();
	await page.getByText('The password is changed').first().waitFor();
	await page.reload();
	await page.locator('tbody tr').first().waitFor();
	assert.equal(await page.locator('tbody tr').count(), 1);
});

test('a session is ended from the list', async () => {
	const { token } = (await s.post('/api/auth/login',
		{ email, password: newPassword }, undefined,
		{ 'User-Agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0' })).body;

	await page.reload();
	await page.getByRole('row').filter({ hasText: 'Firefox on Linux' })
		.getByRole('button').click();
	await page.getByText('The session is ended').first().waitFor();
	assert.equal((await s.get('/api/shops', token)).status, 401);
});

test('somebody is invited, joins, and gets another role', async () => {
	await part('Members');
	await page.getByText('Nobody is invited just now').waitFor();
	await field('E-mail').fill('grace@example.com');
	await button('Make the link').click();
	const link = await dialog().locator('code').innerText();

	assert.match(link, /\/join#\d+_\d+_[\w-]{43}$/);
	await check('settings-invited');
	await button('Done').click();
	await dialog().waitFor({ state: 'detached' });
	await page.getByRole('cell', { name: 'grace@example.com',
		exact: true }).waitFor();
	const guest = await openPage(browser);

	await guest.goto(link);
	await guest.getByText('ada@example.com invites you').waitFor();
	assert.deepEqual(await violations(guest), []);
	await picture(guest, 'join-1280-light', { fullPage: false });
	await field('Password', guest).fill('yet another horse');
	await button('Join', guest).click();
	await guest.locator('.account').click();
	await guest.getByRole('link', { name: 'Settings' }).click();
	await guest.getByRole('link', { name: 'API tokens' }).waitFor();
	assert.equal(await guest.getByRole('link', { name: 'Members' }).count(),
		0);
	await page.reload();
	await page.getByLabel('Role of grace@example.com')
		.selectOption('read-only');
	await page.getByText('grace@example.com is read-only now').first()
		.waitFor();
	guest.expected.add('401');
	await guest.reload();
	await guest.getByLabel('Password', { exact: true }).waitFor();
	assert.deepEqual(guest.troubles, []);
	await guest.context().close();
	await check('settings-members');
});

test('a member is removed once the address is typed', async () => {
	await button('Remove grace@example.com').click();
	await check('settings-remove');
	await field('Type grace@example.com').fill('grace');
	await button('Remove').click();
	await dialog().locator('[aria-invalid]').waitFor();
	await field('Type grace@example.com').fill('grace@example.com');
	await button('Remove').click();
	await dialog().waitFor({ state: 'detached' });
	await page.getByText('grace@example.com is removed').first().waitFor();
	assert.equal((await s.sql('SELECT count(*) AS n FROM user_account WHERE' +
		` tenant_id = ${owner.user.tenantId}`))[0].n, '1');
});

test('a token is made, shown once, and revoked', async () => {
	await part('API tokens');
	await field('What it is for').fill('Warehouse');
	await page.getByLabel('shops:read').check();
	await button('Make the token').click();
	const token = await dialog().locator('code').innerText();

	assert.equal((await s.get('/api/shops', token)).status, 200);
	assert.equal((await s.get('/api/ingest/runs', token)).status, 403);
	await check('settings-token');
	await button('Done').click();
	/* Closed it is none by its role, but its text may be there still. */
	await page.locator('dialog code').waitFor({ state: 'detached' });
	const row = page.getByRole('row').filter({ hasText: 'Warehouse' });

	await row.waitFor();
	assert.ok(!(await page.content()).includes(token));
	await row.getByRole('button').click();
	await row.waitFor({ state: 'detached' });
	assert.equal((await s.get('/api/shops', token)).status, 401);
	await check('settings-tokens');
});

test('everything is taken along', async () => {
	await part('Stores');
	const [file] = await Promise.all([page.waitForEvent('download'),
		button('Export everything').click()]);
	const { stdout } = await run('tar', ['-tf', await file.path()],
		{ check: true });

	assert.match(file.suggestedFilename(), /^xeno-export-[\d-]{10}\.tar$/);
	assert.match(stdout, /^xeno-export\/manifest\.json$/m);
	await page.getByText('Everything is exported').first().waitFor();
	await check('settings-stores');
});

test('a store is renamed, and disconnected by its address', async () => {
	await part('Stores');
	await field('Name of fern.myshopify.com').fill('Fern and Moss');
	await button('Rename').click();
	await page.getByRole('heading', { name: /^Fern and Moss/ }).waitFor();
	await check('settings-stores');
	await button('Disconnect Fern and Moss').click();
	await field('Type fern.myshopify.com').fill('fern.myshopify.com');
	await button('Disconnect').click();
	await page.getByText('Fern and Moss is disconnected').first().waitFor();
});

test('the audit log has it all', async () => {
	await part('Audit log');
	await page.getByRole('row').filter({ hasText: 'revoked the API token' })
		.first().waitFor();
	for (const words of ['invited', 'joined', 'changed the role of',
		'changed the password', 'made the API token', 'disconnected'])
		assert.ok(await page.getByRole('cell').getByText(words,
			{ exact: true }).count(), words);
	await check('settings-log');
});

test('an account is deleted with everything, by who has the password',
	async () => {
		await part('Stores');
		await button('Delete everything').click();
		const [file] = await Promise.all([page.waitForEvent('download'),
			button('Export everything', dialog()).click()]);
		const erase = () => button('Delete everything for good').click();

		assert.match(file.suggestedFilename(), /\.tar$/);
		await field('Your password').fill('not this one');
		await field(`Type ${email}`).fill('another@example.com');
		await erase();
		await page.locator('p.error').filter({ hasText: `Type ${email}` })
			.waitFor();
		await field(`Type ${email}`).fill(email);
		page.expected.add('422');
		await erase();
		await page.getByText('Not the password').waitFor();
		page.expected.delete('422');
		await check('settings-leave');
		await button('Cancel').click();
		assert.deepEqual(await s.sql('SELECT * FROM directory_erasure'), []);
	});

test('signed out is signed out, also after a reload', async () => {
	await page.locator('.account').click();
	await button('Sign out').click();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	await page.waitForLoadState('networkidle');
	await page.reload();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	assert.equal((await s.sql('SELECT count(*) AS n FROM session s JOIN' +
		' user_account u USING (user_id) WHERE email = \'ada@example.com\''
	))[0].n, '0');
});

test('a renewal that comes late signs nobody in again', async () => {
	const late = { email: 'late@example.com', password };
	const own = await openPage(browser);
	let release, isAsked = false, turn = 0;
	const held = new Promise((done) => { release = done; });

	await s.register({ ...late, shopDomain: 'late.myshopify.com' });
	await signIn(own, s.url, late.email, password);
	await own.locator('.account').waitFor();
	await own.route('**/api/auth/refresh', async (route) => {
		const response = await route.fetch();

		isAsked = true;
		await held;
		await route.fulfill({ response });
	});
	await until('the token has run out', async () => {
		await goTo(own, ['Orders', 'Customers'][turn++ % 2]);
		return isAsked;
	});
	await own.locator('.account').click();
	await button('Sign out', own).click();
	await own.getByRole('heading', { name: 'Sign in' }).waitFor();
	release();
	await own.waitForLoadState('networkidle');
	assert.equal(await own.locator('.account').count(), 0);
	await own.getByRole('heading', { name: 'Sign in' }).waitFor();
	await own.close();
});

test('who deleted the account is out, and it is not there', async () => {
	const leaver = { email: 'leaver@example.com', password };

	await s.register({ ...leaver, shopDomain: 'gone.myshopify.com' });
	await signIn(page, s.url, leaver.email, password);
	await page.locator('.account').waitFor();
	await page.goto(`${s.url}/settings?tab=stores`);
	await button('Delete everything').click();
	await field(`Type ${leaver.email}`).fill(leaver.email);
	await field('Your password').fill(password);
	await button('Delete everything for good').click();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	await page.getByText('The account is deleted').first().waitFor();
	await page.reload();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	assert.equal((await s.post('/api/auth/login', leaver)).status, 401);
});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
