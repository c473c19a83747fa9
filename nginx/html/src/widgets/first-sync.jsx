/* Above a page: what is below is not all yet. */
import { follow, hrefOf, ownState } from '../router.js';

export function FirstSync({ shops }) {
	return (
		<p class="notice" role="status">
			<span>{shops.map((s) => s.name).join(', ')}{' '}
				{shops.length > 1 ? 'are' : 'is'} read for the first time: what
				is below is so far.</span>
			<a href={hrefOf('/activity', ownState)} onClick={follow}>
				See how far it is</a>
		</p>
	);
}
