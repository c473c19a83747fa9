/* Users with a connected shop, for tests of what becomes of it. */
import assert from 'node:assert/strict';

import { until } from './processes.mjs';

export function assertError(answer, status, code, field) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.body.code, code);
	assert.equal(answer.body.field, field);
}

/* { merchant, finished, sync, rowsOfShop } of a stack with a store. */
export function merchants(s) {
	let count = 0;

	/* A user with one connected shop of `orders` orders. */
	async function merchant(orders = 12) {
		const domain = `merchant${++count}.myshopify.com`;
		const { accessToken } = await s.control('POST', '/shops', { domain,
			seed: count, orders, currency: 'EUR', timezone: 'Europe/Paris' });
		const { token, shop, user } = await s.register({ accessToken,
			email: `merchant${count}@example.com`, shopDomain: domain });

		return { token, domain, accessToken, shopId: shop.id,
			tenantId: user.tenantId };
	}

	async function finished(id, token) {
		let run;

		await until(`run ${id} ends`, async () => {
			run = (await s.get(`/api/ingest/runs/${id}`, token)).body;
			return run.finishedAt;
		});
		return run;
	}

	async function sync(m, type = 'full-sync') {
		const { body } = await s.post('/api/ingest/run',
			{ shopId: m.shopId, type }, m.token);

		return finished(body.id, m.token);
	}

	/* Every table that has rows of shops, from the schema itself. */
	async function rowsOfShop(shopId) {
		const tables = await s.sql(`SELECT c.relname AS name
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE c.relkind IN ('r', 'p') AND a.attname = 'shop_id'
			AND c.relnamespace = 'public'::regnamespace
			AND NOT c.relispartition`);
		const rows = await s.sql(tables.map(({ name }) =>
			`SELECT '${name}' AS name, count(*) AS n FROM ${name}` +
			` WHERE shop_id = ${Number(shopId)}`).join(' UNION ALL '));

		return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]));
	}

	return { merchant, finished, sync, rowsOfShop };
}
