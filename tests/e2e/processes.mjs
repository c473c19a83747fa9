/* The processes of a stack, for tests that stop and kill them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export function childrenOf(pid) {
	try {
		return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
			.split(' ').filter(Boolean).map(Number);
	} catch {
		return [];
	}
}

const hasStopped = (pid) => /\) T/.test(
	readFileSync(`/proc/${pid}/stat`, 'utf8'));

function isAlive(pid) {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');

		return !/\) Z/.test(stat);
	} catch {
		return false;
	}
}

/*
 * An answer is promised within 4 s, whatever becomes of the database; as much
 * again is for a machine that does other things.
 */
export const PROMPT_MS = 8000;

/* Try until it is true; after `ms` it throws, for it will not be any more. */
export async function until(what, test, ms = 180000) {
	const began = Date.now();

	for (let spent = 0; !await test(); spent = Date.now() - began) {
		if (spent > ms)
			throw new Error(`not within ${ms} ms: ${what}`);
		await pause(Math.min(20 + spent / 20, 100));
	}
}

/* `again` runs scripts/stack up once more: it starts what is missing. */
export function processes(dir, again) {
	const pidOf = (name) => Number(readFileSync(
		path.join(dir, 'pids', name), 'utf8').split(' ')[0]);
	const pids = (pool) => childrenOf(pidOf(`pool-${pool}`));

	/* PostgreSQL forgives no half: the server and all its backends. */
	function signalPostgres(signal) {
		const server = pidOf('postgres');

		/*
		 * Once it has stopped it makes no more of them, and buries none:
		 * while it does, the list may lack others.
		 */
		if (signal === 'SIGSTOP') {
			process.kill(server, signal);
			while (!hasStopped(server))
				;
		}
		const all = [server, ...childrenOf(server)];

		for (const pid of signal === 'SIGCONT' ? all.reverse() : all)
			try {
				process.kill(pid, signal);
			} catch (error) {
				if (error.code !== 'ESRCH')
					throw error;
			}
		return all;
	}

	return {
		pidOf,
		/* Of a pool's workers: api, auth, webhooks or events. */
		pids,
		kill: (pid, signal = 'SIGKILL') => process.kill(pid, signal),

		/* Replace a pool's workers, as a deployment does. */
		restart: async (pool) => {
			const old = pids(pool);

			for (const pid of old) {
				process.kill(pid, 'SIGTERM');
				await until(`${pid} ends`, () => !isAlive(pid));
				await until('another one runs', () =>
					pids(pool).length === old.length);
			}
		},
		/* Only with cluster: 'own'. */
		postgres: {
			stop: () => signalPostgres('SIGSTOP'),
			cont: () => signalPostgres('SIGCONT'),
			kill: async () => {
				const all = signalPostgres('SIGKILL');

				await until('PostgreSQL is gone', () =>
					!all.some(isAlive));
			},
			start: again,
		},
	};
}
