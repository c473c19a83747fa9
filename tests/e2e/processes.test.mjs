/* Workers and databases that die, stop and come back; see scripts/stack. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { openShop } from './compare.mjs';
import { PROMPT_MS, until } from './processes.mjs';
import { run } from './run.mjs';
import { stack, top } from './stack.mjs';

const unit = path.join(top, 'scripts/systemd/xeno-worker@.service');

describe('workers', () => {
	let s;

	before(async () => {
		s = await stack();
	});
	after(() => s?.down());

	test('a killed one is replaced', async () => {
		for (const pool of ['api', 'auth', 'webhooks', 'events']) {
			const old = s.pids(pool);

			s.kill(old[0]);
			await until(`the ${pool} pool is whole again`, () => {
				const now = s.pids(pool);

				return now.length === old.length &&
					!now.includes(old[0]);
			});
		}
		assert.equal((await s.get('/health')).status, 200);
	});

	test('all replaced under load: no request fails', async () => {
		const paths = { '/ready': 200, '/api/auth/me': 401,
			'/webhooks/shopify': 405 };
		let isOver = false, count = 0;

		async function load([where, expected]) {
			while (!isOver) {
				const { status, text } = await s.get(where);

				assert.equal(status, expected, text);
				count++;
			}
		}

		const loads = Object.entries(paths).flatMap((entry) =>
			[load(entry), load(entry), load(entry)]);

		for (const pool of ['api', 'auth', 'webhooks', 'events'])
			await s.restart(pool);
		await until('enough requests', () => count > 60);
		isOver = true;
		await Promise.all(loads);
	});
});

describe('the database', () => {
	let s;

	before(async () => {
		s = await stack({ cluster: 'own', pools: { api: 1 } });
	});
	after(() => s?.down());

	test('stopped but not dead: 503 within 4 s, and back', async () => {
		s.postgres.stop();
		const began = Date.now();
		const { status, headers } = await s.get('/ready');
		const spent = Date.now() - began;

		s.postgres.cont();
		assert.equal(status, 503);
		assert.ok(headers.get('retry-after'));
		assert.ok(spent < PROMPT_MS, `${spent} ms`);
		await until('ready again', async () =>
			(await s.get('/ready')).status === 200);
	});

	test('killed and started: 503 meanwhile, then back by itself',
		async () => {
			const workers = s.pids('api');

			await s.postgres.kill();
			const down = await s.get('/ready');

			assert.equal(down.status, 503);
			assert.equal((await s.get('/health')).status, 200);
			await s.postgres.start();
			await until('ready again', async () =>
				(await s.get('/ready')).status === 200);
			assert.deepEqual(s.pids('api'), workers,
				'the same workers');
		});

	test('killed long ago: scripts/stack waits for who will look again',
		async () => {
			const tries = async () => (await s.log('pool-api'))
				.split('refused').length;

			await s.postgres.kill();
			/* Until the pause after another try is the longest. */
			for (const began = Date.now(); ;) {
				const before = await tries();

				await s.get('/ready');
				if (Date.now() > began + 7000 &&
				    await tries() > before)
					break;
			}
			await s.postgres.start();
			assert.equal((await s.get('/ready')).status, 200);
		});

	test('of all that the log has a JSON object a line', async () => {
		const lines = (await s.log('pool-api')).split('\n')
			.filter((line) => line && !/^(Child\[\d+\] |Spawning )/
				.test(line));

		assert.ok(lines.length > 0);
		for (const line of lines)
			assert.ok(JSON.parse(line).level, line);
	});
});

describe('a login flood', () => {
	const LOGINS = 12, domain = 'flooded.myshopify.com';
	let s;

	/* As shipped: what a password costs, and one worker for it. */
	before(async () => {
		s = await stack({ store: true, set: { bcrypt_cost: '12' } });
		await openShop(s, { domain, orders: 0, webhooks: false });
	});
	after(() => s?.down());

	test('waits in its own pool, and no webhook behind it', async () => {
		const answers = [];
		const flood = Array.from({ length: LOGINS }, async (_, i) =>
			answers.push((await s.post('/api/auth/login',
				{ email: `flood${i}@example.com`,
					password: 'correct horse' })).status));

		await until('the flood is there', () => answers.length > 0);
		for (let i = 0; i < 10; i++)
			assert.equal((await s.webhook('made/up', { id: 1 },
				{ shop: domain })).status, 200);
		assert.ok(answers.length < LOGINS,
			'webhooks waited for the flood to end');
		await Promise.all(flood);
		/* nginx has no patience with the last ones: 503. */
		assert.equal(answers[0], 401);
		assert.ok(answers.every((status) => [401, 503].includes(status)),
			answers.join());
	});
});

describe('stopping', () => {
	test('takes every process along, and the directory', async () => {
		const s = await stack({ store: true, schedule: true });
		const mark = `XENO_STACK=${s.dir}`;
		const marked = async () => (await run('sh', ['-c',
			'grep -lzxF "$1" /proc/[0-9]*/environ 2>/dev/null', 'sh',
			mark])).stdout.trim().split('\n').filter(Boolean);

		assert.ok((await marked()).length >= 9);
		await s.down();
		await pause(100);
		assert.deepEqual(await marked(), []);
		assert.notEqual((await run('test', ['-e', s.dir])).code, 0);
	});
});

describe('production', () => {
	const setting = async (name) => new RegExp(`^${name}=(.*)$`, 'm')
		.exec(await readFile(unit, 'utf8'))?.[1];

	test('the sandbox of the units scores under 2.0', async () => {
		const { code, stdout } = await run('systemd-analyze', ['security',
			'--offline=true', '--threshold=19', '--no-pager', unit]);

		assert.equal(code, 0, stdout);
	});

	/* In a user namespace of its own pkill is shown none of the workers. */
	test('the unit is reloaded from outside of its sandbox', async () => {
		assert.equal(await setting('PrivateUsers'), 'yes');
		assert.match(await setting('ExecReload'), /^\+/);
	});

	/* That has no /proc/sys, which tells one boot from another. */
	test('the sandbox leaves what shared_dir needs', async () =>
		assert.equal(await setting('ProcSubset'), undefined));
});
