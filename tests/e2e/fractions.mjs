/*
 * Exact fractions, [numerator, denominator] of BigInts, for amounts that are
 * divided by something.
 */
import { plain } from './compare.mjs';

const DIGITS = { JPY: 0, KWD: 3 };

const gcd = (a, b) => b ? gcd(b, a % b) : a < 0n ? -a : a;
const reduced = ([n, d]) => {
	const by = (gcd(n, d) || 1n) * (d < 0n ? -1n : 1n);

	return [n / by, d / by];
};

export const plus = ([a, b], [c, d]) => reduced([a * d + c * b, b * d]);
export const times = ([a, b], [c, d]) => reduced([a * c, b * d]);
export const over = (a, [c, d]) => times(a, [d, c]);

/* A decimal number as one. */
export const fraction = (text) => {
	const [whole, behind = ''] = String(text).split('.');

	return reduced([BigInt(whole + behind), 10n ** BigInt(behind.length)]);
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
