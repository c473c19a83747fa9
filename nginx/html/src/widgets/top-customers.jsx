/* Who spent most on orders placed in the period. */
import { missingOf } from '../figures.js';
import { count, money } from '../format.js';
import { personName } from '../people.js';
import { printRange } from '../periods.js';
import { keyOf } from '../same.js';
import { Bar } from './bar.jsx';
import { Person } from './person.jsx';
import { RatesUsed } from './rates-used.jsx';
import { TableCard } from './table-card.jsx';

function columnsFor(rows, isMixed) {
	/* The first of each currency has spent most in it. */
	const most = (currency) => rows.find((c) => c.currency === currency)
		.totalSpent;

	return [
		{ label: 'Customer', wide: true, value: personName, show: (c) => (
			<>
				<Person person={c} id={c.id} shopId={c.shopId} />
				<Bar part={c.totalSpent} whole={most(c.currency)} />
			</>) },
		{ label: 'Orders', number: true, value: (c) => c.ordersCount,
			show: (c) => count(c.ordersCount) },
		{ label: 'All-time orders', number: true, extra: true,
			value: (c) => c.lifetimeOrders,
			show: (c) => count(c.lifetimeOrders) },
		{ label: 'Spent', number: true, value: (c) => c.totalSpent,
			show: (c) => money(c.totalSpent, c.currency, isMixed) },
	];
}

/* In the file the e-mail and the currency have columns of their own. */
function fileColumns(columns) {
	const [name, ...others] = columns;

	return [name, { label: 'E-mail', value: (c) => c.email }, ...others,
		{ label: 'Currency', value: (c) => c.currency }];
}

/*
 * Without a currency those of all, one after the other.  `overview`: its
 * answer, which says what is not converted of all there is.
 */
export function TopCustomers({ view, source, currency, limit, first,
	overview }) {
	const rows = currency
		? source.data?.filter((c) => c.currency === currency) : source.data;
	const columns = columnsFor(rows ?? [],
		!currency && !view.into && view.isMixed);

	return (
		<TableCard title="Top customers" source={source} rows={rows}
			columns={columns} fileColumns={fileColumns(columns)}
			file={`top-customers-${printRange(view.range)}`}
			lines={first ?? limit} first={first}
			rowKey={keyOf}
			empty="No customer ordered in this period."
			foot={view.into && rows?.length > 0 &&
				<RatesUsed of={[...rows, missingOf(overview)]} isPart />} />
	);
}
