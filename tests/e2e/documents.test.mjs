/*
 * What is sent to Shopify is held against Shopify's own schema, and what is
 * printed of the worker's statements against the database's.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parse, specifiedRules, validate,
	NoDeprecatedCustomRule } from 'graphql';

import { checkBulkQuery } from '../shopify/bulk-rules.mjs';
import { schema } from '../shopify/schema.mjs';
import { run } from './run.mjs';
import { program, stack } from './stack.mjs';

describe('every document', () => {
	let s, documents;

	before(async () => {
		s = await stack();
		const { stdout, code } = await s.sync(['documents']);

		assert.equal(code, 0);
		documents = stdout.trim().split('\n').map(JSON.parse);
	});
	after(() => s?.down());

	test('is valid, and uses nothing that will go', () => {
		assert.ok(documents.length >= 15);
		for (const { name, text } of documents)
			assert.deepEqual(validate(schema(), parse(text),
				[...specifiedRules, NoDeprecatedCustomRule])
				.map((e) => e.message), [], name);
	});

	test('of a bulk operation keeps its rules', () => {
		const bulk = documents.filter(({ name }) =>
			/^bulk_((changed_)?(customers|products|orders)|nothing)$/
				.test(name));

		assert.equal(bulk.length, 7);
		for (const { name, text } of bulk)
			assert.equal(checkBulkQuery(text).problems, undefined,
				name);
	});

	test('asks for an order in the same words everywhere', () => {
		const words = (name) => documents.find((d) => d.name === name)
			.text.match(/id name email .*?totalTipReceivedSet/)[0];

		assert.equal(words('bulk_orders'), words('page_orders'));
		assert.equal(words('bulk_orders'), words('nodes_orders'));
	});
});

describe('every statement', () => {
	let s;

	before(async () => { s = await stack(); });
	after(() => s?.down());

	test('of the worker is printed, to be prepared', async () => {
		const { stdout } = await run(program('xeno-worker'), ['-s'],
			{ check: true });
		const statements = stdout.trim().split('\n\n').map((text) =>
			text.match(/^-- (\w+), \d+ parameters\n(.*)$/s));
		/* PREPARE takes no cursors and no savepoints. */
		const some = statements.filter(([, , sql]) =>
			/^(WITH|SELECT|INSERT|UPDATE|DELETE)/.test(sql));
		const script = some.map(([, name, sql]) =>
			`PREPARE ${name} AS ${sql}`).join('\n');

		assert.ok(some.length > 300, `${some.length}`);
		await run('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1',
			s.env.DATABASE_APP_URL], { check: true, input: script });
	});

	test('of the sync is printed', async () => {
		const { stdout } = await s.sync(['statements']);

		assert.match(stdout, /^-- copy_merge_order, 3 parameters\nINSERT/m);
	});
});
