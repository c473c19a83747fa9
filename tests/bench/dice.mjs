/* Random numbers and days that are the same each time. */

export const DAY = 86_400_000;

/* Numbers from 0 to below n. */
export function dice(seed) {
	let state = seed;

	return (n) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor(state / 2 ** 32 * n);
	};
}

export const day = (ms) => new Date(ms).toISOString().slice(0, 10);
