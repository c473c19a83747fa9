/* The people of the account, and who is invited. */
import { useState } from 'preact/hooks';

import { useAction } from '../action.js';
import { announce } from '../announce.js';
import { changeMember, invite, removeMember, withdraw } from '../api.js';
import { now } from '../clock.js';
import { ago, dash, instant } from '../format.js';
import { refresh, useResource } from '../resource.js';
import { roleOptions, roleWords } from '../roles.js';
import { may, user } from '../session.js';
import { Select } from '../widgets/choice.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';
import { TableCard } from '../widgets/table-card.jsx';
import { Once } from './once.jsx';
import { Said } from './said.jsx';
import { Sure } from './sure.jsx';

const mine = () => roleOptions.filter((r) => r.name !== 'owner' ||
	may('owner'));

/* Not oneself, and an owner only by an owner. */
const canChange = (m) => m.id !== user.value?.id &&
	(m.role !== 'owner' || may('owner'));

function Acts({ member, action, onRemove }) {
	const turn = () => action.run(async () => {
		await changeMember(member.id, { disabled: !member.disabled });
		announce(`${member.email} ${member.disabled ? 'may sign in again'
			: 'is signed out and cannot sign in'}`, true);
	});

	return (
		<span class="group gap">
			<button type="button" disabled={action.busy} onClick={turn}
				aria-label={`${member.disabled ? 'Enable' : 'Disable'} ` +
					member.email}>
				{member.disabled ? 'Enable' : 'Disable'}</button>
			<button type="button" disabled={action.busy}
				aria-label={`Remove ${member.email}`}
				onClick={() => onRemove(member)}>Remove</button>
		</span>
	);
}

function columnsFor(action, onRemove) {
	const set = (m, role) => action.run(async () => {
		await changeMember(m.id, { role });
		announce(`${m.email} is ${roleWords[role].label.toLowerCase()} now`,
			true);
	});

	return [
		{ label: 'E-mail', value: (m) => m.email, show: (m) => <>{m.email}
			{m.id === user.value?.id && <>{' '}<span class="badge">You
			</span></>}
			{m.disabled && <>{' '}<span class="badge warn">Disabled
			</span></>}</> },
		{ label: 'Role', value: (m) => roleWords[m.role].label,
			show: (m) => canChange(m) ? <Select value={m.role}
				label={`Role of ${m.email}`} options={mine()}
				disabled={action.busy} onChange={(role) => set(m, role)} />
				: roleWords[m.role].label },
		{ label: 'Last seen', extra: true, value: (m) => m.lastSeenAt,
			show: (m) => m.lastSeenAt ? ago(m.lastSeenAt, now.value) : dash },
		{ label: '', number: true, value: () => '', show: (m) =>
			canChange(m) && <Acts member={m} action={action}
				onRemove={onRemove} /> },
	];
}

function List() {
	const source = useResource('/api/members');
	const action = useAction();
	const [leaving, setLeaving] = useState(null);
	const columns = columnsFor(action, setLeaving);

	return (
		<>
			<TableCard title="Members" source={source} rows={source.data}
				columns={columns} fileColumns={columns.filter((c) => c.label)}
				file="members" rowKey={(m) => m.id} empty=""
				before={<Said action={action} />} />
			{leaving && <Sure title={`Remove ${leaving.email}`}
				word={leaving.email} button="Remove"
				onDone={() => setLeaving(null)} act={async () => {
					await removeMember(leaving.id);
					announce(`${leaving.email} is removed`, true);
				}}>
				Sessions and API tokens of this member end at once.</Sure>}
		</>
	);
}

function Invite({ onInvited }) {
	const [email, setEmail] = useState('');
	const [role, setRole] = useState('analyst');
	const use = useForm(async () => {
		onInvited(await invite(email.trim(), role));
		refresh();
		setEmail('');
	});

	return (
		<section class="card" aria-labelledby="invite">
			<h2 id="invite">Invite somebody</h2>
			<form ref={use.form} onSubmit={use.onSubmit}>
				<Field label="E-mail" type="email" name="email" required
					autocomplete="off" value={email}
					error={use.fieldError('email')}
					onInput={(e) => setEmail(e.target.value)} />
				<div class="group gap">
					<Select label="Role" value={role} options={mine()}
						onChange={setRole} />
					<span class="muted small">{roleWords[role].about}</span>
				</div>
				<Submit use={use} fields={['email']}>Make the link</Submit>
			</form>
		</section>
	);
}

function Invitations() {
	const source = useResource('/api/invitations');
	const action = useAction();
	const columns = [
		{ label: 'E-mail', value: (i) => i.email },
		{ label: 'Role', value: (i) => roleWords[i.role].label },
		{ label: 'By', extra: true, value: (i) => i.invitedBy },
		{ label: 'Good until', extra: true, value: (i) => i.expiresAt,
			show: (i) => instant(i.expiresAt) },
		{ label: '', number: true, value: () => '', show: (i) => (
			<button type="button" disabled={action.busy}
				aria-label={`Withdraw the invitation of ${i.email}`}
				onClick={() => action.run(() => withdraw(i.id))}>Withdraw
			</button>) },
	];

	return (
		<TableCard title="Invitations" source={source} rows={source.data}
			columns={columns} fileColumns={columns.filter((c) => c.label)}
			file="invitations" rowKey={(i) => i.id} lines={2}
			empty="Nobody is invited just now."
			before={<Said action={action} />} />
	);
}

export function Members() {
	const [made, setMade] = useState(null);

	return (
		<>
			<List />
			<Invite onInvited={setMade} />
			<Invitations />
			{made && <Once title={`The link for ${made.email}`}
				text={made.link} onDone={() => setMade(null)}>
				Send it to them yourself. Whoever has it becomes
				{' '}{roleWords[made.role].label.toLowerCase()} of this account;
				it is good once, for seven days, and is not shown
				again.</Once>}
		</>
	);
}
