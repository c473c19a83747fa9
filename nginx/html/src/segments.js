/* The groups of customers, as Shopify calls them, and what is in each. */
export const groupNames = {
	CHAMPIONS: { label: 'Champions', about: 'Bought lately, often and much' },
	LOYAL: { label: 'Loyal', about: 'Buy often, and still do' },
	ACTIVE: { label: 'Active', about: 'Bought lately, now and then' },
	NEW: { label: 'New', about: 'Came lately, with one order' },
	PROMISING: { label: 'Promising', about: 'Came lately, and spent well' },
	NEEDS_ATTENTION: { label: 'Needs attention',
		about: 'In the middle, and not lately' },
	AT_RISK: { label: 'At risk', about: 'Bought often, a while ago' },
	ALMOST_LOST: { label: 'Almost lost',
		about: 'Bought now and then, long ago' },
	PREVIOUSLY_LOYAL: { label: 'Previously loyal',
		about: 'Bought often and much, long ago' },
	DORMANT: { label: 'Dormant', about: 'Bought little, long ago' },
	PROSPECTS: { label: 'Prospects', about: 'Known, but without an order' },
};
