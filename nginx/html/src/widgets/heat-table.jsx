/*
 * A table whose cells are the deeper in colour the more they are; each has its
 * figure in words, so the colour says nothing that is not said.
 */

/* How deep: the least that is anything can still be told from nothing. */
const depth = (part) => part > 0 ? 0.08 + 0.92 * Math.min(1, part) : 0;

function Cell({ cell }) {
	if (!cell)
		return <td class="none" />;
	return (
		<td class={cell.isPartial ? 'heat partial' : 'heat'} title={cell.title}
			style={{ '--depth': depth(cell.part) }}>
			{cell.text}{cell.isPartial && <span class="unseen"> so far</span>}
		</td>
	);
}

/*
 * corner, columns	the heads: of the row heads, of each column
 * rows			[{ key, head, lead, cells }]; lead: plain cells before
 * leads		their heads; a cell is null or { text, part of 1, title,
 *			isPartial }
 */
export function HeatTable({ caption, corner, leads = [], columns, rows }) {
	return (
		<div class="scroll" tabIndex={0} role="region" aria-label={caption}>
			<table class="heats">
				<caption class="unseen">{caption}</caption>
				<thead><tr>
					<th scope="col">{corner}</th>
					{leads.map((l) => <th key={l} scope="col" class="number">
						{l}</th>)}
					{columns.map((c) => <th key={c} scope="col">{c}</th>)}
				</tr></thead>
				<tbody>{rows.map((row) => (
					<tr key={row.key} class={row.isSum ? 'sum' : undefined}>
						<th scope="row">{row.head}</th>
						{row.lead?.map((text, i) => <td key={leads[i]}
							class="number">{text}</td>)}
						{row.cells.map((cell, i) =>
							<Cell key={columns[i]} cell={cell} />)}
					</tr>))}
				</tbody>
			</table>
		</div>
	);
}
