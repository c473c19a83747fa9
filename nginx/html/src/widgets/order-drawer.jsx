/* One order: who, what, and its ledger in time order. */
import { add } from '../decimal.js';
import { channelName } from '../definitions.js';
import { count, country, dash, instant, moment, money } from '../format.js';
import { useResource } from '../resource.js';
import { setState, state } from '../router.js';
import { Drawer } from './drawer.jsx';
import { Fact, Facts } from './facts.jsx';
import { OrderBadges } from './order-badges.jsx';
import { orderName } from './order-columns.jsx';
import { Person } from './person.jsx';
import { Failure, Skeleton } from './states.jsx';
import { Table } from './table.jsx';

const types = { product: 'Product', shipping: 'Shipping', tip: 'Tip',
	gift_card: 'Gift card', duty: 'Duty', fee: 'Fee',
	adjustment: 'Adjustment', unknown: 'Unknown' };

function lineColumns(currency) {
	return [
		{ label: 'Product', value: (l) => l.title, wide: true, show: (l) => (
			<>
				{l.title ?? dash}{' '}
				<span class="muted small">{[l.variantTitle, l.sku]
					.filter(Boolean).join(' · ')}</span>
			</>) },
		{ label: 'Units', number: true, value: (l) => l.quantity,
			show: (l) => count(l.quantity) },
		{ label: 'Each', number: true, value: (l) => l.unitPrice,
			show: (l) => money(l.unitPrice, currency) },
		{ label: 'Discount', number: true, value: (l) => l.discount,
			show: (l) => money(l.discount, currency) },
	];
}

function ledgerColumns(currency, zone) {
	const amount = (key, label, more) => ({ label, number: true,
		value: (s) => s[key], show: (s) => money(s[key], currency), ...more });

	return [
		{ label: 'When', value: (s) => s.happenedAt, show: (s) =>
			<span class="small">{moment(s.happenedAt, zone)}</span> },
		{ label: 'What', value: (s) => s.title ?? types[s.lineType],
			show: (s) => (
				<>
					<span class={`badge ${s.side === 'reversal' ? 'bad'
						: ''}`}>{s.side === 'reversal' ? 'Reversal' : 'Sale'}
					</span>{' '}
					{s.quantity !== 0 && `${count(s.quantity)} × `}
					{s.title ?? types[s.lineType] ?? s.lineType}
				</>) },
		amount('net', 'Net', { extra: true }),
		amount('tax', 'Tax', { extra: true }),
		amount('total', 'Total'),
		amount('sum', 'So far'),
	];
}

/* Each with what all up to it come to. */
function withSums(ledger) {
	let sum = '0';

	return ledger.map((s) => {
		sum = add(sum, s.total);
		return { ...s, sum };
	});
}

function Detail({ order, zone }) {
	return (
		<>
			<OrderBadges order={order} />
			<Facts>
				<Fact label="Placed">{instant(order.processedAt, zone)}</Fact>
				<Fact label="Customer"><Person person={order}
					id={order.customerId} shopId={order.shopId} /></Fact>
				<Fact label="As placed">
					{money(order.totalPrice, order.currency)}</Fact>
				<Fact label="Comes to now">
					{money(order.currentTotal, order.currency)}</Fact>
				<Fact label="Channel">
					{channelName(order.channel) || dash}</Fact>
				<Fact label="Country">{order.country
					? country(order.country) : dash}</Fact>
				<Fact label="Codes">
					{order.discountCodes.join(', ') || dash}</Fact>
				{order.cancelledAt && <Fact label="Cancelled">
					{instant(order.cancelledAt, zone)}
					{order.cancelReason && `, ${order.cancelReason}`}</Fact>}
			</Facts>
			{!order.counted && <p class="muted small">This order is in no
				figure: it is a test, or nothing but gift cards.</p>}
			<h3>What was ordered</h3>
			<Table caption="What was ordered" rows={order.lines}
				columns={lineColumns(order.currency)} rowKey={(l) => l.id} />
			<h3>Ledger</h3>
			<Table caption="Ledger" rows={withSums(order.ledger)}
				columns={ledgerColumns(order.currency, zone)} />
			{order.ledger.some((s) => s.lineType === 'unknown') &&
				<p class="muted small foot">What is Unknown here, Shopify did
					not name: it is in no figure.</p>}
		</>
	);
}

function Opened({ id, shopId, shops }) {
	const source = useResource(`/api/orders/${id}` +
		(shopId ? `?shopId=${shopId}` : ''));
	const order = source.data?.id === id ? source.data : null;
	const zone = shops.find((s) => s.id === order?.shopId)?.timezone;

	return (
		<Drawer label="Order"
			title={order ? `Order ${orderName(order)}` : 'Order'}
			onClose={() => state.value.order && setState({ order: null })}>
			{order ? <Detail order={order} zone={zone} />
				: source.error ? <Failure what="The order" source={source} />
					: <Skeleton rows={8} label="Loading the order" />}
		</Drawer>
	);
}

/* Over whichever page: `order` of the address says which. */
export function OrderDrawer({ shops }) {
	const [id, shopId] = (state.value.order ?? '').split('@');

	return id ? <Opened key={id} id={id} shopId={shopId} shops={shops} />
		: null;
}
