/* Days of the period that stand out among the same weekdays. */
import { useState } from 'preact/hooks';

import { metric as find } from '../definitions.js';
import { useExport } from '../exports.js';
import { keepFocus } from '../focus.js';
import { printRange } from '../periods.js';
import { follow } from '../router.js';
import { Failure } from './states.jsx';
import { exportTable } from './table.jsx';

const FIRST = 4;

const columns = [
	{ label: 'Day', value: (i) => i.day },
	{ label: 'Figure', value: (i) => find(i.metric)?.label ?? i.metric },
	{ label: 'Value', value: (i) => i.value },
	{ label: 'Usual', value: (i) => i.expected },
	{ label: 'Currency', value: (i) => find(i.metric)?.kind === 'money'
		? i.currency : '' },
	{ label: 'In words', value: (i) => i.text },
];

/* Whether more of it is good news; for some figures it is neither. */
function toneOf({ metric, direction }) {
	const good = (find(metric)?.good ?? 0) * (direction === 'up' ? 1 : -1);

	return good > 0 ? 'good' : good < 0 ? 'bad' : 'muted';
}

function Insight({ insight, name }) {
	return (
		<li>
			<span class={toneOf(insight)} aria-hidden="true">
				{insight.direction === 'up' ? '▲' : '▼'}</span>
			<a href={insight.link} onClick={follow}>
				{name && `${name}: `}{insight.text}</a>
		</li>
	);
}

export function Insights({ view, source }) {
	const { data, error, isOld } = source;
	const [whole, setWhole] = useState(false);
	const shown = whole ? data : data?.slice(0, FIRST);
	const save = () => exportTable(`insights-${printRange(view.range)}`,
		columns, data);
	const nameOf = (i) => view.shops.length > 1 &&
		view.shops.find((s) => s.id === i.shopId)?.name;

	useExport('What stands out', data?.length ? save : null, { isOld });
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="insights">
			<h2 id="insights">What stands out</h2>
			{!data && error ? <Failure what="What stands out" source={source} />
				: shown?.length ? <ul class="insights">{shown.map((i) =>
				<Insight key={`${i.shopId} ${i.metric} ${i.day}`}
					insight={i} name={nameOf(i)} />)}</ul>
					: <p class="muted small">{data
						? 'No day of this period differs much from the ' +
							'same weekdays before it.'
						: ' '}</p>}
			{data?.length > shown?.length && <p class="foot">
				<button type="button" onClick={(event) =>
					keepFocus(event, () => setWhole(true))}>
					Show all {data.length}</button></p>}
		</section>
	);
}
