/* When orders are placed: each hour of the week, by the store's clock. */
import { useState } from 'preact/hooks';

import { compare } from '../decimal.js';
import { useExport } from '../exports.js';
import { clock, count, figure, rounded, weekday, whole } from '../format.js';
import { heatScale } from '../heat.js';
import { printRange } from '../periods.js';
import { useResource } from '../resource.js';
import { heatmapPath } from '../view.js';
import { Choice } from './choice.jsx';
import { HeatLegend, HeatTable } from './heat-table.jsx';
import { RatesUsed } from './rates-used.jsx';
import { Failure, Outdated, Skeleton } from './states.jsx';
import { exportTable } from './table.jsx';

const metrics = [
	{ name: 'orders', label: 'Orders', kind: 'count' },
	{ name: 'netSales', label: 'Net sales', kind: 'money' },
];
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const columns = [
	{ label: 'Weekday', value: (r) => weekday(r.weekday) },
	{ label: 'Hour', value: (r) => r.hour },
	{ label: 'Orders', value: (r) => r.orders },
	{ label: 'Net sales', value: (r) => r.netSales },
	{ label: 'Total sales', value: (r) => r.totalSales },
	{ label: 'Currency', value: (r) => r.currency },
];

/*
 * The hours in which anything was sold: many have no order at all, and without
 * an exchange rate there is no amount.
 */
const knownOf = (data, metric) => data.filter((r) => r.orders &&
	r[metric.name] !== null);

function rowsOf(data, metric, currency, scale) {
	const find = (day, hour) => data.find((r) => r.weekday === day &&
		r.hour === hour);

	return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ key: day,
		head: weekday(day, 'short'), cells: hours.map((hour) => {
			const row = find(day, hour);
			const words = row && figure(row[metric.name], metric.kind,
				currency);

			return row ? { part: scale.partOf(Number(row[metric.name])),
				isNothing: !(Number(row[metric.name]) > 0),
				text: row.orders ? whole(row[metric.name]) : '',
				title: `${weekday(day)}, ${clock(hour)}: ${words}` } : null;
		}) }));
}

/* The fullest hour, in a sentence. */
function Sentence({ known, metric, currency }) {
	const top = known.reduce((a, b) => compare(b[metric.name],
		a[metric.name]) > 0 ? b : a);

	return (
		<p class="muted small foot">Most {metric.label.toLowerCase()}:{' '}
			{weekday(top.weekday)} from {clock(top.hour)},{' '}
			{figure(top[metric.name], metric.kind, currency)}.</p>
	);
}

export function Hours({ view, currency }) {
	const [name, setName] = useState('orders');
	const metric = metrics.find((m) => m.name === name);
	const source = useResource(heatmapPath(view));
	const { error, isOld } = source;
	const data = source.data?.filter((r) => r.currency === currency);
	const isEmpty = !data?.some((r) => r.orders);
	const known = data && knownOf(data, metric);
	const scale = data && heatScale(known.map((r) => Number(r[metric.name])),
		{ fromZero: true });
	const save = () => exportTable(`hours-${printRange(view.range)}`, columns,
		data);

	useExport('Hours of the week', isEmpty ? null : save, { isOld });
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="hours">
			<header class="head">
				<h2 id="hours">Hours of the week</h2>
				<div class="group gap">
					<Choice label="Figure of the hours" value={name}
						options={metrics} onChange={setName} />
					{!isEmpty && <button type="button" disabled={isOld}
						onClick={save}>CSV</button>}
				</div>
			</header>
			{!data && (error ? <Failure what="The hours" source={source} />
				: <Skeleton rows={7} label="Loading the hours" />)}
			<Outdated source={source} />
			{data && (isEmpty
				? <p class="muted">No order was placed in this period.</p>
				: <>
					<HeatTable caption={`${metric.label} by hour of the week`}
						corner="Day" columns={hours}
						rows={rowsOf(data, metric, currency, scale)} />
					{known.length > 0 && <>
						<HeatLegend scale={scale} show={(v) => metric.kind ===
							'money' ? rounded(v, currency) : count(v)} />
						<Sentence known={known} metric={metric}
							currency={currency} />
					</>}
					{view.into && metric.kind === 'money' &&
						<RatesUsed of={data} isPart />}
				</>)}
		</section>
	);
}
