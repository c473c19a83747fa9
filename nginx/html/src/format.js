/*
 * Figures, days and times as the reader's language writes them.  Amounts are
 * texts of digits; Intl.NumberFormat takes those as they are, without a float
 * in between.
 */
const languages = globalThis.navigator?.languages ?? ['en-US'];
const made = new Map();

/* Intl objects are dear to make and are asked for at every figure. */
function intl(Kind, options) {
	const key = Kind.name + JSON.stringify(options);

	if (!made.has(key))
		made.set(key, new Kind(languages, options));
	return made.get(key);
}

export const dash = '–';

/*
 * The digits behind the point, by ISO 4217 as the API counts them
 * (lib/base/currency.c): Intl alone leaves out those that are not in use, such
 * as the fillér of HUF, and the amounts have them.
 */
const none = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF ' +
	'XOF XPF';
const three = 'BHD IQD JOD KWD LYD OMR TND';
const digitsOf = (currency) => none.includes(currency) ? 0
	: three.includes(currency) ? 3 : 2;

/* What is rounded to nothing has no sign. */
const plain = { signDisplay: 'negative' };

/* A currency that is not one (three letters all the same) shows as written. */
function currencyFormat(currency, more) {
	const digits = digitsOf(currency);
	const options = { ...plain, minimumFractionDigits: digits,
		maximumFractionDigits: digits, ...more };

	try {
		return intl(Intl.NumberFormat, { style: 'currency', currency,
			currencyDisplay: 'narrowSymbol', ...options });
	} catch {
		return intl(Intl.NumberFormat, options);
	}
}

/* `isMixed`: beside other currencies, many of which have one short sign. */
export function money(amount, currency, isMixed = false) {
	return amount === null || amount === undefined ? dash
		: currencyFormat(currency, isMixed ? { currencyDisplay: 'symbol' }
			: {}).format(amount);
}

export function count(n) {
	return n === null || n === undefined ? dash
		: intl(Intl.NumberFormat, plain).format(n);
}

/* An amount where there is no room for its currency, nor for cents. */
export function whole(amount) {
	return amount === null || amount === undefined ? dash
		: intl(Intl.NumberFormat, { ...plain, maximumFractionDigits: 0 })
			.format(amount);
}

export function figure(value, kind, currency, isMixed) {
	return kind === 'money' ? money(value, currency, isMixed)
		: kind === 'percent' ? rate(value) : count(value);
}

/* For an axis: few letters, and yet the value of its line. */
export function short(value, kind, currency) {
	const more = Math.abs(value) >= 1000 ? { notation: 'compact',
		maximumFractionDigits: 2, minimumFractionDigits: 0 }
		: Number.isInteger(value) ? { maximumFractionDigits: 0,
			minimumFractionDigits: 0 } : {};

	return kind === 'money' ? currencyFormat(currency, more).format(value)
		: intl(Intl.NumberFormat, more).format(value);
}

/* An amount for a narrow cell: three digits or so, no cents beside many. */
export function rounded(amount, currency) {
	const size = Math.abs(Number(amount));

	return size < 10 ? money(amount, currency) : currencyFormat(currency,
		size < 1000 ? { maximumFractionDigits: 0, minimumFractionDigits: 0 }
			: { notation: 'compact', maximumFractionDigits: 1,
				minimumFractionDigits: 0 }).format(amount);
}

/*
 * Thousandths as percent: 25 is 2.5 %; `signed` puts a + before a gain.  All
 * have a digit behind the point, so that they stand below each other, but what
 * is nothing or the whole.
 */
export function percent(thousandths, signed = false) {
	if (thousandths === null)
		return dash;
	const digits = thousandths !== 0 && Math.abs(thousandths) < 1000 ? 1 : 0;

	return intl(Intl.NumberFormat, { style: 'percent',
		minimumFractionDigits: digits, maximumFractionDigits: digits,
		signDisplay: signed ? 'exceptZero' : 'auto',
	}).format(thousandths / 1000);
}

/* Thousandths as points of percent, with their sign: +1.5 points. */
export function points(thousandths) {
	const n = intl(Intl.NumberFormat, { maximumFractionDigits: 1,
		signDisplay: 'exceptZero' }).format(thousandths / 10);

	return `${n} ${Math.abs(thousandths) === 10 ? 'point' : 'points'}`;
}

/* A rate as the API gives it, in percent: 8.5 is 8.5 %. */
export function rate(value, signed = false) {
	return value === null || value === undefined ? dash
		: percent(Math.round(value * 10), signed);
}

/* How many times, of which the digits stand below each other. */
export function times(n) {
	return intl(Intl.NumberFormat, { minimumFractionDigits: 2,
		maximumFractionDigits: 2 }).format(n);
}

/* A country by its two letters. */
export function country(code) {
	try {
		return intl(Intl.DisplayNames, { type: 'region' }).of(code);
	} catch {
		return code;
	}
}

/* Monday is 1. */
export function weekday(n, form = 'long') {
	return intl(Intl.DateTimeFormat, { weekday: form, timeZone: 'UTC' })
		.format(new Date(Date.UTC(2024, 0, n)));
}

const ofDay = (day) => new Date(`${day}T00:00:00Z`);
const dayForms = {
	long: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
	date: { day: 'numeric', month: 'short', year: 'numeric' },
	axis: { day: 'numeric', month: 'short' },
	month: { month: 'short', year: 'numeric' },
	year: { year: 'numeric' },
};

export function day(text, form = 'long') {
	return intl(Intl.DateTimeFormat, { ...dayForms[form], timeZone: 'UTC' })
		.format(ofDay(text));
}

export function dayRange({ from, to }) {
	return from === to ? day(from)
		: intl(Intl.DateTimeFormat, { ...dayForms.date, timeZone: 'UTC' })
			.formatRange(ofDay(from), ofDay(to));
}

/* What goes on is compared with as much of the days before. */
export const earlierRange = (earlier) => dayRange(earlier) +
	(earlier.until ? ', up to the same time of day' : '');

export const clock = (hour) => `${String(hour).padStart(2, '0')}:00`;

/* A point of a series: its day, or a week's first, a month; and its hour. */
export function stepName(text, step, hour) {
	if (hour !== undefined)
		return `${day(text, 'axis')}, ${clock(hour)}`;
	if (step === 'month')
		return day(text, 'month');
	if (step === 'year')
		return day(text, 'year');
	return step === 'quarter' ? `${day(text, 'month')}, quarter`
		: step === 'week' ? `Week of ${day(text, 'date')}` : day(text);
}

export function axisName(text, step) {
	return step === 'month' || step === 'quarter' ? day(text, 'month')
		: step === 'year' ? day(text, 'year') : day(text, 'axis');
}

/* By the clock of a zone; the browser's where it does not know that one. */
function inZone(zone, options) {
	try {
		return intl(Intl.DateTimeFormat, { ...options, timeZone: zone });
	} catch {
		return intl(Intl.DateTimeFormat, options);
	}
}

/* An RFC 3339 instant. */
export function instant(text, zone) {
	return text ? inZone(zone, { dateStyle: 'medium', timeStyle: 'short' })
		.format(new Date(text)) : dash;
}

/* The same in fewer letters: without the year where it is this one there. */
export function moment(text, zone, now = Date.now()) {
	if (!text)
		return dash;
	const at = new Date(text);
	const year = inZone(zone, { year: 'numeric' });

	return inZone(zone, { month: 'short', day: 'numeric', hour: 'numeric',
		minute: '2-digit', year: year.format(at) === year.format(now)
			? undefined : 'numeric' }).format(at);
}

const units = [['second', 60], ['minute', 60], ['hour', 24], ['day', 30],
	['month', 12], ['year', Infinity]];

/* How long ago an instant was: 12 seconds ago, 3 days ago. */
export function ago(text, now = Date.now()) {
	let n = Math.max(0, Math.round((now - Date.parse(text)) / 1000));

	for (const [unit, most] of units) {
		if (n < most)
			return intl(Intl.RelativeTimeFormat,
				{ numeric: 'always', style: 'short' }).format(-n, unit);
		n = Math.round(n / most);
	}
	return '';
}

/* A length of time: 45 s, 6 min, 2 h 5 min. */
export function duration(seconds) {
	const s = Math.max(0, Math.round(seconds));

	if (s < 60)
		return `${s} s`;
	if (s < 3600)
		return `${Math.round(s / 60)} min`;
	return `${Math.floor(s / 3600)} h ${Math.round(s % 3600 / 60)} min`;
}
