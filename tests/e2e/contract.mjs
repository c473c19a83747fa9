/* The API document, and answers held to it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile } from 'node:fs/promises';

import { resolve, wrong } from './schema.mjs';
import { top } from './stack.mjs';

export const doc = JSON.parse(await readFile(path.join(top,
	'nginx/openapi.json'), 'utf8'));

export const operations = Object.entries(doc.paths).flatMap(([route, item]) =>
	Object.entries(item).filter(([method]) => method !== 'parameters')
		.map(([method, operation]) => ({ method: method.toUpperCase(), route,
			operation, parameters: [...item.parameters ?? [],
				...operation.parameters ?? []] })));

/* What was looked up so far: "GET /api/shops". */
export const seen = new Set();

/* The documented answer for a status; it throws where there is none. */
export function documented(method, url, status) {
	const path_ = url.split('?')[0];
	const found = operations.find((o) => o.method === method &&
		new RegExp(`^${o.route.replace(/\{\w+\}/g, '[^/]+')}$`).test(path_));
	const answer = found?.operation.responses[status];

	assert.ok(answer, `${method} ${path_} ${status} is not documented`);
	seen.add(`${method} ${found.route}`);
	return answer.$ref ? resolve(doc, answer.$ref) : answer;
}

/* Hold an answer to the document, and give it back. */
export function hold(method, url, status, answer) {
	const what = `${method} ${url}`;

	assert.equal(answer.status, status, `${what}: ${answer.text}`);
	const { content, headers } = documented(method, url, status);

	for (const name of Object.keys(headers ?? {}))
		if (name !== 'Link')
			assert.ok(answer.headers.get(name), `${what}: ${name}`);
	if (!content) {
		assert.equal(answer.text, '', what);
		return answer;
	}
	const [[type, { schema }]] = Object.entries(content);

	assert.equal(answer.headers.get('content-type').split(';')[0], type);
	assert.deepEqual(wrong(doc, schema, answer.body), [], what);
	return answer;
}
