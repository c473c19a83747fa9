/*
 * An answer has MOST products of a currency, or pairs of them, and does not say
 * whether there are more: of so many nothing is said as of all there are.
 */
import { compare } from './decimal.js';
import { count } from './format.js';
import { isSame } from './same.js';

export const MOST = 250;

export const isFull = (rows) => rows.length >= MOST;

/* In words: n of these, or of more than these. */
export const ofAll = (n, rows) =>
	`${count(n)} of ${isFull(rows) ? 'all' : count(rows.length)}`;

/* Which by net sales it is among those of its currency. */
export function placeOf(product, all) {
	const same = all.filter((p) => p.currency === product.currency);
	const ahead = same.filter((p) =>
		compare(p.netSales, product.netSales) > 0).length;

	return ofAll(ahead + 1, same);
}

/* Nothing of it was sold then: what is not among the most may have been. */
export const isNew = (product, old) => !isFull(old) &&
	!old.some((o) => isSame(o, product));
