import { instant } from '../format.js';

/* A few figures or words, each with its name. */
export function Fact({ label, children }) {
	return <div><dt>{label}</dt><dd>{children}</dd></div>;
}

/* Until when the schedule keeps off a store, and why. */
export function Waits({ shop }) {
	return (
		<>{instant(shop.nextAttemptAt, shop.timezone)}
			<span class="muted small block">Shopify let the last runs
				down, so it is asked more seldom for now.</span></>
	);
}

export function Facts({ children }) {
	return <dl class="facts">{children}</dl>;
}
