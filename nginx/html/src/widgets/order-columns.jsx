/* The columns of a list of orders; a name opens the order. */
import { channelName } from '../definitions.js';
import { count, moment, money } from '../format.js';
import { hrefOf, follow, path } from '../router.js';
import { OrderBadges, statusWord } from './order-badges.jsx';
import { Person } from './person.jsx';
import { personName } from '../people.js';

/* What has been pushed need not have a name. */
export const orderName = (order) => order.name ?? order.id;

const orderHref = (order) => hrefOf(path.value,
	{ order: `${order.id}@${order.shopId}` });

const person = { label: 'Customer', extra: true,
	value: (o) => personName(o) || o.email,
	show: (o) => <Person person={o} id={o.customerId} shopId={o.shopId} /> };

/* `ofOne`: all are one customer's; `isMixed`: see chosen(). */
export function orderColumns(shops, { ofOne = false, isMixed = false } = {}) {
	const zoneOf = (o) => shops.find((s) => s.id === o.shopId)?.timezone;

	return [
		{ label: 'Order', value: orderName, show: (o) => (
			<>
				<a class="nowrap" href={orderHref(o)} onClick={follow}>
					{orderName(o)}</a>
				<span class="muted small block nowrap">
					{moment(o.processedAt, zoneOf(o))}</span>
			</>) },
		...ofOne ? [] : [person],
		{ label: 'State', value: (o) => [o.cancelledAt && 'Cancelled',
			statusWord(o.financialStatus), statusWord(o.fulfillmentStatus)]
			.filter(Boolean).join(', '), show: (o) =>
			<OrderBadges order={o} /> },
		{ label: 'Channel', extra: true, value: (o) => o.channel,
			show: (o) => channelName(o.channel) },
		{ label: 'Units', number: true, extra: true, value: (o) => o.units,
			show: (o) => count(o.units) },
		{ label: 'As placed', number: true, extra: true,
			value: (o) => o.totalPrice,
			show: (o) => money(o.totalPrice, o.currency, isMixed) },
		{ label: 'Comes to', number: true, value: (o) => o.currentTotal,
			show: (o) => money(o.currentTotal, o.currency, isMixed) },
	];
}

/* In the file the time, the e-mail and the currency have their columns. */
export const orderFileColumns = (columns) => [
	{ label: 'Id', value: (o) => o.id }, ...columns,
	{ label: 'Processed', value: (o) => o.processedAt },
	{ label: 'E-mail', value: (o) => o.email },
	{ label: 'Country', value: (o) => o.country },
	{ label: 'Codes', value: (o) => o.discountCodes.join(' ') },
	{ label: 'Currency', value: (o) => o.currency },
];
