/*
 * What is on the screen, as the query of the address: so that back, forward,
 * a bookmark and a link to a colleague all mean the same.  A value that says
 * nothing new is left out; one that makes no sense is taken as left out.
 */
import { comparisons, defaultPeriod, isPeriod, parseRange, steps }
	from './periods.js';
import { metrics } from './definitions.js';

const names = (list) => list.map((x) => x.name);
const oneOf = (list) => (text) => list.includes(text);

const fields = {
	shop: { fallback: null, fits: (t) => /^(all|[1-9]\d{0,17})$/.test(t) },
	period: { fallback: defaultPeriod, fits: isPeriod },
	cmp: { fallback: 'prev', fits: oneOf(names(comparisons)) },
	by: { fallback: null, fits: oneOf(names(steps)) },
	m: { fallback: 'totalSales',
		fits: oneOf(names(metrics.filter((m) => m.inSeries))) },
	cur: { fallback: null, fits: (t) => /^(all-)?[A-Z]{3}$/.test(t) },
	dim: { fallback: 'channel', fits: oneOf(['channel', 'country', 'vendor',
		'type', 'discount_code']) },
	basis: { fallback: 'refund_day', fits: oneOf(['order_day']) },
	cohort: { fallback: 'retention', fits: oneOf(['ltv', 'orders',
		'netSalesPerOrder']) },
	grain: { fallback: 'month', fits: oneOf(['week', 'quarter']) },
	since: { fallback: '12', fits: oneOf(['24', 'all']) },
	cohortsBy: { fallback: 'order_day', fits: oneOf(['ledger_day']) },
	tab: { fallback: null, fits: oneOf(['list', 'groups', 'back', 'you',
		'stores', 'members', 'tokens', 'log', 'privacy']) },
	f: { fallback: null, fits: (t) => t.length <= 500 },
	order: { fallback: null, fits: (t) => /^\d{1,18}(@\d{1,18})?$/.test(t) },
	q: { fallback: null, fits: (t) => t.length <= 100 },
	sort: { fallback: null, fits: (t) => /^-?[a-zA-Z]{1,30}$/.test(t) },
	zoom: { fallback: null, fits: (t) => parseRange(t) !== null },
};

export function parseState(query) {
	const given = new URLSearchParams(query);

	return Object.fromEntries(Object.entries(fields).map(([name, field]) => {
		const text = given.get(name);

		return [name, text !== null && field.fits(text) ? text
			: field.fallback];
	}));
}

export function printState(state) {
	const query = new URLSearchParams();

	for (const [name, { fallback }] of Object.entries(fields))
		if (state[name] && state[name] !== fallback)
			query.set(name, state[name]);
	const text = query.toString();

	return text ? `?${text}` : '';
}
