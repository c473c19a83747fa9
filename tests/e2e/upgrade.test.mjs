/*
 * Programs and a schema that are not of one version: nothing is written that a
 * migration would not know of, nothing is lost, and nobody has to start
 * anything once the two fit.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { copyFile, mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { until } from './processes.mjs';
import { program, stack, top } from './stack.mjs';

const UPDATED = 'the schema is being updated';
const pools = ['api', 'auth', 'webhooks', 'events'];
const last = (await readFile(path.join(top, 'sql/sqitch.plan'), 'utf8'))
	.trim().split('\n').pop().split(' ')[0];
const domain = 'upgraded.myshopify.com';
let s, shop, dir, worker, made = 0;

before(async () => {
	dir = await mkdtemp(path.join(tmpdir(), 'xeno-upgrade-'));
	worker = path.join(dir, 'xeno-worker');
	await copyFile(program('xeno-worker'), worker);
	s = await stack({ store: true, worker });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(async () => {
	await s?.down();
	await rm(dir, { recursive: true });
});

/* Sent again, it is the same delivery. */
function delivery() {
	const id = 9000 + ++made;

	return () => s.webhook('orders/create', order(id, 1),
		{ shop: domain, id: `upgrade-${id}` });
}

const orders = async () => (await s.get('/api/orders', shop.token)).body.length;
const letters = async () => Number((await s.sql(
	'SELECT count(*) FROM dead_letter'))[0].count);

function assertRefused({ status, headers, body, text }) {
	assert.equal(status, 503, text);
	assert.ok(headers.get('retry-after'));
	assert.equal(body.message, UPDATED);
}

async function taken(send) {
	const { status, text } = await send();

	assert.equal(status, 200, text);
}

describe('programs that are newer than the schema', () => {
	const rename = (from, to) => s.sql('UPDATE sqitch.changes SET change =' +
		" :'to' WHERE change = :'from'", { vars: { from, to } });
	const send = delivery();

	before(async () => {
		await rename(last, 'another');
		for (const pool of pools)
			await s.restart(pool);
	});

	test('refuse every request that needs the database', async () => {
		assertRefused(await send());
		assertRefused(await s.get('/ready'));
		assertRefused(await s.get('/api/orders', shop.token));
		assertRefused(await s.post('/api/auth/login', {
			email: 'a@example.com', password: 'correct horse' }));
		assert.equal((await s.get('/health')).status, 200);
		assert.match(await s.log('pool-webhooks'),
			new RegExp(`the schema lacks ${last}: run scripts/migrate`));
	});

	test('xeno-sync says so, and does nothing', async () => {
		for (const what of ['delta', 'queue', 'verify']) {
			const { code, stdout, stderr } = await s.sync([what]);

			assert.equal(code, 1, stdout + stderr);
			assert.match(stderr, new RegExp(UPDATED));
			assert.match(stderr, new RegExp(`lacks ${last}`));
		}
	});

	test('serve as soon as it is migrated', async () => {
		await rename('another', last);
		await until('every pool is ready', async () =>
			(await s.get('/ready')).status === 200 &&
			(await s.get('/api/auth/me')).status === 401 &&
			(await send()).status === 200);
		assert.equal(await orders(), 1);
		assert.equal(await letters(), 0);
		assert.match(await verify(s, shop), /nothing differs/);
	});
});

test('another program does not take an answer of before for its own',
	async () => {
		const ask = async (etag) => {
			const { status, headers } = await s.get('/api/metrics/overview' +
				`?compare=none&shopId=${shop.shopId}`, shop.token,
			etag && { 'If-None-Match': etag });

			return [status, headers.get('etag')];
		};
		const [, etag] = await ask();

		assert.deepEqual(await ask(etag), [304, etag]);
		await utimes(worker, new Date(), new Date());
		await s.restart('api');
		assert.equal((await ask(etag))[0], 200);
	});

describe('programs that run while the schema becomes another', () => {
	const owner = (sql) => s.sql(`SET ROLE xeno_owner; ${sql}`);

	test('refuse a delivery that they cannot apply: it comes again',
		async () => {
			const send = delivery(), before = await orders();

			/* As a migration might, which adds a column to it. */
			await owner('ALTER TABLE delivery_count DROP CONSTRAINT' +
				' delivery_count_pkey');
			assertRefused(await send());
			assert.equal(await letters(), 0);
			await owner('ALTER TABLE delivery_count ADD PRIMARY KEY' +
				' (tenant_id, shop_id, topic)');
			await taken(send);
			assert.equal(await orders(), before + 1);
		});

	test('go on where only their plans are of before', async () => {
		await owner('ALTER TABLE orders ALTER name TYPE varchar(255)');
		await until('it is read again', async () => {
			const answer = await s.get('/api/orders', shop.token);

			if (answer.status !== 200)
				assertRefused(answer);
			return answer.status === 200;
		});
		assert.doesNotMatch(await s.log('pool-api'), /internal error/);
	});
});
