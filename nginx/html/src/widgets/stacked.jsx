/*
 * Parts of a whole over steps of time, one on the other: a figure with a
 * sentence, readable with the arrow keys, as chart.jsx is.  Bars, for each
 * step is a sum of its own; of plain SVG, a path a part.
 */
import { useEffect, useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { usePointed } from '../pointed.js';
import { useReading } from './reading.js';

const HIGH = 1000;		/* of the drawing, whatever its size */
const MOST_LABELS = 6;
const LEAST_SLOTS = 7;		/* a bar alone is not as wide as the page */
const GAP = 0.12;		/* on either side of a bar of width 1 */

/* About four lines: steps of 1, 2 or 5 times a power of ten. */
function scaleOf(most, whole) {
	const rough = Math.max(most, whole ? 1 : 0.01) / 4;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].find((n) => n * power >= rough) * power;
	const by = whole ? Math.max(1, step) : step;
	const count = Math.max(1, Math.ceil(most / by));

	return { top: by * count, lines: Array.from({ length: count + 1 },
		(_, i) => i * by) };
}

/* The path of one part: its bars stand on those of the parts before it. */
function pathOf(values, part, top) {
	const y = (v) => (HIGH * (1 - v / top)).toFixed(1);
	const sum = (list) => list.reduce((a, b) => a + b, 0);

	return values.map((list, i) => {
		const base = sum(list.slice(0, part));

		return list[part] ? `M${i + GAP} ${y(base)}V${y(base + list[part])}` +
			`H${i + 1 - GAP}V${y(base)}Z` : '';
	}).join('');
}

function Tip({ at, slots, text }) {
	const left = (at + 0.5) / slots;
	const style = left > 0.5 ? { right: `calc(${100 - 100 * left}% + 0.75rem)` }
		: { left: `calc(${100 * left}% + 0.75rem)` };

	return (
		<div class="tip small" style={style} aria-hidden="true">
			<p class="muted">{text.label}</p>
			{text.parts.map((p) => <p key={p.label}>
				<span class="strong">{p.value}</span>
				<span class="muted"> {p.label}</span></p>)}
		</div>
	);
}

/* Names under every n-th bar, as many as there is room for on a phone. */
function Names({ names, slots }) {
	const every = Math.ceil(names.length / MOST_LABELS);
	const first = Math.floor((every - 1) / 2);

	return (
		<div class="names muted" aria-hidden="true">
			{names.map((name, i) => i % every === first && <span key={i}
				style={{ left: `${100 * (i + 0.5) / slots}%` }}>{name}</span>)}
		</div>
	);
}

/*
 * values		of each step the numbers to draw, one a part
 * parts		their names, which are classes of their colours, too
 * names		one for each step
 * days			of each step, for other charts to mark it, too
 * describe(i)		{ label, parts: [{ label, value }] }
 * short(v), whole	how the axis writes a value; whether it is a count
 * sentence		what it shows, in words
 */
export function Stacked({ values, parts, names, days, describe, short, whole,
	title, sentence }) {
	const [at, setAt] = useState(null);
	const tell = usePointed(days, (i) => setAt(i < 0 ? null : i));
	const point = (i) => {
		setAt(i);
		tell(i < values.length ? i : null);
	};
	const slots = Math.max(values.length, LEAST_SLOTS);
	const { top, lines } = scaleOf(Math.max(...values.map((list) =>
		list.reduce((a, b) => a + b, 0))), whole);
	const shown = at === null || at >= values.length ? null : describe(at);
	const reading = useReading(values.length, (i) => {
		const { label, parts: list } = describe(i);

		point(i);
		announce(`${label}: ` +
			list.map((p) => `${p.value} ${p.label}`).join(', '));
	});

	useEffect(() => setAt(null), [values]);
	function onPointerMove(event) {
		const { left, width } = event.currentTarget.getBoundingClientRect();

		point(Math.floor((event.clientX - left) / width * slots));
	}

	return (
		<figure class="chart stacked">
			<div class="scale muted" aria-hidden="true">
				{lines.map((v) => <span key={v}>{short(v)}</span>)}</div>
			<div class="bars" tabIndex={0} role="group" data-arrows
				aria-roledescription="chart"
				aria-label={`${title}. Arrow keys read it bar by bar.`}
				onKeyDown={reading.onKeyDown} onPointerMove={onPointerMove}
				onPointerLeave={() => point(null)} onBlur={() => {
					reading.leave();
					point(null);
				}}>
				<div class="rules" aria-hidden="true">
					{lines.map((v) => <span key={v} />)}</div>
				{shown && <div class="mark" aria-hidden="true"
					style={{ left: `${100 * at / slots}%`,
						width: `${100 / slots}%` }} />}
				<svg class="canvas" viewBox={`0 0 ${slots} ${HIGH}`}
					preserveAspectRatio="none" aria-hidden="true">
					{parts.map((name, i) => <path key={name}
						class={`part ${name}`}
						d={pathOf(values, i, top)} />)}
				</svg>
				{shown && <Tip at={at} slots={slots} text={shown} />}
			</div>
			<Names names={names} slots={slots} />
			<figcaption class="muted small">{sentence}</figcaption>
		</figure>
	);
}
