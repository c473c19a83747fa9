/* The API document and the answers say the same. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { doc, hold, operations, seen } from './contract.mjs';
import { askAgain } from './http.mjs';
import { leave } from './oauth.mjs';
import { mailed } from './openapi-merchant.mjs';
import { stack } from './stack.mjs';

describe('the answers', () => {
	let s, token, shopId, runId;
	const domain = 'documented.myshopify.com';

	before(async () => {
		s = await stack({ store: true });
		const { accessToken } = await s.control('POST', '/shops',
			{ domain, seed: 3, orders: 40 });
		const { shop, ...rest } = await s.register({ accessToken,
			shopDomain: domain });

		token = rest.token;
		shopId = shop.id;
		const sync = await s.sync(['full', '--shop', domain]);

		assert.equal(sync.code, 0, sync.stderr);
		runId = (await s.get('/api/ingest/runs', token)).body[0].id;
	});
	after(() => s?.down());

	/* method, path, status, { body, token, headers } */
	const call = async (method, url, status, how = {}) => hold(method, url,
		status, await s.send(method, url, { token, ...how }));

	const user = { email: 'second@example.com',
		password: 'correct horse battery', shopName: 'Second',
		shopDomain: 'second.myshopify.com' };

	test('are as documented: auth', async () => {
		await call('POST', '/api/auth/register', 201, { body: user });
		await call('POST', '/api/auth/register', 409, { body: user });
		await call('POST', '/api/auth/register', 400, { body: '{' });
		await call('POST', '/api/auth/register', 422,
			{ body: { ...user, password: 'short' } });
		await call('POST', '/api/auth/login', 200, { body: user });
		await call('POST', '/api/auth/login', 401,
			{ body: { ...user, password: 'x' } });
		await call('POST', '/api/auth/login', 415,
			{ body: 'x', headers: { 'Content-Type': 'text/plain' } });
		await call('POST', '/api/auth/login', 413,
			{ body: `{"email":"${'x'.repeat(20000)}"}` });
		await call('POST', '/api/auth/add-shop', 201, { body: user });
		await call('POST', '/api/auth/add-shop', 409, { body: user });
		await call('POST', '/api/auth/add-shop', 401,
			{ body: user, token: 'x' });
		await call('GET', '/api/auth/me', 200);
	});

	test('are as documented: members and tokens', async () => {
		const wanted = { email: 'new@example.com', role: 'analyst' };
		const { body } = await call('POST', '/api/invitations', 201,
			{ body: wanted });
		const secret = { token: body.link.split('#')[1] };

		await call('POST', '/api/invitations', 400, { body: {} });
		await call('GET', '/api/invitations', 200);
		await call('POST', '/api/auth/invitation', 200, { body: secret });
		await call('POST', '/api/auth/invitation', 404,
			{ body: { token: 'x' } });
		await call('POST', '/api/auth/join', 422,
			{ body: { ...secret, password: 'x' } });
		const joined = await call('POST', '/api/auth/join', 201,
			{ body: { ...secret, password: 'correct horse battery' } });

		await call('POST', '/api/invitations', 409, { body: wanted });
		const other = await call('POST', '/api/invitations', 201,
			{ body: { ...wanted, email: 'newer@example.com' } });

		await call('DELETE', `/api/invitations/${other.body.id}`, 204);
		await call('DELETE', `/api/invitations/${other.body.id}`, 404);
		await call('GET', '/api/members', 200);
		await call('GET', '/api/members', 403, { token: joined.body.token });
		const made = await call('POST', '/api/tokens', 201, { body: {
			name: 'BI', scopes: ['shops:read'],
			expiresAt: '2999-01-01T00:00:00Z' } });

		await call('POST', '/api/tokens', 400,
			{ body: { name: 'BI', scopes: ['all'] } });
		await call('GET', '/api/tokens', 200);
		await call('GET', '/api/shops', 200, { token: made.body.token });
		await call('DELETE', `/api/tokens/${made.body.id}`, 204);
		await call('GET', '/api/shops', 401, { token: made.body.token });
		const one = `/api/members/${joined.body.user.id}`;

		await call('PATCH', one, 204, { body: { role: 'read-only' } });
		await call('PATCH', one, 400, { body: { role: 'king' } });
		await call('DELETE', one, 204);
		await call('DELETE', one, 404);
		await call('GET', '/api/audit-log?limit=5', 200);
		await call('GET', '/api/audit-log?limit=x', 400);
		await call('GET', '/api/export', 200);
	});

	test('are as documented: views', async () => {
		const view = { name: 'Mine', path: '/orders', query: 'q=x' };
		const { body } = await call('POST', '/api/views', 201,
			{ body: view });
		const one = `/api/views/${body.id}`;

		await call('POST', '/api/views', 400, { body: { name: 'x' } });
		await call('POST', '/api/views', 409, { body: view });
		await call('GET', '/api/views', 200);
		await call('PATCH', one, 200, { body: { shared: true } });
		await call('DELETE', one, 204);
		await call('DELETE', one, 404);
	});

	test('are as documented: mail', async () => {
		const body = { frequency: 'daily', shops: [shopId] };
		const url = '/api/unsubscribe';

		await call('GET', '/api/digest', 200);
		await call('PUT', '/api/digest', 200, { body });
		await call('PUT', '/api/digest', 400, { body: {} });
		await call('PUT', '/api/digest', 404,
			{ body: { ...body, shops: ['999999'] } });
		await call('GET', `${url}?token=x`, 302);
		await call('POST', url, 400, { body: {} });
		await call('POST', url, 404, { body: { token: 'x' } });
		const own = (await s.get('/api/auth/me', token)).body;

		await call('POST', url, 200, { body: {
			token: await mailed(s, own.user, 'digest') } });
	});

	/* Its 202 is held to the document in reset.test.mjs, which has mail. */
	test('are as documented: forgotten passwords', async () => {
		const { email, password } = user;
		const url = '/api/auth/reset';
		const own = (await s.post('/api/auth/login', user)).body;
		const body = { token: await mailed(s, own.user, 'reset'), password };

		await call('POST', '/api/auth/forgot', 400, { body: {} });
		await call('POST', '/api/auth/forgot', 422, { body: { email } });
		await call('POST', url, 400, { body: {} });
		await call('POST', url, 422, { body: { ...body, password: 'x' } });
		await call('POST', url, 200, { body });
		await call('POST', url, 404, { body });
	});

	test('are as documented: sessions', async () => {
		const Origin = s.url;
		const { headers, body } = await call('POST', '/api/auth/login', 200,
			{ body: user });
		const own = { token: body.token };
		const cookie = { Cookie: headers.get('set-cookie').split(';')[0],
			Origin };

		await call('POST', '/api/auth/refresh', 200,
			{ body: {}, headers: cookie });
		await call('POST', '/api/auth/refresh', 401,
			{ body: {}, headers: { Origin } });
		await call('POST', '/api/auth/refresh', 401, { body: {},
			headers: { ...cookie, Cookie: `${cookie.Cookie}x` } });
		await call('POST', '/api/auth/refresh', 403, { body: {} });
		await call('POST', '/api/auth/refresh', 415, { body: '{}',
			headers: { ...cookie, 'Content-Type': 'text/plain' } });
		const { body: list } = await call('GET', '/api/auth/sessions', 200,
			own);
		const other = list.find((one) => !one.current);

		await call('DELETE', `/api/auth/sessions/${other.id}`, 204, own);
		await call('DELETE', `/api/auth/sessions/${other.id}`, 404, own);
		await call('DELETE', '/api/auth/sessions', 204, own);
		await call('PUT', '/api/auth/password', 422, { ...own, body:
			{ currentPassword: 'x', newPassword: user.password } });
		const { body: { token: anew } } = await call('PUT',
			'/api/auth/password', 200, { ...own, body: { currentPassword:
				user.password, newPassword: 'another horse battery' } });

		await call('POST', '/api/auth/erase', 400, { token: anew, body: {} });
		await call('POST', '/api/auth/logout', 401, { ...own });
		await call('POST', '/api/auth/logout', 200, { token: anew });
	});

	test('are as documented: shops and runs', async () => {
		const { body } = await call('GET', '/api/shops', 200);

		assert.equal(body.length, 2);
		await call('PATCH', `/api/shops/${shopId}`, 200,
			{ body: { name: 'Renamed' } });
		await call('PATCH', `/api/shops/${shopId}`, 400,
			{ body: { name: 7 } });
		await call('GET', '/api/ingest/runs', 200);
		await call('GET', '/api/ingest/runs?limit=x', 400);
		await call('GET', `/api/ingest/runs/${runId}`, 200);
		await call('GET', '/api/ingest/runs/999999', 404);
		await call('POST', '/api/ingest/run', 202,
			{ body: { shopId, type: 'delta' } });
		await call('POST', '/api/ingest/run', 422,
			{ body: { shopId: body[1].id, type: 'delta' } });
	});

	test('are as documented: a shop\'s webhooks', async () => {
		await s.webhook('made/up', '{}', { shop: domain });
		const hooks = `/api/shops/${shopId}/webhooks`;
		const { body: { topics } } = await call('GET', hooks, 200);

		assert.ok(topics.some((t) => t.topic === 'made/up'));
		await call('POST', `${hooks}/test`, 422);
		await call('GET', '/api/shops/999999/webhooks', 404);
	});

	test('are as documented: dead letters', async () => {
		const letters = `/api/shops/${shopId}/dead-letters`;

		await s.webhook('orders/create', '{', { shop: domain });
		const { body: [{ id }] } = await call('GET', letters, 200);

		await call('GET', `${letters}?limit=0`, 400);
		await call('GET', '/api/shops/999999/dead-letters', 404);
		await call('POST', `${letters}/${id}/replay`, 200);
		await call('POST', `${letters}/999999/replay`, 404);
		await call('POST', `${letters}/replay`, 200, { body: {} });
		await call('POST', `${letters}/replay`, 400,
			{ body: { from: 'now' } });
	});

	test('are as documented: privacy requests', async () => {
		const requests = `/api/shops/${shopId}/privacy-requests`;
		const [{ id: customer }] = (await s.get('/api/metrics/' +
			`top-customers?shopId=${shopId}`, token)).body;

		await s.webhook('customers/data_request', { customer:
			{ id: Number(customer) }, data_request: { id: 9 } },
		{ shop: domain });
		const { body: [{ id }] } = await call('GET', requests, 200);

		await call('GET', `${requests}?cursor=x`, 400);
		await call('GET', '/api/shops/999999/privacy-requests', 404);
		const { body } = await call('GET',
			`/api/shops/${shopId}/privacy-requests/${id}/export`, 200);

		assert.equal(body.customers[0].id, customer);
		assert.ok(body.orders[0].lines.length);
		await call('GET', `${requests}/999999/export`, 404);
	});

	test('are as documented: a shop that is gone', async () => {
		const { body } = await call('GET', '/api/shops', 200);

		await call('DELETE', `/api/shops/${body[1].id}`, 204);
		await call('DELETE', `/api/shops/${body[1].id}`, 404);
	});

	/* The delta that was asked for changes the data. */
	async function untilAtRest() {
		for (;;) {
			const { body } = await s.get('/api/ingest/runs', token);

			if (body.every((run) => run.finishedAt))
				return;
			await new Promise((done) => setTimeout(done, 100));
		}
	}

	test('are as documented: logins at Shopify', async () => {
		const body = { shopDomain: domain };
		const path_ = '/api/shopify/install';

		await call('POST', path_, 200, { body });
		await call('POST', path_, 400, { body: {} });
		await call('POST', path_, 401, { body, token: 'x' });
		await call('GET', `${path_}?shop=${domain}`, 302);
		await call('GET', `${path_}?shop=x`, 400);
		await call('GET', `${path_}?shop=${domain}&hmac=x`, 401);
		const { back, cookie } = await leave(s, domain, token);
		const headers = { Cookie: cookie };

		await call('GET', '/api/shopify/callback', 400);
		await call('GET', `${back}&more=1`, 401, { headers });
		await call('GET', back, 403);
		await call('GET', back, 302, { headers });
	});

	test('are as documented: beside Shopify\'s own reports', async () => {
		const { body } = await call('GET', '/api/reconcile', 200);

		assert.equal(body.available, false);
		await call('GET', '/api/reconcile?from=x', 400);
		await call('GET', '/api/reconcile?shopId=999999', 404);
	});

	test('are as documented: metrics, and not sent twice', async () => {
		const parts = 'overview,series,top_customers,top_products,' +
			'sales_bridge,discounts,refunds,basket,channels,' +
			'insights,heatmap,countries,types,vendors,discount_codes,' +
			'cohorts,repeat,rfm';

		await untilAtRest();
		for (const name of ['overview', 'orders-by-date', 'top-customers',
			'top-products', 'product-trends', 'sales-bridge', 'breakdown',
			'discounts', 'refunds', 'basket', 'insights', 'heatmap',
			'cohorts', 'repeat', 'rfm', 'conversion-funnel',
			'behavior-analytics', 'top-engaged-customers', 'batch']) {
			const range = 'from=2000-01-01T00:00:00Z&granularity=year';
			const url = `/api/metrics/${name}?by=country` +
				`&include=${parts}`;

			await call('GET', url, 200);
			hold('GET', url, 304, await askAgain((tag) => s.get(url, token,
				{ 'If-None-Match': tag })));
			await call('GET', `${url}&${range}`, 200);
			await call('GET', `${url}&from=x`, 400);
			await call('GET', `${url}&shopId=999999`, 404);
		}
		for (const more of ['granularity=hour', 'split=country',
			'split=customer_type'])
			for (const name of ['orders-by-date?',
				'batch?include=series&'])
				await call('GET', `/api/metrics/${name}${more}`, 200);
		const top5 = await call('GET', '/api/metrics/top-customers', 200);
		const none = await call('GET', '/api/metrics/overview?compare=none',
			200);

		assert.equal(top5.body.length, 5);
		assert.equal(none.body.previous, undefined);
	});

	test('are as documented: lists', async () => {
		for (const kind of ['orders', 'customers', 'products']) {
			const { body } = await call('GET', `/api/${kind}?limit=2`, 200);

			assert.equal(body.length, 2);
			await call('GET', `/api/${kind}?limit=x`, 400);
			if (kind === 'products')
				continue;
			await call('GET', `/api/${kind}/${body[0].id}`, 200);
			await call('GET', `/api/${kind}/999`, 404);
		}
	});

	test('are as documented: pushes', async () => {
		for (const kind of ['orders', 'customers', 'products']) {
			const path_ = `/api/${kind}`;

			await call('POST', path_, 200, { body: { shopId, records: [] } });
			await call('POST', path_, 400, { body: { shopId, records: 1 } });
			await call('POST', path_, 404,
				{ body: { shopId: '999999', records: [] } });
			await call('POST', path_, 422, { body: { shopId, records: [],
				shop: { currency: 'XTS', timezone: 'UTC' } } });
			await call('POST', path_, 415, { body: '{}',
				headers: { 'Content-Type': 'text/plain' } });
		}
	});

	test('are as documented: events', async () => {
		const [{ eventKey: key }] = (await s.get('/api/shops', token)).body;
		const body = { key, events: [{ id: '1', type: 'product_viewed',
			product: 'hat' }] };
		const url = '/api/events';

		await call('POST', url, 204, { body });
		await call('POST', url, 400, { body: { key } });
		await call('POST', url, 404, { body: { ...body, key: 'x' } });
		await call('POST', url, 413, { body: { key: 'x'.repeat(20000) } });
		await call('POST', url, 415, { body: 'x',
			headers: { 'Content-Type': 'text/html' } });
		const visits = '/api/metrics/simulate-events';

		await call('POST', visits, 404, { body: { shopId } });
		await s.sql('UPDATE tenant SET is_demonstration = true');
		await call('POST', visits, 200, { body: { shopId } });
		await call('POST', visits, 400, { body: { shopId, count: 0 } });
	});

	test('are as documented: webhooks and service', async () => {
		for (const url of ['/webhooks', '/webhooks/orders-create',
			'/webhooks/orders/create']) {
			const deliver = async (status, how) => hold('POST', url,
				status, await s.webhook('orders/create', '{}',
					{ shop: domain, path: url, ...how }));

			await deliver(200);
			await deliver(401, { secret: 'wrong' });
			await deliver(404, { shop: 'nobody.myshopify.com' });
		}
		for (const url of ['/health', '/ready', '/api/metrics/definitions'])
			await call('GET', url, 200);
		const { body } = await call('GET', '/api/openapi.json', 200);

		assert.deepEqual(body, doc);
	});

	test('were asked for on every route', () => {
		assert.deepEqual([...seen].sort(),
			operations.map((o) => o.name).sort());
	});
});
