/* Orders of the period, newest first, by search and filters. */
import { parseFilters } from '../filters.js';
import { usePaged } from '../paged.js';
import { printRange } from '../periods.js';
import { setState, state } from '../router.js';
import { keyOf } from '../same.js';
import { useKeys } from '../keys.js';
import { ordersPath } from '../view.js';
import { Chips, setFilter } from './chips.jsx';
import { Select } from './choice.jsx';
import { More, NONE_YET } from './more.jsx';
import { orderColumns, orderFileColumns } from './order-columns.jsx';
import { NothingThen } from './nothing-then.jsx';
import { Search } from './search.jsx';
import { TableCard } from './table-card.jsx';

const states = [
	{ name: '', label: 'Any state' },
	{ name: 'open', label: 'Open' },
	{ name: 'closed', label: 'Closed' },
	{ name: 'cancelled', label: 'Cancelled' },
	{ name: 'test', label: 'Test orders' },
];

export function OrderList({ view, shops }) {
	const { q, f } = state.value;
	const found = parseFilters(f);
	/* The API searches among all orders, or has those of one customer. */
	const isOnes = Boolean(found.customerId);
	const path = ordersPath(view, { ...found, q: isOnes ? null : q });
	const file = `orders-${printRange(view.range)}`;
	const source = usePaged(path);
	const columns = orderColumns(shops, view);
	const isFiltered = q || f;

	useKeys({ Escape: () => setState({ q: null, f: null }) });
	return (
		<TableCard title="All orders" source={source} rows={source.rows}
			columns={columns} fileColumns={orderFileColumns(columns)}
			file={file} lines={12}
			rowKey={keyOf}
			controls={<>
				{!isOnes && <Search label="Name, e-mail or id" />}
				<Select label="State of the order" value={found.status ?? ''}
					options={states}
					onChange={(s) => setFilter(found, 'status', s)} />
			</>} before={<>
				<Chips found={found} />
				{!isFiltered && source.rows?.length === 0 && !source.isOld &&
					<NothingThen view={view} />}
			</>}
			empty={source.more ? NONE_YET
				: isFiltered ? 'No order of this period fits.'
				: 'No order was placed in this period.'}
			foot={<More source={source} what="orders" path={path}
				file={file} />} />
	);
}
