/*
 * What the overview shows, from the address and the day: the ranges, the step
 * and the paths of the calls.
 */
import { minute } from './clock.js';
import { addDays, addMonths, countDays, monthStart, quarterStart, wallClock }
	from './days.js';
import { BEGINNING, useFirstDay } from './extent.js';
import { compareWith, howCompared, monthsOf, parseRange, printRange, resolve,
	stepFor } from './periods.js';
import { state } from './router.js';
import { chosen } from './shops.js';

/* undefined while the range is not known. */
function pathOf(name, view, range, more) {
	const to = range.until ? new Date(range.until).toISOString() : range.to;

	return range.isPending ? undefined : `/api/${name}?` +
		new URLSearchParams({ shopId: view.id, from: range.from, to, ...more });
}

/* The API converts keys of so many days at most; of more nothing is. */
const MOST_CONVERTED = 400;

/* Can all that is shown be converted into one currency? */
export const canConvert = ({ id, range }) => id === 'all' &&
	!range.isPending && countDays(range.from, range.to) <= MOST_CONVERTED;

/* Into which it is, as the address says, or null. */
const intoOf = (view) => canConvert(view)
	? /^all-(.*)/.exec(state.value.cur ?? '')?.[1] ?? null : null;

const inOne = ({ into }) => into ? { currency: into } : {};

/*
 * How the API is to compare: by days of our own where those are the ones of
 * before, for it knows of no calendar.
 */
const against = ({ how, range, months, today, earlier }) => {
	const by = howCompared(range, how, months, today);

	return by === 'prev' ? printRange(earlier) : by;
};

/* The first screen in one answer, of one snapshot. */
export const batchPath = (view, limit) =>
	pathOf('metrics/batch', view, view.range, {
		include: 'overview,series,top_customers,top_products,insights',
		compare: against(view), granularity: view.step, limit,
		...inOne(view) });

/* With what it compares with, which each store's own clock cuts there. */
export const overviewPath = (view) =>
	pathOf('metrics/overview', view, view.range,
		{ compare: against(view), ...inOne(view) });

export const seriesPath = (view, range) =>
	pathOf('metrics/orders-by-date', view, range,
		{ granularity: view.step, ...inOne(view) });

export const customerTypesPath = (view, range, granularity) =>
	pathOf('metrics/orders-by-date', view, range,
		{ granularity, split: 'customer_type', ...inOne(view) });

export const customersPath = (view, limit) =>
	pathOf('metrics/top-customers', view, view.range,
		{ limit, ...inOne(view) });

export const productsPath = (view, range, limit) =>
	pathOf('metrics/top-products', view, range, { limit, ...inOne(view) });

/* By whole days; of one day there is no course. */
export const trendsPath = (view, limit) => view.step === 'hour' ? null
	: pathOf('metrics/product-trends', view, view.range,
		{ granularity: view.step, limit, ...inOne(view) });

export const breakdownPath = (view, by, limit) =>
	pathOf('metrics/breakdown', view, view.range,
		{ by, limit, ...inOne(view) });

export const discountsPath = (view) =>
	pathOf('metrics/discounts', view, view.range, inOne(view));

export const refundsPath = (view, basis) =>
	pathOf('metrics/refunds', view, view.range, { basis, ...inOne(view) });

export const basketPath = (view, limit) =>
	pathOf('metrics/basket', view, view.range, { limit });

export const funnelPath = (view) =>
	pathOf('metrics/conversion-funnel', view, view.range);

export const engagedPath = (view, limit) =>
	`/api/metrics/top-engaged-customers?${new URLSearchParams({
		shopId: view.id, limit })}`;

/* The hours of the week. */
export const heatmapPath = (view) =>
	pathOf('metrics/heatmap', view, view.range, inOne(view));

const ago = {
	week: (day, n) => addDays(day, -7 * n),
	month: (day, n) => addMonths(monthStart(day), -n),
	quarter: (day, n) => addMonths(quarterStart(day), -3 * n),
};

/* A day in the first of the latest cohorts; one before all for 'all'. */
export const cohortsSince = (grain, since, today) => since === 'all'
	? BEGINNING : ago[grain](today, Number(since) - 1);

export const cohortsPath = (shop, what) =>
	`/api/metrics/cohorts?${new URLSearchParams({ shopId: shop.id, ...what })}`;

export const rfmPath = (shop) =>
	`/api/metrics/rfm?${new URLSearchParams({ shopId: shop.id })}`;

export const repeatPath = (shop) =>
	`/api/metrics/repeat?${new URLSearchParams({ shopId: shop.id })}`;

/* Of a list: what is null or empty is not asked for. */
function given(filters) {
	return Object.fromEntries(Object.entries(filters).filter(([, v]) => v));
}

export const ordersPath = (view, filters) =>
	pathOf('orders', view, view.range, given(filters));

export const customerListPath = (view, q, rfm) =>
	`/api/customers?${new URLSearchParams({ shopId: view.id,
		...given({ q, rfm }) })}`;

export const productListPath = (view, q) =>
	`/api/products?${new URLSearchParams({ shopId: view.id, q })}`;

/* The hour that it is today, where it is latest. */
export const latestHour = ({ shops, today }) =>
	Math.max(...shops.map(({ timezone }) => {
		const { day, time } = wallClock(timezone, minute.value);

		return day > today ? 24 : day < today ? 0 : parseInt(time, 10);
	}));

export function useView(shops) {
	const { period, cmp, by, zoom } = state.value;
	const shop = chosen(shops);
	const isAll = period === 'all' && !zoom;
	const first = useFirstDay(shop.id, shop.today, period === 'all');
	/* Which days all time has is asked for first. */
	const isPending = isAll && first === undefined;
	const range = { ...parseRange(zoom) ?? resolve(period, shop.today, first),
		isPending };
	/* All time has nothing before it. */
	const how = isAll ? 'none' : cmp;
	const months = zoom ? monthsOf(null, range) : monthsOf(period, range);

	return {
		...shop, first, range, isAll, how, months,
		into: intoOf({ ...shop, range }),
		zoomed: Boolean(zoom),
		step: stepFor(range, by),
		earlier: compareWith(range, how, { today: shop.today,
			zone: shop.zone, now: minute.value, months }),
	};
}
