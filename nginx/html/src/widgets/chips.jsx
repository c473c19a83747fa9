/* What a list is filtered by, each to be taken off. */
import { channelName } from '../definitions.js';
import { printFilters } from '../filters.js';
import { keepFocus } from '../focus.js';
import { country } from '../format.js';
import { setState } from '../router.js';
import { groupNames } from '../segments.js';
import { statusWord } from './order-badges.jsx';

const labels = { financialStatus: 'Payment', fulfillmentStatus: 'Fulfilment',
	channel: 'Channel', country: 'Country', discountCode: 'Code',
	customerId: 'Customer', rfm: 'Group', product: 'Product' };
const shown = { channel: channelName, country, financialStatus: statusWord,
	fulfillmentStatus: statusWord,
	rfm: (group) => groupNames[group]?.label };

export const setFilter = (found, name, value) =>
	setState({ f: printFilters({ ...found, [name]: value }) });

/* found: { name: value }; but the state of an order has a menu. */
export function Chips({ found }) {
	const list = Object.entries(found).filter(([name]) => name !== 'status');

	return list.length > 0 && (
		<p class="group gap chips">
			{list.map(([name, value]) => (
				<button key={name} type="button" class="chip"
					onClick={(event) => keepFocus(event,
						() => setFilter(found, name, null))}>
					{labels[name]}: {shown[name]?.(value) ?? value}
					<span aria-hidden="true">×</span>
					<span class="unseen">, take this filter off</span>
				</button>))}
		</p>
	);
}
