/*
 * Of several stores: an id is a store's own, and another store may have given
 * the same one to something else.
 */
export const keyOf = ({ id, shopId }) => `${shopId}-${id}`;

/* Each of them once, where it is first. */
export function once(rows) {
	const seen = new Set();

	return rows.filter((row) => !seen.has(keyOf(row)) &&
		seen.add(keyOf(row)));
}

export const isSame = (a, b) => keyOf(a) === keyOf(b);
