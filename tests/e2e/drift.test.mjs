/*
 * Nothing drifts: orders of one shop come, change, move to other days and
 * other customers, are given back, cancelled and deleted, by webhooks in any
 * order and more than once, by pushes and by syncs in between.  Afterwards
 * every rollup is what the rows add up to, and every day's figures keep to
 * the identities that they are defined by.
 *
 * XENO_SEED draws other changes, XENO_DRIFT more of them than 400.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { deadLetters, deltaSync, exact, fullSync, openShop, random, verify }
	from './compare.mjs';
import { at, customer, order } from './bodies.mjs';
import { e4 } from './ledger-rows.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const CHANGES = Number(process.env.XENO_DRIFT ?? 400);
const AT_ONCE = 4;
const ORDERS = Math.ceil(CHANGES / 4), CUSTOMERS = 25, DAYS = 75;
const DAY_S = 86400;

const below = random(seed);
const chance = (percent) => below(100) < percent;
const cents = (n) => (n / 100).toFixed(2);
const sent = [];
let s, shop, second = 0;

before(async () => {
	console.log(`XENO_SEED=${seed} XENO_DRIFT=${CHANGES}`);
	s = await stack({ store: true });
	shop = await openShop(s, { domain: 'drift.myshopify.com', orders: 60,
		seed, timezone: 'Europe/Berlin', currency: 'EUR', refunded: 0.3,
		duties: 0.4, fees: 0.4, webhooks: false });
	await fullSync(s, shop);
});
after(() => s?.down());

const money = (amount) => ({ amount_set: { shop_money: { amount,
	currency_code: 'EUR' } }, amount });
const placedAt = () => at(-below(DAYS * DAY_S));

function lineOf(id, n) {
	const quantity = 1 + below(4), price = below(9000);
	const off = chance(30) ? below(price * quantity + 1) : 0;
	const tax = Math.floor((price * quantity - off) * below(25) / 100);

	return { id: id * 10 + n, title: `Thing ${n}`, quantity,
		product_id: chance(90) ? 70 + below(12) : null, variant_id: null,
		price: cents(price), gift_card: chance(5),
		tax_lines: tax ? [{ title: 'VAT', price: cents(tax),
			price_set: { shop_money: { amount: cents(tax) } } }] : [],
		discount_allocations: off ? [{ ...money(cents(off)),
			discount_application_index: 0 }] : [] };
}

function refundOf(id, lines, n) {
	const line = lines[below(lines.length)];
	const amount = cents(below(Number(line.price) * 100 + 1));
	const when = at(-below(DAYS * DAY_S / 2));

	return { id: id * 10 + n, order_id: id, created_at: when,
		processed_at: when, refund_line_items: [{ id: id * 100 + n,
			line_item_id: line.id, quantity: 1, subtotal: Number(amount),
			total_tax: 0, subtotal_set: { shop_money: { amount } },
			total_tax_set: { shop_money: { amount: '0.00' } } }],
		order_adjustments: chance(20) ? [{ id: id * 10 + n, amount: '1.50',
			tax_amount: '0.00', kind: 'refund_discrepancy',
			amount_set: { shop_money: { amount: '1.50' } },
			tax_amount_set: { shop_money: { amount: '0.00' } } }] : [] };
}

/* An order in a state that has nothing to do with the one before. */
function anyOrder() {
	const id = 1000 + below(ORDERS);
	const lines = Array.from({ length: 1 + below(3) },
		(_, n) => lineOf(id, n));
	const placed = placedAt();

	return order(id, second += 1, { processed_at: placed,
		created_at: placed, currency: 'EUR', test: chance(4),
		presentment_currency: 'EUR', taxes_included: chance(50),
		cancelled_at: chance(8) ? at(below(DAY_S)) : null,
		customer: chance(15) ? null : customer(1 + below(CUSTOMERS), 0),
		discount_applications: [{ type: 'discount_code',
			code: ['SPRING', 'AUTUMN'][below(2)],
			value: '1.0', value_type: 'fixed_amount' }],
		discount_codes: chance(30) ? [{ code: 'SPRING', amount: '1.00',
			type: 'fixed_amount' }] : [],
		source_name: ['web', 'pos', null][below(3)], line_items: lines,
		shipping_lines: chance(60) ? [{ id: id * 10 + 9, title: 'Post',
			price: '4.90', discounted_price: '4.90', tax_lines: [],
			discount_allocations: [] }] : [],
		refunds: chance(25) ? Array.from({ length: 1 + below(3) },
			(_, n) => refundOf(id, lines, n)) : [] });
}

async function deliver(topic, body, id) {
	const answer = await s.webhook(topic, body, { shop: shop.domain, id });

	assert.equal(answer.status, 200, answer.text);
}

function tell(topic, body) {
	const id = `drift-${sent.length}`;

	sent.push([topic, body, id]);
	return deliver(topic, body, id);
}

async function push() {
	const records = new Map();

	for (let n = 1 + below(10); n > 0; n--) {
		const { id, line_items: lines, ...body } = anyOrder();

		records.set(id, { id, createdAt: body.created_at,
			processedAt: body.processed_at, updatedAt: body.updated_at,
			customerId: body.customer?.id, totalPrice: body.total_price,
			taxesIncluded: body.taxes_included,
			lineItems: lines.map((line) => ({ id: line.id,
				quantity: line.quantity, price: line.price,
				productId: line.product_id })) });
	}
	const answer = await s.post('/api/orders', { shopId: shop.shopId,
		records: [...records.values()] }, shop.token);

	assert.equal(answer.status, 200, answer.text);
}

const changes = [
	[60, () => tell(chance(30) ? 'orders/create' : 'orders/updated',
		anyOrder())],
	[15, () => sent.length && deliver(...sent[below(sent.length)])],
	[5, () => {
		const [topic, body] = sent[below(sent.length)] ?? [];

		return topic && deliver(topic, body);
	}],
	[6, () => push()],
	[5, () => tell('orders/delete', { id: 1000 + below(ORDERS) })],
	[3, () => tell('customers/delete', { id: 1 + below(CUSTOMERS) })],
	[6, () => tell('customers/update', customer(1 + below(CUSTOMERS),
		second += 1))],
];

function change() {
	let n = below(100);
	const [, act] = changes.find(([share]) => (n -= share) < 0);

	return act();
}

/* The store's own business, which only a sync tells of. */
async function sync(isFull) {
	for (const what of ['order', 'refund', 'cancel', 'note', 'delete-order'])
		await s.control('POST', `/shops/${shop.domain}/act`,
			{ do: what }).catch((error) =>
			assert.match(error.message, / 409 /));
	await (isFull ? fullSync : deltaSync)(s, shop);
}

test('changes of every kind, in any order', async () => {
	for (let part = 0; part < 4; part++) {
		let left = Math.ceil(CHANGES / 4);

		const ends = await Promise.allSettled([sync(part === 2),
			...Array.from({ length: AT_ONCE }, async () => {
				while (left-- > 0)
					await change();
			})]);

		/* One that fails leaves nothing going on that the rest meets. */
		for (const { reason } of ends)
			assert.ifError(reason);
	}
	assert.deepEqual(await deadLetters(s, shop), []);
});

/* The number is for tests/bench/drift.mjs. */
test('nothing differs', async () => {
	const { stdout } = await s.sync(['verify', '--shop', shop.domain]);
	const differ = [...stdout.matchAll(/: (\d+) rows differ$/gm)]
		.reduce((sum, [, rows]) => sum + Number(rows), 0);

	console.log(`XENO_DIFFER=${differ}`);
	assert.match(stdout, /nothing differs/);
});

/*
 * One after the other, each the customer's latest: what it changes is told by
 * what it is, not by all orders anew (rollup/customer_place.c).  A half-year
 * begins with each month.
 */
async function spansOf(id, days) {
	for (const [n, day] of days.entries()) {
		const placed = `2019-${day}T12:00:00Z`;

		await deliver('orders/create', order(10 * id + n, 0, {
			price: `${10 ** n}.00`, currency: 'EUR', created_at: placed,
			presentment_currency: 'EUR', processed_at: placed,
			customer: customer(id, 0) }), `half-${id}-${n}`);
	}
	const rows = await s.sql('SELECT months, begins, spent / 10000 AS spent' +
		' FROM customer_span WHERE customer_id = :customer' +
		' ORDER BY months, begins', { vars: { customer: id } });

	return rows.map((row) => Object.values(row));
}

test('half-years, and two months, grow with their months', async () => {
	assert.deepEqual(await spansOf(CUSTOMERS + 1000,
		['01-10', '06-20', '07-03', '09-30', '12-31']), [
		['2', '2019-06-01', '110'], ['6', '2019-01-01', '11'],
		['6', '2019-02-01', '110'], ['6', '2019-03-01', '110'],
		['6', '2019-04-01', '1110'], ['6', '2019-05-01', '1110'],
		['6', '2019-06-01', '1110'], ['6', '2019-07-01', '11100'],
		['6', '2019-08-01', '11000'], ['6', '2019-09-01', '11000']]);
	for (let month = 1; month <= 6; month++)
		assert.deepEqual(await spansOf(CUSTOMERS + 1000 + month,
			[`0${month}-28`, `${month + 5}-01`.padStart(5, '0')]),
		[['6', `2019-0${month}-01`, '11']]);
	assert.match(await verify(s, shop), /nothing differs/);
});

const SUMS = ['grossSales', 'discounts', 'salesReversals', 'netSales',
	'shipping', 'taxes', 'duties', 'fees', 'totalSales', 'tips',
	'giftCardSales', 'unitsOrdered', 'unitsNet'];
const sum = (rows, name) => rows.reduce((n, row) => n + e4(row[name]), 0n);

test('every day keeps to the identities, and all of them to the sum',
	async () => {
		const ask = (what, more = '') => exact(s, `/api/metrics/${what}?` +
			`shopId=${shop.shopId}&from=2020-01-01&to=2027-12-31${more}`,
		shop.token);
		const days = await ask('orders-by-date');
		const all = await ask('overview', '&compare=none');

		assert.ok(days.some((day) => e4(day.salesReversals) !== 0n));
		assert.ok(days.some((day) => e4(day.totalSales) < 0n));
		for (const name of ['duties', 'fees'])
			assert.ok(days.some((day) => e4(day[name]) !== 0n), name);
		for (const day of [...days, all]) {
			const of = (name) => e4(day[name]);

			assert.equal(of('netSales'), of('grossSales') -
				of('discounts') - of('salesReversals'), day.day);
			assert.equal(of('totalSales'), ['netSales', 'shipping',
				'taxes', 'duties', 'fees'].reduce((n, name) =>
				n + of(name), 0n), day.day);
		}
		for (const name of SUMS)
			assert.equal(sum(days, name), e4(all[name]), name);
		for (const by of ['product', 'channel', 'country']) {
			const [part] = (await ask('breakdown', `&limit=5&by=${by}`))
				.byCurrency;

			for (const name of SUMS)
				assert.equal(sum([...part.rows, part.rest].filter(Boolean),
					name), e4(all[name]), `${name} by ${by}`);
		}
	});
