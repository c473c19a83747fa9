/* Amounts keep their digits, on the way in, in the sums and in the words. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import { besides, columnsOf } from '../src/beside.js';
import { toCsv } from '../src/csv.js';
import { add, change, compare, indexOfMost, share }
	from '../src/decimal.js';
import { guessName, normaliseDomain } from '../src/domain.js';
import { channelName, metric } from '../src/definitions.js';
import * as format from '../src/format.js';
import { heatScale } from '../src/heat.js';
import { parseExact } from '../src/json.js';
import { nextSort, sortRows } from '../src/sort.js';

describe('JSON with exact amounts', () => {
	const cases = [
		['{"totalSales":1806.30}', { totalSales: '1806.30' }],
		['{"totalSales": -0.10, "orders": 12}',
			{ totalSales: '-0.10', orders: 12 }],
		['{"revenue":12345678901234567890.12}',
			{ revenue: '12345678901234567890.12' }],
		['{"aov":null,"amountSpent":1234.50}',
			{ aov: null, amountSpent: '1234.50' }],
		['[{"aov":1},{"aov":2.5}]', [{ aov: '1' }, { aov: '2.5' }]],
		['{"firstName":"\\"totalSales\\":1.50","totalSpent":2.50}',
			{ firstName: '"totalSales":1.50', totalSpent: '2.50' }],
		['{"lastName":"a\\\\","taxes":3}', { lastName: 'a\\', taxes: '3' }],
		['{"email":"totalSales","tips":1}',
			{ email: 'totalSales', tips: '1' }],
	];

	for (const [text, value] of cases)
		test(text, () => assert.deepEqual(parseExact(text), value));
});

describe('sums', () => {
	test('a change in thousandths, rounded half away from zero', () => {
		const cases = [
			['110', '100', 100], ['0.3', '0.1', 2000], ['90.05', '100', -100],
			['99.95', '100', -1], ['5', '0', null], [null, '1', null],
			['-5', '-10', 500], ['100.05', '100.00', 1], [12, 10, 200],
			['100000000000000000000.10', '100000000000000000000.00', 0],
		];

		for (const [now, before, wanted] of cases)
			assert.equal(change(now, before), wanted, `${now} ${before}`);
	});

	test('order and share', () => {
		assert.equal(compare('10', '9.99'), 1);
		assert.equal(compare('-2', '-1.50'), -1);
		assert.equal(compare('1.50', '1.5'), 0);
		assert.equal(indexOfMost(['1', null, '10', '9']), 2);
		assert.equal(indexOfMost([null]), -1);
		assert.equal(share('1', '3'), 333);
		assert.equal(share('1', '0'), 0);
	});

	test('what is no amount is refused', () => {
		for (const text of ['', '1e3', 'NaN', '1.', '--1'])
			assert.throws(() => compare(text, '1'), TypeError);
	});
});

describe('words', () => {
	test('money keeps every digit, in the currency\'s own form', () => {
		assert.equal(format.money('12345678901234567.89', 'USD'),
			'$12,345,678,901,234,567.89');
		assert.equal(format.money('1806', 'JPY'), '¥1,806');
		assert.match(format.money('1.234', 'KWD'), /1\.234/);
		assert.equal(format.money('-0.10', 'EUR'), '-€0.10');
		assert.equal(format.money(null, 'USD'), '–');
		assert.equal(format.money('1.5', '???'), '1.50');
	});

	test('money has the digits that the API counts', async () => {
		const source = await readFile(new URL(
			'../../../lib/base/currency.c', import.meta.url), 'utf8');
		/* Texts that follow each other are one. */
		const [none, three] = ['none', 'three'].map((name) => new RegExp(
			`\\b${name}\\[\\] = ([^;]*);`).exec(source)[1]
			.match(/\b[A-Z]{3}\b/g));
		const digits = (currency) => /[.\d]+$/.exec(format.money('1.000',
			currency))[0].length - '1.'.length;

		assert.ok(none.length > 10 && three.length > 5);
		assert.match(source, /\? 3 : 2;/);
		for (const currency of new Set([...none, ...three,
			...Intl.supportedValuesOf('currency')]))
			assert.equal(Math.max(0, digits(currency)),
				none.includes(currency) ? 0 : three.includes(currency) ? 3 : 2,
				currency);
	});

	test('so it is with those of which Intl leaves some out', () => {
		const plain = (text) => text.replaceAll('\u00a0', ' ');

		assert.deepEqual([['1234.56', 'HUF'], ['-0.50', 'HUF'],
			['1234.567', 'IQD'], ['1234.56', 'IDR'], ['1234.56', 'COP'],
			['1234', 'JPY']].map((a) => plain(format.money(...a))),
		['Ft 1,234.56', '-Ft 0.50', 'IQD 1,234.567', 'Rp 1,234.56',
			'$1,234.56', '¥1,234']);
		/* What is rounded is rounded as ever. */
		assert.deepEqual(['0.56', '75.70', '1250'].map((v) =>
			plain(format.rounded(v, 'HUF'))), ['Ft 0.56', 'Ft 76', 'Ft 1.3K']);
		assert.deepEqual([0, 0.5, 12, 1250].map((v) =>
			plain(format.short(v, 'money', 'HUF'))),
		['Ft 0', 'Ft 0.50', 'Ft 12', 'Ft 1.25K']);
	});

	test('beside other currencies none has the sign of another', () => {
		const mixed = ['USD', 'CAD', 'AUD', 'MXN', 'JPY', 'CNY', 'SEK', 'NOK'];
		const signs = (list, isMixed) => new Set(list.map((currency) =>
			format.money('1.00', currency, isMixed).replace(/[\d.]/g, '')));

		assert.equal(format.money('9.50', 'CAD', true), 'CA$9.50');
		assert.equal(format.money('9.50', 'CAD'), '$9.50');
		assert.equal(format.money('9.50', 'USD', true), '$9.50');
		assert.equal(format.figure('9.50', 'money', 'AUD', true), 'A$9.50');
		assert.equal(signs(mixed).size, 3);
		assert.equal(signs(mixed, true).size, mixed.length);
		const all = Intl.supportedValuesOf('currency');

		assert.equal(signs(all, true).size, all.length);
	});

	test('nothing has no sign, and what is not known is no nothing', () => {
		assert.deepEqual(['-0.3', '-0.00', '0.4', '-88.20', '1250.5', null]
			.map(format.whole), ['0', '0', '0', '-88', '1,251', '–']);
		assert.equal(format.count(-0), '0');
		assert.equal(format.money('-0.00', 'USD'), '$0.00');
		assert.equal(format.short(-0, 'money', 'USD'), '$0');
	});

	test('percent, with a sign where it is a change', () => {
		assert.equal(format.percent(25, true), '+2.5%');
		assert.equal(format.percent(-1234, true), '-123%');
		assert.equal(format.percent(0, true), '0%');
		assert.equal(format.percent(90), '9.0%');
		assert.equal(format.percent(1000), '100%');
		assert.equal(format.percent(null), '–');
	});

	test('an axis says the value of its line, a narrow cell about that', () => {
		const axis = (v, currency = 'USD') =>
			format.short(v, 'money', currency);

		assert.deepEqual([0, 0.2, 5, 12.5, 250, 1250, -1500, 2e7]
			.map((v) => axis(v)), ['$0', '$0.20', '$5', '$12.50', '$250',
			'$1.25K', '-$1.5K', '$20M']);
		assert.equal(axis(0.5, 'KWD').replace(/\s/, ' '), 'KWD 0.500');
		assert.equal(format.short(1250, 'count'), '1.25K');
		assert.deepEqual(['0.50', '9.5', '75.70', '999.4', '1250', '-88.2']
			.map((v) => format.rounded(v, 'USD')),
		['$0.50', '$9.50', '$76', '$999', '$1.3K', '-$88']);
		assert.equal(format.rounded('27276983', 'JPY'), '¥27.3M');
		assert.equal(format.rounded(null, 'USD'), '–');
	});

	test('days and times', () => {
		assert.equal(format.day('2026-11-22'), 'Sun, Nov 22, 2026');
		assert.equal(format.stepName('2026-11-01', 'month'), 'Nov 2026');
		assert.equal(format.stepName('2026-11-01', 'hour', 7),
			'Nov 1, 07:00');
		assert.match(format.dayRange({ from: '2026-10-01', to: '2026-10-31' }),
			/^Oct 1\s–\s31, 2026$/u);
		assert.equal(format.instant('2026-11-22T03:30:00Z',
			'America/New_York').replaceAll('\u202f', ' '),
		'Nov 21, 2026, 10:30 PM');
		const moment = (text, zone, now) => format.moment(text, zone,
			Date.parse(now)).replaceAll('\u202f', ' ');

		/* The year is the shop's, of the order as of today. */
		assert.deepEqual([
			['2027-01-01T01:00:00Z', 'America/New_York', '2027-01-09T12:00Z'],
			['2027-01-01T01:00:00Z', 'America/New_York', '2027-01-01T02:00Z'],
			['2026-12-31T16:00:00Z', 'Asia/Tokyo', '2027-01-09T12:00Z'],
			['2026-12-31T16:00:00Z', 'Asia/Tokyo', '2026-12-31T14:00Z'],
		].map((a) => moment(...a)), ['Dec 31, 2026, 8:00 PM',
			'Dec 31, 8:00 PM', 'Jan 1, 1:00 AM', 'Jan 1, 2027, 1:00 AM']);
		assert.equal(format.moment(null), '–');
		assert.equal(format.ago('2026-01-01T00:00:00Z',
			Date.parse('2026-01-01T00:00:12Z')), '12 sec. ago');
		assert.equal(format.ago('2026-01-01T00:00:00Z',
			Date.parse('2026-01-03T01:00:00Z')), '2 days ago');
		assert.equal(format.duration(370), '6 min');
		assert.equal(format.duration(7500), '2 h 5 min');
	});
});

test('channels by name, and an app that has none by its number', () => {
	assert.deepEqual(['web', '580111', 'instagram', null].map(channelName),
		['Online store', 'App 580111', 'instagram', null]);
});

test('colours tell values apart, however few are far above', () => {
	const even = heatScale([6, 8, 10, 12]);

	assert.deepEqual([even.low, even.high, even.isOpen], [5, 10, true]);
	assert.deepEqual([6, 10, 12, 1].map(even.partOf), [0.2, 1, 1, 0]);
	const many = heatScale([...Array.from({ length: 99 }, (_, i) => i + 1),
		5000]);

	assert.deepEqual([many.low, many.high, many.isOpen], [1, 95, true]);
	/* What differs little is not made to look as if it were much. */
	assert.equal(heatScale([9, 9.2]).low, 4.5);
	assert.equal(heatScale([3, 8], { fromZero: true }).low, 0);
	for (const none of [[], [0, 0]])
		assert.equal(heatScale(none).partOf(0), 0);
});

test('sums keep the finer one\'s digits', () => {
	for (const [a, b, sum] of [['0.1', '0.2', '0.3'], ['10', '-0.05', '9.95'],
		['-1.50', '1.5', '0.00'], ['-0.04', '0.01', '-0.03'], ['0', '7', '7']])
		assert.equal(add(a, b), sum);
});

test('rows by a column: exactly, by words, what has no value last', () => {
	const columns = [{ key: 'sold', number: true, value: (r) => r[0] },
		{ key: 'name', value: (r) => r[1] }];
	const rows = [['9.10', 'b'], [null, 'A'], ['10.00', 'c'], ['-3', 'd']];
	const by = (sort) => sortRows(rows, columns, sort).map((r) => r[1])
		.join('');

	assert.equal(by('sold'), 'dbcA');
	assert.equal(by('-sold'), 'cbdA');
	assert.equal(by('name'), 'Abcd');
	assert.equal(by('nosuch'), 'bAcd');
	assert.equal(by(null), 'bAcd');
	assert.equal(nextSort(null, columns[0]), '-sold');
	assert.equal(nextSort('-sold', columns[0]), 'sold');
	assert.equal(nextSort('sold', columns[1]), 'name');
});

test('CSV: quotes, exact numbers, no formula', () => {
	const columns = [{ label: 'Name', value: (r) => r[0] },
		{ label: 'Spent', value: (r) => r[1] }];

	assert.equal(toCsv(columns, [['a,"b"', '-10.50'], ['=1+1', null],
		['@x', 3], ['-cmd', '1']]),
	'Name,Spent\r\n"a,""b""",-10.50\r\n\'=1+1,\r\n\'@x,3\r\n\'-cmd,1\r\n');
});

describe('a period beside the one before', () => {
	/* A sale of `amount` each day of a month. */
	const month = (name, days, amount) => Array.from({ length: days },
		(_, i) => ({ day: `${name}-${String(i + 1).padStart(2, '0')}`,
			totalSales: amount }));
	const february = month('2026-02', 28, '10.00');
	const january = month('2026-01', 31, '0.10');
	const columns = (before, more) => columnsOf({ currency: 'USD', before,
		metric: metric('totalSales'), view: { step: 'day', ...more } });

	test('all of either has a row', () => {
		const rows = besides(february, january);
		const [, now, , before] = columns(january);
		const sum = (column) => rows.map((r) => column.value(r) ?? '0')
			.reduce(add);

		assert.equal(rows.length, 31);
		assert.equal(sum(now), '280.00');
		assert.equal(sum(before), '3.10');
		assert.deepEqual(columns(january).map((c) => c.show(rows[30])),
			['–', '–', 'Sat, Jan 31, 2026', '$0.10']);
		assert.equal(toCsv(columns(january), rows.slice(-4)),
			'Day,Total sales (USD),Compared with,Before (USD)\r\n' +
			'2026-02-28,10.00,2026-01-28,0.10\r\n' +
			[29, 30, 31].map((d) => `,,2026-01-${d},0.10\r\n`).join(''));
	});

	test('the one before may be the shorter one, or none', () => {
		const rows = besides(january, february);

		assert.equal(rows.length, 31);
		assert.deepEqual(columns(february).map((c) => c.show(rows[30])),
			['Sat, Jan 31, 2026', '$0.10', '–', '–']);
		assert.equal(besides(january, null).length, 31);
		assert.equal(columns(null).length, 2);
		assert.match(columns(february, { earlier: { until: 1 } })[2]
			.show(rows[27]), /to the same time$/);
	});
});

test('a store\'s address in every form that people have', () => {
	const cases = {
		'blue-cup': 'blue-cup.myshopify.com',
		' https://Blue-Cup.myshopify.com/admin ': 'blue-cup.myshopify.com',
		'admin.shopify.com/store/blue-cup/orders?x=1':
			'blue-cup.myshopify.com',
		'blue-cup.myshopify.com.': 'blue-cup.myshopify.com',
	};

	for (const [text, domain] of Object.entries(cases))
		assert.deepEqual(normaliseDomain(text), { domain });
	assert.deepEqual(normaliseDomain('  '), {});
	for (const text of ['bluecup.com', 'blue_cup', '-blue.myshopify.com',
		'a.b.myshopify.com', 'x.myshopify.com.evil.com'])
		assert.ok(normaliseDomain(text).problem, text);
	assert.equal(guessName('blue-cup.myshopify.com'), 'Blue Cup');
});
