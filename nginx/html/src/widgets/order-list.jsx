/* Orders of the period, newest first, by search and filters. */
import { channelName } from '../definitions.js';
import { filters, parseFilters, printFilters } from '../filters.js';
import { country } from '../format.js';
import { usePaged } from '../paged.js';
import { printRange } from '../periods.js';
import { setState, state } from '../router.js';
import { useKeys } from '../keys.js';
import { ordersPath } from '../view.js';
import { Select } from './choice.jsx';
import { More } from './more.jsx';
import { orderColumns, orderFileColumns } from './order-columns.jsx';
import { statusWord } from './order-badges.jsx';
import { Search } from './search.jsx';
import { TableCard } from './table-card.jsx';

const states = [
	{ name: '', label: 'Any state' },
	{ name: 'open', label: 'Open' },
	{ name: 'closed', label: 'Closed' },
	{ name: 'cancelled', label: 'Cancelled' },
	{ name: 'test', label: 'Test orders' },
];

const setFilter = (found, name, value) =>
	setState({ f: printFilters({ ...found, [name]: value }) });

const shown = { channel: channelName, country, financialStatus: statusWord,
	fulfillmentStatus: statusWord };

/* What else is filtered by, each to be taken off. */
function Chips({ found }) {
	const list = Object.entries(found).filter(([name]) => name !== 'status');

	return list.length > 0 && (
		<p class="group gap chips">
			{list.map(([name, value]) => (
				<button key={name} type="button" class="chip"
					onClick={() => setFilter(found, name, null)}>
					{filters[name]}: {shown[name]?.(value) ?? value}
					<span aria-hidden="true">×</span>
					<span class="unseen">, take this filter off</span>
				</button>))}
		</p>
	);
}

export function OrderList({ view, shops }) {
	const { q, f } = state.value;
	const found = parseFilters(f);
	const path = ordersPath(view, { ...found, q });
	const file = `orders-${printRange(view.range)}`;
	const source = usePaged(path);
	const columns = orderColumns(shops);
	const isFiltered = q || f;

	useKeys({ Escape: () => setState({ q: null, f: null }) });
	return (
		<TableCard title="All orders" source={source} rows={source.rows}
			columns={columns} fileColumns={orderFileColumns(columns)}
			file={file} lines={12}
			rowKey={(o) => `${o.shopId}-${o.id}`}
			controls={<>
				<Search label="Name, e-mail or id" />
				<Select label="State of the order" value={found.status ?? ''}
					options={states}
					onChange={(s) => setFilter(found, 'status', s)} />
			</>} before={<Chips found={found} />}
			empty={isFiltered ? 'No order of this period fits.'
				: 'No order was placed in this period.'}
			foot={<More source={source} what="orders" path={path}
				file={file} />} />
	);
}
