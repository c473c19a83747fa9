/* `make install`: all that the shipped files and README speak of is there. */
import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, readdir, rm, writeFile } from
	'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { run } from './run.mjs';
import { top } from './stack.mjs';

let root;

/* -o all: the programs are those that are tested, not made again. */
const make = (target) => run('sh', ['-c', 'umask 077; exec make "$@"', 'sh',
	'-s', '-o', 'all', target, `DESTDIR=${root}`,
	...process.env.XENO_BUILD ? [`BUILD=${process.env.XENO_BUILD}`] : []],
{ cwd: top, check: true });

const find = async (...what) => (await run('find', [path.join(root,
	'usr/local'), ...what], { check: true })).stdout;

before(async () => {
	root = await mkdtemp(path.join(tmpdir(), 'xeno-install-'));
	await make('install');
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

	test('can be read by everybody, whatever the umask was', async () => {
		assert.equal(await find('!', '-perm', '-a=r', '-o', '-type',
			'd', '!', '-perm', '-a=x'), '');
	});

	test('is the same when it is installed again', async () => {
		const before = await find();

		await make('install');
		assert.equal(await find(), before);
		assert.deepEqual(await readdir(path.join(root,
			'usr/local/share/xeno/nginx/xeno-site')),
		await readdir(path.join(top, 'nginx/site')));
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

	/* As Debian has it; to do it once more changes nothing. */
	test('has an nginx with room for what it allows', async () => {
		const text = await readFile(path.join(top, 'README'), 'utf8');
		const [command] = /sed -i [^]*?nginx\.conf$/m.exec(text);
		const file = path.join(root, 'nginx.conf');

		await writeFile(file, 'user www-data;\n\nevents {\n' +
			'\tworker_connections 768;\n\t# multi_accept on;\n}\n');
		for (let i = 0; i < 2; i++)
			await run('sh', ['-c', command.replace(
				'/etc/nginx/nginx.conf', file)], { check: true });
		assert.equal(await readFile(file, 'utf8'), 'user www-data;\n\n' +
			'worker_rlimit_nofile 16384;\nevents {\n' +
			'\tworker_connections 4096;\n\t# multi_accept on;\n}\n');
	});

	test('goes again', async () => {
		await make('uninstall');
		assert.equal(await find('-type', 'f'), '');
	});
});
