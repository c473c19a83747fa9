/*
 * Who is new, who returns: figures that need a customer's sequence of orders
 * equal what brute force over the store's own book comes to, whatever way the
 * orders came in.
 *
 * XENO_SEED draws another store and other ranges; the seed is in the output.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { deltaSync, exact, fullSync, listen, openShop, plain, random, ranges,
	storm, verify } from './compare.mjs';
import { cohorts, people, ratio, repeat, rfm, sequenceOf, today } from
	'./sequence.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? 20261128);
let s, shop;

const settings = { currency: 'EUR', timezone: 'America/New_York', country: 'DE',
	taxesIncluded: true, orders: 400, customers: 90, days: 400, seed,
	guests: 0.1, giftCards: 0.05, testOrders: 0.03, cancelled: 0.06,
	refunded: 0.3, deletedOrders: 0.04, imports: 0.03 };

/* Some of the ranges end, or begin, in the midst of a day. */
function cut([from, to], next) {
	const at = (day) => `${day}T${String(next(24)).padStart(2, '0')}:17:23Z`;

	switch (next(4)) {
	case 0:
		return { from: at(from), to };
	case 1:
		return { from, to: at(to) };
	case 2:
		return { from: at(from), to: from === to ? `${to}T23:59:59Z` :
			at(to) };
	default:
		return { from, to };
	}
}

const sorted = (range) => Date.parse(range.from) <= Date.parse(range.to);

async function compareOverview(truth, range, more = {}) {
	const got = await exact(s, '/api/metrics/overview?' +
		new URLSearchParams({ shopId: shop.shopId, ...range, ...more }),
	shop.token);

	for (const [name, value] of Object.entries(people(truth, range)))
		assert.equal(plain(got[name]), plain(value),
			`seed ${seed}: ${name} of ${JSON.stringify(range)}`);
	assert.equal(got.customersComplete, true);
	return got;
}

/* The range that `previous` says it is of. */
function comparedWith({ from, to, until }) {
	return until ? { from, to: until } : { from, to };
}

/* The members that `expected` has are the same in `got`, at any depth. */
function holds(got, expected, where) {
	if (expected === null || Object(expected) !== expected) {
		assert.equal(plain(got), plain(expected), where);
		return;
	}
	if (Array.isArray(expected))
		assert.equal(got.length, expected.length, `${where}: length`);
	for (const [name, value] of Object.entries(expected))
		if (typeof value !== 'bigint')
			holds(got[name], value, `${where}.${name}`);
}

const ask = (what, params) => exact(s, `/api/metrics/${what}?` +
	new URLSearchParams({ shopId: shop.shopId, ...params }), shop.token);

async function compareCohorts(truth, from) {
	const to = today(truth);

	for (const grain of ['week', 'month', 'quarter'])
		for (const basis of ['order_day', 'ledger_day']) {
			const got = await ask('cohorts', { grain, basis, from, to });
			const expected = cohorts(truth, { grain, basis, from, to });

			assert.deepEqual([got.grain, got.basis, got.complete],
				[grain, basis, true]);
			assert.ok(expected.cohorts.length > 1);
			holds(got.byCurrency, [{ currency: truth.currency,
				...expected }], `seed ${seed}: ${grain} ${basis}`);
		}
}

/* Of first orders with something of what some first order has. */
async function compareSomeCohorts(truth) {
	const [from, to] = [truth.orders[0].day, today(truth)];
	const firsts = [...truth.customers.values()].map(([first]) => first);
	const some = {
		channel: [firsts[0].channel, (o) => [o.channel]],
		discountCode: [firsts.flatMap((o) => o.discountCodes)[0],
			(o) => o.discountCodes],
		product: [firsts.flatMap((o) => o.products)[0],
			(o) => o.products],
	};

	for (const [name, [value, of]] of Object.entries(some)) {
		const asked = { grain: 'month', basis: 'ledger_day', from, to };
		const got = await ask('cohorts', { ...asked, [name]: value });
		const expected = cohorts(truth, { ...asked,
			first: (order) => of(order).includes(value) });

		assert.ok(expected.cohorts.length > 0, `${name} ${value}`);
		holds(got.byCurrency, [{ ...expected }],
			`seed ${seed}: ${name} ${value}`);
	}
}

/* However many are asked for, the last of them are there. */
async function compareMany(truth) {
	const got = await ask('cohorts', { grain: 'week', from: '2001-01-01' });
	const [{ cohorts: rows }] = got.byCurrency;

	assert.ok(rows.length <= 120);
	holds(rows, cohorts(truth, { grain: 'week', basis: 'order_day',
		from: rows[0].cohort, to: today(truth) }).cohorts, 'many');
}

async function compareRepeat(truth, range) {
	const got = await ask('repeat', range);

	assert.deepEqual([got.from, got.to, got.complete],
		[range.from, range.to, true]);
	holds(got, repeat(truth, range), `seed ${seed}: repeat`);
}

async function compareAll(how) {
	const truth = await sequenceOf(s, shop);
	const days = truth.orders.map((order) => order.day).sort();
	const next = random(seed + how.length);

	for (const range of ranges(days[0], days.at(-1), 14, seed + how.length)
		.map((r) => cut(r, next)).filter(sorted))
		await compareOverview(truth, range);
	for (const [from, to] of ranges(days[0], days.at(-1), 24, seed))
		await compareRepeat(truth, { from, to });
	await compareSomeCohorts(truth);
	await compareMany(truth);
	await compareCohorts(truth, days[0]);
	await compareCohorts(truth, days[Math.floor(days.length / 2)]);
	for (const compare of ['previous', 'year', 'year_dow']) {
		const range = { from: days.at(-1 - next(100)),
			to: new Date().toISOString().slice(0, 10) };
		const { previous } = await compareOverview(truth, range,
			{ compare });

		for (const [name, value] of Object.entries(people(truth,
			comparedWith(previous))))
			assert.equal(plain(previous[name]), plain(value),
				`seed ${seed}: ${compare}: ${name}`);
	}
	assert.match(await verify(s, shop), /nothing differs/);
}

before(async () => { s = await stack({ store: true }); });
after(() => s?.down());

describe(`seed ${seed}`, () => {
	/* Where no order allows what is wanted the store refuses. */
	const act = (what) => s.control('POST', `/shops/${shop.domain}/act`,
		{ do: what }).catch((error) => assert.match(error.message,
		/ 409 /));

	before(async () => {
		shop = await openShop(s, { ...settings, webhooks: false,
			domain: 'sequence.myshopify.com' });
	});

	test('after a full sync', async () => {
		await fullSync(s, shop);
		await compareAll('full');
	});

	test('after trade, deletions and merges by webhooks', async () => {
		await listen(s, shop);
		for (const what of ['order', 'order', 'refund', 'cancel',
			'delete-order', 'merge-customers', 'order', 'merge-customers',
			'delete-order', 'order'])
			await act(what);
		await compareAll('webhooks');
	});

	test('after a storm of all there ever was', async () => {
		await storm(s, shop, { seed, duplicates: 0.2 });
		await compareAll('storm');
	});

	test('after a full sync and a delta of what is known', async () => {
		await fullSync(s, shop);
		await deltaSync(s, shop);
		await compareAll('again');
	});

	test('by webhooks alone, in any order', async () => {
		shop = await openShop(s, { ...settings, orders: 150, customers: 40,
			seed: seed + 1, domain: 'webhooks.myshopify.com' });
		await storm(s, shop, { seed, duplicates: 0.2 });
		await compareAll('alone');
	});
});

/* All pages of a list of customers. */
async function listed(params) {
	const rows = [];
	let path = '/api/customers?' + new URLSearchParams({ limit: 7,
		shopId: shop.shopId, ...params });

	while (path) {
		const answer = await s.get(path, shop.token);

		assert.equal(answer.status, 200, answer.text);
		rows.push(...answer.body);
		[, path] = /<([^>]+)>; rel="next"/.exec(
			answer.headers.get('link') ?? '') ?? [];
	}
	return rows;
}

describe('rfm', () => {
	const run = async () => {
		const { code, stderr } = await s.sync(['rfm', '--shop',
			shop.domain]);

		assert.equal(code, 0, stderr);
	};

	async function compareRfm() {
		const truth = await sequenceOf(s, shop);
		const { bounds, scored } = rfm(truth);
		const [got] = await ask('rfm', {});
		const all = await listed({});
		const unit = 10n ** BigInt(truth.digits);

		holds(got.thresholds, { recency: bounds.recency,
			frequency: bounds.frequency, monetary:
				bounds.monetary.map((v) => ratio(v, unit)) },
		`seed ${seed}: bounds`);
		assert.match(`${got.thresholds.monetary}`, /^(\d+\.\d{2,3}(,|$)){4}$/);
		assert.equal(got.asOf, today(truth));
		for (const row of all) {
			const { group = 'PROSPECTS', r = null, f = null, m = null } =
				scored.get(row.id) ?? {};

			assert.deepEqual([row.rfmGroup, row.recencyScore,
				row.frequencyScore, row.monetaryScore],
			[group, r, f, m], `seed ${seed}: customer ${row.id}`);
		}
		assert.equal(got.groups.length, 11);
		for (const group of got.groups) {
			const rows = all.filter((row) =>
				row.rfmGroup === group.group);

			assert.equal(group.customers, String(rows.length));
			assert.equal(group.orders, String(rows.reduce((n, row) =>
				n + row.lifetimeOrders, 0)));
			assert.deepEqual((await listed({ rfm: group.group }))
				.map((row) => row.id), rows.map((row) => row.id));
		}
	}

	test('a full sync scores', async () => {
		shop = await openShop(s, { ...settings, orders: 200, customers: 60,
			seed: seed + 2, domain: 'rfm.myshopify.com' });
		await fullSync(s, shop);
		await compareRfm();
	});

	test('and every night, of who is there', async () => {
		const truth = await sequenceOf(s, shop);
		const [gone] = truth.customers.keys();

		for (const what of ['order', 'order', 'merge-customers'])
			await s.control('POST', `/shops/${shop.domain}/act`,
				{ do: what });
		await run();
		await compareRfm();
		assert.equal((await s.webhook('customers/redact', {
			shop_id: 1, shop_domain: shop.domain,
			customer: { id: Number(gone) }, orders_to_redact: [],
		}, { shop: shop.domain })).status, 200);
		assert.deepEqual(await s.sql('SELECT * FROM customer_rfm WHERE' +
			' customer_id = :id', { vars: { id: gone } }), []);
	});

	test('only what changes is written', async () => {
		const rows = () => s.sql('SELECT customer_id, xmin FROM' +
			' customer_rfm WHERE shop_id = :shop ORDER BY customer_id',
		{ vars: { shop: shop.shopId } });

		await run();
		const once = await rows();

		await run();
		assert.ok(once.length > 0);
		assert.deepEqual(await rows(), once);
	});

	test('a group that is none', async () => {
		const answer = await s.get('/api/customers?rfm=VIP', shop.token);

		assert.equal(answer.status, 400);
		assert.equal(answer.body.field, 'rfm');
	});

	test('and a search within a group', async () => {
		const one = (await listed({})).find((row) => row.email);
		const found = await listed({ rfm: one.rfmGroup, q: one.email });
		const others = ['CHAMPIONS', 'DORMANT'].find((group) =>
			group !== one.rfmGroup);

		assert.deepEqual(found.map((row) => row.id), [one.id]);
		assert.deepEqual(await listed({ rfm: others, q: one.email }), []);
	});
});

describe('what is not understood', () => {
	const wrong = { cohorts: { grain: 'day', basis: 'refund_day', product: 'x',
		channel: 'web', to: 'x' },
	repeat: { from: '2026-13-01', to: '2026-01-01T' } };

	for (const [what, params] of Object.entries(wrong))
		for (const [name, value] of Object.entries(params))
			test(`${what}: ${name}=${value}`, async () => {
				const answer = await s.get(`/api/metrics/${what}?` +
					new URLSearchParams({ [name]: value }),
				shop.token);

				assert.equal(answer.status, 400);
				assert.equal(answer.body.field,
					name === 'channel' ? 'shopId' : name);
			});
});

test('before the first order there is nothing, and no fault', async () => {
	const empty = await openShop(s, { domain: 'empty.myshopify.com', orders: 0,
		webhooks: false });
	const get = (path) => exact(s, `${path}?shopId=${empty.shopId}`,
		empty.token);
	assert.deepEqual(await get('/api/metrics/rfm'), []);
	const [cohort, again, overview] = [await get('/api/metrics/cohorts'),
		await get('/api/metrics/repeat'),
		await get('/api/metrics/overview')];

	assert.deepEqual(cohort.byCurrency, []);
	assert.deepEqual([again.customers, again.gaps.median,
		again.repurchase[0].rate], ['0', null, null]);
	assert.deepEqual([overview.activeCustomers,
		overview.returningCustomerRate], ['0', null]);
});

test('cohorts of certain first orders: of too many orders none', async () => {
	const ask = (more) => s.get('/api/metrics/cohorts?' + new URLSearchParams(
		{ shopId: shop.shopId, from: '2001-01-01', ...more }), shop.token);
	const add = (n) => s.sql('UPDATE rollup_day SET orders = orders + :n' +
		' WHERE shop_id = :shop AND day = (SELECT max(day) FROM rollup_day' +
		' WHERE shop_id = :shop AND day < now())',
	{ vars: { n, shop: shop.shopId } });

	await add(100001);
	const { status, body } = await ask({ channel: 'web' });

	assert.deepEqual([status, body.field], [400, 'from']);
	assert.match(body.message, /among 100000 orders at most/);
	assert.equal((await ask()).status, 200);
	await add(-100001);
	assert.equal((await ask({ channel: 'web' })).status, 200);
});

test('the days ahead until an end far off are not looked up', async () => {
	const days = ['01', '09', '20', '31'].map((d) => `2026-03-${d}T10:00:00Z`);
	let token;

	for (let i = 0; i < 36; i++) {
		const body = { shopDomain: `far${i}.myshopify.com`, shopName: 'Far' };
		const { token: first, shop: { id: shopId } } = token
			? (await s.post('/api/auth/add-shop', body, token)).body
			: await s.register(body);

		token ??= first;
		assert.equal((await s.post('/api/orders', { shopId,
			records: days.map((day, n) => ({ id: n + 1, customerId: 1,
				createdAt: day, updatedAt: day, totalPrice: '1', lineItems:
					[{ id: n + 1, quantity: 1, price: '1' }] })) },
		token)).status, 200);
	}
	const { body: now } = await s.get('/api/metrics/repeat', token);
	const { body: far } = await s.get('/api/metrics/repeat?to=9999-12-31',
		token);

	assert.equal(now.customers, 36);
	assert.deepEqual(far, { ...now, to: '9999-12-31' });
});
