/*
 * uPlot, behind one function.  Points lie at their index: days of a shop's
 * calendar need no clock, and a comparison is laid over by position.
 */
import uPlot from 'uplot';

function colours() {
	const style = getComputedStyle(document.documentElement);
	const of = (name) => style.getPropertyValue(`--${name}`).trim();

	return { line: of('accent'), fill: of('accent-fill'), grid: of('line'),
		text: of('muted'), before: of('before'), font: of('chart-font') };
}

/* Of nothing but zeroes there is no scale. */
function axes(colour, source) {
	const common = { stroke: colour.text, font: colour.font,
		grid: { stroke: colour.grid, width: 1 }, ticks: { show: false } };

	return [
		{ ...common, grid: { show: false }, space: 72, gap: 6, size: 30,
			incrs: [1, 2, 3, 4, 6, 7, 14, 28, 60, 90, 180, 360, 720],
			values: (u, at) => at.map((i) => source().axisLabels[i] ?? '') },
		{ ...common, gap: 8, space: 44,
			size: (u, values) => 16 + 7.5 * Math.max(...(values ?? [''])
				.map((v) => v.length)),
			splits: source().hasAny ? undefined : () => [0],
			incrs: source().whole
				? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4,
					2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7] : undefined,
			values: (u, at) => at.map((v) => source().short(v)) },
	];
}

/* From zero, or below it where something is; never a flat line at the top. */
function yRange(u, low, high) {
	const from = Math.min(0, low ?? 0);
	const to = Math.max(high ?? 0, from + 1e-9);

	return [from * 1.05, to <= from + 1e-6 ? from + 1 : to * 1.08];
}

function lines(colour, count) {
	const points = { show: count < 2, size: 6 };
	const line = { stroke: colour.line, width: 2, fill: colour.fill, points };

	return [
		{},
		{ stroke: colour.before, width: 1.5, dash: [4, 4], points },
		line,
		{ ...line, dash: [1, 4], points: { show: false } },
	];
}

/* What goes on is no fall: the way to it is a line of its own, dotted. */
const parted = (values, open) => open > 0
	? [values.map((v, i) => i < open ? v : null),
		values.map((v, i) => i < open - 1 ? null : v)]
	: [values, values.map(() => null)];

/*
 * `source()` gives { values, before, axisLabels, short, whole, hasAny, open }
 * as they are now; how many, `whole` and `hasAny` stay.  onCursor gets an index
 * or null, onSelect the first and last index of a drag.
 */
export function makePlot(element, source, { onCursor, onSelect }) {
	const colour = colours();
	const count = source().values.length;
	const data = () => {
		const { values, before, open } = source();

		return [values.map((_, i) => i),
			values.map((_, i) => before?.[i] ?? null),
			...parted(values, open)];
	};
	const plot = new uPlot({
		width: element.clientWidth,
		height: element.clientHeight,
		legend: { show: false },
		padding: [8, 30, 0, 0],
		scales: {
			x: { time: false, range: () => count > 1 ? [0, count - 1]
				: [-0.5, 0.5] },
			y: { range: yRange },
		},
		series: lines(colour, count),
		axes: axes(colour, source),
		cursor: {
			y: false,
			drag: { x: Boolean(onSelect), y: false, setScale: false, dist: 8 },
			points: { size: 8 },
		},
		hooks: {
			setCursor: [(u) => onCursor(u.cursor.idx ?? null,
				(u.cursor.left ?? 0) + u.bbox.left / devicePixelRatio)],
			setSelect: [(u) => {
				const { left, width } = u.select;

				if (width < 4)
					return;
				u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
				onSelect(u.posToIdx(left), u.posToIdx(left + width));
			}],
		},
	}, data(), element);

	return {
		/* The source has other values; of a drag under way nothing is lost. */
		update: () => {
			plot.setData(data());
			plot.redraw(false, true);
		},
		/* A key moved the cursor: as if the pointer were there. */
		point: (i) => plot.setCursor({ left: plot.valToPos(i, 'x'), top: 10 }),
		leave: () => plot.setCursor({ left: -10, top: -10 }),
		resize: () => plot.setSize({ width: element.clientWidth,
			height: element.clientHeight }),
		destroy: () => plot.destroy(),
	};
}
