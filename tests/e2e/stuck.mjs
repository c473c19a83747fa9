/* Who waits for rows that a test holds. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';

import { until } from './processes.mjs';

const HERE = ' AND datname = current_database() AND pid <> pg_backend_pid()';
const HOLDERS = "FROM pg_stat_activity WHERE query LIKE '%pg_sleep(6%'" +
	`${HERE} AND wait_event = 'PgSleep'`;

/* What this statement locks is locked until what this gives is called. */
export async function hold(s, statement) {
	const held = s.sql(`BEGIN; ${statement}; SELECT pg_sleep(600)`)
		.catch(() => {});

	await until('it is held', async () => (await s.sql(
		`SELECT pid ${HOLDERS}`)).length);
	return async () => {
		await s.sql(`SELECT pg_terminate_backend(pid) ${HOLDERS}`);
		await held;
	};
}

/* Nobody changes these rows (FROM ...) until what this gives is called. */
export const holdRows = (s, rows) =>
	hold(s, `SELECT FROM ${rows} FOR UPDATE`);

/* A process of xeno-sync does, for who holds it, and not for a moment. */
export const untilItWaits = (s) => until('it waits', async () =>
	(await s.sql('SELECT pid FROM pg_stat_activity WHERE wait_event_type =' +
		" 'Lock' AND application_name LIKE 'xeno-sync%'" + HERE +
		` AND pg_blocking_pids(pid) && ARRAY(SELECT pid ${HOLDERS})`)).length,
30000);

/*
 * The statements are carried out in a transaction, WORK begins, and as many
 * others as `waiters` wait for what they changed: only then are they committed,
 * with `more`.  What WORK gives.
 */
export async function whileChanging(s, statements, work, waiters = 1,
	more = 'SELECT') {
	const changed = s.sql(`BEGIN; ${statements}; DO $$ BEGIN
		FOR i IN 1 .. 1000 LOOP
			PERFORM pg_stat_clear_snapshot(), pg_sleep(0.02);
			EXIT WHEN ${waiters} <= (SELECT count(*) FROM pg_stat_activity
				WHERE wait_event_type = 'Lock'${HERE});
		END LOOP;
	END $$; ${more}; COMMIT`);

	await until('it is changed', async () => (await s.sql('SELECT pid FROM' +
		" pg_stat_activity WHERE query LIKE '%clear_snapshot(), pg_s%'" +
		` AND wait_event = 'PgSleep'${HERE}`)).length);
	const [answer] = await Promise.all([work(), changed]);

	return answer;
}

/* A shop is connected again, as far as others can see. */
export const connection = ({ tenantId, shopId, domain }) =>
	`SET LOCAL xeno.tenant_id = '${tenantId}'; UPDATE shop SET is_active =` +
	` true, verified_at = now() WHERE shop_id = ${shopId}; SELECT` +
	` directory_claim_shop('${domain}', ${shopId})`;

/*
 * A process at the queue in the midst of its work: finish() lets it go on, to a
 * good end.  kill() ends it; the server still ends the transaction that it was
 * asked for, and that is waited for.  A test T that fails before either lets it
 * go on, too.
 */
export async function stuckQueue(t, s, rows) {
	const release = await holdRows(s, rows);
	const child = spawn(s.program('xeno-sync'), ['-c', s.env.XENO_CONF,
		'queue'], { stdio: 'ignore', detached: true });
	const ended = new Promise((done) => child.on('close', done));

	t.after(async () => {
		await release();
		await ended;
	});
	await untilItWaits(s);
	return { finish: async () => {
		await release();
		assert.equal(await ended, 0);
	}, kill: async () => {
		/* On a busy machine it may have given up waiting by itself. */
		if (child.exitCode === null)
			process.kill(-child.pid, 'SIGKILL');
		await ended;
		await release();
		await until('nothing of it is at work', async () =>
			!(await s.sql('SELECT FROM pg_stat_activity WHERE' +
				` application_name LIKE 'xeno-sync%'${HERE}`)).length);
	} };
}
