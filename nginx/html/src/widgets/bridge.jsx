/*
 * From gross to total sales: what each step takes off or puts on.  A table,
 * whose bars float where the step before ended.
 */
import { share } from '../decimal.js';
import { metric as find } from '../definitions.js';
import { useExport } from '../exports.js';
import { money, percent } from '../format.js';
import { printRange } from '../periods.js';
import { Delta } from './delta.jsx';
import { Exactness } from './exactness.jsx';
import { Info } from './popover.jsx';
import { exportTable, Table } from './table.jsx';

/* sign: what it does to what is above; none: it is what came of that. */
const steps = [
	{ name: 'grossSales' },
	{ name: 'discounts', sign: -1 },
	{ name: 'salesReversals', sign: -1 },
	{ name: 'netSales' },
	{ name: 'shipping', sign: 1 },
	{ name: 'taxes', sign: 1 },
	{ name: 'duties', sign: 1, isRare: true },
	{ name: 'fees', sign: 1, isRare: true },
	{ name: 'totalSales' },
];
const aside = ['tips', 'giftCardSales'];

const isNothing = (amount) => Number(amount) === 0;

/* The text of an amount with its sign turned round. */
const minus = (amount) => isNothing(amount) ? amount
	: amount.startsWith('-') ? amount.slice(1) : `-${amount}`;

/* Where each bar begins and ends: pixels, so Number() will do. */
function withBars(rows) {
	let at = 0;

	return rows.map((row) => {
		const n = Number(row.amount);
		const from = row.sign ? at : 0;
		const to = row.sign ? at + n : n;

		at = to;
		return { ...row, from: Math.min(from, to), to: Math.max(from, to) };
	});
}

function rowsOf(totals, earlier) {
	const signed = (of, { name, sign }) => of === null ? null
		: sign < 0 ? minus(of[name]) : of[name];

	return withBars(steps
		.filter((s) => !s.isRare || !isNothing(totals[s.name]) ||
			(earlier && !isNothing(earlier[s.name])))
		.map((s) => ({ ...s, amount: signed(totals, s),
			share: isNothing(totals.grossSales) ? null
				: share(signed(totals, s), totals.grossSales),
			was: earlier?.[s.name] ?? null,
			before: signed(earlier, s) })));
}

function Bar({ row, low, high }) {
	const span = high - low || 1;

	return (
		<svg class="floating" viewBox="0 0 100 10" preserveAspectRatio="none"
			aria-hidden="true">
			<rect class={!row.sign ? 'sum' : row.amount.startsWith('-')
				? 'off' : 'on'} height="10"
			x={(row.from - low) * 100 / span}
			width={Math.max(0.4, (row.to - row.from) * 100 / span)} />
		</svg>
	);
}

function columnsOf({ rows, totals, earlier, currency }) {
	const low = Math.min(0, ...rows.map((r) => r.from));
	const high = Math.max(...rows.map((r) => r.to));

	return [
		{ label: 'Step', value: (r) => find(r.name).label, show: (r) => (
			<span class={r.sign ? 'term' : 'term strong'}>
				{find(r.name).label}
				<Info title={find(r.name).label}>{find(r.name).about}</Info>
			</span>) },
		{ label: 'Of gross sales', extra: true, wide: true, value: () => '',
			show: (r) => <Bar row={r} low={low} high={high} /> },
		{ label: `Amount (${currency})`, number: true,
			value: (r) => r.amount,
			show: (r) => <span class={r.sign ? '' : 'strong'}>
				{money(r.amount, currency)}</span> },
		{ label: 'Share', number: true, extra: true,
			value: (r) => r.share === null ? null : r.share / 10,
			show: (r) => percent(r.share) },
		...earlier ? [{ label: 'Change', number: true,
			value: (r) => r.before, show: (r) => (
				<Delta metric={find(r.name)} now={totals[r.name]}
					before={r.was} currency={currency} />) }] : [],
	];
}

/* In the file the change is what it was, and there is no bar. */
function fileColumns(columns) {
	return columns.filter((c) => c.label !== 'Of gross sales')
		.map((c) => c.label === 'Change' ? { ...c, label: 'Before' } : c);
}

/* `foot`: what else there is to say of it. */
export function Bridge({ view, totals, earlier, currency, isOld, foot }) {
	const rows = rowsOf(totals, earlier);
	const columns = columnsOf({ rows, totals, earlier, currency });
	const save = () => exportTable(
		`sales-bridge-${printRange(view.range)}`, fileColumns(columns), rows);

	useExport('From gross to total sales', save, { isOld });
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="bridge">
			<header class="head">
				<div class="group gap">
					<h2 id="bridge">From gross to total sales</h2>
					<Exactness exactness={totals.exactness} />
				</div>
				<button type="button" disabled={isOld}
					onClick={save}>CSV</button>
			</header>
			<Table caption="From gross to total sales" columns={columns}
				rows={rows} rowKey={(r) => r.name}
				rowClass={(r) => r.sign ? null : 'sum'} />
			<p class="muted small foot">Not in total sales: {aside.map((name) =>
				`${find(name).label.toLowerCase()} ${
					money(totals[name], currency)}`).join(', ')}.</p>
			{foot}
		</section>
	);
}
