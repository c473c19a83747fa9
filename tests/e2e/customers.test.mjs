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
import { people, sequenceOf } from './sequence.mjs';
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

async function compareAll(how) {
	const truth = await sequenceOf(s, shop);
	const days = truth.orders.map((order) => order.day).sort();
	const next = random(seed + how.length);

	for (const range of ranges(days[0], days.at(-1), 14, seed + how.length)
		.map((r) => cut(r, next)).filter(sorted))
		await compareOverview(truth, range);
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
