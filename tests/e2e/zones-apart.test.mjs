/*
 * Two stores whose clocks show the same time of different days, always: in Apia
 * it is a day later than in Pago Pago.  Each has a currency of its own, and of
 * both the range is the days of both, whichever sells more.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stack } from './stack.mjs';

const DAY_MS = 86_400_000;
const stores = [
	{ name: 'apia', currency: 'JPY', timezone: 'Pacific/Apia' },
	{ name: 'pago', currency: 'USD', timezone: 'Pacific/Pago_Pago' }];
const ANSWERS = ['overview', 'sales-bridge', 'breakdown?by=channel',
	'discounts', 'refunds', 'refunds?basis=order_day'];
const whenIt = new Date(Date.now() - 5 * DAY_MS).toISOString();
let s, token, orders = 0;

async function sell({ id, currency, timezone }, price) {
	const { status, text } = await s.post('/api/orders', { shopId: id,
		shop: { currency, timezone }, records: [{ id: ++orders,
			createdAt: whenIt, updatedAt: whenIt, totalPrice: price,
			lineItems: [{ id: 1, title: 'Thing', quantity: 1, price }] }] },
	token);

	assert.equal(status, 200, text);
}

before(async () => {
	s = await stack();
	const account = await s.register({ shopDomain: 'apia.myshopify.com' });
	const { body } = await s.post('/api/auth/add-shop', { shopName: 'pago',
		shopDomain: 'pago.myshopify.com' }, account.token);

	token = account.token;
	stores[0].id = account.shop.id;
	stores[1].id = body.shop.id;
	await sell(stores[0], '5000');
	await sell(stores[1], '10.00');
});
after(() => s?.down());

async function ask(name, more) {
	const [path, own = ''] = name.split('?');
	const { status, body, text } = await s.get(`/api/metrics/${path}?` +
		new URLSearchParams([...new URLSearchParams(own),
			...Object.entries(more)]), token);

	assert.equal(status, 200, text);
	return body;
}

/* Each store's alone, and both: of the same days, if midnight comes between. */
async function asked(name) {
	const alone = () => Promise.all(stores.map(({ id }) =>
		ask(name, { shopId: id })));
	const days = (answers) => answers.map(({ from, to }) => [from, to]);

	for (;;) {
		const before_ = await alone();
		const both = await ask(name, {});
		const after_ = await alone();

		if (`${days(before_)}` === `${days(after_)}`)
			return [both, ...after_];
	}
}

function ranges(what) {
	for (const name of ANSWERS)
		test(`${name} from the first day of all to the last, ${what}`,
			async () => {
				const [both, apia, pago] = await asked(name);

				assert.ok(pago.from < apia.from && pago.to < apia.to);
				assert.deepEqual([both.from, both.to],
					[pago.from, apia.to]);
				if (name === 'overview')
					assert.deepEqual([both.previous.from,
						both.previous.to],
					[pago.previous.from, apia.previous.to]);
			});
}

describe('a range of two currencies', () => {
	ranges('the later one ahead');

	test('the other one sells more', () => sell(stores[1], '90000.00'));
	ranges('the earlier one ahead');

	/* In Apia the day is over, so nothing of its comparison is cut. */
	test('says where one of them is cut', async () => {
		const [, , { to: today }] = await asked('overview');
		const [cut, ...alone] = await Promise.all([{}, ...stores.map(
			({ id }) => ({ shopId: id }))].map(async (more) =>
			(await ask('overview', { from: today, to: today, ...more }))
				.previous.until));

		assert.equal(alone[0], null);
		assert.match(alone[1], /T\d\d:\d\d:\d\dZ$/);
		assert.match(cut, /T\d\d:\d\d:\d\dZ$/);
	});
});
