/*
 * A storefront that trades: pages that tell of views, and carts, checkouts and
 * orders by webhook.  The funnel is what the stand-in knows of its visits.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { compareRange, fullSync, listen, openShop, verify } from
	'./compare.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';

const HOUR = 3600_000;
const VISITS = 150;
const domain = 'front.myshopify.com';
const where = `/shops/${domain}`;
let s, shop, visits;

before(async () => {
	s = await stack({ store: true, set: { 'nginx.events_rate': '10000r/s',
		'nginx.events_burst': '10000',
		/* Visitors come from many addresses. */
		'nginx.events_of_address': '1000' } });
	shop = await openShop(s, { domain, seed: 3, orders: 60,
		webhooks: false });
	await fullSync(s, shop);
	await listen(s, shop);
	const { body: [{ eventKey: key }] } = await s.get('/api/shops',
		shop.token);

	await s.control('POST', `${where}/pixel`,
		{ url: `${s.url}/api/events`, key });
	await s.control('POST', `${where}/trade`, { perMinute: 1200 });
	await until('enough visits', async () =>
		(await s.control('GET', `${where}/visits`)).length > VISITS,
	60000);
	await s.control('POST', `${where}/trade`, { perMinute: 0 });
	visits = await s.control('GET', `${where}/visits`);
});
after(() => s?.down());

const last = (list) => list[list.length - 1];

/* Steps of a visit that have happened by now, one of each kind. */
function happened({ end, views, steps }, now) {
	const cart = last(steps.filter(({ topic }) =>
		topic.startsWith('carts/')));
	const isLeft = end === 'cart' && cart.at + HOUR <= now;

	return { product_viewed: views, cart_abandoned: isLeft ? 1 : 0,
		checkout_started: end === 'checkout' || end === 'order' ? 1 : 0 };
}

const sum = (list, of) => list.reduce((n, x) => n + of(x), 0);

test('the funnel is that of the visits', async () => {
	const was = Date.now();
	const { body } = await s.get('/api/metrics/behavior-analytics?' +
		`shopId=${shop.shopId}&from=2000-01-01&to=2100-01-01`, shop.token);
	const { order_completed: orders, ...events } = body.eventSummary;
	const { overview } = await s.control('GET', `${where}/figures`);

	for (const type of Object.keys(events)) {
		const [least, most] = [was, Date.now()].map((now) =>
			sum(visits, (visit) => happened(visit, now)[type]));

		assert.ok(least > 0, type);
		assert.ok(events[type] >= least && events[type] <= most,
			`${type}: ${events[type]}, not ${least} to ${most}`);
	}
	assert.equal(orders, overview.totalOrders);
});

test('a visit that ends in an order has its cart and checkout', async () => {
	const carts = await s.sql('SELECT encode(event_key, \'hex\') AS key' +
		' FROM storefront_event WHERE type = \'cart_abandoned\' AND ended' +
		' AND NOT counted AND shop_id = :shop',
	{ vars: { shop: shop.shopId } });

	assert.equal(carts.length, visits.filter(({ end }) =>
		end === 'order' || end === 'checkout').length);
});

test('customers are scored by their checkouts', async () => {
	const begun = new Map();
	const { body } = await s.get('/api/metrics/top-engaged-customers?' +
		`shopId=${shop.shopId}&limit=250`, shop.token);

	for (const { end, customer } of visits)
		if (customer && (end === 'checkout' || end === 'order'))
			begun.set(customer, (begun.get(customer) ?? 0) + 1);
	assert.ok(begun.size > 10);
	for (const { id, engagementScore, ordersCount } of body)
		assert.equal(engagementScore,
			10 * ordersCount + 5 * (begun.get(id) ?? 0), id);
});

test('the sums are exact, and the figures the store\'s', async () => {
	assert.match(await verify(s, shop), /nothing differs/);
	await compareRange(s, shop);
});

/* Whoever names neither days nor a limit. */
test('the last 30 days, and as many as there is room for', async () => {
	const get = async (figure, more = '') => (await s.get(
		`/api/metrics/${figure}?shopId=${shop.shopId}${more}`, shop.token))
		.body;
	const { body: [{ timezone }] } = await s.get('/api/shops', shop.token);
	const today = () => new Date().toLocaleDateString('sv',
		{ timeZone: timezone });
	const begun = today();
	const days = (await get('orders-by-date')).map(({ day }) => day);

	assert.ok([begun, today()].includes(last(days)));
	assert.deepEqual([days.length, Date.parse(last(days)) -
		Date.parse(days[0])], [30, 29 * 24 * HOUR]);
	for (const [figure, most] of [['top-customers', 5],
		['top-engaged-customers', 10]]) {
		assert.ok((await get(figure, '&limit=11')).length > 10);
		assert.equal((await get(figure)).length, most);
	}
});
