/* The API document and the worker's routes say the same. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import { doc, operations } from './contract.mjs';
import { resolve } from './schema.mjs';
import { top } from './stack.mjs';

function* references(node) {
	if (node && typeof node === 'object')
		for (const [name, value] of Object.entries(node))
			if (name === '$ref')
				yield value;
			else
				yield* references(value);
}

describe('the document', () => {
	test('has every route of the worker, and no other', async () => {
		const table = await readFile(path.join(top, 'src/worker/routes.c'),
			'utf8');
		const routes = [...table.matchAll(/\{ METHOD_(\w+), +"([^"]+)"/g)]
			.map(([, method, route]) =>
				`${method} ${route.replace(/:(\w+)/g, '{$1}')}`);

		assert.deepEqual(operations.map((o) => `${o.method} ${o.route}`)
			.filter((name) => name !== 'GET /api/openapi.json').sort(),
		routes.sort());
	});

	test('refers only to what it has, and has nothing unused', () => {
		const used = new Set(references(doc));

		for (const ref of used)
			assert.ok(resolve(doc, ref), ref);
		for (const kind of ['schemas', 'responses', 'parameters'])
			for (const name of Object.keys(doc.components[kind]))
				assert.ok(used.has(`#/components/${kind}/${name}`), name);
	});

	test('names each operation, its parameters and its answers', () => {
		const ids = new Set();

		for (const { method, route, operation, parameters } of operations) {
			const { operationId, summary, responses } = operation;
			const all = parameters.map((p) =>
				p.$ref ? resolve(doc, p.$ref) : p);

			assert.ok(operationId && summary, `${method} ${route}`);
			assert.ok(!ids.has(operationId), operationId);
			ids.add(operationId);
			assert.deepEqual(all.filter((p) => p.in === 'path')
				.map((p) => p.name),
			[...route.matchAll(/\{(\w+)\}/g)].map((m) => m[1]));
			assert.ok(Object.keys(responses).some((c) => /^[23]/.test(c)));
			if (!operation.security)
				assert.ok(responses['401'], `${method} ${route}`);
		}
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
			'lib/domain/definitions.c'), 'utf8');
		const defined = [...table.matchAll(/^\t\{ "(\w+)", UNIT_/gm)]
			.map(([, name]) => name);
		const used = operations.filter(({ operation }) =>
			['metrics', 'lists'].includes(operation.tags[0]))
			.flatMap(({ operation }) => [...numbers(operation
				.responses['200'].content['application/json'].schema)]);

		assert.deepEqual([...new Set(used)].sort(), defined.sort());
	});

	test('knows every table of access', async () => {
		const table = await readFile(path.join(top, 'src/worker/routes.c'),
			'utf8');

		const spelled = (name) => name.toLowerCase().replace('_', '-');
		const wanted = (access, scope) => ({ OPEN: [],
			COOKIE: [{ cookie: [] }],
			COOKIE_OR_BEARER: [{ cookie: [] }, { bearer: ['read-only'] }],
		}[access] ?? [{ bearer: [spelled(access), ...scope === 'NO_SCOPE'
			? [] : [spelled(scope).replace('-', ':')]] }]);

		for (const [, method, route, access, scope] of table.matchAll(
			/\{ METHOD_(\w+), +"([^"]+)", (\w+),\s+(\w+),\s+\w+ \}/g)) {
			const { operation } = operations.find((o) =>
				o.method === method && o.route ===
				route.replace(/:(\w+)/g, '{$1}'));

			assert.deepEqual(operation.security ?? doc.security,
				wanted(access, scope), `${method} ${route}`);
			assert.ok(access === 'OPEN' || operation.responses['403'],
				`${method} ${route}`);
		}
	});
});
