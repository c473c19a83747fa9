/*
 * Days are YYYY-MM-DD of a shop's calendar, without a time or a zone; they
 * are computed with as if they were UTC, where each has 24 hours.
 */
const DAY = 86_400_000;

export function isDay(text) {
	return /^\d{4}-\d\d-\d\d$/.test(text) && toText(toMs(text)) === text;
}

function toMs(day) {
	return Date.parse(`${day}T00:00:00Z`);
}

function toText(ms) {
	return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : '';
}

export function addDays(day, n) {
	return toText(toMs(day) + n * DAY);
}

/* How many days from..to are, both counted. */
export function countDays(from, to) {
	return Math.round((toMs(to) - toMs(from)) / DAY) + 1;
}

/* The same date n months on; the month's last where there is none such. */
export function addMonths(day, n) {
	const [y, m, d] = day.split('-').map(Number);
	const first = new Date(Date.UTC(y, m - 1 + n, 1));
	const last = new Date(Date.UTC(first.getUTCFullYear(),
		first.getUTCMonth() + 1, 0)).getUTCDate();

	return toText(first.getTime() + (Math.min(d, last) - 1) * DAY);
}

export function monthStart(day) {
	return `${day.slice(0, 7)}-01`;
}

export function monthEnd(day) {
	return addDays(addMonths(monthStart(day), 1), -1);
}

export function quarterStart(day) {
	const month = Number(day.slice(5, 7));

	return addMonths(monthStart(day), -((month - 1) % 3));
}

export function yearStart(day) {
	return `${day.slice(0, 4)}-01-01`;
}

const clocks = new Map();

/* The wall clock of a zone; UTC for a zone that the browser does not know. */
function clock(zone) {
	if (!clocks.has(zone)) {
		const options = { timeZone: zone, hourCycle: 'h23', year: 'numeric',
			month: '2-digit', day: '2-digit', hour: '2-digit',
			minute: '2-digit', second: '2-digit' };
		let format;

		try {
			format = new Intl.DateTimeFormat('en-US', options);
		} catch {
			format = new Intl.DateTimeFormat('en-US',
				{ ...options, timeZone: 'UTC' });
		}
		clocks.set(zone, format);
	}
	return clocks.get(zone);
}

/* { day, time: 'HH:MM:SS' } in a zone at an instant (milliseconds). */
export function wallClock(zone, ms) {
	const part = Object.fromEntries(clock(zone).formatToParts(ms)
		.map((p) => [p.type, p.value]));

	return {
		day: `${part.year}-${part.month}-${part.day}`,
		time: `${part.hour}:${part.minute}:${part.second}`,
	};
}

/*
 * The instant (milliseconds) at which a zone's clock shows this, as PostgreSQL
 * has it: the later one of a time that comes twice; one that a change of the
 * clocks leaves out is taken as much later.
 */
export function instantOf(zone, day, time) {
	const wanted = Date.parse(`${day}T${time}Z`);
	const ahead = (at) => {
		const shown = wallClock(zone, at);

		return Date.parse(`${shown.day}T${shown.time}Z`) - at;
	};
	const [least, most] = [wanted - DAY, wanted + DAY].map(ahead)
		.sort((a, b) => a - b);
	const [late, early] = [wanted - least, wanted - most];

	return ahead(late) !== least && ahead(early) === most ? early : late;
}
