/* POST /api/auth/erase: an account goes with everything. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { hold } from './contract.mjs';
import { assertError, merchants } from './merchants.mjs';
import { stack } from './stack.mjs';
import { stuckQueue } from './stuck.mjs';

const password = 'correct horse battery';
let s, merchant, sync;

before(async () => {
	s = await stack({ store: true });
	({ merchant, sync } = merchants(s));
});
after(() => s?.down());

async function erase(email, { token, currentPassword = password }) {
	const answer = await s.post('/api/auth/erase',
		{ email, currentPassword }, token);

	return hold('POST', '/api/auth/erase', answer.status, answer);
}

/* Every table of the schema that tells tenants apart. */
const tenantTables = async () => (await s.sql(`SELECT c.relname AS name
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
	WHERE c.relkind IN ('r', 'p') AND a.attname = 'tenant_id'
	AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
	ORDER BY 1`)).map(({ name }) => name);

/* { table: what is read of it } for the rows of a tenant. */
async function read(what, tenantId) {
	const rows = await s.sql((await tenantTables()).map((name) =>
		`SELECT '${name}' AS name, ${what} AS value FROM ${name} t` +
		` WHERE tenant_id = ${Number(tenantId)}`).join(' UNION ALL '));

	return Object.fromEntries(rows.map((r) => [r.name, r.value]));
}

const counts = (tenantId) => read('count(*)::text', tenantId);

/* All columns of all rows, whatever changes by itself left out. */
const sums = (tenantId) => read(`count(*) || ' ' || coalesce(md5(string_agg(
	(to_jsonb(t) - '{used_at,heartbeat_at}'::text[])::text, ','
	ORDER BY to_jsonb(t)::text)), '')`, tenantId);

const evidence = (tenantId) => s.sql('SELECT shops, done_at > wanted_at AS' +
	` done FROM directory_erasure WHERE tenant_id = ${Number(tenantId)}`);

const guesses = (email) => s.sql('SELECT client FROM login_throttle WHERE' +
	" account = sha256(convert_to(:'email', 'UTF8'))", { vars: { email } });

/* Runs that were just wanted are left to their worker for a moment. */
async function queue() {
	await s.sql("UPDATE directory_run SET wanted_at = now() - interval '1 h'");
	const { code, stderr } = await s.sync(['queue']);

	assert.equal(code, 0, stderr);
}

async function drain(tenantId) {
	for (let i = 0; i < 20; i++) {
		await queue();
		if ((await evidence(tenantId))[0].done)
			return;
	}
	assert.fail(JSON.stringify(await counts(tenantId)));
}

async function assertNothingOf(tenantId) {
	for (const [name, n] of Object.entries(await counts(tenantId)))
		assert.equal(n, name === 'directory_erasure' ? '1' : '0', name);
}

let accounts = 0;

/* Somebody with two connected shops, one claimed, and some of all else. */
async function account(orders = 20) {
	const m = await merchant(orders);
	const email = `merchant${++accounts}@example.com`;
	const domain = `second${accounts}.myshopify.com`;
	const { accessToken } = await s.control('POST', '/shops', { domain,
		seed: 50 + accounts, orders: 5 });

	for (const [shopDomain, more] of [[domain, { accessToken }],
		[`third${accounts}.myshopify.com`, {}]])
		assert.equal((await s.post('/api/auth/add-shop', { shopDomain,
			shopName: 'X', ...more }, m.token)).status, 201);
	await sync(m);
	await s.webhook('orders/create', '{', { shop: m.domain });
	await s.webhook('carts/create', { id: 'a', token: 'a', line_items: [],
		updated_at: '2026-10-01T10:00:00Z' }, { shop: m.domain });
	await s.webhook('customers/data_request', { customer: { id: 7 } },
		{ shop: m.domain });
	return { ...m, email, second: domain, ...await belongings(m, email) };
}

/* What ends with the members, and what each lets in now. */
async function belongings(m, email) {
	const invite = async (who) => (await s.post('/api/invitations',
		{ email: who, role: 'admin' }, m.token)).body.link.split('#')[1];
	const colleague = `colleague.${email}`;
	const joined = await s.post('/api/auth/join',
		{ token: await invite(colleague), password });
	const cookie = joined.headers.get('set-cookie').split(';')[0];
	const { token: apiToken } = (await s.post('/api/tokens', { name: 'x',
		scopes: ['shops:read'] }, m.token)).body;

	await s.post('/api/views', { name: 'x', path: '/', shared: true },
		m.token);
	assert.equal((await s.send('PUT', '/api/digest', { token: m.token,
		body: { frequency: 'daily', alerts: true } })).status, 200);
	await s.sql(`SELECT directory_want_reset('${email}')`);
	await s.sql('INSERT INTO user_mail (tenant_id, user_id, kind, period,' +
		" state, secret_hash) SELECT tenant_id, user_id, 'reset', 'x'," +
		" 'sent', '\\x00' FROM user_account WHERE email = :'email'",
	{ vars: { email } });
	return { colleague, joined: joined.body.token, cookie, apiToken,
		invitation: await invite(`invited.${email}`) };
}

const status = async (token) => (await s.get('/api/shops', token)).status;

/* Nobody of it comes in, by whatever he had. */
async function assertShut(a) {
	for (const token of [a.token, a.joined, a.apiToken])
		assert.equal(await status(token), 401);
	assert.equal((await s.post('/api/auth/refresh', {}, undefined,
		{ Origin: s.url, Cookie: a.cookie })).status, 401);
	assert.equal((await s.post('/api/auth/invitation',
		{ token: a.invitation })).status, 404);
	assert.equal((await s.post('/api/auth/join',
		{ token: a.invitation, password })).status, 404);
	for (const email of [a.email, a.colleague])
		assertError(await s.post('/api/auth/login', { email, password }),
			401, 'unauthenticated');
	for (const shop of [a.domain, a.second])
		assert.equal((await s.webhook('orders/create', {}, { shop })).status,
			404);
	assert.deepEqual(await s.sql('SELECT access_token, refresh_token,' +
		' is_active FROM shop WHERE (access_token IS NOT NULL OR' +
		` refresh_token IS NOT NULL OR is_active) AND tenant_id =
		${a.tenantId}`), []);
}

/* A process at the queue that waits for a row; killed, it counts as dead. */
async function stuck(t, rowOf) {
	await s.sql("UPDATE directory_run SET wanted_at = now() - interval '1 h'");
	const { kill } = await stuckQueue(t, s, rowOf);

	return { kill: async () => {
		await kill();
		/* As if the minute had passed after which it does. */
		await s.sql('UPDATE sync_lease SET expires_at = now();' +
			'UPDATE ingest_run SET heartbeat_at = heartbeat_at -' +
			" interval '2 min'");
	} };
}

describe('an account', () => {
	test('is deleted by an owner who knows the password', async () => {
		const a = await account();

		for (const token of [a.joined, a.apiToken])
			assertError(await erase(a.email, { token }), 403, 'forbidden');
		assertError(await erase('other@example.com', a), 422, 'refused',
			'email');
		for (let i = 0; i < 10; i++)
			assertError(await erase(a.email, { ...a, currentPassword: 'x' }),
				422, 'refused', 'currentPassword');
		const throttled = await erase(a.email, a);

		assertError(throttled, 429, 'throttled');
		assert.ok(Number(throttled.headers.get('retry-after')) > 0);
		assert.equal((await s.post('/api/auth/login', { email: a.email,
			password })).status, 429, 'a guess like any other');
		assert.equal(await status(a.token), 200);
		assert.deepEqual(await evidence(a.tenantId), []);
	});

	test('is over at once, and gone soon, and no other is', async () => {
		const a = await account(), other = await account();
		const before = await counts(a.tenantId);

		for (const name of ['user_account', 'session', 'api_token',
			'invitation', 'saved_view', 'digest_wish', 'user_mail', 'shop',
			'shop_state', 'audit_event', 'privacy_request', 'dead_letter',
			'delivery', 'orders', 'customer', 'customer_cell', 'rollup_day',
			'sale_event', 'storefront_event', 'ingest_run', 'tenant',
			'directory_user', 'directory_shop', 'directory_digest',
			'directory_reset'])
			assert.notEqual(before[name], '0', `nothing of ${name} to erase`);
		await queue();
		assertError(await erase(other.email,
			{ ...other, currentPassword: 'x' }), 422, 'refused',
		'currentPassword');
		const untouched = await sums(other.tenantId);
		await s.webhook('customers/redact', { customer: { id: 7 } },
			{ shop: a.domain });
		assert.equal((await counts(a.tenantId)).directory_privacy, '1');
		assert.notDeepEqual(await guesses(other.email), []);
		const answer = await erase(a.email.toUpperCase(), a);

		assert.equal(answer.status, 202, answer.text);
		assert.match(answer.headers.get('set-cookie'), /Max-Age=0/);
		assert.deepEqual(await guesses(a.email), []);
		await assertShut(a);
		assert.deepEqual(await evidence(a.tenantId),
			[{ shops: '3', done: null }]);

		/* Whoever comes with the same address and domain is somebody new. */
		const { token, user, shop } = await s.register({ email: a.email,
			shopDomain: a.domain, accessToken: a.accessToken });

		assert.equal(shop.state, 'connected');
		await sync({ token, shopId: shop.id });
		const orders = async () => (await s.get('/api/metrics/overview' +
			'?from=2000-01-01', token)).body.totalOrders;
		const had = await orders();

		assert.ok(had > 0);
		await drain(a.tenantId);
		await assertNothingOf(a.tenantId);
		assert.deepEqual(await sums(other.tenantId), untouched);
		assert.equal(await status(other.token), 200);
		assert.equal(await orders(), had);
		assert.equal((await counts(user.tenantId)).shop, '1');
		assert.equal((await s.webhook('products/create', { id: 1 },
			{ shop: a.domain })).status, 200);
		const [row] = await s.sql('SELECT * FROM directory_erasure WHERE' +
			` tenant_id = ${a.tenantId}`);

		assert.deepEqual(Object.keys(row),
			['tenant_id', 'shops', 'wanted_at', 'done_at']);
		assert.equal((await s.log('sync')).includes(a.email), false);
	});

	test('whose erasure is killed is erased all the same', async (t) => {
		const a = await account();

		await s.sql('INSERT INTO audit_event (tenant_id, actor, action)' +
			` SELECT ${a.tenantId}, 'x', 'x' FROM generate_series(1, 25000)`);
		assert.equal((await erase(a.email, a)).status, 202);

		/* Among a shop's tables: what comes before is gone. */
		let { kill } = await stuck(t, 'product WHERE shop_id =' +
			` ${a.shopId} LIMIT 1`);

		await kill();
		const middle = await counts(a.tenantId);

		assert.equal(middle.orders, '0');
		assert.notEqual(middle.delivery, '0');

		/* And behind the shops, among the steps of what is left. */
		({ kill } = await stuck(t, 'audit_event WHERE event_id = (SELECT' +
			` event_id FROM audit_event WHERE tenant_id = ${a.tenantId}
			ORDER BY event_id OFFSET 15000 LIMIT 1)`));
		await kill();
		const late = await counts(a.tenantId);

		assert.equal(late.shop, '0');
		assert.ok(Number(late.audit_event) > 0 &&
			Number(late.audit_event) < 25000, late.audit_event);
		assert.deepEqual((await evidence(a.tenantId))[0].done, null);
		await drain(a.tenantId);
		await assertNothingOf(a.tenantId);
	});

	test('takes along a shop that comes at the last moment', async () => {
		const a = await account();

		assert.equal((await erase(a.email, a)).status, 202);
		await s.sql('WITH late AS (INSERT INTO shop (tenant_id, shop_domain,' +
			` name) VALUES (${a.tenantId}, 'late.myshopify.com', 'Late')
			RETURNING *), stated AS (INSERT INTO shop_state (tenant_id,
			shop_id, timezone) SELECT tenant_id, shop_id, timezone FROM late)
			INSERT INTO directory_shop SELECT shop_domain, tenant_id, shop_id
			FROM late`);
		await drain(a.tenantId);
		await assertNothingOf(a.tenantId);
	});
});
