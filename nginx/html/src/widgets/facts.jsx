import { now } from '../clock.js';
import { ago, instant } from '../format.js';

/* A few figures or words, each with its name. */
export function Fact({ label, children }) {
	return <div><dt>{label}</dt><dd>{children}</dd></div>;
}

/* A long word that is best broken before its `at`: @, or a dot. */
export function Breakable({ text, at }) {
	const i = text.indexOf(at);

	return <>{text.slice(0, i)}<wbr />{text.slice(i)}</>;
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
