/*
 * When a shop's first and last orders were: by years, then by the months of
 * the first year and the days of the last.  Small answers, seldom asked.
 */
import { useResource } from './resource.js';

const SELDOM = 600_000;
/* Before all orders. */
export const BEGINNING = '1990-01-01';

function seriesPath(shopId, from, to, step) {
	const query = new URLSearchParams({ shopId, from, to,
		granularity: step });

	return `/api/metrics/orders-by-date?${query}`;
}

/*
 * The points of a path that have orders.  What the path before it gave is of
 * another store: until its own are there, none are known.
 */
function usePoints(path) {
	const found = useResource(path, SELDOM);

	return { error: found.error, points: found.path === path
		? found.data?.filter((p) => p.orders > 0) : undefined };
}

function useYears(shopId, today, wanted) {
	const { points, error } = usePoints(wanted
		? seriesPath(shopId, BEGINNING, today, 'year') : null);

	return { years: points, error };
}

/*
 * The first day of the month of the first order; undefined until known, null
 * where there is none.  While it cannot be asked for, a day before all orders.
 */
export function useFirstDay(shopId, today, wanted) {
	const { years, error } = useYears(shopId, today, wanted);
	const year = years?.[0]?.day.slice(0, 4);
	const months = usePoints(year
		? seriesPath(shopId, `${year}-01-01`, `${year}-12-31`, 'month')
		: null);

	if (years && !year)
		return null;
	return months.points?.[0]?.day ??
		(error || months.error ? BEGINNING : undefined);
}

/* The day of the last order; null: there is none; undefined until known. */
export function useLastDay(shopId, today, wanted) {
	const { years } = useYears(shopId, today, wanted);
	const year = years?.at(-1)?.day.slice(0, 4);
	const end = `${year}-12-31`;
	const { points } = usePoints(year ? seriesPath(shopId, `${year}-01-01`,
		end < today ? end : today, 'day') : null);

	return years && !years.length ? null : points?.at(-1)?.day;
}
