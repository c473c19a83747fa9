/*
 * The topics of privacy law: a request for data can be read, an erasure finds
 * the person everywhere and for good, a shop is erased, or kept where it was
 * connected again; and what is left as evidence names nobody.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { at, customer, order } from './bodies.mjs';
import { deltaSync, fullSync, openShop, verify } from './compare.mjs';
import { stack } from './stack.mjs';
import { connection, whileChanging } from './stuck.mjs';

const domain = 'privacy.myshopify.com';
let s, shop, ids = 4000;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 30, webhooks: false });
});
after(() => s?.down());

const newId = () => ++ids;
const rows = (query, vars = {}) => s.sql(query,
	{ vars: { shop: shop.shopId, ...vars } });
const requests = (of = shop) => `/api/shops/${of.shopId}/privacy-requests`;

async function send(topic, body, { to = domain, headers } = {}) {
	const answer = await s.webhook(topic, body, { shop: to, headers });

	assert.deepEqual([answer.status, answer.text], [200, 'ok'],
		`${topic}: ${answer.text}`);
}

const person = (id, fields = {}) => ({ shop_id: 1, shop_domain: domain,
	customer: { id, email: `c${id}@example.com`, phone: `555-625-${id}` },
	...fields });

async function carryOut() {
	const { code, stderr } = await s.sync(['queue']);

	assert.equal(code, 0, stderr);
}

const latest = async (of = shop) =>
	(await s.get(requests(of), of.token)).body[0];
const digest = (text) => createHash('sha256').update(text).digest('hex');

/* Where in the database a text stands, whatever the table and the column. */
async function found(text) {
	const tables = await s.sql('SELECT c.relname AS name FROM pg_class c' +
		' JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = \'r\'' +
		' AND nspname = \'public\'');
	const hits = await s.sql(tables.map(({ name }) => `SELECT '${name}' AS` +
		` name FROM ${name} t WHERE strpos(to_jsonb(t)::text, :'text') > 0` +
		` OR strpos(to_jsonb(t)::text, :'hex') > 0`).join(' UNION '),
	{ vars: { text, hex: Buffer.from(text).toString('hex') } });

	return hits.map((row) => row.name).sort();
}

describe('customers/data_request', () => {
	test('what is stored can be read', async () => {
		const [who, first, second] = [newId(), newId(), newId()];

		await send('customers/create', customer(who, 2,
			{ first_name: 'Grace' }));
		await send('orders/create', order(first, 1, { price: '7.10',
			customer: customer(who, 1), email: 'other@example.com' }));
		await send('orders/create', order(second, 1, { test: true }));
		await send('customers/data_request', person(who,
			{ orders_requested: [second], data_request: { id: 99 } }));
		const request = await latest();

		assert.deepEqual([request.kind, request.shopifyRequestId,
			request.customerId, request.doneAt, request.subject],
		['data_request', '99', String(who), null,
			digest(`${domain}:${who}`)]);
		assert.equal(Date.parse(request.dueAt) -
			Date.parse(request.receivedAt), 30 * 86400000);
		const { status, body } = await s.get(
			`${requests()}/${request.id}/export`, shop.token);

		assert.equal(status, 200);
		assert.equal(body.customers[0].firstName, 'Grace');
		assert.deepEqual(body.orders.map((o) => [o.id, o.totalPrice,
			o.lines[0].title]), [[String(first), 7.1, 'Thing'],
			[String(second), 10, 'Thing']]);
		assert.equal((await latest()).outcome, 'read');
	});

	test('of somebody known by an address alone', async () => {
		const id = newId();

		await send('orders/create', order(id, 1,
			{ email: 'Guest@Example.com' }));
		await send('customers/data_request', { shop_domain: domain,
			customer: { email: 'guest@example.com' } });
		const { id: request, customerId } = await latest();
		const { body } = await s.get(`${requests()}/${request}/export`,
			shop.token);

		assert.equal(customerId, null);
		assert.deepEqual(body.customers, []);
		assert.deepEqual(body.orders.map((o) => o.id), [String(id)]);
	});
});

describe('customers/redact', () => {
	test('erases everywhere, and leaves evidence that names nobody',
		async () => {
			const who = newId(), email = `c${who}@example.com`;
			const [first, guest, uncounted] = [newId(), newId(), newId()];

			await send('customers/create', customer(who, 1,
				{ phone: '555-100-2000' }));
			await send('orders/create', order(first, 1,
				{ customer: customer(who, 1), email }));
			await send('orders/create', order(uncounted, 1, { test: true,
				customer: customer(who, 1), email }));
			await send('orders/create', order(guest, 1,
				{ email: email.toUpperCase() }));
			await send('orders/create', JSON.stringify({ email }).slice(0, -1));
			await send('orders/create', `{"customer":{"id":${who}}`);
			await send('orders/create', `{"id":${who}0}`);
			await send('customers/data_request', person(who));
			await send('customers/redact', person(who,
				{ orders_to_redact: [first] }));
			assert.deepEqual(await rows('SELECT email FROM orders WHERE' +
				' shop_id = :shop AND order_id IN (:first, :uncounted)',
			{ first, uncounted }), [{ email: null }, { email: null }]);
			await carryOut();
			assert.deepEqual(await found(email), []);
			assert.deepEqual(await found(email.toUpperCase()), []);
			assert.deepEqual(await found(`555-625-${who}`), []);
			assert.deepEqual(await found('555-100-2000'), []);
			assert.deepEqual(await rows('SELECT reason FROM dead_letter' +
				' WHERE shop_id = :shop ORDER BY dead_letter_id'),
			[{ reason: 'redacted' }, { reason: 'redacted' },
				{ reason: 'created_at: missing' }]);
			assert.deepEqual(await rows('SELECT dead_letters FROM' +
				' shop_state WHERE shop_id = :shop'),
			[{ dead_letters: '1' }]);
			const list = (await s.get(requests(), shop.token)).body;

			assert.deepEqual(list.slice(0, 2).map((r) => [r.kind,
				r.customerId, r.subject, Boolean(r.doneAt), r.outcome]), [
				['customer_redact', null, digest(`${domain}:${who}`),
					true, 'erased'],
				['data_request', null, digest(`${domain}:${who}`),
					true, 'redacted before it was read']]);
			assert.equal((await s.get(
				`${requests()}/${list[1].id}/export`, shop.token))
				.status, 404);
			assert.match(await verify(s, shop), /nothing differs/);
		});

	test('nothing late brings the person back', async () => {
		const who = newId(), email = `c${who}@example.com`;
		const [named, unnamed] = [newId(), newId()];

		await send('customers/redact', person(who,
			{ orders_to_redact: [named] }));
		await carryOut();
		await send('customers/update', customer(who, 9));
		await send('orders/create', order(named, 1, { email }));
		await send('orders/updated', order(named, 9, { email }));
		await send('orders/create', order(unnamed, 1,
			{ customer: customer(who, 9), email }));
		assert.deepEqual(await found(email), []);
		assert.deepEqual(await rows('SELECT count(*) FROM orders WHERE' +
			' shop_id = :shop AND order_id IN (:named, :unnamed)',
		{ named, unnamed }), [{ count: '2' }]);
	});

	test('nor does a sync, in bulk or by pages', async () => {
		await fullSync(s, shop);
		const [{ id, email }] = await rows('SELECT customer_id AS id,' +
			' c.email FROM customer c JOIN orders o USING (tenant_id,' +
			' shop_id, customer_id) WHERE shop_id = :shop AND o.email =' +
			' c.email LIMIT 1');

		await send('customers/redact', person(Number(id)));
		await carryOut();
		await fullSync(s, shop);
		await s.sql('UPDATE sync_watermark SET watermark =' +
			' \'2020-01-01Z\' WHERE shop_id = :shop',
		{ vars: { shop: shop.shopId } });
		await deltaSync(s, shop);
		assert.deepEqual(await found(email), []);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('of somebody known by an address alone', async () => {
		const [who, guest] = [newId(), newId()];
		const email = 'alone@example.com';

		await send('customers/create', customer(who, 1, { email }));
		await send('orders/create', order(guest, 1, { email }));
		await send('customers/redact', { shop_domain: domain,
			customer: { id: null, email: 'Alone@example.com' },
			orders_to_redact: [] });
		await carryOut();
		await send('customers/update', customer(who, 9, { email }));
		await send('orders/updated', order(guest, 9, { email }));
		assert.deepEqual(await found(email), []);
		assert.deepEqual(await rows('SELECT customers = (SELECT count(*)' +
			' FROM customer WHERE shop_id = :shop) AS same FROM shop_state' +
			' WHERE shop_id = :shop'), [{ same: 't' }]);
	});

	test('what came while it was searched is found as well', async () => {
		const [first, late] = [newId(), newId()], email = 'g@example.com';

		await send('orders/create', order(first, 1, { email }));
		await send('orders/create', order(late, 1));
		await send('customers/redact', person(0, { customer: { email } }));
		await whileChanging(s, 'SELECT FROM shop_state WHERE shop_id =' +
			` ${shop.shopId} FOR UPDATE; UPDATE orders SET email =` +
			` '${email}' WHERE order_id = ${late}`, carryOut);
		assert.deepEqual(await found(email), []);
	});

	const twice = () => whileChanging(s, 'SELECT FROM shop_state WHERE' +
		` shop_id = ${shop.shopId} FOR UPDATE`,
	() => Promise.all([carryOut(), carryOut()]), 2);

	for (const [name, id, work] of [['by an address alone', null, carryOut],
		['that two carry out at once', newId(), twice]])
		test(`${name}: letters with other numbers stay`, async () => {
			const email = `${id}@noted.example.com`;

			await send('orders/create', `{"email":"${email}"`);
			await send('orders/create', '{"total_tax":"0.00"');
			await send('customers/redact', person(0,
				{ customer: { id, email } }));
			await work();
			assert.deepEqual(await rows('SELECT length(body) > 0 AS kept' +
				' FROM dead_letter WHERE shop_id = :shop' +
				' ORDER BY dead_letter_id DESC LIMIT 2'),
			[{ kept: 't' }, { kept: 'f' }]);
			assert.equal((await latest()).outcome, 'erased');
		});

	for (const [name, body] of Object.entries({
		'of nobody': { shop_domain: domain },
		'of another shop': { ...person(7),
			shop_domain: 'other.myshopify.com' },
		'of orders that are none': person(7, { orders_to_redact: ['x'] }),
	}))
		test(`${name}: a dead letter`, async () => {
			await send('customers/redact', body);
			assert.match((await rows('SELECT reason FROM dead_letter' +
				' WHERE shop_id = :shop ORDER BY dead_letter_id DESC' +
				' LIMIT 1'))[0].reason, /^(customer|shop_domain|orders)/);
		});

	test('by a wrong signature: 401', async () => {
		for (const topic of ['customers/data_request', 'customers/redact',
			'shop/redact'])
			assert.equal((await s.webhook(topic, person(7),
				{ shop: domain, secret: 'wrong' })).status, 401);
	});
});

describe('shop/redact', () => {
	const redact = (to) => send('shop/redact', { shop_id: 1,
		shop_domain: to }, { to });
	const uninstall = (to, headers) => send('app/uninstalled',
		{ myshopify_domain: to }, { to, headers });
	const shops = async (of) => (await s.get('/api/shops', of.token)).body
		.map((row) => row.state);

	async function opened(name) {
		const of = await openShop(s, { domain: `${name}.myshopify.com`,
			orders: 10, webhooks: false });

		await send('orders/create', order(newId(), 1,
			{ email: `${name}@example.com` }), { to: of.domain });
		return of;
	}

	/* The second time the erasure that the first asked for is carried out. */
	async function carriedOut() {
		await carryOut();
		await s.sql('UPDATE directory_run SET wanted_at = now() -' +
			' interval \'1 minute\'');
		await carryOut();
	}

	test('erases a shop that is gone', async () => {
		const of = await opened('gone');

		await uninstall(of.domain);
		await redact(of.domain);
		await carriedOut();
		assert.deepEqual(await found('gone@example.com'), []);
		assert.deepEqual(await found(of.domain), []);
		assert.deepEqual(await s.sql('SELECT kind, subject = sha256(' +
			'convert_to(:\'domain\', \'UTF8\')) AS same, outcome FROM' +
			' privacy_request WHERE shop_id = :shop',
		{ vars: { shop: of.shopId, domain: of.domain } }),
		[{ kind: 'shop_redact', same: 't', outcome: 'erased' }]);
		assert.deepEqual(await shops(of), []);
		await redact(of.domain);
	});

	test('a shop connected again within 48 hours survives a late one',
		async () => {
			const of = await opened('again');

			await uninstall(of.domain);
			const { access_token: accessToken } = await s.control('POST',
				`/shops/${of.domain}/tokens`, {});

			assert.equal((await s.send('PATCH', `/api/shops/${of.shopId}`,
				{ token: of.token, body: { accessToken } })).status, 200);
			await redact(of.domain);
			await carriedOut();
			assert.deepEqual(await shops(of), ['connected']);
			assert.match((await latest(of)).outcome, /^kept/);
			assert.deepEqual(await found('again@example.com'), ['orders']);
			/* One of before that connection need not even ask Shopify. */
			await s.control('POST', '/faults', { kind: 'token', times: -1,
				shop: of.domain });
			await send('shop/redact', { shop_domain: of.domain },
				{ to: of.domain, headers: { 'X-Shopify-Triggered-At':
					new Date(Date.now() - 3600000).toISOString() } });
			await carriedOut();
			assert.deepEqual(await shops(of), ['connected']);
		});

	test('one whose app/uninstalled was lost is erased', async () => {
		const of = await opened('lost');

		await s.control('POST', `/shops/${of.domain}/act`,
			{ do: 'uninstall' });
		await redact(of.domain);
		await carriedOut();
		assert.deepEqual(await found('lost@example.com'), []);
		assert.deepEqual(await shops(of), []);
	});

	test('one connected again while that is decided survives', async () => {
		const of = await opened('back');

		await uninstall(of.domain);
		await redact(of.domain);
		await whileChanging(s, connection(of), carryOut);
		assert.deepEqual(await shops(of), ['connected']);
		await carriedOut();
		assert.match((await latest(of)).outcome, /^kept/);
	});

	test('while Shopify cannot be asked it waits', async () => {
		const of = await opened('wait');

		await s.control('POST', '/faults', { kind: 'status', status: 500,
			times: -1, shop: of.domain });
		await redact(of.domain);
		await carryOut();
		assert.equal((await latest(of)).doneAt, null);
		await s.control('DELETE', '/faults');
		await carryOut();
		assert.match((await latest(of)).outcome, /^kept/);
	});

	test('each tenant that ever had the shop is asked', async () => {
		const of = await opened('turns');

		await uninstall(of.domain);
		const { access_token: accessToken } = await s.control('POST',
			`/shops/${of.domain}/tokens`, {});
		const { token, shop: other } = await s.register({ accessToken,
			shopDomain: of.domain });

		await send('customers/redact', { customer:
			{ email: 'turns@example.com' } }, { to: of.domain });
		await carryOut();
		assert.deepEqual(await found('turns@example.com'), []);
		await redact(of.domain);
		await carriedOut();
		assert.deepEqual(await shops(of), []);
		assert.deepEqual(await shops({ token }), ['connected']);
		assert.match((await latest({ token, shopId: other.id })).outcome,
			/^kept/);
	});

	test('of a shop that nobody has: acknowledged', () =>
		redact('nobody.myshopify.com'));
});

test('a request without a time is one of now', async () => {
	await send('customers/data_request', person(newId()),
		{ headers: { 'X-Shopify-Triggered-At': 'now' } });
	assert.ok(Date.parse((await latest()).receivedAt) > Date.parse(at(0)));
});
