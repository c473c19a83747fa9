/*
 * A card with a table from the API: its states, its CSV, and a line in the
 * page's Export.
 */
import { useId, useState } from 'preact/hooks';

import { useExport } from '../exports.js';
import { keepFocus } from '../focus.js';
import { count } from '../format.js';
import { Failure, Outdated, Skeleton } from './states.jsx';
import { exportTable, Table } from './table.jsx';

/*
 * source	what useResource() gave; rows: of its data, undefined before it
 * columns	see table.jsx; fileColumns: of the CSV, where these differ
 * file		the file's name; controls: more for the head
 * empty	what to say where there are no rows
 * before, foot	what is above and below the table
 * first	so many rows are enough to begin with; onWhole: all are wanted
 */
export function TableCard({ title, source, rows, columns, fileColumns, file,
	controls, empty, before, foot, first = Infinity, onWhole, lines = 8,
	...table }) {
	const id = useId();
	const [whole, setWhole] = useState(false);
	const most = whole ? Infinity : first;
	const { data, error, isOld } = source;
	const save = () => exportTable(file, fileColumns ?? columns, rows);
	const hasRows = Boolean(data) && rows?.length > 0;

	const showAll = (event) => keepFocus(event, () => {
		setWhole(true);
		onWhole?.();
	});

	useExport(title, hasRows ? save : null, { isOld });
	return (
		<section class={isOld ? 'card old' : 'card'} aria-labelledby={id}
			aria-busy={isOld}>
			<header class="head">
				<h2 id={id}>{title}</h2>
				<div class="group gap">
					{controls}
					{hasRows && <button type="button" disabled={isOld}
						onClick={save}>CSV</button>}
				</div>
			</header>
			{!data && (error ? <Failure what={title} source={source} />
				: <Skeleton rows={lines} label={`Loading ${title}`} />)}
			{data && <Outdated source={source} />}
			{data && before}
			{data && !rows.length && <p class="muted">{empty}</p>}
			{hasRows && <Table caption={title} columns={columns}
				rows={rows.slice(0, most)} {...table} />}
			{hasRows && rows.length > most && <p class="foot">
				<button type="button" onClick={showAll}>
					Show all {count(rows.length)}</button></p>}
			{data && foot}
		</section>
	);
}
