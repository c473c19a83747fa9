/* One product: its figures of the period, and what is bought with it. */
import { share } from '../decimal.js';
import { metric as find } from '../definitions.js';
import { count, dash, instant, money, percent, rate } from '../format.js';
import { isFull, MOST, placeOf } from '../most.js';
import { printRange } from '../periods.js';
import { useEarlier, useResource } from '../resource.js';
import { follow, hrefOf, ownState, path } from '../router.js';
import { useTitle } from '../title.js';
import { basketPath, productListPath, productsPath, useView } from '../view.js';
import { Delta } from '../widgets/delta.jsx';
import { Fact, Facts } from '../widgets/facts.jsx';
import { PeriodBar } from '../widgets/period-bar.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { TableCard } from '../widgets/table-card.jsx';
import { AboutTogether, togetherColumns } from '../widgets/together.jsx';
import { titleOf } from '../widgets/top-products.jsx';

const figures = ['netSales', 'grossSales', 'discounts', 'salesReversals'];

function Figures({ product, before, all, isOld }) {
	const { currency } = product;

	return (
		<section class={isOld ? 'card old' : 'card'} aria-busy={isOld}
			aria-label="Figures">
			<Facts>
				{figures.map((name) => (
					<Fact key={name} label={find(name).label}>
						{money(product[name], currency)}
						{before && <Delta metric={find(name)}
							now={product[name]} before={before[name]}
							currency={currency} />}
					</Fact>))}
				<Fact label="Orders with it">{count(product.orders)}</Fact>
				<Fact label="Units ordered / net">
					{count(product.unitsOrdered)} / {count(product.unitsNet)}
				</Fact>
				<Fact label="Reversed">{rate(product.reversalRate)}
					<span class="muted small block">of gross sales less
						discounts</span></Fact>
				<Fact label="Discounted">{Number(product.grossSales) > 0
					? percent(share(product.discounts, product.grossSales))
					: dash}
					<span class="muted small block">of gross sales</span></Fact>
				<Fact label="Share of net sales">{rate(product.share)}</Fact>
				<Fact label="Place by net sales">{placeOf(product, all)}</Fact>
			</Facts>
		</section>
	);
}

/* What the store's catalogue has of it. */
function Catalogue({ id, title, view }) {
	const source = useResource(title ? productListPath(view, title) : null);
	const found = source.data?.find((p) => p.id === id);

	if (!source.data && source.error)
		return (
			<section class="card">
				<Failure what="The catalogue" source={source} /></section>
		);
	return found ? (
		<section class="card" aria-labelledby="catalogue">
			<h2 id="catalogue">In the catalogue</h2>
			<Facts>
				<Fact label="State">{found.status}</Fact>
				<Fact label="Vendor">{found.vendor || dash}</Fact>
				<Fact label="Type">{found.productType || dash}</Fact>
				<Fact label="Handle">{found.handle
					? <code>{found.handle}</code> : dash}</Fact>
				<Fact label="Since">{instant(found.createdAt, view.zone)}</Fact>
				<Fact label="On sale since">
					{instant(found.publishedAt, view.zone)}</Fact>
			</Facts>
		</section>
	) : null;
}

/* Pairs are of two: the other one of each that it is in. */
const othersOf = (pairs, id) => pairs
	?.filter((p) => p.id === id || p.withId === id)
	.map((p) => p.id === id ? p : { ...p, id: p.withId, withId: p.id,
		title: p.withTitle, withTitle: p.title,
		confidence: p.reverseConfidence });

const columns = togetherColumns('Product');

function With({ view, id }) {
	const source = useResource(basketPath(view, MOST));
	const rows = othersOf(source.data, id);
	const isPart = source.data && isFull(source.data);

	return (
		<TableCard title="Bought with it" source={source}
			rows={rows} columns={columns} lines={3}
			file={`bought-with-${id}-${printRange(view.range)}`}
			rowKey={(p) => p.withId}
			empty={isPart ? `It is in none of the store’s ${MOST} strongest ` +
				'pairs of products.'
				: 'With no other product was it in five orders or more, ' +
					'and more often than by chance.'}
			foot={rows?.length > 0 && <>
				<AboutTogether />
				{isPart && <p class="muted small foot">These are of the
					store’s {MOST} strongest pairs.</p>}
			</>} />
	);
}

export function Product({ shops }) {
	const id = path.value.split('/')[2];
	/* A product is a store's, and in its currency. */
	const view = { ...useView(shops), into: null };
	const source = useResource(productsPath(view, view.range, MOST));
	const before = useEarlier(view.earlier
		? productsPath(view, view.earlier, MOST) : null);
	const one = (list) => list?.find((p) => p.id === id);
	const product = one(source.data);
	const known = product ?? one(before.data);
	const title = known ? titleOf(known) : `Product ${id}`;

	useTitle(title);
	return (
		<>
			<p class="small back"><a href={hrefOf('/products', ownState)}
				onClick={follow}>Products</a></p>
			<PeriodBar view={view} hasSteps={false} title={title} />
			<Outdated source={source} />
			{product ? <Figures product={product} all={source.data}
				before={view.earlier ? one(before.data) : null}
				isOld={source.isOld || before.isOld} />
				: source.data ? <section class="card"><p class="muted">It was
					not sold in this period, or is not among the {MOST} that
					sold most.</p></section>
					: <section class="card">{source.error
						? <Failure what="The product" source={source} />
						: <Skeleton rows={6} label="Loading the product" />}
					</section>}
			<With view={view} id={id} />
			<Catalogue id={id} title={known?.title} view={view} />
		</>
	);
}
