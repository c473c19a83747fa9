/* A table and its CSV: the same columns, so the same rows and figures. */
import { announce } from '../announce.js';
import { download, toCsv } from '../csv.js';
import { nextSort } from '../sort.js';

const classOf = ({ number, extra, wide }) =>
	[number && 'number', extra && 'extra', wide && 'broad']
		.filter(Boolean).join(' ') || undefined;

/*
 * columns: { label, value(row): for the CSV, show(row): for the eye, number:
 * true aligns it right, extra: true hides it on a phone, wide: true gives it
 * what room there is, key: what `sort` names it by, where onSort(sort) takes
 * a press on its head }.  `tall` scrolls a long one in itself.
 */
function Head({ column, sort, onSort }) {
	const way = sort === column.key ? 'ascending'
		: sort === `-${column.key}` ? 'descending' : null;

	if (!column.key || !onSort)
		return <th scope="col" class={classOf(column)}>{column.label}</th>;
	return (
		<th scope="col" class={classOf(column)} aria-sort={way ?? 'none'}>
			<button type="button" class="sort"
				onClick={() => onSort(nextSort(sort, column))}>
				{column.label}
				<span aria-hidden="true">{way === 'ascending' ? ' ↑'
					: way ? ' ↓' : ''}</span>
			</button>
		</th>
	);
}

export function Table({ caption, columns, rows, rowKey, rowClass, tall, sort,
	onSort }) {
	return (
		<div class={tall ? 'scroll tall' : 'scroll'} tabIndex={0}
			role="region" aria-label={caption}>
			<table>
				<caption class="unseen">{caption}</caption>
				<thead><tr>{columns.map((c) => <Head key={c.label}
					column={c} sort={sort} onSort={onSort} />)}</tr></thead>
				<tbody>{rows.map((row, i) => (
					<tr key={rowKey?.(row) ?? i} class={rowClass?.(row)}>
						{columns.map((c) => <td key={c.label}
							class={classOf(c)}>
							{(c.show ?? c.value)(row, i)}</td>)}
					</tr>))}
				</tbody>
			</table>
		</div>
	);
}

export function exportTable(name, columns, rows) {
	download(`${name}.csv`, toCsv(columns, rows));
	announce(`${rows.length} rows exported as ${name}.csv`, true);
}
