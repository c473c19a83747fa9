/*
 * A table whose cells are the deeper in colour the more they are; each has its
 * figure in words, so the colour says nothing that is not said.
 */

/* The least that is anything can still be told from nothing. */
const depth = ({ part, isNothing }) => isNothing ? 0 : 0.08 + 0.92 * part;

/* `show(v)`: a figure in words. */
export function HeatLegend({ scale, show }) {
	return (
		<p class="ramp muted small foot">
			<span class="unseen">Colours: palest </span>{show(scale.low)}
			<i aria-hidden="true" />
			<span class="unseen">, deepest </span>{show(scale.high)}
			{scale.isOpen && ' or more'}
		</p>
	);
}

function Cell({ cell }) {
	if (!cell)
		return <td class="none" />;
	return (
		<td class={`heat${cell.isPartial ? ' partial' : ''}${
			cell.isPlain ? ' plain' : ''}`} title={cell.title}
		style={cell.isPlain ? undefined : { '--depth': depth(cell) }}>
			{cell.text}{cell.isPartial && <span class="unseen"> so far</span>}
		</td>
	);
}

/*
 * corner, columns	the heads: of the row heads, of each column
 * rows			[{ key, head, lead, cells }]; lead: plain cells before
 * leads		their heads; a cell is null or { text, title, part: of 1
 *			between palest and deepest, isNothing, isPartial,
 *			isPlain: without a colour }
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
