/* The customers who do most in the store: of all time. */
import { count, money } from '../format.js';
import { personName } from '../people.js';
import { useResource } from '../resource.js';
import { keyOf } from '../same.js';
import { engagedPath } from '../view.js';
import { Bar } from './bar.jsx';
import { Person } from './person.jsx';
import { TableCard } from './table-card.jsx';

const MOST = 10;

function columnsFor(rows, isMixed) {
	const most = Math.max(1, ...rows.map((c) => c.engagementScore));

	return [
		{ label: 'Customer', wide: true, value: personName, show: (c) => (
			<>
				<Person person={c} id={c.id} shopId={c.shopId} />
				<Bar part={Math.max(0, c.engagementScore)} whole={most} />
			</>) },
		{ label: 'Orders', number: true, extra: true,
			value: (c) => c.lifetimeOrders,
			show: (c) => count(c.lifetimeOrders) },
		{ label: 'Spent', number: true, extra: true,
			value: (c) => c.totalSpent,
			show: (c) => money(c.totalSpent, c.currency, isMixed) },
		{ label: 'Engagement', number: true, value: (c) => c.engagementScore,
			show: (c) => count(c.engagementScore) },
	];
}

export function Engaged({ view }) {
	const source = useResource(engagedPath(view, MOST));
	const columns = columnsFor(source.data ?? [], view.isMixed);

	return (
		<TableCard title="Most engaged" source={source} rows={source.data}
			columns={columns} fileColumns={[...columns.slice(0, 1),
				{ label: 'E-mail', value: (c) => c.email },
				...columns.slice(1),
				{ label: 'Currency', value: (c) => c.currency }]}
			file="engaged-customers" lines={MOST} rowKey={keyOf}
			empty="No customer has done anything yet."
			before={<p class="muted small">Points of all time: 10 for an
				order, 5 for a checkout, 1 for a product view, 2 less for an
				abandoned cart, where it is known to be the
				customer’s.</p>} />
	);
}
