/* What the figures are of: machine, versions, and how fast its disk syncs. */
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync }
	from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

function version(program, args, pattern) {
	const { stdout, stderr } = spawnSync(program, args,
		{ encoding: 'utf8' });

	return pattern.exec(`${stdout}${stderr}`)?.[1] ?? '?';
}

/* Milliseconds that 8 kB take to be safe on the disk of `dir`. */
function syncMs(dir) {
	const file = path.join(dir, 'sync-test');
	const fd = openSync(file, 'w');
	const times = [];

	for (let i = 0; i < 60; i++) {
		const began = process.hrtime.bigint();

		writeSync(fd, Buffer.alloc(8192), 0, 8192, i * 8192);
		fdatasyncSync(fd);
		times.push(Number(process.hrtime.bigint() - began) / 1e6);
	}
	closeSync(fd);
	rmSync(file);
	return times.sort((a, b) => a - b)[times.length / 2];
}

function system() {
	const name = /^PRETTY_NAME="(.*)"$/m.exec(
		readFileSync('/etc/os-release', 'utf8'))?.[1];

	return `${name ?? os.type()}, Linux ${os.release()}`;
}

export function printFacts(dir) {
	const cpus = os.cpus();
	const gb = (bytes) => `${(bytes / 2 ** 30).toFixed(0)} GB`;

	console.log(`machine     ${cpus.length} x ${cpus[0].model.trim()}, ` +
		`${gb(os.totalmem())}, ${gb(os.freemem())} of it free
system      ${system()}
versions    PostgreSQL ${version('psql', ['--version'], /([\d.]+)/)}, ` +
		`nginx ${version('nginx', ['-v'], /nginx\/([\d.]+)/)}, ` +
		`Node ${process.versions.node}
disk        an fdatasync of 8 kB takes ${syncMs(dir).toFixed(2)} ms
load        ${os.loadavg().map((n) => n.toFixed(2)).join(' ')} ` +
		`before the first measurement
`);
}
