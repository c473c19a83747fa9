/*
 * What the days of some stores come to in one currency, by brute force: each
 * amount at its day's rates, as a fraction, and rounded once.
 */
import assert from 'node:assert/strict';

import { plain } from './compare.mjs';
import { fraction, over, rounded, sumOf, times } from './fractions.mjs';

const KEEP_DAYS = 7;
const BASE = 'EUR';
const ONE = { rate: [1n, 1n] };

export const MONEY = ['totalRevenue', 'grossSales', 'discounts',
	'salesReversals', 'netSales', 'shipping', 'taxes', 'tips',
	'giftCardSales'];

export const shift = (day, by) => new Date(Date.parse(day) + by * 86400000)
	.toISOString().slice(0, 10);

const isWorkday = (day) => ![0, 6].includes(new Date(day).getUTCDay());

/* Rates of every working day with a bit before, of as many digits as any. */
export function randomRates(first, last, next) {
	const about = { USD: 1.08, JPY: 161, KWD: 0.33 };
	const made = {};

	for (let day = shift(first, -9); day <= last; day = shift(day, 1))
		if (isWorkday(day))
			made[day] = Object.fromEntries(Object.entries(about).map(
				([code, n]) => [code, (n * (0.9 + next(2000) / 10000))
					.toFixed(2 + next(9))]));
	return made;
}

/*
 * table: { day: { USD: '1.08', ... } }; the last one of a week counts.  What
 * rates are against is worth 1 on any day, once there are any.
 */
export function rateOn(table, currency, day) {
	if (currency === BASE && Object.keys(table).length)
		return ONE;
	for (let back = 0; back <= KEEP_DAYS; back++) {
		const rate = table[shift(day, -back)]?.[currency];

		if (rate)
			return { rate: fraction(rate), day: shift(day, -back) };
	}
	return null;
}

/*
 * sold: [{ currency, rows }] of stores, rows as the stand-in's byDay.
 * -> { orders, each of MONEY, currency, from and to of the rates that were
 * used, missing: null, or "DAY CURRENCY" of the first that is not there }
 */
export function addUp({ from, to, currency, table, sold }) {
	const terms = Object.fromEntries(MONEY.map((name) => [name, []]));
	const used = [], missing = [];
	let orders = 0;

	for (const { currency: of, rows } of sold)
		for (const row of rows) {
			if (row.day < from || row.day > to)
				continue;
			orders += row.orders;
			if (MONEY.every((name) => Number(row[name]) === 0))
				continue;
			const [own, its] = of === currency ? [ONE, ONE]
				: [rateOn(table, of, row.day),
					rateOn(table, currency, row.day)];

			if (!own || !its) {
				missing.push(`${row.day} ${own ? currency : of}`);
				continue;
			}
			used.push(own.day, its.day);
			for (const name of MONEY)
				terms[name].push(over(times(fraction(row[name]),
					its.rate), own.rate));
		}
	const dates = used.filter(Boolean).sort();

	return { orders, missing: missing.sort()[0] ?? null,
		from: dates[0], to: dates.at(-1), currency,
		...Object.fromEntries(MONEY.map((name) =>
			[name, rounded(sumOf(terms[name]), currency)])) };
}

/* An answer's amounts in one currency, held against what addUp() has. */
export function compareConverted(got, missingRate, want, where) {
	if (want.missing) {
		const [day, currency] = want.missing.split(' ');

		assert.equal(got, null, where);
		assert.deepEqual(missingRate, { currency, day }, where);
		return;
	}
	assert.equal(missingRate, null, where);
	for (const name of MONEY)
		assert.equal(plain(got[name]), want[name], `${where}: ${name}`);
	assert.equal(got.currency, want.currency, where);
	assert.equal(plain(got.totalOrders), String(want.orders), where);
	assert.deepEqual(got.rates, want.from ? { source: 'test',
		from: want.from, to: want.to } : null, where);
}
