/*
 * A database that is slow at everything, each trip within its own time, and one
 * that takes no writes, as after a failover.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { PROMPT_MS, until } from './processes.mjs';
import { stack } from './stack.mjs';

const domain = 'slow.myshopify.com';
let s, shop;

before(async () => {
	s = await stack({ store: true, cluster: 'own', pools: { api: 1 } });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

const deliver = (id) => s.webhook('orders/create', order(id, 1),
	{ shop: domain, id: `${id}` });

function assertRefused({ status, headers, text }) {
	assert.equal(status, 503, text);
	assert.match(headers.get('retry-after'), /^\d+$/);
}

/* What is inserted into a table takes so many seconds longer. */
const slowly = (tables, then) => `CREATE FUNCTION slow() RETURNS trigger
	LANGUAGE plpgsql AS $$ BEGIN
		PERFORM pg_sleep(TG_ARGV[0]::float8); ${then} RETURN NULL;
	END $$; ${Object.entries(tables).map(([table, seconds]) =>
	`CREATE TRIGGER slow BEFORE INSERT ON ${table}
		FOR EACH STATEMENT EXECUTE FUNCTION slow(${seconds})`).join(';')}`;

describe('a database that is slow at every statement', () => {
	const count = async () => (await s.sql('SELECT (SELECT count(*) FROM' +
		' delivery) AS deliveries, (SELECT count(*) FROM orders) AS orders,' +
		' (SELECT count(*) FROM dead_letter) AS letters'))[0];
	const nothing = { deliveries: '0', orders: '0', letters: '0' };

	async function whileSlow(tables, then, work) {
		await s.sql(slowly(tables, then));
		try {
			await work();
			await until('nothing is done any more', async () =>
				(await s.sql('SELECT pid FROM pg_stat_activity WHERE' +
					" usename = 'xeno_app' AND state <> 'idle'"))
					.length === 0);
			assert.deepEqual(await count(), nothing);
		} finally {
			await s.sql('DROP FUNCTION slow CASCADE');
		}
	}

	async function refusedInTime(id) {
		const began = Date.now();

		assertRefused(await deliver(id));
		assert.ok(Date.now() - began < PROMPT_MS);
	}

	/* It is stored, which fails, and then as a dead letter: four trips. */
	test('a delivery is refused in time, however many trips it takes', () =>
		whileSlow({ delivery: 1.15, delivery_count: 1.15, orders: 1.15,
			sale_event: 1.15, dead_letter: 2 },
		"IF TG_TABLE_NAME = 'sale_event' THEN RAISE check_violation; END IF;",
		() => refusedInTime(1)));

	/* The last trip has them all, and COMMIT behind them. */
	test('the server does not go on with what nobody waits for', () =>
		whileSlow({ orders: 1.5, sale_event: 1.5, rollup_day: 1.5 }, '',
			() => refusedInTime(2)));

	test('and then they are taken', async () => {
		for (const id of [1, 2])
			await until('it works again', async () =>
				(await deliver(id)).status === 200);
		assert.deepEqual(await count(), { deliveries: '2', orders: '2',
			letters: '0' });
		assert.match(await verify(s, shop), /nothing differs/);
	});

	/* Each time that a statement is planned, for each of its tables. */
	test('figures are refused before nginx gives them up', async () => {
		const make = (how) => s.sql('CREATE OR REPLACE FUNCTION' +
			` current_tenant() RETURNS bigint STABLE PARALLEL SAFE ${how}`);
		const set = "nullif(current_setting('xeno.tenant_id', true), '')" +
			'::bigint';

		await make('LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.06);' +
			` RETURN ${set}; END $$`);
		try {
			const answer = await s.get('/api/metrics/batch?include=' +
				'overview,series,top_customers,top_products,' +
				'sales_bridge,discounts,refunds,insights,heatmap,' +
				'channels,countries,types,vendors,discount_codes,' +
				`basket,cohorts,repeat,rfm&shopId=${shop.shopId}`,
			shop.token);

			assertRefused(answer);
			assert.match(answer.body.message,
				/database unavailable|it took too long/);
		} finally {
			await make(`LANGUAGE sql RETURN ${set}`);
		}
		await until('it works again', async () => (await s.get(
			`/api/metrics/overview?shopId=${shop.shopId}`,
			shop.token)).status === 200);
	});
});

describe('a database that takes no writes', () => {
	const set = (how) => s.sql(`ALTER ROLE xeno_app ${how}`);
	const cut = () => s.sql('SELECT pg_terminate_backend(pid) FROM' +
		" pg_stat_activity WHERE usename = 'xeno_app'");
	const ready = () => s.get('/ready');

	/* A link has it from its beginning, as one to a standby would. */
	test('is left as soon as the address leads to another', async () => {
		await set('SET default_transaction_read_only = on');
		await cut();
		try {
			for (const id of [11, 12, 13])
				assertRefused(await deliver(id));
			assertRefused(await ready());
			assert.equal((await s.get('/api/metrics/overview?shopId=' +
				shop.shopId, shop.token)).status, 200);
		} finally {
			await set('RESET default_transaction_read_only');
		}
		await until('it is ready', async () =>
			(await ready()).status === 200);
		for (const id of [11, 12, 13, 14, 15, 16])
			await until('it takes deliveries', async () =>
				(await deliver(id)).status === 200);
		assert.match(await verify(s, shop), /nothing differs/);
	});
});
