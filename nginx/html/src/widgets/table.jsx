/* A table and its CSV: the same columns, so the same rows and figures. */
import { announce } from '../announce.js';
import { download, toCsv } from '../csv.js';

const classOf = ({ number, extra, wide }) =>
	[number && 'number', extra && 'extra', wide && 'broad'].filter(Boolean).join(' ') ||
		undefined;

/*
 * columns: { label, value(row): for the CSV, show(row): for the eye, number:
 * true aligns it right, extra: true hides it on a phone, wide: true gives it
 * what room there is }.  `tall` scrolls a long one in itself.
 */
export function Table({ caption, columns, rows, rowKey, rowClass, tall }) {
	return (
		<div class={tall ? 'scroll tall' : 'scroll'} tabIndex={0}
			role="region" aria-label={caption}>
			<table>
				<caption class="unseen">{caption}</caption>
				<thead><tr>{columns.map((c) => <th key={c.label} scope="col"
					class={classOf(c)}>{c.label}</th>)}
				</tr></thead>
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
