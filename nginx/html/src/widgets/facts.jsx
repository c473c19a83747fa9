import { now } from '../clock.js';
import { ago, instant } from '../format.js';

/* A few figures or words, each with its name. */
export function Fact({ label, children }) {
	return <div><dt>{label}</dt><dd>{children}</dd></div>;
}

/* How long ago, and as a tip when. */
export function When({ at, zone, none = 'never' }) {
	return at ? <time dateTime={at} title={instant(at, zone)}>
		{ago(at, now.value)}</time> : <>{none}</>;
}

/* Until when the schedule keeps off a store, and why. */
export function Waits({ shop }) {
	return (
		<>{instant(shop.nextAttemptAt, shop.timezone)}
			<span class="muted small block">Shopify let the last runs
				down, so it is asked more seldom for now.</span></>
	);
}

/* `many` stand closer together. */
export function Facts({ many, children }) {
	return <dl class={many ? 'facts many' : 'facts'}>{children}</dl>;
}
