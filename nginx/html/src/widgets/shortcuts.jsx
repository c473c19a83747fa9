/* The keys, and the switch that turns them off. */
import { useEffect, useRef } from 'preact/hooks';

import { helpShown } from '../keys.js';
import { pages } from '../pages.js';
import { presets } from '../periods.js';
import { shortcuts } from '../preferences.js';

const others = [
	['c', 'Custom period'],
	['←  →', 'Period before, after'],
	['x', 'Next comparison'],
	...pages.filter((p) => p.key).map((p) =>
		[`g  ${p.key}`, `Go to ${p.title}`]),
	['/', 'Search'],
	['.', 'Export what is shown first'],
	['Esc', 'Leave the zoom, clear search and filters'],
	['?', 'These keys'],
];

function List({ title, rows }) {
	return (
		<section>
			<h3>{title}</h3>
			<dl class="keys">
				{rows.map(([key, label]) => (
					<div key={key}>
						<dt>{key.split('  ').map((k) =>
							<kbd key={k}>{k}</kbd>)}</dt>
						<dd>{label}</dd>
					</div>))}
			</dl>
		</section>
	);
}

export function Shortcuts() {
	const dialog = useRef(null);
	const close = () => {
		helpShown.value = false;
	};

	useEffect(() => {
		dialog.current.showModal();
	}, []);
	return (
		<dialog ref={dialog} class="card wide" aria-labelledby="keys"
			onClose={close}>
			<header class="head">
				<h2 id="keys">Keys</h2>
				<form method="dialog"><button>Close</button></form>
			</header>
			<div class="columns even">
				<List title="Periods" rows={presets.filter((p) => p.key)
					.map((p) => [p.key, p.label])} />
				<List title="Everything else" rows={others} />
			</div>
			<label class="check">
				<input type="checkbox" checked={shortcuts.value === 'on'}
					onChange={(e) => {
						shortcuts.value = e.target.checked ? 'on' : 'off';
					}} />
				Keys are on
			</label>
		</dialog>
	);
}
