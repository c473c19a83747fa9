/* Our days held against Shopify's own reports: what is the same, what not. */
import { useState } from 'preact/hooks';

import { isZero } from '../decimal.js';
import { metric as find } from '../definitions.js';
import { count, day, figure } from '../format.js';
import { useResource } from '../resource.js';
import { Choice } from './choice.jsx';
import { TableCard } from './table-card.jsx';

const MOST = 20;

const nameOf = (r) => find(r.metric)?.label ?? r.metric;
const show = (r, value) => figure(value, find(r.metric)?.kind ?? 'money',
	r.currency);

function figureColumns() {
	const amount = (key, label, more) => ({ label, number: true,
		value: (r) => r[key], show: (r) => show(r, r[key]), ...more });

	return [amount('ours', 'Here'), amount('shopify', 'At Shopify',
		{ extra: true }), { label: 'Difference', number: true,
		value: (r) => r.difference, show: (r) => isZero(r.difference)
			? <span class="badge good">None</span>
			: show(r, r.difference) }];
}

function columnsFor(shops) {
	return [
		...shops.length > 1 ? [{ label: 'Store', value: (r) =>
			shops.find((s) => s.id === r.shopId)?.name ?? r.shopId }] : [],
		{ label: 'Figure', wide: true, value: nameOf },
		...figureColumns(),
		{ label: 'Days that differ', number: true, extra: true,
			value: (r) => r.daysDifferent, show: (r) =>
				`${count(r.daysDifferent)} of ${count(r.daysCompared)}` },
	];
}

function dayColumns(shops) {
	const [...columns] = columnsFor(shops).slice(0, -1);

	return [{ label: 'Day', value: (r) => r.day,
		show: (r) => <span class="nowrap">{day(r.day, 'date')}</span> },
	...columns];
}

const which = [
	{ name: 'different', label: 'That differ' },
	{ name: 'all', label: 'All' },
];

/* Day by day and figure by figure: those that are not the same, or all. */
function Days({ source, shops }) {
	const [shown, setShown] = useState('different');
	const isAll = shown === 'all';
	const rows = source.data.rows.filter((r) => isAll ||
		!isZero(r.difference));

	return source.data.rows.length > 0 && (
		<TableCard title={isAll ? 'All days compared with Shopify'
			: 'Days that differ from Shopify'} source={source}
			rows={rows} columns={dayColumns(shops)} first={MOST}
			controls={<Choice label="Days" value={shown} options={which}
				onChange={setShown} />}
			file={isAll ? 'days-beside-shopify' : 'days-that-differ'}
			empty="No day differs in any figure."
			rowKey={(r) => `${r.shopId} ${r.day} ${r.metric}`} />
	);
}

/* id: of a shop, or 'all'; shops: those that are shown. */
export function Reconcile({ id, shops }) {
	const source = useResource(
		`/api/reconcile?${new URLSearchParams({ shopId: id })}`);
	const { data } = source;

	return (
		<>
			<TableCard title="Compared with Shopify’s own reports"
				source={source} rows={data?.summary.metrics}
				columns={columnsFor(shops)} file="reconciliation" lines={4}
				rowKey={(r) => `${r.shopId} ${r.metric}`}
				before={data && !data.available && <p class="muted small">
					{data.reason ?? 'Shopify was not asked yet'}. Once
					Shopify can be asked, each day’s figures stand beside its
					own here.</p>}
				empty="There is nothing to compare yet."
				foot={data?.summary.figuresCompared > 0 &&
					<p class="muted small foot">
						{count(data.summary.figuresDifferent)} of{' '}
						{count(data.summary.figuresCompared)} figures of a day
						differ. Shopify is asked each night for the days
						before.</p>} />
			{data && <Days source={source} shops={shops} />}
		</>
	);
}
