/* The one table, and the facts above it. */

const COLUMNS = ['what', 'ours', 'floor', 'ratio', 'goal', 'met', 'Node'];

/* What the Node.js implementation of the same specification does, as given. */
export const NODE = {
	overview: '121 /s',
	ordersByDate: '12 /s',
	webhooks: '186 /s',
	backfill: '50 /s',
	memory: '300 MB',
};

export function median(list, of = (x) => x) {
	const sorted = [...list].sort((a, b) => of(a) - of(b));

	return sorted[Math.floor((sorted.length - 1) / 2)];
}

/* Three digits that count. */
export function number(n) {
	if (n === null || n === undefined || Number.isNaN(n))
		return '';
	if (n === 0)
		return '0';
	const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(n) || 1)));

	return n.toLocaleString('en-US', {
		minimumFractionDigits: Math.min(digits, 3),
		maximumFractionDigits: Math.min(digits, 3) });
}

export class Table {
	constructor() {
		this.rows = [];
	}

	/* A line of its own, above the rows that follow. */
	part(title) {
		this.rows.push({ title });
	}

	/*
	 * unit is said behind both figures; of the goals leastRatio (of ours to
	 * the floor), least and most, all that are given must hold.
	 */
	add(what, unit, { ours, floor, least, most, leastRatio, node = '' }) {
		const share = floor ? ours / floor : undefined;
		const goals = [
			leastRatio && { text: `ratio >= ${leastRatio.toFixed(2)}`,
				met: share >= leastRatio },
			least && { text: `>= ${number(least)}`, met: ours >= least },
			most !== undefined && { text: `<= ${number(most)}`,
				met: ours <= most },
		].filter(Boolean);
		const met = goals.every((g) => g.met);

		this.rows.push({ cells: [
			what, `${number(ours)} ${unit}`,
			floor === undefined ? '' : `${number(floor)} ${unit}`,
			share === undefined ? '' : share.toFixed(2),
			goals.map((g) => g.text).join(', '),
			goals.length ? met ? 'yes' : 'NO' : '', node] });
	}

	/* A line below what is in the table now. */
	note(text) {
		this.rows.push({ note: text });
	}

	print() {
		const rows = [{ cells: COLUMNS }, ...this.rows];
		const widths = COLUMNS.map((_, i) => Math.max(...rows.map((r) =>
			r.cells?.[i].length ?? 0)));
		const line = (cells) => cells.map((text, i) => i === 1 || i === 2 ||
			i === 3 ? text.padStart(widths[i]) : text.padEnd(widths[i]))
			.join('  ').trimEnd();

		for (const row of rows)
			if (row.title !== undefined)
				console.log(`\n${row.title}`);
			else
				console.log(row.note ?? line(row.cells));
		console.log('\nratio: ours to the floor.  Node: the Node.js ' +
			'implementation of the same specification,\nas it was ' +
			'measured elsewhere.  See tests/bench/run and *.mjs there.');
	}
}
