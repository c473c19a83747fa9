/* What Shopify gave no name to: stored, and in no figure. */
import { count, dayRange } from '../format.js';
import { follow, hrefOf, ownState } from '../router.js';

const some = (n, what) => `${count(n)} ${what}${n === 1 ? '' : 's'}`;

/* Of several stores together: { lines, orders, from, to }. */
function together(shops) {
	const list = shops.map((s) => s.unknownSales).filter(Boolean);
	const sum = (key) => list.reduce((n, u) => n + u[key], 0);

	return { lines: sum('lines'), orders: sum('orders'),
		from: list.map((u) => u.from).sort()[0],
		to: list.map((u) => u.to).sort().at(-1) };
}

/* shops: of which at least one has some. */
export function unknownWords(shops) {
	const { lines, orders, from, to } = together(shops);
	const isOne = lines === 1;

	return `${some(lines, 'sale')} of ${some(orders, 'order')} ` +
		`(${dayRange({ from, to })}) ${isOne ? 'is' : 'are'} of a kind that ` +
		`Shopify did not name. ${isOne ? 'It is' : 'They are'} stored, and ` +
		'in no figure.';
}

/* Above figures: those that are not in them. */
export function UnknownSales({ shops }) {
	return (
		<p class="notice" role="status">
			<span>{unknownWords(shops)}</span>
			<a href={hrefOf('/activity', ownState)} onClick={follow}>
				{shops.length > 1 ? 'See which store’s' : 'See the activity'}
			</a>
		</p>
	);
}
