/*
 * Dead letters: what could not be applied is listed, and applied again once
 * what was in the way is gone: by the API and by xeno-sync replay.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { at, customer, order, product } from './bodies.mjs';
import { openShop, plain, verify } from './compare.mjs';
import { stack } from './stack.mjs';

const domain = 'letters.myshopify.com';
let s, shop, letters, ids = 9000;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
	letters = `/api/shops/${shop.shopId}/dead-letters`;
});
after(() => s?.down());

const newId = () => ++ids;
const rows = (query, vars = {}) => s.sql(query,
	{ vars: { shop: shop.shopId, ...vars } });
const ordered = async (id) => (await rows('SELECT total_price FROM orders' +
	' WHERE shop_id = :shop AND order_id = :id', { id }))
	.map((row) => plain(row.total_price));
const counted = async () => Number((await rows('SELECT dead_letters FROM' +
	' shop_state WHERE shop_id = :shop'))[0].dead_letters);
const get = async (path) => {
	const answer = await s.get(path, shop.token);

	assert.equal(answer.status, 200, answer.text);
	return answer;
};
const post = async (path, body) => {
	const answer = await s.post(path, body, shop.token);

	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};

/*
 * A delivery of a time when something was wrong with us: the body stands in
 * the table, good, with the reason of then.
 */
async function bury(topic, body, reason = 'a bug of then') {
	await s.webhook(topic, '{"id":', { shop: domain });
	const [{ id }] = await rows('UPDATE dead_letter SET reason =' +
		' :\'reason\', body = convert_to(:\'body\', \'UTF8\') WHERE' +
		' dead_letter_id = (SELECT max(dead_letter_id) FROM dead_letter' +
		' WHERE shop_id = :shop) RETURNING dead_letter_id AS id',
	{ reason, body: JSON.stringify(body) });

	return id;
}

const waiting = async () => (await get(letters)).body.map((l) => l.id);

describe('by the API', () => {
	test('one is listed with its reason, and replayed once', async () => {
		const id = newId();
		const letter = await bury('orders/create', order(id, 5));
		const [shown] = (await get(letters)).body;

		assert.deepEqual([shown.id, shown.topic, shown.reason,
			shown.replayedAt], [letter, 'orders/create',
			'a bug of then', null]);
		assert.equal(await counted(), 1);
		for (let i = 0; i < 2; i++) {
			const now = await post(`${letters}/${letter}/replay`);

			assert.ok(now.replayedAt);
			assert.deepEqual(await ordered(id), ['10']);
			assert.equal(await counted(), 0);
		}
		assert.deepEqual(await waiting(), []);
	});

	test('50 at once take effect once', async () => {
		const id = newId();
		const letter = await bury('orders/create', order(id, 5));

		await Promise.all(Array.from({ length: 50 }, () =>
			post(`${letters}/${letter}/replay`)));
		assert.equal(await counted(), 0);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('an older state does not come over a newer one', async () => {
		const id = newId();
		const letter = await bury('orders/create',
			order(id, 5, { price: '3.00' }));

		await s.webhook('orders/updated', order(id, 9, { price: '8.00' }),
			{ shop: domain });
		assert.ok((await post(`${letters}/${letter}/replay`)).replayedAt);
		assert.deepEqual(await ordered(id), ['8']);
	});

	test('what still cannot be applied stays, with the reason of now',
		async () => {
			const letter = await bury('orders/create', { id: 'x' });
			const now = await post(`${letters}/${letter}/replay`);

			assert.equal(now.replayedAt, null);
			assert.match(now.reason, /^id: not an id/);
			assert.deepEqual(await waiting(), [letter]);
			assert.equal(await counted(), 1);
		});

	test('all of a topic, or of a time', async () => {
		const [a, b] = [newId(), newId()];

		await bury('orders/create', order(a, 5));
		await bury('customers/create', customer(b, 5));
		assert.deepEqual(await post(`${letters}/replay`,
			{ topic: 'customers/create' }),
		{ replayed: 1, failed: 0, left: 0 });
		assert.deepEqual(await post(`${letters}/replay`,
			{ to: '2026-01-01T00:00:00Z' }),
		{ replayed: 0, failed: 0, left: 0 });
		assert.deepEqual(await post(`${letters}/replay`,
			{ to: '1970-01-01T00:00:00Z' }),
		{ replayed: 0, failed: 0, left: 0 });
		assert.deepEqual(await ordered(a), []);
		assert.deepEqual(await post(`${letters}/replay`,
			{ from: '2026-01-01T00:00:00Z' }),
		{ replayed: 1, failed: 1, left: 0 });
		assert.deepEqual(await ordered(a), ['10']);
	});

	test('in pages', async () => {
		for (let i = 0; i < 4; i++)
			await bury('orders/create', { id: 'x' });
		const all = (await get(`${letters}?limit=100`)).body;
		const seen = [];

		for (let url = `${letters}?limit=2`; url;) {
			const { body, headers } = await get(url);

			seen.push(...body);
			url = /<(.*)>/.exec(headers.get('link') ?? '')?.[1];
		}
		assert.equal(all.length, 5);
		assert.deepEqual(seen, all);
	});
});

describe('by xeno-sync replay', () => {
	test('one, of all shops; then the rest, which fails', async () => {
		const id = newId();
		const letter = await bury('orders/create', order(id, 5));
		const one = await s.sync(['replay', '--id', letter]);

		assert.deepEqual([one.code, one.stdout],
			[0, '1 replayed, 0 failed\n'], one.stderr);
		assert.deepEqual(await ordered(id), ['10']);
		const rest = await s.sync(['replay', '--shop', domain]);

		assert.equal(rest.code, 1);
		assert.match(rest.stdout, /orders\/create: id: not an id/);
		assert.match(rest.stdout, /0 replayed, 5 failed\n$/);
	});

	test('by topic and time', async () => {
		const id = newId();

		await bury('customers/create', customer(id, 5));
		for (const [more, said] of [
			[['--topic', 'products/create'], 0],
			[['--topic', 'customers/create', '--from',
				'2100-01-01T00:00:00Z'], 0],
			[['--topic', 'customers/create', '--to',
				'2100-01-01T00:00:00Z'], 1],
			[['--topic', 'customers/create'], 0],
		])
			assert.equal((await s.sync(['replay', ...more])).stdout,
				`${said} replayed, 0 failed\n`, more.join(' '));
	});

	test('what makes no sense is a usage error', async () => {
		for (const more of [['--id', 'x'], ['--from', 'now'], ['--id'],
			['--sometimes']])
			assert.equal((await s.sync(['replay', ...more])).code, 2);
	});

	test('a merge that was too large for a delivery', async () => {
		const [kept, gone] = [newId(), newId()];

		await s.sql('INSERT INTO orders (tenant_id, shop_id, order_id,' +
			' customer_id, created_at, processed_at, updated_at, test,' +
			' taxes_included, currency, total_price, headers_only,' +
			' counted, spent, local_day) SELECT :tenant, :shop, 100000 +' +
			' n, :gone, now(), now(), now(), true, false, \'USD\', 1,' +
			' false, false, 0, current_date FROM generate_series(1, 301)' +
			' AS n', { vars: { tenant: shop.tenantId, shop: shop.shopId,
			gone } });
		assert.equal((await s.webhook('customers/merge', {
			admin_graphql_api_customer_kept_id:
				`gid://shopify/Customer/${kept}`,
			admin_graphql_api_customer_deleted_id:
				`gid://shopify/Customer/${gone}`,
			status: 'completed' }, { shop: domain })).status, 200);
		assert.equal((await s.sync(['replay', '--topic',
			'customers/merge'])).stdout, '1 replayed, 0 failed\n');
		assert.deepEqual(await rows('SELECT customer_id, count(*) FROM' +
			' orders WHERE shop_id = :shop AND order_id > 100000' +
			' GROUP BY 1'),
		[{ customer_id: String(kept), count: '301' }]);
	});
});

describe('what a sync could not store', () => {
	/* `of` is when it was changed last, where that was known. */
	const unstored = async (gid, of = null) => (await s.sql('INSERT INTO' +
		' dead_letter (tenant_id, shop_id, webhook_id, topic, reason, body,' +
		' triggered_at) VALUES (:tenant, :shop, \'sync:\' || :\'gid\',' +
		' \'sync\', \'then\', convert_to(:\'gid\', \'UTF8\'),' +
		' nullif(:\'of\', \'\')::timestamptz)' +
		' RETURNING dead_letter_id AS id', { vars: { gid, of: of ?? '',
		shop: shop.shopId, tenant: shop.tenantId } }))[0].id;
	const replay = async (id) =>
		(await s.sync(['replay', '--id', id])).stdout;
	const fails = async (id) => assert.match(await replay(id),
		/: only a full sync reads it .*\n0 replayed, 1 failed\n$/);
	const works = async (id) => assert.equal(await replay(id),
		'1 replayed, 0 failed\n');
	const send = (topic, body) => s.webhook(topic, body, { shop: domain });
	const [soon, late] = ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'];

	test('of an order, is read again', async () => {
		await works(await unstored('gid://shopify/Order/77'));
		assert.deepEqual(await rows('SELECT order_id FROM order_reread' +
			' WHERE shop_id = :shop'), [{ order_id: '77' }]);
	});

	test('waits until it is stored, as new as it was then', async () => {
		for (const [kind, topic, body] of [
			['Product', 'products/update', product],
			['Customer', 'customers/update', customer]]) {
			const id = newId();
			const letter = await unstored(`gid://shopify/${kind}/${id}`,
				at(7));

			await fails(letter);
			await send(topic, body(id, 6));
			await fails(letter);
			await send(topic, body(id, 7));
			await works(letter);
		}
	});

	test('is to be newer than a letter that says no time', async () => {
		const id = newId();
		const letter = await unstored(`gid://shopify/Product/${id}`);

		await send('products/update', product(id, 1,
			{ updated_at: soon }));
		await fails(letter);
		await send('products/update', product(id, 1,
			{ updated_at: late }));
		await works(letter);
	});

	test('waits no more once it is gone', async () => {
		for (const [kind, topic] of [['Product', 'products/delete'],
			['Customer', 'customers/delete']]) {
			const id = newId();
			const letter = await unstored(`gid://shopify/${kind}/${id}`,
				at(7));

			await send(topic, { id });
			await works(letter);
		}
	});

	test('is of no other kind', async () => {
		assert.match(await replay(await unstored('gid://shopify/Page/1')),
			/Page\/1: no such kind of object\n0 replayed, 1 failed\n$/);
	});
});

test('one is put aside by its number, and no other', async () => {
	const letter = await bury('orders/create', { id: 'x' }, 'no JSON');
	const before = await counted();
	const drop = (id) => s.sync(['replay', '--drop', '--id', id]);
	const first = await drop(letter);

	assert.deepEqual([first.code, first.stdout], [0, '1 put aside\n']);
	assert.match(first.stderr, new RegExp(`dead letter ${letter}, ` +
		'orders/create, is put aside: no JSON'));
	assert.equal(await counted(), before - 1);
	const again = await drop(letter);

	assert.deepEqual([again.code, again.stdout], [1, '0 put aside\n']);
	assert.equal(await counted(), before - 1);
	assert.deepEqual(await rows('SELECT reason, replayed_at IS NULL AS waits' +
		' FROM dead_letter WHERE dead_letter_id = :letter', { letter }),
	[{ reason: 'put aside: no JSON', waits: 'f' }]);
	assert.equal((await s.sync(['replay', '--drop'])).code, 2);
});

test('privacy law, of everybody who ever had the shop', async () => {
	const turns = 'letter-turns.myshopify.com';
	const former = await openShop(s, { domain: turns, orders: 0,
		webhooks: false });
	const send = (topic, body) => s.webhook(topic, body, { shop: turns });
	const kept = (shopId) => s.sql('SELECT (SELECT dead_letters FROM' +
		' shop_state WHERE shop_id = :shopId) AS letters, (SELECT' +
		' count(*) FROM orders WHERE shop_id = :shopId AND email IS NOT' +
		' NULL) AS addresses, (SELECT count(*) FROM privacy_request' +
		' WHERE shop_id = :shopId) AS requests', { vars: { shopId } });
	const [who, bought] = [newId(), newId()];
	const person = (orders) => ({ shop_domain: turns,
		customer: { id: who }, orders_to_redact: orders });

	await send('orders/create', order(bought, 1,
		{ email: 'turns@example.com' }));
	await send('orders/create', '{');
	await send('app/uninstalled', { myshopify_domain: turns });
	const { access_token: accessToken } = await s.control('POST',
		`/shops/${turns}/tokens`, {});
	const { shop: { id: present } } = await s.register({ accessToken,
		shopDomain: turns });

	await send('customers/redact', person(['x']));
	assert.deepEqual([...await kept(former.shopId), ...await kept(present)],
		[{ letters: '2', addresses: '1', requests: '0' },
			{ letters: '1', addresses: '0', requests: '0' }]);
	await s.sql('UPDATE dead_letter SET body = convert_to(:\'body\',' +
		' \'UTF8\') WHERE topic = \'customers/redact\'',
	{ vars: { body: JSON.stringify(person([bought])) } });
	for (const shopId of [former.shopId, present])
		assert.equal((await s.sync(['replay', '--shop', shopId])).stdout,
			'1 replayed, 0 failed\n');
	assert.deepEqual([...await kept(former.shopId), ...await kept(present)],
		[{ letters: '1', addresses: '0', requests: '1' },
			{ letters: '0', addresses: '0', requests: '1' }]);
});

test('a shop that is not connected: 422', async () => {
	const letter = await bury('orders/create', order(newId(), 5));

	await s.webhook('app/uninstalled', { myshopify_domain: domain },
		{ shop: domain });
	assert.equal((await s.post(
		`/api/shops/${shop.shopId}/dead-letters/${letter}/replay`,
		undefined, shop.token)).status, 422);
	assert.equal((await s.post(`${letters}/replay`, {}, shop.token)).status,
		422);
});
