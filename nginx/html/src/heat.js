/* The colours of a heat table: how deep a value is among others. */

/* So many of a hundred are coloured by the scale; what is beyond is deepest. */
const WITHIN = 95;

/*
 * Which values are palest and deepest: { low, high, isOpen, partOf(v) }.  A few
 * that are far above all others do not make these look alike, nor what differs
 * little look unlike: the palest is half of the deepest at most.  isOpen: some
 * are beyond the deepest.
 */
export function heatScale(values, { fromZero = false } = {}) {
	const sorted = [...values].sort((a, b) => a - b);
	const at = Math.floor((sorted.length - 1) * WITHIN / 100);
	const high = Math.max(0, sorted[at] ?? 0) || 1;
	const low = fromZero ? 0
		: Math.max(0, Math.min(sorted[0] ?? 0, high / 2));

	return { low, high, isOpen: sorted.at(-1) > high,
		partOf: (v) => Math.max(0, Math.min(1, (v - low) / (high - low))) };
}
