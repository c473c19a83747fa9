/* What state an order is in, in a few words. */
const words = {
	paid: 'Paid',
	pending: 'Payment pending',
	authorized: 'Authorised',
	partially_paid: 'Partly paid',
	partially_refunded: 'Partly refunded',
	refunded: 'Refunded',
	voided: 'Voided',
	expired: 'Expired',
	fulfilled: 'Fulfilled',
	partial: 'Partly fulfilled',
	restocked: 'Restocked',
};
const tones = { paid: 'good', fulfilled: 'good', refunded: 'bad',
	partially_refunded: 'warn', pending: 'warn', voided: 'bad' };

export const statusWord = (status) => words[status] ?? status;

function Badge({ status }) {
	return <span class={`badge ${tones[status] ?? ''}`}>
		{statusWord(status)}</span>;
}

export function OrderBadges({ order }) {
	return (
		<span class="badges">
			{order.test && <span class="badge warn">Test</span>}
			{order.cancelledAt && <span class="badge bad">Cancelled</span>}
			{order.financialStatus && <Badge status={order.financialStatus} />}
			{order.fulfillmentStatus &&
				<Badge status={order.fulfillmentStatus} />}
		</span>
	);
}
