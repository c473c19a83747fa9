/*
 * Which currency's amounts are shown, where there are several: one by one, or
 * all stores' in one.
 */
import { setState } from '../router.js';
import { canConvert } from '../view.js';

function Currency({ value, checked, children }) {
	return (
		<label class="check">
			<input type="radio" name="currency" checked={checked}
				onChange={() => setState({ cur: value })} /> {children}
		</label>
	);
}

/*
 * `view` and the overview's answer: where they can be converted, into which
 * that does without being asked.  Neither: they cannot be.
 */
export function Currencies({ list, currency, view, overview }) {
	const into = view?.into ?? null;
	const offered = into ?? (overview?.converted && canConvert(view)
		? overview.converted.currency : null);

	if (list.length < 2 && !into)
		return null;
	return (
		<div class="notice inline" role="radiogroup"
			aria-labelledby="currencies">
			<span id="currencies">{into
				? overview?.missingRate
					? 'An exchange rate is missing for all of it in one:'
					: 'Amounts are converted at daily rates:'
				: 'Amounts of several currencies are not added:'}</span>
			{list.map((c) => <Currency key={c} value={c}
				checked={!into && c === currency}>{c}</Currency>)}
			{offered && <Currency value={`all-${offered}`}
				checked={Boolean(into)}>All in {offered}</Currency>}
		</div>
	);
}
