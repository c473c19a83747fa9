/* How a person is called, what is said of him, and where there is more. */
import { money } from './format.js';
import { hrefOf, ownState } from './router.js';

export const personName = (person) =>
	[person.firstName, person.lastName].filter(Boolean).join(' ');

/* What Shopify itself has the person down for; null: nobody has told. */
export const spentByShopify = (person) => person.amountSpent === null ? null
	: `Shopify: ${money(person.amountSpent, person.amountSpentCurrency)}`;

/* The profile; of a shop, so that its id says who is meant. */
export const customerHref = (id, shopId) =>
	hrefOf(`/customers/${id}`, { ...ownState, shop: shopId });
