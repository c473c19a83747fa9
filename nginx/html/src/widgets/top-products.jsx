/* What sold most in the period. */
import { missingOf } from '../figures.js';
import { count, money } from '../format.js';
import { printRange } from '../periods.js';
import { follow, hrefOf, ownState } from '../router.js';
import { keyOf } from '../same.js';
import { Bar } from './bar.jsx';
import { Rates } from './rates.jsx';
import { TableCard } from './table-card.jsx';

/* The page of one; of its shop, so that its id says which is meant. */
export const productHref = (id, shopId) => hrefOf(`/products/${id}`,
	{ ...ownState, shop: shopId });

export const titleOf = (product) => product.title ?? 'A product that is gone';

function columnsFor(rows, currency) {
	const most = rows[0]?.netSales ?? '0';

	return [
		{ label: 'Product', wide: true, value: titleOf, show: (p) => (
			<>
				<a class="clip" href={productHref(p.id, p.shopId)}
					title={titleOf(p)} onClick={follow}>
					{titleOf(p)}</a>
				<Bar part={p.netSales} whole={most} />
			</>) },
		{ label: 'Units', number: true, value: (p) => p.unitsOrdered,
			show: (p) => count(p.unitsOrdered) },
		{ label: 'Net sales', number: true, value: (p) => p.netSales,
			show: (p) => money(p.netSales, currency) },
	];
}

/* `overview`: its answer, which says what is not converted of all there is. */
export function TopProducts({ view, source, currency, limit, overview }) {
	const rows = source.data?.filter((p) => p.currency === currency);

	return (
		<TableCard title="Top products" source={source} rows={rows}
			columns={columnsFor(rows ?? [], currency)} lines={limit}
			file={`top-products-${printRange(view.range)}`}
			rowKey={keyOf}
			empty="No product was sold in this period."
			foot={rows?.length > 0 && <>
				{view.into && <Rates isPart
					of={[...rows, missingOf(overview)]} />}
				<p class="foot"><a href={hrefOf('/products', ownState)}
					onClick={follow}>All products</a></p>
			</>} />
	);
}
