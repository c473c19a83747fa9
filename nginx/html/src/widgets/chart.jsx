/*
 * A chart over steps of time, with a comparison: a figure with a sentence,
 * readable with the arrow keys, zoomed by a drag (the buttons that do the same
 * are its caller's).  Nothing else knows which library draws it.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { usePointed } from '../pointed.js';
import { shownTheme } from '../preferences.js';
import { useReading } from './reading.js';

let makePlot = null;

/* What draws is half of the script: the page is there before it. */
async function fetchPlot() {
	({ makePlot } = await import('./plot.js'));
}

fetchPlot().catch(() => null);

/* Whether it is here; asked for once more where it did not come. */
function useDrawing(data) {
	const [isHere, setHere] = useState(makePlot !== null);

	useEffect(() => {
		if (!isHere)
			fetchPlot().then(() => setHere(true), () => null);
	}, [isHere, data]);
	return isHere;
}

/*
 * Made anew for another number of points, or another look; what comes in while
 * one looks is drawn in place, as is another size.
 */
function usePlot(props, onCursor, onResize) {
	const element = useRef(null);
	const plot = useRef(null);
	const latest = useRef(props);
	const theme = shownTheme.value;
	const { values, before, whole } = props;
	const hasAny = [...values, ...before ?? []].some(Boolean);
	const isHere = useDrawing(values);

	latest.current = { ...props, hasAny, onResize };
	useLayoutEffect(() => {
		if (!isHere)
			return undefined;
		const made = makePlot(element.current, () => latest.current, {
			onCursor,
			onSelect: latest.current.onZoom &&
				((a, b) => latest.current.onZoom(a, b)),
		});
		const observer = new ResizeObserver(() => {
			made.resize();
			latest.current.onResize();
		});

		plot.current = made;
		observer.observe(element.current);
		return () => {
			observer.disconnect();
			made.destroy();
		};
	}, [values.length, whole, hasAny, theme, isHere]);
	useLayoutEffect(() => plot.current?.update(), [values, before]);
	return [element, plot];
}

function Tip({ at, text, before, width }) {
	const side = at.left > width / 2 ? 'left' : 'right';
	const style = side === 'left'
		? { right: `${width - at.left + 12}px` }
		: { left: `${at.left + 12}px` };

	return (
		<div class="tip small" style={style} aria-hidden="true">
			<p class="muted">{text.label}</p>
			<p class="strong">{text.value}</p>
			{before && <p class="before">{before.value}
				<span class="muted"> {before.label}</span></p>}
		</div>
	);
}

/*
 * values, before	numbers (or null) to draw; before may be null
 * axisLabels		one for each value
 * days			of each value, where other charts are to mark it, too
 * describe(i)		{ now: { label, value }, before: the same or null }
 * short(v), whole	how the axis writes a value; whether it is a count
 * open			which of them is not over yet, if one is: else -1
 * sentence		what it shows, in words
 * onZoom(a, b)		a drag from one index to another, where that zooms
 */
export function Chart(props) {
	const { values, describe, sentence, title } = props;
	const [at, setAt] = useState(null);
	const tell = useRef(null);
	const [element, plot] = usePlot(props, (i, left) => {
		setAt(i === null ? null : { i, left });
		tell.current(i);
	}, () => again(at?.i ?? -1));
	const again = (i) => i >= 0 && i < values.length &&
		plot.current?.point(i);

	tell.current = usePointed(props.days, (i) =>
		i < 0 ? plot.current?.leave() : plot.current?.point(i));
	const reading = useReading(values.length, (i) => {
		const { now, before } = describe(i);

		plot.current?.point(i);
		announce(`${now.label}: ${now.value}` +
			(before ? `, before ${before.value}` : ''));
	});

	/* Drawn anew, it is read on from where one was, or pointed. */
	useEffect(() => {
		const where = reading.at.current >= 0 ? reading.at.current
			: at?.i ?? -1;

		setAt(null);
		again(where);
	}, [values, props.before, shownTheme.value]);
	const shown = at && at.i < values.length ? describe(at.i) : null;

	return (
		<figure class="chart">
			<div class="plot" tabIndex={0} role="group" data-arrows
				aria-roledescription="chart"
				aria-label={`${title}. Arrow keys read it point by point.`}
				onPointerLeave={() => plot.current?.leave()}
				onKeyDown={reading.onKeyDown} onBlur={() => {
					reading.leave();
					plot.current?.leave();
				}}>
				<div class="canvas" ref={element} aria-hidden="true" />
				{shown && <Tip at={at} text={shown.now} before={shown.before}
					width={element.current.clientWidth} />}
			</div>
			<figcaption class="muted small">{sentence}</figcaption>
		</figure>
	);
}
