/*
 * Reading from a replica, a real one: as long as it is not further behind than
 * the settings allow, and from the primary when it is, or is not there.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chown, mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { openShop } from './compare.mjs';
import { PROMPT_MS, childrenOf, until } from './processes.mjs';
import { run } from './run.mjs';
import { stack } from './stack.mjs';

const domain = 'replica.myshopify.com';
let s, shop, dir, server, where, owner, ids = 40000;

/* The server refuses root, as scripts/lib/postgres.sh knows. */
const asOwner = (...command) => process.getuid() === 0 ?
	['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`,
		'--clear-groups', '--', ...command] : command;

const environment = () => ({ ...process.env, PGUSER: 'postgres',
	PGHOST: where.get('host'), PGPORT: where.get('port'),
	PGPASSFILE: path.join(s.dir, 'pgpass') });

/* Its socket is in a directory of its own, and it listens nowhere else. */
const replicaSql = async (query) => (await run('psql', ['-XqAt', '-d',
	'postgres', '-h', dir, '-c', query],
{ env: environment() })).stdout.trim();

async function startReplica() {
	const [file, ...args] = asOwner('/usr/lib/postgresql/15/bin/postgres',
		'-D', path.join(dir, 'data'), '-c', 'listen_addresses=',
		'-c', `unix_socket_directories=${dir}`);

	server = spawn(file, args, { cwd: '/', stdio: 'ignore' });
	await until('the replica answers', async () =>
		await replicaSql('SELECT pg_is_in_recovery()') === 't');
}

async function stopReplica() {
	const ended = new Promise((done) => server.once('exit', done));

	server.kill('SIGINT');
	await ended;
}

before(async () => {
	s = await stack({ store: true, cluster: 'own', pools: { api: 1 } });
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
	where = new URLSearchParams(s.env.ADMIN_URL.split('?')[1]);
	owner = await stat(path.join(s.dir, 'pg/PG_VERSION'));
	dir = await mkdtemp('/var/tmp/xeno-replica-');
	await run('pg_basebackup', ['-D', path.join(dir, 'data'), '-R',
		'-X', 'stream', '-c', 'fast'], { env: environment(), check: true });
	/* Over the file of passwords, which only its owner reads. */
	await run('sh', ['-c', 'cp "$1/pgpass" "$2" && sed -i ' +
		'"s|passfile=[^ ]*|passfile=$2/pgpass|" ' +
		'"$2/data/postgresql.auto.conf"', 'sh', s.dir, dir],
	{ check: true });
	await run('chown', ['-R', `${owner.uid}:${owner.gid}`, dir],
		{ check: true });
	await chown(dir, owner.uid, owner.gid);
	await startReplica();
});
after(async () => {
	if (server?.exitCode === null)
		await stopReplica();
	await s?.down();
	await rm(dir, { recursive: true, force: true });
});

const readFrom = (lag) => {
	const url = s.env.DATABASE_APP_URL.replace(where.get('host'), dir);

	return s.up(['--set', `database_read_url=${url}`,
		'--set', `read_lag_max_s=${lag}`]);
};

async function deliver() {
	assert.equal((await s.webhook('orders/create', order(++ids, 1),
		{ shop: domain })).status, 200);
}

async function orders() {
	const answer = await s.get(`/api/metrics/overview?shopId=${
		shop.shopId}&from=2000-01-01&to=2100-01-01`, shop.token);

	assert.equal(answer.status, 200, answer.text);
	return answer.body.totalOrders;
}

async function caughtUp() {
	const [{ at }] = await s.sql('SELECT pg_current_wal_lsn() AS at');

	await until('the replica caught up', async () => await replicaSql(
		`SELECT pg_last_wal_replay_lsn() >= '${at}'`) === 't');
}

const isAsked = async () => await replicaSql('SELECT count(*) > 0 FROM' +
	' pg_stat_activity WHERE usename = \'xeno_app\'') === 't';

/* One that has ended meanwhile was a connection of psql's. */
function signal(pids, name) {
	for (const pid of pids)
		try {
			process.kill(pid, name);
		} catch (err) {
			if (err.code !== 'ESRCH')
				throw err;
		}
}

/* The worker has asked it, and it stands still from then on. */
async function standStill() {
	await caughtUp();
	await orders();
	await caughtUp();
	await replicaSql('SELECT pg_wal_replay_pause()');
	await until('it stands still', async () => await replicaSql(
		'SELECT pg_get_wal_replay_pause_state()') === 'paused');
}

describe('figures', () => {
	test('are the replica\'s, within the limit', async () => {
		await deliver();
		await readFrom(3600);
		await standStill();
		await deliver();
		await until('the replica is read', async () => await orders() === 1);
	});

	test('are the primary\'s when it is too far behind', async () => {
		await readFrom(1);
		for (let i = 0; i < 10; i++)
			assert.equal(await orders(), 2);
		assert.match(await s.log('pool-api'), /the replica is behind/);
	});

	test('are the replica\'s again once it has caught up', async () => {
		await replicaSql('SELECT pg_wal_replay_resume()');
		await readFrom(3600);
		await standStill();
		await deliver();
		await until('the replica is read', async () => await orders() === 2);
	});

	/* Stopped, not dead: connections stay, and nothing answers. */
	test('are there while it hangs', async () => {
		await replicaSql('SELECT pg_wal_replay_resume()');
		await caughtUp();
		await until('the replica is read', async () =>
			await orders() === 3 && await isAsked());
		const all = [...childrenOf(server.pid), server.pid];

		try {
			signal(all, 'SIGSTOP');
			for (let i = 0; i < 4; i++) {
				const started = Date.now();
				const { status, headers } = await s.get(
					`/api/metrics/overview?shopId=${shop.shopId}`,
					shop.token);

				assert.ok(Date.now() - started < PROMPT_MS);
				assert.ok(status === 200 || (status === 503 &&
					headers.get('retry-after')), `${status}`);
			}
			for (let i = 0; i < 4; i++)
				assert.equal(await orders(), 3);
		} finally {
			signal(all, 'SIGCONT');
		}
		await until('the replica is read again', async () =>
			await orders() === 3 && await isAsked());
	});

	test('are there without it', async () => {
		await stopReplica();
		await deliver();
		for (let i = 0; i < 6; i++)
			assert.equal(await orders(), 4);
		await readFrom(1);
		assert.equal(await orders(), 4);
	});
});
