/* What PostgreSQL is not asked for twice: by the durations that it logs. */
import assert from 'node:assert/strict';
import { copyFile, readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { run } from './run.mjs';
import { stack } from './stack.mjs';
import { connectShop } from './truth.mjs';

let s;

before(async () => {
	s = await stack({ store: true });
	/* Of the connections from now on, and of no other file's. */
	await s.sql(`ALTER DATABASE ${s.env.DATABASE}
		SET log_min_duration_statement = 0`);
});
after(() => s?.down());

/* How often it has logged that. */
const logged = async (text) => (await readFile(path.join(s.env.CLUSTER,
	'log/postgres.log'), 'utf8')).split(text).length - 1;

async function loggedBy(text, act) {
	const old = await logged(text);

	await act();
	return await logged(text) - old;
}

/* A statement of the worker's that begins no other. */
async function someStatement(worker) {
	const { stdout } = await run(worker, ['-s'], { check: true });
	const lines = [...stdout.matchAll(/^-- .*\n(.*);$/gm)].map(([, l]) => l);

	return lines.find((line) => line.length < 1000 &&
		lines.filter((other) => other.startsWith(line)).length === 1);
}

test('the workers of a program have its statements parsed once', async () => {
	const worker = path.join(s.dir, 'worker');
	const start = () => run(worker, ['-t', '-c', s.env.XENO_CONF],
		{ check: true });

	await copyFile(s.program('xeno-worker'), worker);
	const parsed = `parse <unnamed>: ${await someStatement(worker)}`;

	assert.equal(await loggedBy(parsed, start), 1);
	assert.equal(await loggedBy(parsed, start), 0);
	/* Another version of it. */
	await utimes(worker, 1, 1);
	assert.equal(await loggedBy(parsed, start), 1);
	assert.equal(await loggedBy(parsed, start), 0);
});

test('a run of few rows has one connection for them', async () => {
	const staged = () => loggedBy('CREATE TEMPORARY TABLE stage_order ',
		async () => {
			const { code, stdout, stderr } = await s.sync(['delta',
				'--shop', 'rows.myshopify.com']);

			assert.equal(code, 0, stdout + stderr);
		});

	await connectShop(s, 'rows.myshopify.com', { orders: 20 });
	assert.equal(await staged(), 1, 'all of a small store');
	await s.control('POST', '/shops/rows.myshopify.com/act',
		{ do: 'order' });
	assert.equal(await staged(), 1, 'one more order');
});
