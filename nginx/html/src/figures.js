/* The totals of a period and of the one before, in one currency. */
import { metrics } from './definitions.js';
import { useResource } from './resource.js';
import { state } from './router.js';
import { batchPath, overviewPath } from './view.js';

/* As many customers and products as the first screen has. */
export const FIRST = 10;

/* The totals of one currency: what is different is never added. */
function totalsOf(overview, currency) {
	return overview?.byCurrency.find((t) => t.currency === currency) ??
		(overview?.byCurrency.length ? null : overview ?? null);
}

const noAmounts = Object.fromEntries(metrics.filter((m) =>
	m.kind === 'money').map((m) => [m.name, null]));

/* Those of all together: without a rate there are counts, and no amounts. */
const convertedOf = (overview) => overview &&
	{ ...overview, ...overview.converted ?? noAmounts };

/* What is shown of an overview's answer, and of what it compares with. */
function figuresOf(view, overview) {
	const before = overview.data?.previous ?? null;
	const currencies = overview.data?.byCurrency.map((t) => t.currency) ?? [];

	if (view.into)
		return { overview, currencies, currency: view.into,
			totals: convertedOf(overview.data ?? null),
			earlier: view.earlier ? convertedOf(before) : null };
	const currency = currencies.includes(state.value.cur) ? state.value.cur
		: currencies[0] ?? view.currency;

	return {
		overview, currencies, currency,
		totals: totalsOf(overview.data, currency),
		earlier: view.earlier ? totalsOf(before, currency) : null,
	};
}

/*
 * { overview, currencies, currency, totals, earlier }: the resource, what it
 * has figures in, the one of these that is shown, its totals, and those to
 * compare with: null where there are none.
 */
export function useTotals(view) {
	return figuresOf(view, useResource(overviewPath(view)));
}

/*
 * What is not converted is not among the best, so that these alone do not
 * tell of it: as a figure without rates.
 */
export const missingOf = (overview) =>
	({ rates: null, missingRate: overview?.missingRate ?? null });

/* A part of a batch, as if it had been asked for by itself. */
export const partOf = (batch, name) =>
	({ ...batch, data: batch.data?.[name] });

/* The same of the page that is batched: { ..., batch }. */
export function useBatch(view) {
	const batch = useResource(batchPath(view, FIRST));

	return { ...figuresOf(view, partOf(batch, 'overview')), batch };
}
