/*
 * Processes that die, stop or are replaced under load: whatever was
 * acknowledged is there, once; whatever was not is a 503 within 4 s that a
 * redelivery mends.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { PROMPT_MS, until } from './processes.mjs';
import { stack } from './stack.mjs';

const domain = 'faults.myshopify.com';
const AT_ONCE = 6;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let s, shop, ids = 10000;

before(async () => {
	s = await stack({ store: true, cluster: 'own',
		pools: { api: 2, auth: 1, webhooks: AT_ONCE } });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(() => s?.down());

async function deliver(delivery) {
	const started = Date.now();
	const { status, headers } = await s.webhook('orders/create',
		order(delivery.id, 1), { shop: domain, id: delivery.webhookId });

	delivery.answers.push({ status, ms: Date.now() - started,
		retryAfter: headers.get('retry-after') });
}

/* Distinct deliveries, some at a time, until stop() -> all that were sent. */
function load() {
	const sent = [];
	let going = true;

	async function sender() {
		while (going) {
			const delivery = { id: ++ids, webhookId: randomUUID(),
				answers: [] };

			sent.push(delivery);
			await deliver(delivery);
			/* While nothing works, no flood. */
			if (delivery.answers[0].status !== 200)
				await pause(50);
		}
	}

	const senders = Array.from({ length: AT_ONCE }, sender);

	return { sent, stop: async () => {
		going = false;
		await Promise.all(senders);
		return sent;
	} };
}

const wasTaken = ({ answers }) => answers.at(-1).status === 200;

/* Only 200, or 503 that says when to come again, and in time. */
function checkAnswers(sent) {
	for (const answer of sent.flatMap((d) => d.answers)) {
		assert.ok([200, 503].includes(answer.status),
			`${answer.status}`);
		assert.ok(answer.ms < PROMPT_MS, `${answer.ms} ms`);
		if (answer.status === 503)
			assert.match(answer.retryAfter ?? '', /^\d+$/);
	}
}

async function stored() {
	const rows = await s.sql('SELECT order_id, (SELECT count(*) FROM' +
		' sale_event e WHERE e.order_id = o.order_id) AS sales,' +
		' (SELECT sum(total)::int FROM sale_event e WHERE' +
		' e.order_id = o.order_id) AS total FROM orders o');

	return new Map(rows.map((row) => [Number(row.order_id),
		`${row.sales} ${row.total}`]));
}

/*
 * What was acknowledged is there; what was not is sent again, as Shopify
 * does; then everything is there, and once.
 */
async function checkStored(sent) {
	let rows = await stored();

	for (const delivery of sent.filter(wasTaken))
		assert.equal(rows.get(delivery.id), '1 10',
			'acknowledged, and not there');
	for (const delivery of sent.filter((d) => !wasTaken(d)))
		await deliver(delivery);
	rows = await stored();
	for (const delivery of sent) {
		assert.ok(wasTaken(delivery));
		assert.equal(rows.get(delivery.id), '1 10');
	}
	assert.deepEqual(await s.sql('SELECT count(*)::int - (SELECT' +
		' count(*) FROM orders) AS difference FROM delivery'),
	[{ difference: '0' }]);
	assert.match(await verify(s, shop), /nothing differs/);
}

const statuses = (sent, status) => sent.flatMap((d) => d.answers)
	.filter((a) => a.status === status).length;

const works = async () => (await s.webhook('made/up', { id: 1 },
	{ shop: domain })).status === 200;

/* So that the count of deliveries above is that of orders. */
async function forget() {
	await s.sql('DELETE FROM delivery WHERE topic = \'made/up\'');
}

describe('a worker killed under load', () => {
	test('loses nothing that it acknowledged', async () => {
		const traffic = load();

		await pause(300);
		for (let i = 0; i < 6; i++) {
			const pids = s.pids('webhooks');

			s.kill(pids[i % AT_ONCE]);
			await until('the pool is whole again', () =>
				s.pids('webhooks').length === AT_ONCE &&
				!s.pids('webhooks').includes(
					pids[i % AT_ONCE]));
			await pause(200);
		}
		await until('there was enough load', () =>
			statuses(traffic.sent, 200) > 50);
		const sent = await traffic.stop();

		checkAnswers(sent);
		assert.ok(statuses(sent, 503) <= 12, `${statuses(sent, 503)}`);
		await checkStored(sent);
	});
});

async function cut() {
	const of = `FROM pg_stat_activity WHERE usename = 'xeno_app'`;
	const ended = await s.sql(`SELECT pid, pg_terminate_backend(pid) ${of}`);

	await until('their connections are cut', () => ended.every(({ pid }) =>
		!existsSync(`/proc/${pid}`)));
}

describe('connections cut by the database', () => {
	test('while nobody asks: nobody notices', async () => {
		await cut();
		for (let i = 0; i < 6; i++)
			assert.equal(await works(), true);
		assert.equal((await s.get(`/api/metrics/overview?shopId=${
			shop.shopId}`, shop.token)).status, 200);
		await forget();
	});

	test('under load: one 503 a worker at most', async () => {
		const traffic = load();

		for (let i = 0; i < 3; i++) {
			await pause(400);
			await cut();
		}
		await pause(400);
		const sent = await traffic.stop();

		checkAnswers(sent);
		assert.ok(statuses(sent, 503) <= 3 * AT_ONCE,
			`${statuses(sent, 503)}`);
		await checkStored(sent);
	});
});

describe('a deployment under load', () => {
	test('replaces every worker, and nobody notices', async () => {
		const traffic = load();
		const pages = [];
		let going = true;
		const reading = (async () => {
			while (going)
				pages.push((await s.get(`/api/metrics/overview?` +
					`shopId=${shop.shopId}`, shop.token)).status);
		})();

		await pause(200);
		for (const pool of ['webhooks', 'api', 'webhooks', 'auth'])
			await s.restart(pool);
		await until('there was enough load', () =>
			traffic.sent.length > 60 && pages.length > 20);
		going = false;
		await reading;
		const sent = await traffic.stop();

		assert.equal(statuses(sent, 200), sent.length);
		assert.deepEqual([...new Set(pages)], [200]);
		await checkStored(sent);
	});
});

describe('a database that stops without dying', () => {
	/* Workers that know the shop by heart, and workers that do not. */
	for (const [name, fresh] of [['known', false], ['fresh', true]])
		test(`503 within 4 s, workers ${name}`, async () => {
			if (fresh)
				for (const pool of ['webhooks', 'api', 'auth'])
					await s.restart(pool);
			s.postgres.stop();
			try {
				const started = Date.now();
				const path = `/api/metrics/overview?shopId=${
					shop.shopId}`;
				const answers = await Promise.all([
					s.webhook('orders/create', order(++ids, 1),
						{ shop: domain }),
					s.webhook('customers/update', { id: 1,
						updated_at: '2026-10-01T00:00:00Z' },
					{ shop: domain }),
					s.webhook('orders/create', '{',
						{ shop: domain }),
					s.get(path, shop.token),
					s.get('/ready'),
					s.post('/api/auth/login', { email: 'a@b.co',
						password: 'correct horse' }),
				].map(async (answer) => ({
					status: (await answer).status,
					retryAfter: (await answer).headers
						.get('retry-after'),
					inTime: Date.now() - started < PROMPT_MS })));

				for (const answer of answers) {
					assert.equal(answer.status, 503);
					assert.match(answer.retryAfter, /^\d+$/);
					assert.ok(answer.inTime);
				}
				assert.equal((await s.get('/health')).status, 200);
			} finally {
				s.postgres.cont();
			}
			await until('it works again', works);
			await forget();
		});
});

describe('a database that takes too long', () => {
	const ask = async () => {
		const { status, headers, body } = await s.get('/api/metrics/overview' +
			`?shopId=${shop.shopId}`, shop.token);

		assert.equal(status, 503);
		assert.match(headers.get('retry-after'), /^\d+$/);
		return body;
	};

	test('says so where a statement is slow', async () => {
		const make = (how) => s.sql('CREATE OR REPLACE FUNCTION' +
			` current_tenant() RETURNS bigint STABLE PARALLEL SAFE ${how}`);
		const set = "nullif(current_setting('xeno.tenant_id', true), '')" +
			'::bigint';

		await make('LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(9);' +
			` RETURN ${set}; END $$`);
		try {
			const { code, message } = await ask();

			assert.equal(code, 'unavailable');
			assert.match(message, /it took too long: ask for less/);
		} finally {
			await make(`LANGUAGE sql RETURN ${set}`);
		}
		await until('it works again', works);
	});

	async function whileChanged(work) {
		const lock = s.sql('BEGIN; LOCK TABLE rollup_day;' +
			' SELECT pg_sleep(600)').catch(() => {});
		const holder = "FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

		await until('it is locked', async () =>
			(await s.sql(`SELECT pid ${holder}`)).length);
		try {
			await work();
		} finally {
			await s.sql(`SELECT pg_terminate_backend(pid) ${holder}`);
			await lock;
		}
		await until('it works again', works);
	}

	test('says so where somebody changes what it wants', () =>
		whileChanged(async () => {
			assert.match((await ask()).message, /it is being changed/);
		}));

	test('and only there, of a new connection, too', () =>
		whileChanged(async () => {
			await cut();
			assert.equal((await s.get('/api/views', shop.token)).status,
				200);
		}));
});

describe('a database killed under load', () => {
	test('has everything that was acknowledged', async () => {
		const traffic = load();

		await pause(500);
		await s.postgres.kill();
		await pause(1000);
		await s.postgres.start();
		await until('it works again', works);
		/* By both workers: either may pause before it connects. */
		await until('all is taken again', () => {
			const last = traffic.sent.filter((d) => d.answers.length)
				.slice(-20);

			return last.length === 20 && last.every(wasTaken);
		});
		const sent = await traffic.stop();

		checkAnswers(sent);
		assert.ok(statuses(sent, 503) > 0);
		await forget();
		await checkStored(sent);
	});

	test('by the same workers', () => {
		assert.equal(s.pids('webhooks').length, AT_ONCE);
	});
});
