/*
 * The API document while the database is away: who needs it is answered 503, as
 * the document says, and who does not is answered as ever.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import fc from 'fast-check';

import { checkAnswer, doc, operations } from './contract.mjs';
import { merchant } from './openapi-merchant.mjs';
import { addressOf, headersOf, requests } from './openapi-requests.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);

describe('while the database is away', () => {
	let s, who;
	const wanted = new Map(), away = [];

	before(async () => {
		console.log(`XENO_SEED=${seed}`);
		s = await stack({ store: true, cluster: 'own' });
		who = await merchant(s, seed);
		for (const operation of operations)
			wanted.set(operation, fc.sample(requests(operation,
				await who.known(operation)).sure, { seed, numRuns: 3 }));
		await s.postgres.kill();
	});
	after(async () => {
		await s?.postgres.start();
		await s?.down();
	});

	async function call(operation, request) {
		const needsToken = (operation.security ?? doc.security).length;
		const url = addressOf(operation, request);
		const answer = await s.send(operation.method, url, {
			token: needsToken ? who.token : undefined,
			body: request.body, headers: headersOf(operation, request,
				s.env.SHOPIFY_API_SECRET) });

		checkAnswer(operation, answer, `${operation.method} ${url} ` +
			`${request.body ?? ''} (XENO_SEED=${seed})`, 503);
		return answer.status;
	}

	for (const operation of operations)
		test(`answers ${operation.name} as documented`, async () => {
			for (const request of wanted.get(operation))
				if (await call(operation, request) === 503)
					away.push(operation.name);
		});

	/* Not all: what has no cookie, say, is refused before. */
	test('and does most of it by 503', () => {
		const may = operations.filter(({ responses }) => responses['503']);

		assert.ok(new Set(away).size > 0.8 * may.length, `${away}`);
	});
});
