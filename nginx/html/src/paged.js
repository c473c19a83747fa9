/*
 * A list that comes in pages: the first one is asked for again while it is
 * alone on the screen; with older ones below it would leave a gap, and stays.
 * After a change it comes anew all the same, and what is no longer on it is
 * kept, with the older ones.
 */
import { useState } from 'preact/hooks';

import { call } from './api.js';
import { useResource } from './resource.js';
import { once } from './same.js';

const fresh = (path) => ({ path, rows: [], next: null, pages: 0,
	busy: false, error: null });

/* What useResource() gives, with { rows, more, busy, moreError }; `more` asks
 * for the next page and is null where there is none. */
export function usePaged(path) {
	const [state, setState] = useState(fresh(path));
	const older = state.path === path ? state : fresh(path);
	const source = useResource(path, older.pages ? Infinity : null);
	const next = older.pages ? older.next : source.next;

	async function more() {
		setState({ ...older, busy: true, error: null });
		try {
			const { body, next: then } = await call('GET', next);

			setState({ path, next: then, pages: older.pages + 1,
				rows: [...older.pages ? older.rows : source.data, ...body],
				busy: false, error: null });
		} catch (error) {
			setState({ ...older, busy: false, error });
		}
	}

	return { ...source, busy: older.busy, moreError: older.error,
		rows: source.data && once([...source.data, ...older.rows]),
		more: next && !source.isOld ? more : null };
}
