/* The database, as tests ask it: rows of text, over connections that stay. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import pg from 'pg';

/* No digit of a number is lost. */
const types = { getTypeParser: () => (text) => text };

/* Lines of PostgreSQL's file of passwords, the last field of a role's. */
const passwordOf = async (role, dir) => (await readFile(path.join(dir,
	'pgpass'), 'utf8')).match(new RegExp(`:${role}:(.*)$`, 'm'))[1];

/* :'name' is quoted and :name is as it is, as psql has it. */
const filledIn = (query, vars) => query.replace(/(?<!:):('?)(\w+)\1/g,
	(all, quote, name) => !Object.hasOwn(vars, name) ? all :
		quote ? pg.escapeLiteral(String(vars[name])) : String(vars[name]));

/* Rows of the last statement that has any. */
const rowsOf = (results) => [results].flat().findLast((result) =>
	result.fields.length)?.rows ?? [];

/*
 * For the stack in `dir` with the variables `env` -> sql(query, how): one or
 * more statements -> the rows of the last one that has any, each an object of
 * strings and nulls.  Nothing of a session is left to the next.
 *	tenant	run as the workers' role with that tenant set, under row-level
 *		security; without it, as the superuser
 *	as	'app' or 'owner' without a tenant
 *	vars	{ name: value } for :'name' in the query
 */
export function sqlOf(dir, env) {
	const where = new URLSearchParams(env.ADMIN_URL.split('?')[1]);
	const pools = new Map();

	function poolOf(user) {
		if (!pools.has(user)) {
			const pool = new pg.Pool({ types, user, max: 20,
				allowExitOnIdle: true, database: env.DATABASE,
				host: where.get('host'), port: Number(where.get('port')),
				password: () => passwordOf(user, dir) });

			/* Tests kill servers; the next connects again. */
			pool.on('error', () => {});
			pools.set(user, pool);
		}
		return pools.get(user);
	}

	return async function sql(query, { tenant, as, vars = {} } = {}) {
		const user = tenant !== undefined || as === 'app' ? 'xeno_app' :
			as === 'owner' ? 'xeno_migrate' : 'postgres';
		const client = await poolOf(user).connect();
		const text = filledIn(query, vars);

		try {
			const rows = rowsOf(await client.query(tenant === undefined ?
				text : `BEGIN; SET LOCAL xeno.tenant_id = '${Number(tenant)}';
				${text.replace(/;\s*$/, '')}; COMMIT`));

			await client.query('DISCARD ALL');
			client.release();
			return rows;
		} catch (error) {
			client.release(true);
			throw error;
		}
	};
}
