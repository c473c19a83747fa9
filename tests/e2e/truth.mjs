/* What the service shows, held against what the stand-in store knows. */
import assert from 'node:assert/strict';

import { compareCodes } from './compare.mjs';

const FIGURES = ['orders', 'revenue', 'grossSales', 'discounts',
	'salesReversals', 'netSales', 'shipping', 'taxes', 'duties', 'fees',
	'tips', 'giftCardSales', 'unitsOrdered', 'unitsNet'];

/* An amount's digits without zeros that do not count: 5.00 is 5. */
const plain = (value) => Number(value).toFixed(4);

/*
 * A shop in the store and a tenant that has connected it.  `settings` as in
 * POST /shops of the store's README.
 */
export async function connectShop(s, domain, settings = {}) {
	const made = await s.control('POST', '/shops', { domain, ...settings });
	const answer = await s.register({
		shopDomain: domain, shopName: domain.split('.')[0],
		accessToken: made.accessToken,
	});

	return { ...made, token: answer.token, tenantId: answer.user.tenantId,
		shopId: answer.shop.id };
}

export function dayBefore(days) {
	return new Date(Date.now() - days * 86_400_000).toISOString()
		.slice(0, 10);
}

/* Ranges of all kinds: a day, a month, all; their ends in and out of it. */
function someRanges() {
	return [[0, 0], [1, 1], [6, 0], [29, 0], [30, 7], [100, 40], [364, 300],
		[365, 0], [400, 0], [500, 366]].map(([from, to]) =>
		[dayBefore(from), dayBefore(to)]);
}

async function metrics(s, shop, name, query) {
	const answer = await s.get(`/api/metrics/${name}?` +
		new URLSearchParams({ shopId: shop.shopId, ...query }),
	shop.token);

	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}

const pick = (row) => Object.fromEntries(FIGURES.map((name) =>
	[name, plain(row?.[name] ?? 0)]));

/* Every figure of every day, the sums, codes, the best customers. */
export async function assertTrue(s, shop, ranges = someRanges()) {
	for (const [from, to] of ranges) {
		const what = `${shop.domain} ${from} to ${to}`;
		const true_ = await s.control('GET', `/shops/${shop.domain}` +
			`/figures?from=${from}&to=${to}`);
		const overview = await metrics(s, shop, 'overview',
			{ from, to });
		const days = await metrics(s, shop, 'orders-by-date',
			{ from, to });
		const top = await metrics(s, shop, 'top-customers',
			{ from, to, limit: 5 });

		assert.deepEqual(pick({ ...overview,
			orders: overview.totalOrders,
			revenue: overview.totalRevenue }),
		pick(true_.overview), what);
		assert.equal(Number(overview.totalCustomers),
			true_.overview.totalCustomers, what);
		assert.deepEqual(
			days.map((row) => [row.day, pick(row)]),
			true_.byDay.map((row) => [row.day, pick(row)]), what);
		assert.deepEqual(
			top.map((c) => [c.id, plain(c.totalSpent),
				Number(c.ordersCount)]),
			true_.topCustomers.map((c) => [c.id,
				plain(c.totalSpent), c.ordersCount]), what);
		await compareCodes(s, shop, { from, to });
	}
}

/* All rows of a shop that a sync writes, for comparing two states. */
export async function rowsOf(s, shop) {
	const tables = { customer: 'customer_id', product: 'product_id',
		orders: 'order_id', order_line: 'order_id, line_id',
		refund: 'order_id, refund_id',
		refund_line: 'order_id, refund_id, refund_line_id',
		sale_event: 'order_id, event_no' };
	const state = {};

	for (const [table, key] of Object.entries(tables))
		state[table] = await s.sql(`SELECT count(*) AS n,
			md5(string_agg(t::text, '|' ORDER BY ${key})) AS rows
			FROM ${table} AS t
			WHERE shop_id = ${Number(shop.shopId)}`,
		{ tenant: shop.tenantId });
	return state;
}
