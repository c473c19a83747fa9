/*
 * A page, or a part of one, whose script is fetched when it is first wanted:
 * the first load stays small, however much there is.
 */
import { useEffect, useRef, useState } from 'preact/hooks';

import { Skeleton } from './states.jsx';

function NotLoaded() {
	return (
		<div class="failure card" role="alert">
			<p><strong>This page could not be loaded.</strong> Either the
				server cannot be reached, or there is a new version.</p>
			<button type="button" onClick={() => location.reload()}>
				Load it again</button>
		</div>
	);
}

/* Calls `then` once the element is near what is on the screen. */
function whenNear(element, then) {
	const observer = new IntersectionObserver((entries) => {
		if (entries.some((e) => e.isIntersecting)) {
			observer.disconnect();
			then();
		}
	}, { rootMargin: '300px' });

	observer.observe(element);
	return () => observer.disconnect();
}

/*
 * load: () => import(...); name: what it exports; rows: its height so far;
 * place: the class of what holds its place; isBelow: it is far down, and may
 * wait until somebody comes near.
 */
export function later(load, name, { rows = 8, place, isBelow } = {}) {
	let Page = null;

	function Later(props) {
		const holder = useRef(null);
		const [state, setState] = useState(isBelow ? 'away'
			: Page ? 'here' : 'loading');

		useEffect(() => state === 'away' ? whenNear(holder.current,
			() => setState(Page ? 'here' : 'loading')) : undefined, []);
		useEffect(() => {
			if (state === 'loading')
				Later.fetch().then(() => setState('here'),
					() => setState('failed'));
		}, [state]);
		if (state === 'failed')
			return <NotLoaded />;
		return state === 'here' ? <Page {...props} /> : (
			<div class={place} ref={holder}>
				{state === 'loading' && <Skeleton rows={rows}
					label="Loading more of the page" />}
			</div>
		);
	}

	Later.fetch = async () => {
		Page ??= (await load())[name];
	};
	return Later;
}
