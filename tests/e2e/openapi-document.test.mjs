/*
 * The API document and the worker's routes say the same, and the document is
 * OpenAPI 3.1 as others read it.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import { createConfig, lint } from '@redocly/openapi-core';

import { doc, file, operations } from './contract.mjs';
import { resolve } from './schema.mjs';
import { top } from './stack.mjs';

/*
 * All that Redocly's linter recommends, as errors, and what it leaves off.
 * Not: that each operation has a 2xx (two redirect) and a 4xx (some cannot
 * fail by what the caller does).
 */
const RULES = {
	'operation-2xx-response': 'off',
	'operation-4xx-response': 'off',
	'no-unused-components': 'error',
	'no-ambiguous-paths': 'error',
	'no-http-verbs-in-paths': 'off',
	'no-path-trailing-slash': 'error',
	'operation-operationId': 'error',
	'operation-operationId-unique': 'error',
	'operation-operationId-url-safe': 'error',
	'operation-parameters-unique': 'error',
	'operation-singular-tag': 'error',
	'operation-tag-defined': 'error',
	'no-invalid-schema-examples': 'error',
	'no-invalid-parameter-examples': 'error',
	'no-invalid-media-type-examples': 'error',
	'response-contains-header': 'off',
};

describe('the document', () => {
	test('has every route of the worker, and no other', async () => {
		const table = await readFile(path.join(top, 'src/worker/routes.c'),
			'utf8');
		const routes = [...table.matchAll(/\{ METHOD_(\w+), +"([^"]+)"/g)]
			.map(([, method, route]) =>
				`${method} ${route.replace(/:(\w+)/g, '{$1}')}`);

		assert.deepEqual(operations.map((o) => o.name).filter((name) =>
			name !== 'GET /api/openapi.json').sort(), routes.sort());
	});

	test('is in order for a linter', async () => {
		const problems = await lint({ ref: file, config: await createConfig(
			{ extends: ['recommended-strict'], rules: RULES }) });

		assert.deepEqual(problems.map((p) => `${p.ruleId}: ${p.message} ` +
			p.location.map((place) => place.pointer)), []);
	});

	/* nginx refuses a path that is no URL. */
	test('has an answer to strangers, and to a broken path', () => {
		for (const { name, route, security, responses } of operations) {
			assert.ok(security || responses['401'], name);
			assert.ok(!route.includes('{') || responses['400'], name);
		}
	});

	/* Whether it says that it takes one, or not. */
	test('has an answer to a body that is too large', () => {
		for (const { name, method, responses } of operations)
			assert.ok(['GET', 'DELETE'].includes(method) ||
				responses['413'], name);
	});

	/* The names of numbers that a schema may hold. */
	function* numbers(schema, name) {
		if (schema.$ref)
			yield* numbers(resolve(doc, schema.$ref), name);
		for (const part of [...schema.allOf ?? [], ...schema.oneOf ?? []])
			yield* numbers(part, name);
		if ([schema.type].flat().some((t) => ['number', 'integer']
			.includes(t)))
			yield name;
		if (schema.items)
			yield* numbers(schema.items, name);
		for (const [member, part] of Object.entries(
			schema.properties ?? {}))
			yield* numbers(part, member);
	}

	test('has a definition of every figure, and no other', async () => {
		const table = await readFile(path.join(top,
			'lib/domain/metrics/definitions.c'), 'utf8');
		const defined = [...table.matchAll(/^\t\{ "(\w+)", UNIT_/gm)]
			.map(([, name]) => name);
		const used = operations.filter(({ tags }) =>
			['metrics', 'lists'].includes(tags[0]))
			.flatMap(({ responses }) => [...numbers(responses['200']
				.content['application/json'].schema)]);

		assert.deepEqual([...new Set(used)].sort(), defined.sort());
	});

	test('knows every table of access', async () => {
		const table = await readFile(path.join(top, 'src/worker/routes.c'),
			'utf8');

		const spelled = (name) => name.toLowerCase().replace('_', '-');
		const wanted = (access, scope) => ({ OPEN: [],
			COOKIE: [{ cookie: [] }],
			COOKIE_OR_BEARER: [{ cookie: [] }, { bearer: ['read-only'] }],
		}[access] ?? [{ bearer: [spelled(access), ...scope === 'NONE'
			? [] : [spelled(scope).replace('-', ':')]] }]);

		const row = /\{ METHOD_(\w+), +"(.+)",\s+ACCESS_(\w+),\s+SCOPE_(\w+)/g;

		for (const [, method, route, access, scope] of
			table.matchAll(row)) {
			const operation = operations.find((o) =>
				o.method === method && o.route ===
				route.replace(/:(\w+)/g, '{$1}'));

			assert.deepEqual(operation.security ?? doc.security,
				wanted(access, scope), `${method} ${route}`);
			assert.ok(access === 'OPEN' || operation.responses['403'],
				`${method} ${route}`);
		}
	});
});
