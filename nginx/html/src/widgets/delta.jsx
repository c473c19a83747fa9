/* How a figure has changed: by how much, from what, and whether it is good. */
import { change } from '../decimal.js';
import { figure, percent, points } from '../format.js';

/* A share that changes does so by points of percent. */
function pointsOf(now, before) {
	return now === null || before === null || now === undefined ||
		before === undefined ? null : Math.round((now - before) * 10);
}

/* `isBrief`: without what it was; `isMixed`: see money(). */
export function Delta({ metric, now, before, currency, isMixed,
	isBrief = false }) {
	const isShare = metric.kind === 'percent';
	const thousandths = isShare ? pointsOf(now, before)
		: change(now, before);
	const sign = Math.sign(thousandths ?? 0) * metric.good;
	const tone = sign > 0 ? 'good' : sign < 0 ? 'bad' : 'muted';

	return (
		<span class="delta small">
			{thousandths !== null && <span class={tone}>
				<span aria-hidden="true">{thousandths > 0 ? '▲ '
					: thousandths < 0 ? '▼ ' : ''}</span>
				{isShare ? points(thousandths)
					: percent(thousandths, true)}</span>}
			{before !== null && before !== undefined && !isBrief &&
				<span class="muted">
					{thousandths === null ? 'was ' : 'from '}
					{figure(before, metric.kind, currency, isMixed)}</span>}
		</span>
	);
}
