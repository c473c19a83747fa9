/* How soon customers come back, and how many do. */
import { share } from '../decimal.js';
import { count, percent, rate } from '../format.js';
import { useResource } from '../resource.js';
import { repeatPath } from '../view.js';
import { Bar } from './bar.jsx';
import { Fact, Facts } from './facts.jsx';
import { TableCard } from './table-card.jsx';

const days = (n) => n === null || n === undefined ? '–'
	: n === 1 ? '1 day' : `${count(n)} days`;

function span({ fromDays, toDays }) {
	return toDays === null ? `${count(fromDays)} days or more`
		: fromDays === toDays ? days(fromDays)
			: `${count(fromDays)} to ${count(toDays)} days`;
}

function gapColumns(rows) {
	const most = Math.max(1, ...rows.map((r) => r.orders));

	return [
		{ label: 'After the order before', wide: true, value: span,
			show: (r) => <>{span(r)}<Bar part={r.orders} whole={most} /></> },
		{ label: 'Orders', number: true, value: (r) => r.orders,
			show: (r) => count(r.orders) },
	];
}

const againColumns = [
	{ label: 'Within', value: (r) => r.days, show: (r) => days(r.days) },
	{ label: 'Customers', number: true, extra: true,
		value: (r) => r.eligible, show: (r) => count(r.eligible) },
	{ label: 'Ordered again', number: true, value: (r) => r.repurchased,
		show: (r) => count(r.repurchased) },
	{ label: 'Rate', number: true, value: (r) => r.rate,
		show: (r) => rate(r.rate) },
];

function Summary({ data: { customers, repeatCustomers, gaps } }) {
	return (
		<Facts>
			<Fact label="Came back">{count(repeatCustomers)}{' '}
				<span class="muted">of {count(customers)}, {percent(customers
					? share(repeatCustomers, customers) : null)}</span></Fact>
			<Fact label="Half of them within">{days(gaps?.median)}</Fact>
			<Fact label="A quarter / three quarters">
				{days(gaps?.p25)} / {days(gaps?.p75)}</Fact>
			<Fact label="Nine of ten within">{days(gaps?.p90)}</Fact>
		</Facts>
	);
}

export function Repeat({ shop }) {
	const source = useResource(repeatPath(shop));
	const { data } = source;
	const gaps = data && (data.gaps?.histogram ?? []);

	return (
		<>
			{data?.complete === false && <p class="notice warn" role="status">
				Not all orders are read yet: these figures are so far.</p>}
			<div class="columns">
				<TableCard title="Time between orders" source={source}
					rows={gaps?.every((g) => !g.orders) ? [] : gaps}
					columns={gapColumns(gaps ?? [])}
					rowKey={(r) => r.fromDays} file="time-between-orders"
					before={data && <Summary data={data} />}
					empty="Nobody has ordered twice yet." />
				<TableCard title="Who orders again" source={source}
					rows={data?.repurchase} columns={againColumns}
					rowKey={(r) => r.days} file="who-orders-again"
					empty="Nobody has ordered yet."
					foot={<p class="muted small foot">Of customers whose first
						order is at least that long ago.</p>} />
			</div>
		</>
	);
}
