/*
 * What Shopify itself says that customers have spent: each sync brings it, and
 * a body that says it; one that does not erases nothing; of states that come in
 * any order the newest that says it counts, by whichever way it came.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, test } from 'node:test';

import { at, customer, order } from './bodies.mjs';
import { deadLetters, deltaSync, exact, fullSync, openShop, parseExact, plain,
	storm } from './compare.mjs';
import { run } from './run.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? 20261130);
const LATER = '2100-01-01T00:00:00Z';
const NOTHING = [null, null];
/* Bodies of the store's customers say what they have spent. */
const settings = { currency: 'EUR', country: 'DE', orders: 120, customers: 40,
	days: 90, seed, tips: 0.2, giftCards: 0.1, testOrders: 0.1, unpaid: 0.2,
	refunded: 0.4, cancelled: 0.1, deletedOrders: 0.05, counters: true,
	webhooks: false };
let s, ids = 5000;

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());

const newId = () => ++ids;
const openStore = (name, more) => openShop(s, { ...settings, ...more,
	domain: `${name}.myshopify.com` });

async function tell(shop, topic, body) {
	const { status, text } = await s.webhook(topic, body,
		{ shop: shop.domain });

	assert.deepEqual([status, text], [200, 'ok'], topic);
}

const profile = (shop, id) => exact(s, `/api/customers/${id}` +
	`?shopId=${shop.shopId}`, shop.token);

/* -> [amount, currency] */
async function spent(shop, id) {
	const { amountSpent, amountSpentCurrency } = await profile(shop, id);

	return [amountSpent === null ? null : plain(amountSpent),
		amountSpentCurrency];
}

const bodyOf = (shop, id) => s.control('GET',
	`/shops/${shop.domain}/bodies/customers/update/${id}`);
const truthOf = async (shop, id) =>
	[plain((await bodyOf(shop, id)).total_spent), 'EUR'];

async function bestOf(shop) {
	const { topCustomers: [{ id }] } = await s.control('GET',
		`/shops/${shop.domain}/figures?limit=1`);

	return id;
}

/* Nobody's is other than the store's; some are other than our figure. */
async function compareAll(shop, how) {
	const { text } = await s.get('/api/customers?format=ndjson' +
		`&shopId=${shop.shopId}`, shop.token);
	const all = text.split('\n').filter(Boolean).map(parseExact);
	let some = 0, other = 0;

	for (const { id, totalSpent } of all) {
		const truth = await truthOf(shop, id);

		assert.deepEqual(await spent(shop, id), truth,
			`seed ${seed}: ${how}: customer ${id}`);
		some += truth[0] !== '0';
		other += truth[0] !== plain(totalSpent);
	}
	assert.ok(some >= 20 && other >= 5, `${some}, ${other}`);
}

describe('by sync', () => {
	let shop, id;

	before(async () => {
		shop = await openStore('spent');
		id = await bestOf(shop);
		await fullSync(s, shop);
	});

	test('of everybody', () => compareAll(shop, 'full'));

	test('of who has changed since', async () => {
		const was = await spent(shop, id);

		await s.control('POST', `/shops/${shop.domain}/act`,
			{ do: 'order', customerId: id, paid: true });
		await deltaSync(s, shop);
		assert.notDeepEqual(await spent(shop, id), was);
		await compareAll(shop, 'delta');
	});

	test('a state that is older than a body\'s changes nothing', async () => {
		await tell(shop, 'customers/update', { ...await bodyOf(shop, id),
			updated_at: LATER, total_spent: '99999.00' });
		await fullSync(s, shop);
		assert.deepEqual(await spent(shop, id), ['99999', 'EUR']);
	});

	test('what a newer body left open is filled in', async () => {
		const open = await openStore('open');
		const who = await bestOf(open);
		const { total_spent: said, ...body } = await bodyOf(open, who);

		await tell(open, 'customers/update', { ...body,
			updated_at: LATER, first_name: 'Grace' });
		assert.deepEqual(await spent(open, who), NOTHING);
		await fullSync(s, open);
		assert.deepEqual(await spent(open, who), [plain(said), 'EUR']);
		assert.equal((await profile(open, who)).firstName, 'Grace');
	});
});

test('by bodies alone, in any order', async () => {
	const shop = await openStore('storm', { webhooks: true });

	await storm(s, shop, { seed, duplicates: 0.2 });
	await compareAll(shop, 'storm');
	assert.deepEqual(await deadLetters(s, shop), []);
});

describe('a body', () => {
	let shop;

	before(async () => {
		shop = await openStore('bodies', { orders: 0, customers: 0 });
		await fullSync(s, shop);
	});

	const update = (id, second, more) => tell(shop, 'customers/update',
		customer(id, second, more));

	test('that does not say it erases nothing', async () => {
		const id = newId();

		await update(id, 1, { total_spent: '12.50' });
		await update(id, 2, { first_name: 'Grace' });
		await update(id, 3, { total_spent: null });
		await tell(shop, 'orders/create', order(newId(), 1,
			{ currency: 'EUR', customer: customer(id, 4) }));
		assert.deepEqual(await spent(shop, id), ['12.5', 'EUR']);
		await tell(shop, 'orders/create', order(newId(), 1,
			{ currency: 'EUR', customer: customer(id, 5,
				{ total_spent: '22.50' }) }));
		assert.deepEqual(await spent(shop, id), ['22.5', 'EUR']);
	});

	test('that says nothing was spent says so', async () => {
		const id = newId();

		await update(id, 1);
		assert.deepEqual(await spent(shop, id), NOTHING);
		await update(id, 1, { total_spent: '0.00', currency: 'USD' });
		assert.deepEqual(await spent(shop, id), ['0', 'EUR']);
	});

	/* All orders of some things. */
	const orders = (list) => list.length < 2 ? [list] : list.flatMap(
		(one, i) => orders(list.toSpliced(i, 1))
			.map((rest) => [one, ...rest]));

	test('counts if it is the newest that says it', async () => {
		const states = [[1, { total_spent: '5.00' }],
			[2, { total_spent: '7.00' }], [3, {}], [4, {}]];

		for (const turn of orders(states)) {
			const id = newId();

			for (const [second, more] of turn)
				await update(id, second, more);
			assert.deepEqual(await spent(shop, id), ['7', 'EUR'],
				turn.map(([second]) => second).join());
		}
	});

	test('of no amount is a dead letter', async () => {
		await update(newId(), 1, { total_spent: 'much' });
		assert.equal((await deadLetters(s, shop)).at(-1).reason,
			'total_spent: not an amount');
	});

	test('of one that is merged goes with him', async () => {
		const [kept, gone] = [newId(), newId()];
		const gid = (id) => `gid://shopify/Customer/${id}`;

		await update(kept, 1, { total_spent: '5.00' });
		await update(gone, 1, { total_spent: '7.00' });
		await tell(shop, 'customers/merge', { status: 'completed',
			admin_graphql_api_customer_kept_id: gid(kept),
			admin_graphql_api_customer_deleted_id: gid(gone) });
		assert.deepEqual(await spent(shop, kept), ['5', 'EUR']);
		assert.equal((await s.get(`/api/customers/${gone}`, shop.token))
			.status, 404);
		await update(kept, 2, { total_spent: '12.00' });
		assert.deepEqual(await spent(shop, kept), ['12', 'EUR']);
	});

	test('is the person\'s, to be read and to be erased', async () => {
		const id = newId();
		const requests = `/api/shops/${shop.shopId}/privacy-requests`;
		const person = { shop_id: 1, shop_domain: shop.domain,
			customer: { id, email: `c${id}@example.com` } };

		await update(id, 1, { total_spent: '20.40' });
		await tell(shop, 'customers/data_request', person);
		const [{ id: request }] = (await s.get(requests, shop.token)).body;
		const { body } = await s.get(`${requests}/${request}/export`,
			shop.token);

		assert.deepEqual([body.customers[0].amountSpent,
			body.customers[0].amountSpentCurrency], [20.4, 'EUR']);
		await tell(shop, 'customers/redact', { ...person,
			orders_to_redact: [] });
		await update(id, 9, { total_spent: '21.40' });
		assert.deepEqual(await s.sql('SELECT FROM customer WHERE shop_id =' +
			' :shop AND customer_id = :id',
		{ vars: { shop: shop.shopId, id } }), []);
	});

	test('stays what it was when records are pushed', async () => {
		const id = newId();

		await update(id, 1, { total_spent: '20.40' });
		const { status, text, body } = await s.post('/api/customers', {
			shopId: shop.shopId, records: [{ id, updatedAt: at(2),
				firstName: 'Grace', amountSpent: '1.00' }] },
		shop.token);

		assert.equal(status, 200, text);
		assert.equal(body.updated, 1);
		assert.deepEqual(await spent(shop, id), ['20.4', 'EUR']);
		assert.equal((await profile(shop, id)).firstName, 'Grace');
	});

	test('keeps its currency when the store takes another', async () => {
		const id = newId();

		await update(id, 1, { total_spent: '20.40' });
		await tell(shop, 'shop/update', { id: 1, updated_at: LATER,
			myshopify_domain: shop.domain, currency: 'SEK' });
		assert.equal((await profile(shop, id)).currency, 'SEK');
		assert.deepEqual(await spent(shop, id), ['20.4', 'EUR']);
		await update(id, 2, { total_spent: '230.00' });
		assert.deepEqual(await spent(shop, id), ['230', 'SEK']);
	});

	test('is in the archive of everything', async () => {
		const file = path.join(s.dir, 'spent.tar');

		await update(newId(), 1);
		const { body } = await fetch(`${s.url}/api/export`,
			{ headers: { Authorization: `Bearer ${shop.token}` } });

		await pipeline(body, createWriteStream(file));
		const { stdout } = await run('tar', ['-xOf', file,
			'xeno-export/customers-000001.ndjson'], { check: true });
		const rows = stdout.trim().split('\n').map(parseExact);

		assert.ok(rows.some((row) => row.amountSpent === null));
		for (const row of rows)
			assert.deepEqual([row.amountSpent && plain(row.amountSpent),
				row.amountSpentCurrency], await spent(shop, row.id));
	});
});
