/*
 * `xeno-sync verify` finds every kind of drift and mends it; and there is
 * none even when everything writes at once.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { compare, compareRange, deltaSync, fullSync, listen, openShop, storm,
	verify } from './compare.mjs';
import { stack } from './stack.mjs';

let s;

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());

describe('drift', () => {
	const one = (table, column = 'orders') => 'ctid = (SELECT ctid FROM' +
		` ${table} WHERE shop_id = :shop AND ${column} > 0 LIMIT 1)`;
	const copyOf = (table, order) => `INSERT INTO ${table} SELECT (r).*` +
		` FROM (SELECT jsonb_populate_record(${table}, '{"order_id":` +
		` ${order}}') AS r FROM ${table} WHERE ${
			one(table, 'order_id')}) AS copy`;
	const harm = {
		rollup_day: [
			`UPDATE rollup_day SET taxes = taxes + 1 WHERE ${
				one('rollup_day')}`,
			`UPDATE rollup_day SET units_net = units_net - 1 WHERE ${
				one('rollup_day')}`,
			`DELETE FROM rollup_day WHERE ${one('rollup_day')}`,
			'INSERT INTO rollup_day SELECT (r).* FROM (SELECT' +
				' jsonb_populate_record(rollup_day, \'{"day":' +
				' "1999-01-01"}\') AS r FROM rollup_day WHERE' +
				` ${one('rollup_day')}) AS copy`],
		rollup_part: [
			'UPDATE rollup_part SET orders = orders + 1 WHERE' +
				' shop_id = :shop AND dimension = 3 AND grain = 1',
			'UPDATE rollup_part SET fees = fees - 1 WHERE' +
				' shop_id = :shop AND dimension = 4 AND grain = 1',
			'DELETE FROM rollup_part WHERE shop_id = :shop' +
				' AND dimension = 1 AND value > \'11\'',
			'UPDATE product SET vendor = \'Other\' WHERE' +
				' shop_id = :shop',
			'INSERT INTO rollup_part SELECT (r).* FROM (SELECT' +
				' jsonb_populate_record(rollup_part, \'{"value":' +
				' "nobody", "grain": 1, "dimension": 5}\') AS r FROM' +
				` rollup_part WHERE ${one('rollup_part')}) AS copy`,
			'INSERT INTO rollup_part SELECT (r).* FROM (SELECT' +
				' jsonb_populate_record(rollup_part, \'{"period":' +
				' "1999-01-01", "grain": 1, "dimension": 5}\') AS r' +
				` FROM rollup_part WHERE ${one('rollup_part')})` +
				' AS copy'],
		'rollup_part.longer': [
			'UPDATE rollup_part SET taxes = taxes + 1 WHERE ctid =' +
				' (SELECT ctid FROM rollup_part WHERE grain = 2' +
				' AND shop_id = :shop AND dimension < 9 LIMIT 1)',
			'DELETE FROM rollup_part WHERE shop_id = :shop' +
				' AND dimension = 2 AND grain = 2',
			'UPDATE rollup_part SET orders = orders + 1 WHERE' +
				' shop_id = :shop AND dimension = 1 AND grain = 3',
			'UPDATE rollup_part SET orders = orders - 1 WHERE' +
				' shop_id = :shop AND dimension = 4 AND grain = 4',
			'DELETE FROM rollup_part WHERE shop_id = :shop' +
				' AND dimension = 7 AND grain = 5',
			'UPDATE rollup_part SET orders = orders - 1 WHERE' +
				' shop_id = :shop AND dimension = 8 AND grain = 3'],
		'rollup_part.new': [
			'UPDATE rollup_part SET orders = orders + 1 WHERE' +
				' shop_id = :shop AND dimension = 9 AND grain = 1',
			'UPDATE rollup_part SET facts = facts - 1 WHERE' +
				' shop_id = :shop AND dimension = 9 AND grain = 4',
			'DELETE FROM rollup_part WHERE shop_id = :shop' +
				' AND dimension = 9 AND grain = 3',
			'INSERT INTO rollup_part SELECT (r).* FROM (SELECT' +
				' jsonb_populate_record(rollup_part, \'{"value":' +
				' "nobody"}\') AS r FROM rollup_part WHERE' +
				' dimension = 9 AND shop_id = :shop LIMIT 1) AS copy'],
		customer_stat: [
			`UPDATE customer_stat SET spent = spent + 1 WHERE ${
				one('customer_stat')}`,
			`DELETE FROM customer_stat WHERE ${
				one('customer_stat')}`],
		customer_month: [
			`UPDATE customer_month SET orders = orders + 1 WHERE ${
				one('customer_month')}`,
			`DELETE FROM customer_month WHERE ${
				one('customer_month')}`],
		customer_span: [
			`UPDATE customer_span SET spent = spent + 1 WHERE ${
				one('customer_span', 'spent')}`,
			`DELETE FROM customer_span WHERE ${
				one('customer_span', 'spent')}`],
		customer_cell: [
			`UPDATE customer_cell SET amount = amount + 1 WHERE ${
				one('customer_cell')}`,
			'UPDATE customer_cell SET ledger = ledger - 1 WHERE' +
				' ctid = (SELECT ctid FROM customer_cell WHERE' +
				' shop_id = :shop AND kind = 7 LIMIT 1)',
			'UPDATE customer_cell SET customers = customers - 1 WHERE' +
				' shop_id = :shop AND kind = 9 AND class = 3',
			'DELETE FROM customer_cell WHERE shop_id = :shop' +
				' AND kind = 8 AND class = 3',
			`DELETE FROM customer_cell WHERE ${
				one('customer_cell')}`,
			'INSERT INTO customer_cell SELECT (r).* FROM (SELECT' +
				' jsonb_populate_record(customer_cell, \'{"since":' +
				' "1999-01-01"}\') AS r FROM customer_cell WHERE' +
				` ${one('customer_cell')}) AS copy`],
		reversal_cell: [
			'UPDATE reversal_cell SET taxes = taxes + 1 WHERE ctid =' +
				' (SELECT ctid FROM reversal_cell WHERE' +
				' shop_id = :shop AND kind = 5 LIMIT 1)',
			`UPDATE reversal_cell SET orders = orders - 1 WHERE ${
				one('reversal_cell')}`,
			`DELETE FROM reversal_cell WHERE ${
				one('reversal_cell')}`,
			'INSERT INTO reversal_cell SELECT (r).* FROM (SELECT' +
				' jsonb_populate_record(reversal_cell, \'{"since":' +
				' "1999-01-01"}\') AS r FROM reversal_cell WHERE' +
				` ${one('reversal_cell')}) AS copy`],
		shop_state: [
			'UPDATE shop_state SET customers = customers + 1 WHERE' +
				' shop_id = :shop',
			'UPDATE shop_state SET products = products - 1 WHERE' +
				' shop_id = :shop'],
		'orders.spent': [
			'UPDATE orders SET spent = spent + 1 WHERE order_id =' +
				' (SELECT min(order_id) FROM orders WHERE' +
				' counted AND shop_id = :shop)'],
		'orders.missing': [
			copyOf('sale_event', 7), copyOf('order_line', 7),
			`${copyOf('refund', 8)}; ${copyOf('refund_line', 8)};` +
				' INSERT INTO tombstone (tenant_id, shop_id, kind,' +
				' entity_id) SELECT tenant_id, shop_id, \'order\', 8' +
				' FROM shop WHERE shop_id = :shop'],
		local_day: [
			'UPDATE sale_event SET local_day = local_day - 1 WHERE' +
				' order_id = (SELECT min(order_id) FROM' +
				' sale_event WHERE shop_id = :shop)',
			'UPDATE orders SET local_day = local_day + 40 WHERE' +
				' order_id = (SELECT max(order_id) FROM orders' +
				' WHERE counted AND shop_id = :shop)'],
	};
	let shop;

	before(async () => {
		shop = await openShop(s, { domain: 'drift.myshopify.com',
			orders: 60, days: 90, seed: 4, webhooks: false });
		await fullSync(s, shop);
	});

	const cures = ['--repair', '--rebuild'];
	let harms = 0;

	for (const [table, statements] of Object.entries(harm))
		for (const statement of statements)
			test(statement.slice(0, 50), async () => {
				/* Rows that nobody was told of are not deleted. */
				const cure = table === 'orders.missing' ? '--repair'
					: cures[harms++ % cures.length];
				const check = (...more) => s.sync(['verify',
					'--shop', shop.domain, ...more]);

				/* Seen, and so perhaps remembered by a worker. */
				await s.sql(`${statement}; UPDATE shop_state SET` +
					' data_version = data_version + 1',
				{ vars: { shop: shop.shopId } });
				await Promise.all(Array.from({ length: 6 }, () =>
					compareRange(s, shop).catch(() => {})));
				const found = await check();

				assert.equal(found.code, 1);
				assert.match(found.stdout, new RegExp(
					`${table}: \\d+ rows differ`));
				assert.equal((await check(cure)).code, 0);
				assert.match(await verify(s, shop),
					/nothing differs/);
				await Promise.all(Array.from({ length: 6 }, () =>
					compareRange(s, shop)));
			});
});

describe('a sample', () => {
	const say = (shop) => s.sync(['verify', '--sample',
		'--shop', shop.domain]);
	const harm = {
		rollup_day: 'UPDATE rollup_day SET taxes = taxes + SIGN' +
			' WHERE shop_id = :shop',
		customer_month: 'UPDATE customer_month SET spent = spent + SIGN' +
			' WHERE shop_id = :shop',
		local_day: 'UPDATE sale_event SET local_hour =' +
			' (local_hour + 24 + SIGN) % 24 WHERE shop_id = :shop',
	};
	let shop;

	before(async () => {
		shop = await openShop(s, { domain: 'sample.myshopify.com',
			orders: 80, days: 60, seed: 9, webhooks: false });
		await fullSync(s, shop);
	});

	test('of a sound shop differs in nothing, whatever its month',
		async () => {
			const months = new Set();

			for (let i = 0; i < 12; i++) {
				const { code, stdout } = await say(shop);

				assert.equal(code, 0, stdout);
				months.add(/: (\d{4}-\d\d): nothing differs/
					.exec(stdout)[1]);
			}
			assert.ok(months.size > 1);
		});

	for (const [name, statement] of Object.entries(harm))
		test(`finds what is widespread: ${name}`, async () => {
			const change = (sign) => s.sql(statement.replace('SIGN',
				sign), { vars: { shop: shop.shopId } });

			await change('1');
			const { code, stdout } = await say(shop);

			await change('-1');
			assert.equal(code, 1);
			assert.match(stdout, new RegExp(`^sample\\S+: \\d{4}-\\d\\d: ${
				name}: \\d+ rows differ$`, 'm'));
			assert.equal((await say(shop)).code, 0);
		});

	test('of one shop among all, and mends nothing', async () => {
		const { code, stdout } = await s.sync(['verify', '--sample']);

		assert.equal(code, 0, stdout);
		assert.equal(stdout.trim().split('\n').length, 1);
		assert.equal((await s.sync(['verify', '--sample', '--repair']))
			.code, 2);
	});
});

describe('everything at once', () => {
	const settings = { orders: 150, days: 60, refunded: 0.3, cancelled: 0.1,
		guests: 0.1 };

	test('a storm while a full sync runs', async () => {
		const shop = await openShop(s, { ...settings, seed: 5,
			domain: 'at-once.myshopify.com' });
		/* A bulk operation takes a while, so that they do overlap. */
		const faults = await s.control('POST', '/faults', {
			kind: 'bulk', shop: shop.domain, runMs: 1500, times: 3 });

		assert.ok(faults.faults.length);
		await Promise.all([fullSync(s, shop), storm(s, shop,
			{ seed: 6, duplicates: 0.1 }), (async () => {
			for (let i = 0; i < 5; i++)
				assert.match(await verify(s, shop),
					/nothing differs/);
		})()]);
		await compare(s, shop, { count: 3 });
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('trade, deltas and full syncs together', async () => {
		const shop = await openShop(s, { ...settings, seed: 7,
			domain: 'busy.myshopify.com', webhooks: false });

		await fullSync(s, shop);
		await listen(s, shop);
		await s.control('POST', `/shops/${shop.domain}/trade`,
			{ perMinute: 900 });
		for (let i = 0; i < 3; i++)
			await deltaSync(s, shop);
		await fullSync(s, shop);
		await s.control('POST', `/shops/${shop.domain}/trade`,
			{ perMinute: 0 });
		await compareRange(s, shop);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('two storms of one shop, each in another order', async () => {
		const shop = await openShop(s, { ...settings, orders: 80, seed: 8,
			domain: 'two.myshopify.com' });

		await Promise.all([storm(s, shop, { seed: 1 }),
			storm(s, shop, { seed: 2, fresh: true })]);
		await compareRange(s, shop);
		assert.match(await verify(s, shop), /nothing differs/);
	});
});
