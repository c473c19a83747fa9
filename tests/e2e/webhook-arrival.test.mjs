/*
 * The order of arrival does not matter: newest wins, what is deleted stays
 * deleted, a refund finds its order whichever comes first, and any
 * permutation of deliveries ends in the same rows.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { at, customer, order, product, refund } from './bodies.mjs';
import { compareRange, deadLetters, fullSync, openShop, plain, storm, verify }
	from './compare.mjs';
import { until } from './processes.mjs';
import { assertSame, everything, wipe } from './rows.mjs';
import { stack } from './stack.mjs';
import { holdRows } from './stuck.mjs';

const domain = 'arrival.myshopify.com';
const seed = Number(process.env.XENO_SEED ?? 20261122);
let s, shop, ids = 5000;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

const newId = () => ++ids;

async function send(...deliveries) {
	for (const [topic, body] of deliveries) {
		const answer = await s.webhook(topic, body, { shop: domain });

		assert.deepEqual([answer.status, answer.text], [200, 'ok'],
			`${topic}: ${answer.text}`);
	}
}

/* The ledger of an order by side, and what else is stored of it. */
async function ordered(id) {
	const [row] = await s.sql('SELECT o.name, o.updated_at,' +
		' o.spent * 0.0001 AS spent,' +
		' (SELECT sum(total) FROM sale_event WHERE order_id = :id' +
		' AND side = \'order\') AS sold, (SELECT sum(total) FROM' +
		' sale_event WHERE order_id = :id AND side = \'reversal\')' +
		' AS back, (SELECT count(*) FROM refund WHERE order_id = :id)' +
		' AS refunds FROM orders o WHERE order_id = :id AND shop_id' +
		' = :shop', { vars: { id, shop: shop.shopId } });

	return row && { sold: plain(row.sold), back: plain(row.back ?? 0),
		spent: plain(row.spent), refunds: row.refunds };
}

async function counts() {
	const [row] = await s.sql('SELECT customers, products FROM shop_state' +
		' WHERE shop_id = :shop', { vars: { shop: shop.shopId } });

	return [Number(row.customers), Number(row.products)];
}

async function stored(table, id, column) {
	const rows = await s.sql(`SELECT ${column} AS value FROM ${table}` +
		` WHERE ${table}_id = :id AND shop_id = :shop`,
	{ vars: { id, shop: shop.shopId } });

	return rows.map((row) => row.value);
}

describe('newest wins', () => {
	test('an update before the creation', async () => {
		const id = newId();

		await send(['orders/updated', order(id, 9, { price: '12.50' })],
			['orders/create', order(id, 1, { price: '10.00' })]);
		assert.equal((await ordered(id)).sold, '12.5');
	});

	test('an older update after a newer one', async () => {
		const id = newId();

		await send(['orders/create', order(id, 1)],
			['orders/updated', order(id, 9, { price: '3.00' })],
			['orders/updated', order(id, 5, { price: '7.00' })]);
		assert.equal((await ordered(id)).sold, '3');
	});

	test('by microseconds, in any zone', async () => {
		const id = newId();

		await send(['orders/updated', order(id, 0, { price: '4.00',
			updated_at: '2026-10-01T23:37:26.000002-03:00' })],
		['orders/updated', order(id, 0, { price: '5.00',
			updated_at: '2026-10-02T02:37:26.000001Z' })]);
		assert.equal((await ordered(id)).sold, '4');
	});

	test('customers and products', async () => {
		const id = newId(), [customers, products] = await counts();

		await send(['customers/update', customer(id, 9,
			{ first_name: 'New' })],
		['customers/create', customer(id, 1, { first_name: 'Old' })],
		['products/update', product(id, 9, { title: 'New' })],
		['products/create', product(id, 1, { title: 'Old' })]);
		assert.deepEqual(await stored('customer', id, 'first_name'),
			['New']);
		assert.deepEqual(await stored('product', id, 'title'), ['New']);
		assert.deepEqual(await counts(), [customers + 1, products + 1]);
	});

	test('an order shows its customer, but not over a newer one',
		async () => {
			const id = newId();

			await send(['orders/create', order(newId(), 1,
				{ customer: customer(id, 5, { first_name: 'A' }) })]);
			assert.deepEqual(await stored('customer', id,
				'first_name'), ['A']);
			await send(['customers/update', customer(id, 7,
				{ first_name: 'B' })],
			['orders/create', order(newId(), 9,
				{ customer: customer(id, 6, { first_name: 'C' }) })]);
			assert.deepEqual(await stored('customer', id,
				'first_name'), ['B']);
		});
});

describe('deleted stays deleted', () => {
	test('an order', async () => {
		const id = newId();

		await send(['orders/create', order(id, 1)],
			['orders/delete', { id }],
			['orders/updated', order(id, 9)],
			['refunds/create', refund(newId(), id, 10)],
			['orders/delete', { id }]);
		assert.equal(await ordered(id), undefined);
		assert.deepEqual(await s.sql('SELECT order_id FROM sale_event' +
			' WHERE order_id = :id UNION SELECT order_id FROM refund' +
			' WHERE order_id = :id UNION SELECT order_id FROM' +
			' order_line WHERE order_id = :id', { vars: { id } }), []);
	});

	test('an order that was never seen', async () => {
		const id = newId();

		await send(['orders/delete', { id }],
			['orders/create', order(id, 1)]);
		assert.equal(await ordered(id), undefined);
	});

	test('a customer and a product', async () => {
		const id = newId(), was = await counts();

		await send(['customers/create', customer(id, 1)],
			['products/create', product(id, 1)],
			['customers/delete', { id, tax_exemptions: [] }],
			['products/delete', { id }],
			['customers/update', customer(id, 9)],
			['products/update', product(id, 9)],
			['orders/create', order(newId(), 9,
				{ customer: customer(id, 9) })],
			['customers/delete', { id }], ['products/delete', { id }]);
		assert.deepEqual(await stored('customer', id, 'email'), []);
		assert.deepEqual(await stored('product', id, 'title'), []);
		assert.deepEqual(await counts(), was);
	});
});

describe('a refund', () => {
	const known = { sold: '30', back: '-10', spent: '20', refunds: '1' };
	let id, rid, deliveries;

	function make() {
		id = newId();
		rid = newId();
		deliveries = {
			create: ['orders/create', order(id, 1, { quantity: 3 })],
			refund: ['refunds/create', refund(rid, id, 5)],
			updated: ['orders/updated', order(id, 6, { quantity: 3,
				refunds: [refund(rid, id, 5)] })],
			note: ['orders/updated', order(id, 3, { quantity: 3 })],
		};
	}

	for (const sequence of ['create refund', 'refund create',
		'create refund updated', 'refund create updated',
		'updated refund create', 'refund updated create',
		'create updated refund', 'updated create refund',
		'refund note create', 'note refund create',
		'create refund note updated refund'])
		test(sequence, async () => {
			make();
			await send(...sequence.split(' ').map((w) =>
				deliveries[w]));
			assert.deepEqual(await ordered(id), known);
		});

	test('alone waits for its order and is in no figure', async () => {
		make();
		await send(deliveries.refund);
		assert.equal(await ordered(id), undefined);
		assert.deepEqual(await s.sql('SELECT order_id FROM sale_event' +
			' WHERE order_id = :id', { vars: { id } }), []);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('of a test order changes nothing', async () => {
		make();
		await send(['orders/create', order(id, 1, { test: true })],
			deliveries.refund);
		assert.equal((await ordered(id)).back, '0');
	});

	test('of all of it, then the order is cancelled', async () => {
		make();
		await send(['orders/create', order(id, 1, { quantity: 1 })],
			['refunds/create', refund(rid, id, 5)],
			['orders/cancelled', order(id, 6, { quantity: 1,
				cancelled_at: at(6), refunds: [refund(rid, id, 5)] })]);
		assert.deepEqual(await ordered(id), { sold: '10', back: '-10',
			spent: '0', refunds: '1' });
	});
});

test('none of that became a dead letter, and the rollups are exact',
	async () => {
		assert.deepEqual(await deadLetters(s, shop), []);
		assert.match(await verify(s, shop), /nothing differs/);
	});

/* Every order of a few. */
function permutations(list) {
	return list.length < 2 ? [list] : list.flatMap((first, i) =>
		permutations([...list.slice(0, i), ...list.slice(i + 1)])
			.map((rest) => [first, ...rest]));
}

describe('all permutations end in the same rows', () => {
	const person = (second, fields) => customer(90, second, fields);
	const back = refund(92, 91, 5);
	const country = { default_address: { country_code: 'US' } };
	const sets = {
		'an order, its customer, its deletion': [
			['orders/create', order(91, 1, { customer: person(1) })],
			['orders/delete', { id: 91 }]],
		'a customer that says less than before': [
			['customers/create', person(1, country)],
			['customers/update', person(5, { phone: '+1' })],
			['orders/create', order(91, 6, { customer: person(6,
				{ state: undefined, default_address: undefined }) })]],
		'customers of old bodies, without times': [1, 2, 3].map((n) =>
			['orders/create', order(91 + n, n, {
				created_at: at(n), customer: { id: 90,
					email: `${n}@example.com` } })]),
		'a note and a refund within a second': [
			['orders/create', order(91, 1)],
			['orders/updated', order(91, 5)],
			['orders/updated', order(91, 5, { refunds: [back] })],
			['refunds/create', back]],
		'an order that loses its customer': [
			['orders/create', order(91, 1, { customer: person(1) })],
			['orders/updated', order(91, 5)]],
		'a cancelled order with a refund of a part': [
			['orders/create', order(91, 1, { quantity: 3 })],
			['refunds/create', back],
			['orders/cancelled', order(91, 7, { quantity: 3,
				cancelled_at: at(7), refunds: [back] })]],
	};
	let apart;

	before(async () => {
		apart = await openShop(s, { domain: 'apart.myshopify.com',
			orders: 0, webhooks: false });
	});

	for (const [name, set] of Object.entries(sets))
		test(name, async () => {
			let first;

			for (const list of permutations(set)) {
				await wipe(s, apart.shopId);
				for (const [topic, body] of list)
					assert.equal((await s.webhook(topic, body,
						{ shop: apart.domain })).status, 200);
				const rows = await everything(s, apart.shopId);

				first ??= rows;
				assertSame(rows, first, list.map(([topic,
					body]) => `${topic} ${body.updated_at}`)
					.join(', '));
			}
		});
});

for (const [what, settings] of [['all', {}], ['orders', { edits: 0.3 }],
	['all', { taxesIncluded: true, country: 'DE', currency: 'EUR' }]])
	describe(`storms of ${[what, ...Object.keys(settings)].join(', ')}; ` +
		`seed ${seed}`, () => {
		const name = `perm${what}${settings.country ?? ''}`.toLowerCase() +
			'.myshopify.com';
		let many, first;

		before(async () => {
			many = await openShop(s, { domain: name, orders: 40, seed,
				days: 60, guests: 0.1, giftCards: 0.1, tips: 0.1,
				testOrders: 0.1, cancelled: 0.2, refunded: 0.5,
				unpaid: 0.2, deletedOrders: 0.1, ...settings });
		});

		for (let i = 0; i < 3; i++)
			test(`permutation ${i} ends in the same rows`, async () => {
				await wipe(s, many.shopId);
				await storm(s, many, { seed: seed + i, duplicates: 0.2,
					...(what === 'all' ? {} : { what: [what] }) });
				assert.deepEqual(await deadLetters(s, many), []);
				const rows = await everything(s, many.shopId);

				first ??= rows;
				assertSame(rows, first);
				assert.match(await verify(s, many),
					/nothing differs/);
			});

		test('which are true', async () => {
			if (what === 'all')
				await compareRange(s, many);
			assert.ok(first.length > 150);
		});
	});

/* Each would be woken, and wait again, for each that is before it. */
test('one waits for the row of the shop, the others in line', async () => {
	const waiting = async () => (await s.sql('SELECT wait_event' +
		" FROM pg_stat_activity WHERE wait_event_type = 'Lock'" +
		' AND datname = current_database()')).map((w) => w.wait_event);
	const release = await holdRows(s,
		`shop_state WHERE shop_id = ${shop.shopId}`);
	const sent = [1, 2].map(() =>
		send(['products/create', product(newId(), 1)]));

	let what;

	await until('both wait', async () => {
		what = await waiting();
		return what.length === 2;
	});
	await release();
	await Promise.all(sent);
	assert.equal(what.filter((event) => event === 'advisory').length, 1,
		what.join());
});

/*
 * By webhook and by sync, a store makes the same rows.  What only one of the
 * two says: the total of a refund, which of its two forms a refund of
 * shipping has, that an address is '' and not null.
 */
for (const [name, settings] of Object.entries({
	usd: { presentment: ['EUR', 'JPY'], edits: 0.3 },
	eur: { taxesIncluded: true, country: 'DE', currency: 'EUR',
		timezone: 'Europe/Berlin' } }))
	test(`a storm and a full sync, ${name}, seed ${seed}`, async () => {
		const without = { tombstone: true, refund: ['total'],
			refund_line: true, sale_event: ['event_no'],
			orders: ['email', 'headers_only',
				'agreements_due'] };
		const both = await openShop(s, { domain:
			`both-${name}.myshopify.com`, seed, orders: 60, days: 60,
		guests: 0.1, giftCards: 0.1, tips: 0.1, testOrders: 0.1,
		cancelled: 0.2, refunded: 0.5, unpaid: 0.2, imports: 0.1,
		counters: true, ...settings });

		const readLedgers = async () => assert.equal((await s.sync(
			['agreements', '--shop', both.domain])).code, 0);

		await storm(s, both, { seed });
		await readLedgers();
		const rows = await everything(s, both.shopId, without);

		await wipe(s, both.shopId);
		await fullSync(s, both);
		await readLedgers();
		assertSame(await everything(s, both.shopId, without), rows);
	});
