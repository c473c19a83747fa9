/*
 * The real service for a test file, over scripts/stack:
 *
 *	import { after, before, test } from 'node:test';
 *	import { stack } from './stack.mjs';
 *	let s;
 *	before(async () => { s = await stack({ store: true }); });
 *	after(() => s.down());
 *
 * Options (all may be left out):
 *	store		start the stand-in store too (false)
 *	schedule	run the crontab (false)
 *	pools		how many workers, where not { api: 2, auth: 1,
 *			webhooks: 2, events: 1 }
 *	set		{ jwt_ttl_s: 2, 'nginx.login_rate': '1r/s' }
 *	cluster		'shared' (a copy of the migrated template, half a
 *			second) or 'own' (a PostgreSQL to stop and kill)
 *	worker		another program as the worker
 *	html		{ 'name.js': 'content' } instead of the dashboard
 *	dir		where it lives, and stays; else a directory of its own
 *			that goes with it
 *
 * What comes back: url, storeUrl, tlsPort, dir, env (all of stack.env), and
 *	get, post, send		HTTP with JSON; -> { status, headers, body }
 *	raw			bytes to nginx's port -> what it answered
 *	register		a user and a shop -> the body of the answer
 *	webhook			a signed delivery
 *	control			the stand-in's control interface
 *	sql			rows as objects of strings
 *	sync			run xeno-sync -> { code, stdout, stderr }
 *	pids, kill, restart	the workers of a pool
 *	postgres		.stop() .cont() .kill() .start()
 *	log			what was logged so far
 *	accessLog		the same of nginx, once it has each of: the line
 *			of an answer, a line that a function is true of
 *	program			where a program of the build is
 *	up, down
 */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { http } from './http.mjs';
import { processes, until } from './processes.mjs';
import { parseEnv, run } from './run.mjs';
import { sqlOf } from './sql.mjs';

export const top = fileURLToPath(new URL('../..', import.meta.url));
const command = path.join(top, 'scripts/stack');

/* The cluster that the files of one run share; scripts/test names its own. */
export async function sharedCluster() {
	const dir = process.env.XENO_CLUSTER ??
		path.join(top, 'var/test-cluster');

	await run(command, ['cluster', '--dir', dir,
		'--set', 'postgres.fsync=off'], { check: true });
	return dir;
}

/* Each worker has the server parse all its statements: no more than serve. */
const testPools = { api: 2, auth: 1, webhooks: 2, events: 1 };

/* Hundreds of logins come from one address here: no limit unless asked. */
const testSettings = {
	'nginx.login_rate': '10000r/s',
	'nginx.login_burst': '10000',
	'postgres.fsync': 'off',
	bcrypt_cost: '4',
};

/* What a sanitizer said, at the end of a program too: leaks. */
function sanitizerReports(logs) {
	/* Bytes: a log of a long measurement is more than a string can hold. */
	return readdirSync(logs).map((name) => readFileSync(
		path.join(logs, name))).filter((bytes) =>
		['Sanitizer', ': runtime error: '].some((said) =>
			bytes.includes(said))).join('\n');
}

async function writeFiles(dir, files) {
	await mkdir(dir);
	for (const [name, content] of Object.entries(files))
		await writeFile(path.join(dir, name), content);
	return dir;
}

async function upArguments(dir, options) {
	const pools = Object.entries({ ...testPools, ...options.pools });
	const set = { ...testSettings, ...options.set };
	const args = ['up', '--dir', dir];

	if (options.cluster !== 'own')
		args.push('--cluster', await sharedCluster());
	if (!options.store)
		args.push('--no-store');
	if (!options.schedule)
		args.push('--no-schedule');
	if (options.html)
		args.push('--html', await writeFiles(path.join(dir, 'html'),
			options.html));
	if (options.worker)
		args.push('--worker', options.worker);
	if (process.env.XENO_BUILD)
		args.push('--build', process.env.XENO_BUILD);
	args.push('--pool', pools.map((p) => p.join('=')).join());
	for (const [key, value] of Object.entries(set))
		args.push('--set', `${key}=${value}`);
	return args;
}

/* Where the programs of a test come from. */
export function program(name) {
	return path.join(process.env.XENO_BUILD ?? path.join(top, 'build'),
		name);
}

export async function stack(options = {}) {
	const dir = options.dir ??
		await mkdtemp(path.join(tmpdir(), 'xeno-e2e-'));
	const args = await upArguments(dir, options);
	let isUp = true;

	/* Also when a test file ends by an error or a signal. */
	function purge() {
		if (!isUp)
			return '';
		isUp = false;
		spawnSync(command, ['down', '--dir', dir], { stdio: 'inherit' });
		const reports = sanitizerReports(path.join(dir, 'log'));

		if (process.env.XENO_KEEP)
			console.error(`kept: ${dir}`);
		else if (!options.dir)
			spawnSync(command, ['down', '--dir', dir, '--purge'],
				{ stdio: 'inherit' });
		return reports;
	}

	process.once('exit', purge);
	process.once('SIGTERM', () => process.exit(143));
	process.once('SIGINT', () => process.exit(130));
	try {
		await run(command, args, { check: true });
	} catch (error) {
		purge();
		throw error;
	}

	const env = parseEnv(await readFile(path.join(dir, 'stack.env'),
		'utf8'));
	const log = (name) => readFile(path.join(dir, 'log', `${name}.log`),
		'utf8').catch(() => '');

	return {
		dir, env, log, program,
		url: env.XENO_URL,
		storeUrl: env.STORE_URL || null,
		tlsPort: Number(env.STORE_TLS_PORT) || null,
		...http(env),
		...processes(dir, () => run(command, args, { check: true })),
		sql: sqlOf(dir, env),
		sync: (more, how = {}) => run(program('xeno-sync'),
			['-c', env.XENO_CONF, ...more],
			{ ...how, env: { ...process.env, ...how.env } }),
		/* Each of its processes writes its lines once a second. */
		accessLog: async (...wanted) => {
			const tests = wanted.map((w) => typeof w === 'function' ? w
				: (l) => l.requestId === w.headers.get('x-request-id'));
			let lines;

			await until('nginx has written it', async () => {
				lines = (await log('xeno-access')).split('\n').slice(0, -1)
					.map(JSON.parse);
				return tests.every((is) => lines.some(is));
			});
			return lines;
		},
		up: (more = []) => run(command, [...args, ...more],
			{ check: true }),
		down: async () => {
			const reports = purge();

			if (reports)
				throw new Error(reports);
		},
	};
}
