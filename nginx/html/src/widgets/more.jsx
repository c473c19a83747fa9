/*
 * Below a list that comes in pages: how many there are, the next ones, and all
 * of them as a file where it has a path for that.  A page of what is searched
 * for may have nothing, and there are more to look through.
 */
import { keepFocus } from '../focus.js';
import { count } from '../format.js';
import { WholeList } from './whole-list.jsx';

/* Instead of what is said of an empty list. */
export const NONE_YET = 'Nothing yet: there are older ones to look through.';

export function More({ source, what, path, file }) {
	const { rows, more, busy, moreError } = source;
	const n = rows?.length ?? 0;

	if (!n && !more)
		return null;
	return (
		<div class="group gap foot">
			{more && <button type="button" disabled={busy}
				onClick={(event) => keepFocus(event, more)}>
				{busy ? 'One moment …' : 'Show more'}</button>}
			<span class="muted small">{n ? count(n) : 'no'}
				{' '}{n === 1 ? what.replace(/s$/, '') : what}
				{more ? ' so far' : ''}</span>
			{path && n > 0 && <WholeList path={path} what={what}
				file={file} />}
			{moreError && <span class="error small" role="alert">
				{moreError.message}</span>}
		</div>
	);
}
