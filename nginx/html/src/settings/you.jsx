/* Who one is, the password, where one is signed in, and how it looks. */
import { useState } from 'preact/hooks';

import { useAction } from '../action.js';
import { announce } from '../announce.js';
import { changePassword, endOtherSessions, endSession } from '../api.js';
import { now } from '../clock.js';
import { ago, instant } from '../format.js';
import { helpShown } from '../keys.js';
import { shortcuts, theme, themes } from '../preferences.js';
import { useResource } from '../resource.js';
import { user } from '../session.js';
import { Breakable, Fact, Facts } from '../widgets/facts.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';
import { Failure, Outdated, Skeleton } from '../widgets/states.jsx';
import { Table } from '../widgets/table.jsx';
import { Digest } from './digest.jsx';
import { agentName } from './agent.js';
import { roleWords } from '../roles.js';
import { Said } from './said.jsx';

function Profile() {
	return (
		<section class="card" aria-labelledby="profile">
			<h2 id="profile">Profile</h2>
			<Facts>
				<Fact label="E-mail">
					<Breakable text={user.value?.email ?? ''} at="@" /></Fact>
				<Fact label="Role">{roleWords[user.value?.role]?.label}
					<span class="muted small block">
						{roleWords[user.value?.role]?.about}</span></Fact>
			</Facts>
		</section>
	);
}

function Password() {
	const [current, setCurrent] = useState('');
	const [wanted, setWanted] = useState('');
	const use = useForm(async () => {
		await changePassword(current, wanted);
		setCurrent('');
		setWanted('');
		announce('The password is changed; everywhere else one has to sign ' +
			'in again', true);
	});

	return (
		<section class="card" aria-labelledby="password">
			<h2 id="password">Password</h2>
			<form ref={use.form} onSubmit={use.onSubmit}>
				<input type="email" name="email" autocomplete="username" hidden
					readOnly value={user.value?.email} />
				<Field label="Current password" type="password"
					name="currentPassword" required
					autocomplete="current-password" value={current}
					error={use.fieldError('currentPassword')}
					onInput={(e) => setCurrent(e.target.value)} />
				<Field label="New password" type="password" name="newPassword"
					required minLength={8} autocomplete="new-password"
					hint="8 characters or more; every other session ends"
					value={wanted} error={use.fieldError('newPassword')}
					onInput={(e) => setWanted(e.target.value)} />
				<Submit use={use} fields={['currentPassword', 'newPassword']}>
					Change the password</Submit>
			</form>
		</section>
	);
}

function columnsFor(action) {
	const end = (s) => action.run(async () => {
		await endSession(s.id);
		announce('The session is ended', true);
	});

	return [
		{ label: 'Where', value: (s) => agentName(s.userAgent),
			show: (s) => <span title={s.userAgent ?? ''}>
				{agentName(s.userAgent)}</span> },
		{ label: 'Last used', value: (s) => s.lastUsedAt, show: (s) => (
			<time dateTime={s.lastUsedAt} title={instant(s.lastUsedAt)}>
				{ago(s.lastUsedAt, now.value)}</time>) },
		{ label: 'Since', extra: true, value: (s) => s.createdAt,
			show: (s) => instant(s.createdAt) },
		{ label: '', number: true, value: () => '', show: (s) => s.current
			? <span class="badge good">This one</span>
			: <button type="button" disabled={action.busy}
				aria-label={`End ${agentName(s.userAgent)}, ${s.id}`}
				onClick={() => end(s)}>End</button> },
	];
}

function Sessions() {
	const source = useResource('/api/auth/sessions');
	const action = useAction();
	const { data, error } = source;
	const others = () => action.run(async () => {
		await endOtherSessions();
		announce('All other sessions are ended', true);
	});

	return (
		<section class="card" aria-labelledby="sessions">
			<header class="head">
				<h2 id="sessions">Where you are signed in</h2>
				<button type="button" disabled={action.busy ||
					!(data?.length > 1)} onClick={others}>End all others
				</button>
			</header>
			<Said action={action} />
			{!data && (error ? <Failure what="The sessions" source={source} />
				: <Skeleton rows={3} label="Loading the sessions" />)}
			<Outdated source={source} />
			{data && <Table caption="Where you are signed in" rows={data}
				columns={columnsFor(action)} rowKey={(s) => s.id} />}
		</section>
	);
}

function Looks() {
	return (
		<section class="card" aria-labelledby="looks">
			<h2 id="looks">This browser</h2>
			<fieldset class="choice">
				<legend>Theme</legend>
				{themes.map((t) => (
					<label key={t.name} class="check">
						<input type="radio" name="look"
							checked={theme.value === t.name}
							onChange={() => {
								theme.value = t.name;
							}} />
						{t.label}
					</label>))}
			</fieldset>
			<div class="group gap foot">
				<label class="check">
					<input type="checkbox" checked={shortcuts.value === 'on'}
						onChange={(e) => {
							shortcuts.value = e.target.checked ? 'on' : 'off';
						}} />
					Keys are on
				</label>
				<button type="button" onClick={() => {
					helpShown.value = true;
				}}>Show the keys</button>
			</div>
		</section>
	);
}

export function You({ shops }) {
	return (
		<>
			<div class="columns">
				<Profile />
				<Password />
			</div>
			<Sessions />
			<div class="columns">
				<Digest shops={shops} />
				<Looks />
			</div>
		</>
	);
}
