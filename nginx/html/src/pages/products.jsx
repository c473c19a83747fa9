/* What sold: every product with its figures, and what is bought together. */
import { useMemo, useState } from 'preact/hooks';

import { add, change, compare, share } from '../decimal.js';
import { metric as find } from '../definitions.js';
import { useTotals } from '../figures.js';
import { count, dash, money, percent, rate } from '../format.js';
import { useKeys } from '../keys.js';
import { isFull, isNew, MOST, ofAll } from '../most.js';
import { printRange } from '../periods.js';
import { joined, useEarlier, useResource } from '../resource.js';
import { follow, setState, state } from '../router.js';
import { isSame, keyOf } from '../same.js';
import { sortRows } from '../sort.js';
import { coursesOf, stepDays } from '../trends.js';
import { basketPath, productsPath, trendsPath, useView } from '../view.js';
import { Bar } from '../widgets/bar.jsx';
import { Currencies } from '../widgets/currencies.jsx';
import { Delta } from '../widgets/delta.jsx';
import { NothingThen } from '../widgets/nothing-then.jsx';
import { PeriodBar } from '../widgets/period-bar.jsx';
import { Rates } from '../widgets/rates.jsx';
import { Search } from '../widgets/search.jsx';
import { Sparkline } from '../widgets/sparkline.jsx';
import { TableCard } from '../widgets/table-card.jsx';
import { AboutTogether, togetherColumns } from '../widgets/together.jsx';
import { productHref, titleOf } from '../widgets/top-products.jsx';

const FIRST = 25;
const PAIRS = 15;

/* A picture, so it is in no file. */
const TREND = 'Trend';

/* Each with how much of all it and those that sold more come to. */
function withSums(products, whole) {
	let sum = '0';

	return products.map((p) => {
		sum = add(sum, p.netSales ?? '0');
		return { ...p, sum: Number(whole) > 0 ? share(sum, whole) : null };
	});
}

/* Pareto in a sentence: how few of them make most of it. */
function Few({ rows }) {
	const few = rows.findIndex((p) => p.sum >= 800) + 1;

	return few > 0 && rows.length > 4 ? (
		<p class="muted small foot">{ofAll(few, rows)}
			{' '}products bring 80% of net sales.</p>
	) : null;
}

function columnsFor({ rows, old, courses, currency }) {
	const most = rows.reduce((n, p) => compare(p.netSales ?? '0', n) > 0
		? p.netSales : n, '0');
	const amount = (key, label, more) => ({ key, label, number: true,
		value: (p) => p[key], show: (p) => money(p[key], currency), ...more });
	const before = (p) => old?.find((o) => isSame(o, p))?.netSales ?? null;

	return [
		{ key: 'title', label: 'Product', wide: true, value: titleOf,
			show: (p) => (
				<>
					<span class="person">
						<a class="clip" title={titleOf(p)}
							href={productHref(p.id, p.shopId)}
							onClick={follow}>
							{titleOf(p)}</a>
						{p.vendor && <span class="clip muted small">
							{p.vendor}</span>}
					</span>
					<Bar part={p.netSales} whole={most} />
				</>) },
		{ key: 'unitsOrdered', label: 'Units', number: true,
			value: (p) => p.unitsOrdered, show: (p) => count(p.unitsOrdered) },
		amount('grossSales', 'Gross', { extra: true }),
		amount('discounts', 'Discounts', { extra: true }),
		{ key: 'reversalRate', label: 'Reversed', number: true, extra: true,
			value: (p) => p.reversalRate, show: (p) => rate(p.reversalRate) },
		amount('netSales', 'Net sales'),
		{ key: 'share', label: 'Share', number: true, extra: true,
			value: (p) => p.share, show: (p) => rate(p.share) },
		{ label: 'Cumulative', number: true, extra: true,
			value: (p) => p.sum === null ? null : p.sum / 10,
			show: (p) => percent(p.sum) },
		...courses ? [{ label: TREND, extra: true, show: (p) =>
			<Sparkline values={courses[keyOf(p)] ?? []} /> }] : [],
		...old ? [{ key: 'change', label: 'Change', number: true, extra: true,
			value: (p) => change(p.netSales, before(p)),
			show: (p) => isNew(p, old) ? <span class="muted small">new</span>
				: before(p) === null ? dash : <Delta
					metric={find('netSales')} now={p.netSales}
					before={before(p)} currency={currency}
					isBrief /> }] : [],
	];
}

/* In the file a change is what it was before, and a product has its id. */
function fileColumns(columns, old) {
	const before = (p) => old?.find((o) => isSame(o, p))?.netSales;

	return [{ label: 'Id', value: (p) => p.id }, ...columns.filter((c) =>
		c.label !== TREND).map((c) =>
		c.key === 'change' ? { label: 'Net sales before', value: before }
			: c), { label: 'Vendor', value: (p) => p.vendor },
	{ label: 'Type', value: (p) => p.productType },
	{ label: 'Currency', value: (p) => p.currency }];
}

const fits = (product, words) => words.every((word) => [product.title,
	product.vendor, product.productType].some((text) =>
	text?.toLowerCase().includes(word)));

/*
 * The course of each of the `most` products that sold most, nothing until it
 * is known; null: of hours.
 */
function useCourses(view, most) {
	const { range, step } = view;
	const path = trendsPath(view, most);
	const { data, isOld } = useResource(path);

	return useMemo(() => path === null ? null : data && !isOld
		? coursesOf(data, stepDays(range, step)) : {}, [data, isOld, path]);
}

/* `totals`: of these days, or null. */
function List({ view, totals, currency }) {
	const { q, sort } = state.value;
	const [isWhole, setWhole] = useState(false);
	const now = useResource(productsPath(view, view.range, MOST));
	const before = useEarlier(view.earlier
		? productsPath(view, view.earlier, MOST) : null);
	const source = joined(now, before);
	const old = view.earlier
		? before.data?.filter((p) => p.currency === currency) : null;
	const all = source.data && withSums(source.data.filter((p) =>
		p.currency === currency), totals?.netSales ?? '0');
	const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
	const courses = useCourses(view, isWhole || q || sort ? MOST : FIRST);
	const columns = columnsFor({ rows: all ?? [], old, currency, courses });
	const rows = all && sortRows(all.filter((p) => fits(p, words)), columns,
		sort);

	useKeys({ Escape: () => setState({ q: null }) });
	return (
		<TableCard title="All products" source={source} rows={rows}
			columns={columns} fileColumns={fileColumns(columns, old)}
			sort={sort ?? '-netSales'} lines={12} first={FIRST}
			onWhole={() => setWhole(true)}
			onSort={(by) => setState({ sort: by })}
			file={`products-${printRange(view.range)}`}
			rowKey={keyOf} controls={<Search label="Search products" />}
			empty={q ? `No product that was sold in this period fits “${q}”.`
				: 'No product was sold in this period.'}
			foot={all && <>
				{view.into && <Rates of={all} isPart />}
				<Few rows={all} />
				{isFull(all) && <p class="muted small foot">These are
					the {MOST} that sold most.</p>}
			</>} />
	);
}

const pairColumns = [
	{ label: 'Whoever buys', value: (p) => p.title ?? dash, show: (p) =>
		<a href={productHref(p.id, p.shopId)} onClick={follow}>
			{p.title ?? dash}</a> },
	...togetherColumns('often buys'),
];

function Together({ view }) {
	const source = useResource(basketPath(view, PAIRS));

	return (
		<TableCard title="Bought together" source={source}
			rows={source.data} columns={pairColumns}
			file={`bought-together-${printRange(view.range)}`}
			rowKey={(p) => `${p.shopId}-${p.id}-${p.withId}`}
			empty={'No two products were together in five orders or more, ' +
				'and more often than by chance, in this period.'}
			foot={source.data?.length > 0 && <AboutTogether />} />
	);
}

export function Products({ shops }) {
	const view = useView(shops);
	const { overview, currencies, currency, totals } = useTotals(view);

	return (
		<>
			<PeriodBar view={view} title="Products" hasSteps={false} />
			<Currencies list={currencies} currency={currency} view={view}
				overview={overview.data} />
			{overview.data?.totalOrders === 0 && !overview.isOld &&
				<NothingThen view={view} />}
			<List view={view} currency={currency}
				totals={overview.isOld ? null : totals} />
			<Together view={view} />
		</>
	);
}
