/* What the answers of nginx are read by, in its tests. */
import assert from 'node:assert/strict';

/* What is promised of every error, nginx's own included. */
export function assertError(answer, status, code) {
	assert.equal(answer.status, status, answer.text);
	assert.match(answer.headers.get('content-type'), /^application\/json/);
	assert.equal(answer.body.code, code);
	assert.ok(answer.body.message.length > 5);
	assert.match(answer.body.requestId, /^[0-9a-f]{32}$/);
	assert.equal(answer.headers.get('x-request-id'),
		answer.body.requestId);
	assert.doesNotMatch(answer.text, /<|nginx/i);
}

/* An answer of raw(): its status line, headers in one text, JSON body. */
export function parseAnswer(text) {
	const [head, ...rest] = text.split('\r\n\r\n');

	return { status: Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), head,
		body: JSON.parse(rest.join('\r\n\r\n')) };
}
