/*
 * What comes to a shop at once is stored together, and ends in the same rows,
 * dead letters and counts as what comes one by one.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { at, customer, order, refund } from './bodies.mjs';
import { deadLetters, openShop, random, verify } from './compare.mjs';
import { assertSame, everything, wipe } from './rows.mjs';
import { stack } from './stack.mjs';

const domain = 'together.myshopify.com';
const AT_ONCE = 16, WORKERS = 8;
const seed = Number(process.env.XENO_SEED ?? 20261129);
let s, shop;

before(async () => {
	s = await stack({ store: true,
		pools: { api: 1, auth: 1, webhooks: WORKERS } });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

function shuffled(list, draw) {
	return list.map((x) => [draw(2 ** 30), x]).sort(([a], [b]) => a - b)
		.map(([, x]) => x);
}

/* { topic, body, id }, so many at a time. */
async function send(deliveries, atOnce) {
	const left = [...deliveries];

	async function sender() {
		for (let d = left.shift(); d; d = left.shift()) {
			const answer = await s.webhook(d.topic, d.body,
				{ shop: domain, id: d.id });

			assert.deepEqual([answer.status, answer.text], [200, 'ok'],
				`${d.id}: ${answer.text}`);
		}
	}

	await Promise.all(Array.from({ length: atOnce }, sender));
}

const letters = async () => (await deadLetters(s, shop)).map((letter) =>
	[letter.webhook_id, letter.reason].join(': ')).sort();

const counted = () => s.sql('SELECT topic, deliveries FROM delivery_count' +
	' WHERE shop_id = :shop ORDER BY topic', { vars: { shop: shop.shopId } });

/* All that it comes to, from nothing. */
async function outcome(deliveries, atOnce) {
	await wipe(s, shop.shopId);
	await send(deliveries, atOnce);
	assert.match(await verify(s, shop), /nothing differs/);
	return { rows: await everything(s, shop.shopId),
		letters: await letters(), counted: await counted() };
}

async function sameAtOnce(deliveries, draw) {
	const first = await outcome(deliveries, 1);

	for (let i = 0; i < 3; i++) {
		const then = await outcome(shuffled(deliveries, draw), AT_ONCE);

		assertSame(then.rows, first.rows);
		assert.deepEqual(then.letters, first.letters);
		assert.deepEqual(then.counted, first.counted);
	}
	return first;
}

const transactions = async () => Number((await s.sql('SELECT' +
	' count(DISTINCT xmin::text) AS n FROM delivery WHERE shop_id = :shop',
{ vars: { shop: shop.shopId } }))[0].n);

const created = (n, fields) => ({ topic: 'orders/create', id: `create-${n}`,
	body: order(n, 1, { customer: customer(7000 + n % 9, n), ...fields }) });

describe(`at once; seed ${seed}`, () => {
	const draw = random(seed);
	const several = (count, make) =>
		Array.from({ length: count }, (_, i) => make(i + 1)).flat();

	/* All of one customer: what goes wrong together is done alone. */
	test('fewer transactions than deliveries', async () => {
		await outcome(several(200, (n) =>
			created(n, { customer: customer(7000, n) })), AT_ONCE);
		const n = await transactions();

		/* How many fewer depends on what else the machine does. */
		assert.ok(n < 200, `${n} for 200 deliveries`);
	});

	test('states of an order, and duplicates', async () => {
		await sameAtOnce(several(60, (n) => {
			const list = [created(n),
				{ topic: 'orders/paid', id: `paid-${n}`,
					body: order(n, 2, { financial_status: 'paid',
						cart_token: n % 4 ? null : `cart${n}`,
						customer: customer(7000 + n % 9, 100 + n) }) },
				{ topic: 'orders/updated', id: `updated-${n}`,
					body: order(n, 3, { price: `${n}.25`,
						customer: customer(7000 + n % 9, 200 + n) }) }];

			return n % 3 ? list : [...list, ...list];
		}), draw);
	});

	test('beside refunds, deletions and customers', async () => {
		await sameAtOnce(several(40, (n) => [created(n),
			{ topic: 'refunds/create', id: `refund-${n}`,
				body: refund(9000 + n, n, 5) },
			{ topic: 'customers/update', id: `customer-${n}`,
				body: customer(7000 + n, 300 + n) },
			...n % 4 ? [] : [{ topic: 'orders/delete', body: { id: n },
				id: `delete-${n}` }],
			...n % 5 ? [] : [{ topic: 'orders/cancelled',
				id: `cancelled-${n}`, body: order(n, 8, {
					cancelled_at: at(8), customer: null,
					refunds: [refund(9000 + n, n, 5)] }) }],
		]), draw);
	});

	/* What each is to its customer is told in two ways (customer_place.h). */
	test('first, second and later orders of many customers', async () => {
		const { rows } = await sameAtOnce(several(150, (n) => {
			const when = at(-86400 * (n * 37 % 400));

			return created(n, { created_at: when, processed_at: when,
				test: n % 13 === 0, customer: n % 7
					? customer(8000 + n % 50, n) : null,
				discount_applications: n % 3 ? [] : [{ code: `C${n % 2}`,
					type: 'discount_code', value_type: 'percentage',
					value: '0.0', target_type: 'line_item',
					allocation_method: 'across',
					target_selection: 'all' }] });
		}), draw);

		for (const table of ['customer_cell', 'customer_month',
			'customer_span', 'customer_stat'])
			assert.ok(rows.some((row) => row.startsWith(`${table} `)),
				table);
		assert.ok(rows.some((row) => row.includes('"discount_codes": ["C1"]')));
	});

	test('what cannot be stored is a dead letter alone', async () => {
		const { rows, letters: dead } = await sameAtOnce(
			several(60, (n) => created(n, n % 10 ? {} : n % 20
				? { line_items: [{ id: 1, quantity: 'many' }] }
				: { price: '92233720368547', quantity: 9 })), draw);

		assert.deepEqual(dead.map((line) => line.split(':')[0]),
			['create-10', 'create-20', 'create-30', 'create-40',
				'create-50', 'create-60']);
		assert.equal(rows.filter((row) => row.startsWith('orders '))
			.length, 54);
	});

	test('one id with two bodies has one effect', async () => {
		await outcome(several(20, (n) => [created(n),
			{ ...created(n), body: order(n, 5, { price: '99.00' }) }]),
		AT_ONCE);
		const [{ orders }] = await s.sql('SELECT count(*) AS orders' +
			' FROM orders WHERE shop_id = :shop',
		{ vars: { shop: shop.shopId } });

		assert.equal(orders, '20');
		assert.deepEqual(await counted(),
			[{ topic: 'orders/create', deliveries: '20' }]);
		assert.equal((await s.log('pool-webhooks')).match(
			/came again with another body/g)?.length, 20);
	});
});
