/*
 * Periods by name, as they stand in the address: a preset or `from..to`.
 * Everything here is computed from the shop's today, which is given.
 */
import { addDays, addMonths, countDays, instantOf, isDay, monthEnd,
	monthStart, quarterStart, wallClock, yearStart } from './days.js';

const last = (n) => (today) => ({ from: addDays(today, 1 - n), to: today });

/* In the order of the menu; `key` is the letter that picks it. */
export const presets = [
	{ name: 'today', label: 'Today', key: 'd', range: last(1) },
	{ name: 'yesterday', label: 'Yesterday', key: 'e',
		range: (today) => ({ from: addDays(today, -1),
			to: addDays(today, -1) }) },
	{ name: '7d', label: 'Last 7 days', key: 'w', range: last(7) },
	{ name: '28d', label: 'Last 28 days', range: last(28) },
	{ name: '30d', label: 'Last 30 days', key: 't', range: last(30) },
	{ name: '90d', label: 'Last 90 days', key: 'n', range: last(90) },
	{ name: 'month', label: 'Month to date', key: 'm', by: 'month',
		range: (today) => ({ from: monthStart(today), to: today }) },
	{ name: 'last-month', label: 'Last month', by: 'month',
		range: (today) => {
			const from = addMonths(monthStart(today), -1);

			return { from, to: monthEnd(from) };
		} },
	{ name: 'quarter', label: 'Quarter to date',
		range: (today) => ({ from: quarterStart(today), to: today }) },
	{ name: 'year', label: 'Year to date', key: 'y', by: 'year',
		range: (today) => ({ from: yearStart(today), to: today }) },
	{ name: '12m', label: 'Last 12 months', key: 'l', by: 'year',
		range: (today) => ({ from: addDays(addMonths(today, -12), 1),
			to: today }) },
	{ name: 'all', label: 'All time', key: 'a', range: null },
];

export const defaultPeriod = '30d';

export const comparisons = [
	{ name: 'prev', label: 'vs previous period' },
	{ name: 'year', label: 'vs same dates last year' },
	{ name: 'year_dow', label: 'vs same weekdays last year' },
	{ name: 'none', label: 'No comparison' },
];

export function preset(name) {
	return presets.find((p) => p.name === name);
}

/* As far as anything may have been sold; the API takes no more days. */
export const EARLIEST = '1970-01-01';
const LATEST = '2099-12-31';

/* { from, to } of a text `from..to`, or null. */
export function parseRange(text) {
	const [from, to, more] = (text ?? '').split('..');

	return more === undefined && isDay(from) && isDay(to ?? '') &&
		EARLIEST <= from && from <= to && to <= LATEST
		? { from, to } : null;
}

export const printRange = ({ from, to }) => `${from}..${to}`;

export function isPeriod(text) {
	return Boolean(preset(text) || parseRange(text));
}

/* What a period means today; `first` is the day of the shop's first order. */
export function resolve(period, today, first) {
	const found = preset(period);

	if (!found)
		return parseRange(period) ?? resolve(defaultPeriod, today, first);
	if (found.range)
		return found.range(today);
	return { from: first && first < today ? first : today, to: today };
}

/*
 * The period before or after (n = -1, 1) as `from..to`; null where it would
 * begin after today.  Calendar periods move by the calendar.
 */
export function shift(period, n, today, first) {
	const range = resolve(period, today, first);
	const by = preset(period)?.by;
	const days = countDays(range.from, range.to);
	let from = addDays(range.from, n * days);
	let to = addDays(range.to, n * days);

	if (period === 'all')
		return null;
	if (by === 'month' || isWholeMonth(range)) {
		from = addMonths(monthStart(range.from), n);
		to = monthEnd(from);
	} else if (by === 'year') {
		from = addMonths(range.from, 12 * n);
		to = period === '12m' ? addMonths(range.to, 12 * n)
			: addDays(addMonths(from, 12), -1);
	}
	if (from > today)
		return null;
	return printRange({ from, to: to > today ? today : to });
}

function isWholeMonth({ from, to }) {
	return from === monthStart(from) && to === monthEnd(from);
}

/*
 * The range to compare with, or null: { from, to, until }.  A range that is
 * not over yet compares with the same stretch of time, so its last day ends
 * at the instant `until` (milliseconds) when it was as late as it is now.
 */
export function compareWith(range, how, today, zone, now) {
	const days = countDays(range.from, range.to);
	const move = {
		prev: (day) => addDays(day, -days),
		year: (day) => addMonths(day, -12),
		year_dow: (day) => addDays(day, -364),
	}[how];

	if (!move)
		return null;
	const earlier = { from: move(range.from), to: move(range.to),
		until: null };

	if (range.to >= today)
		earlier.until = instantOf(zone, move(today),
			wallClock(zone, now).time);
	return earlier;
}

export const steps = [
	{ name: 'hour', label: 'By hour' },
	{ name: 'day', label: 'By day' },
	{ name: 'week', label: 'By week' },
	{ name: 'month', label: 'By month' },
	{ name: 'quarter', label: 'By quarter' },
	{ name: 'year', label: 'By year' },
];

const most = { hour: 1, day: 800, week: 5500, month: 30_000,
	quarter: 73_000, year: 73_000 };
const least = { hour: 1, day: 2, week: 8, month: 32, quarter: 93, year: 367 };

/* The steps that make a readable chart of so many days. */
export function stepsFor(range) {
	const days = countDays(range.from, range.to);

	return steps.filter((s) => days <= most[s.name] && days >= least[s.name]);
}

/* The step that was asked for if it fits, else one of about 30 to 100. */
export function stepFor(range, asked) {
	const days = countDays(range.from, range.to);
	const fits = stepsFor(range).some((s) => s.name === asked);

	if (fits)
		return asked;
	return days < 2 ? 'hour' : days <= 100 ? 'day' : days <= 500 ? 'week'
		: days <= 3700 ? 'month' : 'quarter';
}

/* The days of points from index a to b of a series, within its range. */
export function rangeOfPoints(days, a, b, range) {
	return { from: days[a],
		to: b + 1 < days.length ? addDays(days[b + 1], -1) : range.to };
}
