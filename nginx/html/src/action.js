/* What a button does: one thing at a time, and what went wrong. */
import { useState } from 'preact/hooks';

import { refresh } from './resource.js';

/* { busy, error, run(fn) }; what is shown is asked for again afterwards. */
export function useAction() {
	const [state, setState] = useState({ busy: false, error: null });

	async function run(act) {
		if (state.busy)
			return;
		setState({ busy: true, error: null });
		try {
			await act();
			setState({ busy: false, error: null });
		} catch (error) {
			if (!error.status && error.status !== 0)
				throw error;
			setState({ busy: false, error });
		}
		refresh();
	}
	return { ...state, run };
}
