/*
 * What sold most are products.  A gift card is sold as one, but is in none of
 * a product's figures.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';

const CARD = '70', THING = '71';
let s, token, shopId;

const line = (id, productId, more) => ({ id, productId, title: productId,
	quantity: 1, price: '25.00', ...more });
const order = (id, day, lineItems, more) => ({ id, createdAt: day,
	updatedAt: day, totalPrice: 25 * lineItems.length, lineItems, ...more });

before(async () => {
	s = await stack();
	({ token, shop: { id: shopId } } = await s.register({
		shopDomain: 'cards.myshopify.com' }));
	const { status, text } = await s.post('/api/orders', { shopId,
		shop: { currency: 'EUR', timezone: 'UTC' }, records: [
			order(1, '2026-03-01T10:00:00Z',
				[line(1, CARD, { giftCard: true })]),
			order(2, '2026-03-05T10:00:00Z', [line(1, THING),
				line(2, CARD, { giftCard: true })], { refunds: [{ id: 5,
				createdAt: '2026-03-20T10:00:00Z', lineItems: [{ id: 6,
					lineItemId: 1, quantity: 1, subtotal: '25.00' }] }] }),
			order(3, '2026-03-25T10:00:00Z',
				[line(1, THING, { price: '0.00' })])] }, token);

	assert.equal(status, 200, text);
});
after(() => s?.down());

async function get(path, more) {
	const { status, body, text } = await s.get(`/api/metrics/${path}?` +
		new URLSearchParams({ shopId, ...more }), token);

	assert.equal(status, 200, text);
	return body;
}

/* Of stored days as well, and those alone that are not. */
for (const built of [false, true])
	for (const currency of [{}, { currency: 'EUR' }])
		describe(`top products ${JSON.stringify(currency)}, ${built ?
			'built' : 'as they came'}`, () => {
			const range = (from, to) => ({ ...currency,
				from: `2026-03-${from}`, to: `2026-03-${to}` });
			const top = async (from, to) => (await get('top-products',
				range(from, to))).map((p) => [p.id, p.unitsOrdered,
				p.netSales]);

			before(async () => {
				if (built)
					await s.sync(['queue']);
			});

			test('without what sold but gift cards', async () => {
				assert.deepEqual(await top('01', '01'), []);
				assert.deepEqual(await top('01', '10'), [[THING, 1, 25]]);
				assert.deepEqual((await get('product-trends',
					{ ...range('01', '10'), granularity: 'day', limit: 1 }))
					.map(({ id }) => id), [THING]);
			});

			test('with what comes to nothing, or less', async () => {
				assert.deepEqual(await top('20', '20'), [[THING, 0, -25]]);
				assert.deepEqual(await top('01', '20'), [[THING, 1, 0]]);
				assert.deepEqual(await top('25', '25'), [[THING, 1, 0]]);
			});

			test('a breakdown tells what the cards were sold for',
				async () => {
					const { byCurrency: [{ rows }] } = await get('breakdown',
						{ by: 'product', ...range('01', '10') });

					assert.deepEqual(rows.map(({ key, giftCardSales }) =>
						[key, giftCardSales]), [[THING, 0], [CARD, 50]]);
				});
		});
