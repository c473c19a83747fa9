/* Who spent most on orders placed in the period. */
import { share } from '../decimal.js';
import { useExport } from '../exports.js';
import { count, money } from '../format.js';
import { printRange } from '../periods.js';
import { useResource } from '../resource.js';
import { customersPath } from '../view.js';
import { Failure, Skeleton } from './states.jsx';
import { exportTable, Table } from './table.jsx';

const LIMIT = 10;

function nameOf(customer) {
	return [customer.firstName, customer.lastName].filter(Boolean).join(' ');
}

function Bar({ part, whole }) {
	return (
		<svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none"
			aria-hidden="true">
			<rect width={Math.max(0, share(part, whole) / 10)} height="4" />
		</svg>
	);
}

function columnsFor(rows) {
	const most = rows[0]?.totalSpent ?? '0';

	return [
		{ label: 'Customer', wide: true, value: nameOf, show: (c) => (
			<>
				<span class="person">
					<span class="clip">{nameOf(c) || c.email || c.id}</span>
					{nameOf(c) && <span class="clip muted small">
						{c.email}</span>}
				</span>
				<Bar part={c.totalSpent} whole={most} />
			</>) },
		{ label: 'Orders', number: true, value: (c) => c.ordersCount,
			show: (c) => count(c.ordersCount) },
		{ label: 'All time', number: true, extra: true,
			value: (c) => c.lifetimeOrders,
			show: (c) => count(c.lifetimeOrders) },
		{ label: 'Spent', number: true, value: (c) => c.totalSpent,
			show: (c) => money(c.totalSpent, c.currency) },
	];
}

/* In the file the e-mail and the currency have columns of their own. */
function fileColumns(columns) {
	const [name, ...others] = columns;

	return [name, { label: 'E-mail', value: (c) => c.email }, ...others,
		{ label: 'Currency', value: (c) => c.currency }];
}

export function TopCustomers({ view }) {
	const source = useResource(customersPath(view, LIMIT));
	const { data, error, isOld } = source;
	const columns = columnsFor(data ?? []);
	const save = () => exportTable(`top-customers-${printRange(view.range)}`,
		fileColumns(columns), data);

	useExport('Top customers', data?.length ? save : null);

	return (
		<section class={isOld ? 'card old' : 'card'} aria-labelledby="top"
			aria-busy={isOld}>
			<header class="head">
				<h2 id="top">Top customers</h2>
				{data?.length > 0 && <button type="button" onClick={save}>
					CSV</button>}
			</header>
			{!data && (error ? <Failure what="Top customers" source={source} />
				: <Skeleton rows={LIMIT} label="Loading top customers" />)}
			{data && !data.length && <p class="muted">No customer ordered in
				this period.</p>}
			{data?.length > 0 && <Table caption="Top customers" rows={data}
				columns={columns} rowKey={(c) => c.id} />}
		</section>
	);
}
