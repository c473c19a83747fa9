/*
 * Series by hour, and series that are split: the service's answers of a range,
 * held against rows that the stand-in store sums by brute force, row by row.
 *
 *	await compareSeries(s, [shop], { by: 'channel', step: 'week', from, to });
 *
 * Of several shops shopId=all is asked.  A shop has { domain, shopId, token,
 * currency, timezone }.
 */
import assert from 'node:assert/strict';

import { exact, plain } from './compare.mjs';
import { e4 } from './ledger-rows.mjs';
import { periodOf } from './sequence.mjs';

const DAY_MS = 86400000;
const MEMBERS = ['revenue', 'unitsOrdered', 'unitsNet', 'grossSales',
	'discounts', 'salesReversals', 'netSales', 'shipping', 'taxes', 'duties',
	'fees', 'tips', 'giftCardSales'];
const TOLD = 10;

/* The wall clock of a zone at an instant: 2026-03-08T09. */
export const clock = (timezone, ms) => new Date(ms).toLocaleString('sv-SE',
	{ timeZone: timezone }).replace(' ', 'T').slice(0, 13);

/* The first hours of the clock, and the last, of a range in some zones. */
export function bounds(shops, { from, to }) {
	const at = (bound, hour) => shops.map(({ timezone }) =>
		bound.includes('T') ? clock(timezone, Date.parse(bound))
			: `${bound}T${hour}`).sort();

	return [at(from, '00')[0], at(to, '23').at(-1)];
}

export function stepOf(day, step, first) {
	const began = { day, week: periodOf(day, 'week'),
		quarter: periodOf(day, 'quarter'), month: `${day.slice(0, 7)}-01`,
		year: `${day.slice(0, 4)}-01-01` }[step];

	return began > first ? began : first;
}

/* Every step of a range, each as a text that sorts. */
export function stepsOf(step, first, last) {
	const found = new Set();

	for (let day = Date.parse(first.slice(0, 10));
		day <= Date.parse(last.slice(0, 10)); day += DAY_MS) {
		const text = new Date(day).toISOString().slice(0, 10);

		for (let hour = 0; hour < 24 && step === 'hour'; hour++)
			found.add(`${text}T${String(hour).padStart(2, '0')}`);
		if (step !== 'hour')
			found.add(stepOf(text, step, first.slice(0, 10)));
	}
	return [...found].filter((at) => step !== 'hour' ||
		(at >= first && at <= last));
}

/* The keys that are told of some rows, and whether there are others. */
function ranked(rows) {
	const net = new Map();

	for (const row of rows)
		net.set(row.key, (net.get(row.key) ?? 0n) + e4(row.netSales));
	const keys = [...net.keys()].sort((a, b) => net.get(a) !== net.get(b)
		? (net.get(a) < net.get(b) ? 1 : -1)
		: (a ?? '').length - (b ?? '').length ||
			((a ?? '') < (b ?? '') ? -1 : 1));

	return { told: keys.length ? keys.slice(0, TOLD) : [null],
		hasRest: keys.length > TOLD };
}

const slots = {
	hour: () => [{}],
	customer_type: () => ['new', 'returning', 'guest'].map((key) => ({ key })),
};

function slotsOf(by, rows) {
	const { told, hasRest } = ranked(rows);

	return slots[by]?.() ?? [...told.map((key) => ({ key, isRest: false })),
		...hasRest ? [{ key: null, isRest: true }] : []];
}

/* Does a row of the truth belong in a slot? */
const belongs = (slot, told, row) => slot.key === undefined ||
	(slot.isRest ? !told.includes(row.key) : slot.key === row.key);

function sumOf(by, rows) {
	const sum = (name) => String(rows.reduce((n, row) =>
		n + e4(row[name]), 0n));
	const names = by === 'customer_type' ? ['totalSpent'] : MEMBERS;

	return { orders: String(rows.reduce((n, row) => n + row.totalOrders, 0)),
		...Object.fromEntries(names.map((name) => [name, sum(name)])) };
}

/* One currency's rows at one step, in their order. */
function expectedAt(by, at, currency, all, here) {
	const some = slotsOf(by, all);
	const told = some.filter((slot) => !slot.isRest).map(({ key }) => key);

	return some.map((slot) => ({ at, currency, ...slot, ...sumOf(by,
		here.filter((row) => belongs(slot, told, row))) }));
}

/* One currency's rows, of all the shops that have it. */
async function expectedOf(s, shops, currency, { by, step, from, to }) {
	const [first, last] = bounds(shops, { from, to });
	const all = [];

	for (const { domain } of shops)
		for (const row of await s.control('GET', `/shops/${domain}/splits?` +
			new URLSearchParams({ by, from, to })))
			all.push({ ...row, at: by === 'hour' ? `${row.day}T${row.key}`
				: stepOf(row.day, step, first.slice(0, 10)) });
	return stepsOf(step, first, last).flatMap((at) => expectedAt(by, at,
		currency, all, all.filter((row) => row.at === at)));
}

async function expected(s, shops, asked) {
	const currencies = [...new Set(shops.map((shop) => shop.currency))].sort();
	const rows = [];

	for (const currency of currencies)
		rows.push(...await expectedOf(s, shops.filter((shop) =>
			shop.currency === currency), currency, asked));
	return rows.sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
}

/* A row of an answer, of the same members as an expected one. */
function shown(by, row) {
	const at = row.hour === undefined ? row.day
		: `${row.day}T${row.hour.padStart(2, '0')}`;
	const { key, isRest } = row;
	const names = by === 'customer_type' ? ['totalSpent'] : MEMBERS;

	return { at, currency: row.currency,
		...by === 'hour' ? {} : { key },
		...isRest === undefined ? {} : { isRest }, orders: row.orders,
		...Object.fromEntries(names.map((name) =>
			[name, String(e4(row[name]))])) };
}

/* Each step's rows come to what the step has when nothing is split. */
function addsUp(rows, whole, names, where) {
	const sums = new Map();

	for (const row of rows)
		for (const name of names) {
			const key = `${row.day} ${row.currency} ${name}`;

			sums.set(key, (sums.get(key) ?? 0n) + e4(row[name]));
		}
	for (const row of whole)
		for (const name of names)
			assert.equal(sums.get(`${row.day} ${row.currency} ${name}`),
				e4(row[name]), `${where}: ${name} of ${row.day}`);
}

export async function askSeries(s, shops, params) {
	return exact(s, '/api/metrics/orders-by-date?' + new URLSearchParams({
		shopId: shops.length > 1 ? 'all' : shops[0].shopId, ...params }),
	shops[0].token);
}

export async function compareSeries(s, shops, { by, step, from, to }) {
	const where = `${shops.map((shop) => shop.domain)} by ${by} ${step} ` +
		`${from}..${to}`;
	const rows = await askSeries(s, shops, { from, to, granularity: step,
		...by === 'hour' ? {} : { split: by } });
	const whole = await askSeries(s, shops, { from, to,
		granularity: step === 'hour' ? 'day' : step });

	assert.deepEqual(rows.map((row) => shown(by, row)),
		await expected(s, shops, { by, step, from, to }), where);
	addsUp(rows, whole, by === 'customer_type' ? ['orders']
		: ['orders', 'totalSales', ...MEMBERS], where);
	if (by === 'customer_type')
		for (const row of rows)
			assert.equal(row.customersComplete, true, where);
	for (const row of rows.filter(({ aov }) => aov !== undefined))
		assert.equal(row.aov === null, plain(row.orders) === '0', where);
}
