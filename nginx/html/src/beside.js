/*
 * The steps of a period beside those of the one before, as rows of a table.
 * The one before may have more of them (January's days beside February's): all
 * of its figure is to be in its column, so there are rows of it alone.
 */
import { clock, dash, figure, stepName } from './format.js';

/* [{ now, before }], of which either may be null. */
export const besides = (points, before) => Array.from(
	{ length: Math.max(points.length, before?.length ?? 0) },
	(_, i) => ({ now: points[i] ?? null, before: before?.[i] ?? null }));

/* A step of these, of which the last may not be whole either. */
export const stepBefore = (b, before, { earlier, step }) =>
	stepName(b.day, step, b.hour) +
	(earlier?.until && b === before.at(-1) ? ', to the same time' : '');

/* For a file. */
const dated = (point) => point && (point.hour === undefined ? point.day
	: `${point.day} ${clock(point.hour)}`);

/* `before` may be null, where nothing is compared with. */
export function columnsOf({ metric, currency, view, before }) {
	const { step } = view;
	const unit = metric.kind === 'money' ? ` (${currency})` : '';
	const column = (label, of) => ({ label: label + unit, number: true,
		value: (row) => of(row)?.[metric.name],
		show: (row) => figure(of(row)?.[metric.name], metric.kind, currency) });
	const columns = [
		{ label: step === 'day' ? 'Day'
			: `${step[0].toUpperCase()}${step.slice(1)} from`,
		value: (row) => dated(row.now),
		show: ({ now }) => now ? stepName(now.day, step, now.hour) : dash },
		column(metric.label, (row) => row.now),
	];

	return before ? [...columns,
		{ label: 'Compared with', value: (row) => dated(row.before),
			show: ({ before: b }) => b ? stepBefore(b, before, view) : dash },
		column('Before', (row) => row.before),
	] : columns;
}
