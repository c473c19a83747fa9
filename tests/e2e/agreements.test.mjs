/* Shopify's own ledger in the place of what was derived. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { assertTrue, connectShop, dayBefore } from './truth.mjs';
import { stack } from './stack.mjs';

const all = [[dayBefore(400), dayBefore(0)], [dayBefore(20), dayBefore(10)],
	[dayBefore(0), dayBefore(0)]];

describe('agreements', () => {
	let s, shop;

	const act = (what, more = {}) => s.control('POST',
		`/shops/${shop.domain}/act`, { do: what, ...more });
	const rows = (query) => s.sql(query.replaceAll('SHOP',
		`shop_id = ${shop.shopId}`), { tenant: shop.tenantId });
	const sync = async (what) => {
		const result = await s.sync([what, '--shop', shop.domain]);

		assert.equal(result.code, 0, result.stderr + result.stdout);
		assert.match(result.stdout, / done /);
		return result.stdout;
	};
	const verify = async () => {
		const { code, stdout } = await s.sync(['verify']);

		assert.equal(code, 0, stdout);
	};
	/* How many orders wait, and how many rows are not Shopify's own. */
	const state = async () => {
		const [{ due, derived }] = await rows(`SELECT
			(SELECT count(*) FROM orders
				WHERE SHOP AND agreements_due > 0) AS due,
			(SELECT count(*) FROM sale_event WHERE SHOP
				AND source = 'derived') AS derived`);

		return { due: Number(due), derived: Number(derived) };
	};
	const exact = { due: 0, derived: 0 };
	const sourceOf = async (order) => (await rows(`SELECT DISTINCT source
		FROM sale_event WHERE SHOP AND order_id = ${order}`))
		.map((r) => r.source).join();
	const dueOf = async (order) => Number((await rows(`SELECT agreements_due
		FROM orders WHERE SHOP AND order_id = ${order}`))[0]
		.agreements_due);

	const exactness = async (query) => (await s.get('/api/metrics/overview' +
		`?shopId=${shop.shopId}&${query}`, shop.token)).body.exactness;
	const today = `from=${dayBefore(0)}&to=${dayBefore(-1)}`;
	const before_ = `from=${dayBefore(300)}&to=${dayBefore(5)}`;

	before(async () => {
		s = await stack({ store: true });
	});
	after(() => s?.down());

	for (const [name, settings] of Object.entries({
		edited: { seed: 61, orders: 400, edits: 0.2, refunded: 0.2,
			cancelled: 0.1, unpaid: 0.1, giftCards: 0.1, tips: 0.1,
			duties: 0.2, fees: 0.2 },
		'with-tax': { seed: 62, orders: 200, edits: 0.3, currency: 'JPY',
			taxesIncluded: true, country: 'JP', imports: 0.1,
			timezone: 'Asia/Tokyo', duties: 0.2, fees: 0.2 },
	}))
		test(`of ${name}.myshopify.com, after a full sync`, async () => {
			shop = await connectShop(s, `${name}.myshopify.com`,
				{ ...settings, maximumAvailable: 20000,
					restoreRate: 10000 });
			assert.match(await sync('full'), /\d+ ledgers/);
			assert.deepEqual(await state(), exact);
			await assertTrue(s, shop);
			await verify();
		});

	test('stay when the same state is read again', async () => {
		const ledger = () => rows(`SELECT count(*) AS n,
			md5(string_agg(t::text, '|' ORDER BY order_id, event_no))
			FROM sale_event AS t WHERE SHOP`);
		const was = await ledger();

		await s.control('DELETE', '/log');
		await sync('full');
		assert.deepEqual(await ledger(), was);
		const { requests } = await s.control('GET',
			`/log?shop=${shop.domain}`);
		const asked = requests.filter((r) =>
			r.operation === 'AgreementsById')
			.reduce((n, r) => n + r.variables.ids.length, 0);

		assert.ok(asked < 20, `${asked} were read again`);
		await assertTrue(s, shop, all);
	});

	test('an order that changes is derived again, and queued', async () => {
		await s.control('POST', `/shops/${shop.domain}/webhooks`,
			{ url: `${s.url}/webhooks/shopify` });
		const { ids: { order } } = await act('order',
			{ lines: [{ price: '50', qty: 2 }] });

		assert.equal(await sourceOf(order), 'derived');
		assert.equal(await exactness(today), 'provisional');
		assert.equal(await exactness(before_), 'exact');
		const { body } = await s.get('/api/metrics/orders-by-date' +
			`?shopId=${shop.shopId}&from=${dayBefore(9)}` +
			`&to=${dayBefore(-1)}`, shop.token);

		assert.deepEqual(body.filter((point) =>
			point.exactness === 'provisional')
			.map((point) => Number(point.orders) > 0), [true]);
		await sync('agreements');
		assert.equal(await sourceOf(order), 'agreement');
		assert.equal(await exactness(today), 'exact');
		assert.deepEqual(await state(), exact);
		await act('note', { id: order });
		assert.equal(await sourceOf(order), 'derived');
		assert.equal(await dueOf(order), 2);
		await sync('agreements');
		await act('refund', { id: order, full: true });
		assert.equal(await dueOf(order), 2);
		await sync('agreements');
		assert.deepEqual(await state(), exact);
		await assertTrue(s, shop, all);
		await verify();
	});

	test('tell duties and fees, which stay while they are due', async () => {
		const [{ order_id: order }] = await rows(`SELECT order_id
			FROM sale_event JOIN orders USING (shop_id, order_id)
			WHERE SHOP AND line_type = 'duty' AND counted
				AND cancelled_at IS NULL
				AND financial_status = 'paid'
			ORDER BY order_id DESC LIMIT 1`);
		const spans = `from=${dayBefore(500)}&to=${dayBefore(-1)}`;
		const told = async () => {
			const { body } = await s.get('/api/metrics/overview' +
				`?shopId=${shop.shopId}&${spans}`, shop.token);

			return [body.duties, body.fees, body.totalSales];
		};
		const spent = async () => (await rows(`SELECT spent FROM orders
			WHERE SHOP AND order_id = ${order}`))[0].spent;
		const was = [await told(), await spent()];
		const stays = async () => {
			assert.equal(await sourceOf(order), 'derived');
			assert.deepEqual([await told(), await spent()], was);
			await verify();
		};

		assert.ok(Number(was[0][0]) > 0 && Number(was[0][1]) > 0);
		await act('note', { id: order });
		await stays();
		await act('note', { id: order });
		await sync('delta');
		await stays();
		await act('refund', { id: order, full: true });
		assert.deepEqual((await told()).slice(0, 2), was[0].slice(0, 2));
		await verify();
		await sync('agreements');
		await assertTrue(s, shop, all);
	});

	test('an edit counts on its day, once it is read', async () => {
		for (let i = 0; i < 5; i++)
			await act('edit');
		await sync('delta');
		await sync('agreements');
		assert.deepEqual(await state(), exact);
		await assertTrue(s, shop, all);
		await s.control('POST', `/shops/${shop.domain}/webhooks`,
			{ url: null });
	});

	test('of many parts are read to their end', async () => {
		const { ids } = await act('order', { lines: Array.from(
			{ length: 110 }, () => ({ price: '10', qty: 9 })) });

		for (let i = 0; i < 6; i++)
			await act('refund', { id: ids.order, lines: ids.lines
				.slice(0, 12).map((lineId) => ({ lineId, qty: 1 })) });
		await sync('delta');
		await sync('agreements');
		assert.deepEqual(await state(), exact);
		const [{ n }] = await rows(`SELECT count(*) AS n FROM sale_event
			WHERE SHOP AND order_id = ${ids.order}`);

		assert.equal(n, String(110 + 6 * 12));
		await assertTrue(s, shop, all);
		await verify();
	});

	test('of an order that we are behind with: it is read whole', async () => {
		const { ids: { order } } = await act('order');

		await sync('delta');
		await act('refund', { id: order, full: true });
		await sync('agreements');
		await sync('agreements');
		assert.deepEqual(await state(), exact);
		await assertTrue(s, shop, all);
	});

	test('of an order that is gone are not waited for', async () => {
		const { ids: { order } } = await act('order');

		await sync('delta');
		await act('delete-order', { id: order });
		await sync('agreements');
		assert.equal(await dueOf(order), 0);
		assert.equal(await sourceOf(order), 'derived');
	});

	test('all shops: a run only where something waits', async () => {
		const { code, stdout } = await s.sync(['agreements']);

		assert.equal(code, 0, stdout);
		assert.equal(stdout, '');
	});
});
