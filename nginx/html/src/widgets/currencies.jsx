/* Which currency's amounts are shown, where there are several. */
import { setState } from '../router.js';

export function Currencies({ list, currency }) {
	if (list.length < 2)
		return null;
	return (
		<div class="notice inline" role="radiogroup"
			aria-labelledby="currencies">
			<span id="currencies">Amounts of several currencies are not
				added:</span>
			{list.map((c) => (
				<label key={c} class="check">
					<input type="radio" name="currency" checked={c === currency}
						onChange={() => setState({ cur: c })} /> {c}
				</label>))}
		</div>
	);
}
