/* By which rates something was converted, or which one is not there. */
import { day, dayRange } from '../format.js';

const WHAT_TO_DO = ' Whoever runs this service can load the rates of those ' +
	'days; until then each currency can be looked at by itself.';

/* Of several figures' rates and missing rates the whole. */
function wholeOf(figures) {
	const used = figures.map((f) => f.rates).filter(Boolean);
	const days = used.flatMap((r) => [r.from, r.to]).sort();
	const [missing] = figures.map((f) => f.missingRate).filter(Boolean)
		.sort((a, b) => a.day < b.day ? -1 : 1);

	return { missing, rates: used.length ? {
		source: [...new Set(used.map((r) => r.source))].sort().join(', '),
		from: days[0], to: days.at(-1) } : null };
}

/*
 * of: figures with `rates` and `missingRate`, as the API has them.  isPart:
 * they have parts, of which some may need no rate.
 */
export function RatesUsed({ of, isPart = false }) {
	const { missing, rates } = wholeOf(of);

	return (
		<p class="muted small foot">{missing
			? `${isPart ? 'Not all' : 'Nothing'} is converted: there is no ` +
				`exchange rate of ${missing.currency} for ${
					day(missing.day)}.` + (isPart ? '' : WHAT_TO_DO)
			: rates ? `Converted at daily rates. Source: ${rates.source}, ${
				dayRange(rates)}.`
				: 'There was nothing in another currency.'}</p>
	);
}
