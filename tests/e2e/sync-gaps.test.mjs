/* A sync misses nothing: what webhooks lost, what cannot be stored. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { all, faultyShop } from './faulty.mjs';
import { assertTrue } from './truth.mjs';
import { stack } from './stack.mjs';

describe('a sync', () => {
	let s, shop;

	const act = (what, more = {}) => s.control('POST',
		`/shops/${shop.now.domain}/act`, { do: what, ...more });
	const rows = (query) => s.sql(query.replaceAll('SHOP',
		`shop_id = ${shop.now.shopId}`), { tenant: shop.now.tenantId });
	const letters = () => rows(`SELECT topic, reason,
		convert_from(body, 'UTF8') AS body FROM dead_letter WHERE SHOP`);

	before(async () => {
		s = await stack({ store: true });
		shop = faultyShop(s);
	});
	after(() => s?.down());
	afterEach(() => s.control('DELETE', '/faults'));

	describe('leaves out what PostgreSQL cannot hold', () => {
		let id;

		const unfit = async () => {
			const { ids } = await act('customer');

			id = ids.customer;
			await act('customer-update', { id,
				fields: { firstName: 'A\u0000B' } });
		};
		const keeps = async () => {
			assert.deepEqual(await letters(), [{ topic: 'sync',
				reason: 'it has a character that cannot be stored',
				body: `gid://shopify/Customer/${id}` }]);
			assert.deepEqual(await rows(`SELECT 1 FROM customer WHERE SHOP
				AND customer_id = ${id}`), []);
			const { body } = await s.get('/api/shops',
				shop.now.token);

			assert.equal(body[0].deadLetters, 1);
		};

		test('of a page, and goes on', async () => {
			await shop.fresh();
			await shop.sync();
			await unfit();
			const { ids } = await act('customer');
			const { code, stdout, stderr } = await shop.sync('delta');

			assert.equal(code, 0, stdout + stderr);
			assert.match(stdout, /1 could not be stored/);
			assert.equal((await rows(`SELECT 1 FROM customer WHERE SHOP
				AND customer_id = ${ids.customer}`)).length, 1);
			await keeps();
		});

		test('once, however often it is met', async () => {
			await shop.sync('delta');
			await keeps();
		});

		test('of a bulk result', async () => {
			await shop.fresh();
			await unfit();
			const { code, stdout } = await shop.sync();

			assert.equal(code, 0, stdout);
			assert.match(stdout, /1 could not be stored/);
			await keeps();
		});
	});
});
