/*
 * Filters of a list, as they stand in the address: `channel:web,country:US`.
 * Values are escaped: a discount code may have commas and colons.
 */
const filters = ['status', 'financialStatus', 'fulfillmentStatus', 'channel',
	'country', 'discountCode', 'customerId', 'rfm', 'product'];

/* { name: value }; what makes no sense is left out. */
export function parseFilters(text) {
	const found = {};

	for (const part of (text ?? '').split(',')) {
		const [name, value] = part.split(':');

		if (!filters.includes(name) || !value)
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
		.filter(([name, value]) => filters.includes(name) && value)
		.map(([name, value]) => `${name}:${encodeURIComponent(value)}`)
		.join(',') || null;
}
