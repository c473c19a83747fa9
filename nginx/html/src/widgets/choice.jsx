/* One of a few, side by side. */
export function Choice({ label, value, options, onChange }) {
	return (
		<div class="group" role="group" aria-label={label}>
			{options.map((o) => (
				<button key={o.name} type="button"
					aria-pressed={o.name === value}
					onClick={() => onChange(o.name)}>{o.label}</button>))}
		</div>
	);
}

export function Select({ label, value, options, onChange, disabled }) {
	return (
		<select aria-label={label} value={value} disabled={disabled}
			onChange={(e) => onChange(e.target.value)}>
			{options.map((o) => <option key={o.name} value={o.name}>
				{o.label}</option>)}
		</select>
	);
}
