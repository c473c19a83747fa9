/* Rows by one of their columns, as the address says: `units` or `-units`. */
import { compare } from './decimal.js';

const isAmount = (v) => typeof v === 'number' ||
	/^-?\d+(\.\d+)?$/.test(v);

function order(a, b) {
	if (isAmount(a) && isAmount(b))
		return compare(a, b);
	return String(a).localeCompare(String(b));
}

/* What has no value is last, whichever way; ties keep their order. */
export function sortRows(rows, columns, sort) {
	const key = sort?.replace(/^-/, '');
	const column = columns.find((c) => c.key && c.key === key);
	const sign = sort?.startsWith('-') ? -1 : 1;

	if (!column)
		return rows;
	return rows.map((row) => [column.value(row), row]).sort(([a], [b]) => {
		const none = (a === null || a === undefined) -
			(b === null || b === undefined);

		return none || (a === null || a === undefined ? 0
			: sign * order(a, b));
	}).map(([, row]) => row);
}

/* What a press on a column's head asks for: figures begin with the most. */
export function nextSort(sort, { key, number }) {
	if (sort === `-${key}`)
		return key;
	if (sort === key)
		return `-${key}`;
	return number ? `-${key}` : key;
}
