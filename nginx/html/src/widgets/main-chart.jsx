/* The picked metric over the period, with its comparison, table and CSV. */
import { useMemo, useState } from 'preact/hooks';

import { besides, columnsOf, stepBefore } from '../beside.js';
import { change, indexOfMost } from '../decimal.js';
import { metric as find, metrics, valueOf } from '../definitions.js';
import { axisName, clock, dash, dayRange, earlierRange, figure, percent,
	short, stepName } from '../format.js';
import { useExport } from '../exports.js';
import { keepFocus } from '../focus.js';
import { useKeys } from '../keys.js';
import { printRange, rangeOfPoints } from '../periods.js';
import { setState, state } from '../router.js';
import { Chart } from './chart.jsx';
import { Select } from './choice.jsx';
import { Exactness } from './exactness.jsx';
import { Rates } from './rates.jsx';
import { exportTable, Table } from './table.jsx';

const options = metrics.filter((m) => m.inSeries);

const number = (point, name) => point?.[name] === null ||
	point?.[name] === undefined ? null : Number(point[name]);

/* Total, peak and change: what a look at the chart would say. */
function sentenceOf({ metric, points, view, totals, earlier, show }) {
	const total = valueOf(totals, metric.name);
	const was = valueOf(earlier, metric.name);
	const peak = points[indexOfMost(points.map((p) => p[metric.name]))];
	const moved = change(total, was);

	return (total === null ? `${metric.label}: the total is not known` :
		`${metric.label} ${show(total)}`) +
		(moved === null ? '. ' : `, ${percent(moved, true)} ` +
			`against ${show(was)} in ${earlierRange(view.earlier)}. `) +
		(Number(peak?.[metric.name]) > 0
			? `The peak was ${show(peak[metric.name])}, ` +
				`${stepName(peak.day, view.step, peak.hour)}.` : '');
}

/* What the drag does, for keys and fingers. */
function ZoomButtons({ view, onZoom, count }) {
	const quarter = Math.floor(count / 4);

	return (
		<>
			<button type="button" disabled={count < 4}
				onClick={() => onZoom(quarter, count - 1 - quarter)}>
				Zoom in</button>
			{view.zoomed && <button type="button"
				onClick={(event) => keepFocus(event, () =>
					setState({ zoom: null }))}>Reset zoom</button>}
		</>
	);
}

/* Of a period that has none of the picked figure: why, and what to do. */
function Unknown({ overview }) {
	return overview?.missingRate ? <Rates of={[overview]} />
		: <p class="muted">No order was placed in this period.</p>;
}

/* Both as long as the longer one. */
function useSeries(points, before, name) {
	return useMemo(() => {
		const rows = besides(points, before);

		return [rows.map((r) => number(r.now, name)),
			before && rows.map((r) => number(r.before, name))];
	}, [points, before, name]);
}

function Legend({ view }) {
	return (
		<p class="legend small muted">
			<span><span class="key now" aria-hidden="true" />
				{dayRange(view.range)}</span>
			<span><span class="key then" aria-hidden="true" />
				{earlierRange(view.earlier)}</span></p>
	);
}

function Drawing({ metric, view, points, before, totals, earlier, values, old,
	show, currency, onZoom }) {
	const open = view.range.to >= view.today ? points.length - 1 : -1;
	const describe = (i) => ({
		now: points[i] ? {
			label: stepName(points[i].day, view.step, points[i].hour) +
				(i === open ? ', so far' : ''),
			value: show(points[i][metric.name]) }
			: { label: `No such ${view.step} in this period`, value: dash },
		before: before?.[i] ? {
			label: stepBefore(before[i], before, view),
			value: show(before[i][metric.name]) } : null,
	});

	return (
		<>
			{earlier && <Legend view={view} />}
			<Chart title={metric.label} values={values} before={old}
				axisLabels={points.map((p) => p.hour === undefined
					? axisName(p.day, view.step) : clock(p.hour))}
				days={view.step === 'hour' ? null : points.map((p) => p.day)}
				describe={describe} whole={metric.kind === 'count'}
				open={open}
				short={(v) => short(v, metric.kind, currency)}
				sentence={sentenceOf({ metric, points, view, totals, earlier,
					show })} onZoom={onZoom} />
		</>
	);
}

function Buttons({ asTable, setAsTable, save, isOld, ...zoom }) {
	return (
		<>
			<ZoomButtons {...zoom} />
			<button type="button" aria-pressed={asTable}
				onClick={() => setAsTable(!asTable)}>Table</button>
			<button type="button" disabled={isOld}
				onClick={save}>CSV</button>
		</>
	);
}

/* `overview`: its answer, which says which rate is missing. */
export function MainChart({ view, points, before, overview, totals, earlier,
	currency, isOld }) {
	const [asTable, setAsTable] = useState(false);
	const metric = find(state.value.m);
	const show = (v) => figure(v, metric.kind, currency);
	const [values, old] = useSeries(points, before, metric.name);
	const columns = columnsOf({ metric, currency, view, before });
	const rows = besides(points, before);
	const name = `${metric.label} ${printRange(view.range)}`
		.toLowerCase().replaceAll(' ', '-');
	const title = `${metric.label} by ${view.step}`;
	const isKnown = values.some((v) => v !== null);
	const save = isKnown ? () => exportTable(name, columns, rows) : null;
	/* Of this period: not to what the one before has beyond its end. */
	const zoomTo = (a, b) => b > a && setState({ zoom: printRange(
		rangeOfPoints(points.map((p) => p.day), a, b, view.range)) });
	const onZoom = view.step === 'hour' ? null
		: (a, b) => zoomTo(a, Math.min(b, points.length - 1));

	useExport(title, save, { isOld });
	useKeys({ '.': () => !isOld && save?.(),
		Escape: () => setState({ zoom: null }) });
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="chart-title">
			<header class="head">
				<div class="group gap">
					<h2 id="chart-title">{metric.label}
						<span class="muted small"> by {view.step}</span></h2>
					{values.some(Boolean) &&
						<Exactness exactness={totals?.exactness} />}
				</div>
				<div class="group gap">
					<Select label="Figure of the chart" value={metric.name}
						options={options} onChange={(m) => setState({ m })} />
					{isKnown && <Buttons view={view} onZoom={onZoom}
						count={onZoom ? points.length : 0} save={save}
						isOld={isOld}
						asTable={asTable} setAsTable={setAsTable} />}
				</div>
			</header>
			{!isKnown ? <Unknown overview={overview} />
				: asTable ? <Table tall caption={title} columns={columns}
					rows={rows} />
					: <Drawing {...{ metric, view, points, before, totals,
						earlier, values, old, show, currency, onZoom }} />}
			{isKnown && view.into && metric.kind === 'money' &&
				<Rates of={points} isPart />}
		</section>
	);
}
