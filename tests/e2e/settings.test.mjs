/* What the programs say of a setting by which they cannot start. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { run } from './run.mjs';
import { program } from './stack.mjs';

const good = 'postgresql://u:s3cret@127.0.0.1:1/xeno';
const bad = 'postgresql://u:s3cret@127.0.0.1:54z/xeno';

const inOf = (env) => ({ PATH: process.env.PATH, ...env, WEBHOOK_SECRET: 'y',
	JWT_SECRET: 'x'.repeat(32), KEY_ENCRYPTION_KEY: '0'.repeat(64) });

for (const [name, keys] of [
	['xeno-worker', { database_app_url: { DATABASE_APP_URL: bad },
		database_url: { DATABASE_URL: bad },
		database_read_url: { DATABASE_APP_URL: good,
			DATABASE_READ_URL: 's3cret' } }],
	['xeno-sync', { database_app_url: { DATABASE_APP_URL: bad },
		database_url: { DATABASE_URL: 's3cret' } }]])
	for (const [key, env] of Object.entries(keys))
		test(`${name} names ${key}`, async () => {
			const dir = await mkdtemp(path.join(tmpdir(), 'xeno-e2e-'));
			const { code, stdout, stderr } = await (name === 'xeno-sync'
				? run(program(name), ['queue'], { env: inOf(env) })
				: run('spawn-fcgi', ['-n', '-s', path.join(dir, 's'),
					'--', program(name)], { env: inOf(env) }));

			await rm(dir, { recursive: true });

			assert.notEqual(code, 0);
			assert.match(stdout + stderr, new RegExp(`${key}: [a-z]`));
			assert.doesNotMatch(stdout + stderr, /s3cret/);
		});

test('xeno-worker -t only says whether it could start', async () => {
	const ask = (env) => run(program('xeno-worker'), ['-t'], { env });
	const right = await ask(inOf({ DATABASE_APP_URL: good }));
	const wrong = await ask({ ...inOf({ DATABASE_APP_URL: good }),
		JWT_SECRET: 'short' });

	assert.equal(right.code, 0, right.stderr);
	assert.equal(wrong.code, 1);
	assert.match(wrong.stderr, /jwt_secret: /);
});
