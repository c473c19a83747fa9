/* DELETE /api/shops/:id: disconnected first, erased later. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { assertError, merchants } from './merchants.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';
import { connection, whileChanging } from './stuck.mjs';

let s, merchant, finished, sync, rowsOfShop;

const leave = (m) => s.send('DELETE', `/api/shops/${m.shopId}`,
	{ token: m.token });
const comeBack = (m) => s.send('PATCH', `/api/shops/${m.shopId}`,
	{ token: m.token, body: { accessToken: m.accessToken } });
const uninstall = (m) => s.webhook('app/uninstalled',
	{ myshopify_domain: m.domain }, { shop: m.domain });
const age = (m, days) => s.sql('UPDATE directory_disconnected SET since =' +
	' now() - :days * interval \'1 day\' WHERE shop_id = :shop',
{ vars: { days, shop: m.shopId } });
const states = async (m) => (await s.get('/api/shops', m.token)).body
	.map((shop) => shop.state);

async function retention() {
	const { code, stdout, stderr } = await s.sync(['retention']);

	assert.equal(code, 0, stderr);
	return stdout.split('\n')[0];
}

/* Whoever is at the queue erases what is to be erased. */
async function erased(m) {
	await until('there is no row of the shop', async () => {
		assert.equal((await s.sync(['queue'])).code, 0);
		return Object.values(await rowsOfShop(m.shopId))
			.every((n) => n === 0);
	});
}

before(async () => {
	s = await stack({ store: true });
	({ merchant, finished, sync, rowsOfShop } = merchants(s));
});
after(() => s?.down());

describe('shops', () => {
	test('are disconnected, and keep their figures for a while', async () => {
		const m = await merchant(20);
		const path = `/api/shops/${m.shopId}`;
		const remove = (query = '') => s.send('DELETE', path + query,
			{ token: m.token });
		const orders = async () => (await s.get('/api/metrics/overview' +
			`?shopId=${m.shopId}&from=2000-01-01`, m.token)).body.totalOrders;
		const list = async () => (await s.get('/api/shops', m.token)).body;

		await sync(m);
		const before = await orders();

		assert.ok(before > 0);
		assertError(await remove('?erase=later'), 400, 'bad_input', 'erase');
		for (let i = 0; i < 2; i++) {
			const answer = await remove();

			assert.deepEqual([answer.status, answer.text], [204, '']);
		}
		assert.deepEqual((await list()).map((shop) => [shop.id, shop.state]),
			[[m.shopId, 'disconnected']]);
		assert.equal(await orders(), before);
		assert.equal((await s.webhook('orders/create', {},
			{ shop: m.domain })).status, 404);
		assertError(await s.post('/api/ingest/run',
			{ shopId: m.shopId, type: 'delta' }, m.token),
		422, 'refused', 'shopId');
		const [row] = await s.sql(`SELECT access_token, refresh_token
			FROM shop WHERE shop_id = ${m.shopId}`);

		assert.deepEqual(row, { access_token: null, refresh_token: null });

		/* Its domain is free: for somebody else, or to come back. */
		const next = await s.register({ shopDomain: m.domain,
			email: 'taker@example.com', accessToken: m.accessToken });

		assert.equal(next.shop.state, 'connected');
		assertError(await s.send('PATCH', path, { token: m.token,
			body: { accessToken: m.accessToken } }), 409, 'conflict',
		'shopDomain');
		await s.send('DELETE', `/api/shops/${next.shop.id}`,
			{ token: next.token });
		const back = await s.send('PATCH', path, { token: m.token,
			body: { accessToken: m.accessToken } });

		assert.equal(back.body.state, 'connected', back.text);
		assert.deepEqual((await s.sql('SELECT shop_id FROM ' +
			"directory_list_disconnected('0')")).map((r) => r.shop_id),
		[next.shop.id]);
	});

	test('that were disconnected long enough ago are erased', async () => {
		const old = await merchant(3), young = await merchant(3);
		const ages = [[old, 31], [young, 29]];

		for (const [m, days] of ages) {
			await sync(m);
			await leave(m);
			await age(m, days);
		}
		assert.equal(await retention(), '1 shop to erase, 0 failed');
		assert.deepEqual(await states(old), []);
		assert.deepEqual(await states(young), ['disconnected']);
		await erased(old);
		assert.ok((await rowsOfShop(young.shopId)).orders > 0);
	});

	test('that came back are gone since they left again', async () => {
		const m = await merchant(3);

		await leave(m);
		await age(m, 40);
		assert.equal((await comeBack(m)).status, 200);
		assert.equal((await uninstall(m)).status, 200);
		assert.equal(await retention(), '0 shops to erase, 0 failed');
		assert.deepEqual(await states(m), ['disconnected']);
		await age(m, 31);
		assert.equal(await retention(), '1 shop to erase, 0 failed');
		assert.deepEqual(await states(m), []);
		await erased(m);
	});

	test('that were uninstalled come back with their history', async () => {
		const m = await merchant(20);

		await sync(m);
		const { orders } = await rowsOfShop(m.shopId);

		assert.ok(orders > 0);
		assert.equal((await uninstall(m)).status, 200);
		await age(m, 29);
		assert.equal(await retention(), '0 shops to erase, 0 failed');
		assert.equal((await comeBack(m)).body.state, 'connected');
		const rows = await rowsOfShop(m.shopId);

		assert.deepEqual([rows.orders, rows.directory_disconnected],
			[orders, 0]);
	});

	test('that come back while their erasure is decided stay', async () => {
		const m = await merchant(3);

		await leave(m);
		await age(m, 31);
		assert.equal(await whileChanging(s, connection(m), retention),
			'0 shops to erase, 0 failed');
		assert.deepEqual(await states(m), ['connected']);
		/* Whoever owns it need not wait for anything. */
		assert.equal((await s.send('DELETE',
			`/api/shops/${m.shopId}?erase=now`, { token: m.token }))
			.status, 204);
		assert.deepEqual(await states(m), []);
	});

	/* Else the domain were claimed for good by what is no more. */
	test('that are erased while they come back let go of their name',
		async () => {
			const m = await merchant(3);
			const isAsked = async () => (await s.control('GET', '/faults'))
				.faults.every((f) => f.shop !== m.domain);

			await leave(m);
			await s.control('POST', '/faults', { kind: 'stall', ms: 3000,
				shop: m.domain });
			const back = comeBack(m);

			await until('Shopify is asked', isAsked);
			assert.equal((await s.send('DELETE',
				`/api/shops/${m.shopId}?erase=now`, { token: m.token }))
				.status, 204);
			assert.equal((await back).status, 404);
			assert.deepEqual(await s.sql('SELECT * FROM directory_shop' +
				' WHERE shop_id = :shop', { vars: { shop: m.shopId } }), []);
			for (const what of ['metrics', 'status'])
				assert.equal((await s.sync([what])).code, 0, what);
			assert.equal((await s.post('/api/auth/add-shop', {
				shopDomain: m.domain, shopName: 'Again',
				accessToken: m.accessToken }, m.token)).status, 201);
		});

	/* Both lock the shop's state and its run, and must do so in one order. */
	test('are locked before a run of theirs that ends', async () => {
		const m = await merchant(3);

		await s.sql(`CREATE FUNCTION ends_in_order() RETURNS trigger
			LANGUAGE plpgsql AS $$ BEGIN
				IF NEW.status = 'success' AND pg_current_xact_id()::xid <>
					(SELECT xmax FROM shop_state
					  WHERE shop_id = NEW.shop_id) THEN
					RAISE 'the state is not locked yet';
				END IF;
				RETURN NEW;
			END $$;
			CREATE TRIGGER ends BEFORE UPDATE ON ingest_run
				FOR EACH ROW EXECUTE FUNCTION ends_in_order()`);
		const { code, stderr } = await s.sync(['full', '--shop', m.domain]);

		await s.sql('DROP FUNCTION ends_in_order() CASCADE');
		assert.equal(code, 0, stderr);
	});

	test('stop what goes on when they are disconnected', async () => {
		const m = await merchant(50);

		await s.control('POST', '/faults', { kind: 'bulk', shop: m.domain,
			runMs: 5000 });
		const { body } = await s.post('/api/ingest/run',
			{ shopId: m.shopId, type: 'full-sync' }, m.token);

		await until('it reads', async () => (await s.get('/api/ingest/runs/' +
			body.id, m.token)).body.status === 'running');
		assert.equal((await leave(m)).status, 204);
		const run = await finished(body.id, m.token);

		assert.deepEqual([run.status, run.error],
			['failed', 'The shop was disconnected']);
		assert.deepEqual(await s.sql('SELECT * FROM directory_run'), []);
	});
});
