/* A sync misses nothing: what webhooks lost, what cannot be stored. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import https from 'node:https';

import { all, faultyShop } from './faulty.mjs';
import { assertTrue } from './truth.mjs';
import { stack } from './stack.mjs';

describe('a sync', () => {
	let s, shop;

	const act = (what, more = {}) => s.control('POST',
		`/shops/${shop.now.domain}/act`, { do: what, ...more });
	const rows = (query) => s.sql(query.replaceAll('SHOP',
		`shop_id = ${shop.now.shopId}`), { tenant: shop.now.tenantId });
	const letters = () => rows(`SELECT topic, reason,
		convert_from(body, 'UTF8') AS body FROM dead_letter WHERE SHOP`);

	/* Somebody else who uses the same app. */
	const graphql = (query) => new Promise((resolve, reject) => {
		const { domain, accessToken } = shop.now;
		const request = https.request({ host: '127.0.0.1',
			port: s.tlsPort, servername: domain, method: 'POST',
			path: '/admin/api/2026-10/graphql.json',
			rejectUnauthorized: false, headers: { host: domain,
				'Content-Type': 'application/json',
				'X-Shopify-Access-Token': accessToken } },
		(response) => {
			let text = '';

			response.on('data', (part) => { text += part; });
			response.on('end', () => resolve(JSON.parse(text)));
		});

		request.on('error', reject);
		request.end(JSON.stringify({ query }));
	});

	before(async () => {
		s = await stack({ store: true });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

	describe('leaves out what PostgreSQL cannot hold', () => {
		let id;

		const unfit = async () => {
			const { ids } = await act('customer');

			id = ids.customer;
			await act('customer-update', { id,
				fields: { firstName: 'A\u0000B' } });
		};
		const keeps = async () => {
			assert.deepEqual(await letters(), [{ topic: 'sync',
				reason: 'it has a character that cannot be stored',
				body: `gid://shopify/Customer/${id}` }]);
			assert.deepEqual(await rows(`SELECT 1 FROM customer WHERE SHOP
				AND customer_id = ${id}`), []);
			const { body } = await s.get('/api/shops',
				shop.now.token);

			assert.equal(body[0].deadLetters, 1);
		};

		test('of a page, and goes on', async () => {
			await shop.fresh();
			await shop.sync();
			await unfit();
			const { ids } = await act('customer');
			const { code, stdout, stderr } = await shop.sync('delta');

			assert.equal(code, 0, stdout + stderr);
			assert.match(stdout, /1 could not be stored/);
			assert.equal((await rows(`SELECT 1 FROM customer WHERE SHOP
				AND customer_id = ${ids.customer}`)).length, 1);
			await keeps();
		});

		test('once, however often it is met', async () => {
			await shop.sync('delta');
			await keeps();
		});

		test('of a bulk result', async () => {
			await shop.fresh();
			await unfit();
			const { code, stdout } = await shop.sync();

			assert.equal(code, 0, stdout);
			assert.match(stdout, /1 could not be stored/);
			await keeps();
		});
	});

	test('leaves out no more than it has letters of', async () => {
		await shop.fresh({ orders: 10 });
		await Promise.all(Array.from({ length: 250 }, () =>
			act('product', { fields: { title: 'A\u0000B' } })));
		const { code, stdout } = await shop.sync();

		assert.equal(code, 0, stdout);
		assert.match(stdout, /250 could not be stored/);
		assert.equal(new Set((await letters()).map((l) => l.body)).size,
			250);
	});

	describe('that cannot note what it leaves out', () => {
		const refused = async (what) => {
			await s.sql('ALTER TABLE dead_letter ADD CONSTRAINT broken' +
				" CHECK (topic <> 'sync') NOT VALID");
			try {
				assert.equal((await shop.sync(what)).code, 1);
			} finally {
				await s.sql('ALTER TABLE dead_letter DROP CONSTRAINT broken');
			}
			assert.deepEqual(await letters(), []);
		};

		test('has its watermark in front of it', async () => {
			await shop.fresh();
			await shop.sync();
			const read = () => rows(`SELECT watermark FROM sync_watermark
				WHERE SHOP AND resource = 'customers'`);
			const { ids: { customer } } = await act('customer');

			await rows(`UPDATE sync_watermark SET watermark =
				watermark - interval '1 h' WHERE SHOP RETURNING 1`);
			const was = await read();

			await act('customer-update', { id: customer,
				fields: { firstName: 'A\u0000B' } });
			await act('customer');
			await refused('delta');
			assert.deepEqual(await read(), was);
			assert.equal((await shop.sync('delta')).code, 0);
			assert.notDeepEqual(await read(), was);
			assert.deepEqual((await letters()).map((l) => l.body),
				[`gid://shopify/Customer/${customer}`]);
		});

		test('has an order\'s ledger in the queue', async () => {
			await shop.fresh();
			await shop.sync();
			const { ids: { order } } = await act('order');
			const due = async () => Number((await rows(`SELECT
				agreements_due FROM orders WHERE SHOP
				AND order_id = ${order}`))[0].agreements_due);

			await shop.sync('delta');
			await shop.fault({ kind: 'ledger', times: 2 });
			await refused('agreements');
			assert.ok(await due() > 0);
			const { code, stdout } = await shop.sync('agreements');

			assert.equal(code, 0, stdout);
			assert.match(stdout, /1 could not be stored/);
			assert.equal(await due(), 0);
			assert.deepEqual(await letters(), [{ topic: 'sync',
				reason: 'order: its quantities do not fit',
				body: `gid://shopify/Order/${order}` }]);
			assert.equal((await s.sync(['replay', '--topic', 'sync',
				'--shop', shop.now.domain])).code, 0);
			await shop.goesWell('delta');
		});
	});

	describe('reconciled', () => {
		const reconcile = async () => {
			const result = await shop.sync('reconcile');

			assert.equal(result.code, 0, result.stdout + result.stderr);
			return result.stdout;
		};
		const some = (query) => rows(query).then((r) => r.length > 0);

		test('finds what was deleted, and only that', async () => {
			await shop.fresh({ orders: 120, refunded: 0.3 });
			await shop.sync();
			const { ids: { customer } } = await act('customer');
			const gone = [];

			/* What is as new as the list is left for the next. */
			await new Promise((done) => setTimeout(done, 1100));

			for (let i = 0; i < 4; i++)
				gone.push((await act('delete-order')).ids.order);
			const { ids: { product } } = await act('delete-product');

			await shop.sync('delta');
			await act('delete-customer', { id: customer });
			await shop.sync('delta');
			const said = await reconcile();

			assert.match(said, /1 customers were deleted/);
			assert.match(said, /1 products were deleted/);
			assert.match(said, /4 orders were deleted/);
			for (const [table, key, id] of [
				['customer', 'customer_id', customer],
				['product', 'product_id', product],
				...gone.map((id) => ['orders', 'order_id', id])])
				assert.ok(!await some(`SELECT 1 FROM ${table}
					WHERE SHOP AND ${key} = ${id}`), table);
			await assertTrue(s, shop.now, all);
			assert.equal((await s.sync(['verify'])).code, 0);
		});

		test('again finds nothing', async () => {
			assert.doesNotMatch(await reconcile(), /deleted/);
			await assertTrue(s, shop.now, all);
		});

		test('reads what a delta was never shown', async () => {
			await act('order');
			await act('refund');
			await rows(`UPDATE sync_watermark
				SET watermark = now() + interval '1 h' WHERE SHOP
				RETURNING 1`);
			await shop.sync('delta');
			await assert.rejects(assertTrue(s, shop.now, all));
			await reconcile();
			await assertTrue(s, shop.now, all);
		});

		test('believes no mass of deletions', async () => {
			for (let i = 0; i < 51; i++)
				await act('delete-order');
			assert.match(await reconcile(),
				/51 orders seem to be gone, too many to be believed/);
			assert.ok(await some(`SELECT 1 FROM orders WHERE SHOP
				HAVING count(*) > 100`));
		});

		test('leaves alone what the app may not see', async () => {
			await shop.fresh({ orders: 40, days: 30, scopes:
				['read_orders', 'read_products', 'read_customers'] });
			await shop.sync();
			const old = (await act('delete-order')).ids.order;
			const late = (await act('delete-order')).ids.order;

			await rows(`UPDATE orders SET created_at = now() -
				interval '80 d' WHERE SHOP AND order_id = ${old}
				RETURNING 1`);
			const said = await reconcile();

			assert.match(said, /limited to 60 days/);
			assert.match(said, /1 orders were deleted/);
			assert.deepEqual(await rows(`SELECT order_id FROM orders
				WHERE SHOP AND order_id IN (${old}, ${late})`),
			[{ order_id: old }]);
		});

		test('does without a list of ids', async () => {
			await shop.fault({ kind: 'bulk', status: 'FAILED',
				times: -1 });
			assert.match(await reconcile(),
				/deleted orders were not looked for/);
		});

		test('takes no list that ends too soon', async () => {
			await act('delete-order');
			await shop.fault({ kind: 'bulk', truncate: 100, times: -1 });
			assert.match(await reconcile(),
				/deleted orders were not looked for/);
		});
	});

	test('reads pages where children stand apart', async () => {
		await shop.fresh({ orders: 80 });
		await shop.fault({ kind: 'bulk', apart: true, times: 3 });
		const { stderr } = await shop.goesWell();

		assert.match(stderr, /stands apart from its parent/);
		assert.match(stderr, /orders: read by pages instead/);
	});

	test('does not go on when a filter is ignored', async () => {
		await shop.fresh();
		await shop.sync();
		const read = () => rows(`SELECT resource, watermark
			FROM sync_watermark WHERE SHOP ORDER BY 1`);
		const was = await read();

		await act('order');
		await shop.fault({ kind: 'search', field: 'updated_at' });
		const { code, stdout } = await shop.sync('delta');

		assert.equal(code, 1);
		assert.match(stdout, /Shopify ignores the filter on updated_at/);
		assert.deepEqual(await read(), was);
		await shop.goesWell('delta');
	});

	test('waits for a place among five bulk operations', async () => {
		await shop.fresh();
		await shop.fault({ kind: 'bulk', runMs: 4000, times: 5 });
		for (let i = 0; i < 5; i++) {
			const answer = await graphql('mutation {' +
				'bulkOperationRunQuery(query: "{ products {' +
				' edges { node { id } } } }") {' +
				' userErrors { message } } }');

			assert.deepEqual(answer.data.bulkOperationRunQuery
				.userErrors, []);
		}
		await shop.goesWell();
	});
});
