/* What each store sold: of all stores together. */
import { metric as find, valueOf } from '../definitions.js';
import { useExport } from '../exports.js';
import { count, money } from '../format.js';
import { printRange } from '../periods.js';
import { useEarlier, useResource } from '../resource.js';
import { follow, hrefOf, ownState } from '../router.js';
import { overviewPath } from '../view.js';
import { Bar } from './bar.jsx';
import { Delta } from './delta.jsx';
import { exportTable, Table } from './table.jsx';

/* One call a store, so not of any number of them. */
const MOST = 12;

/* The same calls by the same rules each time: a list of fixed length. */
function useEach(view) {
	const list = view.shops.slice(0, MOST);
	const paths = Array.from({ length: MOST }, (_, i) => list[i] && {
		now: overviewPath({ id: list[i].id }, view.range),
		then: view.earlier && overviewPath({ id: list[i].id }, view.earlier),
	});
	const now = paths.map((p) => useResource(p?.now ?? null));
	const then = paths.map((p) => useEarlier(p?.then ?? null));

	return { rows: list.map((shop, i) => ({ shop, now: now[i].data ?? null,
		then: then[i].data ?? null })),
	isOld: [...now, ...then].some((r) => r.isOld) };
}

function columnsOf(rows, view) {
	const { isMixed } = view;
	const sales = find('totalSales');
	const most = {};

	for (const { shop, now } of rows)
		most[shop.currency] = Math.max(most[shop.currency] ?? 0,
			Number(now?.totalSales ?? 0));
	return [
		{ label: 'Store', wide: true, value: (r) => r.shop.name, show: (r) => (
			<>
				<a href={hrefOf('/', { ...ownState, shop: r.shop.id })}
					onClick={follow}>{r.shop.name}</a>
				<Bar part={r.now?.totalSales ?? 0}
					whole={most[r.shop.currency]} />
			</>) },
		{ label: 'Orders', number: true, value: (r) => r.now?.totalOrders,
			show: (r) => count(r.now?.totalOrders) },
		{ label: 'Average order', number: true, extra: true,
			value: (r) => r.now?.aov,
			show: (r) => money(r.now?.aov, r.shop.currency, isMixed) },
		{ label: 'Total sales', number: true, value: (r) => r.now?.totalSales,
			show: (r) => money(r.now?.totalSales, r.shop.currency,
				isMixed) },
		...view.earlier ? [{ label: 'Change', number: true,
			value: (r) => r.then?.totalSales,
			show: (r) => r.then && <Delta metric={sales}
				now={valueOf(r.now, 'totalSales')}
				before={valueOf(r.then, 'totalSales')}
				currency={r.shop.currency} isMixed={isMixed} /> }] : [],
	];
}

export function Stores({ view }) {
	const { rows, isOld } = useEach(view);
	const columns = columnsOf(rows, view);
	const save = () => exportTable(`stores-${printRange(view.range)}`,
		[...columns.map((c) => c.label === 'Change'
			? { ...c, label: 'Total sales before' } : c),
		{ label: 'Currency', value: (r) => r.shop.currency }], rows);

	useExport('Stores', save);
	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-labelledby="stores">
			<header class="head">
				<h2 id="stores">Stores</h2>
				<button type="button" onClick={save}>CSV</button>
			</header>
			<Table caption="Stores" columns={columns} rows={rows}
				rowKey={(r) => r.shop.id} />
			{view.shops.length > MOST && <p class="muted small foot">The first
				{' '}{MOST} of {view.shops.length} stores.</p>}
		</section>
	);
}
