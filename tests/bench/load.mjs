/* Load generators: what wrk, deliver and pgbench say, as numbers. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../e2e/run.mjs';

const script = fileURLToPath(new URL('paths.lua', import.meta.url));

/* "name 12\n" for each figure -> { name: 12 } */
export function figures(text) {
	return Object.fromEntries([...text.matchAll(/^(\w+) (\d+)$/gm)]
		.map(([, name, n]) => [name, Number(n)]));
}

function withRate(f) {
	return { ...f, rate: f.requests / f.microseconds * 1e6,
		p50: f.p50_us / 1000, p99: f.p99_us / 1000 };
}

/* GET these paths for so long, over connections that are kept. */
export async function wrk(service, { paths, token, seconds, connections }) {
	const file = path.join(service.dir, 'paths');

	writeFileSync(file, paths.map((p) => `${p}\n`).join(''));
	const { stdout } = await run('wrk', ['-t1', `-c${connections}`,
		`-d${seconds}s`, '--timeout', '10s', '-s', script, service.url],
	{ check: true,
		env: { ...process.env, BENCH_PATHS: file, BENCH_TOKEN: token } });
	const f = figures(stdout);

	if (f.refused || f.broken || f.late)
		throw new Error(`wrk: ${f.refused} answers were errors, ` +
			`${f.broken} connections broke and ${f.late} answers ` +
			'took more than 10 s');
	return withRate(f);
}

/* See deliver.c. */
export async function deliver(service, { connections, count, base,
	templates, shops, rate = 0, topic = 'orders/create' }) {
	const files = { templates, shops };

	for (const [name, lines] of Object.entries(files)) {
		files[name] = path.join(service.dir, name);
		writeFileSync(files[name], lines.map((l) => `${l}\n`).join(''));
	}
	const { stdout } = await run(service.program('tests/bench/deliver'),
		[service.port, connections, count, base, files.templates,
			files.shops, rate, topic].map(String), { check: true,
			env: { SHOPIFY_API_SECRET: service.secret } });

	return withRate(figures(stdout));
}

/* A script for so long -> transactions a second */
export async function pgbench(service, { script: text, variables, clients,
	seconds }) {
	const { args, name, env } = service.database('xeno_app');
	const file = path.join(service.dir, 'floor.pgbench');

	writeFileSync(file, text);
	const { stdout } = await run('pgbench', ['-n', '-M', 'prepared',
		'-c', clients, '-j', Math.min(clients, 2), '-T', seconds,
		'-f', file, ...args,
		...Object.entries(variables).flatMap(([key, value]) =>
			['-D', `${key}=${value}`]), name].map(String),
	{ check: true, env });
	const failed = Number(/failed transactions: (\d+)/.exec(stdout)?.[1]);
	const rate = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
	const latency = Number(/^latency average = ([\d.]+)/m
		.exec(stdout)?.[1]);

	if (!rate || failed)
		throw new Error(`pgbench: ${stdout}`);
	return { rate, latency };
}
