/*
 * A disk that is full, as PostgreSQL meets it: the table that a delivery is
 * first written to is /dev/full, so that the kernel itself says ENOSPC.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { stack } from './stack.mjs';

const domain = 'full.myshopify.com';
const deliveries = [1, 2, 3, 4, 5, 6].map((id) =>
	({ id: 50000 + id, webhookId: randomUUID() }));
let s, shop, workers;

const deliver = ({ id, webhookId }, body = order(id, 1)) =>
	s.webhook('orders/create', body, { shop: domain, id: webhookId });

before(async () => {
	s = await stack({ store: true, cluster: 'own' });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
	/* A table without a page has nothing to lose. */
	await s.sql('TRUNCATE delivery');
	await s.sql('CHECKPOINT');
	const [{ file }] = await s.sql('SELECT pg_relation_filepath(' +
		'\'delivery\') AS file');
	const name = path.join(s.dir, 'pg', file);

	assert.equal((await stat(name)).size, 0);
	await s.postgres.kill();
	await rm(name);
	await symlink('/dev/full', name);
	await s.postgres.start();
	workers = s.pids('webhooks');
});
after(() => s?.down());

const count = async (table) =>
	Number((await s.sql(`SELECT count(*) AS n FROM ${table}`))[0].n);

describe('while the disk is full', () => {
	test('a delivery is 503, and Shopify keeps it', async () => {
		for (const delivery of deliveries) {
			const { status, headers } = await deliver(delivery);

			assert.equal(status, 503);
			assert.match(headers.get('retry-after'), /^\d+$/);
		}
		assert.match(await s.log('pool-webhooks'),
			/No space left on device/);
	});

	test('so is one that would be a dead letter', async () => {
		assert.equal((await deliver({ webhookId: randomUUID() }, '{'))
			.status, 503);
		assert.equal(await count('dead_letter'), 0);
	});

	test('nothing of it is stored, and figures are read', async () => {
		assert.equal(await count('orders'), 0);
		assert.equal((await s.get(`/api/metrics/overview?shopId=${
			shop.shopId}`, shop.token)).status, 200);
	});
});

describe('once there is room', () => {
	test('the same workers take the same deliveries', async () => {
		await s.sql('TRUNCATE delivery');
		for (const delivery of [...deliveries, ...deliveries])
			assert.equal((await deliver(delivery)).status, 200);
		assert.equal(await count('orders'), deliveries.length);
		assert.equal(await count('delivery'), deliveries.length);
		assert.deepEqual(s.pids('webhooks'), workers);
		assert.match(await verify(s, shop), /nothing differs/);
	});
});
