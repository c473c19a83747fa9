/*
 * Authentic deliveries with bodies that cannot be applied: each is kept whole
 * with its reason and acknowledged, within a bounded time, and the workers
 * live on.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { cpuSeconds } from '../bench/proc.mjs';
import { customer, order, product, refund } from './bodies.mjs';
import { openShop, plain } from './compare.mjs';
import { stack } from './stack.mjs';

const domain = 'bodies.myshopify.com';
/* Of the workers' CPU: a busy machine is no fault of a body's. */
const LIMIT_S = 2;
let s, shop, workers, ids = 100;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
	workers = s.pids('webhooks');
});
after(() => s?.down());

async function letterOf(id) {
	const rows = await s.sql('SELECT topic, reason, encode(body,' +
		' \'base64\') AS body FROM dead_letter WHERE webhook_id =' +
		' :\'id\' AND shop_id = :shop',
	{ vars: { id, shop: shop.shopId } });

	assert.ok(rows.length < 2);
	return rows[0];
}

/* Delivered twice, it is one dead letter, byte for byte, with that reason. */
async function isDead(topic, body, reason) {
	const id = randomUUID();

	for (let i = 0; i < 2; i++) {
		const was = cpuSeconds(workers);
		const answer = await s.webhook(topic, body,
			{ shop: domain, id });

		assert.deepEqual([answer.status, answer.text], [200, 'ok']);
		const took = cpuSeconds(workers) - was;

		assert.ok(took < LIMIT_S, `${took} s`);
	}
	const letter = await letterOf(id);

	assert.ok(letter, 'no dead letter');
	assert.match(letter.reason, reason);
	assert.equal(letter.topic, topic);
	assert.ok(Buffer.from(letter.body, 'base64')
		.equals(Buffer.from(body)));
}

async function isApplied(topic, body) {
	const id = randomUUID();
	const answer = await s.webhook(topic, body, { shop: domain, id });

	assert.deepEqual([answer.status, answer.text], [200, 'ok']);
	assert.deepEqual(await letterOf(id), undefined);
}

const orderWith = (fields, more) => JSON.stringify(
	{ ...order(++ids, 1, more), ...fields });

describe('text that is not JSON', () => {
	const whole = () => JSON.stringify(order(++ids, 1));
	const cases = {
		'nothing behind it': ['{', /column \d+/],
		'no JSON': ['{<order/>', /body: .* at line 1, column 2/],
		'cut short': [() => whole().slice(0, -1), /column \d+/],
		'cut in a string': [() => whole().slice(0, 20), /column/],
		'more behind it': [() => `${whole()}x`, /more text/],
		'two values': [() => whole() + whole(), /more text/],
		'a comma too many': ['{"id":7,}', /member name/],
		'single quotes': ['{\'id\':7}', /member name/],
		'NaN': ['{"id":NaN}', /at line 1, column 7/],
		'invalid UTF-8': [Buffer.from('{"note":"\xff"}', 'latin1'),
			/invalid UTF-8/],
		'UTF-8 cut short': [Buffer.from('{"note":"\xc3"}', 'latin1'),
			/invalid UTF-8/],
		'a surrogate in UTF-8': [Buffer.from('{"note":"\xed\xa0\x80"}',
			'latin1'), /invalid UTF-8/],
		'an overlong form': [Buffer.from('{"note":"\xc0\x80"}',
			'latin1'), /invalid UTF-8/],
		'a NUL byte': [Buffer.from('{"note":"\0"}'), /control character/],
		'a newline in a string': ['{"note":"a\nb"}', /control character/],
		'\\u0000': ['{"note":"a\\u0000b"}', /u0000/],
		'a lone surrogate': ['{"note":"\\ud83d"}', /lone surrogate/],
		'the second half alone': ['{"note":"\\ude00"}',
			/lone surrogate/],
		'a member twice': ['{"id":7,"id":8}', /twice/],
		'a member twice, once by escapes': ['{"id":7,"\\u0069d":8}',
			/twice/],
		'a depth of 100,000': [`{"a":${'['.repeat(100000)}`,
			/nested too deeply/],
		'objects, as deep': ['{"a":'.repeat(100000),
			/nested too deeply/],
		'10 MB of [1,1,...]': [() => `{"a":[${'1,'.repeat(5e6 - 10)}1]}`,
			/too many values/],
		'10 MB of digits': [() => `{"id":${'1'.repeat(1e7 - 10)}}`,
			/id: not an id/],
		'10 MB of blanks': [() => `{${' '.repeat(1e7 - 1)}`, /column \d+/],
		'100,000 members of one hash': [() => sameHash(100000),
			/id: missing/],
	};

	for (const [name, [body, reason]] of Object.entries(cases))
		test(name, () => isDead('orders/create',
			typeof body === 'function' ? body() : body, reason));
});

/*
 * Shopify signs other texts with the same secret, and a merchant has those of
 * his own shop: none of them begins as a delivery's body does.
 */
describe('what is no object is nobody\'s delivery', () => {
	const texts = { nothing: '', 'a blank': ' ', 'a list': '[]',
		'a number': '7', 'null': 'null', 'XML': '<order/>',
		'a byte order mark': '\ufeff{"id":7}',
		'10 MB of blanks': ' '.repeat(1e7),
		'a login\'s query': 'host=YQ&shop=theirs.myshopify.com&timestamp=1',
		'a session token': 'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIn0' };

	for (const [name, text] of Object.entries(texts))
		for (const topic of ['orders/create', 'app/uninstalled',
			'made/up'])
			test(`${name}, ${topic}: 401`, async () => {
				const id = randomUUID();
				const answer = await s.webhook(topic, text,
					{ shop: domain, id });

				assert.equal(answer.status, 401);
				assert.deepEqual(await s.sql('SELECT topic FROM delivery' +
					" WHERE webhook_id = :'id'", { vars: { id } }), []);
			});
});

/* Names whose FNV-1a hashes agree in their last 17 bits. */
function sameHash(count) {
	const MASK = 0x1ffff, PRIME = 0x1b3, names = [];
	const step = (hash, c) => Math.imul(hash ^ c, PRIME) & MASK;

	for (let n = 0; names.length < count; n++) {
		const text = n.toString(36).padStart(4, '0');
		let hash = 0x84222325 & MASK;

		for (const c of text)
			hash = step(hash, c.charCodeAt(0));
		/* Two more characters of our choice, where they reach 0. */
		for (let c = 35; c < 92; c++) {
			const inner = step(hash, c);

			if (inner >= 35 && inner < 127 && inner !== 92)
				names.push(text + String.fromCharCode(c, inner));
		}
	}
	return `{${names.map((name) => `${JSON.stringify(name)}:1`)}}`;
}

describe('members', () => {
	const line = (fields) => ({ line_items: [{ id: 1, quantity: 1,
		price: '1.00', ...fields }] });
	const raw = (text) => JSON.stringify(order(++ids, 1))
		.replace(/"id":\d+/, `"id":${text}`);

	const cases = {
		'no id': [() => orderWith({ id: undefined }), /^id: missing/],
		'an id of null': [() => raw('null'), /^id: missing/],
		'an id of 0': [() => raw('0'), /^id: not an id/],
		'a negative id': [() => raw('-5'), /^id: not an id/],
		'an id of 1.5': [() => raw('1.5'), /^id: not an id/],
		'an id of 1e3': [() => raw('1e3'), /^id: not an id/],
		'an id of 1e400': [() => raw('1e400'), /^id: not an id/],
		'an id beyond int64': [() => raw('9223372036854775808'),
			/^id: not an id/],
		'an id of 30 digits': [() => raw('9'.repeat(30)),
			/^id: not an id/],
		'an id that is a list': [() => raw('[7]'), /^id: not an id/],
		'no updated_at': [() => orderWith({ updated_at: null }),
			/^updated_at: missing/],
		'money NaN': [() => orderWith(line({ price: 'NaN' })),
			/^line_items\[0\]\.price: not an amount/],
		'money Infinity': [() => orderWith(line({ price: 'Infinity' })),
			/^line_items\[0\]\.price: not an amount/],
		'money of nothing': [() => orderWith(line({ price: '' })),
			/^line_items\[0\]\.price: not an amount/],
		'money in hexadecimal': [() => orderWith(line({ price: '0x10' })),
			/^line_items\[0\]\.price: not an amount/],
		'money with a comma': [() => orderWith(line({ price: '1,000.00' })),
			/^line_items\[0\]\.price: not an amount/],
		'money of 30 digits': [() => orderWith(line(
			{ price: '9'.repeat(30) })),
		/^line_items\[0\]\.price: not an amount/],
		'money of five decimals': [() => orderWith(line(
			{ price: '1.00001' })),
		/^line_items\[0\]\.price: not an amount/],
		'money that adds up to too much': [() => orderWith(line(
			{ price: '99999999999999.99', quantity: 999999 })), /fit/],
		'a quantity of 1.5': [() => orderWith(line({ quantity: 1.5 })),
			/^line_items\[0\]\.quantity: not an integer/],
		'the largest quantity, twice': [() => orderWith({ line_items:
			[1, 2].map((id) => ({ id, quantity: '9223372036854775807',
				price: '0.00' })), cancelled_at: '2026-10-02T00:00:00Z',
		}), /fit|quantity/],
		'the smallest quantity': [() => JSON.stringify({ ...order(++ids,
			1), refunds: [{ ...refund(1, ids, 2),
			refund_line_items: [{ id: 1, line_item_id: 1,
				quantity: '-9223372036854775808' }] }] }),
		/fit|quantity/],
		'a line without an id': [() => orderWith(line({ id: null })),
			/^line_items\[0\]\.id: missing/],
		'two lines of one id': [() => orderWith({ line_items: [1, 1].map(
			(id) => ({ id, quantity: 1, price: '1.00' })) }), /exists/],
		'lines that are no list': [() => orderWith({ line_items: {} }),
			/^line_items: not a list/],
		'a customer that is a number': [() => orderWith({ customer: 7 }),
			/^customer: not an object/],
		'a boolean in quotes': [() => orderWith({ test: 'true' }),
			/^test: not true or false/],
	};

	for (const time of ['infinity', '-infinity', 'now', 'today', 'epoch',
		'2026-10-01', '2026-10-01T12:00:00', '2026-10-01T12:00:60Z',
		'2026-02-29T12:00:00Z', '2026-13-01T12:00:00Z',
		'2026-10-01T24:00:00Z', '2026-10-01T12:00:00+25:00', '',
		'10000-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '1767225600'])
		cases[`the time '${time}'`] = [() => orderWith(
			{ updated_at: time }), /^updated_at: not an RFC 3339 time/];

	for (const [name, [body, reason]] of Object.entries(cases))
		test(name, () => isDead('orders/create', body(), reason));

	for (const [topic, body, reason] of [
		['customers/create', { id: 7 }, /updated_at/],
		['customers/update', customer(0, 1), /^id: not an id/],
		['products/create', { ...product(7, 1), updated_at: 'now' },
			/^updated_at/],
		['refunds/create', { ...refund(7, 8, 1), order_id: null },
			/^order_id: missing/],
		['refunds/create', { ...refund(7, 8, 1), created_at: 'now' },
			/^created_at/],
		['orders/delete', {}, /^id: missing/],
		['customers/delete', { id: 'x' }, /^id: not an id/],
		['customers/delete', { id: '1000000000000000000' },
			/^id: longer than 18 digits/],
		['products/delete', { id: 1.5 }, /^id: not an id/],
	])
		test(`${topic}: ${reason}`, () => isDead(topic,
			JSON.stringify(body), reason));
});

describe('what is unusual, but right', () => {
	const big = '820982911946154508';

	for (const [name, id] of [['beyond 2^53', big],
		['of 18 digits', '999999999999999999'],
		['2^53 + 1', '9007199254740993']])
		test(`an id ${name} is kept exactly`, async () => {
			await isApplied('orders/create', JSON.stringify(order(1, 1))
				.replace(/"id":1,/, `"id":${id},`));
			assert.deepEqual(await s.sql('SELECT order_id FROM orders' +
				' WHERE order_id = :id', { vars: { id } }),
			[{ order_id: id }]);
		});

	for (const [given, kept] of [['99999999999999.9999',
		'99999999999999.9999'], ['0.1', '0.1'], ['1e2', '100'],
	['123456789012.3456', '123456789012.3456'], ['-5.50', '-5.5'],
	['1.00000000', '1']])
		test(`${given} is kept exactly`, async () => {
			const body = JSON.parse(orderWith({}, { price: given }));

			body.total_price = given;
			await isApplied('orders/create', JSON.stringify(body));
			const [row] = await s.sql('SELECT unit_price, total_price' +
				' FROM order_line JOIN orders USING (order_id)' +
				' WHERE order_id = :id', { vars: { id: body.id } });

			assert.equal(plain(row.unit_price), kept);
			assert.equal(plain(row.total_price), kept);
		});

	test('60,000 discount codes', async () => {
		const was = cpuSeconds(workers);
		const codes = Array.from({ length: 60_000 }, (_, i) => `CODE${i}`);

		await isApplied('orders/create', orderWith({
			discount_applications: codes.map((code) =>
				({ type: 'discount_code', code })) }));
		assert.ok(cpuSeconds(workers) - was < LIMIT_S);
	});

	test('every plane of Unicode', async () => {
		const id = ++ids, title = 'é ß 漢 \u{1F600} \u{10FFFD} \u0001"\\/';

		await isApplied('products/create',
			JSON.stringify(product(id, 1, { title })));
		assert.deepEqual(await s.sql('SELECT title FROM product' +
			' WHERE product_id = :id', { vars: { id } }), [{ title }]);
	});

	test('an order of 1,000 lines', async () => {
		const id = ++ids;

		await isApplied('orders/create', JSON.stringify({ ...order(id, 1),
			note: 'x'.repeat(3e6),
			line_items: Array.from({ length: 1000 }, (_, i) => ({
				id: i + 1, quantity: 1, price: '0.10' })) }));
		const [row] = await s.sql('SELECT sum(total) AS total FROM' +
			' sale_event WHERE order_id = :id', { vars: { id } });

		assert.equal(plain(row.total), '100');
	});

	test('members that nobody knows, and nulls', () =>
		isApplied('orders/create', orderWith({ made_up: { a: [1, {}] },
			customer: null, line_items: null, refunds: null,
			shipping_lines: null, total_price: null, name: null })));
});

test('the dead letters are counted', async () => {
	assert.deepEqual(await s.sql('SELECT dead_letters = (SELECT count(*)' +
		' FROM dead_letter WHERE shop_id = :shop) AS same FROM' +
		' shop_state WHERE shop_id = :shop',
	{ vars: { shop: shop.shopId } }), [{ same: 't' }]);
});

test('the workers are those of the beginning', () => {
	assert.deepEqual(s.pids('webhooks'), workers);
});
