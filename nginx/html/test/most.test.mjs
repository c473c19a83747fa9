/* What is said of the products that sold most, and what of all of them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { isFull, isNew, MOST, ofAll, placeOf } from '../src/most.js';
import { once } from '../src/same.js';

const product = (n, more) => ({ id: `${n}`, shopId: '1', currency: 'USD',
	netSales: `${1000 - n}.00`, ...more });
const products = (n) => Array.from({ length: n }, (_, i) => product(i));

describe('of as many as an answer has there may be more:', () => {
	test('how many there are is not said', () => {
		assert.equal(isFull(products(MOST - 1)), false);
		assert.equal(isFull(products(MOST)), true);
		assert.equal(ofAll(40, products(MOST - 1)), '40 of 249');
		assert.equal(ofAll(40, products(MOST)), '40 of all');
	});

	test('a place is among all, of its own currency', () => {
		const euros = products(5).map((p) => ({ ...p, currency: 'EUR' }));

		assert.equal(placeOf(product(2), [...products(7), ...euros]), '3 of 7');
		assert.equal(placeOf(product(2), products(MOST)), '3 of all');
		assert.equal(placeOf(euros[1], [...products(MOST), ...euros]),
			'2 of 5');
	});

	test('what is not among those of before may yet not be new', () => {
		assert.equal(isNew(product(600), products(MOST - 1)), true);
		assert.equal(isNew(product(600), products(MOST)), false);
		assert.equal(isNew(product(3), products(MOST - 1)), false);
		assert.equal(isNew(product(3, { shopId: '2' }), products(9)), true);
	});
});

test('a row that comes twice is one, where it came first', () => {
	const [a, b, c] = products(3);
	const other = { ...a, shopId: '2' };

	assert.deepEqual(once([b, a, other, b, { ...a, netSales: '0' }, c]),
		[b, a, other, c]);
});
