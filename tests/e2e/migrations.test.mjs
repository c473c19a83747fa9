/* Every migration of the plan can be verified and taken back. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { top } from './stack.mjs';

const sql = path.join(top, 'sql');
const plan = (await readFile(path.join(sql, 'sqitch.plan'), 'utf8'))
	.split('\n').filter((line) => line && !line.startsWith('%'))
	.map((line) => line.split(' ')[0]);

const read = (kind, change) =>
	readFile(path.join(sql, kind, `${change}.sql`), 'utf8');

test('the plan has changes, each of them once', () => {
	assert.ok(plan.length >= 8);
	assert.equal(new Set(plan).size, plan.length);
});

for (const kind of ['deploy', 'verify', 'revert']) {
	test(`sql/${kind} has a file for each change and no other`, async () => {
		const files = await readdir(path.join(sql, kind));

		assert.deepEqual(files.sort(),
			plan.map((change) => `${change}.sql`).sort());
	});

	test(`each file of sql/${kind} is one transaction and says what it is`,
		async () => {
			for (const change of plan) {
				const text = await read(kind, change);
				const end = kind === 'verify' ? 'ROLLBACK' :
					'COMMIT';

				assert.match(text.split('\n')[0], new RegExp(
					`^-- ${kind} xeno:${change} `, 'i'));
				assert.match(text, /^BEGIN;$/m, change);
				assert.match(text, new RegExp(`^${end};$`, 'm'),
					`${kind}/${change}`);
			}
		});
}

/* What a deployment makes its verification looks at. */
test('every table is named where its change is verified', async () => {
	for (const change of plan) {
		const text = await read('deploy', change);
		const verify = await read('verify', change);

		for (const [, table] of text.matchAll(/^CREATE TABLE (\w+)/gm))
			assert.match(verify, new RegExp(`\\b${table}\\b`),
				`${change}: ${table}`);
	}
});
