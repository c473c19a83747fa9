/*
 * A text may have as many characters as the API document says, whatever bytes
 * these take: here four each, also where a column has an index.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { stack } from './stack.mjs';

const DAY = '2026-03-01T10:00:00Z';
const long = (n) => '\u{1f6d2}'.repeat(n);
let s, token, id;

before(async () => {
	s = await stack();
	({ token, shop: { id } } = await s.register({
		shopDomain: 'long.myshopify.com' }));
});
after(() => s?.down());

const post = (kind) => (record) => s.post(`/api/${kind}`, { shopId: id,
	shop: { currency: 'EUR', timezone: 'UTC' }, records: [{ id: 1,
		updatedAt: DAY, ...record }] }, token);
const sold = (more) => post('orders')({ createdAt: DAY, totalPrice: 1,
	lineItems: [{ id: 1, quantity: 1, price: 1, title: 'Thing' }], ...more });
const found = (name) => s.get(`/api/orders?q=${encodeURIComponent(name)}`,
	token);

/* What is told of it, how, and how many characters it may have. */
const PLACES = [
	['records[0].title', (text) => post('products')({ title: text }), 1024],
	['records[0].vendor', (text) => post('products')({ vendor: text }), 255],
	['records[0].email', (text) => post('customers')({ email: text }), 255],
	['records[0].lastName', (text) => post('customers')({ firstName: text,
		lastName: text }), 255, 'records[0].firstName'],
	['records[0].name', (text) => sold({ name: text }), 255],
	['records[0].channel', (text) => sold({ channel: text }), 255],
	['records[0].discountCodes', (text) => sold({ discountCodes: [text] }),
		255],
	['q', found, 255],
	['name', (text) => s.send('PATCH', `/api/shops/${id}`, { token,
		body: { name: text } }), 255],
	['name', (text) => s.post('/api/views', { name: text, path: '/orders' },
		token), 100],
];

for (const [field, send, most, first = field] of PLACES)
	test(`${field} of ${most} characters, and no more`, async () => {
		const { status, text } = await send(long(most));
		const refused = await send(long(most + 1));

		assert.ok(status < 300, text);
		assert.equal(refused.status, 400);
		assert.equal(refused.body.field, first);
		assert.match(refused.body.message,
			new RegExp(`: longer than ${most} characters$`));
	});

test('what is built of them and looked for is there', async () => {
	assert.equal((await sold({ name: long(255), channel: long(255),
		discountCodes: [long(255)], updatedAt: '2026-03-02T10:00:00Z' }))
		.status, 200);
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.equal((await found(long(255))).body.length, 1);
	const { body } = await s.get('/api/metrics/breakdown?by=channel&' +
		`shopId=${id}&from=2026-03-01&to=2026-03-01`, token);

	assert.equal(body.byCurrency[0].rows[0].key, long(255));
});
