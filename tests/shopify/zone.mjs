// Days and offsets of an IANA time zone. Days are counted from 1970-01-01
// as whole numbers, so that they compare and subtract.

const QUARTER = 900_000;
const DAY = 86_400_000;

export class Zone {
	constructor(name) {
		this.name = name;
		this.format = new Intl.DateTimeFormat("en-US", {
			timeZone: name, hourCycle: "h23", year: "numeric",
			month: "numeric", day: "numeric", hour: "numeric",
			minute: "numeric", second: "numeric",
		});
		this.offsets = new Map();
	}

	/* Milliseconds to add to UTC. Every zone changes on a quarter hour. */
	offset(ms) {
		const key = Math.floor(ms / QUARTER);
		let offset = this.offsets.get(key);
		if (offset === undefined) {
			const part = {};
			const utc = key * QUARTER;
			for (const p of this.format.formatToParts(utc))
				part[p.type] = Number(p.value);
			offset = Date.UTC(part.year, part.month - 1, part.day,
				part.hour, part.minute, part.second) -
				key * QUARTER;
			this.offsets.set(key, offset);
		}
		return offset;
	}

	day(ms) {
		return Math.floor((ms + this.offset(ms)) / DAY);
	}

	/* The first instant of a local day (which may not be midnight). */
	start(day) {
		let ms = day * DAY - this.offset(day * DAY);
		ms = day * DAY - this.offset(ms);
		while (this.day(ms) < day)
			ms += QUARTER;
		while (this.day(ms - 1000) === day)
			ms -= QUARTER;
		return ms;
	}

	/* RFC 3339 with the zone's offset, as REST bodies have it. */
	local(ms) {
		const offset = this.offset(ms);
		const minutes = Math.abs(offset) / 60_000;
		const two = (n) => String(n).padStart(2, "0");
		return new Date(ms + offset).toISOString().slice(0, 19) +
			(offset < 0 ? "-" : "+") +
			two(Math.floor(minutes / 60)) + ":" + two(minutes % 60);
	}
}

const zones = new Map();

export function zone(name) {
	if (!zones.has(name))
		zones.set(name, new Zone(name));
	return zones.get(name);
}

/* 18627 -> "2021-01-01" */
export function dayText(day) {
	return new Date(day * DAY).toISOString().slice(0, 10);
}

/* "2021-01-01" -> 18627; throws on what is no day. */
export function parseDay(text) {
	const ms = Date.parse(text + "T00:00:00Z");
	if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(ms) ||
	    dayText(ms / DAY) !== text)
		throw new Error(`not a day: ${text}`);
	return ms / DAY;
}

/* UTC to the second, as GraphQL prints instants. */
export function utc(ms) {
	return new Date(ms).toISOString().slice(0, 19) + "Z";
}
