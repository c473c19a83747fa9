/* Stores of the stand-in that were read to their end, for who looks at them. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

async function readWhole(s, shop, token) {
	let run = (await s.post('/api/ingest/run', { shopId: shop.id,
		type: 'full-sync' }, token)).body;

	for (let i = 0; i < 600 && run.status !== 'success'; i++) {
		assert.notEqual(run.status, 'failed', run.error);
		await pause(500);
		run = (await s.get(`/api/ingest/runs/${run.id}`, token)).body;
	}
	assert.equal(run.status, 'success');
}

/*
 * A user with stores: [{ domain, name, ...what the stand-in makes of it }].
 * -> { token, shops: [{ id, ... }] }
 */
export async function readied(s, user, stores) {
	const shops = [];
	let token;

	for (const { domain, name, ...made } of stores) {
		const { accessToken } = await s.control('POST', '/shops',
			{ domain, ...made });
		const fields = { shopDomain: domain, shopName: name, accessToken };

		if (token)
			shops.push((await s.post('/api/auth/add-shop', fields,
				token)).body.shop);
		else {
			const body = await s.register({ ...user, ...fields });

			({ token } = body);
			shops.push(body.shop);
		}
		await readWhole(s, shops.at(-1), token);
	}
	return { token, shops };
}
