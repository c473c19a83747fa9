/*
 * The service under measurement: a private stack as in production (fsync on,
 * the shipped nginx configuration), and its shops.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { stack, top } from '../e2e/stack.mjs';
import { cpuSeconds, family } from './proc.mjs';

export const ZONE = 'America/New_York';

/* Connected for real: the stand-in store confirms the token. */
function shopMaker(s) {
	let token = null, tenants = 0;

	async function storeShop(name, settings) {
		const domain = `${name}.myshopify.com`;
		const { accessToken } = await s.control('POST', '/shops', { domain,
			seed: 1, orders: 0, timezone: ZONE, ...settings });

		return { shopDomain: domain, shopName: name, accessToken };
	}

	/*
	 * The first shop of a tenant: -> { token, shop: { id, shopDomain } };
	 * settings are the stand-in's.
	 */
	async function tenant(name, settings) {
		const made = await storeShop(name, settings);
		const session = await s.register({ ...made,
			email: `bench${++tenants}@example.com` });

		({ token } = session);
		return { ...session, accessToken: made.accessToken };
	}

	/* One more shop of the tenant made last. */
	async function shop(name, settings) {
		const made = await storeShop(name, settings);
		const answer = await s.post('/api/auth/add-shop', made, token);

		if (answer.status !== 201)
			throw new Error(`add-shop: ${answer.text}`);
		return { ...answer.body.shop, accessToken: made.accessToken };
	}

	return { tenant, shop };
}

/* As scripts/stack does it; nginx goes on, and has its port to itself. */
function stopPools(dir) {
	const result = spawnSync('sh', ['-euc', `
		dir=$1 top=\${2%/} run=$(readlink "$1/run")
		. "$top/scripts/lib/common.sh"
		. "$top/scripts/lib/pools.sh"
		pools_stop`, 'sh', dir, top], { encoding: 'utf8' });

	if (result.status !== 0)
		throw new Error(result.stderr);
}

/* What was stopped has no process. */
function ifRunning(pids) {
	try {
		return pids();
	} catch {
		return [];
	}
}

/* Of memory: as README has it for shops of millions of orders. */
const quarter = () => `${Math.floor(os.totalmem() / 4 / 2 ** 20)}MB`;

export async function service(options) {
	const s = await stack({
		cluster: 'own',
		dir: options.dir,
		store: true,
		pools: { api: 2, auth: 1, webhooks: options.workers },
		/* Where nginx alone is measured, it must not refuse. */
		set: { 'postgres.fsync': 'on', jwt_ttl_s: 86400,
			'nginx.api_rate': '1000000r/s',
			'nginx.api_burst': '1000000',
			...options.dir && { 'postgres.shared_buffers': quarter() } },
	});
	const where = new URLSearchParams(s.env.ADMIN_URL.split('?')[1]);
	const password = { PGPASSFILE: path.join(s.dir, 'pgpass') };
	const parts = () => ({
		nginx: ifRunning(() => family(s.pidOf('nginx'))),
		worker: ['api', 'webhooks'].flatMap((pool) =>
			ifRunning(() => s.pids(pool))),
		postgres: family(s.pidOf('postgres')),
	});

	return {
		...s, parts,
		shops: shopMaker(s),
		port: Number(new URL(s.url).port),
		secret: s.env.SHOPIFY_API_SECRET,

		/* For psql and pgbench, as the workers' role or a superuser. */
		database: (user) => ({
			args: ['-h', where.get('host'), '-p', where.get('port'),
				'-U', user],
			name: s.env.DATABASE,
			env: { ...process.env, ...password },
		}),

		/* CPU seconds by kind of process, while `work` goes on. */
		cpu: async (work) => {
			const used = () => Object.entries(parts()).map(
				([kind, pids]) => [kind, cpuSeconds(pids)]);
			const before = Object.fromEntries(used());
			const result = await work();

			return { result, cpu: Object.fromEntries(used().map(
				([kind, s]) => [kind, s - before[kind]])) };
		},

		stopPools: () => stopPools(s.dir),
		restartPools: async (more) => {
			stopPools(s.dir);
			await s.up(more);
		},

		/* Old rows gone and all written: the same start for everybody. */
		settle: async () => {
			await s.sql('VACUUM (ANALYZE)');
			await s.sql('CHECKPOINT');
		},

		postgresLog: () => readFileSync(
			path.join(s.dir, 'log/postgres.log'), 'utf8'),
	};
}
