/* How far a store is read, and what is left of its rate limit at Shopify. */
import { count } from '../format.js';
import { Bar } from './bar.jsx';
import { Fact, When } from './facts.jsx';
import { Info } from './popover.jsx';
import { Table } from './table.jsx';

const names = { customers: 'Customers', orders: 'Orders',
	products: 'Products' };

const states = {
	never: { label: 'Never read', tone: '' },
	syncing: { label: 'Syncing', tone: '' },
	behind: { label: 'Behind', tone: 'warn' },
	current: { label: 'Current', tone: 'good' },
};

const columnsFor = (shop) => [
	{ label: 'What', value: (r) => names[r.resource], show: (r) => (
		<span class="term">{names[r.resource]}{r.resource === 'orders' &&
			<Info title="Orders that count">Test orders are no rows here, nor
				are orders of nothing but gift cards: as in all
				figures.</Info>}</span>) },
	{ label: 'State', value: (r) => states[r.state].label, show: (r) => (
		<span class={`badge ${states[r.state].tone}`}>
			{states[r.state].label}</span>) },
	{ label: 'Latest change read', value: (r) => r.watermark ?? '',
		show: (r) => <When at={r.watermark} zone={shop.timezone} /> },
	{ label: 'Rows', number: true, value: (r) => r.rows,
		show: (r) => count(r.rows) },
];

export function Resources({ shop }) {
	return (
		<>
			<Table caption={`How far ${shop.name} is read`}
				columns={columnsFor(shop)} rows={shop.resources}
				rowKey={(r) => r.resource} />
			{shop.resources.some((r) => r.state === 'behind') &&
				<p class="muted small foot">Behind: no sync of the last 40
					minutes has read the changes to their end.</p>}
		</>
	);
}

/* Shopify gives each store points, which come back by the second. */
export function Budget({ shop: { budget, timezone } }) {
	return (
		<Fact label="Rate limit at Shopify">{budget ? <>
			{count(budget.available)} of {count(budget.maximum)} points
			<Bar part={String(budget.available)}
				whole={String(budget.maximum)} />
			<span class="muted small block">restored at{' '}
				{count(budget.restoreRate)} a second; as of{' '}
				<When at={budget.asOf} zone={timezone} /></span>
		</> : 'not seen yet'}</Fact>
	);
}
