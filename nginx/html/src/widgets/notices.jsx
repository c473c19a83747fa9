/* Above a page: why it may not show the latest, or not all. */
import { now } from '../clock.js';
import { ago } from '../format.js';
import { online } from '../resource.js';
import { follow, hrefOf, ownState, path } from '../router.js';
import { chosen, freshness, isFirstSync } from '../shops.js';
import { later } from './later.jsx';

const more = () => import('../pages/more.js');
/* The overview says so itself, with how far it is. */
const FirstSync = later(more, 'FirstSync', { rows: 1 });
const UnknownSales = later(more, 'UnknownSales', { rows: 1 });

function Late({ newest }) {
	return (
		<p class="notice warn" role="status">
			<span>The last data came {ago(newest, now.value)}: webhooks and
				the sync are delayed.</span>
			<a href={hrefOf('/activity', ownState)} onClick={follow}>
				See the activity</a>
		</p>
	);
}

export function Notices({ shops, isFigures }) {
	if (!online.value)
		return (
			<p class="notice warn" role="status">You are offline. What is shown
				is the last that arrived; it goes on by itself.</p>
		);
	if (!isFigures || !shops.length)
		return null;
	const list = chosen(shops).shops;
	const first = list.filter(isFirstSync);

	if (first.length)
		return path.value === '/' ? null : <FirstSync shops={first} />;
	const { newest, tone } = freshness(shops, now.value);

	return (
		<>
			{tone === 'warn' && <Late newest={newest} />}
			{list.some((s) => s.unknownSales) && <UnknownSales shops={list} />}
		</>
	);
}
