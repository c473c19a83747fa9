/* Which first orders a cohort is of: by channel, code and product. */
import { channelName } from '../definitions.js';
import { BEGINNING } from '../extent.js';
import { useKeys } from '../keys.js';
import { useResource } from '../resource.js';
import { setState } from '../router.js';
import { breakdownPath } from '../view.js';
import { setFilter } from './chips.jsx';
import { Select } from './choice.jsx';

const LIMIT = 250;

/* Names of the address, and what GET /api/metrics/breakdown calls them. */
const parts = [
	{ name: 'channel', by: 'channel', label: 'Any channel',
		show: (slice) => channelName(slice.key) },
	{ name: 'discountCode', by: 'discount_code', label: 'Any code',
		show: (slice) => slice.key },
	{ name: 'product', by: 'product', label: 'Any first product',
		show: (slice) => slice.label ?? slice.key },
];

/* All that were ever sold, those that sold most first. */
function optionsOf(data, show) {
	const rows = (data?.byCurrency ?? []).flatMap((c) => c.rows)
		.filter((slice) => slice.key !== null);

	return [...new Map(rows.map((slice) => [slice.key,
		{ name: slice.key, label: show(slice) }])).values()];
}

function Part({ part, shop, found }) {
	const value = found[part.name] ?? '';
	const range = { from: BEGINNING, to: shop.today };
	const { data } = useResource(breakdownPath({ ...shop, range }, part.by,
		LIMIT));
	const options = optionsOf(data, part.show);
	const isKnown = !value || options.some((o) => o.name === value);

	return (
		<Select label={part.label.replace('Any ', 'Of which ')} value={value}
			options={[{ name: '', label: part.label }, ...options,
				...isKnown ? [] : [{ name: value, label: value }]]}
			onChange={(v) => setFilter(found, part.name, v)} />
	);
}

/* What of the address is a filter of first orders. */
export const firstOrders = (found) => Object.fromEntries(parts
	.map(({ name }) => [name, found[name]]).filter(([, value]) => value));

/* Of one store: a channel or a product of several is not the same one. */
export function FirstOrders({ shop, found }) {
	useKeys({ Escape: () => setState({ f: null }) });
	return shop.id !== 'all' && (
		<div class="group gap" role="group" aria-label="First orders">
			<span class="muted small">First orders</span>
			{parts.map((part) => <Part key={part.name} part={part}
				shop={shop} found={found} />)}
		</div>
	);
}
