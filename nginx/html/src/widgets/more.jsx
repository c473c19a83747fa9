/* Below a list that comes in pages: how many there are, and the next ones. */
import { count } from '../format.js';

export function More({ source, what }) {
	const { rows, more, busy, moreError } = source;

	if (!rows?.length)
		return null;
	return (
		<div class="group gap foot">
			{more && <button type="button" disabled={busy} onClick={more}>
				{busy ? 'One moment …' : 'Show more'}</button>}
			<span class="muted small">{count(rows.length)} {what}
				{more ? ' so far' : ''}</span>
			{moreError && <span class="error small" role="alert">
				{moreError.message}</span>}
		</div>
	);
}
