/*
 * A page whose script is fetched when it is first wanted: the first load
 * stays small, however many pages there are.
 */
import { useEffect, useState } from 'preact/hooks';

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

/* load: () => import(...); name: what it exports; rows: its height so far. */
export function later(load, name, rows = 8) {
	let Page = null;

	function Later(props) {
		const [state, setState] = useState(Page ? 'here' : 'loading');

		useEffect(() => {
			if (!Page)
				Later.fetch().then(() => setState('here'),
					() => setState('failed'));
		}, []);
		if (state === 'failed')
			return <NotLoaded />;
		return Page ? <Page {...props} />
			: <Skeleton rows={rows} label="Loading the page" />;
	}

	Later.fetch = async () => {
		Page ??= (await load())[name];
	};
	return Later;
}
