/*
 * The dashboard's budgets, for one who is signed in and has nothing cached:
 * bytes, jumps, and what Lighthouse has to say.  How fast it is depends on the
 * machine: tests/bench/run dashboard measures that.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { audit } from '../lighthouse/audit.mjs';
import { openBrowser, openPage, settled, signIn } from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'ada@example.com', password: 'correct horse battery' };
let s, browser;

before(async () => {
	s = await stack({ store: true });
	await readied(s, user, [{ name: 'Fern Books', seed: 11, orders: 900,
		domain: 'fern-books.myshopify.com', days: 400,
		timezone: 'Europe/Berlin', currency: 'EUR', taxesIncluded: true }]);
	browser = await openBrowser();
});
after(async () => {
	await browser?.close();
	await s?.down();
});

/* What a page loads from nothing on: [{ url, size, headers }]. */
async function weighed(page, act) {
	const files = [];
	const weigh = async (r) => ({ url: r.url(),
		size: (await r.sizes()).responseBodySize,
		headers: await (await r.response()).allHeaders() });
	const note = (r) => files.push(weigh(r));

	page.on('requestfinished', note);
	await act();
	await page.waitForLoadState('networkidle');
	page.off('requestfinished', note);
	return Promise.all(files);
}

const sum = (list) => list.reduce((n, f) => n + f.size, 0);

function assertLight(files, what) {
	const scripts = files.filter((f) => f.url.endsWith('.js'));
	const sizes = `${what}: JavaScript ${sum(scripts)}, all ${sum(files)}`;

	assert.ok(sum(scripts) > 1000 && sum(scripts) <= 60_000, sizes);
	assert.ok(sum(files) <= 80_000, sizes);
	for (const { url, headers } of files
		.filter((f) => /-\w{8}\./.test(f.url))) {
		assert.equal(headers['content-encoding'], 'gzip', url);
		assert.match(headers['cache-control'], /immutable/, url);
	}
}

test('the first load keeps to the budget, and so do the figures', async () => {
	const page = await openPage(browser);
	const door = await weighed(page, () => page.goto(s.url));
	const inside = await weighed(page, async () => {
		await signIn(page, s.url, user.email, user.password);
		await page.locator('.plot canvas').waitFor();
		await settled(page);
	});

	assertLight(door, 'signed out');
	assertLight([...door, ...inside.filter((f) => !door.some((d) =>
		d.url === f.url))], 'signed in');
	assert.deepEqual(page.troubles, []);
});

test('Lighthouse marks nothing down in how it is built', async () => {
	for (const [form, found] of Object.entries(await audit(s.url, user))) {
		for (const part of ['accessibility', 'best-practices'])
			assert.deepEqual([found.scores[part], found.missed[part]],
				[100, []], `${form}: ${part}`);
		assert.ok(found.cls <= 0.02, `${form}: ${found.cls} has jumped`);
	}
});
