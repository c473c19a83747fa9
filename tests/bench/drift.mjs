/*
 * Drift: whether every rollup is what the rows add up to, after many changes of
 * every kind in any order: tests/e2e/drift.test.mjs, with as many as are asked
 * for, on a stack of its own.  It draws others each time, and prints its seed.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { top } from '../e2e/stack.mjs';
import { number } from './table.mjs';

export function measureDrift(service, table, { drift }) {
	const began = performance.now();
	const { status, stdout } = spawnSync(process.execPath, ['--test',
		path.join(top, 'tests/e2e/drift.test.mjs')], { encoding: 'utf8',
		env: { ...process.env, XENO_DRIFT: String(drift) } });
	const differ = Number(stdout.match(/XENO_DIFFER=(\d+)/)?.[1]);

	/* What differs is a figure; whatever else failed there has its words. */
	if (status !== 0 && !(differ > 0))
		throw new Error(stdout.slice(-2000));
	table.part(`${number(drift)} orders that come, change, move, go and ` +
		'are told again, in any order');
	table.add('rows of rollups that differ', '', { ours: differ, most: 0 });
	table.add('all of it, syncs between them too', 's', {
		ours: (performance.now() - began) / 1000 });
	table.note(`    ${stdout.match(/XENO_SEED=\d+/)}`);
}
