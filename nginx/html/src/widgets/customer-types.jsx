/* Who ordered, step by step: new customers, returning ones, guests. */
import { useMemo, useState } from 'preact/hooks';

import { addDays, countDays } from '../days.js';
import { add, share } from '../decimal.js';
import { useExport } from '../exports.js';
import { axisName, dayRange, figure, percent, short, stepName }
	from '../format.js';
import { printRange, stepFor } from '../periods.js';
import { useResource } from '../resource.js';
import { customerTypesPath } from '../view.js';
import { Choice } from './choice.jsx';
import { Info } from './popover.jsx';
import { RatesUsed } from './rates-used.jsx';
import { Stacked } from './stacked.jsx';
import { Failure, Outdated, Skeleton } from './states.jsx';
import { exportTable, Table } from './table.jsx';

const TITLE = 'New and returning customers';
const types = [
	{ name: 'new', label: 'New' },
	{ name: 'returning', label: 'Returning' },
	{ name: 'guest', label: 'Guests' },
];
const figures = [
	{ name: 'orders', label: 'Orders', kind: 'count' },
	{ name: 'totalSpent', label: 'Order value', kind: 'money' },
];

/* One day is no course: it is shown as the last of this many. */
const CONTEXT_DAYS = 14;

/* More bars have no room between them: then a longer step is shown. */
const MOST_BARS = 130;
const daysOf = { day: 1, week: 7, month: 30, quarter: 91, year: 365 };

function askedOf(view) {
	const { from, to, isPending } = view.range;
	const bars = countDays(from, to) / daysOf[view.step];

	return view.step === 'hour' ? { step: 'day',
		range: { from: addDays(to, 1 - CONTEXT_DAYS), to, isPending } }
		: { step: bars > MOST_BARS ? stepFor(view.range) : view.step,
			range: view.range };
}

/* [{ day, new, returning, guest }], each an answer's row. */
function stepsOf(data, currency) {
	const steps = [];

	for (const row of data.filter((r) => r.currency === currency)) {
		if (steps.at(-1)?.day !== row.day)
			steps.push({ day: row.day });
		steps.at(-1)[row.key] = row;
	}
	return steps;
}

const sumOf = (rows, name) => rows.reduce((sum, row) =>
	add(sum, String(row[name] ?? '0')), '0');

function sentenceOf({ steps, figure: f, range, show }) {
	const parts = types.map((t) => sumOf(steps.map((s) => s[t.name]), f.name));
	const whole = parts.reduce(add);

	return `${dayRange(range)}: ${f.label.toLowerCase()} ${show(whole)}, ` +
		types.map((t, i) => `${percent(share(parts[i], whole))} ` +
			t.label.toLowerCase()).join(', ') + '.';
}

function columnsOf({ step, figure: f, currency, show }) {
	const unit = f.kind === 'money' ? ` (${currency})` : '';

	return [
		{ label: step === 'day' ? 'Day'
			: `${step[0].toUpperCase()}${step.slice(1)} from`,
		value: (s) => s.day, show: (s) => stepName(s.day, step) },
		...types.map((t) => ({ label: t.label + unit, number: true,
			value: (s) => s[t.name][f.name],
			show: (s) => show(s[t.name][f.name]) })),
	];
}

function Legend() {
	return (
		<p class="legend small muted">
			{types.map((t) => <span key={t.name}>
				<span class={`swatch part ${t.name}`} aria-hidden="true" />
				{t.label}</span>)}
		</p>
	);
}

function Drawing({ steps, step, range, figure: f, currency, show }) {
	const values = useMemo(() => steps.map((s) => types.map((t) =>
		Number(s[t.name][f.name]))), [steps, f]);

	return (
		<>
			<Legend />
			<Stacked title={`${TITLE}: ${f.label.toLowerCase()}`}
				values={values} parts={types.map((t) => t.name)}
				names={steps.map((s) => axisName(s.day, step))}
				days={steps.map((s) => s.day)}
				describe={(i) => ({ label: stepName(steps[i].day, step),
					parts: types.map((t) => ({ label: t.label.toLowerCase(),
						value: show(steps[i][t.name][f.name]) })) })}
				short={(v) => short(v, f.kind, currency)}
				whole={f.kind === 'count'}
				sentence={sentenceOf({ steps, figure: f, range, show })} />
		</>
	);
}

function About() {
	return (
		<Info title={TITLE}>New are orders that are a customer’s first,
			returning are later ones, and neither changes by what comes
			after. Guests’ orders have no customer. The order value is what
			the orders placed then come to now: with shipping and tax, less
			what was given back.</Info>
	);
}

export function CustomerTypes({ view, currency }) {
	const [name, setName] = useState('orders');
	const [asTable, setAsTable] = useState(false);
	const { step, range } = askedOf(view);
	const source = useResource(customerTypesPath(view, range, step));
	const { data, error, isOld } = source;
	const steps = useMemo(() => data && stepsOf(data, currency),
		[data, currency]);
	const shown = figures.find((f) => f.name === name);
	const show = (v) => figure(v, shown.kind, currency);
	const isEmpty = !steps?.some((s) => types.some((t) => s[t.name].orders));
	const columns = columnsOf({ step, figure: shown, currency, show });
	const save = () => exportTable(`new-and-returning-${name}-` +
		printRange(range), columns, steps);
	const parts = { steps, step, range, figure: shown, currency, show };

	useExport(TITLE, isEmpty ? null : save, { isOld });
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="customer-types">
			<header class="head">
				<div class="group gap">
					<h2 id="customer-types">{TITLE}
						<span class="muted small"> by {step}</span></h2>
					<About />
				</div>
				<div class="group gap">
					<Choice label={`Figure: ${TITLE}`} value={name}
						options={figures} onChange={setName} />
					{!isEmpty && <>
						<button type="button" aria-pressed={asTable}
							aria-label={`Table: ${TITLE}`}
							onClick={() => setAsTable(!asTable)}>Table</button>
						<button type="button" disabled={isOld}
							onClick={save}>CSV</button>
					</>}
				</div>
			</header>
			{!data && (error ? <Failure what={TITLE} source={source} />
				: <Skeleton rows={6} label={`Loading ${TITLE}`} />)}
			<Outdated source={source} />
			{data?.some((r) => !r.customersComplete) && <p class="muted small">
				The first sync has not counted all customers yet: their orders
				are still missing here.</p>}
			{data && (isEmpty
				? <p class="muted">No order was placed in this period.</p>
				: asTable ? <Table tall caption={TITLE} columns={columns}
					rows={steps} /> : <Drawing {...parts} />)}
			{view.into && !isEmpty && shown.kind === 'money' &&
				<RatesUsed of={data} isPart />}
		</section>
	);
}
