/*
 * Every operation of the API document, as it says, on the real service: with
 * values that its schemas let pass, with the ends of their ranges, and with
 * hostile ones.  Whatever is sent, the answer's status, headers and body are
 * those of the document, and none is a fault of the service; what a schema
 * does not let pass is refused, and a refusal names what is at fault.
 *
 * The operations are read from the document, so a new one is walked as soon
 * as it is there.  XENO_SEED repeats a walk, XENO_WALK asks for a longer one.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import fc from 'fast-check';

import { checkAnswer, doc, operations } from './contract.mjs';
import { merchant } from './openapi-merchant.mjs';
import { addressOf, headersOf, requests } from './openapi-requests.mjs';
import { stack } from './stack.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
const CALLS = Number(process.env.XENO_WALK ?? 24);

/* What takes away comes last. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const inOrder = [...operations].sort((a, b) =>
	METHODS.indexOf(a.method) - METHODS.indexOf(b.method));

const schemes = (operation) => (operation.security ?? doc.security)
	.flatMap(Object.keys);

describe('the API', () => {
	let s, who;

	before(async () => {
		console.log(`XENO_SEED=${seed}`);
		s = await stack({ store: true,
			set: { 'nginx.events_rate': '10000r/s',
				webhook_subscriptions: 'app' } });
		who = await merchant(s, seed);
	});
	after(() => s?.down());

	async function call(operation, request) {
		const url = addressOf(operation, request);
		const what = `${operation.method} ${url} ${request.body ?? ''} ` +
			`(XENO_SEED=${seed})`;
		const answer = await s.send(operation.method, url, {
			token: schemes(operation).length ? who.token : undefined,
			body: request.body, headers: headersOf(operation, request,
				s.env.SHOPIFY_API_SECRET) });

		checkAnswer(operation, answer, what);
		if (request.refused)
			assert.ok(answer.status >= 400, `${what}: ${answer.status}, ` +
				`although ${request.refused}`);
		if (answer.status === 400 && request.kind === 'good')
			assert.ok(answer.body.field, `${what}: ${answer.text}`);
		if (answer.status === 401 && schemes(operation).length)
			await who.comeBack();
		return answer.status;
	}

	const needsToken = (operation) =>
		schemes(operation).join() === 'bearer';

	/* Until it does: else a walk would be one through refusals. */
	async function succeed(operation, sure) {
		for (const request of fc.sample(sure, { seed,
			numRuns: 10 * CALLS }))
			if (await call(operation, request) < 400)
				return;
		assert.fail(`${operation.name} refuses all (XENO_SEED=${seed})`);
	}

	/* What there is, after making one where there has to be one first. */
	async function knownTo(operation) {
		const known = await who.known(operation);
		const [, list, name] = /^(.*)\/\{(\w+)\}/.exec(operation.route) ??
			[];
		const maker = operations.find((o) => o.name === `POST ${list}`);

		if (!maker || known[name]?.length !== 0)
			return known;
		await succeed(maker, requests(maker, await who.known(maker)).sure);
		return who.known(operation);
	}

	for (const operation of inOrder)
		test(`answers ${operation.name} as documented`, async () => {
			const { sure, any } = requests(operation,
				await knownTo(operation));

			if (needsToken(operation))
				await succeed(operation, sure);
			await fc.assert(fc.asyncProperty(any, async (request) => {
				await call(operation, request);
			}), { seed, numRuns: CALLS });
		});

	test('refuses whoever shows no token, or a wrong one', async () => {
		for (const operation of operations) {
			if (!needsToken(operation))
				continue;
			for (const token of [undefined, 'x', `${who.token}x`]) {
				const url = operation.route.replace(/\{\w+\}/g, '1');
				const what = `${operation.method} ${url}`;
				const answer = await s.send(operation.method, url,
					{ token });

				checkAnswer(operation, answer, what);
				assert.equal(answer.status, 401, what);
			}
		}
	});
});
