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

const withOrders = (points) => points?.filter((p) => p.orders > 0);

function useYears(shopId, today, wanted) {
	const { data, error } = useResource(wanted
		? seriesPath(shopId, BEGINNING, today, 'year') : null, SELDOM);

	return { years: withOrders(data), error };
}

/*
 * The first day of the month of the first order; undefined until known, null
 * where there is none.  While it cannot be asked for, a day before all orders.
 */
export function useFirstDay(shopId, today, wanted) {
	const { years, error } = useYears(shopId, today, wanted);
	const year = years?.[0]?.day.slice(0, 4);
	const months = useResource(year
		? seriesPath(shopId, `${year}-01-01`, `${year}-12-31`, 'month')
		: null, SELDOM);

	if (years && !year)
		return null;
	return withOrders(months.data)?.[0]?.day ??
		(error || months.error ? BEGINNING : undefined);
}

/* The day of the last order; null: there is none; undefined until known. */
export function useLastDay(shopId, today, wanted) {
	const { years } = useYears(shopId, today, wanted);
	const year = years?.at(-1)?.day.slice(0, 4);
	const end = `${year}-12-31`;
	const { data } = useResource(year ? seriesPath(shopId, `${year}-01-01`,
		end < today ? end : today, 'day') : null, SELDOM);

	return years && !years.length ? null : withOrders(data)?.at(-1)?.day;
}
