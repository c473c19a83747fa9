/* The figures of a period, with what they were before; a tile picks the
 * chart's metric. */
import { useExport } from '../exports.js';
import { tiles, valueOf } from '../definitions.js';
import { dash, figure } from '../format.js';
import { setState, state } from '../router.js';
import { Delta } from './delta.jsx';
import { Info } from './popover.jsx';
import { Sparkline } from './sparkline.jsx';
import { exportTable } from './table.jsx';

/* `isPart`: the others are of one currency only. */
function Tile({ metric, totals, earlier, points, currency, soFar, isPart }) {
	const picked = state.value.m === metric.name;
	const value = valueOf(totals, metric.name);
	/* While the first sync reads, nothing is not yet a figure. */
	const shown = soFar && (value === 0 || value === '0') ? dash
		: figure(value, metric.kind, currency);
	const body = (
		<>
			<span class="label">{metric.label}</span>
			<span class="value" style={{ '--letters': shown.length }}>{shown}
				{soFar && <span class="sofar small"> so far</span>}</span>
			{metric.name === 'totalCustomers'
				? isPart && <span class="muted small">of all stores</span>
				: earlier && <Delta metric={metric} now={value}
					before={valueOf(earlier, metric.name)}
					currency={currency} />}
			{metric.inSeries && <Sparkline values={points.map((p) =>
				p[metric.name] === null ? null : Number(p[metric.name]))} />}
		</>
	);

	return (
		<div class={metric.inSeries ? 'tile' : 'tile low'}>
			{metric.inSeries
				? <button type="button" class="pick" aria-pressed={picked}
					onClick={() => setState({ m: metric.name })}>{body}</button>
				: <div class="pick">{body}</div>}
			<Info title={metric.label}>{metric.about}</Info>
		</div>
	);
}

function columnsOf(totals, earlier) {
	return [
		{ label: 'Figure', value: (m) => m.label },
		{ label: 'Value', value: (m) => valueOf(totals, m.name) },
		...earlier ? [{ label: 'Before',
			value: (m) => valueOf(earlier, m.name) }] : [],
	];
}

export function Tiles({ overview, totals, earlier, points, currency, soFar,
	isPart, isOld }) {
	const all = { ...totals, totalCustomers: overview.totalCustomers };

	useExport('Figures', () => exportTable(
		`figures-${overview.from}-${overview.to}`,
		[...columnsOf(all, earlier), { label: 'Currency',
			value: (m) => m.kind === 'money' ? currency : '' }], tiles));
	return (
		<section aria-label="Figures" class={isOld ? 'tiles old' : 'tiles'}
			aria-busy={isOld}>
			{tiles.map((m) => <Tile key={m.name} metric={m}
				totals={all}
				earlier={earlier} points={points} currency={currency}
				soFar={soFar} isPart={isPart} />)}
		</section>
	);
}

export function TilesSkeleton() {
	return (
		<section class="tiles" role="status">
			<span class="unseen">Loading the figures</span>
			{tiles.map((m) => <div key={m.name} class={m.inSeries
				? 'tile blank' : 'tile blank low'} />)}
		</section>
	);
}
