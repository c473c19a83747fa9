/* A line without axes, for the shape; the chart has the figures. */
const W = 100;
const H = 24;

export function Sparkline({ values }) {
	const known = values.filter((v) => v !== null);

	if (known.length < 2)
		return <svg class="spark" aria-hidden="true" />;
	const low = Math.min(0, ...known);
	const high = Math.max(...known);
	const span = high - low || 1;
	const points = values.map((v, i) => v === null ? null
		: `${(i * W / (values.length - 1)).toFixed(1)},` +
			(H - 1 - (v - low) * (H - 2) / span).toFixed(1)).filter(Boolean);

	return (
		<svg class="spark" viewBox={`0 0 ${W} ${H}`}
			preserveAspectRatio="none" aria-hidden="true">
			<polyline points={points.join(' ')}
				vector-effect="non-scaling-stroke" />
		</svg>
	);
}
