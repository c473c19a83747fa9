/* Tokens for scripts and BI tools. */
import { useState } from 'preact/hooks';

import { useAction } from '../action.js';
import { announce } from '../announce.js';
import { makeToken, revokeToken } from '../api.js';
import { now } from '../clock.js';
import { ago, instant } from '../format.js';
import { refresh, useResource } from '../resource.js';
import { may } from '../session.js';
import { Select } from '../widgets/choice.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';
import { TableCard } from '../widgets/table-card.jsx';
import { Once } from './once.jsx';
import { Said } from './said.jsx';

const scopes = [
	['metrics:read', 'figures and series'],
	['orders:read', 'orders, one by one'],
	['customers:read', 'customers, with names and addresses'],
	['products:read', 'products'],
	['shops:read', 'stores and their state'],
	['ingest:read', 'runs of the sync'],
	['ingest:run', 'start a sync'],
	['export:read', 'everything, as an archive'],
];

const lives = [{ name: '30', label: '30 days' }, { name: '90',
	label: '90 days' }, { name: '365', label: 'A year' },
{ name: '', label: 'No end' }];

const endOf = (days) => days ? new Date(Date.now() + days * 86_400_000)
	.toISOString() : null;

function Make({ onMade }) {
	const [name, setName] = useState('');
	const [chosen, setChosen] = useState(['metrics:read']);
	const [days, setDays] = useState('90');
	const use = useForm(async () => {
		onMade(await makeToken({ name: name.trim(), scopes: chosen,
			expiresAt: endOf(days) }));
		refresh();
		setName('');
	});
	const turn = (scope, isOn) => setChosen(isOn ? [...chosen, scope]
		: chosen.filter((s) => s !== scope));

	return (
		<section class="card" aria-labelledby="make">
			<h2 id="make">Make a token</h2>
			<form ref={use.form} onSubmit={use.onSubmit}>
				<Field label="What it is for" name="name" required
					maxLength={100} autocomplete="off" value={name}
					error={use.fieldError('name')}
					onInput={(e) => setName(e.target.value)} />
				<fieldset class="choice">
					<legend>What it may do</legend>
					{scopes.map(([scope, about]) => (
						<label key={scope} class="check">
							<input type="checkbox"
								checked={chosen.includes(scope)}
								onChange={(e) => turn(scope,
									e.target.checked)} />
							<span><code>{scope}</code>{' '}
								<span class="muted small">{about}</span></span>
						</label>))}
					{use.fieldError('scopes') && <p class="error small">
						{use.fieldError('scopes')}</p>}
				</fieldset>
				<div class="group gap">
					<span>Good for</span>
					<Select label="Good for" value={days} options={lives}
						onChange={setDays} />
				</div>
				<Submit use={use} fields={['name', 'scopes']}>Make the
					token</Submit>
			</form>
		</section>
	);
}

function columnsFor(action) {
	const revoke = (t) => action.run(async () => {
		await revokeToken(t.id);
		announce(`${t.name} is revoked`, true);
	});

	return [
		{ label: 'Name', value: (t) => t.name },
		...may('admin') ? [{ label: 'Of', extra: true,
			value: (t) => t.email }] : [],
		{ label: 'Scopes', value: (t) => t.scopes.join(' '),
			show: (t) => <span class="small words">
				{t.scopes.join(', ')}</span> },
		{ label: 'Last used', value: (t) => t.lastUsedAt ?? '',
			show: (t) => t.lastUsedAt ? ago(t.lastUsedAt, now.value)
				: 'never' },
		{ label: 'Good until', extra: true, value: (t) => t.expiresAt ?? '',
			show: (t) => !t.expiresAt ? 'no end'
				: Date.parse(t.expiresAt) > now.value ? instant(t.expiresAt)
					: <span class="badge warn">Over</span> },
		{ label: '', number: true, value: () => '', show: (t) => (
			<button type="button" disabled={action.busy}
				aria-label={`Revoke ${t.name}, ${t.id}`}
				onClick={() => revoke(t)}>Revoke</button>) },
	];
}

export function Tokens() {
	const source = useResource('/api/tokens');
	const action = useAction();
	const [made, setMade] = useState(null);
	const columns = columnsFor(action);

	return (
		<>
			<TableCard title="API tokens" source={source} rows={source.data}
				columns={columns} fileColumns={columns.filter((c) => c.label)}
				file="api-tokens" rowKey={(t) => t.id} lines={3}
				empty="There is none yet." before={<>
					<p class="muted small">For scripts and BI tools: sent as
						{' '}<code>Authorization: Bearer</code>. A token may
						never do more than the member who made it.</p>
					<Said action={action} />
				</>} />
			<Make onMade={setMade} />
			{made && <Once title={`The token ${made.name}`} text={made.token}
				onDone={() => setMade(null)}>
				Copy it now: it is stored only as a digest and is not shown
				again.</Once>}
		</>
	);
}
