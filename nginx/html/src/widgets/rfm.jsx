/* Customers in eleven groups, by how lately, how often and how much. */
import { useExport } from '../exports.js';
import { printFilters } from '../filters.js';
import { count, day, money, rate } from '../format.js';
import { useResource } from '../resource.js';
import { follow, hrefOf, ownState } from '../router.js';
import { groupNames } from '../segments.js';
import { rfmPath } from '../view.js';
import { Bar } from './bar.jsx';
import { Failure, Outdated, Skeleton } from './states.jsx';
import { exportTable } from './table.jsx';

const columns = [
	{ label: 'Group', value: (g) => g.name },
	{ label: 'Customers', value: (g) => g.customers },
	{ label: 'Share', value: (g) => g.customersShare },
	{ label: 'Orders', value: (g) => g.orders },
	{ label: 'Spent', value: (g) => g.totalSpent },
];

function Group({ group, shop, currency, isMixed, most }) {
	const { about } = groupNames[group.group] ?? {};

	return (
		<li>
			<a class="segment" onClick={follow} href={hrefOf('/customers', {
				...ownState, shop, tab: 'list',
				f: printFilters({ rfm: group.group }) })}>
				<span class="label">{group.name}</span>
				<span class="value">{count(group.customers)}</span>
				<span class="small">{rate(group.customersShare)} of customers
				</span>
				<Bar part={group.customers} whole={most} />
				<span class="muted small">
					{money(group.totalSpent, currency, isMixed)}
					{' '}in {count(group.orders)} orders</span>
				<span class="muted small">{about}</span>
			</a>
		</li>
	);
}

function Store({ name, found, isMixed, isOld }) {
	const { shopId, currency, asOf, groups } = found;
	const isEmpty = groups.every((g) => !g.customers);
	const most = Math.max(1, ...groups.map((g) => g.customers));
	const save = () => exportTable(`customer-groups-${shopId}`, [...columns,
		{ label: 'Currency', value: () => currency }], groups);
	const title = name ? `Groups of ${name}` : 'Groups';

	useExport(title, save);
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-label={title}>
			<header class="head">
				<h2>{title}<span class="muted small"> as of{' '}
					{day(asOf, 'date')}</span></h2>
				<button type="button" onClick={save}>CSV</button>
			</header>
			{isEmpty ? <p class="muted">There are no customers yet.</p>
				: <ul class="segments">{groups.map((g) => <Group key={g.group}
					group={g} shop={shopId} currency={currency}
					isMixed={isMixed} most={most} />)}</ul>}
			<p class="muted small foot">By how recently and how often a
				customer ordered and how much was spent in all (RFM), each in
				fifths of the customers; computed each night.</p>
		</section>
	);
}

/* shop: what chosen() gives. */
export function Rfm({ shop }) {
	const source = useResource(rfmPath(shop));
	const { data, error, isOld } = source;
	const nameOf = (id) => shop.shops.length > 1 &&
		shop.shops.find((s) => s.id === id)?.name;

	return (
		<>
			<Outdated source={source} />
			{data?.map((found) => <Store key={found.shopId} found={found}
				name={nameOf(found.shopId)} isMixed={shop.isMixed}
				isOld={isOld} />)}
			{!data?.length && <section class="card">
				{data ? <p class="muted">Customers are put into groups each
					night, for the first time after the first sync.</p>
					: error ? <Failure what="The groups" source={source} />
						: <Skeleton rows={10} label="Loading the groups" />}
			</section>}
		</>
	);
}
