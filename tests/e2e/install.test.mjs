/* `make install`: all that the shipped files and README speak of is there. */
import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { run } from './run.mjs';
import { top } from './stack.mjs';

let root;

before(async () => {
	root = await mkdtemp(path.join(tmpdir(), 'xeno-install-'));
	/* -o all: the programs are those that are tested, not made again. */
	await run('make', ['-s', '-o', 'all', 'install', `DESTDIR=${root}`,
		...process.env.XENO_BUILD ?
			[`BUILD=${process.env.XENO_BUILD}`] : []],
	{ cwd: top, check: true });
});
after(() => rm(root, { recursive: true, force: true }));

describe('what is installed', () => {
	for (const file of ['README', 'nginx/site/server.conf',
		'scripts/systemd/xeno-worker@.service'])
		test(`is what ${file} names`, async () => {
			const text = await readFile(path.join(top, file), 'utf8');
			const names = text.match(
				/\/usr\/local\/(sbin|share)\/[\w./-]*\w/g);

			assert.ok(names.length > 0);
			for (const name of new Set(names))
				await access(path.join(root, name));
		});

	test('has every script whole', async () => {
		for (const name of ['migrate', 'backup', 'restore']) {
			const { code, stderr } = await run(path.join(root,
				'usr/local/share/xeno/scripts', name), [],
			{ env: { PATH: process.env.PATH } });

			assert.equal(code, 2, stderr);
			assert.match(stderr, /--dir D|DATABASE_URL/);
		}
	});

	test('is hardened', async () => {
		for (const name of ['xeno-worker', 'xeno-sync']) {
			const { stdout } = await run('readelf', ['-Whlds',
				path.join(root, 'usr/local/sbin', name)],
			{ check: true });

			for (const [what, sign] of Object.entries({
				PIE: /Type: +DYN /, RELRO: /GNU_RELRO/,
				'full RELRO': /FLAGS_1\).* NOW/,
				'a stack protector': /__stack_chk_fail/,
				FORTIFY: /__\w+_chk@/,
				'a stack without code': /GNU_STACK .* RW +0x/ }))
				assert.match(stdout, sign, `${name}: ${what}`);
		}
	});

	test('runs', async () => {
		const { stdout } = await run(path.join(root,
			'usr/local/sbin/xeno-sync'), ['documents'], { check: true });

		assert.match(stdout, /query/);
	});
});
