/*
 * A store's address as people have it at hand, to the one that Shopify knows
 * it by: NAME.myshopify.com.  { domain } or { problem }; {} of nothing.
 */
const END = '.myshopify.com';

export function normaliseDomain(text) {
	let host = text.trim().toLowerCase().replace(/^https?:\/\//, '');
	const admin = /^admin\.shopify\.com\/store\/([^/?#]+)/.exec(host);

	if (!host)
		return {};
	host = admin ? admin[1] : host.replace(/[/?#].*$/, '').replace(/\.$/, '');
	if (!host.includes('.'))
		host += END;
	if (!host.endsWith(END))
		return { problem: 'This looks like your shop’s public address. In ' +
			'Shopify, Settings, Domains has one that ends in ' +
			'.myshopify.com.' };
	if (!/^[a-z0-9][a-z0-9-]*$/.test(host.slice(0, -END.length)))
		return { problem: 'A store’s name has letters, digits and hyphens ' +
			'only, such as your-store.myshopify.com.' };
	return { domain: host };
}

/* A first guess at how the store is called: blue-cup.… is Blue Cup. */
export function guessName(domain) {
	return domain.slice(0, -END.length).split('-').filter(Boolean)
		.map((word) => word[0].toUpperCase() + word.slice(1)).join(' ');
}
