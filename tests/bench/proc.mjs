/* What /proc knows of a process: its children, its time, its memory. */
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const TICKS_PER_S = Number(execFileSync('getconf', ['CLK_TCK']));

function read(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

export function childrenOf(pid) {
	return read(`/proc/${pid}/task/${pid}/children`).split(' ')
		.filter(Boolean).map(Number);
}

/* A process and everything below it. */
export function family(pid) {
	return [pid, ...childrenOf(pid).flatMap(family)];
}

/* Seconds of CPU that these used, and their children that have ended. */
export function cpuSeconds(pids) {
	let ticks = 0;

	for (const pid of pids) {
		const fields = read(`/proc/${pid}/stat`).replace(/^.*\) /s, '')
			.split(' ');

		/* utime, stime, cutime, cstime: 14 to 17 of the whole line */
		for (const field of fields.slice(11, 15))
			ticks += Number(field);
	}
	return ticks / TICKS_PER_S;
}

function megabytes(file, name) {
	const kb = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(file));

	return kb ? Number(kb[1]) / 1024 : 0;
}

/* The most that was ever resident, in MB. */
export function peakOf(pid) {
	return megabytes(`/proc/${pid}/status`, 'VmHWM');
}

/* Resident now and not a file's: heap and stack. */
export function anonymousOf(pid) {
	return megabytes(`/proc/${pid}/status`, 'RssAnon');
}

/* Resident now, what is shared divided by who shares it. */
export function shareOf(pid) {
	return megabytes(`/proc/${pid}/smaps_rollup`, 'Pss');
}
