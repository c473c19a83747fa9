/* Whether figures are final: from Shopify's own ledgers alone, or not yet. */
import { Info } from './popover.jsx';

const words = {
	exact: { label: 'Exact', tone: 'good', about: 'Every sale in these ' +
		'figures is from Shopify’s own ledger of its order.' },
	provisional: { label: 'Provisional', tone: 'warn', about: 'Some sales in ' +
		'these figures are derived from the state of their order, until ' +
		'Shopify’s own ledger of it is read, mostly within half an hour. ' +
		'Where an order was edited, a part may then move to another day.' },
};

/* `exactness` as the API has it; nothing of what it does not say. */
export function Exactness({ exactness }) {
	const { label, tone, about } = words[exactness] ?? {};

	return label ? (
		<span class="exactness"><span class={`badge ${tone}`}>{label}</span>
			<Info title={label}>{about}</Info></span>
	) : null;
}
