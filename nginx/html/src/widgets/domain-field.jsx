/* A store's address, in any of the forms that people have at hand. */
import { useState } from 'preact/hooks';

import { normaliseDomain } from '../domain.js';
import { Field } from './form.jsx';

export function DomainField({ value, onValue, error }) {
	const [left, setLeft] = useState(false);
	const { domain, problem } = normaliseDomain(value);

	return (
		<Field label="Shopify store" name="shopDomain" required
			placeholder="your-store.myshopify.com" autocomplete="off"
			autocapitalize="none" spellcheck={false} inputMode="url"
			value={value} error={error || (left && problem) || null}
			hint={domain ? `That is ${domain}`
				: 'Its name or its address; an address of the admin will do'}
			onInput={(e) => onValue(e.target.value)}
			onBlur={() => setLeft(true)} />
	);
}
