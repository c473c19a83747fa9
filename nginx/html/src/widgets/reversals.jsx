/*
 * What came back: of the period, or of the orders placed in it, and how long
 * after the order.
 */
import { useTotals } from '../figures.js';
import { count, money, rate } from '../format.js';
import { printRange } from '../periods.js';
import { useResource } from '../resource.js';
import { setState, state } from '../router.js';
import { refundsPath } from '../view.js';
import { Bar } from './bar.jsx';
import { Choice } from './choice.jsx';
import { Fact, Facts } from './facts.jsx';
import { Rates } from './rates.jsx';
import { TableCard } from './table-card.jsx';

export const bases = [
	{ name: 'refund_day', label: 'By day of the reversal' },
	{ name: 'order_day', label: 'By day of the order' },
];

function ageName({ fromDays, toDays }) {
	if (toDays === 0)
		return 'On the same day';
	if (toDays === null)
		return `${fromDays} days or more`;
	return toDays === fromDays ? `${fromDays} day`
		: `${fromDays} to ${toDays} days`;
}

function columnsFor(rows, currency) {
	const most = rows.reduce((n, r) => Math.max(n, Number(r.salesReversals)),
		0);

	return [
		{ label: 'After the order', wide: true, value: ageName, show: (r) => (
			<>
				{ageName(r)}
				<Bar part={r.salesReversals} whole={most} />
			</>) },
		{ label: 'Orders', number: true, value: (r) => r.reversedOrders,
			show: (r) => count(r.reversedOrders) },
		{ label: 'Reversals', number: true, value: (r) => r.salesReversals,
			show: (r) => money(r.salesReversals, currency) },
		{ label: 'With shipping and tax', number: true, extra: true,
			value: (r) => r.totalReversed,
			show: (r) => money(r.totalReversed, currency) },
	];
}

function Summary({ found, currency }) {
	return (
		<Facts>
			<Fact label="Reversals">
				{money(found.salesReversals, currency)}</Fact>
			<Fact label="Of gross sales less discounts">
				{rate(found.reversalRate)}</Fact>
			<Fact label="Orders">{count(found.reversedOrders)}{' '}
				<span class="muted">of {count(found.orders)}</span></Fact>
			<Fact label="Units returned">
				{count(found.unitsReturned)}</Fact>
		</Facts>
	);
}

export function Reversals({ view }) {
	const { basis } = state.value;
	const { currency } = useTotals(view);
	const source = useResource(refundsPath(view, basis));
	const { data } = source;
	const found = data?.byCurrency.find((c) => c.currency === currency);
	const rows = data && (found?.byAge ?? []);

	return (
		<TableCard title="Reversals" source={source} rows={rows}
			columns={columnsFor(rows ?? [], currency)}
			rowKey={(r) => r.fromDays}
			file={`reversals-${basis}-${printRange(view.range)}`}
			before={found && <Summary found={found} currency={currency} />}
			empty="Nothing came back in this period."
			foot={data && <>
				{view.into && <Rates of={data.byCurrency} isPart />}
				{data.basis === 'order_day' && !data.isMature &&
					<p class="muted small foot">The latest of these orders
						are younger than 30 days: more of them may come
						back.</p>}
			</>}
			controls={<Choice label="Basis" value={basis} options={bases}
				onChange={(name) => setState({ basis: name })} />} />
	);
}
