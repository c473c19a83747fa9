/* What is swept away after its time, and what is not. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { customer } from './bodies.mjs';
import { deltaSync, fullSync, openShop, verify } from './compare.mjs';
import { stack } from './stack.mjs';

const domain = 'kept.myshopify.com';
let s, shop;

before(async () => {
	s = await stack({ store: true, set: { history_keep_days: 10,
		audit_keep_days: 100 } });
	shop = await openShop(s, { domain, orders: 20, webhooks: false });
});
after(() => s?.down());

const rows = (query, vars = {}) => s.sql(query,
	{ vars: { shop: shop.shopId, ...vars } });
const count = async (table) => Number((await rows(`SELECT count(*) AS n` +
	` FROM ${table} WHERE shop_id = :shop`))[0].n);
const age = (table, column, which = 'true') => rows(`UPDATE ${table} SET` +
	` ${column} = now() - interval '11 days' WHERE shop_id = :shop AND` +
	` ${which}`);

test('what is old goes, what waits and what is new stays', async () => {
	await fullSync(s, shop);
	await deltaSync(s, shop);
	await deltaSync(s, shop);
	for (const id of ['a', 'b', 'c'])
		await s.webhook('customers/create', customer(7, 1),
			{ shop: domain, id });
	for (const id of ['waits', 'replayed', 'new'])
		await s.webhook('customers/create', '{', { shop: domain, id });
	await age('delivery', 'received_at', 'webhook_id IN (\'a\', \'b\')');
	await age('dead_letter', 'received_at');
	await rows('UPDATE dead_letter SET replayed_at = now() WHERE' +
		' webhook_id = \'new\' AND shop_id = :shop');
	await age('dead_letter', 'replayed_at', 'webhook_id = \'replayed\'');
	await age('ingest_run', 'finished_at');

	const { code, stdout, stderr } = await s.sync(['retention']);

	assert.equal(code, 0, stderr);
	assert.match(stdout, /^5 deliveries, dead letters and runs swept away/m);
	assert.equal(await count('delivery'), 4);
	assert.deepEqual((await rows('SELECT webhook_id FROM dead_letter WHERE' +
		' shop_id = :shop ORDER BY 1')).map((r) => r.webhook_id),
	['new', 'waits']);
	assert.equal(await count('ingest_run'), 1);
	assert.match(await verify(s, shop), /nothing differs/);
});

test('counts by topic stay, and once more there is nothing', async () => {
	assert.deepEqual(await rows('SELECT deliveries FROM delivery_count' +
		' WHERE shop_id = :shop'), [{ deliveries: '6' }]);
	assert.match((await s.sync(['retention'])).stdout, /^0 deliveries/m);
});

test('many rows go in many steps', async () => {
	await s.sql('INSERT INTO delivery (tenant_id, shop_id, webhook_id,' +
		' topic, received_at, body_sha256) SELECT :tenant, :shop, n,' +
		' \'x\', now() - interval \'1 year\', \'\' FROM' +
		' generate_series(1, 25000) AS n',
	{ vars: { tenant: shop.tenantId, shop: shop.shopId } });
	assert.match((await s.sync(['retention'])).stdout, /^25000 deliveries/m);
	assert.equal(await count('delivery'), 4);
});

test('the audit log is kept for its own time, of every tenant', async () => {
	const other = await s.register({ shopDomain: 'left.myshopify.com' });

	await s.send('DELETE', `/api/shops/${other.shop.id}`,
		{ token: other.token });
	for (const tenant of [shop.tenantId, other.user.tenantId])
		await s.sql('INSERT INTO audit_event (tenant_id, at, actor,' +
			' action) SELECT :tenant, now() - n * interval \'1 day\',' +
			' \'somebody\', \'test\' FROM unnest(ARRAY[99, 101, 500])' +
			' AS n', { vars: { tenant } });
	/* More than one step takes, before all that is new. */
	await s.sql('INSERT INTO audit_event (tenant_id, event_id, at, actor,' +
		' action) OVERRIDING SYSTEM VALUE SELECT :tenant, -n, now() -' +
		' interval \'2 years\', \'somebody\', \'test\' FROM' +
		' generate_series(1, 12000) AS n',
	{ vars: { tenant: shop.tenantId } });
	const listed = async (token) => (await s.get('/api/audit-log?limit=100',
		token)).body.filter((e) => e.actor === 'somebody');
	const { code, stdout, stderr } = await s.sync(['retention']);

	assert.equal(code, 0, stderr);
	assert.match(stdout, /^12004 audit events swept away, 0 tenants failed/m);
	for (const { token } of [shop, other]) {
		const [kept, ...more] = await listed(token);

		assert.deepEqual(more, []);
		assert.ok(Date.parse(kept.at) > Date.now() - 100 * 86400e3);
	}
	assert.match((await s.sync(['retention'])).stdout,
		/^0 audit events swept away/m);
	/* Of the last 30 days nothing goes, whoever wants it. */
	await s.sql('SELECT audit_sweep(0)', { tenant: shop.tenantId });
	assert.ok((await s.get('/api/audit-log', shop.token)).body.length > 0);
	const { code: refused, stderr: why } = await s.sync(['retention'],
		{ env: { AUDIT_KEEP_DAYS: '7' } });

	assert.equal(refused, 1);
	assert.match(why, /audit_keep_days: needs to be at least 30/);
});

test('whom a data request was about is forgotten after its time', async () => {
	const path = `/api/shops/${shop.shopId}/privacy-requests`;
	const listed = async () => (await s.get(path, shop.token)).body;
	const send = (id) => s.webhook('customers/data_request', {
		shop_domain: domain, orders_requested: [id], customer: { id,
			email: `c${id}@example.com`, phone: '555' } },
	{ shop: domain });
	const age = (id, received, done = '') => rows('UPDATE privacy_request' +
		' SET received_at = now() - :\'received\'::interval, done_at =' +
		' now() - nullif(:\'done\', \'\')::interval, outcome = CASE' +
		' WHEN :\'done\' <> \'\' THEN \'read\' END WHERE customer_id = :id',
	{ id, received, done });
	const get = async ({ id }) =>
		(await s.get(`${path}/${id}/export`, shop.token)).status;
	const swept = async () => /^(\d+) persons forgotten$/m.exec(
		(await s.sync(['retention'])).stdout)[1];

	for (const id of [701, 702, 703, 704])
		await send(id);
	await age(701, '11 days', '9 days');
	await age(702, '11 days', '11 days');
	await age(703, '39 days');
	await age(704, '41 days');
	assert.equal(await swept(), '2');
	const [never, waits, read, kept] = await listed();

	assert.deepEqual([never, waits, read, kept].map((r) => [r.customerId,
		r.outcome, Boolean(r.doneAt)]), [
		[null, 'nobody read it in time', true], ['703', null, false],
		[null, 'read', true], ['701', 'read', true]]);
	assert.deepEqual(await rows('SELECT count(*) FROM privacy_request WHERE' +
		' shop_id = :shop AND (email IS NOT NULL OR phone IS NOT NULL OR' +
		' order_ids <> \'{}\')'), [{ count: '2' }]);
	assert.deepEqual(await Promise.all([never, waits, read, kept].map(get)),
		[404, 200, 404, 200]);
	assert.equal(await swept(), '0');
});

test('who did not join in time is forgotten, of every tenant', async () => {
	const other = await s.register({ shopDomain: 'inviting.myshopify.com' });
	const invited = async () => (await s.sql('SELECT email FROM invitation' +
		' ORDER BY 1')).map((row) => row.email);

	for (const { token } of [shop, other])
		for (const who of ['early', 'late'])
			assert.equal((await s.post('/api/invitations', {
				email: `${who}@example.com`, role: 'analyst' }, token))
				.status, 201);
	await s.sql('UPDATE invitation SET expires_at = now() -' +
		' interval \'1 minute\' WHERE email = \'late@example.com\'');
	assert.match((await s.sync(['retention'])).stdout,
		/^2 persons forgotten$/m);
	assert.deepEqual(await invited(),
		['early@example.com', 'early@example.com']);
});
