/* Where the net sales come from: by channel, country, vendor or type. */
import { channelName } from '../definitions.js';
import { printFilters } from '../filters.js';
import { count, country, dash, money, rate } from '../format.js';
import { printRange } from '../periods.js';
import { useResource } from '../resource.js';
import { follow, hrefOf, ownState, setState, state } from '../router.js';
import { breakdownPath } from '../view.js';
import { Bar } from './bar.jsx';
import { Select } from './choice.jsx';
import { Rates } from './rates.jsx';
import { TableCard } from './table-card.jsx';

const LIMIT = 7;

/* `none`: what has no such key; `filter`: of the list of orders. */
export const dimensions = [
	{ name: 'channel', label: 'Channel', none: 'No channel',
		show: channelName, filter: 'channel' },
	{ name: 'country', label: 'Country', none: 'No address', show: country,
		filter: 'country' },
	{ name: 'vendor', label: 'Vendor', none: 'No vendor' },
	{ name: 'type', label: 'Product type', none: 'No type' },
	{ name: 'discount_code', label: 'Discount code', none: 'No code',
		filter: 'discountCode' },
];

/* The rows of one currency and what is not told, as one. */
export function slicesOf(data, currency) {
	const found = data?.byCurrency.find((c) => c.currency === currency);

	return data && (found ? [...found.rows, ...found.rest
		? [{ ...found.rest, isRest: true }] : []] : []);
}

export function nameOf(slice, dimension) {
	return slice.isRest ? 'All others' : slice.key === null ? dimension.none
		: dimension.show?.(slice.key) ?? slice.label ?? slice.key;
}

/* What orders have leads to those orders. */
function Name({ slice, dimension }) {
	const name = nameOf(slice, dimension);

	if (!dimension.filter || slice.isRest || slice.key === null)
		return <span class="clip" title={name}>{name}</span>;
	return (
		<a class="clip" title={name} onClick={follow} href={hrefOf('/orders', {
			...ownState, tab: 'list',
			f: printFilters({ [dimension.filter]: slice.key }),
		})}>{name}</a>
	);
}

function columnsFor(rows, dimension, currency) {
	const most = rows.reduce((n, r) => Math.max(n, Number(r.netSales)), 0);

	return [
		{ label: dimension.label, wide: true,
			value: (r) => nameOf(r, dimension), show: (r) => (
				<>
					<Name slice={r} dimension={dimension} />
					<Bar part={r.netSales} whole={most} />
				</>) },
		{ label: 'Orders', number: true, value: (r) => r.orders,
			show: (r) => count(r.orders) },
		{ label: 'Net sales', number: true, value: (r) => r.netSales,
			show: (r) => money(r.netSales, currency) },
		{ label: 'Share', number: true, extra: true, value: (r) => r.share,
			show: (r) => r.share === null ? dash : rate(r.share) },
	];
}

export function Breakdown({ view, currency }) {
	const by = state.value.dim;
	const dimension = dimensions.find((d) => d.name === by);
	const source = useResource(breakdownPath(view, by, LIMIT));
	/* What is of another dimension is not this one's old figures. */
	const data = source.data?.by === by ? source.data : undefined;
	const rows = slicesOf(data, currency);

	return (
		<TableCard title="Where sales come from" source={{ ...source, data }}
			rows={rows} lines={LIMIT}
			columns={columnsFor(rows ?? [], dimension, currency)}
			file={`sales-by-${by}-${printRange(view.range)}`}
			rowKey={(r) => r.isRest ? 'rest' : `k${r.key}`}
			empty="Nothing was sold in this period."
			foot={view.into && <Rates of={data?.byCurrency} isPart />}
			controls={<Select label="Sales by" value={by}
				options={dimensions.map((d) => ({ ...d,
					label: `By ${d.label.toLowerCase()}` }))}
				onChange={(dim) => setState({ dim })} />} />
	);
}
