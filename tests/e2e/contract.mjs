/* The API document, and answers held to it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile } from 'node:fs/promises';

import { meant, wrong } from './schema.mjs';
import { top } from './stack.mjs';

export const file = path.join(top, 'nginx/openapi.json');
export const doc = JSON.parse(await readFile(file, 'utf8'));

/*
 * What an operation says, and of its place: name (GET /api/orders), method,
 * route, and all its parameters without references.
 */
export const operations = Object.entries(doc.paths).flatMap(([route, item]) =>
	Object.entries(item).filter(([method]) => method !== 'parameters')
		.map(([method, operation]) => ({ ...operation, route,
			method: method.toUpperCase(),
			name: `${method.toUpperCase()} ${route}`,
			parameters: [...item.parameters ?? [],
				...operation.parameters ?? []]
				.map((p) => meant(doc, p)) })));

/* The names of what was held so far. */
export const seen = new Set();

function checkHeaders(documented, answer, what) {
	for (const [name, one] of Object.entries(documented.headers ?? {})) {
		const { schema, required } = meant(doc, one);
		const said = answer.headers.get(name);

		assert.ok(said !== null || !required, `${what}: no ${name}`);
		if (said !== null)
			assert.deepEqual(wrong(doc, schema, schema.type === 'integer' ?
				Number(said) : said), [], `${what}: ${name}`);
	}
	assert.match(answer.headers.get('x-request-id'), /^[0-9a-f]{32}$/, what);
}

/*
 * One of those that the document has, no fault of the service but `most`;
 * `what` was called is said if not.
 */
export function checkAnswer(operation, answer, what, most = 499) {
	const { status, text } = answer;
	const documented = meant(doc, operation.responses[status]);

	assert.ok(status <= most, `${what}: ${status} ${text}`);
	assert.ok(documented, `${what}: ${status} is not documented: ${text}`);
	seen.add(operation.name);
	checkHeaders(documented, answer, what);
	if (!documented.content)
		return assert.equal(text, '', what);
	const type = answer.headers.get('content-type')?.split(';')[0];
	const content = documented.content[type];

	assert.ok(content, `${what}: ${status} as ${type}`);
	return assert.deepEqual(wrong(doc, content.schema, answer.body), [],
		`${what}: ${status} ${text}`);
}

/* Hold the answer of a path to the document, and give it back. */
export function hold(method, url, status, answer) {
	const path_ = url.split('?')[0];
	const found = operations.find((o) => o.method === method &&
		new RegExp(`^${o.route.replace(/\{\w+\}/g, '[^/]+')}$`).test(path_));

	assert.ok(found, `${method} ${path_} is not documented`);
	assert.equal(answer.status, status, `${method} ${url}: ${answer.text}`);
	checkAnswer(found, answer, `${method} ${url}`);
	return answer;
}
