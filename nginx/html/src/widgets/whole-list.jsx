/* All that a list has, not only what is on the screen, as CSV of the API's. */
import { useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { call } from '../api.js';
import { downloadBlob } from '../csv.js';
import { useExport } from '../exports.js';

/* path: of the list, with its filters; what: what it is a list of. */
export function WholeList({ path, what, file }) {
	const [state, setState] = useState({ busy: false, error: null });

	async function save() {
		setState({ busy: true, error: null });
		try {
			const { body } = await call('GET', `${path}&format=csv`,
				{ asFile: true });

			downloadBlob(`${file}-all.csv`, body);
			announce(`All ${what} exported as ${file}-all.csv`, true);
			setState({ busy: false, error: null });
		} catch (error) {
			if (!error.status && error.status !== 0)
				throw error;
			setState({ busy: false, error });
		}
	}
	useExport(`The whole list of ${what}`, save, { isLast: true });
	return (
		<>
			<button type="button" disabled={state.busy} onClick={save}>
				{state.busy ? 'One moment …' : 'Whole list as CSV'}</button>
			{state.error && <span class="error small" role="alert">
				{state.error.message}</span>}
		</>
	);
}
