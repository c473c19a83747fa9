/* Who buys: those who spent most in the period, and all of them. */
import { count, country, dash, day, money } from '../format.js';
import { parseFilters } from '../filters.js';
import { useKeys } from '../keys.js';
import { usePaged } from '../paged.js';
import { personName } from '../people.js';
import { useResource } from '../resource.js';
import { setState, state } from '../router.js';
import { keyOf } from '../same.js';
import { customerListPath, customersPath, useView } from '../view.js';
import { Chips } from '../widgets/chips.jsx';
import { Engaged } from '../widgets/engaged.jsx';
import { More, NONE_YET } from '../widgets/more.jsx';
import { NothingThen } from '../widgets/nothing-then.jsx';
import { PeriodBar, Title } from '../widgets/period-bar.jsx';
import { Person } from '../widgets/person.jsx';
import { Rfm } from '../widgets/rfm.jsx';
import { Search } from '../widgets/search.jsx';
import { Repeat } from '../widgets/repeat.jsx';
import { TableCard } from '../widgets/table-card.jsx';
import { Tabs } from '../widgets/tabs.jsx';
import { TopCustomers } from '../widgets/top-customers.jsx';

const tabs = [
	{ name: 'top', label: 'Top customers' },
	{ name: 'groups', label: 'Groups' },
	{ name: 'back', label: 'Coming back' },
	{ name: 'list', label: 'All customers' },
];
const MOST = 50;
const FIRST = 20;

const columnsFor = ({ isMixed }) => [
	{ label: 'Customer', wide: true, value: personName, show: (c) =>
		<Person person={c} id={c.id} shopId={c.shopId} /> },
	{ label: 'Country', extra: true, value: (c) => c.country,
		show: (c) => c.country ? country(c.country) : dash },
	{ label: 'First order', extra: true, value: (c) => c.firstOrderDay,
		show: (c) => c.firstOrderDay ? day(c.firstOrderDay, 'date') : dash },
	{ label: 'Last order', extra: true, value: (c) => c.lastOrderDay,
		show: (c) => c.lastOrderDay ? day(c.lastOrderDay, 'date') : dash },
	{ label: 'Orders', number: true, value: (c) => c.lifetimeOrders,
		show: (c) => count(c.lifetimeOrders) },
	{ label: 'Spent', number: true, value: (c) => c.totalSpent,
		show: (c) => money(c.totalSpent, c.currency, isMixed) },
];
const fileColumns = (columns) => [
	{ label: 'Id', value: (c) => c.id }, ...columns,
	{ label: 'E-mail', value: (c) => c.email },
	{ label: 'Currency', value: (c) => c.currency }];

function List({ view }) {
	const { q, f } = state.value;
	const { rfm } = parseFilters(f);
	const path = customerListPath(view, q, rfm);
	const source = usePaged(path);
	const columns = columnsFor(view);

	useKeys({ Escape: () => setState({ q: null, f: null }) });
	return (
		<TableCard title="All customers" source={source} rows={source.rows}
			columns={columns} fileColumns={fileColumns(columns)}
			file="customers" lines={12} rowKey={keyOf}
			controls={<Search label="Name or e-mail" />}
			before={rfm && <Chips found={{ rfm }} />}
			empty={source.more ? NONE_YET
				: q ? `No customer’s name or e-mail begins with “${q}”.`
					: rfm ? 'There is nobody in this group.'
						: 'There are no customers yet.'}
			foot={<More source={source} what="customers" path={path}
				file="customers" />} />
	);
}

function Top({ view }) {
	const source = useResource(customersPath(view, MOST));

	return (
		<>
			{source.data?.length === 0 && !source.isOld &&
				<NothingThen view={view} />}
			<TopCustomers view={view} source={source} limit={MOST}
				first={FIRST} />
		</>
	);
}

/* What each tab has below it; the first one is of a period. */
function Part({ tab, view }) {
	if (tab === 'list')
		return <List view={view} />;
	if (tab === 'groups')
		return <Rfm shop={view} />;
	if (tab === 'back')
		return <Repeat shop={view} />;
	return (
		<>
			<Top view={view} />
			<Engaged view={view} />
		</>
	);
}

export function Customers({ shops }) {
	const view = useView(shops);
	const { tab } = state.value;

	return (
		<>
			{tab && tab !== 'top' ? <Title>Customers</Title>
				: <PeriodBar view={view} title="Customers" hasSteps={false}
					hasComparison={false} />}
			<Tabs label="Customers" options={tabs} />
			<Part tab={tab} view={view} />
		</>
	);
}
