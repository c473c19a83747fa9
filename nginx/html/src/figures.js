/* The totals of a period and of the one before, in one currency. */
import { useResource } from './resource.js';
import { state } from './router.js';
import { overviewPath } from './view.js';

/* The totals of one currency: what is different is never added. */
function totalsOf(overview, currency) {
	return overview?.byCurrency.find((t) => t.currency === currency) ??
		(overview?.byCurrency.length ? null : overview ?? null);
}

/*
 * { overview, currencies, currency, totals, earlier }: the resource, what it
 * has figures in, the one of these that is shown, its totals, and those to
 * compare with: null where there are none.
 */
export function useTotals(view) {
	const overview = useResource(overviewPath(view, view.range));
	const before = useResource(view.earlier
		? overviewPath(view, view.earlier) : null);
	const currencies = overview.data?.byCurrency.map((t) => t.currency) ?? [];
	const currency = currencies.includes(state.value.cur) ? state.value.cur
		: currencies[0] ?? view.currency;

	return {
		overview, currencies, currency,
		totals: totalsOf(overview.data, currency),
		earlier: view.earlier ? totalsOf(before.data, currency) : null,
	};
}
