/* How far a run is: what it does, how much, how fast, how long still. */
import { now } from '../clock.js';
import { count, duration } from '../format.js';
import { refresh, useResource } from '../resource.js';
import { phaseWords } from '../words.js';
import { useEffect } from 'preact/hooks';

/* A run is short: it is looked at more often than figures are. */
const EVERY = 2000;

function words(run) {
	const rows = run.rowsExpected === null ? run.rowsRead > 0 &&
		`${count(run.rowsRead)} rows`
		: `${count(run.rowsRead)} of ${count(run.rowsExpected)} rows`;
	const left = run.estimatedEndAt &&
		(Date.parse(run.estimatedEndAt) - now.value) / 1000;

	return [rows,
		run.rowsPerSecond && `${count(run.rowsPerSecond)} a second`,
		left !== null && (left > 1 ? `about ${duration(left)} left`
			: 'nearly done'),
	].filter(Boolean).join(' · ');
}

export function Progress({ run: given, children }) {
	const { data } = useResource(`/api/ingest/runs/${given.id}`, EVERY);
	/* The list's news may be newer than the run's own. */
	const run = data?.id === given.id ? data : given;
	const isOver = run.status === 'success' || run.status === 'failed';
	const known = run.rowsExpected !== null && run.status === 'running';

	useEffect(() => {
		if (isOver)
			refresh();
	}, [isOver]);
	return (
		<section class="card progress" aria-label="Reading from Shopify">
			<p><strong>{phaseWords(run)}</strong>
				<span class="muted"> {words(run)}</span></p>
			<progress aria-label={phaseWords(run)}
				max={known ? Math.max(1, run.rowsExpected) : undefined}
				value={known ? Math.min(run.rowsRead, run.rowsExpected)
					: undefined} />
			{children}
		</section>
	);
}
