/*
 * What the overview shows, from the address and the day: the ranges, the step
 * and the paths of the calls.
 */
import { minute } from './clock.js';
import { addDays, countDays } from './days.js';
import { useFirstDay } from './extent.js';
import { compareWith, parseRange, resolve, stepFor } from './periods.js';
import { state } from './router.js';
import { chosen } from './shops.js';

/* One day is no line: it is shown as the last of this many. */
const CONTEXT_DAYS = 14;

function query(view, range, more) {
	return new URLSearchParams({ shopId: view.id, from: range.from,
		to: range.until ? new Date(range.until).toISOString() : range.to,
		...more });
}

/* How the API calls the comparisons of the address. */
const compared = { prev: 'previous', year: 'year', year_dow: 'year_dow',
	none: 'none' };

/*
 * The first screen in one answer, of one snapshot.  The series is in it where
 * the chart has the days of the figures.
 */
export const batchPath = (view, limit) => '/api/metrics/batch?' +
	query(view, view.range, {
		include: ['overview', 'top_customers', 'top_products',
			...view.isOneDay ? [] : ['series']].join(),
		compare: compared[view.how], granularity: view.step, limit });

export const overviewPath = (view, range) =>
	`/api/metrics/overview?${query(view, range, { compare: 'none' })}`;

export const seriesPath = (view, range) => '/api/metrics/orders-by-date?' +
	query(view, range, { granularity: view.step });

export const customersPath = (view, limit) =>
	`/api/metrics/top-customers?${query(view, view.range, { limit })}`;

export const productsPath = (view, range, limit) =>
	`/api/metrics/top-products?${query(view, range, { limit })}`;

export const breakdownPath = (view, by, limit) =>
	`/api/metrics/breakdown?${query(view, view.range, { by, limit })}`;

export const discountsPath = (view) =>
	`/api/metrics/discounts?${query(view, view.range)}`;

export const refundsPath = (view, basis) =>
	`/api/metrics/refunds?${query(view, view.range, { basis })}`;

export const basketPath = (view, limit) =>
	`/api/metrics/basket?${query(view, view.range, { limit })}`;

/* Of a list: what is null or empty is not asked for. */
function given(filters) {
	return Object.fromEntries(Object.entries(filters).filter(([, v]) => v));
}

export const ordersPath = (view, filters) =>
	`/api/orders?${query(view, view.range, given(filters))}`;

export const customerListPath = (view, q) =>
	`/api/customers?${new URLSearchParams({ shopId: view.id,
		...given({ q }) })}`;

export function useView(shops) {
	const { period, cmp, by, zoom } = state.value;
	const shop = chosen(shops);
	const isAll = period === 'all' && !zoom;
	const first = useFirstDay(shop.id, shop.today, period === 'all');
	const range = parseRange(zoom) ?? resolve(period, shop.today, first);
	const isOneDay = countDays(range.from, range.to) === 1;
	const chartRange = isOneDay
		? { from: addDays(range.to, 1 - CONTEXT_DAYS), to: range.to } : range;
	/* All time has nothing before it. */
	const how = isAll ? 'none' : cmp;

	return {
		...shop, first, range, chartRange, isOneDay, isAll, how,
		zoomed: Boolean(zoom),
		step: stepFor(chartRange, by),
		earlier: compareWith(range, how, shop.today, shop.zone,
			minute.value),
	};
}
