/* What a button said when it failed. */
export function Said({ action }) {
	return action.error ? <p class="error small" role="alert">
		{action.error.message}</p> : null;
}
