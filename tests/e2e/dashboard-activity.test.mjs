/* How far each store is read, and its rate limit, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { looksRight, openBrowser, openPage, settled, signIn }
	from './browser.mjs';
import { readied } from './readied.mjs';
import { stack } from './stack.mjs';

const user = { email: 'ada@example.com', password: 'correct horse battery' };
const stores = [
	{ name: 'Fern', domain: 'fern-books.myshopify.com', seed: 3,
		orders: 1400, days: 90, maximumAvailable: 4000, restoreRate: 200 },
	{ name: 'Blue', domain: 'blue-cup.myshopify.com', seed: 4, orders: 30,
		days: 60, maximumAvailable: 1000, restoreRate: 50 },
];
let s, browser, page, token, shops;

before(async () => {
	s = await stack({ store: true });
	({ token, shops } = await readied(s, user, stores));
	browser = await openBrowser();
	page = await openPage(browser);
	await signIn(page, s.url, user.email, user.password);
	await page.locator('.plot canvas').waitFor();
	await page.goto(`${s.url}/activity?shop=all`);
});
after(async () => {
	await browser?.close();
	await s?.down();
});

const toldOf = async (shop) => (await s.get('/api/shops', token)).body
	.find((one) => one.id === shop.id);
const tableOf = (name) => page.getByRole('region',
	{ name: `How far ${name} is read`, exact: true });
const cells = async (name) => (await tableOf(name).locator('tbody tr')
	.evaluateAll((rows) => rows.map((row) => [...row.cells].map((td) =>
		(td.querySelector('.term') ?? td).firstChild.textContent))));
const english = (n) => n.toLocaleString('en-US');
const cardOf = (name) => page.getByRole('region', { name, exact: true });

test('of each store and resource: the state, the latest change, the rows',
	async () => {
		for (const shop of shops) {
			const { name, resources } = await toldOf(shop);

			await tableOf(name).waitFor();
			assert.deepEqual((await cells(name)).map(([what, state, , rows]) =>
				[what, state, rows]),
			resources.map((r) => [r.resource[0].toUpperCase() +
				r.resource.slice(1), 'Current', english(r.rows)]));
			assert.deepEqual(await tableOf(name).locator('time')
				.evaluateAll((list) => list.map((t) => t.dateTime)),
			resources.map((r) => r.watermark));
		}
		assert.notDeepEqual(await cells('fern-books'),
			await cells('blue-cup'));
	});

test('of each store: what its rate limit at Shopify has left', async () => {
	for (const [i, { maximumAvailable, restoreRate }] of stores.entries()) {
		const { name, budget } = await toldOf(shops[i]);
		const fact = cardOf(name).locator('.facts > div')
			.filter({ hasText: 'Rate limit at Shopify' });

		assert.equal(budget.maximum, maximumAvailable);
		assert.match(await fact.innerText(), new RegExp(
			`${english(budget.available)} of ${english(maximumAvailable)} ` +
			`points\\s+restored at ${restoreRate} a second; as of .* ago`));
		assert.equal(await fact.locator('time').getAttribute('datetime'),
			budget.asOf);
	}
	await looksRight(page, 'activity-stores');
});

/* What happens at a store, read by now. */
async function happens(i, what, more) {
	const { domain } = stores[i];
	const { ids } = await s.control('POST', `/shops/${domain}/act`,
		{ do: what, ...more });

	for (const how of ['delta', 'agreements']) {
		const { code, stdout } = await s.sync([how, '--shop', domain]);

		assert.equal(code, 0, stdout);
	}
	return ids.order;
}

async function openAt(where, shop) {
	await page.goto(`${s.url}/${where}shop=${shop}`);
	await settled(page);
}

const unnamed = () => page.locator('.notice', { hasText: 'did not name' });
const DAYS = /\(.*\d{4}\)/;

/* The page says just this of sales that Shopify did not name. */
async function saysUnnamed(sales, rest) {
	await unnamed().waitFor();
	const words = await unnamed().locator('span').innerText();

	assert.match(words, DAYS);
	assert.equal(words.replace(DAYS, '()'), `${sales} () ${rest}`);
}

test('sales that Shopify did not name are said to be in no figure',
	async () => {
		const are = 'are of a kind that Shopify did not name. They are ' +
			'stored, and in no figure.';
		const is = 'is of a kind that Shopify did not name. It is stored, ' +
			'and in no figure.';

		await openAt('?', 'all');
		assert.equal(await unnamed().count(), 0);
		const id = await happens(0, 'order');

		await happens(0, 'unknown-sale', { id });
		await happens(0, 'unknown-sale', { id });
		const other = await happens(1, 'unknown-sale');

		await openAt('?', 'all');
		await saysUnnamed('3 sales of 2 orders', are);
		await looksRight(page, 'unknown-sales');
		await openAt('orders?', shops[0].id);
		await saysUnnamed('2 sales of 1 order', are);
		await openAt(`orders?order=${id}@${shops[0].id}&`, shops[0].id);
		await page.getByRole('dialog').getByText('Shopify did not name')
			.waitFor();
		await openAt('?', shops[1].id);
		await saysUnnamed('1 sale of 1 order', is);
		await openAt('?', 'all');
		await unnamed().getByRole('link').click();
		await cardOf('fern-books').getByText('2 sales of 1 order').waitFor();
		await cardOf('blue-cup').getByText('1 sale of 1 order').waitFor();
		await happens(0, 'name-sales', { id });
		await openAt('?', 'all');
		await saysUnnamed('1 sale of 1 order', is);
		await happens(1, 'name-sales', { id: other });
		await openAt('?', 'all');
		assert.equal(await unnamed().count(), 0);
		await page.goto(`${s.url}/activity?shop=all`);
	});

test('what is late, what is read just now, and what never was, say so',
	async () => {
		const { accessToken } = await s.control('POST', '/shops',
			{ domain: 'new.myshopify.com', seed: 5, orders: 5 });

		await s.post('/api/auth/add-shop', { accessToken, shopName: 'New',
			shopDomain: 'new.myshopify.com' }, token);
		await s.sql(`UPDATE ingest_run SET finished_at = now() -
			interval '41 minutes' WHERE shop_id = ${shops[0].id}`);
		await s.up(['--set', 'sync_command=/nonexistent/xeno-sync']);
		await s.post('/api/ingest/run', { shopId: shops[1].id,
			type: 'delta' }, token);
		await page.reload();
		await tableOf('new').waitFor();
		for (const [name, state] of [['fern-books', 'Behind'],
			['blue-cup', 'Syncing'], ['new', 'Never read']])
			assert.deepEqual((await cells(name)).map((row) => row[1]),
				[state, state, state]);
		assert.deepEqual((await cells('new')).map((row) => row.slice(2)),
			Array(3).fill(['never', '0']));
		await cardOf('new').getByText('not seen yet').waitFor();
		await cardOf('fern-books').getByText('no sync of the last 40 minutes')
			.waitFor();
		await looksRight(page, 'activity-late');
	});

test('a run that begins leaves no gap before the older ones', async () => {
	const [one] = (await s.get('/api/ingest/runs?limit=1', token)).body;
	const ids = Array.from({ length: 30 }, (_, i) => 1030 - i);
	const list = page.getByRole('region', { name: 'Runs', exact: true })
		.filter({ has: page.locator('h2') });
	const shown = () => list.locator('tbody tr').evaluateAll((rows) =>
		rows.map((row) => Number(row.cells[4].textContent)));

	/* Each page from after the last of the one before. */
	await page.route('**/api/ingest/runs?*', (route) => {
		const after = Number(new URL(route.request().url()).searchParams
			.get('cursor') ?? Infinity);
		const left = ids.filter((id) => id < after);
		const next = `/api/ingest/runs?limit=20&cursor=${left[19]}`;

		return route.fulfill({ json: left.slice(0, 20).map((id) =>
			({ ...one, id: `${id}`, rowsRead: id % 1000 })),
		headers: left.length > 20 ? { Link: `<${next}>; rel="next"` } : {} });
	});
	await page.reload();
	await list.getByText('20 runs so far').waitFor();
	await list.getByRole('button', { name: 'Show more' }).click();
	await list.getByText('30 runs', { exact: true }).waitFor();
	ids.unshift(1031);
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await list.getByText('31 runs', { exact: true }).waitFor();
	assert.deepEqual(await shown(), ids.map((id) => id % 1000));
});

test('in all of this: no console error, no violation, no failed request', () =>
	assert.deepEqual(page.troubles, []));
