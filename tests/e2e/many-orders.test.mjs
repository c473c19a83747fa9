/*
 * A customer with thousands of orders, as of a store that books all that its
 * till sells as one's: what comes for him is found among a few of them, and
 * everything that goes by his sequence is right.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';

import { customer, order, refund } from './bodies.mjs';
import { fullSync, openShop, random, verify } from './compare.mjs';
import { stack } from './stack.mjs';

const BEGIN = Date.parse('2024-01-01'), DAY = 86400000;
const DAYS = 500, A_DAY = 4, OTHERS = 600;
const SEED = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const MOST = 200;		/* index entries that a delivery may read */
let s, shop, who, made = 1e6;

const iso = (day) => new Date(BEGIN + day * DAY).toISOString();

/* His orders, and two of each of others, as many stores have. */
async function logFile(dir) {
	const file = path.join(dir, 'log.csv');
	const row = (who, day) => `${who},${iso(day).slice(0, 10)},1,10.00`;
	const rows = [
		...Array.from({ length: DAYS * A_DAY }, (_, i) =>
			row(1, 1 + Math.floor(i / A_DAY))),
		...Array.from({ length: 2 * OTHERS }, (_, i) =>
			row(2 + i % OTHERS, 1 + i % DAYS)),
	];

	await writeFile(file, `customer,day,units,amount\n${rows.join('\n')}\n`);
	return file;
}

before(async () => {
	const dir = await mkdtemp(path.join(tmpdir(), 'xeno-many-'));

	s = await stack({ store: true });
	shop = await openShop(s, { domain: 'till.myshopify.com',
		csv: await logFile(dir), webhooks: false });
	await rm(dir, { recursive: true });
	await fullSync(s, shop);
	const [{ id, orders }] = await s.sql(`SELECT customer_id AS id,
		count(*) AS orders FROM orders WHERE shop_id = ${shop.shopId}
		GROUP BY 1 ORDER BY 2 DESC LIMIT 1`);

	assert.equal(Number(orders), DAYS * A_DAY);
	who = customer(Number(id), 0);
});
after(() => s?.down());

/* What a connection has read is told when it ends, at the latest. */
async function entriesRead() {
	await s.sql(`SELECT pg_terminate_backend(pid, 10000)
		  FROM pg_stat_activity
		 WHERE datname = current_database() AND usename = 'xeno_app'`);
	const [{ read }] = await s.sql(`SELECT sum(idx_tup_read) AS read
		  FROM pg_stat_user_indexes WHERE relname = 'orders'`);

	return Number(read);
}

/* -> entries of the indexes of orders that it reads */
async function send(topic, body) {
	const before = await entriesRead();
	const { status, text } = await s.webhook(topic, body,
		{ shop: shop.domain, id: `till-${++made}` });

	assert.equal(status, 200, text);
	return await entriesRead() - before;
}

const place = (id, day, second, more) => send('orders/updated', order(id,
	second, { processed_at: iso(day), created_at: iso(day), customer: who,
		...more }));

async function isFew(read) {
	assert.ok(await read < MOST, `${await read} entries`);
	assert.match(await verify(s, shop), /nothing differs/);
}

test('a new order is one more', () => isFew(place(1, DAYS + 3, 1)));

test('so is one among them', () => isFew(place(2, 200.5, 1)));

test('one changes, is given back, and goes', async () => {
	await isFew(place(2, 200.5, 2, { price: '12.00' }));
	await isFew(send('refunds/create', refund(9, 2, 3)));
	await isFew(send('orders/delete', { id: 2 }));
});

test('one comes to another day', () => isFew(place(1, 300.5, 2)));

test('the first of all changes the cohort of all', async () => {
	assert.ok(await place(3, 0.5, 1) > DAYS * A_DAY);
	assert.match(await verify(s, shop), /nothing differs/);
});

/*
 * Of two customers, on few days and at few times: many at once change places,
 * days and customers.
 */
test(`orders move among each other, XENO_SEED=${SEED}`, async () => {
	const below = random(SEED);
	const { token, shop: own } = await s.register({
		shopDomain: 'moves.myshopify.com', email: 'moves@example.com' });
	const hour = (n) => `2026-03-0${1 + below(9)}T1${n}:00:00Z`;
	const moved = (turn) => (id) => {
		const createdAt = hour(below(3));

		return { id, name: `#${id}`, createdAt, totalPrice: '10.00',
			updatedAt: new Date(Date.parse('2026-04-01') + turn * 1000)
				.toISOString(),
			customerId: [1, 1, 2, null][below(4)], channel: 'web',
			lineItems: [{ id, title: 'Hat', quantity: 1 + below(3),
				price: '10.00' }] };
	};

	for (let turn = 1; turn <= 40; turn++) {
		const ids = new Set(Array.from({ length: 1 + below(8) },
			() => 1 + below(20)));
		const { status, text } = await s.post('/api/orders', {
			shopId: own.id, records: [...ids].map(moved(turn)) }, token);

		assert.equal(status, 200, text);
		assert.match(await verify(s, { domain: 'moves.myshopify.com' }),
			/nothing differs/, `turn ${turn}`);
	}
});
