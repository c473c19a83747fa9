/* All that there is of the account, to take along. */
import { announce } from '../announce.js';
import { call } from '../api.js';
import { downloadBlob } from '../csv.js';
import { useAction } from './action.js';
import { Said } from './said.jsx';

export function Everything() {
	const action = useAction();
	const save = () => action.run(async () => {
		const { body } = await call('GET', '/api/export', { asFile: true });
		const name = `xeno-export-${new Date().toISOString().slice(0, 10)}.tar`;

		downloadBlob(name, body);
		announce(`Everything is exported as ${name}`, true);
	});

	return (
		<section class="card" aria-labelledby="everything">
			<header class="head">
				<h2 id="everything">Take it along</h2>
				<button type="button" disabled={action.busy} onClick={save}>
					{action.busy ? 'One moment …' : 'Export everything'}
				</button>
			</header>
			<p class="muted small">All stores with their customers, products,
				orders and ledgers, the members, views and audit log, as one
				tar archive of files with a line of JSON a row. No password
				and no token is in it. Of a large account, fetch it by a
				script instead, with an API token
				for <code>export:read</code>.</p>
			<Said action={action} />
		</section>
	);
}
