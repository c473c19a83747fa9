/* Days, periods, comparisons and the address that holds them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { addDays, addMonths, countDays, instantOf, isDay, monthEnd,
	quarterStart, wallClock } from '../src/days.js';
import { parseFilters, printFilters } from '../src/filters.js';
import { compareWith, howCompared, monthsOf, parseRange, presets, printRange,
	rangeOfPoints, resolve, shift, stepFor, stepsFor } from '../src/periods.js';
import { parseState, printState } from '../src/url-state.js';

const today = '2026-03-29';
const of = (period) => printRange(resolve(period, today, '2024-05-01'));

test('days of a calendar', () => {
	assert.equal(addDays('2024-02-28', 1), '2024-02-29');
	assert.equal(addDays('2026-01-01', -1), '2025-12-31');
	assert.equal(addMonths('2026-03-31', -1), '2026-02-28');
	assert.equal(addMonths('2024-02-29', -12), '2023-02-28');
	assert.equal(addMonths('2026-01-15', 11), '2026-12-15');
	assert.equal(monthEnd('2024-02-10'), '2024-02-29');
	assert.equal(quarterStart('2026-12-31'), '2026-10-01');
	assert.equal(countDays('2026-03-28', '2026-03-30'), 3);
	for (const text of ['2026-02-30', '2026-1-01', '', 'x', '2026-13-01'])
		assert.ok(!isDay(text), text);
});

test('days before all commerce are no range', () => {
	assert.deepEqual(parseRange('1970-01-01..2099-12-31'),
		{ from: '1970-01-01', to: '2099-12-31' });
	for (const text of ['1969-12-31..2026-01-01', '0202-01-01..2026-01-01',
		'2026-01-01..2100-01-01', '2026-01-02..2026-01-01'])
		assert.equal(parseRange(text), null, text);
});

test('a zone\'s clock, over the change of the clocks too', () => {
	const zone = 'America/New_York';

	assert.deepEqual(wallClock(zone, Date.parse('2026-11-22T03:30:00Z')),
		{ day: '2026-11-21', time: '22:30:00' });
	assert.equal(wallClock('Nowhere/At_All', 0).day, '1970-01-01');
	for (const [day, time, utc] of [
		['2026-01-10', '09:00:00', '2026-01-10T14:00:00.000Z'],
		['2026-07-10', '09:00:00', '2026-07-10T13:00:00.000Z'],
		['2026-03-08', '03:30:00', '2026-03-08T07:30:00.000Z'],
		['2026-11-01', '23:59:59', '2026-11-02T04:59:59.000Z']])
		assert.equal(new Date(instantOf(zone, day, time)).toISOString(), utc);
});

/* As PostgreSQL has (day + time) AT TIME ZONE zone. */
test('a time that comes twice is the later, one left out an hour later', () => {
	for (const [zone, day, time, utc] of [
		['America/New_York', '2026-03-08', '01:59:59', '06:59:59'],
		['America/New_York', '2026-03-08', '02:30:00', '07:30:00'],
		['America/New_York', '2026-11-01', '01:30:00', '06:30:00'],
		['America/New_York', '2026-11-01', '00:30:00', '04:30:00'],
		['America/New_York', '2026-11-01', '02:30:00', '07:30:00'],
		['Europe/Berlin', '2026-03-29', '02:30:00', '01:30:00'],
		['Europe/Berlin', '2026-10-25', '02:30:00', '01:30:00'],
		['Australia/Lord_Howe', '2026-04-05', '01:45:00', '15:15:00'],
		['Africa/Cairo', '2026-04-24', '00:30:00', '22:30:00']])
		assert.equal(new Date(instantOf(zone, day, time)).toISOString()
			.slice(11, 19), utc, `${zone} ${day} ${time}`);
});

describe('periods', () => {
	const ranges = {
		today: '2026-03-29..2026-03-29',
		yesterday: '2026-03-28..2026-03-28',
		'7d': '2026-03-23..2026-03-29',
		'30d': '2026-02-28..2026-03-29',
		month: '2026-03-01..2026-03-29',
		'last-month': '2026-02-01..2026-02-28',
		quarter: '2026-01-01..2026-03-29',
		year: '2026-01-01..2026-03-29',
		'12m': '2025-03-30..2026-03-29',
		all: '2024-05-01..2026-03-29',
		'2026-01-05..2026-01-06': '2026-01-05..2026-01-06',
		nonsense: '2026-02-28..2026-03-29',
	};

	for (const [period, wanted] of Object.entries(ranges))
		test(period, () => assert.equal(of(period), wanted));

	test('keys are one letter each, and different', () => {
		const keys = presets.map((p) => p.key).filter(Boolean);

		assert.equal(new Set(keys).size, keys.length);
		assert.ok(keys.every((k) => /^[a-z]$/.test(k)));
	});

	test('before and after', () => {
		const cases = [
			['7d', -1, '2026-03-16..2026-03-22'],
			['7d', 1, null],
			['yesterday', 1, '2026-03-29..2026-03-29'],
			['month', -1, '2026-02-01..2026-02-28'],
			['2026-02-01..2026-02-28', -1, '2026-01-01..2026-01-31'],
			['2026-02-01..2026-02-28', 1, '2026-03-01..2026-03-29'],
			['quarter', -1, '2025-10-01..2025-12-31'],
			['2025-10-01..2025-12-31', 1, '2026-01-01..2026-03-29'],
			['2025-10-01..2025-12-30', -1, '2025-07-02..2025-09-30'],
			['year', -1, '2025-01-01..2025-12-31'],
			['2024-01-01..2024-12-31', -1, '2023-01-01..2023-12-31'],
			['12m', -1, '2024-03-30..2025-03-29'],
			['all', -1, null],
		];

		for (const [period, n, wanted] of cases)
			assert.equal(shift(period, n, today, '2024-05-01'), wanted,
				`${period} ${n}`);
	});

	test('a range that is none', () => {
		for (const text of ['', '2026-01-02..2026-01-01', '2026-01-01',
			'2026-01-01..', '2026-02-30..2026-03-01', 'a..b'])
			assert.equal(parseRange(text), null, text);
	});
});

describe('comparison', () => {
	const zone = 'America/New_York';
	const now = Date.parse('2026-03-29T18:00:00Z');
	const full = { from: '2026-03-01', to: '2026-03-07' };
	const open = { from: '2026-03-23', to: '2026-03-29' };

	test('of whole days', () => {
		const wanted = {
			prev: { from: '2026-02-22', to: '2026-02-28', until: null },
			year: { from: '2025-03-01', to: '2025-03-07', until: null },
			year_dow: { from: '2025-03-02', to: '2025-03-08', until: null },
			none: null,
		};

		for (const [how, range] of Object.entries(wanted))
			assert.deepEqual(compareWith(full, how, { today, zone, now }),
				range);
	});

	test('a range with today ends as late in the day as now', () => {
		const at = (range, how) => {
			const { from, to, until } = compareWith(range, how,
				{ today, zone, now });

			return [`${from}..${to}`, new Date(until).toISOString()];
		};

		assert.deepEqual(at(open, 'prev'),
			['2026-03-16..2026-03-22', '2026-03-22T18:00:00.000Z']);
		/* Last year's Sunday was in summer time too; January is not. */
		assert.deepEqual(at(open, 'year_dow'),
			['2025-03-24..2025-03-30', '2025-03-30T18:00:00.000Z']);
		assert.deepEqual(at({ from: '2026-01-01', to: today }, 'prev'),
			['2025-10-05..2025-12-31', '2025-12-31T19:00:00.000Z']);
	});

	/* Period, today, the days compared, whether the last ends early. */
	const toDate = [
		['month', '2026-11-29', '2026-10-01..2026-10-29', true],
		['month', '2026-01-01', '2025-12-01..2025-12-01', true],
		['month', '2026-03-28', '2026-02-01..2026-02-28', true],
		['month', '2026-03-29', '2026-02-01..2026-02-28', false],
		['month', '2026-03-31', '2026-02-01..2026-02-28', false],
		['month', '2024-03-29', '2024-02-01..2024-02-29', true],
		['month', '2026-02-28', '2026-01-01..2026-01-28', true],
		['quarter', '2026-11-29', '2026-07-01..2026-08-29', true],
		['quarter', '2026-05-15', '2026-01-01..2026-02-14', true],
		['quarter', '2026-06-30', '2026-01-01..2026-03-31', false],
		['year', '2026-11-29', '2025-01-01..2025-11-29', true],
		['year', '2024-02-29', '2023-01-01..2023-02-28', true],
		['12m', '2026-11-29', '2024-11-30..2025-11-29', true],
		['last-month', '2026-03-29', '2026-01-01..2026-01-31', false],
		['2026-01-01..2026-03-31', '2026-11-29', '2025-10-01..2025-12-31',
			false],
		['2025-01-01..2025-12-31', '2026-11-29', '2024-01-01..2024-12-31',
			false],
		['2026-11-01..2026-11-30', '2026-11-29', '2026-10-01..2026-10-29',
			true],
		['2026-11-01..2026-11-30', '2026-11-30', '2026-10-01..2026-10-30',
			true],
		['2026-01-02..2026-01-31', '2026-11-29', '2025-12-03..2026-01-01',
			false],
		['2026-12-01..2026-12-31', '2026-11-29', '2026-11-01..2026-11-30',
			false],
	];

	for (const [period, day, days, isCut] of toDate)
		test(`${period} on ${day} has the same days of before`, () => {
			const range = resolve(period, day, null);
			const noon = instantOf(zone, day, '12:00:00');
			const { until, ...found } = compareWith(range, 'prev', { zone,
				today: day, now: noon, months: monthsOf(period, range) });

			assert.equal(printRange(found), days);
			assert.deepEqual(until && wallClock(zone, until), isCut
				? { day: found.to, time: '12:00:00' } : null);
		});

	test('before a year that goes on there is the year before', () => {
		const how = (range, months) => howCompared(range, 'prev', months,
			today);

		assert.equal(how({ from: '2026-01-01', to: today }, 12), 'year');
		assert.equal(how({ from: '2025-01-01', to: '2025-12-31' }, 12),
			'prev');
		assert.equal(how({ from: '2026-03-01', to: today }, 1), 'prev');
	});
});

test('steps make a readable chart', () => {
	const range = (from, to) => ({ from, to });

	assert.equal(stepFor(range('2026-03-01', '2026-03-29')), 'day');
	assert.equal(stepFor(range('2025-03-30', '2026-03-29')), 'week');
	assert.equal(stepFor(range('2022-03-30', '2026-03-29')), 'month');
	assert.equal(stepFor(range('2022-03-30', '2026-03-29'), 'quarter'),
		'quarter');
	assert.equal(stepFor(range('2026-03-01', '2026-03-05'), 'year'), 'day');
	assert.deepEqual(stepsFor(range('2026-03-01', '2026-03-05'))
		.map((s) => s.name), ['day']);
	assert.equal(stepFor(range('2026-03-01', '2026-03-01'), 'day'), 'hour');
	assert.deepEqual(stepsFor(range('2026-03-01', '2026-03-01'))
		.map((s) => s.name), ['hour']);
	assert.deepEqual(stepsFor(range('2026-03-01', '2026-03-02'))
		.map((s) => s.name), ['day']);
	assert.deepEqual(rangeOfPoints(['2026-01-01', '2026-02-01', '2026-03-01'],
		1, 2, range('2026-01-01', today)), range('2026-02-01', today));
	assert.deepEqual(rangeOfPoints(['2026-01-01', '2026-02-01', '2026-03-01'],
		0, 1, range('2026-01-01', today)), range('2026-01-01', '2026-02-28'));
});

describe('filters', () => {
	test('keep values with commas and colons', () => {
		const found = { channel: 'web', discountCode: 'A,B:C 10%' };

		assert.deepEqual(parseFilters(printFilters(found)), found);
		assert.equal(printFilters({ channel: 'web', status: '' }),
			'channel:web');
		assert.equal(printFilters({ status: null }), null);
		assert.deepEqual(parseFilters('nosuch:1,channel,country:%E0,:x'), {});
		assert.deepEqual(parseFilters(null), {});
	});
});

describe('the address', () => {
	test('holds what is chosen, and nothing that goes without saying', () => {
		const text = '?shop=12&period=7d&cmp=year_dow&by=week&m=orders' +
			'&cur=EUR&zoom=2026-01-01..2026-01-05';

		assert.equal(printState(parseState(text)), text);
		assert.equal(parseState('?cur=all-USD').cur, 'all-USD');
		assert.equal(printState(parseState('')), '');
		assert.equal(printState(parseState('?period=30d&cmp=prev')), '');
	});

	test('takes what makes no sense as left out', () => {
		const state = parseState('?shop=../1&period=9d&cmp=x&by=minute' +
			'&m=totalCustomers&cur=all-usd&zoom=1..2&nosuch=1');

		assert.deepEqual(state, parseState(''));
	});
});
