/* What stands where data is not: yet, at all, or because it failed. */
import { now } from '../clock.js';
import { online } from '../resource.js';

export function Skeleton({ rows = 3, label = 'Loading' }) {
	return (
		<div class="skeleton" role="status">
			<span class="unseen">{label}</span>
			{Array.from({ length: rows }, (_, i) => <i key={i} />)}
		</div>
	);
}

function Countdown({ until }) {
	const seconds = Math.max(0, Math.ceil((until - now.value) / 1000));

	return <>{seconds} s</>;
}

/* As a sentence, for another one follows. */
function reason(error) {
	const text = error.status === 429 ? 'There were too many requests.'
		: error.message;

	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/*
 * A widget that could not be loaded; the others go on.  `source` is what
 * useResource() gave.
 */
export function Failure({ what, source }) {
	const { error, retryAt, retry } = source;

	/* Signing in again is a dialog's matter; here it is still loading. */
	if (error.status === 401)
		return <Skeleton />;
	/* What is not there will not be there the next time. */
	if (error.status === 404)
		return <p class="muted">{what} is not there, or not any more.</p>;
	return (
		<div class="failure" role="alert">
			<p><strong>{what} could not be loaded.</strong> {reason(error)}</p>
			<p class="muted small">
				{error.requestId && <>
					Request <code>{error.requestId}</code>.</>}
				{retryAt && <span aria-hidden="true"> Trying again in
					{' '}<Countdown until={retryAt} />.</span>}
			</p>
			<button type="button" onClick={retry}>Try again</button>
		</div>
	);
}

/* Data is there, but asking for newer data failed.  Being offline is said
 * once for all of it (notices.jsx). */
export function Outdated({ source }) {
	const { data, error, retryAt } = source;

	if (!data || !error || error.status === 401 || !online.value)
		return null;
	return (
		<p class="notice warn" role="status">
			<span>{reason(error)} These are the last figures that
				arrived.</span>
			{retryAt && <span class="nowrap" aria-hidden="true">Trying again
				in <Countdown until={retryAt} /></span>}
		</p>
	);
}
