/*
 * How much of the most, or of the whole, as a bar under a name; nothing where
 * an amount is not known.
 */
import { share } from '../decimal.js';

export function Bar({ part, whole }) {
	return (
		<svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none"
			aria-hidden="true">
			<rect height="4" width={Number(whole) > 0
				? Math.max(0, share(part ?? '0', whole) / 10) : 0} />
		</svg>
	);
}
