/* Above a page: why it may not show the latest. */
import { now } from '../clock.js';
import { ago } from '../format.js';
import { online } from '../resource.js';
import { follow, hrefOf, ownState } from '../router.js';
import { freshness } from '../shops.js';

export function Notices({ shops, isFigures }) {
	if (!online.value)
		return (
			<p class="notice warn" role="status">You are offline. What is shown
				is the last that arrived; it goes on by itself.</p>
		);
	if (!isFigures || !shops.length)
		return null;
	const { newest, tone } = freshness(shops, now.value);

	if (tone !== 'warn')
		return null;
	return (
		<p class="notice warn" role="status">
			<span>The last data came {ago(newest, now.value)}: webhooks and
				the sync are delayed.</span>
			<a href={hrefOf('/activity', ownState)} onClick={follow}>
				See the activity</a>
		</p>
	);
}
