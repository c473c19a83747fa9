/*
 * Customers by when they first ordered: who comes back, and what they come to.
 */
import { useMemo, useState } from 'preact/hooks';

import { count, dash, day, money, rate, rounded, short, stepName }
	from '../format.js';
import { useExport } from '../exports.js';
import { parseFilters } from '../filters.js';
import { heatScale } from '../heat.js';
import { useResource } from '../resource.js';
import { setState, state } from '../router.js';
import { chosen } from '../shops.js';
import { cohortsPath, cohortsSince } from '../view.js';
import { Chart } from '../widgets/chart.jsx';
import { Choice, Select } from '../widgets/choice.jsx';
import { Currencies } from '../widgets/currencies.jsx';
import { FirstOrders, firstOrders } from '../widgets/first-orders.jsx';
import { HeatLegend, HeatTable } from '../widgets/heat-table.jsx';
import { Title } from '../widgets/period-bar.jsx';
import { Info } from '../widgets/popover.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { exportTable, Table } from '../widgets/table.jsx';

/*
 * inAverage: there is one over all cohorts.  isOfAll: in the first period it
 * is of all customers of a cohort, so that it says nothing of who came back;
 * hasAgain: so that is told beside it.
 */
const metrics = [
	{ name: 'retention', label: 'Retention', kind: 'rate', inAverage: true,
		isOfAll: true, hasAgain: true,
		about: 'Of the customers of a cohort, those who ordered in the ' +
			'period so long after the first. In the first one all of them ' +
			'did, and some ordered again: they are told apart.' },
	{ name: 'ltv', label: 'Value', kind: 'money', inAverage: true,
		about: 'Net sales of a cohort up to then, by customer: what one has ' +
			'come to so far.' },
	{ name: 'orders', label: 'Orders', kind: 'count', isOfAll: true,
		about: 'Orders of the cohort’s customers in the period.' },
	{ name: 'netSalesPerOrder', label: 'Average order', kind: 'money',
		about: 'Net sales of the cohort in the period, by order.' },
];

const grains = [
	{ name: 'week', label: 'Weeks' },
	{ name: 'month', label: 'Months' },
	{ name: 'quarter', label: 'Quarters' },
];

const bases = [
	{ name: 'order_day', label: 'By day of the order' },
	{ name: 'ledger_day', label: 'By day it happened' },
];

const spans = [
	{ name: '12', label: 'Latest 12' },
	{ name: '24', label: 'Latest 24' },
	{ name: 'all', label: 'All' },
];

const shown = (metric, value, currency) => value === null ||
	value === undefined ? dash : metric.kind === 'rate' ? rate(value)
	: metric.kind === 'money' ? money(value, currency) : count(value);

/* In a narrow cell. */
const brief = (metric, value, currency) => metric.kind === 'money'
	? rounded(value, currency) : shown(metric, value, currency);

const nameOf = (cohort, grain) => grain === 'month'
	? day(cohort, 'month') : stepName(cohort, grain);

const isPlain = (metric, p) => metric.isOfAll && p.n === 0;

/* Of what is over: what goes on will be more. */
const scaleOf = (metric, cohorts) => heatScale(cohorts.flatMap((c) =>
	c.periods.filter((p) => !p.partial && !isPlain(metric, p) &&
		p[metric.name] !== null).map((p) => Number(p[metric.name]))));

function cellOf(p, name, { metric, grain, currency, scale }) {
	const value = p?.[metric.name] ?? null;
	const words = () => shown(metric, value, currency);

	return value === null ? null : {
		text: brief(metric, value, currency),
		part: scale.partOf(Number(value)), isNothing: !(Number(value) > 0),
		isPartial: p.partial, isPlain: isPlain(metric, p),
		title: `${name}, ${grain} ${p.n}: ${words()}` +
			(p.customers === undefined ? '' : `, ${count(p.customers)} ` +
				`customers${p.partial ? ', so far' : ''}`) };
}

function rowsOf({ cohorts, average }, how) {
	const { grain, metric } = how;
	const width = Math.max(0, ...cohorts.map((c) => c.periods.length));
	const across = (periods, name) => Array.from({ length: width },
		(_, n) => cellOf(periods.find((p) => p.n === n), name, how));
	const again = (of) => metric.hasAgain
		? [of ? rate(of.reorderedRate) : dash] : [];

	return [
		...cohorts.map((c) => {
			const name = nameOf(c.cohort, grain);

			return { key: c.cohort, head: name, lead: [count(c.size),
				...again(c)], cells: across(c.periods, name) };
		}),
		...metric.inAverage ? [{ key: 'average', head: 'On average',
			isSum: true, lead: [count(cohorts.reduce((n, c) => n + c.size,
				0)), ...again(average[0])],
			cells: across(average, 'On average') }] : [],
	];
}

function fileOf({ cohorts }) {
	return cohorts.flatMap((c) => c.periods.map((p) => ({ ...p,
		cohort: c.cohort, size: c.size, reordered: c.reordered })));
}

const fileColumns = (grain) => [
	{ label: 'Cohort', value: (r) => r.cohort },
	{ label: 'Size', value: (r) => r.size },
	{ label: `Again in ${grain} 0`, value: (r) => r.reordered },
	{ label: `${grain[0].toUpperCase()}${grain.slice(1)}`,
		value: (r) => r.n },
	...['customers', 'orders', 'netSales', 'retention', 'ltv',
		'netSalesPerOrder', 'partial']
		.map((name) => ({ label: name, value: (r) => r[name] })),
];

/* A point of the curves, as a row: the average, and the cohort's own. */
function curveColumns({ grain, metric, currency, cohort }) {
	const unit = metric.kind === 'money' ? ` (${currency})` : '';
	const column = (label, of) => ({ label: label + unit, number: true,
		value: (row) => of(row)?.[metric.name],
		show: (row) => shown(metric, of(row)?.[metric.name], currency) });

	return [
		{ label: `${grain[0].toUpperCase()}${grain.slice(1)}`,
			value: (row) => row.now.n },
		column(`${metric.label} on average`, (row) => row.now),
		...cohort ? [column(nameOf(cohort.cohort, grain),
			(row) => row.own)] : [],
	];
}

const number = (p, name) => p?.[name] === null || p?.[name] === undefined
	? null : Number(p[name]);

/* Where all ordered at first, the curve begins after that. */
const drawnOf = (rows, metric) => metric.isOfAll
	? rows.filter((r) => r.now.n > 0) : rows;

function Drawing({ rows, grain, metric, currency, cohort }) {
	const [values, beside] = useMemo(() => [
		rows.map((r) => number(r.now, metric.name)),
		cohort ? rows.map((r) => number(r.own, metric.name)) : null],
	[rows, metric, cohort]);
	const show = (p) => shown(metric, p?.[metric.name], currency);
	const last = rows.at(-1).now;

	return (
		<Chart title={`${metric.label} on average`}
			values={values} before={beside} whole={false}
			axisLabels={rows.map((r) => String(r.now.n))}
			short={(v) => metric.kind === 'rate' ? rate(v)
				: short(v, metric.kind, currency)}
			describe={(i) => ({
				now: { label: `${grain} ${rows[i].now.n}`,
					value: show(rows[i].now) },
				before: cohort ? { label: nameOf(cohort.cohort, grain),
					value: show(rows[i].own) } : null,
			})}
			sentence={`${metric.label} after ${count(last.n)} ${grain
			}s: ${show(last)} on average.`} />
	);
}

/* The average over what has ended, and one cohort beside it. */
function Curves({ data, grain, metric }) {
	const { currency } = data;
	const [picked, setPicked] = useState('');
	const [asTable, setAsTable] = useState(false);
	const cohort = data.cohorts.find((c) => c.cohort === picked);
	const rows = useMemo(() => data.average.map((now) => ({ now,
		own: cohort?.periods.find((p) => p.n === now.n) })),
	[data.average, cohort]);
	const title = `${metric.label} on average`;
	const columns = curveColumns({ grain, metric, currency, cohort });
	const save = () => exportTable(`cohorts-${metric.name}-${grain}`,
		columns, rows);
	const drawn = useMemo(() => drawnOf(rows, metric), [rows, metric]);
	const hasCurve = drawn.length > 1;
	const options = [{ name: '', label: 'No cohort beside it' },
		...data.cohorts.map((c) => ({ name: c.cohort,
			label: nameOf(c.cohort, grain) }))];

	useExport(title, hasCurve ? save : null);
	return hasCurve ? (
		<section class="card" aria-labelledby="curves">
			<header class="head">
				<h2 id="curves">{metric.label}
					<span class="muted small"> on average, by {grain} after
						the first order</span></h2>
				<div class="group gap">
					<Select label="Cohort beside it" value={picked}
						options={options} onChange={setPicked} />
					<button type="button" aria-pressed={asTable}
						aria-label={`Table: ${title}`}
						onClick={() => setAsTable(!asTable)}>Table</button>
					<button type="button" aria-label={`CSV: ${title}`}
						onClick={save}>CSV</button>
				</div>
			</header>
			{asTable ? <Table tall caption={title} columns={columns}
				rows={rows} /> : <Drawing rows={drawn} grain={grain}
				metric={metric} currency={currency} cohort={cohort} />}
		</section>
	) : null;
}

function Matrix({ source, data, grain, metric }) {
	const { isOld } = source;
	const { currency } = data;
	const save = () => exportTable(`cohorts-${grain}`, fileColumns(grain),
		fileOf(data));
	const scale = scaleOf(metric, data.cohorts);
	const rows = rowsOf(data, { grain, metric, currency, scale });
	const width = rows[0]?.cells.length ?? 0;

	useExport('Cohorts', data.cohorts.length ? save : null);
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="cohorts">
			<header class="head">
				<div class="group">
					<h2 id="cohorts">{metric.label}
						<span class="muted small"> by {grain} of the first
							order</span></h2>
					<Info title={metric.label}>{metric.about}</Info>
				</div>
				<div class="group gap">
					<Choice label="Figure" value={metric.name}
						options={metrics} onChange={(cohort) =>
							setState({ cohort })} />
					{data.cohorts.length > 0 &&
						<button type="button" onClick={save}>CSV</button>}
				</div>
			</header>
			<Outdated source={source} />
			{source.data.complete === false &&
				<p class="notice warn" role="status">
					Not all orders are read yet: who seems new may have ordered
					before.</p>}
			{data.cohorts.length ? <>
				<HeatTable caption={`${metric.label} of cohorts`}
					corner="First order" leads={['Customers',
						...metric.hasAgain ? [`Again in ${grain} 0`] : []]}
					rows={rows}
					columns={Array.from({ length: width }, (_, n) => `${n}`)} />
				<HeatLegend scale={scale} show={(v) =>
					brief(metric, v, currency)} />
				<p class="muted small foot">Across: how many {grain}s after
					the first order{metric.isOfAll && <>; in {grain} 0, which
						has no colour, all of them ordered</>}. A dashed edge:
					not over yet.</p>
			</> : <p class="muted">{state.value.f
				? 'No first order of this kind in these periods.'
				: 'Nobody ordered for the first time in this period.'}</p>}
		</section>
	);
}

/* Of one currency; of none there are no cohorts either. */
function useCohorts(shop) {
	const { cur, grain, since, cohortsBy, f } = state.value;
	const source = useResource(cohortsPath(shop, { grain,
		basis: cohortsBy, from: cohortsSince(grain, since, shop.today),
		...shop.id === 'all' ? {} : firstOrders(parseFilters(f)) }));
	const all = source.data?.byCurrency ?? [];
	const data = all.find((c) => c.currency === cur) ?? all[0] ??
		{ currency: shop.currency, cohorts: [], average: [] };

	return { source, data, currencies: all.map((c) => c.currency),
		grain: source.data?.grain ?? grain };
}

export function Cohorts({ shops }) {
	const { cohort, grain: wanted, since, cohortsBy, f } = state.value;
	const metric = metrics.find((m) => m.name === cohort);
	const shop = chosen(shops);
	const { source, data, currencies, grain } = useCohorts(shop);

	return (
		<>
			<Title>Cohorts</Title>
			<div class="group gap">
				<Choice label="Cohorts by" value={wanted} options={grains}
					onChange={(name) => setState({ grain: name })} />
				<Choice label="How many" value={since} options={spans}
					onChange={(name) => setState({ since: name })} />
				<Select label="Basis" value={cohortsBy} options={bases}
					onChange={(name) => setState({ cohortsBy: name })} />
			</div>
			<FirstOrders shop={shop} found={parseFilters(f)} />
			<Currencies list={currencies} currency={data.currency} />
			{source.data ? <>
				<Matrix source={source} data={data} grain={grain}
					metric={metric} />
				{metric.inAverage && <Curves data={data} grain={grain}
					metric={metric} />}
			</> : <section class="card tall">{source.error
				? <Failure what="The cohorts" source={source} />
				: <Skeleton rows={10} label="Loading the cohorts" />}
			</section>}
		</>
	);
}
