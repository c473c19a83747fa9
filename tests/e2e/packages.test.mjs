/*
 * scripts/install-packages on a host that is a directory, with an apt-get that
 * ends whoever started it: what it changes for a while is as before.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from
	'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { run } from './run.mjs';
import { top } from './stack.mjs';

const OWN = '#!/bin/sh\nexit 0\n', CONF = '#create_main_cluster = true\n';
let root, policy, conf;

beforeEach(async () => {
	root = await mkdtemp(path.join(tmpdir(), 'xeno-packages-'));
	policy = path.join(root, 'usr/sbin/policy-rc.d');
	conf = path.join(root, 'etc/postgresql-common/createcluster.conf');
	for (const file of [policy, conf])
		await mkdir(path.dirname(file), { recursive: true });
	await writeFile(conf, CONF);
	/* When all is changed that it changes. */
	await writeFile(path.join(root, 'apt-get'), `#!/bin/sh
		case $* in
		*xeno-made-up*)
			cat "$DPKG_ROOT/usr/sbin/policy-rc.d" \
				${conf}
			kill -s "$SIGNAL" $PPID ;;
		esac\n`);
	await chmod(path.join(root, 'apt-get'), 0o755);
});
afterEach(() => rm(root, { recursive: true }));

const install = (signal, ...packages) => run(path.join(top,
	'scripts/install-packages'), ['--as-root', ...packages],
{ env: { PATH: `${root}:${process.env.PATH}`, DPKG_ROOT: root,
	SIGNAL: signal } });

async function interrupt(signal) {
	const { code, stdout } = await install(signal, 'postgresql-15',
		'xeno-made-up');

	assert.notEqual(code, 0);
	assert.match(stdout, /^exit 101$/m);
	assert.match(stdout, /^create_main_cluster = false/m);
}

const missing = (file) => assert.rejects(readFile(file), { code: 'ENOENT' });

describe('what forbids services to start', () => {
	for (const signal of ['HUP', 'INT', 'TERM'])
		test(`is gone after SIG${signal}`, async () => {
			await interrupt(signal);
			await missing(policy);
			assert.equal(await readFile(conf, 'utf8'), CONF);
		});

	test('is gone when it runs again, after SIGKILL', async () => {
		await interrupt('KILL');
		assert.match(await readFile(policy, 'utf8'), /exit 101/);
		assert.equal((await install('', 'another')).code, 0);
		await missing(policy);
		assert.equal(await readFile(conf, 'utf8'), CONF);
	});

	test('also where nothing is missing any more', async () => {
		await writeFile(policy, OWN);
		await interrupt('KILL');
		assert.equal((await install('')).code, 0);
		assert.equal(await readFile(policy, 'utf8'), OWN);
		assert.equal(await readFile(conf, 'utf8'), CONF);
	});

	test('stays where it is the host\'s own', async () => {
		await writeFile(policy, '#!/bin/sh\nexit 101\n');
		assert.equal((await install('', 'another')).code, 0);
		assert.equal(await readFile(policy, 'utf8'),
			'#!/bin/sh\nexit 101\n');
	});
});
