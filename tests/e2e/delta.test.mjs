/* A delta sync: what was changed since the last time, and nothing more. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { assertTrue, connectShop, dayBefore, rowsOf } from './truth.mjs';
import { stack } from './stack.mjs';

const recent = [[dayBefore(3), dayBefore(0)], [dayBefore(400), dayBefore(0)]];

describe('a delta', () => {
	let s, shop;

	const act = (what, more = {}) => s.control('POST',
		`/shops/${shop.domain}/act`, { do: what, ...more });
	const delta = async () => {
		const result = await s.sync(['delta', '--shop', shop.domain]);

		assert.equal(result.code, 0, result.stderr + result.stdout);
		return result.stdout;
	};
	const asked = async (name) => (await s.control('GET',
		`/log?shop=${shop.domain}`)).requests
		.filter((r) => r.operation === name);
	const read = (line) => Object.fromEntries(
		[...line.matchAll(/(\d+) (customers|products|orders)/g)]
			.map(([, n, what]) => [what, Number(n)]));

	before(async () => {
		s = await stack({ store: true });
		shop = await connectShop(s, 'delta.myshopify.com',
			{ seed: 41, orders: 500, days: 300, to: dayBefore(1) });
	});
	after(() => s?.down());

	test('of a shop never read is a full sync', async () => {
		assert.match(await delta(), /\b4\d\d orders|\b500 orders/);
		assert.ok((await asked('BulkRun')).length === 3);
		await assertTrue(s, shop, recent);
	});

	test('after all kinds of changes is true', async () => {
		await s.control('DELETE', '/log');
		for (let i = 0; i < 12; i++)
			await act('order', { paid: i > 0 });
		for (const what of ['refund', 'refund', 'cancel', 'pay',
			'fulfil', 'note', 'customer', 'customer-update',
			'product', 'product-update'])
			await act(what);
		await delta();
		assert.equal((await asked('BulkRun')).length, 0);
		await assertTrue(s, shop, recent);
	});

	test('again reads only the overlap, and changes nothing', async () => {
		await delta();
		const rows = await rowsOf(s, shop);
		const line = await delta();

		assert.ok(read(line).orders < 60, line);
		assert.deepEqual(await rowsOf(s, shop), rows);
	});

	test('filters by quoted times, to a fixed end', async () => {
		await s.control('DELETE', '/log');
		await delta();
		const time = "'\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ'";

		for (const name of ['Orders', 'Customers', 'Products']) {
			const [request] = await asked(name);

			assert.match(request.variables.query, new RegExp('^' +
				`updated_at:>=${time} AND ` +
				`updated_at:<${time}`));
		}
	});

	test('reads long orders to their end', async () => {
		const lines = Array.from({ length: 130 }, (_, i) =>
			({ price: `${i + 1}.00`, qty: 2 }));
		const { ids } = await act('order', { lines });

		await delta();
		const [{ n, sum }] = await s.sql(`SELECT count(*) AS n,
			sum(unit_price) AS sum FROM order_line
			WHERE shop_id = ${shop.shopId}
			AND order_id = ${ids.order}`,
		{ tenant: shop.tenantId });

		assert.equal(n, '130');
		assert.equal(Number(sum), 130 * 131 / 2);
		await assertTrue(s, shop, recent);
	});

	test('reads many refunds of many lines', async () => {
		const { ids } = await act('order', { lines: Array.from(
			{ length: 12 }, () => ({ price: '10.00', qty: 5 })) });

		await act('refund', { id: ids.order, lines: ids.lines.map(
			(lineId) => ({ lineId, qty: 1 })) });
		for (let i = 0; i < 5; i++)
			await act('refund', { id: ids.order, lines: [
				{ lineId: ids.lines[i], qty: 1 }] });
		await delta();
		const [row] = await s.sql(`SELECT
			(SELECT count(*) FROM refund
				WHERE order_id = ${ids.order}) AS refunds,
			(SELECT count(*) FROM refund_line
				WHERE order_id = ${ids.order}) AS lines`,
		{ tenant: shop.tenantId });

		assert.deepEqual(row, { refunds: '6', lines: '17' });
		await assertTrue(s, shop, recent);
	});

	test('spends little: pages grow with what they cost', async () => {
		for (let i = 0; i < 150; i++)
			await act('order', { wait: false });
		await s.control('DELETE', '/log');
		await delta();
		const pages = await asked('Orders');
		const sizes = pages.map((r) => r.variables.first);

		assert.ok(Math.max(...sizes) > sizes[0], sizes.join());
		assert.ok(pages.every((r) => r.requested <= 1000));
		const { shops } = await s.control('GET', '/log');

		assert.equal(shops[shop.domain].throttled, 0);
		await assertTrue(s, shop, recent);
	});

	test('of very many changes goes on in bulk', async () => {
		const first = shop;

		shop = await connectShop(s, 'many.myshopify.com', { seed: 44,
			orders: 3200, customers: 40, refunded: 0.1,
			testOrders: 0, /* refund lines: by pages alone */
			restoreRate: 10000, maximumAvailable: 20000 });
		await s.sync(['full', '--shop', shop.domain]);
		await s.sync(['agreements', '--shop', shop.domain]);
		const rows = await rowsOf(s, shop);

		await s.sql(`UPDATE sync_watermark SET watermark = '2020-01-01'
			WHERE shop_id = ${shop.shopId}`,
		{ tenant: shop.tenantId });
		await s.control('DELETE', '/log');
		await delta();
		const runs = await asked('BulkRun');

		assert.equal(runs.length, 1);
		assert.match(runs[0].variables.query,
			/^{ orders\(query: "updated_at:>='20\d\d-/);
		await s.sync(['agreements', '--shop', shop.domain]);
		assert.deepEqual(await rowsOf(s, shop), rows);
		await assertTrue(s, shop, recent);
		shop = first;
	});

	test('goes over all connected shops, and says so', async () => {
		await connectShop(s, 'second.myshopify.com',
			{ seed: 42, orders: 20 });
		await connectShop(s, 'third.myshopify.com',
			{ seed: 43, orders: 20 });
		const { code, stdout, stderr } = await s.sync(['delta']);

		assert.equal(code, 0, stderr);
		assert.match(stdout, /4 shops, 0 failed/);
		const done = await s.sql(`SELECT shop_domain FROM shop
			JOIN shop_state USING (tenant_id, shop_id)
			WHERE last_sync_at IS NOT NULL ORDER BY 1`);

		assert.equal(done.length, 4);
	});

	test('status tells how each shop stands', async () => {
		const { code, stdout } = await s.sync(['status']);

		assert.equal(code, 0);
		for (const domain of ['delta', 'second', 'third'])
			assert.match(stdout, new RegExp(
				`${domain}\\.myshopify\\.com ` +
				'\\(shop \\d+\\)\n' +
				'  \\S+ success \\d+ (s|min) ago: .*\n' +
				'  customers  read up to a change .*\n' +
				'  products   read up to a change .*\n' +
				'  orders     read up to a change'));
	});

	test('metrics say the same as Prometheus reads it', async () => {
		const { code, stdout } = await s.sync(['metrics']);
		const lines = stdout.split('\n').slice(0, -1);
		const sample = new RegExp('^(xeno_[a-z_]+)\\{shop="[a-z.-]+"' +
			'(?:,[a-z]+="[a-z_/]+")?\\} (\\d+)$');
		const named = lines.filter((l) => !l.startsWith('#'))
			.map((l) => sample.exec(l)?.[1]);

		assert.equal(code, 0);
		assert.ok(!named.includes(undefined), stdout);
		/* The samples of a name stand together, under its type. */
		const runs = named.filter((name, i) => name !== named[i - 1]);

		assert.equal(new Set(runs).size, runs.length);
		for (const name of runs)
			assert.ok(lines.some((l) => l.startsWith(
				`# TYPE ${name} `)), name);
		const [, at] = new RegExp('^xeno_shop_last_sync_timestamp_seconds' +
			'\\{shop="delta\\.myshopify\\.com"\\} (\\d+)$', 'm')
			.exec(stdout);

		assert.ok(Math.abs(Date.now() / 1000 - Number(at)) < 3600);
	});
});
