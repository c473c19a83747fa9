/*
 * Days that stand out, against a computation of our own: from the orders that
 * were pushed, in whole numbers, never from the database.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { parseState, printState } from '../../nginx/html/src/url-state.js';
import { exact, plain, random } from './compare.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 100000);
const below = random(seed);
const DAY = 86400000;
/* A zone in which it is two in the afternoon: no day ends meanwhile. */
const hours = 14 - new Date().getUTCHours();
const timezone = `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`;
const local = () => new Date(Date.now() + hours * 3600000);
const today = local().toISOString().slice(0, 10);
const back = (n, from = today) =>
	new Date(Date.parse(from) - n * DAY).toISOString().slice(0, 10);
const at = (day) => new Date(Date.parse(`${day}T12:00:00Z`) -
	hours * 3600000).toISOString();
let s, ids = 100000;

console.log(`seed ${seed}`);
before(async () => { s = await stack({ pools: { api: 1 } }); });
after(() => s?.down());

/* Amounts are in 1/10,000, as BigInt. */
const money = (e4) => `${e4 / 10000n}.${String(e4 % 10000n).padStart(4, '0')}`;

function order(day, { price, quantity = 1, discount = 0n, tax = 0n,
	shipping = 0n }) {
	return { day, price, quantity, discount, tax, shipping, refunds: [],
		id: ++ids };
}

const record = (o) => ({ id: o.id, name: `#${o.id}`, createdAt: at(o.day),
	updatedAt: at(o.refunds.at(-1)?.day ?? o.day),
	totalPrice: money(o.price * BigInt(o.quantity) - o.discount + o.tax +
		o.shipping),
	lineItems: [{ id: o.id * 10, title: 'Hat', quantity: o.quantity,
		price: money(o.price), discount: money(o.discount),
		tax: money(o.tax) }],
	shippingLines: o.shipping ? [{ price: money(o.shipping) }] : [],
	refunds: o.refunds.map((r, i) => ({ id: o.id * 100 + i,
		createdAt: at(r.day), lineItems: [{ id: o.id * 1000 + i,
			lineItemId: o.id * 10, quantity: 1,
			subtotal: money(r.amount) }] })) });

async function open(orders, fields = {}) {
	const { token, shop, user } = await s.register(fields);
	const list = orders.map(record);

	for (let i = 0; i < list.length; i += 500) {
		const { status, text } = await s.post('/api/orders', { shopId:
			shop.id, records: list.slice(i, i + 500),
		shop: { currency: 'EUR', timezone } }, token);

		assert.equal(status, 200, text);
	}
	return { token, id: shop.id, tenantId: user.tenantId, orders };
}

/* What each day came to. */
function figuresOf(orders, days) {
	const zero = () => ({ grossSales: 0n, discounts: 0n, salesReversals: 0n,
		orders: 0n, unitsOrdered: 0n, rest: 0n, placed: 0n });
	const sums = new Map(days.map((day) => [day, zero()]));

	for (const o of orders) {
		const d = sums.get(o.day) ?? zero();
		const gross = o.price * BigInt(o.quantity);

		d.grossSales += gross;
		d.discounts += o.discount;
		d.placed += gross - o.discount;
		d.orders += 10000n;
		d.unitsOrdered += BigInt(o.quantity) * 10000n;
		d.rest += o.tax + o.shipping;
		for (const r of o.refunds)
			if (sums.has(r.day))
				sums.get(r.day).salesReversals += r.amount;
	}
	for (const d of sums.values()) {
		const n = d.orders / 10000n;

		d.netSales = d.grossSales - d.discounts - d.salesReversals;
		d.totalSales = d.netSales + d.rest;
		d.aov = n === 0n ? null : (d.placed / 100n * 2n + n) /
			(2n * n) * 100n;
	}
	return sums;
}

const metrics = ['totalSales', 'netSales', 'grossSales', 'orders',
	'unitsOrdered', 'aov', 'discounts', 'salesReversals'];
const abs = (n) => n < 0n ? -n : n;
const middle = (list) => {
	const sorted = [...list].sort((a, b) => a < b ? -1 : Number(a > b));

	return sorted[3] + sorted[4];	/* twice the median of eight */
};
const larger = (a, b) => a > b ? a : b;

/* One metric's judgement of a day, or null: nothing can be said. */
function judge(sums, day, metric) {
	const x = sums.get(day)[metric];
	const ys = [1, 2, 3, 4, 5, 6, 7, 8].map((k) =>
		sums.get(back(7 * k, day))?.[metric] ?? null);

	if (x === null || ys.includes(null))
		return null;
	const m2 = middle(ys), off2 = 2n * x - m2;
	const d4 = middle(ys.map((y) => abs(2n * y - m2)));
	const beyond = 20000n * abs(off2), bound = 51891n * d4;

	return { metric, day, x, m2, off2,
		isOut: beyond > bound && 5n * abs(off2) >= abs(m2),
		isStrong: beyond > 2n * bound && 2n * abs(off2) >= abs(m2) };
}

/* 10,000 * a / b, rounded half away from zero. */
function percent(a, b) {
	const n = (2n * 10000n * abs(a) + b) / (2n * b);
	const text = String(n).padStart(3, '0');

	return plain(`${a < 0n ? '-' : ''}${text.slice(0, -2)}.` +
		text.slice(-2));
}

const half = (e4x2) => plain(`${e4x2 < 0n ? '-' : ''}` +
	`${abs(e4x2) / 20000n}.` +
	String(abs(e4x2) % 20000n * 5n).padStart(5, '0'));

function expected(orders, from, to, first) {
	const days = [];

	for (let day = back(56, from); day <= to; day = back(-1, day))
		days.push(day);
	const sums = figuresOf(orders, days), out = [];

	for (const day of days.filter((d) => d >= from)) {
		if (first > back(56, day))
			continue;
		const all = metrics.map((m) => judge(sums, day, m))
			.filter(Boolean);
		const level = (name) => {
			const j = all.find((one) => one.metric === name);

			return larger(2n * j.x, j.m2);
		};

		for (const j of all) {
			const isPart = ['discounts', 'salesReversals']
				.includes(j.metric);

			if (j.isOut && level('orders') >= 100000n && (!isPart ||
				20n * larger(2n * j.x, j.m2) >= level('grossSales')))
				out.push(j);
		}
	}
	return out.map((j) => ({ metric: j.metric, day: j.day, since: j.day,
		value: half(2n * j.x), expected: half(j.m2),
		change: j.m2 === 0n ? 'null' : percent(j.off2, abs(j.m2)),
		direction: j.off2 > 0n ? 'up' : 'down',
		severity: j.isStrong ? 'strong' : 'notable' }));
}

const key = (i) => `${i.day} ${i.metric}`;

async function compare(shop, from, to) {
	const list = await exact(s, `/api/metrics/insights?shopId=${shop.id}` +
		`&from=${from}&to=${to}&limit=250`, shop.token);
	const first = shop.orders.map((o) => o.day).sort()[0];
	const want = expected(shop.orders, from, to, first);
	const got = list.map(({ metric, day, since, value, expected: m, change,
		direction, severity }) => ({ metric, day, since,
		value: plain(value), expected: plain(m), change: plain(change),
		direction, severity }));

	assert.deepEqual([...got].sort((a, b) => key(a) < key(b) ? -1 : 1),
		want.sort((a, b) => key(a) < key(b) ? -1 : 1));
	return list;
}

/* Some orders a day, a little more or less of everything. */
function trade(from, to, { base, noise, refunded = 0 }) {
	const orders = [];

	for (let day = from; day <= to; day = back(-1, day)) {
		const n = base(day) + (noise ? below(2 * noise + 1) - noise : 0);

		for (let i = 0; i < n; i++) {
			const o = order(day, {
				price: BigInt(1000 + (noise ? below(2000) : 0)) * 1000n,
				quantity: 1 + (noise ? below(2) : 0),
				discount: BigInt(noise ? below(40) : 1) * 10000n,
				tax: BigInt(noise ? below(999) : 5) * 100n,
				shipping: i % 2 ? 49900n : 0n });

			const back_ = back(-below(9), day);

			if (below(100) < refunded && back_ <= to)
				o.refunds.push({ day: back_,
					amount: BigInt(below(900)) * 1000n });
			orders.push(o);
		}
	}
	return orders;
}

describe('a store with a day that stands out', () => {
	const planted = back(3), dull = back(5);
	let shop, list;

	before(async () => {
		const orders = trade(back(75), back(1),
			{ base: () => 8, noise: 1 });

		for (let i = 0; i < 30; i++)
			orders.push(order(planted, { price: 1000000n }));
		orders.filter((o) => o.day === dull).slice(2).forEach((o) =>
			o.refunds.push({ day: dull, amount: o.price }));
		shop = await open(orders);
		list = await compare(shop, back(7), back(1));
	});

	test('is told of it, and of what came back', () => {
		const found = list.find((i) => i.day === planted &&
			i.metric === 'orders');

		assert.equal(found.direction, 'up');
		assert.equal(found.severity, 'strong');
		assert.equal(found.currency, 'EUR');
		assert.equal(found.shopId, shop.id);
		assert.match(found.text, new RegExp('^Orders on \\w+, \\w+ \\d+: ' +
			'\\d\\d, [\\d,]+(\\.\\d)?% above the usual \\d+(\\.5)? ' +
			'\\(the median of the eight \\w+days before\\)\\.$'));
		for (const { text } of list)
			assert.doesNotMatch(text, /\.\d{3}|\.\d\d%|\.0%/);
		assert.ok(list.some((i) => i.day === dull &&
			i.metric === 'salesReversals' && i.direction === 'up'));
		assert.match(list.find((i) => i.metric === 'netSales' &&
			i.day === planted).text, /: EUR \d,\d{3}\.\d\d, /);
	});

	test('reads the same in a table', async () => {
		const { text } = await s.get('/api/metrics/insights?format=csv',
			shop.token);
		const [names, ...rows] = text.trim().split('\r\n');

		assert.equal(names.replace(/ \(\w+\)/g, ''),
			Object.keys(list[0]).join());
		assert.equal(rows.length, list.length);
	});

	test('hears the newest first', () => {
		assert.deepEqual(list.map((i) => i.day),
			list.map((i) => i.day).sort().reverse());
	});

	test('has links that the dashboard understands', () => {
		for (const { link, day, metric } of list) {
			const [path, query] = link.split('?');
			const state = parseState(query);

			assert.equal(path, '/');
			assert.equal(state.shop, shop.id);
			assert.equal(state.period, `${back(56, day)}..${day}`);
			assert.equal(state.m, metric);
			assert.equal(printState(state), `?${query}`);
		}
	});

	test('asks for the last seven whole days by default', async () => {
		const said = await exact(s, '/api/metrics/insights', shop.token);

		assert.deepEqual(said, list);
		assert.deepEqual(await exact(s, `/api/metrics/insights?to=${back(-3)}`,
			shop.token), list);
		assert.equal((await exact(s, '/api/metrics/insights?limit=2',
			shop.token)).length, 2);
		/* Without eight such days nothing is said. */
		assert.deepEqual(await exact(s, '/api/metrics/insights?from=' +
			`${back(75)}&to=${back(30)}`, shop.token), []);
	});

	test('takes no part of a day for a day', async () => {
		const noon = at(planted), next = at(back(-1, planted));
		const ask = (from, to) => exact(s, '/api/metrics/insights?from=' +
			`${from}&to=${to}`, shop.token);

		assert.deepEqual(await ask(noon, next), []);
		assert.deepEqual(await ask(at(back(1, planted)), next),
			list.filter((i) => i.day === planted));
	});

	test('is not told of it when it is switched off', async () => {
		const change = async (isActive) => assert.equal((await s.send(
			'PATCH', `/api/shops/${shop.id}`, { token: shop.token,
				body: { isActive } })).status, 200);
		const ask = (tag) => s.get('/api/metrics/insights?from=' +
			`${back(7)}&to=${back(1)}`, shop.token,
		{ 'If-None-Match': tag });
		const tags = [];

		for (const isActive of [true, false, true]) {
			await change(isActive);
			const { status, body, headers } = await ask(tags.at(-1) ?? '"x"');

			assert.deepEqual([status, body.length > 0], [200, isActive]);
			tags.push(headers.get('etag'));
		}
		assert.equal(new Set(tags).size, 3);
	});
});

test('a steady store hears nothing', async () => {
	const shop = await open(trade(back(70), back(1),
		{ base: (day) => 5 + new Date(day).getUTCDay(), noise: 0 }));

	assert.deepEqual(await compare(shop, back(7), back(1)), []);
	assert.deepEqual(await exact(s, '/api/metrics/insights?from=' +
		`${back(400)}&to=${back(1)}`, shop.token), []);
});

test('a few orders are no volume', async () => {
	const orders = trade(back(70), back(1), { base: () => 1, noise: 0 });

	for (let i = 0; i < 3; i++)
		orders.push(order(back(2), { price: 9000000n }));
	assert.deepEqual(await compare(await open(orders), back(7), back(1)), []);
});

test('whatever a store sells, what is told is what the rule says',
	async () => {
		const shop = await open(trade(back(120), back(1), { noise: 5,
			base: (day) => 5 + new Date(day).getUTCDay() % 3, refunded: 12 }));

		assert.ok((await compare(shop, back(64), back(1))).length > 0);
	});

describe('a silence', () => {
	const usual = 20n;

	test('is told when twelve orders and half a day are missing',
		async () => {
			const shop = await open(trade(back(70), back(3),
				{ base: () => Number(usual), noise: 0 }));
			const quarters = () => BigInt(local().getUTCHours() * 4 +
				Math.floor(local().getUTCMinutes() / 15));
			let list, q;

			do {
				q = quarters();
				list = await exact(s, '/api/metrics/insights', shop.token);
			} while (q !== quarters());
			const [silence] = list;
			const e2 = (usual * (2n * 96n + q) * 100n * 2n + 96n) / 192n;

			assert.equal(plain(silence.expected),
				plain(`${e2 / 100n}.${String(e2 % 100n).padStart(2, '0')}`));
			assert.deepEqual([silence.day, silence.since, silence.value,
				silence.metric, silence.direction, plain(silence.change)],
			[today, back(2), '0', 'orders', 'down', '-100']);
			assert.match(silence.text, new RegExp('^No order for 2 days and ' +
				`${q / 4n} hours or more \\(none on ${back(2)} or after\\)`));
			/* Whole days without an order are days that stand out, too. */
			assert.deepEqual(list.filter((i) => i.metric === 'orders')
				.map((i) => i.day), [today, back(1), back(2)]);
			assert.deepEqual((await exact(s, '/api/metrics/insights?to=' +
				back(1), shop.token)).map((i) => i.day)
				.filter((day) => day === today), []);
		});

	test('is none where so few are usual', async () => {
		const shop = await open(trade(back(70), back(2),
			{ base: () => 5, noise: 0 }));

		assert.deepEqual((await exact(s, '/api/metrics/insights',
			shop.token)).filter((i) => i.day === today), []);
	});
});

test('stores of two tenants do not meet', async () => {
	const mine = await open([]);
	const theirs = await s.register();
	const answer = await s.get(`/api/metrics/insights?shopId=${mine.id}`,
		theirs.token);

	assert.equal(answer.status, 404);
	assert.deepEqual((await s.get('/api/metrics/insights',
		theirs.token)).body, []);
});
