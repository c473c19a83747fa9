/* The shipped crontab: each line is run for real, and when it is due. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readFile, writeFile } from 'node:fs/promises';

import { until } from './processes.mjs';
import { run } from './run.mjs';
import { stack, top } from './stack.mjs';

const runner = path.join(top, 'scripts/run-crontab');
const crontab = await readFile(path.join(top, 'scripts/xeno.crontab'), 'utf8');
const lines = crontab.split('\n').filter((l) => /^[\d*]/.test(l));

/* What is due at that minute, as shell. */
async function due(file, time) {
	return (await run(runner, ['--due', file, ...time.split(' ')],
		{ check: true })).stdout;
}

describe('the lines', () => {
	let s;

	before(async () => {
		s = await stack({ store: true });
	});
	after(() => s?.down());

	test('there are some, and each ends well', async () => {
		const log = path.join(s.dir, 'log/sync.log');

		assert.ok(lines.length >= 2);
		for (const line of lines) {
			const command = line.split(/\s+/).slice(5).join(' ');
			const { code } = await run('sh', ['-c', command], { env: {
				PATH: `${path.dirname(s.program('xeno-sync'))}:` +
					process.env.PATH,
				XENO_CONF: s.env.XENO_CONF, XENO_LOG: log } });

			assert.equal(code, 0, `${command}\n` +
				await readFile(log, 'utf8'));
		}
	});

	test('twice at once is no harm', async () => {
		const codes = await Promise.all(['delta', 'delta', 'queue'].map(
			async (what) => (await s.sync([what])).code));

		assert.deepEqual(codes, [0, 0, 0]);
	});

	test('xeno-sync knows every subcommand of the table', async () => {
		const { stderr, stdout } = await s.sync(['--help']);

		for (const line of lines) {
			const [, what] = /"\$XENO_CONF" (\w+)/.exec(line);

			assert.match(stdout + stderr, new RegExp(`\\b${what}\\b`));
		}
	});
});

describe('when they are due', () => {
	let dir, table;

	before(async () => {
		const { stdout } = await run('mktemp', ['-d'], { check: true });

		dir = stdout.trim();
		table = path.join(dir, 'table');
	});
	after(() => run('rm', ['-rf', dir]));

	test('the delta every quarter of an hour, the queue every minute',
		async () => {
			const file = path.join(top, 'scripts/xeno.crontab');

			for (let minute = 0; minute < 60; minute++) {
				const text = await due(file, `${minute} 12 1 1 4`);

				assert.equal(/ delta /.test(text), minute % 15 === 0);
				assert.ok(/ queue /.test(text));
			}
		});

	/* Ledgers are read for nine minutes, and somebody else finds it busy. */
	test('audit and reconcile when nobody else is at a shop', async () => {
		const file = path.join(top, 'scripts/xeno.crontab');
		const others = / (full|delta|audit|reconcile|agreements) /;

		for (const what of ['audit', 'reconcile']) {
			const [minute, hour] = lines.find((line) =>
				line.includes(` ${what} `)).split(/\s/);

			for (let before = 1; before <= 10; before++)
				assert.doesNotMatch(await due(file,
					`${minute - before} ${hour} 1 1 4`), others);
			assert.deepEqual((await due(file, `${minute} ${hour} 1 1 4`))
				.split('\n').map((l) => others.exec(l)?.[1])
				.filter(Boolean), [what]);
		}
	});

	for (const [fields, time, expected] of [
		['0 3 * * *', '0 3 5 5 0', true],
		['0 3 * * *', '0 4 5 5 0', false],
		['5-20/5 1,3 * * 1-5', '10 3 2 2 5', true],
		['5-20/5 1,3 * * 1-5', '12 3 2 2 5', false],
		['5-20/5 1,3 * * 1-5', '10 3 2 2 6', false],
		['0 0 * * 7', '0 0 9 9 0', true],
		['0 0 1 * 0', '0 0 1 5 3', true],
		['0 0 1 * 0', '0 0 5 5 0', true],
		['0 0 1 * 0', '0 0 5 5 1', false],
		['*/2 * */3 * *', '4 9 7 1 1', true],
		['*/2 * */3 * *', '4 9 8 1 1', false],
	])
		test(`${fields} at ${time}`, async () => {
			await writeFile(table, `${fields}\ttrue\n`);
			assert.equal((await due(table, time)).includes('true'),
				expected);
		});

	test('a variable may hold quotes and blanks', async () => {
		await writeFile(table, 'SAID="it\'s  here"\n* * * * * ' +
			'printf %s "$SAID"\n');
		const { stdout } = await run('sh', ['-c',
			`${await due(table, '1 1 1 1 1')}\nwait`]);

		assert.equal(stdout, 'it\'s  here');
	});
});

describe('a stack with a schedule', () => {
	let s;

	before(async () => {
		s = await stack({ store: true, schedule: true });
	});
	after(() => s?.down());

	test('runs the shipped lines with its own programs', async () => {
		const used = await readFile(path.join(s.dir, 'crontab'), 'utf8');

		assert.deepEqual(used.split('\n').filter((l) => /^[\d*]/.test(l)),
			lines);
		assert.match(used, new RegExp(`^XENO_CONF=${s.env.XENO_CONF}$`,
			'm'));
	});

	test('at the turn of the minute', async () => {
		const log = path.join(s.dir, 'log/sync.log');

		await until('the queue ran', () => readFile(log).then(
			() => true, () => false), 65000);
	});
});
