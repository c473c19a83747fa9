/*
 * Periods by name, as they stand in the address: a preset or `from..to`.
 * Everything here is computed from the shop's today, which is given.
 */
import { addDays, addMonths, countDays, instantOf, isDay, monthEnd,
	monthStart, quarterStart, wallClock, yearStart } from './days.js';

const last = (n) => (today) => ({ from: addDays(today, 1 - n), to: today });

/*
 * In the order of the menu; `key` is the letter that picks it, `months` how
 * many of a calendar's months it moves by, instead of its days.
 */
export const presets = [
	{ name: 'today', label: 'Today', key: 'd', range: last(1) },
	{ name: 'yesterday', label: 'Yesterday', key: 'e',
		range: (today) => ({ from: addDays(today, -1),
			to: addDays(today, -1) }) },
	{ name: '7d', label: 'Last 7 days', key: 'w', range: last(7) },
	{ name: '28d', label: 'Last 28 days', range: last(28) },
	{ name: '30d', label: 'Last 30 days', key: 't', range: last(30) },
	{ name: '90d', label: 'Last 90 days', key: 'n', range: last(90) },
	{ name: 'month', label: 'Month to date', key: 'm', months: 1,
		range: (today) => ({ from: monthStart(today), to: today }) },
	{ name: 'last-month', label: 'Last month', months: 1,
		range: (today) => {
			const from = addMonths(monthStart(today), -1);

			return { from, to: monthEnd(from) };
		} },
	{ name: 'quarter', label: 'Quarter to date', months: 3,
		range: (today) => ({ from: quarterStart(today), to: today }) },
	{ name: 'year', label: 'Year to date', key: 'y', months: 12,
		range: (today) => ({ from: yearStart(today), to: today }) },
	{ name: '12m', label: 'Last 12 months', key: 'l', months: 12,
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

/* How many months of a calendar a range is, whole ones alone; else 0. */
function wholeMonths({ from, to }) {
	const [[y, m], [endY, endM]] = [from, to].map((day) =>
		day.split('-').map(Number));

	return from === monthStart(from) && to === monthEnd(to)
		? 12 * (endY - y) + endM - m + 1 : 0;
}

/* By how many months a period's range moves; 0: by its days. */
export function monthsOf(period, range) {
	return preset(period)?.months ?? wholeMonths(range);
}

/*
 * The period before or after (n = -1, 1) as `from..to`; null where it would
 * begin after today.
 */
export function shift(period, n, today, first) {
	const range = resolve(period, today, first);
	const months = monthsOf(period, range);
	const days = countDays(range.from, range.to);

	if (period === 'all')
		return null;
	const from = months ? addMonths(range.from, n * months)
		: addDays(range.from, n * days);
	const to = addDays(months ? addMonths(from, months)
		: addDays(from, days), -1);

	if (from > today)
		return null;
	return printRange({ from, to: to > today ? today : to });
}

/*
 * The days to compare with: as many right before; of a calendar's months the
 * months before, of which so many days as the range has itself while it goes
 * on, and no more than there are.
 */
function daysBefore(range, months, today) {
	const days = countDays(range.from, range.to);

	if (!months)
		return { from: addDays(range.from, -days),
			to: addDays(range.from, -1) };
	const from = addMonths(range.from, -months);
	const last = addDays(range.from, -1);
	const to = range.to < today ? last : addDays(from, days - 1);

	return { from, to: to > last ? last : to };
}

const yearBefore = ({ from, to }) => ({ from: addMonths(from, -12),
	to: addMonths(to, -12) });
const weekdaysBefore = ({ from, to }) => ({ from: addDays(from, -364),
	to: addDays(to, -364) });

/* Before a year that goes on there are the same dates of the last one. */
export const howCompared = (range, how, months, today) =>
	how === 'prev' && months === 12 && range.to >= today ? 'year' : how;

/*
 * The range to compare with, or null: { from, to, until }.  A range that is
 * not over yet compares with the same stretch of time: its last day is the one
 * that was as far on as today is, and ends at the instant `until`
 * (milliseconds), when it was as late; unless that is beyond its days, which
 * are all in it then.
 */
export function compareWith(range, how, { today, zone, now, months = 0 }) {
	const by = howCompared(range, how, months, today);
	const earlier = {
		prev: () => daysBefore(range, months, today),
		year: () => yearBefore(range),
		year_dow: () => weekdaysBefore(range),
	}[by]?.();

	if (!earlier)
		return null;
	const isOpen = range.from <= today && today <= range.to;
	const to = by === 'year' ? addMonths(today, -12)
		: addDays(earlier.from, countDays(range.from, today) - 1);

	return isOpen && to <= earlier.to ? { from: earlier.from, to,
		until: instantOf(zone, to, wallClock(zone, now).time) }
		: { ...earlier, until: null };
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
