/* Tokens that expire: renewed in time, once, and never lost. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { connect } from './oauth.mjs';
import { until } from './processes.mjs';
import { stack } from './stack.mjs';

let s, count = 0;

before(async () => {
	s = await stack({ store: true });
});
after(() => s?.down());

/* A user with one shop, connected by a login; at rest. */
async function merchant(settings = {}) {
	const domain = `token${++count}.myshopify.com`;

	await s.control('POST', '/shops', { domain, seed: count, orders: 5,
		...settings });
	const { token } = await s.register({ shopDomain: domain,
		email: `token${count}@example.com` });
	const shopId = await connect(s, domain, token);

	await until('it was read', async () => (await s.get('/api/shops', token))
		.body[0].sync?.finishedAt);
	return { domain, token, shopId };
}

const shopOf = async (m) => (await s.get('/api/shops', m.token)).body[0];

const heldBy = async ({ shopId }) => (await s.sql(`SELECT *,
	round(extract(epoch FROM token_expires_at - now())) AS left_s
	FROM shop WHERE shop_id = ${shopId}`))[0];

const age = (m, columns) => s.sql(`UPDATE shop SET ${columns}
	WHERE shop_id = ${m.shopId}`);

/* What the store counted of a shop's requests. */
const sums = async ({ domain }) =>
	(await s.control('GET', `/log?shop=${domain}`)).shops[domain];

/* How often its endpoint was asked for a token. */
const asked = async (m) => (await sums(m)).tokens;

const fault = (m, what) => s.control('POST', '/faults',
	{ kind: 'token_endpoint', shop: m.domain, ...what });

const delta = (m) => s.sync(['delta', '--shop', m.domain]);

async function assertDone(answer) {
	const { code, stdout, stderr } = await answer;

	assert.equal(code, 0, stdout + stderr);
	return stdout;
}

describe('a token that expires', () => {
	test('is used as long as it is good, and renewed minutes before',
		async () => {
			const m = await merchant();
			const first = await heldBy(m), before = await asked(m);

			assert.ok(Number(first.left_s) > 3500);
			await assertDone(delta(m));
			assert.equal(await asked(m), before);
			await age(m, "token_expires_at = now() + interval '4 min'");
			await assertDone(delta(m));
			assert.equal(await asked(m), before + 1);
			const now = await heldBy(m);

			assert.ok(Number(now.left_s) > 3500);
			assert.notEqual(now.access_token, first.access_token);
			assert.notEqual(now.refresh_token, first.refresh_token);
			await assertDone(delta(m));
			assert.equal(await asked(m), before + 1);
		});

	test('is renewed when Shopify does not take it, and the run goes on',
		async () => {
			const m = await merchant(), before = await asked(m);

			await s.control('POST', '/faults',
				{ kind: 'token', shop: m.domain });
			assert.match(await assertDone(delta(m)), /delta done/);
			assert.equal(await asked(m), before + 1);
			assert.equal((await shopOf(m)).state, 'connected');
		});

	test('may end within a run', async () => {
		const m = await merchant({ orders: 200, tokenTtl: 1 });
		const before = await sums(m);

		await s.control('POST', '/faults', { kind: 'bulk', shop: m.domain,
			runMs: 2500 });
		await assertDone(s.sync(['full', '--shop', m.domain]));
		const now = await sums(m);

		assert.ok(now.unauthorized > before.unauthorized);
		assert.ok(now.tokens >= before.tokens + 2);
		assert.equal((await shopOf(m)).state, 'connected');
	});

	test('is renewed once by many at once', async () => {
		const m = await merchant(), before = await asked(m);

		await age(m, "token_taken_at = now() - interval '2 days'");
		await fault(m, { stallMs: 1500 });
		await Promise.all([1, 2, 3, 4, 5].map(() =>
			assertDone(s.sync(['refresh', '--shop', m.domain]))));
		assert.equal(await asked(m), before + 1);
		await assertDone(delta(m));
	});

	test('will do for the while that it cannot be renewed', async () => {
		const m = await merchant(), first = await heldBy(m);

		for (const what of [{ status: 503 }, { status: 429 },
			{ drop: true }]) {
			await age(m, "token_expires_at = now() + interval '2 min'");
			await fault(m, what);
			await assertDone(delta(m));
			assert.equal((await heldBy(m)).access_token,
				first.access_token);
		}
		/* The answer that was lost had a pair; the old one still renews. */
		await assertDone(delta(m));
		assert.notEqual((await heldBy(m)).access_token, first.access_token);
	});

	test('keeps no delivery waiting, and is not stored of a shop that left',
		async () => {
			const m = await merchant();

			await age(m, "token_taken_at = now() - interval '2 days'");
			await fault(m, { stallMs: 4000 });
			const refresh = s.sync(['refresh', '--shop', m.domain]);

			await until('Shopify is asked', async () => (await s.sql(
				'SELECT pid FROM pg_stat_activity WHERE state = ' +
				"'idle in transaction' AND datname = current_database()" +
				" AND application_name LIKE 'xeno-sync%'")).length);
			assert.equal((await s.webhook('app/uninstalled',
				{ myshopify_domain: m.domain }, { shop: m.domain })).status,
			200);
			const { stderr } = await refresh;

			assert.match(stderr, /the shop has no access token/);
			assert.equal((await heldBy(m)).access_token, null);
		});

	test('is not lost by a process that dies over it', async () => {
		const m = await merchant();

		await fault(m, { stallMs: 2000 });
		await s.sync(['refresh', '--shop', m.domain],
			{ timeout: 1000, killSignal: 'SIGKILL' });
		await pause(1500);
		await assertDone(s.sync(['refresh', '--shop', m.domain]));
		await assertDone(delta(m));
	});
});

describe('a token that is dead', () => {
	test('costs one try, and the shop asks for a login', async () => {
		const m = await merchant(), other = await merchant();

		/* A new pair at Shopify ends the old refresh token. */
		await s.control('POST', `/shops/${m.domain}/tokens`,
			{ expiring: true });
		await age(m, 'token_expires_at = now()');
		const before = await asked(m);
		const { code, stdout } = await s.sync(['delta']);

		assert.equal(code, 1);
		assert.match(stdout, / 1 failed/);
		assert.equal(await asked(m), before + 1);
		assert.equal((await shopOf(m)).state, 'needs_reauth');
		assert.equal((await shopOf(other)).state, 'connected');
		const answer = await s.post('/api/ingest/run',
			{ shopId: m.shopId, type: 'delta' }, m.token);

		assert.deepEqual([answer.status, answer.body.field], [422, 'shopId']);
		await age(m, "token_taken_at = now() - interval '2 days'");
		for (const what of ['delta', 'refresh'])
			await assertDone(s.sync([what]));
		assert.equal(await asked(m), before + 1);
		await connect(s, m.domain, m.token);
		assert.equal((await shopOf(m)).state, 'connected');
	});

	test('is no such thing while the app\'s secret is wrong', async () => {
		const m = await merchant();
		const secret = s.env.SHOPIFY_API_SECRET;
		const { code } = await s.sync(['refresh', '--shop', m.domain],
			{ env: { SHOPIFY_API_SECRET: 'shpss_wrong' } });

		assert.equal(code, 1);
		assert.equal((await shopOf(m)).state, 'connected');
		/* While secrets are rotated either is good. */
		await assertDone(s.sync(['refresh', '--shop', m.domain],
			{ env: { SHOPIFY_API_SECRET: 'shpss_new',
				SHOPIFY_API_SECRET_PREVIOUS: secret } }));
		await assertDone(delta(m));
	});

	test('and is not dead for a page of who stands between', async () => {
		const m = await merchant();

		for (const status of [403, 404, 503]) {
			await age(m, "token_expires_at = now() - interval '1 min'");
			await fault(m, { status });
			assert.equal((await delta(m)).code, 1);
			assert.equal((await shopOf(m)).state, 'connected');
			await assertDone(delta(m));
		}
	});

	test('or permanent and revoked', async () => {
		const m = await merchant();
		const { access_token: accessToken } = await s.control('POST',
			`/shops/${m.domain}/tokens`, {});
		const patch = await s.send('PATCH', `/api/shops/${m.shopId}`,
			{ body: { accessToken }, token: m.token });

		assert.equal(patch.status, 200, patch.text);
		const held = await heldBy(m);

		assert.deepEqual([held.refresh_token, held.token_expires_at,
			held.refresh_expires_at], [null, null, null]);
		await assertDone(delta(m));
		await assertDone(s.sync(['refresh', '--shop', m.domain]));
		await s.control('POST', `/shops/${m.domain}/tokens`,
			{ revoke: accessToken });
		assert.equal((await delta(m)).code, 1);
		assert.equal((await shopOf(m)).state, 'needs_reauth');
	});
});

describe('once a day', () => {
	test('what nobody used is renewed, of shops that rest too', async () => {
		const idle = await merchant(), fresh = await merchant();
		const before = [await asked(idle), await asked(fresh)];

		await s.send('PATCH', `/api/shops/${idle.shopId}`,
			{ body: { isActive: false }, token: idle.token });
		await age(idle, "token_taken_at = now() - interval '21 hours'," +
			"token_expires_at = now() - interval '20 hours'");
		assert.match(await assertDone(s.sync(['refresh'])),
			/^\d+ shops, 1 refreshed, 0 failed$/m);
		assert.deepEqual([await asked(idle), await asked(fresh)],
			[before[0] + 1, before[1]]);
		assert.match(await assertDone(s.sync(['refresh', '--all'])),
			/, (\d\d|[2-9]) refreshed, 0 failed$/m);
		assert.equal(await asked(fresh), before[1] + 1);
	});
});

describe('the key that encrypts them', () => {
	const key = () => randomBytes(32).toString('hex');
	let old, now;

	const under = (current, previous, more) => s.sync(more, { env: {
		KEY_ENCRYPTION_KEY: current,
		KEY_ENCRYPTION_KEY_PREVIOUS: previous ?? '' } });

	before(async () => {
		const text = await (await import('node:fs/promises')).readFile(
			s.env.XENO_CONF, 'utf8');

		old = /^key_encryption_key = (\w+)$/m.exec(text)[1];
		now = key();
	});

	test('is changed while tokens are used and renewed', async () => {
		const all = [await merchant(), await merchant()];
		const before = await Promise.all(all.map(heldBy));
		let done = false;
		const load = all.map(async (m) => {
			for (let i = 0; i < 2 || !done; i++) {
				await assertDone(under(now, old,
					['refresh', '--shop', m.domain]));
				await assertDone(under(now, old,
					['delta', '--shop', m.domain]));
			}
		});

		await assertDone(under(now, old, ['rewrap']));
		done = true;
		await Promise.all(load);
		assert.match(await assertDone(under(now, old, ['rewrap'])),
			/, 0 encrypted anew, 0 failed$/m);
		for (const m of all)
			await assertDone(under(now, null, ['delta', '--shop', m.domain]));
		assert.equal((await under(old, null,
			['delta', '--shop', all[0].domain])).code, 1);
		assert.notDeepEqual(await Promise.all(all.map(heldBy)), before);
	});

	test('that is unknown is said, and changes nothing', async () => {
		const before = await s.sql('SELECT access_token FROM shop');
		const { code, stdout, stderr } = await under(key(), null, ['rewrap']);

		assert.equal(code, 1);
		assert.match(stdout, / 0 encrypted anew, [1-9]\d* failed$/m);
		assert.match(stderr, /sealed under an unknown key/);
		assert.deepEqual(await s.sql('SELECT access_token FROM shop'),
			before);
		await assertDone(under(old, now, ['rewrap']));
	});
});

test('no token is in any log', async () => {
	for (const name of ['pool-api', 'sync', 'xeno-access', 'nginx'])
		assert.doesNotMatch(await s.log(name), /shpat_|shprt_|shpss_/, name);
});
