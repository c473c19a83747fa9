/*
 * A search that many share: all of them are found, page by page, also where
 * whoever fits is far behind the newest.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';

/* More than are looked through for one page. */
const ALL = 20500;
/* Of the oldest; and more than are looked up by one name. */
const OLDEST = 230;
let s, token, shopId, tenantId;

before(async () => {
	s = await stack();
	const account = await s.register();

	({ token } = account);
	shopId = account.shop.id;
	({ tenantId } = account.user);
	await s.sql(`INSERT INTO customer (tenant_id, shop_id, customer_id,
		created_at, updated_at, email, first_name, last_name)
		SELECT ${tenantId}, ${shopId}, n, t, t, CASE WHEN n <= ${OLDEST}
			THEN 'old' || n || '@example.com' END,
			CASE WHEN n % 100 = 0 THEN 'Ada' END,
			CASE WHEN n % 10 = 0 THEN 'Byron' END
		FROM (SELECT n, timestamptz '2020-01-01' + n * interval '1 min'
			AS t FROM generate_series(1, ${ALL}) AS n) AS x`);
	await s.sql(`INSERT INTO orders (tenant_id, shop_id, order_id,
		created_at, processed_at, updated_at, test, taxes_included,
		currency, total_price, headers_only, counted, spent, local_day,
		name, customer_id) SELECT ${tenantId}, ${shopId}, n,
		t, t, t, false, false, 'USD', n, false, true, n, t::date,
		CASE WHEN n <= ${OLDEST} THEN '#OLD' ELSE '#N' END || n,
		CASE WHEN n % 50 = 0 THEN 1 WHEN n % 7 = 0 THEN n END
		FROM (SELECT n, timestamptz '2020-01-01' + n * interval '1 min'
			AS t FROM generate_series(1, ${ALL}) AS n) AS x`);
});
after(() => s?.down());

async function pages(path) {
	const list = [];
	let empty = 0;

	for (let next = path; next;) {
		const answer = await s.get(next, token);

		assert.equal(answer.status, 200, answer.text);
		list.push(...answer.body.map((row) => Number(row.id)));
		empty += !answer.body.length;
		next = /^<(.+)>; rel="next"$/.exec(
			answer.headers.get('link') ?? '')?.[1];
	}
	return { list, empty };
}

const numbers = Array.from({ length: ALL }, (_, i) => ALL - i);
const oldest = (n) => n <= OLDEST;

/* q, who fits, and how many pages have nobody. */
function finds(kind, cases) {
	for (const [q, fits, empty, more = ''] of cases)
		test(`${kind}: ${q} ${more}`, async () => {
			const path = `/api/${kind}?q=${encodeURIComponent(q)}${more}`;

			assert.deepEqual(await pages(`${path}&limit=250`),
				{ list: numbers.filter(fits), empty });
			const { text } = await s.get(`${path}&format=csv`, token);

			assert.equal(text.trim().split('\r\n').length - 1,
				numbers.filter(fits).length);
		});
}

describe('customers', () => finds('customers', [
	['byr', (n) => n % 10 === 0, 0],
	['OLD', oldest, 0],
	['old1@', (n) => n === 1, 0],
	['ada byr', (n) => n % 100 === 0, 0],
]));

describe('orders', () => finds('orders', [
	['#OLD', oldest, 1],
	['OLD', (n) => oldest(n) || n % 50 === 0, 0],
	['old1@', (n) => n % 50 === 0, 0],
	['OLD7', (n) => n === 7 || (n >= 70 && n < 80), 0],
	['N', (n) => !oldest(n), 0, '&status=open'],
]));
