/*
 * What was given back, of any range and by either day: orders are given back
 * on several days, at once or months later, moved to other days, edited,
 * deleted and told again; then any range, cut by instants or not, is held
 * against a count made here, row by row.
 *
 * XENO_SEED draws other orders and ranges.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { at, order } from './bodies.mjs';
import { deltaSync, exact, fullSync, openShop, random, verify }
	from './compare.mjs';
import { e4, ledgerOf } from './ledger-rows.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const below = random(seed);
const chance = (percent) => below(100) < percent;
const cents = (n) => (n / 100).toFixed(2);
const ORDERS = 90, DAYS = 400, DAY_S = 86400;
const AGES = [0, 1, 2, 4, 8, 15, 31, 61, 91];
const placedAt = new Map(), sent = [];
let s, shop, ledger, second = 0;

const money = (amount) => ({ shop_money: { amount: cents(amount),
	currency_code: 'EUR' } });

/* Mostly soon after the order, and often on a day of another one. */
function refundOf(id, n) {
	const days = [1, 3, 20, 40, 120, 300][below(6)];
	const when = at(placedAt.get(id) + below(days * DAY_S));
	const shipping = chance(20) ? 1 + below(200) : 0;

	return { id: id * 10 + n, order_id: id, created_at: when,
		processed_at: when, refund_line_items: [{ id: id * 100 + n,
			line_item_id: id * 10 + (chance(10) ? 1 : 0), quantity: 1,
			subtotal: 1, total_tax: 0, subtotal_set: money(1 + below(3000)),
			total_tax_set: money(below(300)) }],
		order_adjustments: shipping ? [{ id: id * 100 + 90 + n,
			kind: 'shipping_refund', amount: 0, tax_amount: 0,
			amount_set: money(-shipping), tax_amount_set: money(-1) }] : [] };
}

function lineOf(id, n) {
	return { id: id * 10 + n, title: 'Thing', quantity: 4, price: '40.00',
		product_id: 70 + n, variant_id: null, gift_card: n === 1,
		tax_lines: [], discount_allocations: [] };
}

function anyOrder(id = 5000 + below(ORDERS)) {
	if (!placedAt.has(id) || chance(10))
		placedAt.set(id, -below(DAYS * DAY_S));
	const placed = at(placedAt.get(id));
	const refunds = chance(70) ? Array.from({ length: 1 + below(4) },
		(_, n) => refundOf(id, n)) : [];

	return order(id, second += 1, { processed_at: placed, created_at: placed,
		currency: 'EUR', presentment_currency: 'EUR', refunds,
		test: chance(4), line_items: [lineOf(id, 0), lineOf(id, 1)],
		cancelled_at: chance(8) ? at(placedAt.get(id) + DAY_S) : null,
		shipping_lines: [{ id: id * 10 + 9, title: 'Post', price: '4.90',
			discounted_price: '4.90', tax_lines: [],
			discount_allocations: [] }] });
}

/* Whatever is drawn, refunds of three ages, from the nth on. */
function orderOfAges(n) {
	const id = 5000 + ORDERS + n;

	return { ...anyOrder(id), cancelled_at: null, test: false,
		refunds: AGES.slice(n, n + 3).map((days, i) => {
			const when = at(placedAt.get(id) + days * DAY_S);

			return { ...refundOf(id, i), created_at: when,
				processed_at: when };
		}) };
}

async function tell(topic, body, again = false) {
	const answer = await s.webhook(topic, body, { shop: shop.domain });

	assert.equal(answer.status, 200, answer.text);
	if (!again)
		sent.push([topic, body]);
}

const changes = [
	() => tell('orders/updated', anyOrder()),
	() => tell('orders/updated', anyOrder()),
	() => tell('orders/updated', anyOrder()),
	() => sent.length && tell(...sent[below(sent.length)], true),
	() => chance(30) && tell('orders/delete', { id: 5000 + below(ORDERS) }),
	() => {
		const [id] = [...placedAt.keys()].slice(-1);

		return id && tell('refunds/create', refundOf(id, 5 + below(3)));
	},
];

/* An edit, of Shopify's own ledger: what was added later is not initial. */
const edit = () => s.sql('UPDATE sale_event SET initial = false,' +
	" happened_at = happened_at + interval '9 days'" +
	' WHERE shop_id = :shop AND line_type = \'product\' AND initial' +
	' AND order_id % 17 = 3', { vars: { shop: shop.shopId } });

before(async () => {
	console.log(`XENO_SEED=${seed}`);
	s = await stack({ store: true });
	shop = await openShop(s, { domain: 'back.myshopify.com', orders: 120,
		days: DAYS, seed, timezone: 'America/New_York', currency: 'EUR',
		refunded: 0.4, cancelled: 0.1, webhooks: false });
	await fullSync(s, shop);
	for (let n = 0; n < 250; n++)
		await changes[below(changes.length)]();
	for (const n of [0, 3, 6])
		await tell('orders/updated', orderOfAges(n));
	/* Where no order allows what is wanted the store refuses. */
	for (const what of ['refund', 'cancel', 'refund', 'delete-order'])
		await s.control('POST', `/shops/${shop.domain}/act`, { do: what })
			.catch((error) => assert.match(error.message, / 409 /));
	await deltaSync(s, shop);
	ledger = await ledgerOf(s, shop);
});
after(() => s?.down());

const isIn = ({ from, to }, day, instant) =>
	(from.includes('T') ? new Date(instant) >= new Date(from) : day >= from) &&
	(to.includes('T') ? new Date(instant) <= new Date(to) : day <= to);
const sum = (sales, of) => sales.reduce((n, sale) => n + of(sale), 0n);
const ordersOf = (sales) => String(new Set(sales.map((sale) =>
	sale.order_id)).size);
const ageOf = ({ day, order: { day: placed } }) => {
	const days = (Date.parse(day) - Date.parse(placed)) / DAY_S / 1000;

	return Math.max(0, AGES.findLastIndex((from) => days >= from));
};

function wanted(range, basis) {
	const placed = ledger.orders.filter((o) => o.counted &&
		isIn(range, o.day, o.processed_at));
	const sales = ledger.sales.filter((sale) =>
		!['tip', 'gift_card', 'unknown'].includes(sale.line_type) &&
		(basis === 'order_day' ? placed.includes(sale.order) :
			isIn(range, sale.day, sale.happened_at)));
	const back = sales.filter((sale) => sale.side === 'reversal');
	const net = (list, ...types) => sum(list.filter((sale) =>
		types.includes(sale.line_type)), ({ total, tax }) => total - tax);
	const total = (list) => -sum(list, (sale) => sale.total);

	return { orders: String(placed.length), reversedOrders: ordersOf(back),
		unitsReturned: String(-sum(back.filter((sale) =>
			sale.line_type === 'product'), (sale) => sale.quantity)),
		salesBeforeReversals: net(sales.filter((sale) =>
			sale.side === 'order'), 'product'),
		salesReversals: -net(back, 'product', 'adjustment'),
		shippingReversed: -net(back, 'shipping'),
		taxesReversed: -sum(back, (sale) => sale.tax),
		totalReversed: total(back),
		byAge: AGES.map((_, age) => {
			const list = back.filter((sale) => ageOf(sale) === age);

			return { reversedOrders: ordersOf(list), salesReversals:
				-net(list, 'product', 'adjustment'),
			totalReversed: total(list) };
		}) };
}

const COUNTS = ['orders', 'reversedOrders', 'unitsReturned'];

function told(row, like) {
	return Object.fromEntries(Object.entries(like).map(([name, value]) =>
		[name, name === 'byAge' ? row.byAge.map((age, i) =>
			told(age, value[i])) : COUNTS.includes(name) ? row[name] :
			e4(row[name])]));
}

const NOTHING = wantedNothing();

function wantedNothing() {
	const none = { reversedOrders: '0', salesReversals: 0n,
		totalReversed: 0n };

	return { orders: '0', unitsReturned: '0', salesBeforeReversals: 0n,
		shippingReversed: 0n, taxesReversed: 0n, ...none,
		byAge: AGES.map(() => none) };
}

async function holds(range) {
	for (const basis of ['refund_day', 'order_day'])
		for (const shops of [{ shopId: shop.shopId }, {}]) {
			const answer = await exact(s, '/api/metrics/refunds?' +
				new URLSearchParams({ ...range, ...shops, basis }),
			shop.token);
			const like = wanted(range, basis);
			const [row] = answer.byCurrency;

			assert.deepEqual(row ? told(row, like) : NOTHING, like,
				`${range.from}..${range.to} by ${basis}, seed ${seed}`);
		}
}

const dayOf = (ago) => new Date(Date.now() - ago * DAY_S * 1000)
	.toISOString().slice(0, 10);
const KINDS = [
	['any days', () => {
		const from = below(DAYS + 60) - 30;

		return { from: dayOf(from), to: dayOf(from - below(DAYS)) };
	}],
	['a few days', () => {
		const from = below(DAYS);

		return { from: dayOf(from), to: dayOf(from - below(9)) };
	}],
	['whole months', () => {
		const from = dayOf(below(DAYS)).slice(0, 8) + '01';
		const end = new Date(from);

		end.setUTCMonth(end.getUTCMonth() + 1 + below(5), 0);
		return { from, to: end.toISOString().slice(0, 10) };
	}],
	['instants', () => {
		const sale = ledger.sales[below(ledger.sales.length)];
		const from = new Date(sale.happened_at);
		const to = new Date(from.getTime() + below([1, 3, 60, 300][below(4)]
			* DAY_S) * 1000);
		const cut = below(3);

		return { from: cut === 1 ? from.toISOString().slice(0, 10) :
			from.toISOString(),
		to: cut === 2 ? to.toISOString().slice(0, 10) : to.toISOString() };
	}],
];

function holdsAll() {
	for (const [what, draw] of KINDS)
		test(what, async () => {
			for (let n = 0; n < 40; n++)
				await holds(draw());
			await holds({ from: '2015-01-01', to: '2035-12-31' });
			/* In New York that instant is on the day before. */
			await holds({ from: '2026-09-01', to: '2026-09-01T02:00:00Z' });
		});
	test('nothing differs', async () => {
		assert.match(await verify(s, shop), /nothing differs/);
	});
}

describe('as they came', () => {
	test('there are orders of several days, and of several ages', () => {
		const days = new Map();

		for (const sale of ledger.sales)
			if (sale.side === 'reversal')
				days.set(sale.order_id, (days.get(sale.order_id) ??
					new Set()).add(sale.day));
		assert.ok([...days.values()].filter(({ size }) => size > 1)
			.length > 10);
		assert.deepEqual(new Set(ledger.sales.filter((sale) =>
			sale.side === 'reversal').map(ageOf)).size, AGES.length);
	});
	holdsAll();
});

describe('with what was added later', () => {
	before(async () => {
		await edit();
		const mended = await s.sync(['verify', '--shop', shop.domain,
			'--repair']);

		assert.equal(mended.code, 0, mended.stderr);
		ledger = await ledgerOf(s, shop);
	});
	holdsAll();
});

test('where nothing was given back, it may still come', async () => {
	const ask = async (by, basis, days) => {
		const day = new Date(Date.now() + days * DAY_S * 1000)
			.toISOString().slice(0, 10);

		return exact(s, `/api/metrics/refunds?from=${day}&to=${day}` +
			`&basis=${basis}${by}`, shop.token);
	};

	for (const by of [`&shopId=${shop.shopId}`, '', '&currency=USD'])
		for (const basis of ['refund_day', 'order_day'])
			for (const [days, isMature] of [[900, false], [-4000, true]]) {
				const { byCurrency, ...got } = await ask(by, basis, days);

				assert.equal(got.isMature, isMature,
					`${days} days${by}, ${basis}`);
				assert.ok(byCurrency.every((row) =>
					Number(row.reversedOrders) === 0));
			}
});

/* The day that it is so many days on, where clocks are so many hours ahead. */
const dayIn = (hours, days) => new Date(Date.now() + hours * 3600_000 +
	days * DAY_S * 1000).toISOString().slice(0, 10);

test('whether it may is by the day that it is in each store', async () => {
	/* Two days at any time, of which none ends in the next hour. */
	const utc = new Date().getUTCHours();
	const zones = [utc === 9 ? 13 : 14, utc === 11 ? -11 : -12];
	const [east, west] = zones.map((hours) => dayIn(hours, -30));
	const { token, shop: first } = await s.register({
		shopDomain: 'zone0.myshopify.com' });
	const { body } = await s.post('/api/auth/add-shop', { shopName: 'zone1',
		shopDomain: 'zone1.myshopify.com' }, token);
	const ids = [first.id, body.shop.id];
	const isMature = async (shopId, day) => (await exact(s,
		`/api/metrics/refunds?shopId=${shopId}&from=2026-01-01&to=${day}`,
		token)).isMature;

	for (const [i, shopId] of ids.entries())
		assert.equal((await s.post('/api/orders', { shopId, records: [],
			shop: { currency: ['EUR', 'USD'][i],
				timezone: `Etc/GMT${zones[i] < 0 ? '+' : '-'}${
					Math.abs(zones[i])}` } }, token)).status, 200);
	assert.deepEqual([await isMature(ids[0], east),
		await isMature(ids[0], dayIn(zones[0], -29)),
		await isMature(ids[1], west),
		await isMature(ids[1], dayIn(zones[1], -29)),
		await isMature('all', west), await isMature('all', east)],
	[true, false, true, false, true, false]);
	/* So no answer is kept for longer than a day is sure to go on. */
	const { headers } = await s.get('/api/metrics/refunds?from=2026-01-01' +
		`&to=${east}`, token);

	assert.match(headers.get('etag'), /-[1-9]\d*"$/);
});
