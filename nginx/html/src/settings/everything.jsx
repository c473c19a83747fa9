/* All that there is of the account: to take along, and to be gone. */
import { useState } from 'preact/hooks';

import { useAction } from '../action.js';
import { announce } from '../announce.js';
import { call } from '../api.js';
import { downloadBlob } from '../csv.js';
import { end, may, user } from '../session.js';
import { Said } from './said.jsx';
import { Sure } from './sure.jsx';

function Export() {
	const action = useAction();
	const save = () => action.run(async () => {
		const { body } = await call('GET', '/api/export', { asFile: true });
		const name = `xeno-export-${new Date().toISOString().slice(0, 10)}.tar`;

		downloadBlob(name, body);
		announce(`Everything is exported as ${name}`, true);
	});

	return (
		<>
			<button type="button" disabled={action.busy} onClick={save}>
				{action.busy ? 'One moment …' : 'Export everything'}
			</button>
			<Said action={action} />
		</>
	);
}

function Leave() {
	const [isAsked, setAsked] = useState(false);
	const erase = async (currentPassword) => {
		await call('POST', '/api/auth/erase', { body: {
			email: user.value.email, currentPassword } });
		end();
		announce('The account is deleted, and everything of it', true);
	};

	return (
		<section class="card" aria-labelledby="leave">
			<header class="head">
				<h2 id="leave">Leave</h2>
				<button type="button" class="bad" onClick={() =>
					setAsked(true)}>Delete everything</button>
			</header>
			<p class="muted small">The account goes for good, with all stores,
				figures, members, views and tokens. Nobody can bring it
				back.</p>
			{isAsked && <Sure title="Delete everything" needsPassword
				word={user.value.email} button="Delete everything for good"
				onDone={() => setAsked(false)} act={erase}
				first={<Export />}>
				Everybody is signed out at once and nothing is received any
				more; what was stored is erased within minutes. Take it along
				first.</Sure>}
		</section>
	);
}

export function Everything() {
	return (
		<>
			<section class="card" aria-labelledby="everything">
				<header class="head">
					<h2 id="everything">Take it along</h2>
					<Export />
				</header>
				<p class="muted small">
					All stores with their customers, products, orders and
					ledgers, the members, views and audit log, as one tar
					archive of files with a line of JSON a row. No password
					and no token is in it. Of a large account, fetch it by a
					script instead, with an API token
					for <code>export:read</code>.</p>
			</section>
			{may('owner') && <Leave />}
		</>
	);
}
