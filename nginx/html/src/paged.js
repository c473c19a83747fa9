/*
 * A list that comes in pages: the first one is asked for again while it is
 * alone on the screen; with older ones below it would leave a gap, and stays.
 */
import { useState } from 'preact/hooks';

import { call } from './api.js';
import { useResource } from './resource.js';
import { keyOf } from './same.js';

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

			setState({ path, rows: [...older.rows, ...body], next: then,
				pages: older.pages + 1, busy: false, error: null });
		} catch (error) {
			setState({ ...older, busy: false, error });
		}
	}
	const seen = new Set(source.data?.map(keyOf));

	return { ...source, busy: older.busy, moreError: older.error,
		rows: source.data && [...source.data,
			...older.rows.filter((r) => !seen.has(keyOf(r)))],
		more: next && !source.isOld ? more : null };
}
