/* How is my store doing: at a glance, then over time, then by whom. */
import { useEffect, useMemo, useState } from 'preact/hooks';

import { FIRST, partOf, useBatch } from '../figures.js';
import { refresh, useEarlier } from '../resource.js';
import { hasAny, isFirstSync, isInTheWay, isSyncing } from '../shops.js';
import { latestHour, seriesPath, useView } from '../view.js';
import { Breakdown } from '../widgets/breakdown.jsx';
import { Currencies } from '../widgets/currencies.jsx';
import { MainChart } from '../widgets/main-chart.jsx';
import { PeriodBar } from '../widgets/period-bar.jsx';
import { later } from '../widgets/later.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { Tiles, TilesSkeleton } from '../widgets/tiles.jsx';
import { TopProducts } from '../widgets/top-products.jsx';

/* What is further down, or not for everybody, comes after the rest. */
const aside = () => import('../aside.js');
const below = () => import('../below.js');
const more = () => import('./more.js');
const Obstacle = later(more, 'Obstacle', { rows: 1 });
const NothingThen = later(more, 'NothingThen', { rows: 1 });
const Progress = later(more, 'Progress', { rows: 2, place: 'card' });
const Converted = later(below, 'Converted', { rows: 3, place: 'card' });
const Stores = later(below, 'Stores', { rows: 3, place: 'card' });
const Insights = later(aside, 'Insights', { rows: 3, place: 'card' });
const Funnel = later(below, 'Funnel', { rows: 5, place: 'card low',
	isBelow: true });
const CustomerTypes = later(below, 'CustomerTypes', { rows: 6,
	place: 'card low', isBelow: true });
const TopCustomers = later(below, 'TopCustomers', { rows: 6,
	place: 'card low', isBelow: true });
const Hours = later(below, 'Hours', { rows: 7, place: 'card low',
	isBelow: true });

/*
 * The same ones as long as nothing is new, so that no chart is drawn again.
 * What ends at an instant has a bit of the next day in stores further east.
 */
const usePoints = (points, currency, hour, to) => useMemo(() =>
	points?.filter((p) => p.currency === currency && !(p.hour > hour) &&
		!(p.day > to)),
[points, currency, hour, to]);

function Figures({ view, soFar, figures }) {
	const { overview, currencies, currency, totals, earlier: was, batch } =
		figures;
	const series = partOf(batch, 'series');
	const old = useEarlier(view.earlier
		? seriesPath(view, view.earlier) : null);
	/* Hours to come are no zeroes yet. */
	const hour = view.range.to === view.today ? latestHour(view) : 24;
	/* What is half read compares with nothing. */
	const earlier = soFar ? null : was;
	const points = usePoints(series.data, currency, hour);
	const before = usePoints(old.data, currency, hour,
		old.isOld ? undefined : view.earlier?.to);
	/* Of one currency among several. */
	const isPart = currencies.length > 1 && !view.into;
	const isEmpty = soFar && overview.data?.totalOrders === 0;

	return (
		<>
			<Currencies list={currencies} currency={currency} view={view}
				overview={overview.data} />
			<Outdated source={overview} />
			{overview.data && !soFar && !overview.isOld &&
				overview.data.totalOrders === 0 && <NothingThen view={view} />}
			{overview.data ? <Tiles overview={overview.data} totals={totals}
				earlier={earlier} currency={currency}
				points={isEmpty ? [] : points ?? []}
				soFar={soFar} isPart={isPart} isOld={overview.isOld} />
				: overview.error ? <section class="card"><Failure
					what="The figures" source={overview} /></section>
					: <TilesSkeleton />}
			{isEmpty ? null : points ? <MainChart view={view} points={points}
				before={(earlier && before) ?? null}
				overview={overview.data} totals={totals} earlier={earlier}
				currency={currency} isOld={series.isOld || old.isOld} />
				: <section class="card tall">{series.error
					? <Failure what="The chart" source={series} />
					: <Skeleton rows={6} label="Loading the chart" />}
				</section>}
		</>
	);
}

function Sections({ view, soFar }) {
	const figures = useBatch(view);
	const { batch, currency, overview } = figures;

	return (
		<>
			<Figures view={view} soFar={soFar} figures={figures} />
			{figures.currencies.length > 1 && !view.into && <Converted
				overview={overview.data} isOld={overview.isOld} />}
			{view.shops.length > 1 && <Stores view={view} />}
			<Insights view={view} source={partOf(batch, 'insights')} />
			<div class="columns">
				<TopProducts view={view} currency={currency} limit={FIRST}
					overview={overview.data}
					source={partOf(batch, 'topProducts')} />
				<div class="stack">
					<Breakdown view={view} currency={currency} />
					<Funnel view={view} isPart={
						figures.currencies.length > 1 && !view.into} />
				</div>
			</div>
			<CustomerTypes view={view} currency={currency} />
			<TopCustomers view={view} currency={currency} limit={FIRST}
				overview={overview.data}
				source={partOf(batch, 'topCustomers')} />
			<Hours view={view} currency={currency} />
		</>
	);
}

/*
 * Whether the figures are so far.  They still are when the first sync has
 * ended, until they have been asked for once more.
 */
function useSoFar(isReading) {
	const [soFar, setSoFar] = useState(isReading);

	useEffect(() => {
		if (isReading)
			setSoFar(true);
		else if (soFar)
			refresh().then(() => setSoFar(false));
	}, [isReading]);
	return isReading || soFar;
}

export function Overview({ shops }) {
	const view = useView(shops);
	const soFar = useSoFar(view.shops.some(isFirstSync));
	const hasData = view.shops.some(hasAny);
	const running = view.shops.filter((s) => isSyncing(s) &&
		s.sync.type === 'full-sync');

	return (
		<>
			{hasData ? <PeriodBar view={view} title="Overview" />
				: <h1>Overview</h1>}
			{view.shops.filter(isInTheWay).map((s) =>
				<Obstacle key={s.id} shop={s} />)}
			{running.map((s) => (
				<Progress key={s.sync.id} run={s.sync}>
					{isFirstSync(s) && <p class="muted small">{s.name} is read
						for the first time. The figures below are so far; they
						are complete when this is done.</p>}
				</Progress>))}
			{hasData && <Sections view={view} soFar={soFar} />}
		</>
	);
}
