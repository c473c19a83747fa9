/* Child processes for tests: run one, ask psql, read shell variables. */
import { spawn } from 'node:child_process';
import path from 'node:path';

/*
 * Run a program to its end -> { code, signal, stdout, stderr }.  `check`
 * throws what it said when it failed; `input` goes to its standard input.
 */
export function run(file, args, { check, input, env, cwd, timeout,
	killSignal } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(file, args, { env, cwd, timeout, killSignal });
		const out = { stdout: '', stderr: '' };

		for (const name of ['stdout', 'stderr']) {
			child[name].setEncoding('utf8');
			child[name].on('data', (text) => { out[name] += text; });
		}
		child.on('error', reject);
		child.stdin.on('error', () => {});
		child.stdin.end(input ?? '');
		child.on('close', (code, signal) => {
			if (check && code !== 0)
				reject(new Error(`${path.basename(file)} ` +
					`${args.join(' ')}: ${code ?? signal}\n` +
					out.stderr + out.stdout));
			else
				resolve({ code, signal, ...out });
		});
	});
}

/* KEY='value' lines, as scripts/stack and scripts/demo write them. */
export function parseEnv(text) {
	return Object.fromEntries([...text.matchAll(/^(\w+)='?(.*?)'?$/gm)]
		.map(([, key, value]) => [key, value]));
}

/* Characters that no value of ours contains. */
const FIELD = '\x1f', RECORD = '\x1e', NULL = '\x1d';

/*
 * One or more statements -> the rows of the last one that has any, each an
 * object of strings and nulls: no digit of a number is lost.
 *	tenant	run as the workers' role with that tenant set, under row-level
 *		security; without it, as the superuser
 *	as	'app' or 'owner' without a tenant
 *	vars	{ name: value } for :'name' in the query
 */
export async function psql(dir, env, query, { tenant, as, vars = {} } = {}) {
	const role = tenant !== undefined || as === 'app' ? 'xeno_app' :
		as === 'owner' ? 'xeno_migrate' : 'postgres';
	const where = new URLSearchParams(env.ADMIN_URL.split('?')[1]);
	const args = ['-XqA', '-v', 'ON_ERROR_STOP=1', '-P', 'footer=off',
		'-F', FIELD, '-R', RECORD, '-P', `null=${NULL}`,
		'-h', where.get('host'), '-p', where.get('port'),
		'-U', role, '-d', env.DATABASE];
	let input = `${query.replace(/;\s*$/, '')};\n`;

	for (const [name, value] of Object.entries(vars))
		args.push('-v', `${name}=${value}`);
	if (tenant !== undefined)
		input = `BEGIN;\nSET LOCAL xeno.tenant_id = '${Number(tenant)}';\n` +
			`${input}COMMIT;\n`;
	const { stdout } = await run('psql', args, { check: true, input,
		env: { ...process.env, PGPASSFILE: path.join(dir, 'pgpass') } });
	const records = stdout.replace(/\n$/, '').split(RECORD)
		.map((record) => record.split(FIELD));
	const [names, ...rows] = records;

	return rows.map((row) => Object.fromEntries(row.map((value, i) =>
		[names[i], value === NULL ? null : value])));
}
