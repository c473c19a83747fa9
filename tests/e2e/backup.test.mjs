/*
 * The drill: backups while deliveries come in, then the database is gone, and
 * is brought back as it was at a time.  What was acknowledged up to then is
 * there, what came later is not, and the same workers go on.
 */
import assert from 'node:assert/strict';
import { access, chmod, chown, mkdir, mkdtemp, readFile, readdir, realpath,
	rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { order } from './bodies.mjs';
import { openShop, verify } from './compare.mjs';
import { until } from './processes.mjs';
import { run } from './run.mjs';
import { stack, top } from './stack.mjs';

const domain = 'backup.myshopify.com';
let s, shop, dir, data, owner, ids = 30000;

/* As shipped, for this directory. */
async function archiveCommand() {
	const text = await readFile(path.join(top, 'scripts/archive.conf'),
		'utf8');

	return /^archive_command = '(.*)'$/m.exec(text)[1]
		.replaceAll('/var/backups/xeno', dir);
}

before(async () => {
	/* Where the server's user gets to, too. */
	dir = await mkdtemp('/var/tmp/xeno-backup-');
	const wal = path.join(dir, 'wal');

	await mkdir(wal);
	s = await stack({ store: true, cluster: 'own', set: {
		'postgres.archive_mode': 'on',
		'postgres.archive_command': await archiveCommand() } });
	data = await realpath(path.join(s.dir, 'pg'));
	owner = await stat(data);
	for (const each of [dir, wal])
		await chown(each, owner.uid, owner.gid);
	shop = await openShop(s, { domain, orders: 0, webhooks: false });
});
after(async () => {
	await s?.down();
	for (const each of [dir, `${data}.lost`])
		await rm(each, { recursive: true, force: true });
});

/* Tokyo's clock is nine hours ahead, whatever the time of the year. */
const environment = () => {
	const where = new URLSearchParams(s.env.ADMIN_URL.split('?')[1]);

	return { ...process.env, TZ: 'Asia/Tokyo', PGUSER: 'postgres',
		PGHOST: where.get('host'), PGPORT: where.get('port'),
		PGPASSFILE: path.join(s.dir, 'pgpass') };
};

const script = (name, ...args) => run(path.join(top, 'scripts', name),
	['--dir', dir, ...args], { env: environment() });

async function deliver(count) {
	const sent = Array.from({ length: count }, () => ++ids);

	for (const id of sent) {
		const { status } = await s.webhook('orders/create', order(id, 1),
			{ shop: domain });

		assert.equal(status, 200);
	}
	return sent;
}

const stored = async () => (await s.sql(
	'SELECT order_id FROM orders ORDER BY order_id'))
	.map((row) => Number(row.order_id));

const now = async () => (await s.sql('SELECT clock_timestamp() AS at'))[0].at;

/* All that was written until now is in the archive. */
async function archived() {
	const [{ file }] = await s.sql('SELECT pg_walfile_name(' +
		'pg_switch_wal()) AS file');

	await until(`${file} is archived`, async () =>
		(await readdir(path.join(dir, 'wal'))).includes(file));
}

const works = async () => (await s.webhook('made/up', { id: 1 },
	{ shop: domain })).status === 200;

async function lose() {
	await s.postgres.kill();
	await rename(data, `${data}.lost`);
}

describe('a backup', () => {
	let all = [], early, chosen, abandoned;

	const backup = async (...args) => {
		const { code, stderr } = await script('backup', ...args);

		assert.equal(code, 0, stderr);
		return path.basename(stderr.trim());
	};
	/* 2026-11-28 08:15:00.123456+00 -> 2026-11-28 17:15:00.123456 */
	const onTheWall = (time) => {
		const [, second, part] = /^(.{19})(\.\d+)?\+00$/.exec(time);
		const there = new Date(Date.parse(`${second}Z`) + 9 * 3600_000);

		return there.toISOString().slice(0, 19).replace('T', ' ') +
			(part ?? '');
	};
	const bringBackAll = async () => {
		await archived();
		await rm(`${data}.lost`, { recursive: true });
		await lose();
		const { code, stderr } = await script('restore', '--data', data);

		assert.equal(code, 0, stderr);
		await s.postgres.start();
		await until('it works again', works);
		assert.deepEqual(await stored(), early);
		assert.match(await verify(s, shop), /nothing differs/);
		return stderr;
	};

	test('is made while deliveries come in', async () => {
		all = await deliver(10);
		const [{ code, stderr }, during] = await Promise.all([
			script('backup'), deliver(10)]);

		assert.equal(code, 0, stderr);
		all.push(...during, ...await deliver(10));
	});

	test('and the WAL bring back a chosen time', async () => {
		/* The time that a backup has is a second after its end. */
		await until('a second is over', async () =>
			(await readdir(path.join(dir, 'base')))[0] <
				new Date(Date.now() - 1000).toISOString());
		chosen = await now();
		early = all.slice();
		const late = await deliver(10);

		await s.webhook('orders/delete', { id: early[0] },
			{ shop: domain });
		assert.ok(!(await stored()).includes(early[0]));
		/* One more, well behind that in the WAL. */
		await archived();
		late.push(...await deliver(5));
		await archived();
		abandoned = await backup();
		await archived();
		await lose();

		const { code, stderr } = await script('restore', '--data', data,
			'--to', onTheWall(chosen));

		assert.equal(code, 0, stderr);
		assert.equal((await s.webhook('orders/create', order(late[0], 1),
			{ shop: domain })).status, 503);
		await s.postgres.start();
		await until('it works again', works);
		assert.deepEqual(await stored(), early);
		assert.match(await verify(s, shop), /nothing differs/);
	});

	test('is good for what came after, with no other since', async () => {
		early.push(...await deliver(5));
		assert.deepEqual(await stored(), early);
		assert.match(await verify(s, shop), /nothing differs/);
		assert.equal(s.pids('webhooks').length, 2);
		assert.match(await bringBackAll(),
			new RegExp(`passed over ${abandoned}: `));
	});

	test('is followed by another, and by the same workers', async () => {
		early.push(...await deliver(5));
		assert.equal(s.pids('webhooks').length, 2);
		const made = await backup('--keep', '2');

		/* All of the WAL that it needs is there, too. */
		assert.deepEqual((await readdir(path.join(dir, 'base'))).sort(),
			[abandoned, made]);
		early.push(...await deliver(5));
		assert.doesNotMatch(await bringBackAll(), /passed over/);
	});

	test('is the only one there, and good for all since', async () => {
		const made = await backup('--keep', '1');

		assert.deepEqual(await readdir(path.join(dir, 'base')), [made]);
		/* As by a server's clock that is ahead of this one. */
		await rename(path.join(dir, 'base', made),
			path.join(dir, 'base', '2999-01-01T00:00:00Z'));
		early.push(...await deliver(5));
		await bringBackAll();
	});

	test('says what it cannot bring back', async () => {
		const empty = path.join(dir, 'empty');

		for (const [args, reason] of [
			[['--data', data], /is not empty/],
			[['--data', empty, '--to', chosen], /no backup from before/],
			[['--data', empty, '--to', 'noon-ish'], /not a time/],
			[['--data', empty, '--to', 'tomorrow'], /yet to come; without/],
			[['--to', chosen], /--dir D --data PGDATA/],
		]) {
			const { code, stderr } = await script('restore', ...args);

			assert.notEqual(code, 0);
			assert.match(stderr, reason);
		}
		assert.ok(!(await readdir(dir)).includes('empty'));
	});

	test('is not made beside another', async () => {
		const { code, stderr } = await run('flock', [
			path.join(dir, 'lock'), path.join(top, 'scripts/backup'),
			'--dir', dir], { env: environment() });

		assert.equal(code, 1);
		assert.match(stderr, /another backup is being made/);
	});

	test('keeps little of WAL that is not full', async () => {
		const [{ file }] = await s.sql('SELECT pg_walfile_name(' +
			'pg_current_wal_insert_lsn()) AS file');

		await deliver(1);
		await archived();
		const { size, blocks } = await stat(path.join(dir, 'wal', file));

		assert.equal(size, 16 << 20);
		assert.ok(blocks * 512 < size / 2, `${blocks} blocks`);
	});

	test('sweeps nothing beside a directory with a blank', async () => {
		const beside = path.join(dir, 'two'), blank = `${beside} words`;
		const base = path.join(blank, 'base');
		const make = async () => {
			await run(path.join(top, 'scripts/backup'), ['--dir',
				blank, '--keep', '1'], { env: environment(),
				check: true });
			const made = await readdir(base);

			assert.equal(made.length, 1);
			return made[0];
		};

		for (const each of [beside, blank, path.join(blank, 'wal')])
			await mkdir(each);
		await rename(path.join(base, await make()),
			path.join(base, '2001-01-01T00:00:00Z'));
		assert.doesNotMatch(await make(), /^2001/);
		await access(beside);
	});

	test('is not brought back without the WAL, in silence', async () => {
		const other = path.join(dir, 'other');
		const wal = path.join(dir, 'wal'), mode = (await stat(wal)).mode;

		/* Root reads all; the server's user does not. */
		if (process.getuid() === 0)
			await chown(wal, 0, 0);
		await chmod(wal, process.getuid() === 0 ? 0o700 : 0);
		const { code, stderr } = await script('restore', '--data', other);

		await chown(wal, owner.uid, owner.gid);
		await chmod(wal, mode);
		assert.equal(code, 1);
		assert.match(stderr, /server's user \(number \d+\) cannot read it/);
		await assert.rejects(access(other), { code: 'ENOENT' });
	});

	test('that is damaged is noticed', async () => {
		const base = path.join(dir, 'base', (await readdir(
			path.join(dir, 'base')))[0]);
		const other = path.join(dir, 'other');

		await run('sh', ['-c', 'gzip -d "$1" && tar --delete -f ' +
			'"${1%.gz}" PG_VERSION && gzip "${1%.gz}"', 'sh',
		path.join(base, 'base.tar.gz')], { check: true });
		const { code, stderr } = await script('restore', '--data', other);

		assert.notEqual(code, 0);
		assert.match(stderr, /is damaged/);
	});
});
