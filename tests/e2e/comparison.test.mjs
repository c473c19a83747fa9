/*
 * What overview compares a range with: the days before, the year before by
 * dates and by weekdays, days of their own; like for like where today is in
 * it.  The days are computed here, the sums by the database over the ledger.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { instantOf } from '../../nginx/html/src/days.js';
import { exact, fullSync, openShop, plain } from './compare.mjs';
import { stack } from './stack.mjs';

const DAY_MS = 86400000;
const seed = Number(process.env.XENO_SEED ?? 20261122);
const timezone = 'America/Los_Angeles';
let s, shop;

before(async () => {
	s = await stack({ store: true });
	shop = await openShop(s, { domain: 'compared.myshopify.com', seed,
		orders: 600, days: 800, timezone, webhooks: false });
	await fullSync(s, shop);
});
after(() => s?.down());

/* The wall clock of the shop at an instant, as if it were UTC. */
const wall = (ms) => Date.parse(`${new Date(ms).toLocaleString('sv-SE',
	{ timeZone: timezone }).replace(' ', 'T')}Z`);
/* The instant of a wall clock, which a change of the clocks may leave out. */
const instant = (ms) => instantOf(timezone,
	...new Date(ms).toISOString().slice(0, 19).split('T'));
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);
const moved = (day, days) => dayOf(Date.parse(day) + days * DAY_MS);
const length = (from, to) => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/* The same date a year before; there is no 29 February then. */
function yearBefore(day) {
	const date = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;

	return Number.isNaN(Date.parse(date)) ||
		dayOf(Date.parse(date)) !== date ? `${date.slice(0, 8)}28` : date;
}

const modes = {
	previous: (from, to) => [moved(from, -length(from, to)),
		moved(from, -1)],
	year: (from, to) => [yearBefore(from), yearBefore(to)],
	year_dow: (from, to) => [moved(from, -364), moved(to, -364)],
};

async function sums(from, to, until) {
	const [row] = await s.sql(`SELECT
		coalesce(sum(total) FILTER (WHERE line_type NOT IN
			('tip', 'gift_card')), 0) AS revenue,
		coalesce(sum(quantity) FILTER (WHERE line_type = 'product'), 0)
			AS units,
		(SELECT count(*) FROM orders WHERE counted
			AND shop_id = :shop AND local_day BETWEEN :'from' AND :'to'
			AND processed_at <= :'until') AS orders
		FROM sale_event WHERE shop_id = :shop
		AND local_day BETWEEN :'from' AND :'to'
		AND happened_at <= :'until'`,
	{ vars: { shop: shop.shopId, from, to, until } });

	return [plain(row.revenue), row.units, row.orders];
}

const ask = async (query) => (await exact(s, '/api/metrics/overview?' +
	new URLSearchParams({ shopId: shop.shopId, ...query }), shop.token));

/* Ask, hold it against the ledger; -> `previous` of the answer. */
async function holds(from, to, compare, [wantedFrom, wantedTo]) {
	const { previous } = await ask({ from, to, compare });
	const where = `${from}..${to} by ${compare}, seed ${seed}`;

	assert.deepEqual([previous.from, previous.to], [wantedFrom, wantedTo],
		where);
	assert.deepEqual([plain(previous.totalRevenue), previous.unitsNet,
		previous.totalOrders], await sums(wantedFrom, wantedTo,
		previous.until ?? 'infinity'), where);
	return previous;
}

const today = () => dayOf(wall(Date.now()));

for (const [mode, of] of Object.entries(modes))
	describe(mode, () => {
		test('of days gone by: whole days', async () => {
			for (const [from, to] of [[40, 11], [1, 1], [90, 60],
				[371, 7], [100, 98]]) {
				const range = [moved(today(), -from),
					moved(today(), -to)];
				const { until } = await holds(...range, mode,
					of(...range));

				assert.equal(until, null);
			}
		});

		test('of days up to today: cut at this time of the day',
			async () => {
				for (const days of [0, 6, 29, 200]) {
					const range = [moved(today(), -days), today()];
					const now = wall(Date.now());
					const { to, until } = await holds(...range,
						mode, of(...range));
					const late = Date.parse(until) -
						instant(Date.parse(to) + now % DAY_MS);

					assert.ok(Math.abs(late) < 120000, `${until}`);
				}
			});

		test('of days to come: as far as the range has come', async () => {
			const range = [moved(today(), -3), moved(today(), 5)];
			const [from] = of(...range);
			const { until } = await holds(...range, mode, of(...range));
			const now = wall(Date.now());
			/* A year has no 29 February, or one more than the other. */
			const come = mode === 'year' ?
				Date.parse(yearBefore(dayOf(now))) + now % DAY_MS :
				Date.parse(from) + now - Date.parse(range[0]);

			assert.ok(Math.abs(Date.parse(until) - instant(come)) < 120000,
				until);
		});
	});

test('a leap day is compared with the day before it', async () => {
	await holds('2024-02-29', '2024-02-29', 'year',
		['2023-02-28', '2023-02-28']);
	await holds('2024-02-01', '2024-02-29', 'year',
		['2023-02-01', '2023-02-28']);
});

test('days of their own', async () => {
	const range = [moved(today(), -60), moved(today(), -31)];
	const long = [moved(today(), -9), today()];
	const short = [moved(today(), -100), moved(today(), -98)];

	assert.equal((await holds(moved(today(), -9), moved(today(), -1),
		range.join('..'), range)).until, null);
	assert.notEqual((await holds(...long, range.join('..'), range)).until,
		null);
	/* Shorter than what has gone by of the range: whole. */
	assert.equal((await holds(...long, short.join('..'), short)).until,
		null);
});

test('nothing, and what is no comparison', async () => {
	assert.equal((await ask({ compare: 'none' })).previous, undefined);
	for (const compare of ['', 'week', '2026-01-02..2026-01-01',
		'2026-01-01..', '..2026-01-01', '2026-01-01..2026-02-30',
		'1800-01-01..2026-01-01', '2026-01-01']) {
		const answer = await s.get('/api/metrics/overview?' +
			new URLSearchParams({ compare }), shop.token);

		assert.equal(answer.status, 400, compare);
		assert.equal(answer.body.field, 'compare');
	}
});

test('instants keep their time of the day', async () => {
	const { previous } = await ask({ from: '2026-03-10T17:00:00Z',
		to: '2026-03-12T16:59:59Z' });
	const [row] = await s.sql(`SELECT coalesce(sum(total) FILTER (WHERE
		line_type NOT IN ('tip', 'gift_card')), 0) AS revenue
		FROM sale_event WHERE shop_id = :shop AND happened_at
		BETWEEN '2026-03-07T18:00:00Z' AND '2026-03-09T16:59:59Z'`,
	{ vars: { shop: shop.shopId } });

	/* Summer time began on 8 March 2026: 10:00 was 18:00Z on the 7th. */
	assert.deepEqual([previous.from, previous.to],
		['2026-03-07', '2026-03-09']);
	assert.equal(plain(previous.totalRevenue), plain(row.revenue));
});
