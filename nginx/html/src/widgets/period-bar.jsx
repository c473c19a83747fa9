/*
 * A page's title, its period, comparison and step, which the address holds,
 * and what of it can be exported.
 */
import { useState } from 'preact/hooks';

import { dayRange, earlierRange } from '../format.js';
import { exported } from '../exports.js';
import { useKeys } from '../keys.js';
import { comparisons, EARLIEST, preset, presets, printRange, shift, stepsFor }
	from '../periods.js';
import { setState, state } from '../router.js';
import { Select } from './choice.jsx';
import { Popover } from './popover.jsx';
import { Views } from './views.jsx';

function Custom({ range, today, onDone }) {
	const [from, setFrom] = useState(range.from);
	const [to, setTo] = useState(range.to);

	return (
		<form class="custom" onSubmit={(event) => {
			event.preventDefault();
			setState({ period: printRange(from <= to ? { from, to }
				: { from: to, to: from }), zoom: null });
			onDone();
		}}>
			<label>From <input type="date" required min={EARLIEST}
				max={today} value={from}
				onInput={(e) => setFrom(e.target.value)} /></label>
			<label>To <input type="date" required min={EARLIEST}
				max={today} value={to}
				onInput={(e) => setTo(e.target.value)} /></label>
			<button type="submit">Show these days</button>
		</form>
	);
}

function PeriodMenu({ range, today }) {
	const { period } = state.value;

	return (
		<Popover name="Period" className="select" width={15}
			label={preset(period)?.label ?? dayRange(range)}
			describe={`Period: ${preset(period)?.label ?? dayRange(range)}`}>
			{(close) => (
				<>
					{presets.map((p) => (
						<button key={p.name} type="button" class="item"
							aria-current={p.name === period ? 'true'
								: undefined}
							onClick={() => {
								setState({ period: p.name, zoom: null });
								close();
							}}>
							{p.label}{p.key && <kbd aria-hidden="true">
								{p.key}</kbd>}
						</button>))}
					<Custom key={printRange(range)} range={range}
						today={today} onDone={close} />
				</>
			)}
		</Popover>
	);
}

function Move({ to, label, children }) {
	return (
		<button type="button" class="step" aria-label={label} disabled={!to}
			onClick={() => setState({ period: to, zoom: null })}>
			{children}</button>
	);
}

function Export() {
	const offers = exported.value;

	return (
		<Popover name="Export" width={17} label="Export"
			className={offers.length ? 'select' : 'select none'}>
			{(close) => (
				<>
					<p class="muted small lead">As CSV, as it is shown</p>
					{offers.map((o) => (
						<button key={o.label} type="button" class="item"
							disabled={o.isOld} onClick={() => {
								close();
								o.save();
							}}>{o.label}</button>))}
				</>
			)}
		</Popover>
	);
}

/* Leaves the zoom first: an arrow means the days that one sees. */
function moves(view) {
	const period = view.zoomed ? printRange(view.range) : state.value.period;

	return [-1, 1].map((n) => shift(period, n, view.today, view.first));
}

/* A title where there is no period to pick, but something to export. */
export function Title({ children }) {
	return (
		<div class="head page">
			<h1>{children}</h1>
			<div class="controls"><Views /><Export /></div>
		</div>
	);
}

export function PeriodBar({ view, title, hasSteps = true,
	hasComparison = true }) {
	const [before, after] = moves(view);
	const move = (to) => to !== null && setState({ period: to, zoom: null });

	useKeys({
		ArrowLeft: () => move(before),
		ArrowRight: () => move(after),
		c: () => {
			document.querySelector('[data-opens=Period]').click();
			document.querySelector('.custom input')?.focus();
		},
	});
	return (
		<div class="head page">
			<div>
				<h1>{title}</h1>
				<p class="muted small">{view.range.isPending
					? 'Since the first order' : dayRange(view.range)}
					{view.range.to === view.today && ' so far'}
					{!view.isOneZone && ', by each store’s own days'}
					{hasComparison && !hasSteps && view.earlier &&
						`, against ${earlierRange(view.earlier)}`}</p>
			</div>
			<div class="controls">
				<div class="group">
					<Move to={before} label="Period before">‹</Move>
					<PeriodMenu range={view.range} today={view.today} />
					<Move to={after} label="Period after">›</Move>
				</div>
				{hasComparison && <Select label="Compare" value={view.how}
					options={comparisons} disabled={view.isAll}
					onChange={(cmp) => setState({ cmp })} />}
				{hasSteps && <Select label="Step" value={view.step}
					options={stepsFor(view.range)}
					onChange={(by) => setState({ by })} />}
				<Views />
				<Export />
			</div>
		</div>
	);
}
