/* What is said of a person. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

/* As much of a browser as the modules need to be loaded. */
Object.assign(globalThis, { location: { pathname: '/', search: '' },
	addEventListener() {} });

const { personName, spentByShopify } = await import('../src/people.js');

test('a name of what there is of it', () => {
	assert.equal(personName({ firstName: 'Ada', lastName: 'Byron' }),
		'Ada Byron');
	assert.equal(personName({ firstName: null, lastName: 'Byron' }), 'Byron');
	assert.equal(personName({ firstName: null, lastName: null }), '');
});

test('what Shopify says was spent, or nothing', () => {
	assert.equal(spentByShopify({ amountSpent: '1234.00',
		amountSpentCurrency: 'USD', currency: 'EUR' }),
	'Shopify: $1,234.00');
	assert.equal(spentByShopify({ amountSpent: '0.00',
		amountSpentCurrency: 'JPY' }), 'Shopify: ¥0');
	assert.equal(spentByShopify({ amountSpent: null,
		amountSpentCurrency: null }), null);
});
