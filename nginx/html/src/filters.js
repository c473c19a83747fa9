/*
 * Filters of a list, as they stand in the address: `channel:web,country:US`.
 * Values are escaped: a discount code may have commas and colons.
 */
export const filters = {
	status: 'State',
	financialStatus: 'Payment',
	fulfillmentStatus: 'Fulfilment',
	channel: 'Channel',
	country: 'Country',
	discountCode: 'Code',
	customerId: 'Customer',
	rfm: 'Group',
};

/* { name: value }; what makes no sense is left out. */
export function parseFilters(text) {
	const found = {};

	for (const part of (text ?? '').split(',')) {
		const [name, value] = part.split(':');

		if (!(name in filters) || !value)
			continue;
		try {
			found[name] = decodeURIComponent(value);
		} catch {
			/* Not escaped as it should be: as if it were not there. */
		}
	}
	return found;
}

/* null where nothing is filtered. */
export function printFilters(found) {
	return Object.entries(found)
		.filter(([name, value]) => name in filters && value)
		.map(([name, value]) => `${name}:${encodeURIComponent(value)}`)
		.join(',') || null;
}
