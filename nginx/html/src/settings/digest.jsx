/* The mail that one wants: digests, and alerts. */
import { useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { call } from '../api.js';
import { refresh, useResource } from '../resource.js';
import { weekday } from '../format.js';
import { Select } from '../widgets/choice.jsx';
import { Submit, useForm } from '../widgets/form.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';

const frequencies = [
	{ name: 'off', label: 'No digest' },
	{ name: 'daily', label: 'Every day' },
	{ name: 'weekly', label: 'Every week' },
];
const hours = Array.from({ length: 24 }, (_, hour) => ({ name: String(hour),
	label: `from ${String(hour).padStart(2, '0')}:00` }));
const weekdays = () => [1, 2, 3, 4, 5, 6, 7].map((n) => ({ name: String(n),
	label: `on ${weekday(n)}` }));

function When({ wish, onChange }) {
	return (
		<div class="group gap">
			<Select label="How often" value={wish.frequency}
				options={frequencies}
				onChange={(frequency) => onChange({ frequency })} />
			{wish.frequency === 'weekly' && <Select label="Weekday"
				value={String(wish.weekday)} options={weekdays()}
				onChange={(n) => onChange({ weekday: Number(n) })} />}
			{wish.frequency !== 'off' && <Select label="Hour"
				value={String(wish.hour)} options={hours}
				onChange={(n) => onChange({ hour: Number(n) })} />}
		</div>
	);
}

function Which({ wish, shops, onChange }) {
	const isIn = (shop) => wish.shops === 'all' ||
		wish.shops.includes(shop.id);
	const turn = (shop, isOn) => {
		const list = shops.filter((s) => s.id === shop.id ? isOn : isIn(s))
			.map((s) => s.id);

		onChange({ shops: list.length === shops.length ? 'all' : list });
	};

	return shops.length > 1 && (
		<fieldset class="choice">
			<legend>Of which stores</legend>
			{shops.map((s) => (
				<label key={s.id} class="check">
					<input type="checkbox" checked={isIn(s)}
						onChange={(e) => turn(s, e.target.checked)} />
					{s.name}
				</label>))}
		</fieldset>
	);
}

function Wish({ given, shops }) {
	const [wish, setWish] = useState(given);
	const onChange = (some) => setWish({ ...wish, ...some });
	const use = useForm(async () => {
		const { frequency, hour, weekday: day, shops: of, alerts } = wish;

		await call('PUT', '/api/digest', { body: { frequency, hour,
			weekday: day, shops: of, alerts } });
		refresh();
		announce('The mail that you want is noted', true);
	});

	return (
		<form ref={use.form} onSubmit={use.onSubmit}>
			<When wish={wish} onChange={onChange} />
			<Which wish={wish} shops={shops} onChange={onChange} />
			<label class="check">
				<input type="checkbox" checked={wish.alerts}
					onChange={(e) => onChange({ alerts: e.target.checked })} />
				Tell me at once of days that stand out
			</label>
			<Submit use={use}>Keep this</Submit>
		</form>
	);
}

export function Digest({ shops }) {
	const source = useResource('/api/digest');
	const { data, error } = source;

	return (
		<section class="card" aria-labelledby="digest">
			<h2 id="digest">Mail</h2>
			{!data && (error ? <Failure what="Your mail" source={source} />
				: <Skeleton rows={3} label="Loading your mail" />)}
			<Outdated source={source} />
			{data && !data.available && <p class="muted small unsent">
				This service sends no mail: whoever runs it has not set that
				up. What you choose here counts once it does.</p>}
			{data && <Wish given={data} shops={shops} />}
		</section>
	);
}
