/*
 * Below a list that comes in pages: how many there are, the next ones, and all
 * of them as a file where it has a path for that.
 */
import { count } from '../format.js';
import { WholeList } from './whole-list.jsx';

export function More({ source, what, path, file }) {
	const { rows, more, busy, moreError } = source;

	if (!rows?.length)
		return null;
	return (
		<div class="group gap foot">
			{more && <button type="button" disabled={busy} onClick={more}>
				{busy ? 'One moment …' : 'Show more'}</button>}
			<span class="muted small">{count(rows.length)}
				{' '}{rows.length === 1 ? what.replace(/s$/, '') : what}
				{more ? ' so far' : ''}</span>
			{path && <WholeList path={path} what={what} file={file} />}
			{moreError && <span class="error small" role="alert">
				{moreError.message}</span>}
		</div>
	);
}
