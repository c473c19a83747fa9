/*
 * An average is rounded to the unit of its currency, as any other amount is:
 * three orders of a store in dinars, in yen and in euros.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { exact, plain } from './compare.mjs';
import { stack } from './stack.mjs';

/* Three totals, what they are on average, and what the first two are. */
const STORES = {
	KWD: { totals: ['1.001', '2.000', '3.500'], all: '2.167', two: '1.501' },
	JPY: { totals: ['100', '101', '103'], all: '101', two: '101' },
	EUR: { totals: ['10.01', '10.02', '10.04'], all: '10.02',
		two: '10.02' },
};

/* Five orders of eight Mondays, each the same, and five of the ninth. */
const MONDAYS = {
	KWD: { usual: '1.001', ninth: ['2.001', '2.004'], aov: '2.002' },
	JPY: { usual: '100', ninth: ['200', '204'], aov: '201' },
	EUR: { usual: '10.01', ninth: ['20.01', '20.04'], aov: '20.02' },
};
const RANGE = 'from=2026-03-01&to=2026-03-31';
let s;

before(async () => { s = await stack(); });
after(() => s?.down());

for (const [currency, { totals, all, two }] of Object.entries(STORES))
	describe(currency, () => {
		let token, shopId;
		const ask = async (path) => exact(s, `/api/${path}${
			path.includes('?') ? '&' : '?'}shopId=${shopId}`, token);
		const same = (got, wanted, what) =>
			assert.equal(plain(got), plain(wanted), what);

		before(async () => {
			const made = await s.register({ email: `${currency}@example.com`,
				shopDomain: `${currency.toLowerCase()}.myshopify.com` });

			({ token } = made);
			shopId = made.shop.id;
			const records = totals.map((totalPrice, i) => ({ id: i + 1,
				name: `#${i + 1}`, customerId: '5', totalPrice,
				createdAt: `2026-03-0${i + 1}T10:00:00Z`,
				updatedAt: '2026-03-09T10:00:00Z',
				discountCodes: i < 2 ? ['SPRING'] : [],
				lineItems: [{ id: 1, productId: 70, title: 'Thing',
					quantity: 1, price: totalPrice }] }));
			const { status, text } = await s.post('/api/orders', { shopId,
				records, shop: { currency, timezone: 'UTC' } }, token);

			assert.equal(status, 200, text);
			assert.equal((await s.post('/api/customers', { shopId,
				records: [{ id: 5, email: 'c5@example.com',
					updatedAt: '2026-03-09T10:00:00Z' }] }, token)).status,
			200);
		});

		test('of all orders, and of two days', async () => {
			const one = await ask(`metrics/overview?${RANGE}`);
			const other = await ask('metrics/overview?from=2026-03-01' +
				'&to=2026-03-02');

			same(one.byCurrency[0].aov, all);
			same(other.byCurrency[0].aov, two);
			const [month] = await ask('metrics/orders-by-date?' +
				`granularity=month&${RANGE}`);

			same(month.aov, all);
		});

		test('of those without a discount', async () => {
			const { byCurrency: [row] } = await ask(
				`metrics/discounts?${RANGE}`);

			same(row.aovFullPrice, all);
			assert.equal(row.aovDiscounted, null);
		});

		test('of a customer, and of a cohort', async () => {
			const [customer] = await ask('customers');
			const { byCurrency: [{ cohorts: [{ periods: [first] }] }] } =
				await ask(`metrics/cohorts?${RANGE}`);

			same(customer.averageSpent, all);
			same(first.netSalesPerOrder, all);
			same(first.ltv, plain(customer.totalSpent));
		});
	});

for (const [currency, { usual, ninth, aov }] of Object.entries(MONDAYS))
	test(`of a day that stands out, in ${currency}`, async () => {
		const { token, shop: { id: shopId } } = await s.register({
			email: `out-${currency}@example.com`,
			shopDomain: `out-${currency.toLowerCase()}.myshopify.com` });
		const day = (week) => new Date(Date.UTC(2026, 0, 5 + 7 * week))
			.toISOString();
		const records = Array.from({ length: 45 }, (_, i) => {
			const week = Math.floor(i / 5);
			const price = week < 8 ? usual : ninth[Number(i === 44)];

			return { id: i + 1, createdAt: day(week), totalPrice: price,
				updatedAt: day(week), lineItems: [{ id: i + 1,
					title: 'Thing', quantity: 1, price }] };
		});
		const { status, text } = await s.post('/api/orders', { shopId,
			records, shop: { currency, timezone: 'UTC' } }, token);

		assert.equal(status, 200, text);
		const list = await exact(s, '/api/metrics/insights?from=2026-03-02' +
			`&to=2026-03-02&shopId=${shopId}`, token);
		const found = list.find(({ metric }) => metric === 'aov');

		assert.equal(plain(found.value), plain(aov));
		assert.equal(plain(found.expected), plain(usual));
	});
