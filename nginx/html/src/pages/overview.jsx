/* How is my store doing: at a glance, then over time, then by whom. */
import { useEffect, useState } from 'preact/hooks';

import { startRun } from '../api.js';
import { addDays } from '../days.js';
import { useLastDay } from '../extent.js';
import { FIRST, partOf, useBatch } from '../figures.js';
import { day } from '../format.js';
import { printRange } from '../periods.js';
import { refresh, useResource } from '../resource.js';
import { follow, hrefOf, setState } from '../router.js';
import { isFirstSync, isSyncing } from '../shops.js';
import { seriesPath, useView } from '../view.js';
import { ByRole } from '../widgets/by-role.jsx';
import { Breakdown } from '../widgets/breakdown.jsx';
import { Currencies } from '../widgets/currencies.jsx';
import { useForm } from '../widgets/form.jsx';
import { MainChart } from '../widgets/main-chart.jsx';
import { PeriodBar } from '../widgets/period-bar.jsx';
import { later } from '../widgets/later.jsx';
import { Progress } from '../widgets/progress.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { Tiles, TilesSkeleton } from '../widgets/tiles.jsx';
import { TopCustomers } from '../widgets/top-customers.jsx';
import { TopProducts } from '../widgets/top-products.jsx';

/* What is further down, or not for everybody, comes after the rest. */
const aside = () => import('../aside.js');
const below = () => import('../below.js');
const Converted = later(aside, 'Converted', { rows: 3, place: 'card' });
const Stores = later(aside, 'Stores', { rows: 3, place: 'card' });
const Insights = later(aside, 'Insights', { rows: 3, place: 'card notable' });
const Funnel = later(below, 'Funnel', { rows: 5, place: 'card low',
	isBelow: true });

const Hours = later(below, 'Hours', { rows: 7, place: 'card low',
	isBelow: true });

function NothingThen({ view }) {
	const last = useLastDay(view.id, view.today, true);

	if (last === undefined)
		return null;
	return (
		<p class="notice" role="status">
			{last === null ? <span>There are no orders yet. The first one
				appears here seconds after it is placed.</span>
				: <span>No orders in this period. The last one was
					on {day(last)}.</span>}
			{last && <button type="button" onClick={() => setState({
				zoom: null,
				period: printRange({ from: addDays(last, -29), to: last }),
			})}>Show the 30 days up to then</button>}
		</p>
	);
}

/* Why a shop has nothing to show, and what to do about it. */
function Obstacle({ shop }) {
	const use = useForm(async () => {
		await startRun(shop.id, 'full-sync');
		refresh();
	});
	const toConnect = { claimed: 'is not connected yet',
		disconnected: 'was disconnected: the app is no longer installed',
		needs_reauth: 'no longer accepts our access token' }[shop.state];

	if (toConnect)
		return (
			<div class="notice warn" role="status">
				<span>{shop.name} {toConnect}.</span>
				<ByRole role="admin" what="Connecting it">
					<a class="button primary" onClick={follow}
						href={hrefOf('/connect', { shop: shop.id })}>
						Connect it</a></ByRole>
			</div>
		);
	if (shop.lastSyncAt !== null || isSyncing(shop))
		return null;
	return (
		<form class="notice warn" ref={use.form} onSubmit={use.onSubmit}>
			<span role="status">{shop.sync?.status === 'failed'
				? `Reading ${shop.name} failed: ${shop.sync.error ??
					'no reason was given'}.`
				: `Nothing was read from ${shop.name} yet.`}
				{use.error && ` ${use.error.message}`}</span>
			<ByRole role="analyst" what="Reading it">
				<button type="submit" class="primary" disabled={use.busy}>
					Read its data</button></ByRole>
		</form>
	);
}

function Figures({ view, soFar, figures }) {
	const { overview, currencies, currency, totals, earlier: was, batch } =
		figures;
	const context = useResource(view.isOneDay
		? seriesPath(view, view.chartRange) : null);
	const series = view.isOneDay ? context : partOf(batch, 'series');
	const old = useResource(view.earlier && !view.isOneDay
		? seriesPath(view, view.earlier) : null);
	const ofCurrency = (points) => points?.filter((p) =>
		p.currency === currency);
	/* What is half read compares with nothing. */
	const earlier = soFar ? null : was;
	const points = ofCurrency(series.data);
	const isEmpty = soFar && overview.data?.totalOrders === 0;

	return (
		<>
			<Currencies list={currencies} currency={currency} />
			<Outdated source={overview} />
			{overview.data && !soFar && !overview.isOld &&
				overview.data.totalOrders === 0 && <NothingThen view={view} />}
			{overview.data ? <Tiles overview={overview.data} totals={totals}
				earlier={earlier} currency={currency}
				points={isEmpty ? [] : points ?? []}
				soFar={soFar} isOld={overview.isOld} />
				: overview.error ? <Failure what="The figures"
					source={overview} /> : <TilesSkeleton />}
			{isEmpty ? null : points ? <MainChart view={view} points={points}
				before={earlier && !view.isOneDay && old.data
					? ofCurrency(old.data) : null}
				totals={totals} earlier={earlier} currency={currency}
				isOld={series.isOld} />
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
			{figures.currencies.length > 1 && <Converted
				overview={overview.data} isOld={overview.isOld} />}
			{view.shops.length > 1 && <Stores view={view} />}
			<Insights view={view} source={partOf(batch, 'insights')} />
			<div class="columns">
				<TopProducts view={view} currency={currency} limit={FIRST}
					source={partOf(batch, 'topProducts')} />
				<div class="stack">
					<Breakdown view={view} currency={currency} />
					<Funnel view={view} />
				</div>
			</div>
			<TopCustomers view={view} limit={FIRST}
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
	const hasData = view.shops.some((s) => s.sync !== null ||
		s.lastSyncAt !== null);
	const running = view.shops.filter((s) => isSyncing(s) &&
		s.sync.type === 'full-sync');

	return (
		<>
			{hasData ? <PeriodBar view={view} title="Overview" />
				: <h1>Overview</h1>}
			{view.shops.map((s) => <Obstacle key={s.id} shop={s} />)}
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
