/*
 * One tenant never sees another's: every route of the worker's table is
 * called with another tenant's ids, and the database is asked directly.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { stack, top } from './stack.mjs';
import { dayBefore } from './truth.mjs';

let s, mine, theirs, routes;

/* A user with a connected shop, a finished run, orders and customers. */
async function merchant(name, seed) {
	const domain = `${name}.myshopify.com`;
	const { accessToken } = await s.control('POST', '/shops',
		{ domain, seed, orders: 30 });
	const { token, shop, user } = await s.register({ accessToken,
		email: `${name}@example.com`, shopDomain: domain });
	const sync = await s.sync(['full', '--shop', domain]);
	const runs = await s.get('/api/ingest/runs', token);

	assert.equal(sync.code, 0, sync.stderr);
	const [{ id: orderId }] = (await s.get('/api/orders', token)).body;
	const [{ id: customerId }] = (await s.get('/api/customers', token)).body;

	return { name, domain, token, accessToken, orderId, customerId,
		shopId: shop.id,
		tenantId: user.tenantId, runId: runs.body[0].id,
		userId: user.id, apiTokenId: (await s.post('/api/tokens',
			{ name: 'x', scopes: ['shops:read'] }, token)).body.id,
		invitationId: (await s.post('/api/invitations', { role: 'admin',
			email: `new.${name}@example.com` }, token)).body.id,
		viewId: (await s.post('/api/views', { name: 'x', path: '/',
			shared: true }, token)).body.id,
		sessionId: (await s.get('/api/auth/sessions', token)).body[0].id };
}

before(async () => {
	s = await stack({ store: true });
	mine = await merchant('mine', 1);
	theirs = await merchant('theirs', 2);
	for (const path of [`invitations/${mine.invitationId}`,
		`tokens/${mine.apiTokenId}`, `views/${mine.viewId}`])
		await s.send('DELETE', `/api/${path}`, { token: mine.token });
	await s.webhook('orders/create', '{', { shop: theirs.domain });
	await s.webhook('customers/data_request', { customer: { id: 7 } },
		{ shop: theirs.domain });
	[{ id: theirs.requestId }] = (await s.get('/api/shops/' +
		`${theirs.shopId}/privacy-requests`, theirs.token)).body;
	[{ id: theirs.letterId }] = (await s.get('/api/shops/' +
		`${theirs.shopId}/dead-letters`, theirs.token)).body;
	routes = [...(await readFile(path.join(top, 'src/worker/routes.c'),
		'utf8')).matchAll(
		/\{ METHOD_(\w+), +"([^"]+)",\s+ACCESS_(\w+),\s+\w+,\s+\w+ \}/g)]
		.map(([, method, route, access]) =>
			({ method, route, access, name: `${method} ${route}` }));
	assert.ok(routes.length > 10);
});
after(() => s?.down());

const notFound = (answer) => {
	assert.equal(answer.status, 404, answer.text);
	assert.equal(answer.body.code, 'not_found');
};

/* Nothing in it is theirs: no id, no name, no address. */
const nothingOfTheirs = (answer) => {
	assert.equal(answer.status, 200, answer.text);
	assert.ok(!answer.text.includes(theirs.name));
	assert.ok(!answer.text.includes(`"tenantId":"${theirs.tenantId}"`));
	assert.ok(!answer.text.includes(`"shopId":"${theirs.shopId}"`));
};

const empty = (answer) => {
	assert.equal(answer.status, 200, answer.text);
	assert.deepEqual(answer.body, []);
};

const ofTheirs = (method, part) => () => [[method,
	`/api/shops/${theirs.shopId}/${part}`, undefined, notFound]];

/*
 * What a stranger with a good token of his own asks for, route by route.  A
 * new route has to be added here, or the first test fails.
 */
const calls = {
	'POST /api/auth/register': null,	/* no tenant comes into it */
	'POST /api/auth/login': null,
	'POST /api/auth/refresh': null,	/* see sessions.test.mjs */
	'POST /api/auth/logout': null,
	'PUT /api/auth/password': null,
	'GET /api/auth/sessions': () => [['GET', '/api/auth/sessions',
		undefined, (a) => assert.ok(!a.body.some((one) =>
			one.id === theirs.sessionId), a.text)]],
	'DELETE /api/auth/sessions': null,	/* of his own */
	'DELETE /api/auth/sessions/:id': () => [['DELETE',
		`/api/auth/sessions/${theirs.sessionId}`, undefined, notFound]],
	'POST /api/auth/invitation': null,	/* see members.test.mjs */
	'POST /api/auth/join': null, 'POST /api/auth/erase': null,
	'POST /api/auth/forgot': null, 'POST /api/auth/reset': null,
	'GET /api/members': () => [['GET', '/api/members', undefined,
		nothingOfTheirs]],
	'PATCH /api/members/:id': () => [['PATCH',
		`/api/members/${theirs.userId}`, { role: 'read-only' }, notFound]],
	'DELETE /api/members/:id': () => [['DELETE',
		`/api/members/${theirs.userId}`, undefined, notFound]],
	'GET /api/invitations': () => [['GET', '/api/invitations', undefined,
		empty]],
	'POST /api/invitations': null,
	'DELETE /api/invitations/:id': () => [['DELETE',
		`/api/invitations/${theirs.invitationId}`, undefined, notFound]],
	'GET /api/tokens': () => [['GET', '/api/tokens', undefined, empty]],
	'POST /api/tokens': null,
	'DELETE /api/tokens/:id': () => [['DELETE',
		`/api/tokens/${theirs.apiTokenId}`, undefined, notFound]],
	'GET /api/views': () => [['GET', '/api/views', undefined, empty]],
	'POST /api/views': null,
	'PATCH /api/views/:id': () => [['PATCH', `/api/views/${theirs.viewId}`,
		{ name: 'X' }, notFound]],
	'DELETE /api/views/:id': () => [['DELETE',
		`/api/views/${theirs.viewId}`, undefined, notFound]],
	'GET /api/digest': () => [['GET', '/api/digest', undefined,
		nothingOfTheirs]],
	'PUT /api/digest': () => [['PUT', '/api/digest', { frequency: 'daily',
		shops: [theirs.shopId] }, notFound]],
	'GET /api/unsubscribe': null,	/* see digest.test.mjs */
	'POST /api/unsubscribe': null,
	'GET /api/audit-log': () => [['GET', '/api/audit-log', undefined,
		nothingOfTheirs]],
	'GET /api/export': () => [['GET', '/api/export', undefined,
		nothingOfTheirs]],
	'POST /api/auth/add-shop': () => [['POST', '/api/auth/add-shop',
		{ shopDomain: theirs.domain, shopName: 'X',
			accessToken: theirs.accessToken },
		(a) => assert.equal(a.status, 409, a.text)]],
	'GET /api/auth/me': () => [['GET', '/api/auth/me', undefined,
		nothingOfTheirs]],
	'GET /api/shops': () => [['GET', '/api/shops', undefined,
		nothingOfTheirs]],
	'PATCH /api/shops/:id': () => [
		['PATCH', `/api/shops/${theirs.shopId}`, { name: 'X' }, notFound],
		['PATCH', `/api/shops/${theirs.shopId}`,
			{ accessToken: theirs.accessToken }, notFound],
	],
	'DELETE /api/shops/:id': () => [['DELETE',
		`/api/shops/${theirs.shopId}`, undefined, notFound]],
	'GET /api/shops/:id/webhooks': ofTheirs('GET', 'webhooks'),
	'POST /api/shops/:id/webhooks/test': ofTheirs('POST', 'webhooks/test'),
	'GET /api/shops/:id/dead-letters': ofTheirs('GET', 'dead-letters'),
	'POST /api/shops/:id/dead-letters/replay': () => [['POST',
		`/api/shops/${theirs.shopId}/dead-letters/replay`, {}, notFound]],
	'POST /api/shops/:id/dead-letters/:letter/replay': () => [
		['POST', `/api/shops/${theirs.shopId}/dead-letters/` +
			`${theirs.letterId}/replay`, undefined, notFound],
		['POST', `/api/shops/${mine.shopId}/dead-letters/` +
			`${theirs.letterId}/replay`, undefined, notFound],
	],
	'POST /api/shopify/install': () => [['POST', '/api/shopify/install',
		{ shopDomain: theirs.domain },
		(a) => assert.equal(a.status, 200, a.text)]],
	'GET /api/shopify/install': null,	/* see oauth.test.mjs */
	'GET /api/shopify/callback': null,
	'GET /api/shops/:id/privacy-requests': ofTheirs('GET', 'privacy-requests'),
	'GET /api/shops/:id/privacy-requests/:no/export': () => [
		['GET', `/api/shops/${theirs.shopId}/privacy-requests/` +
			`${theirs.requestId}/export`, undefined, notFound],
		['GET', `/api/shops/${mine.shopId}/privacy-requests/` +
			`${theirs.requestId}/export`, undefined, notFound],
	],
	'POST /api/ingest/run': () => [['POST', '/api/ingest/run',
		{ shopId: theirs.shopId, type: 'full-sync' }, notFound]],
	'GET /api/ingest/runs': () => [
		['GET', `/api/ingest/runs?shopId=${theirs.shopId}`, undefined,
			empty],
		['GET', '/api/ingest/runs', undefined, nothingOfTheirs],
	],
	'GET /api/ingest/runs/:id': () => [['GET',
		`/api/ingest/runs/${theirs.runId}`, undefined, notFound]],
	'GET /api/metrics/overview': () => metrics('overview'),
	'GET /api/metrics/orders-by-date': () => [
		...metrics('orders-by-date'),
		...metrics('orders-by-date', 'split=channel&granularity=year&'),
		...metrics('orders-by-date',
			'split=customer_type&granularity=year&'),
		['GET', '/api/metrics/orders-by-date?granularity=hour&shopId=' +
			theirs.shopId, undefined, notFound],
	],
	'GET /api/metrics/top-customers': () => metrics('top-customers'),
	'GET /api/metrics/top-products': () => metrics('top-products'),
	'GET /api/metrics/product-trends': () => metrics('product-trends',
		'granularity=year&'),
	'GET /api/metrics/sales-bridge': () => metrics('sales-bridge'),
	'GET /api/metrics/breakdown': () => metrics('breakdown', 'by=type&'),
	'GET /api/metrics/discounts': () => metrics('discounts'),
	'GET /api/metrics/refunds': () => metrics('refunds'),
	'GET /api/metrics/basket': () => metrics('basket'),
	'GET /api/metrics/heatmap': () => metrics('heatmap'),
	'GET /api/metrics/insights': () => metrics('insights'),
	'GET /api/metrics/cohorts': () => metrics('cohorts'),
	'GET /api/metrics/repeat': () => metrics('repeat'),
	'GET /api/metrics/rfm': () => metrics('rfm'),
	'GET /api/metrics/conversion-funnel': () => metrics('conversion-funnel'),
	'GET /api/metrics/behavior-analytics': () => metrics('behavior-analytics'),
	'GET /api/metrics/top-engaged-customers': () =>
		metrics('top-engaged-customers'),
	'POST /api/metrics/simulate-events': () => [['POST',
		'/api/metrics/simulate-events', { shopId: theirs.shopId },
		notFound]],
	'GET /api/metrics/batch': () => metrics('batch',
		'include=overview,series&'),
	'GET /api/reconcile': () => [
		['GET', '/api/reconcile', undefined, nothingOfTheirs],
		['GET', `/api/reconcile?shopId=${theirs.shopId}`, undefined,
			notFound],
	],
	'GET /api/metrics/definitions': null,
	'GET /api/orders': () => [
		['GET', '/api/orders', undefined, nothingOfTheirs],
		['GET', `/api/orders?shopId=${theirs.shopId}`, undefined, empty],
		['GET', `/api/orders?q=${theirs.orderId}`, undefined, empty],
	],
	'GET /api/orders/:id': () => [['GET', `/api/orders/${theirs.orderId}`,
		undefined, notFound]],
	'GET /api/customers': () => [
		['GET', '/api/customers', undefined, nothingOfTheirs],
		['GET', `/api/customers?shopId=${theirs.shopId}`, undefined,
			empty],
	],
	'GET /api/customers/:id': () => [['GET',
		`/api/customers/${theirs.customerId}`, undefined, notFound]],
	'GET /api/products': () => [
		['GET', '/api/products', undefined, nothingOfTheirs],
		['GET', `/api/products?shopId=${theirs.shopId}`, undefined,
			empty],
	],
	'POST /api/orders': () => pushes('orders'),
	'POST /api/customers': () => pushes('customers'),
	'POST /api/products': () => pushes('products'),
	'POST /api/events': null,	/* for all, see events.test.mjs */
	'POST /webhooks': null,		/* signed by Shopify, see below */
	'POST /webhooks/:topic': null,
	'POST /webhooks/:resource/:action': null,
	'GET /health': null,
	'GET /ready': null,
};

const pushes = (kind) => [['POST', `/api/${kind}`,
	{ shopId: theirs.shopId, records: [] }, notFound]];

/*
 * Their shop is not there; all of mine is mine alone, whoever else is there.
 * Of a day that is over in every zone: else it is compared up to now.
 */
function metrics(name, more = '') {
	const mineIn = (shop) => `/api/metrics/${name}?${more}shopId=${shop}` +
		`&from=${dayBefore(300)}&to=${dayBefore(2)}`;
	const ofShop = (text) => text.replaceAll(`"${mine.shopId}"`, '"all"')
		.replace(/"dataVersion":"[^"]+",/, '');

	return [
		['GET', `/api/metrics/${name}?${more}shopId=${theirs.shopId}`,
			undefined, notFound],
		['GET', mineIn('all'), undefined, async (answer) => {
			nothingOfTheirs(answer);
			assert.equal(ofShop(answer.text), ofShop((await s.get(
				mineIn(mine.shopId), mine.token)).text), name);
		}],
	];
}

describe('a stranger with a token of his own', () => {
	test('finds a case here for every route', () => {
		assert.deepEqual(routes.map((r) => r.name).sort(),
			Object.keys(calls).sort());
	});

	test('gets 404, or what is his, on every route', async () => {
		const before = await s.get('/api/shops', theirs.token);

		for (const { name } of routes) {
			for (const [method, url, body, check] of
				calls[name]?.() ?? []) {
				const answer = await s.send(method, url,
					{ body, token: mine.token });

				try {
					await check(answer);
				} catch (error) {
					error.message = `${method} ${url}: ${error.message}`;
					throw error;
				}
			}
		}
		assert.deepEqual((await s.get('/api/shops', theirs.token)).body,
			before.body);
	});
});

test('without a token every other route says 401', async () => {
	for (const { method, route, access, name } of routes) {
		if (access === 'OPEN' || access.startsWith('COOKIE'))
			continue;
		const answer = await s.send(method, route.replace(':id', '1'));

		assert.equal(answer.status, 401, name);
		assert.equal(answer.body.code, 'unauthenticated');
	}
});

/* Facts of the world and of no tenant; tests/db/schema.sql has them too. */
const WORLD = ['exchange_load', 'exchange_rate'];

describe('the workers\' role in the database', () => {
	let tables;

	before(async () => {
		tables = await s.sql(`SELECT c.relname AS name,
			c.relrowsecurity AND c.relforcerowsecurity AS forced,
			EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
				AND a.attname = 'tenant_id') AS keyed,
			has_table_privilege('xeno_app', c.oid, 'SELECT') AS readable
			FROM pg_class c WHERE c.relkind IN ('r', 'p')
			AND c.relnamespace = 'public'::regnamespace
			AND c.relname <> ALL ('{${WORLD}}') ORDER BY 1`);
		assert.ok(tables.length > 15);
	});

	test('knows of no tenant or shop in what is everybody\'s', async () => {
		const columns = await s.sql(`SELECT table_name, column_name
			FROM information_schema.columns
			WHERE table_name = ANY ('{${WORLD}}')`);

		assert.ok(columns.length > 5);
		assert.deepEqual(columns.filter((c) =>
			/tenant|shop|user/.test(c.column_name)), []);
	});

	test('reads only tables under row-level security', () => {
		for (const { name, forced, keyed, readable } of tables)
			if (readable === 't')
				assert.deepEqual([keyed, forced], ['t', 't'], name);
	});

	test('sees no row without a tenant, and only that tenant\'s with one',
		async () => {
			for (const { name, readable } of tables) {
				if (readable !== 't')
					continue;
				const count = `SELECT count(*) AS n,
					count(*) FILTER (WHERE tenant_id <> ${mine.tenantId})
					AS foreign FROM ${name}`;

				assert.equal((await s.sql(count, { as: 'app' }))[0].n,
					'0', name);
				assert.equal((await s.sql(count,
					{ tenant: mine.tenantId }))[0].foreign, '0', name);
			}
			assert.notEqual((await s.sql('SELECT count(*) AS n FROM orders',
				{ tenant: mine.tenantId }))[0].n, '0');
		});

	test('owns nothing, bypasses nothing, creates nothing', async () => {
		const [role] = await s.sql(`SELECT rolsuper, rolbypassrls,
			rolcreatedb, rolcreaterole,
			has_schema_privilege('xeno_app', 'public', 'CREATE') AS creates,
			(SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owns
			FROM pg_roles r WHERE rolname = 'xeno_app'`);

		assert.deepEqual(Object.values(role), ['f', 'f', 'f', 'f', 'f', '0']);
	});

	test('writes no row of another tenant', async () => {
		await assert.rejects(s.sql(`INSERT INTO ingest_run
			(tenant_id, shop_id, type, requested_by)
			VALUES (${theirs.tenantId}, ${theirs.shopId}, 'delta', 'x')`,
		{ tenant: mine.tenantId }), /row-level security/);
		await s.sql('UPDATE shop SET name = \'X\'',
			{ tenant: mine.tenantId });
		assert.notEqual((await s.sql('SELECT name FROM shop WHERE shop_id' +
			` = ${theirs.shopId}`))[0].name, 'X');
	});
});

test('a delivery reaches the shop that it names, and no other', async () => {
	const count = async () => (await s.sql('SELECT tenant_id, count(*) AS n' +
		' FROM delivery GROUP BY 1')).map((r) => [r.tenant_id, r.n]);

	assert.equal((await s.webhook('products/create',
		{ id: 1, title: 'x', status: 'active',
			created_at: '2026-01-01T00:00:00Z',
			updated_at: '2026-01-01T00:00:00Z' },
		{ shop: mine.domain })).status, 200);
	assert.deepEqual((await count()).filter(([tenant]) =>
		tenant === mine.tenantId), [[mine.tenantId, '1']]);
	assert.equal((await s.webhook('products/create', { id: 1 },
		{ shop: 'claimed-by-nobody.myshopify.com' })).status, 404);
});
