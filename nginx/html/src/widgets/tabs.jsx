/* The parts of a page, one at a time, as links: each has an address. */
import { follow, hrefOf, path, state } from '../router.js';

export function Tabs({ label, options }) {
	return (
		<nav class="tabs" aria-label={label}>
			{options.map((o) => (
				<a key={o.name} onClick={follow}
					href={hrefOf(path.value, { tab: o.name, q: null })}
					aria-current={(state.value.tab ?? options[0].name) ===
						o.name ? 'page' : undefined}>{o.label}</a>))}
		</nav>
	);
}
