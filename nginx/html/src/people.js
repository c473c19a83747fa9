/* How a person is called, and where more about the person is. */
import { hrefOf, ownState } from './router.js';

export const personName = (person) =>
	[person.firstName, person.lastName].filter(Boolean).join(' ');

/* The profile; of a shop, so that its id says who is meant. */
export const customerHref = (id, shopId) =>
	hrefOf(`/customers/${id}`, { ...ownState, shop: shopId });
