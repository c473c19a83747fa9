/*
 * The figures: how each is called, what it is made of, and whether more of it
 * is better.  The words behind the info marks stand here and nowhere else.
 * `inSeries`: it is known by day; `isTile`: it is on the overview.
 */
export const metrics = [
	{ name: 'totalSales', label: 'Total sales', kind: 'money', good: 1,
		inSeries: true, isTile: true,
		about: 'Net sales + shipping + taxes + duties + fees. ' +
			'Each sale and each reversal counts on its own day, as in ' +
			'Shopify’s reports. Tips and gift cards sold are not in it.' },
	{ name: 'netSales', label: 'Net sales', kind: 'money', good: 1,
		inSeries: true, isTile: true,
		about: 'Gross sales − discounts − reversals, without tax and ' +
			'shipping.' },
	{ name: 'orders', label: 'Orders', kind: 'count', good: 1,
		inSeries: true, isTile: true,
		about: 'Orders placed in the period, paid or not, cancelled ones ' +
			'too. Test orders, deleted orders and orders of gift cards ' +
			'alone are left out.' },
	{ name: 'aov', label: 'Average order value', kind: 'money', good: 1,
		inSeries: true, isTile: true,
		about: '(Gross sales − discounts) ÷ orders, as the orders were ' +
			'placed, without later edits, shipping and tax.' },
	{ name: 'grossSales', label: 'Gross sales', kind: 'money', good: 1,
		inSeries: true, isTile: true,
		about: 'Price × quantity of the products sold, before discounts ' +
			'and reversals, without tax.' },
	{ name: 'discounts', label: 'Discounts', kind: 'money', good: 0,
		inSeries: true, isTile: true,
		about: 'What discounts took off the products’ prices, without ' +
			'tax.' },
	{ name: 'salesReversals', label: 'Reversals', kind: 'money', good: -1,
		inSeries: true, isTile: true,
		about: 'Refunds, returns, order edits and cancellations, on the ' +
			'day they happened, whenever the order was placed.' },
	{ name: 'guestOrdersShare', label: 'Guest orders', kind: 'percent',
		good: 0, inSeries: false, isTile: true,
		about: 'Of the orders, those without a customer. They are in all ' +
			'sales, but in no figure of customers.' },
	{ name: 'totalCustomers', label: 'Total customers', kind: 'count',
		good: 1, inSeries: false, isTile: true,
		about: 'Every customer record of the store up to now, with or ' +
			'without an order. It does not depend on the period.' },
	{ name: 'activeCustomers', label: 'Active customers', kind: 'count',
		good: 1, inSeries: false, isTile: true,
		about: 'Customers who placed an order in the period, each counted ' +
			'once.' },
	{ name: 'newCustomers', label: 'New customers', kind: 'count', good: 1,
		inSeries: false, isTile: true,
		about: 'Customers whose first order is in the period.' },
	{ name: 'returningCustomerRate', label: 'Returning customer rate',
		kind: 'percent', good: 1, inSeries: false, isTile: true,
		about: 'Of the active customers, those who had ordered before: ' +
			'one of their orders in the period is not their first.' },
	{ name: 'shipping', label: 'Shipping', kind: 'money', good: 1,
		inSeries: true,
		about: 'What was charged for shipping less what was given back of ' +
			'it, after discounts, without tax.' },
	{ name: 'taxes', label: 'Taxes', kind: 'money', good: 0,
		inSeries: true,
		about: 'The tax of everything but tips and gift cards, less what ' +
			'was given back.' },
	{ name: 'duties', label: 'Duties', kind: 'money', good: 0,
		inSeries: true, about: 'Import duties charged, without tax.' },
	{ name: 'fees', label: 'Fees', kind: 'money', good: 0,
		inSeries: true, about: 'Other fees charged with orders.' },
	{ name: 'tips', label: 'Tips', kind: 'money', good: 1,
		inSeries: true,
		about: 'What buyers gave on top. It is in no other figure.' },
	{ name: 'giftCardSales', label: 'Gift cards sold', kind: 'money',
		good: 1, inSeries: true,
		about: 'Gift cards are a debt until they are used: they are in no ' +
			'other figure.' },
	{ name: 'unitsOrdered', label: 'Units ordered', kind: 'count', good: 1,
		inSeries: true, about: 'Pieces of products, as ordered.' },
	{ name: 'unitsNet', label: 'Units, net', kind: 'count', good: 1,
		inSeries: true,
		about: 'Pieces ordered less pieces that came back.' },
];

export const tiles = metrics.filter((m) => m.isTile);

export function metric(name) {
	return metrics.find((m) => m.name === name);
}

/* A metric of an overview's totals: orders go by another name there. */
export function valueOf(totals, name) {
	return totals?.[name === 'orders' ? 'totalOrders' : name] ?? null;
}

/* Channels as orders name them at Shopify; an app has a number, or its name. */
const channels = {
	web: 'Online store',
	pos: 'Point of sale',
	shopify_draft_order: 'Draft orders',
	subscription_contract: 'Subscriptions',
};

export const channelName = (name) => channels[name] ??
	(/^\d+$/.test(name) ? `App ${name}` : name);
