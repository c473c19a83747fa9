/* /api/shops and /api/ingest: a tenant's shops and the runs over them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { assertError, merchants } from './merchants.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';

let s, merchant, finished, sync, rowsOfShop;

before(async () => {
	s = await stack({ store: true });
	({ merchant, finished, sync, rowsOfShop } = merchants(s));
});
after(() => s?.down());

describe('shops', () => {
	test('are listed with all that is known, never a token', async () => {
		const m = await merchant();
		const run = await sync(m);
		const answer = await s.get('/api/shops', m.token);
		const [shop] = answer.body;

		assert.equal(answer.body.length, 1);
		assert.deepEqual(Object.keys(shop), ['id', 'shopDomain', 'name',
			'currency', 'timezone', 'isActive', 'verified', 'state',
			'eventKey', 'tokenExpires', 'hasApiSecret', 'scopes',
			'historyLimit',
			'createdAt', 'lastSyncAt', 'lastWebhookAt',
			'nextAttemptAt', 'deadLetters', 'unknownSales',
			'resources', 'budget', 'sync']);
		assert.deepEqual([shop.id, shop.shopDomain, shop.currency,
			shop.timezone, shop.isActive, shop.verified, shop.state],
		[m.shopId, m.domain, 'EUR', 'Europe/Paris', true, true,
			'connected']);
		assert.deepEqual([shop.tokenExpires, shop.hasApiSecret,
			shop.historyLimit, shop.unknownSales],
		[false, false, null, null]);
		assert.ok(shop.scopes.includes('read_orders'));
		assert.equal(shop.sync.id, run.id);
		assert.ok(Date.parse(shop.lastSyncAt) > Date.now() - 60000);
		assert.ok(!answer.text.includes(m.accessToken));
	});

	const shopOf = async (m) => (await s.get('/api/shops', m.token))
		.body.find((shop) => shop.id === m.shopId);
	const states = async (m) => (await shopOf(m)).resources
		.map((r) => r.state);
	const all = (state) => [state, state, state];

	test('tell of each resource how far it is read, and of how many rows',
		async () => {
			const m = await merchant(40), other = await merchant(7);
			const { resources, budget } = await shopOf(m);

			assert.deepEqual(resources, ['customers', 'orders', 'products']
				.map((resource) => ({ resource, state: 'never',
					watermark: null, rows: 0 })));
			assert.equal(budget, null);
			await sync(m);
			const told = Object.fromEntries((await shopOf(m)).resources
				.map((r) => [r.resource, r]));
			const store = await s.control('GET', `/shops/${m.domain}`);
			const { overview } = await s.control('GET',
				`/shops/${m.domain}/figures?from=2000-01-01&to=2099-12-31`);

			assert.deepEqual(Object.values(told).map((r) => r.rows),
				[store.customers, overview.totalOrders, store.products]);
			const marks = await s.sql(`SELECT resource,
				floor(extract(epoch FROM watermark) * 1000) AS at
				FROM sync_watermark WHERE shop_id = ${m.shopId}`);

			assert.equal(marks.length, 3);
			for (const { resource, at } of marks) {
				assert.equal(Date.parse(told[resource].watermark),
					Number(at));
				assert.equal(told[resource].state, 'current');
			}
			assert.deepEqual((await shopOf(other)).resources
				.map((r) => [r.state, r.rows]), all(['never', 0]));
			assert.deepEqual((await s.get('/api/shops', m.token)).body
				.map((shop) => shop.id), [m.shopId]);
		});

	test('are behind once no changes were read for long, and syncing again',
		async () => {
			const m = await merchant(3);
			const later = (minutes) => s.sql(`UPDATE ingest_run SET
				finished_at = now() - interval '${minutes} minutes'
				WHERE shop_id = ${m.shopId}
				AND type <> 'agreements'`);

			await sync(m);
			await later(39);
			assert.deepEqual(await states(m), all('current'));
			await later(41);
			assert.deepEqual(await states(m), all('behind'));
			/* Neither the ledgers of orders nor a run that fails helps. */
			await s.sync(['agreements', '--shop', m.domain]);
			await s.control('POST', '/faults', [{ kind: 'status',
				status: 403, shop: m.domain, times: 1 }]);
			assert.equal((await sync(m, 'delta')).status, 'failed');
			assert.deepEqual(await states(m), all('behind'));
			await s.up(['--set', 'sync_command=/nonexistent/xeno-sync']);
			await s.post('/api/ingest/run',
				{ shopId: m.shopId, type: 'delta' }, m.token);
			assert.deepEqual(await states(m), all('syncing'));
			await s.sql(`UPDATE directory_run SET wanted_at = now() -
				interval '1 hour'`);
			await s.up();
			await s.sync(['queue']);
			assert.deepEqual(await states(m), all('current'));
		});

	test('tell what the last run left of the rate limit at Shopify',
		async () => {
			const m = await merchant(5), other = await merchant(5);
			const limit = (maximumAvailable, restoreRate) => s.control(
				'PATCH', `/shops/${m.domain}`,
				{ maximumAvailable, restoreRate });
			const began = Date.now();

			await limit(1000, 50);
			await sync(m);
			const { budget, sync: run } = await shopOf(m);

			assert.deepEqual([budget.maximum, budget.restoreRate], [1000, 50]);
			assert.ok(Number.isInteger(budget.available));
			assert.ok(budget.available > 0 && budget.available <= 1000);
			assert.ok(Date.parse(budget.asOf) >= began - 1000);
			assert.ok(Date.parse(budget.asOf) <= Date.parse(run.finishedAt));
			await limit(4000, 200);
			await sync(m, 'delta');
			const next = (await shopOf(m)).budget;

			assert.deepEqual([next.maximum, next.restoreRate], [4000, 200]);
			assert.ok(next.available > 1000 && next.available <= 4000);
			assert.ok(Date.parse(next.asOf) > Date.parse(budget.asOf));
			assert.equal((await shopOf(other)).budget, null);
			/* What changes a shop answers with the same. */
			assert.deepEqual((await s.send('PATCH', `/api/shops/${m.shopId}`,
				{ body: {}, token: m.token })).body.budget, next);
		});

	test('tell that without a scope the history is short', async () => {
		const m = await merchant();
		const limit = async () => (await s.get('/api/shops', m.token))
			.body.map((shop) => shop.historyLimit);
		const grant = async (scopes) => {
			const { access_token: accessToken } = await s.control('POST',
				`/shops/${m.domain}/tokens`, { scopes });
			const { status } = await s.send('PATCH',
				`/api/shops/${m.shopId}`,
				{ body: { accessToken }, token: m.token });

			assert.equal(status, 200);
		};

		await grant(['read_orders', 'read_customers', 'read_products']);
		assert.deepEqual(await limit(), [{ days: 60, message:
			'History limited to 60 days: the app has no scope ' +
			'read_all_orders' }]);
		await grant(['read_orders', 'read_customers', 'read_products',
			'read_all_orders']);
		assert.deepEqual(await limit(), [null]);
	});

	test('are renamed and switched off and on', async () => {
		const m = await merchant();
		const path = `/api/shops/${m.shopId}`;
		const patch = (body) => s.send('PATCH', path,
			{ body, token: m.token });
		let answer = await patch({ name: 'Läden & Söhne' });

		assert.equal(answer.status, 200, answer.text);
		assert.equal(answer.body.name, 'Läden & Söhne');
		assert.equal(answer.body.isActive, true);
		answer = await patch({ isActive: false });
		assert.deepEqual([answer.body.name, answer.body.isActive,
			answer.body.state], ['Läden & Söhne', false, 'paused']);
		assertError(await s.post('/api/ingest/run',
			{ shopId: m.shopId, type: 'delta' }, m.token),
		422, 'refused', 'shopId');
		assert.equal((await patch({})).body.isActive, false);
		assert.equal((await patch({ isActive: true })).body.state,
			'connected');
		assertError(await patch({ name: '' }), 400, 'bad_input', 'name');
		assertError(await patch({ isActive: 'yes' }), 400, 'bad_input',
			'isActive');
		assertError(await s.send('PATCH', '/api/shops/x',
			{ body: {}, token: m.token }), 404, 'not_found');
	});

	test('are connected by a token that is given later', async () => {
		const domain = 'later.myshopify.com';
		const { accessToken } = await s.control('POST', '/shops',
			{ domain, seed: 5, orders: 1 });
		const { token, shop } = await s.register({ shopDomain: domain });
		const patch = (body) => s.send('PATCH', `/api/shops/${shop.id}`,
			{ body, token });

		assertError(await s.post('/api/ingest/run',
			{ shopId: shop.id, type: 'delta' }, token),
		422, 'refused', 'shopId');
		assertError(await patch({ accessToken: 'shpat_wrong' }),
			422, 'refused', 'accessToken');
		assert.equal((await patch({ accessToken })).body.state, 'connected');
	});

	test('are erased with every row, where that is asked for', async () => {
		const m = await merchant(20), other = await merchant(5);

		await sync(m);
		await sync(other);
		assert.equal((await s.webhook('orders/create', '{not JSON',
			{ shop: m.domain })).status, 200);
		const before = await rowsOfShop(m.shopId);
		const others = await rowsOfShop(other.shopId);

		for (const name of ['orders', 'order_line', 'customer', 'product',
			'sale_event', 'rollup_day', 'rollup_part', 'delivery',
			'dead_letter', 'ingest_run', 'sync_watermark', 'shop',
			'shop_state', 'directory_shop'])
			assert.ok(before[name] > 0, `${name} has no row to delete`);
		const answer = await s.send('DELETE',
			`/api/shops/${m.shopId}?erase=now`, { token: m.token });

		assert.deepEqual([answer.status, answer.text], [204, '']);
		for (const [name, n] of Object.entries(await rowsOfShop(m.shopId)))
			assert.equal(n, 0, `${name} still has ${n} rows`);
		assert.deepEqual(await rowsOfShop(other.shopId), others);
		assert.deepEqual(await s.sql('SELECT * FROM directory_run'), []);
		assert.deepEqual((await s.get('/api/shops', m.token)).body, []);
		assertError(await s.send('DELETE', `/api/shops/${m.shopId}`,
			{ token: m.token }), 404, 'not_found');
		assert.equal((await s.webhook('orders/create', {},
			{ shop: m.domain })).status, 404);

		/* The domain is free: somebody else may connect it. */
		const next = await s.register({ shopDomain: m.domain,
			email: 'next@example.com', accessToken: m.accessToken });

		assert.equal(next.shop.state, 'connected');
	});

	test('too large for one request are gone at once all the same',
		async () => {
			const m = await merchant(3);

			await s.sql(`INSERT INTO customer (tenant_id, shop_id,
				customer_id, created_at, updated_at)
				SELECT ${m.tenantId}, ${m.shopId}, i, now(), now()
				FROM generate_series(1, 600000) i`);
			const answer = await s.send('DELETE',
				`/api/shops/${m.shopId}?erase=now`, { token: m.token });

			assert.equal(answer.status, 204);
			assert.deepEqual((await s.get('/api/shops', m.token)).body, []);
			assertError(await s.get('/api/metrics/overview?shopId=' +
				m.shopId, m.token), 404, 'not_found');
			await until('there is no row of the shop', async () =>
				Object.values(await rowsOfShop(m.shopId))
					.every((n) => n === 0));
		});
});

describe('runs', () => {
	test('begin at once, one at a time, and tell how far they are',
		async () => {
			const m = await merchant(300);
			const ask = (type) => s.post('/api/ingest/run',
				{ shopId: m.shopId, type }, m.token);
			const answers = await Promise.all([ask('full-sync'),
				ask('full-sync'), ask('delta')]);
			const ids = new Set(answers.map((a) => a.body.id));
			const first = answers.find((a) => a.status === 202);

			assert.equal(ids.size, 1);
			assert.deepEqual(answers.map((a) => a.status).sort(),
				[200, 200, 202]);
			for (const name of ['id', 'tenantId', 'shopId', 'type', 'status',
				'startedAt', 'finishedAt', 'detail'])
				assert.ok(name in first.body, name);
			assert.equal(first.body.tenantId, m.tenantId);
			assert.equal(first.body.shopId, m.shopId);
			const run = await finished(first.body.id, m.token);

			assert.equal(run.status, 'success', run.error);
			/* Not when cron comes; how fast is up to the machine. */
			assert.ok(Date.parse(run.startedAt) -
				Date.parse(run.createdAt) < 15000);
			assert.ok(run.rowsRead >= 300);
			assert.equal(run.rowsExpected, run.rowsRead);
			assert.ok(run.rowsStored >= 300);
			assert.equal(run.error, null);
			assert.equal((await ask('delta')).status, 202);
		});

	test('are listed newest first, a page at a time', async () => {
		const m = await merchant(1), other = await merchant(1);
		const ids = [];

		for (let i = 0; i < 5; i++)
			ids.unshift((await sync(m, 'delta')).id);
		await sync(other, 'delta');
		let path = `/api/ingest/runs?shopId=${m.shopId}&limit=2`;
		const pages = [];

		while (path) {
			const answer = await s.get(path, m.token);

			assert.equal(answer.status, 200);
			pages.push(answer.body.map((r) => r.id));
			path = /^<(.*)>; rel="next"$/
				.exec(answer.headers.get('link') ?? '')?.[1];
		}
		assert.deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4),
			ids.slice(4)]);
		assert.deepEqual((await s.get('/api/ingest/runs', m.token)).body
			.map((r) => r.id), ids);
	});

	test('are not asked for by nonsense', async () => {
		const m = await merchant(1);
		const cases = [
			[{ shopId: m.shopId }, 400, 'type'],
			[{ type: 'delta' }, 400, 'shopId'],
			[{ shopId: 'x', type: 'delta' }, 400, 'shopId'],
			[{ shopId: '0', type: 'delta' }, 400, 'shopId'],
			[{ shopId: m.shopId, type: 'erase' }, 400, 'type'],
			[{ shopId: m.shopId, type: 'FULL' }, 400, 'type'],
			[{ shopId: '999999', type: 'delta' }, 404, 'shopId'],
		];

		for (const [body, status, field] of cases)
			assertError(await s.post('/api/ingest/run', body, m.token),
				status, status === 404 ? 'not_found' : 'bad_input', field);
		for (const query of ['limit=0', 'limit=101', 'cursor=x',
			'shopId=me'])
			assertError(await s.get(`/api/ingest/runs?${query}`, m.token),
				400, 'bad_input', query.split('=')[0]);
	});

	test('wait in the queue when no process could be started', async () => {
		const m = await merchant(2);

		await s.up(['--set', 'sync_command=/nonexistent/xeno-sync']);
		const { status, body } = await s.post('/api/ingest/run',
			{ shopId: m.shopId, type: 'delta' }, m.token);

		assert.deepEqual([status, body.status], [202, 'pending']);
		assert.match(await s.log('pool-api'),
			/cannot start \/nonexistent\/xeno-sync/);
		await s.up();
		/* The queue leaves a run that is just beginning alone. */
		await until('the queue has carried it out', async () => {
			const queue = await s.sync(['queue']);

			assert.equal(queue.code, 0, queue.stderr);
			return (await s.get(`/api/ingest/runs/${body.id}`, m.token))
				.body.finishedAt;
		});
		assert.equal((await finished(body.id, m.token)).status, 'success');
	});
});
