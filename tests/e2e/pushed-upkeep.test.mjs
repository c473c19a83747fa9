/*
 * A store that was never connected, only pushed to, is looked after like any
 * other: built, scored, verified and mended, by domain or number, or as one of
 * all.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { until } from './processes.mjs';
import { stack } from './stack.mjs';

const domain = 'pushed.myshopify.com';
let s, token, shopId;

const day = (n) => `2026-03-${String(n).padStart(2, '0')}T10:00:00Z`;
const order = (id) => ({ id, name: `#${id}`, customerId: id % 7 + 1,
	createdAt: day(id % 28 + 1), updatedAt: day(id % 28 + 1),
	totalPrice: '20.00', channel: 'web', lineItems: [{ id, productId: 70,
		title: 'Hat', quantity: 2, price: '10.00' }] });

async function push(ids) {
	const { status, text } = await s.post('/api/orders', { shopId,
		records: ids.map(order) }, token);

	assert.equal(status, 200, text);
}

async function run(...args) {
	const { code, stdout, stderr } = await s.sync(args);

	return { code, said: stdout + stderr };
}

const pushed = async () => (await s.sql(
	'SELECT shop_id, shop_domain FROM directory_pushed')).map((row) =>
	({ ...row }));
const mine = () => [{ shop_id: shopId, shop_domain: domain }];

before(async () => {
	s = await stack({ store: true });
	const account = await s.register({ shopDomain: domain });

	token = account.token;
	shopId = account.shop.id;
});
after(() => s?.down());

test('it is known from its first push on', async () => {
	assert.deepEqual(await pushed(), []);
	await push(Array.from({ length: 60 }, (_, i) => i + 1));
	await push([1]);
	assert.equal((await s.post('/api/customers', { shopId,
		records: [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id,
			createdAt: day(1), updatedAt: day(1) })) }, token)).status, 200);
	assert.deepEqual(await pushed(), mine());
});

test('its days are built', async () => {
	const { code, said } = await run('queue');

	assert.equal(code, 0, said);
	assert.deepEqual(await s.sql('SELECT day FROM rollup_dirty'), []);
	const [{ n }] = await s.sql('SELECT sum(orders) AS n FROM rollup_part' +
		' WHERE shop_id = :shop AND dimension = 2 AND grain = 1',
	{ vars: { shop: shopId } });

	assert.equal(n, '60');
});

test('its tables are known to the planner', async () => {
	assert.deepEqual(await s.sql('SELECT relname FROM pg_class WHERE' +
		" relname IN ('orders', 'sale_event', 'rollup_part') AND" +
		' reltuples < 0'), []);
});

test('its customers are scored', async () => {
	const { code, said } = await run('rfm');
	const { body: [{ asOf, groups }] } = await s.get('/api/metrics/rfm',
		token);

	assert.equal(code, 0, said);
	assert.match(said, /pushed.myshopify.com: customers are scored/);
	assert.ok(asOf);
	assert.equal(groups.reduce((n, g) => n + g.customers, 0), 7);
});

for (const args of [[], ['--shop', domain], ['--sample']])
	test(`it is verified${args.map((a) => ` ${a}`).join('')}`, async () => {
		const { code, said } = await run('verify', ...args);

		assert.equal(code, 0, said);
		assert.match(said, /pushed.myshopify.com: .*nothing differs/);
	});

test('it is mended', async () => {
	await s.sql('UPDATE rollup_day SET taxes = taxes + 1 WHERE shop_id = :shop',
		{ vars: { shop: shopId } });
	assert.match((await run('verify', '--shop', shopId)).said,
		/rollup_day: \d+ rows differ/);
	assert.match((await run('verify', '--repair')).said, /repaired/);
	assert.match((await run('verify')).said, /nothing differs/);
});

test('what talks to Shopify leaves it alone', async () => {
	for (const what of ['delta', 'reconcile', 'full']) {
		assert.equal((await run(what)).code, 0, what);
		assert.match((await run(what, '--shop', domain)).said,
			/no connected shop is called/);
	}
});

test('once it is connected it is one of those', async () => {
	const { accessToken } = await s.control('POST', '/shops',
		{ domain, orders: 0 });
	const { status, text } = await s.send('PATCH', `/api/shops/${shopId}`,
		{ token, body: { accessToken } });

	assert.equal(status, 200, text);
	assert.deepEqual(await pushed(), []);
	await push([61]);
	assert.deepEqual(await pushed(), []);
	assert.match((await run('verify')).said,
		/^pushed.myshopify.com: nothing differs\n$/);
});

test('nothing of one is left when it is deleted', async () => {
	const { token: other, shop } = await s.register();

	assert.equal((await s.post('/api/orders', { shopId: shop.id,
		records: [order(1)] }, other)).status, 200);
	assert.equal((await pushed()).length, 1);
	assert.equal((await s.send('DELETE', `/api/shops/${shop.id}`,
		{ token: other })).status, 204);
	assert.deepEqual(await pushed(), []);
	await until('it is erased', async () => {
		await run('queue');
		return !(await s.sql('SELECT shop_id FROM shop WHERE shop_id =' +
			` ${shop.id}`)).length;
	});
});

/* Each refund that is stored once was read with as many rows as all have. */
test('an order has ever more refunds, in little memory', async () => {
	for (let n = 0; n < 20; n++) {
		const { status, text } = await s.post('/api/orders', { shopId,
			records: [{ ...order(9001), updatedAt: new Date(Date.parse(
				day(20)) + 1000 * n).toISOString(),
			refunds: Array.from({ length: 100 }, (_, i) => ({
				id: 1000 + 100 * n + i, createdAt: day(19) })) }] },
		token);

		assert.equal(status, 200, text);
	}
	assert.deepEqual(await s.sql(`SELECT count(*) AS n FROM refund
		WHERE order_id = 9001`), [{ n: '2000' }]);
	for (const pid of s.pids('events')) {
		const status = await readFile(`/proc/${pid}/status`, 'utf8');
		const [, kb] = /VmHWM:\s+(\d+)/.exec(status);

		assert.ok(Number(kb) < 100_000, `${kb} kB`);
	}
});
