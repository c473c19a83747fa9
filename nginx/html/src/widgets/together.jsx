/* Of products that are bought together: the columns after the product's. */
import { count, dash, rate, times } from '../format.js';
import { follow } from '../router.js';
import { productHref } from './top-products.jsx';

export const AboutTogether = () => (
	<p class="muted small foot">How often: of the orders with the one, those
		with the other, too. More than chance: how many times as often as in
		all orders.</p>
);

export const togetherColumns = (label) => [
	{ label, wide: true, value: (p) => p.withTitle ?? dash, show: (p) =>
		<a href={productHref(p.withId, p.shopId)} onClick={follow}>
			{p.withTitle ?? dash}</a> },
	{ label: 'Orders', number: true, value: (p) => p.orders,
		show: (p) => count(p.orders) },
	{ label: 'How often', number: true, value: (p) => p.confidence,
		show: (p) => rate(p.confidence) },
	{ label: 'More than chance', number: true, extra: true,
		value: (p) => p.lift, show: (p) => `${times(p.lift)} ×` },
];
