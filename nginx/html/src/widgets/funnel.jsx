/* From looking to buying: how many go on at each step. */
import { count, rate } from '../format.js';
import { printRange } from '../periods.js';
import { useResource } from '../resource.js';
import { funnelPath } from '../view.js';
import { Bar } from './bar.jsx';
import { Info } from './popover.jsx';
import { TableCard } from './table-card.jsx';

/* `rates`: the shares that went on to here, of what, and how many those are:
 * of none there is no share. */
const steps = [
	{ name: 'productViews', label: 'Product views',
		about: 'Views of products, as the storefront’s pixel told of them.' },
	{ name: 'cartAbandonments', label: 'Abandoned carts',
		about: 'Carts of which nothing came within an hour of their last ' +
			'change.' },
	{ name: 'checkoutsStarted', label: 'Checkouts',
		rates: [['viewToCart', 'of product views', (f) => f.productViews],
			['cartToCheckout', 'of carts',
				(f) => f.cartAbandonments + f.checkoutsStarted]],
		about: 'Checkouts that were begun; carts are those left and ' +
			'those that came to a checkout.' },
	{ name: 'ordersCompleted', label: 'Orders',
		rates: [['checkoutToOrder', 'of checkouts',
			(f) => f.checkoutsStarted]],
		about: 'Orders that were placed.' },
];

function columnsFor(funnel, shares) {
	const most = Math.max(1, ...steps.map((s) => funnel[s.name]));
	const share = ([name, , whole]) => whole(funnel) ? shares[name] : null;

	return [
		{ label: 'Step', wide: true, value: (s) => s.label, show: (s) => (
			<>
				<span class="term">{s.label}
					<Info title={s.label}>{s.about}</Info></span>
				<Bar part={funnel[s.name]} whole={most} />
			</>) },
		{ label: 'How many', number: true, value: (s) => funnel[s.name],
			show: (s) => count(funnel[s.name]) },
		{ label: 'Continued', number: true,
			value: (s) => s.rates && share(s.rates[0]),
			show: (s) => s.rates?.map((r) => (
				<span key={r[0]} class="block">{rate(share(r))}
					<span class="muted small block">{r[1]}</span></span>)) },
	];
}

/* `isPart`: what is beside it is of one currency only; this is not. */
export function Funnel({ view, isPart }) {
	const source = useResource(funnelPath(view));
	const { funnel = {}, conversionRates = {} } = source.data ?? {};
	const isNothing = steps.every((s) => !funnel[s.name]);

	return (
		<TableCard title="From looking to buying" source={source}
			rows={isNothing ? [] : steps} lines={4}
			columns={columnsFor(funnel, conversionRates)} rowKey={(s) => s.name}
			file={`funnel-${printRange(view.range)}`}
			empty="Nothing was looked at or ordered in this period."
			foot={!isNothing && <>
				{isPart && <p class="muted small foot">Of all stores,
					whatever their currency.</p>}
				{funnel.productViews === 0 && <p class="muted small foot">No
					views of products came in: the storefront has to carry
					the pixel.</p>}
			</>} />
	);
}
