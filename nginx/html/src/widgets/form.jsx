/* Forms: a labelled field, a form that sends once, and its errors. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';

import { now } from '../clock.js';

export function Field({ label, hint, error, type = 'text', ...more }) {
	const id = useId();
	const [shown, setShown] = useState(false);
	const isSecret = type === 'password';

	return (
		<div class="field">
			<label for={id}>{label}</label>
			<div class="input">
				<input id={id} type={isSecret && shown ? 'text' : type}
					aria-invalid={error ? 'true' : undefined}
					aria-describedby={`${id}-hint`} {...more} />
				{isSecret && <button type="button" class="quiet"
					aria-pressed={shown} aria-label={`Show ${label}`}
					onClick={() => setShown(!shown)}>
					{shown ? 'Hide' : 'Show'}
				</button>}
			</div>
			<p id={`${id}-hint`} class={error ? 'error small' : 'muted small'}>
				{error || hint}</p>
		</div>
	);
}

/*
 * { busy, error, waiting, onSubmit, fieldError(name) } around `send`, an async
 * function.  A field that the API names gets the focus; 429 holds the button
 * until it may be tried again.
 */
export function useForm(send) {
	const form = useRef(null);
	const [state, setState] = useState({ busy: false, error: null,
		until: null });
	const left = state.until === null ? 0
		: Math.max(0, Math.ceil((state.until - now.value) / 1000));

	useEffect(() => {
		if (!state.error || !form.current)
			return;
		const bad = form.current.querySelector('[aria-invalid=true]');

		(bad ?? form.current.querySelector('[role=alert]'))?.focus();
	}, [state.error]);
	async function onSubmit(event) {
		event.preventDefault();
		if (state.busy || left > 0)
			return;
		setState({ busy: true, error: null, until: null });
		try {
			await send();
			setState({ busy: false, error: null, until: null });
		} catch (error) {
			if (!error.status && error.status !== 0)
				throw error;
			setState({ busy: false, error, until: error.status === 429
				? Date.now() + (error.retryAfter ?? 10) * 1000 : null });
		}
	}

	return {
		form, onSubmit, busy: state.busy, error: state.error, waiting: left,
		fieldError: (name) => state.error?.field === name
			? state.error.message.replace(/^\w+: (.)/,
				(all, first) => first.toUpperCase()) : null,
	};
}

/* The form's failure where no field is to blame, and its button. */
export function Submit({ use, children, fields = [] }) {
	const { error, waiting, busy } = use;
	const general = error && !fields.includes(error.field);

	return (
		<>
			{general && <div class="notice bad" role="alert" tabIndex={-1}>
				<p>{error.message}
					{error.requestId && error.status >= 500 &&
						<> Request <code>{error.requestId}</code></>}</p>
			</div>}
			<button type="submit" class="primary wide" disabled={busy}
				aria-disabled={waiting > 0 || busy}>
				{waiting > 0 ? `Try again in ${waiting} s`
					: busy ? 'One moment …' : children}
			</button>
		</>
	);
}
