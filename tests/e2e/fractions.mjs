/*
 * Exact fractions, [numerator, denominator] of BigInts, for amounts that are
 * divided by something.  They are not reduced: what is summed up has hundreds
 * of denominators without a common factor, and looking for one takes longest.
 */
import { plain } from './compare.mjs';

const DIGITS = { JPY: 0, KWD: 3 };

export const times = ([a, b], [c, d]) => [a * c, b * d];
export const over = (a, [c, d]) => times(a, c < 0n ? [-d, -c] : [d, c]);

export function sumOf(fractions) {
	const numerators = new Map();

	for (const [n, d] of fractions)
		numerators.set(d, (numerators.get(d) ?? 0n) + n);
	return [...numerators].reduce(([a, b], [d, n]) =>
		[a * d + n * b, b * d], [0n, 1n]);
}

/* A decimal number as one. */
export const fraction = (text) => {
	const [whole, behind = ''] = String(text).split('.');

	return [BigInt(whole + behind), 10n ** BigInt(behind.length)];
};

/* As a decimal: half away from zero, to as many digits as the currency has. */
export function rounded([n, d], currency) {
	const digits = DIGITS[currency] ?? 2;
	const size = (n < 0n ? -n : n) * 10n ** BigInt(digits);
	const text = String((2n * size + d) / (2n * d)).padStart(digits + 1, '0');
	const point = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}`
		: text;

	return plain(n < 0n ? `-${point}` : point);
}
